"""Two users of one server: what the one has, and what the other hears of it."""

import secrets
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import anyio
from mcp.client.session import IncomingMessage
from mcp_types import EmptyResult, ResourceUpdatedNotification, SubscribeRequest, SubscribeRequestParams

from homes import Json
from hosts import facts_of
from remote.served import LIMIT_S, Served, host

SCENE = "a 1-second sunset over the sea in 360p"
GENERATE: Json = {"prompt": SCENE, "request_id": "alice-1"}
EDIT: Json = {"edits": [{"op": "volume", "item": "clip 1", "percent": 50}], "request_id": "alice-2"}
EXPORT: Json = {"quality": "low", "filename": "holiday.mp4", "request_id": "alice-3"}


@dataclass(frozen=True)
class Ids:
    """What names something of a user.

    Attributes:
        project: A project.
        job: A generate.
        export: An export.
        file: The file of it.
    """

    project: str
    job: str
    export: str
    file: str = "holiday.mp4"

    @property
    def names(self) -> tuple[str, ...]:
        """All of them."""
        return self.project, self.job, self.export, self.file


def unknown_ids() -> Ids:
    """Of the same form, and nobody's."""
    jobs = [f"job_{secrets.token_urlsafe(24)}" for _ in range(2)]
    return Ids(f"prj_{secrets.token_hex(8)}", *jobs, file="nothing.mp4")


_alices: list[Ids] = []


async def alices(served: Served) -> Ids:
    """What Alice has; made by the first test that asks."""
    if not _alices:
        async with host(served, "alice") as alice:
            made = facts_of(await alice.call_tool("generate", {**GENERATE, "wait_s": LIMIT_S}))
            await alice.call_tool("edit", {**EDIT, "wait_s": LIMIT_S})
            exported = facts_of(await alice.call_tool("export", {**EXPORT, "wait_s": LIMIT_S}))
        assert (made["status"], exported["status"]) == ("completed", "completed")
        _alices.append(Ids(made["project_id"], made["job_id"], exported["job_id"]))
    return _alices[0]


def anonymous(answer: object, ids: Ids) -> str:
    """An answer without the names in it, and without what differs from call to call."""
    text = str(answer)
    for name in ids.names:
        text = text.replace(name, "ID")
    return text


class Heard:
    """Which resources a host heard of."""

    def __init__(self) -> None:
        self.uris: set[str] = set()
        self._more = anyio.Event()

    def note(self, uri: str) -> None:
        self.uris.add(uri)
        self._more.set()

    async def until(self, *uris: str) -> None:
        with anyio.fail_after(LIMIT_S):
            while not self.uris.issuperset(uris):
                await self._more.wait()
                self._more = anyio.Event()


@asynccontextmanager
async def hearing(
    served: Served, user: str, mode: str, uris: list[str], heard: Heard
) -> AsyncGenerator[None]:
    """A user's host that wants to hear of resources."""

    async def hear(message: IncomingMessage) -> None:
        if isinstance(message, ResourceUpdatedNotification):
            heard.note(str(message.params.uri))

    async def listen(listening: Any) -> None:
        async for event in listening:
            heard.note(event.uri)

    async with host(served, user, mode, on_message=hear) as client:
        if mode == "legacy":
            for uri in uris:
                request = SubscribeRequest(params=SubscribeRequestParams(uri=uri))
                await client.session.send_request(request, EmptyResult)
            yield
            return
        async with (
            client.listen(resource_subscriptions=uris) as listening,
            anyio.create_task_group() as tasks,
        ):
            tasks.start_soon(listen, listening)
            yield
            tasks.cancel_scope.cancel()

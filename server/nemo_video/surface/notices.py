"""Change notices to both protocol eras: what changed in the engine, as resources that are worth another read.

The handshake era subscribes to a resource and is notified on its connection; the stateless one listens, and
is served from the SDK's bus.
"""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import anyio
from mcp.server.context import ServerRequestContext
from mcp.server.subscriptions import InMemorySubscriptionBus, ResourceUpdated
from mcp_types import EmptyResult, SubscribeRequestParams, UnsubscribeRequestParams

from nemo_video.engine import Change, JobChanged, TimelineChanged
from nemo_video.surface.sdk import connection_of

if TYPE_CHECKING:
    from mcp.server.connection import Connection

    from nemo_video.engine import Engine

PAUSE_S = 0.5
"""A job that moves on many times a second is announced no more often than this."""

SEND_LIMIT_S = 5.0
"""A client that does not read may hold the notices of the others for so long."""

PROJECTS = "video://projects"
Request = ServerRequestContext[Any, Any]


class Notices:
    """Announces changes, each resource once however often it changed meanwhile."""

    def __init__(self) -> None:
        self.bus = InMemorySubscriptionBus()
        self._subscribers: dict[Connection, set[str]] = {}
        self._changed: dict[str, None] = {}
        self._wanted = anyio.Event()

    def follow(self, engine: "Engine") -> None:
        """Announce what changes in an engine."""
        engine.changes.listen(self._note)

    @asynccontextmanager
    async def sent(self) -> AsyncGenerator[None]:
        """A context in which notices are sent."""
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(self._keep_sending)
            try:
                yield
            finally:
                tasks.cancel_scope.cancel()

    async def subscribe(self, ctx: Request, params: SubscribeRequestParams) -> EmptyResult:
        """A client of the handshake era wants to hear of a resource."""
        connection = connection_of(ctx)
        if connection not in self._subscribers:
            connection.exit_stack.callback(self._subscribers.pop, connection, None)
        self._subscribers.setdefault(connection, set()).add(str(params.uri))
        return EmptyResult()

    async def unsubscribe(self, ctx: Request, params: UnsubscribeRequestParams) -> EmptyResult:
        """It wants to hear of it no more."""
        self._subscribers.get(connection_of(ctx), set()).discard(str(params.uri))
        return EmptyResult()

    def _note(self, change: Change) -> None:
        self._changed.update(dict.fromkeys(_uris_of(change)))
        self._wanted.set()

    async def _keep_sending(self) -> None:
        while True:
            await self._wanted.wait()
            self._wanted = anyio.Event()
            changed, self._changed = self._changed, {}
            for uri in changed:
                await self._send(uri)
            await anyio.sleep(PAUSE_S)

    async def _send(self, uri: str) -> None:
        await self.bus.publish(ResourceUpdated(uri=uri))
        for connection, uris in list(self._subscribers.items()):
            if uri in uris:
                with anyio.move_on_after(SEND_LIMIT_S):
                    await connection.send_resource_updated(uri)


def _uris_of(change: Change) -> tuple[str, ...]:
    match change:
        case JobChanged(job_id):
            return (f"video://jobs/{job_id}",)
        case TimelineChanged(project_id):
            timeline = f"video://projects/{project_id}/timeline"
            return timeline, f"{timeline}.svg"
        case _:
            return (PROJECTS,)

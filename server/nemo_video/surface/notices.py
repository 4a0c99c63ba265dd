"""Change notices to both protocol eras: what changed in an engine, as resources that are worth another read.

The handshake era subscribes to a resource and is notified on its connection; the stateless one listens, and
is served from a bus. Whoever listens hears of what is their own, whatever they name.
"""

from collections import defaultdict
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from math import inf
from typing import TYPE_CHECKING, Any

import anyio
from mcp.server.context import ServerRequestContext
from mcp.server.subscriptions import InMemorySubscriptionBus, ResourceUpdated, ServerEvent
from mcp.shared.exceptions import MCPError
from mcp_types import INVALID_PARAMS, EmptyResult, SubscribeRequestParams, UnsubscribeRequestParams

from nemo_video.engine import Change, DrawingChanged, JobChanged, TimelineChanged
from nemo_video.surface.lazy_engine import User
from nemo_video.surface.sdk import connection_of

if TYPE_CHECKING:
    from mcp.server.connection import Connection

    from nemo_video.engine import Engine

PAUSE_S = 0.5
"""A job that moves on many times a second is announced no more often than this."""

SEND_LIMIT_S = 5.0
"""A client that does not read may hold the notices of the others for so long."""

DEAF_S = 60.0
"""So long it is told nothing then, and holds nobody; over HTTP it has been hung up on by the end of it."""

MAX_URIS = 1000
MAX_URI_CHARS = 500
"""Resources that one client may subscribe to, and how long the address of one may be: all are kept."""

PROJECTS = "video://projects"
Request = ServerRequestContext[Any, Any]


class UserBus:
    """Carries events from a user's engine to that user's listeners; the SDK's bus carries each to all.

    Args:
        caller: Tells who listens, while they begin to.
    """

    def __init__(self, caller: Callable[[], User]) -> None:
        self._caller = caller
        self._of_user = defaultdict[User, InMemorySubscriptionBus](InMemorySubscriptionBus)

    async def publish(self, event: ServerEvent) -> None:
        """Let the one user of a server hear of an event, as the SDK asks of a bus."""
        await self.publish_to(None, event)

    async def publish_to(self, user: User, event: ServerEvent) -> None:
        """Let a user hear of an event."""
        await self._of_user[user].publish(event)

    def subscribe(self, listener: Callable[[ServerEvent], None]) -> Callable[[], None]:
        """Hear of what is the caller's own from now on; returns what ends it."""
        return self._of_user[self._caller()].subscribe(listener)


@dataclass
class _Subscriber:
    """A client of the handshake era.

    Attributes:
        user: Whose client it is.
        uris: Of what it wants to hear.
        deaf_until_s: Until when it is told nothing, on anyio's clock, for it did not read.
    """

    user: User
    uris: set[str] = field(default_factory=set[str])
    deaf_until_s: float = -inf

    def hears(self, user: User, uri: str) -> bool:
        return self.user == user and uri in self.uris and anyio.current_time() >= self.deaf_until_s


class Notices:
    """Announces changes, each resource once however often it changed meanwhile.

    Args:
        caller: Tells whose a call is.
    """

    def __init__(self, caller: Callable[[], User] = lambda: None) -> None:
        self.bus = UserBus(caller)
        self._caller = caller
        self._subscribers: dict[Connection, _Subscriber] = {}
        self._changed: dict[tuple[User, str], None] = {}
        self._wanted = anyio.Event()

    def follow(self, engine: "Engine", user: User) -> None:
        """Announce what changes in a user's engine."""
        engine.changes.listen(partial(self._note, user))

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
        """A client of the handshake era wants to hear of a resource.

        Raises:
            MCPError: Of more than there can be.
        """
        connection = connection_of(ctx)
        if connection not in self._subscribers:
            connection.exit_stack.callback(self._subscribers.pop, connection, None)
        uris = self._subscribers.setdefault(connection, _Subscriber(self._caller())).uris
        uri = str(params.uri)
        if len(uri) > MAX_URI_CHARS or len(uris - {uri}) >= MAX_URIS:
            raise MCPError(INVALID_PARAMS, "That is too much to subscribe to.")
        uris.add(uri)
        return EmptyResult()

    async def unsubscribe(self, ctx: Request, params: UnsubscribeRequestParams) -> EmptyResult:
        """It wants to hear of it no more."""
        if found := self._subscribers.get(connection_of(ctx)):
            found.uris.discard(str(params.uri))
        return EmptyResult()

    def _note(self, user: User, change: Change) -> None:
        self._changed.update(dict.fromkeys((user, uri) for uri in _uris_of(change)))
        self._wanted.set()

    async def _keep_sending(self) -> None:
        while True:
            await self._wanted.wait()
            self._wanted = anyio.Event()
            changed, self._changed = self._changed, {}
            for user, uri in changed:
                await self._send(user, uri)
            await anyio.sleep(PAUSE_S)

    async def _send(self, user: User, uri: str) -> None:
        await self.bus.publish_to(user, ResourceUpdated(uri=uri))
        for connection, subscriber in list(self._subscribers.items()):
            if subscriber.hears(user, uri):
                with anyio.move_on_after(SEND_LIMIT_S) as sending:
                    await connection.send_resource_updated(uri)
                if sending.cancelled_caught:
                    subscriber.deaf_until_s = anyio.current_time() + DEAF_S


def _uris_of(change: Change) -> tuple[str, ...]:
    match change:
        case JobChanged(job_id):
            return (f"video://jobs/{job_id}",)
        case TimelineChanged(project_id):
            timeline = f"video://projects/{project_id}/timeline"
            return timeline, f"{timeline}.svg"
        case DrawingChanged(project_id):
            return (f"video://projects/{project_id}/timeline.svg",)
        case _:
            return (PROJECTS,)

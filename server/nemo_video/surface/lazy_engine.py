"""The engines as the calls see them: each user's own, opened by its first call, or soon after the start.

Hosts wait for the list of tools, and that needs no engine: no client, no ledger, no SQLite. Whatever an
earlier process left unfinished is taken over once an engine is open, so it does not wait for a call.

A user's engine stands on folders of its own. What is asked of it can only be answered from there, so nothing
of one user can be had by another, whatever id is named.
"""

import logging
from collections import defaultdict
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import anyio
from anyio.abc import TaskGroup, TaskStatus
from mcp.server.mcpserver import Context

if TYPE_CHECKING:
    from nemo_video.engine import Engine

logger = logging.getLogger(__name__)

OPENS_AFTER_S = 2.0
"""The host has its list by then, and the user has not spoken yet."""

LOOK_FOR_WORK_S = 15.0
"""How often a server for several users looks whose work ended processes left."""

IDLE_S = 600.0
"""So long after its last call a user's engine closes, unless a job of it runs."""

CLOSE_S = 2.0
"""A host's SDK waits so long for its server before it ends it by a signal."""

LOOK_S = 60.0
"""How often idle engines are looked for."""

User = str | None
"""Whose engine: a name that is safe in a path; None for the one user of a server of one's own."""

Pause = Callable[[float], Awaitable[object]]
"""Waits so many seconds, or less where there is a reason to look."""

OpenEngine = Callable[[User], AbstractAsyncContextManager["Engine"]]
OnOpen = Callable[["Engine", User], None]


@dataclass
class _Place:
    """One user's engine, or the place for it.

    Attributes:
        engine: The engine, while it is open.
        opening: Held by whoever opens or closes it.
        calls: How many calls use it now.
        used_at: When the last one ended, on anyio's clock.
        closing: Lets it close.
    """

    engine: "Engine | None" = None
    opening: anyio.Lock = field(default_factory=anyio.Lock)
    calls: int = 0
    used_at: float = 0.0
    closing: anyio.Event = field(default_factory=anyio.Event)
    closed: anyio.Event = field(default_factory=anyio.Event)


class LazyEngine:
    """Opens each engine once, in a task of its own, so that it is closed where it was opened.

    Args:
        open_engine: Opens a user's engine; what it imports, it may import when it is called.
        tasks: The task group that owns the engines.
        on_open: Gets an engine as soon as it is open.
        caller: Tells whose the call is that asks for an engine.
    """

    def __init__(
        self,
        open_engine: OpenEngine,
        tasks: TaskGroup,
        on_open: OnOpen,
        caller: Callable[[], User] = lambda: None,
    ) -> None:
        self._open_engine = open_engine
        self._on_open = on_open
        self._tasks = tasks
        self._caller = caller
        self._places = defaultdict[User, _Place](_Place)

    async def get(self) -> "Engine":
        """The engine of whoever calls, open.

        Raises:
            VideoError: It cannot be opened; the next call tries again.
        """
        return await self.of(self._caller())

    async def of(self, user: User) -> "Engine":
        """The engine of a user, open.

        Raises:
            VideoError: It cannot be opened; the next call tries again.
        """
        place = self._places[user]
        async with place.opening:
            if place.engine is None:
                engine: Engine = await self._tasks.start(self._hold, user, place)
                return engine
            return place.engine

    @contextmanager
    def used_by(self, user: User) -> Generator[None]:
        """A call of a user, for the time of which the engine stays open."""
        place = self._places[user]
        place.calls += 1
        try:
            yield
        finally:
            place.calls -= 1
            place.used_at = anyio.current_time()

    async def open_soon(self, users: Callable[[], Iterable[User]] | None, pause: Pause = anyio.sleep) -> None:
        """Open engines without a call: the one user's after a while, several users' whenever they have work.

        Args:
            users: Whose work is unfinished; it may block. None where there is one user.
            pause: Waits before the next look.
        """
        await anyio.sleep(OPENS_AFTER_S)
        if users is None:
            await self._try_to_open(None)
            return
        while True:
            await self._open_those_with_work(users)
            await pause(LOOK_FOR_WORK_S)

    async def _open_those_with_work(self, users: Callable[[], Iterable[User]]) -> None:
        try:
            found = await anyio.to_thread.run_sync(users)
        except Exception:
            logger.exception("It could not be seen whose work is unfinished; the next look is soon enough")
            return
        for user in found:
            await self._try_to_open(user)

    async def _try_to_open(self, user: User) -> None:
        try:
            engine = await self.of(user)
            await engine.take_over()
        except Exception:
            logger.exception("An engine could not be opened; the next call tries again")

    async def keep_closing_idle(self) -> None:
        """Close the engines of users who have gone."""
        while True:
            await anyio.sleep(LOOK_S)
            for user, place in list(self._places.items()):
                if user is not None:
                    await self._close_if_idle(place)

    async def _close_if_idle(self, place: _Place) -> None:
        async with place.opening:
            engine = place.engine
            if engine is None or place.calls or anyio.current_time() - place.used_at < IDLE_S:
                return
            if await engine.is_working() or place.calls:
                return
            place.engine = None
            place.closing.set()
            await place.closed.wait()

    async def close(self) -> None:
        """Let the engines close in good order, as far as they do it in time."""
        with anyio.move_on_after(CLOSE_S):
            for place in [each for each in self._places.values() if each.engine]:
                place.closing.set()
                await place.closed.wait()

    async def _hold(self, user: User, place: _Place, *, task_status: TaskStatus["Engine"]) -> None:
        place.closing, place.closed = closing, closed = anyio.Event(), anyio.Event()
        place.used_at = anyio.current_time()
        has_opened = False
        try:
            context = await anyio.to_thread.run_sync(self._open_engine, user)
            async with context as engine:
                self._on_open(engine, user)
                place.engine, has_opened = engine, True
                task_status.started(engine)
                try:
                    await closing.wait()
                finally:
                    place.engine = None  # whoever calls while it closes gets another
        except Exception:
            if not has_opened:
                raise
            logger.exception("An engine ended with a defect; the next call opens it again")  # not the others
        finally:
            closed.set()


@asynccontextmanager
async def lazily_opened(
    open_engine: OpenEngine,
    on_open: OnOpen,
    caller: Callable[[], User] = lambda: None,
    users: Callable[[], Iterable[User]] | None = None,
    has_time: Callable[[], bool] = lambda: False,
    pause: Pause = anyio.sleep,
) -> AsyncGenerator[LazyEngine]:
    """Lazy engines for the time of a context; they close with it.

    Args:
        open_engine: Opens a user's engine.
        on_open: Gets an engine as soon as it is open.
        caller: Tells whose a call is.
        users: Whose work is unfinished, so that their engines open without a call; it may block. None where
            there is one user.
        has_time: Whether engines may end what they are at before they are cancelled.
        pause: Waits before the next look at whose work is unfinished.
    """
    async with anyio.create_task_group() as tasks:
        engine = LazyEngine(open_engine, tasks, on_open, caller)
        tasks.start_soon(engine.open_soon, users, pause)
        tasks.start_soon(engine.keep_closing_idle)
        try:
            yield engine
            if has_time():
                await engine.close()
        finally:
            tasks.cancel_scope.cancel()


CallContext = Context[LazyEngine, object]
"""What a tool or a resource gets beside its arguments."""


async def engine_of(ctx: CallContext) -> "Engine":
    """The engine that a call works with.

    Raises:
        VideoError: It cannot be opened.
    """
    return await ctx.request_context.lifespan_context.get()

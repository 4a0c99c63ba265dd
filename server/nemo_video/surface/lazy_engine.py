"""The engine as the calls see it: opened by the first that needs it, or soon after the start.

Hosts wait for the list of tools, and that needs no engine: no client, no ledger, no SQLite. Whatever an
earlier process left unfinished is taken over once the engine is open, so it does not wait for a call.
"""

import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TYPE_CHECKING

import anyio
from anyio.abc import TaskGroup, TaskStatus
from mcp.server.mcpserver import Context

if TYPE_CHECKING:
    from nemo_video.engine import Engine

logger = logging.getLogger(__name__)

OPENS_AFTER_S = 2.0
"""The host has its list by then, and the user has not spoken yet."""

OpenEngine = Callable[[], AbstractAsyncContextManager["Engine"]]


class LazyEngine:
    """Opens the engine once, in a task of its own, so that it is closed where it was opened.

    Args:
        open_engine: Opens the engine; what it imports, it may import when it is called.
        tasks: The task group that owns the engine.
        on_open: Gets the engine as soon as it is open.
    """

    def __init__(
        self, open_engine: OpenEngine, tasks: TaskGroup, on_open: Callable[["Engine"], None]
    ) -> None:
        self._open_engine = open_engine
        self._on_open = on_open
        self._tasks = tasks
        self._opening = anyio.Lock()
        self._engine: Engine | None = None

    async def get(self) -> "Engine":
        """The engine, open.

        Raises:
            VideoError: It cannot be opened; the next call tries again.
        """
        async with self._opening:
            if self._engine is None:
                engine: Engine = await self._tasks.start(self._hold)
                self._engine = engine
            return self._engine

    async def open_soon(self) -> None:
        """Open the engine without a call, after a while."""
        await anyio.sleep(OPENS_AFTER_S)
        try:
            await self.get()
        except Exception:
            logger.exception("The engine could not be opened; the next call tries again")

    async def _hold(self, *, task_status: TaskStatus["Engine"]) -> None:
        context = await anyio.to_thread.run_sync(self._open_engine)
        async with context as engine:
            self._on_open(engine)
            task_status.started(engine)
            await anyio.sleep_forever()


@asynccontextmanager
async def lazily_opened(
    open_engine: OpenEngine, on_open: Callable[["Engine"], None]
) -> AsyncGenerator[LazyEngine]:
    """A lazy engine for the time of a context; the engine closes with it."""
    async with anyio.create_task_group() as tasks:
        engine = LazyEngine(open_engine, tasks, on_open)
        tasks.start_soon(engine.open_soon)
        try:
            yield engine
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

"""The backends of this process: opened at the first call that needs them, held to the end."""

from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import anyio
from anyio.abc import TaskGroup, TaskStatus

from nemo_video.client import BackendClient
from nemo_video.settings import BackendName

Connector = Callable[[], AbstractAsyncContextManager[BackendClient]]
"""Opens one backend; the composition root gives one for each name."""


class Backends:
    """Opens each backend once, in a task of its own, so that it is closed where it was opened.

    Args:
        connectors: How each backend is opened.
        tasks: The task group that owns what is opened.
    """

    def __init__(self, connectors: Mapping[BackendName, Connector], tasks: TaskGroup) -> None:
        self._connectors = connectors
        self._tasks = tasks
        self._clients: dict[BackendName, BackendClient] = {}
        self._opening = anyio.Lock()
        self._closing = anyio.Event()

    async def client(self, name: BackendName) -> BackendClient:
        """The client of a backend."""
        async with self._opening:
            if name not in self._clients:
                self._clients[name] = await self._tasks.start(self._hold, name)
        return self._clients[name]

    def close(self) -> None:
        """Let every backend close; the task group ends when they have."""
        self._closing.set()

    async def _hold(self, name: BackendName, *, task_status: TaskStatus[BackendClient]) -> None:
        async with self._connectors[name]() as client:
            task_status.started(client)
            with anyio.CancelScope(shield=True):  # when all is cancelled, the work that uses it ends first
                await self._closing.wait()


@asynccontextmanager
async def opened_backends(connectors: Mapping[BackendName, Connector]) -> AsyncGenerator[Backends]:
    """The backends for the time of a context; they close after everything inside it has ended."""
    async with anyio.create_task_group() as tasks:
        backends = Backends(connectors, tasks)
        try:
            yield backends
        finally:
            backends.close()

"""The studio on a loopback socket of this process, for as long as its context lasts."""

import shutil
import socket
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass

import anyio
import uvicorn

from nemo_video.studio.app import create_app
from nemo_video.studio.options import StudioOptions
from nemo_video.studio.renders import RenderQueue

START_LIMIT_S = 10
STOP_LIMIT_S = 2


class _Server(uvicorn.Server):
    """A server that leaves the process's signals to the process."""

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        yield


@dataclass(frozen=True)
class StudioAddress:
    """Where a studio listens."""

    url: str


@asynccontextmanager
async def serve_studio(options: StudioOptions, *, port: int = 0) -> AsyncGenerator[StudioAddress]:
    """Serve a studio on 127.0.0.1 until the context ends; then its renders end and its files go.

    Args:
        options: How the studio is set up.
        port: The port; any free one when 0.
    """
    options.work_dir.mkdir(parents=True, exist_ok=True)
    listener = socket.create_server(("127.0.0.1", port))
    try:
        async with anyio.create_task_group() as tasks:
            renders = RenderQueue(tasks, options.work_dir, options.workers)
            server = _server(options, renders)
            tasks.start_soon(server.serve, [listener])
            await _until_started(server)
            yield StudioAddress(f"http://127.0.0.1:{listener.getsockname()[1]}")
            await _stop(server)
            tasks.cancel_scope.cancel()
    finally:
        listener.close()
        with anyio.CancelScope(shield=True):
            await anyio.to_thread.run_sync(lambda: shutil.rmtree(options.work_dir, ignore_errors=True))


def _server(options: StudioOptions, renders: RenderQueue) -> _Server:
    config = uvicorn.Config(
        create_app(options, renders),
        log_config=None,
        access_log=False,
        lifespan="off",
        ws="none",
        timeout_graceful_shutdown=STOP_LIMIT_S,
    )
    return _Server(config)


async def _until_started(server: _Server) -> None:
    with anyio.fail_after(START_LIMIT_S):
        while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
            await anyio.sleep(0.01)


async def _stop(server: _Server) -> None:
    server.should_exit = True
    with anyio.move_on_after(STOP_LIMIT_S):
        await server.shutdown()

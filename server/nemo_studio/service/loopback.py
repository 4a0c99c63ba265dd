"""The studio on a loopback socket of this process, for as long as its context lasts."""

import shutil
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import anyio

from nemo_studio.service.options import StudioOptions

if TYPE_CHECKING:
    from nemo_studio.service.web_server import WebServer

START_LIMIT_S = 10
STOP_LIMIT_S = 2


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
    from nemo_studio.service.web_server import make_server  # heavy, and a render worker needs none of it

    options.work_dir.mkdir(parents=True, exist_ok=True)
    listener = socket.create_server(("127.0.0.1", port))
    try:
        async with anyio.create_task_group() as tasks:
            server = make_server(options, tasks)
            tasks.start_soon(server.serve, [listener])
            await _until_started(server)
            yield StudioAddress(f"http://127.0.0.1:{listener.getsockname()[1]}")
            await _stop(server)
            tasks.cancel_scope.cancel()
    finally:
        listener.close()
        with anyio.CancelScope(shield=True):
            await anyio.to_thread.run_sync(lambda: shutil.rmtree(options.work_dir, ignore_errors=True))


async def _until_started(server: "WebServer") -> None:
    with anyio.fail_after(START_LIMIT_S):
        while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
            await anyio.sleep(0.01)


async def _stop(server: "WebServer") -> None:
    server.should_exit = True
    with anyio.move_on_after(STOP_LIMIT_S):
        await server.shutdown()

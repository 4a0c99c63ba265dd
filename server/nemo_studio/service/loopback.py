"""The studio on a socket of this process, for as long as its context lasts."""

import shutil
import socket
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import anyio

from nemo_studio.service.options import StudioOptions

if TYPE_CHECKING:
    from nemo_studio.service.web_server import WebServer

START_LIMIT_S = 10
STOP_LIMIT_S = 2


@dataclass(frozen=True)
class StudioAddress:
    """Where a studio listens, and the client id of its user, which a private studio asks for."""

    url: str
    client_id: str


@asynccontextmanager
async def serve_studio(options: StudioOptions, *, port: int = 0) -> AsyncGenerator[StudioAddress]:
    """Serve a studio on 127.0.0.1 until the context ends; then its renders end.

    Args:
        options: How the studio is set up.
        port: The port; any free one when 0.

    Raises:
        DiskFailure: Its folder cannot be written.
    """
    # Heavy, so other calls go on meanwhile; a render worker, which imports this package, needs none of it.
    await anyio.to_thread.run_sync(import_module, "nemo_studio.service.web_server")
    from nemo_studio.service.store import open_store
    from nemo_studio.service.web_server import make_server

    async with _folder_of(options) as folder, open_store(folder) as store:
        listener = socket.create_server(("127.0.0.1", port))
        try:
            async with anyio.create_task_group() as tasks:
                server = await make_server(options, store, tasks)
                tasks.start_soon(server.serve, [listener])
                await _until_started(server)
                url = f"http://127.0.0.1:{listener.getsockname()[1]}"
                yield StudioAddress(url, await store.owner_id())
                store.closing.set()
                await _stop(server)
                tasks.cancel_scope.cancel()
        finally:
            listener.close()


@asynccontextmanager
async def _folder_of(options: StudioOptions) -> AsyncGenerator[Path]:
    """The folder that was given, or one of its own that goes with the studio."""
    if options.folder is not None:
        yield options.folder
        return
    own = Path(await anyio.to_thread.run_sync(lambda: tempfile.mkdtemp(prefix="nemo-studio-")))
    try:
        yield own
    finally:
        with anyio.CancelScope(shield=True):
            await anyio.to_thread.run_sync(lambda: shutil.rmtree(own, ignore_errors=True))


async def _until_started(server: "WebServer") -> None:
    with anyio.fail_after(START_LIMIT_S):
        while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
            await anyio.sleep(0.01)


async def _stop(server: "WebServer") -> None:
    server.should_exit = True
    with anyio.move_on_after(STOP_LIMIT_S):
        await server.shutdown()

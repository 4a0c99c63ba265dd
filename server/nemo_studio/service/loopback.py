"""The studio on a socket of this process, for as long as its context lasts."""

import shutil
import socket
import tempfile
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import anyio

from nemo_studio.service.options import StudioOptions

if TYPE_CHECKING:
    from nemo_studio.service.web_server import WebServer

START_LIMIT_S = 10
_PREFIX = "nemo-studio-"
_STARTING_S = 60
"""A folder so young may be one whose studio has not yet said that it lives."""

STOP_LIMIT_S = 2


@dataclass(frozen=True)
class StudioAddress:
    """Where a studio listens, and who its user is.

    Attributes:
        url: Its address.
        client_id: Of the user; a private studio asks for it.
        token: Of the user, for clients on other machines: those get none by asking.
    """

    url: str
    client_id: str
    token: str


@asynccontextmanager
async def serve_studio(
    options: StudioOptions, *, host: str = "127.0.0.1", port: int = 0
) -> AsyncGenerator[StudioAddress]:
    """Serve a studio until the context ends; then its renders end.

    Args:
        options: How the studio is set up.
        host: The address to listen on.
        port: The port; any free one when 0.

    Raises:
        DiskFailure: Its folder cannot be written.
        BackendRefusal: Its database cannot be reached.
    """
    # Heavy, so other calls go on meanwhile; a render worker, which imports this package, needs none of it.
    await anyio.to_thread.run_sync(import_module, "nemo_studio.service.web_server")
    from nemo_studio.service.accounts import Accounts
    from nemo_studio.service.store import open_store
    from nemo_studio.service.web_server import make_server

    async with _folder_of(options) as folder, open_store(folder, options.database_url) as store:
        listener = _listen(host, port)
        try:
            async with anyio.create_task_group() as tasks:
                server = await make_server(options, store, tasks)
                tasks.start_soon(server.serve, [listener])
                await _until_started(server)
                url = f"http://{f'[{host}]' if ':' in host else host}:{listener.getsockname()[1]}"
                token = await Accounts(store, options).owner_token()
                yield StudioAddress(url, await store.owner_id(), token)
                store.closing.set()
                await _stop(server)
                tasks.cancel_scope.cancel()
        finally:
            listener.close()


def _listen(host: str, port: int) -> socket.socket:
    listener = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    # asyncio sets this where it knows the protocol of a connection, which `create_server` does not tell it.
    # Without it the body of an answer waits 40 ms for the word that its head has arrived.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


@asynccontextmanager
async def _folder_of(options: StudioOptions) -> AsyncGenerator[Path]:
    """The folder that was given, or one of its own that goes with the studio."""
    if options.folder is not None:
        yield options.folder
        return
    await anyio.to_thread.run_sync(remove_left_folders)
    own = Path(await anyio.to_thread.run_sync(lambda: tempfile.mkdtemp(prefix=_PREFIX)))
    try:
        yield own
    finally:
        with anyio.CancelScope(shield=True):
            await anyio.to_thread.run_sync(lambda: shutil.rmtree(own, ignore_errors=True))


def remove_left_folders() -> None:
    """Remove the own folders of studios that were ended before they could."""
    from nemo_studio.service.owners import Owners

    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError):  # another user's, or just being removed by another studio
            is_new = time.time() - folder.stat().st_mtime < _STARTING_S
            if not (is_new or Owners(folder).is_anybody_alive()):
                shutil.rmtree(folder, ignore_errors=True)


async def _until_started(server: "WebServer") -> None:
    with anyio.fail_after(START_LIMIT_S):
        while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
            await anyio.sleep(0.01)


async def _stop(server: "WebServer") -> None:
    """End it as `Server.shutdown` does, which waits a tenth of a second also where nobody is connected."""
    server.should_exit = True
    for each in server.servers:
        each.close()
    state = server.server_state
    for connection in list(state.connections):
        connection.shutdown()
    with anyio.move_on_after(STOP_LIMIT_S):
        while state.connections or state.tasks:  # noqa: ASYNC110 - uvicorn has no event for it
            await anyio.sleep(0.005)
    for task in state.tasks:
        task.cancel()

"""Serves exported files to players on this machine, over loopback, to whoever knows their address.

A page in a host's window cannot open a path; a video element can play http from 127.0.0.1. Each file has an
address of its own that nobody can guess, only files that were exported are served, and the host name is
checked, so that no page of the web reaches them by pointing a name of its own at this machine.
"""

import secrets
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import anyio

from nemo_video.cli.loopback import KEY_BYTES, listen, make_app, origin_of, serve_app
from nemo_video.errors import VideoError

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

MAX_SHARED = 200
"""Files that are served at a time; the oldest address ends first."""

_HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "cross-origin",  # pages of hosts have origins of their own
    "X-Content-Type-Options": "nosniff",
}


class LoopbackGateway:
    """The gateway of one server process. Its port is bound at once and served from the first file on."""

    def __init__(self) -> None:
        self._listener = listen()
        self._paths: dict[str, Path] = {}
        self._is_needed = anyio.Event()

    @property
    def origin(self) -> str:
        """`http://127.0.0.1:PORT`."""
        return origin_of(self._listener)

    def share(self, path: Path) -> str:
        """The address at which a file is served from now on; the same file keeps its address."""
        key = next((key for key, known in self._paths.items() if known == path), None)
        if key is None:
            key = secrets.token_urlsafe(KEY_BYTES)
            self._paths[key] = path
        while len(self._paths) > MAX_SHARED:
            del self._paths[next(iter(self._paths))]
        self._is_needed.set()
        return f"{self.origin}/{key}"

    @asynccontextmanager
    async def opened(self) -> AsyncGenerator[None]:
        """Serve for the time of a context."""
        try:
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(self._serve)
                try:
                    yield
                finally:
                    tasks.cancel_scope.cancel()
        finally:
            self._listener.close()

    async def _serve(self) -> None:
        await self._is_needed.wait()
        from starlette.routing import Route

        await serve_app(make_app([Route("/{key}", self._send, methods=["GET"])]), self._listener)

    def _send(self, request: "Request") -> "Response":
        """Sync, so that looking at the disk happens in a worker thread."""
        from starlette.responses import PlainTextResponse

        from nemo_video.cli.sent_file import SentFile

        try:
            return SentFile(self._paths[request.path_params["key"]], _HEADERS)
        except (KeyError, VideoError):
            return PlainTextResponse("There is no such film.", 404, _HEADERS)

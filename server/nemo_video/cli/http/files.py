"""The files of callers: exports leave by signed addresses, and files of theirs come in by others."""

import contextlib
import shutil
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import anyio
from anyio import to_thread
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from nemo_video.cli.http.callers import Callers
from nemo_video.cli.http.links import Link, Purpose
from nemo_video.cli.sent_file import SentFile
from nemo_video.client import is_subtitle_file
from nemo_video.engine import MAX_UPLOAD_BYTES
from nemo_video.errors import InvalidArgument, NotFound, VideoError
from nemo_video.redaction import clean_all
from nemo_video.settings import RECEIVED, Settings, settings_of
from nemo_video.surface.bodies import uploaded_body
from nemo_video.surface.boundary import error_body
from nemo_video.surface.remote import RemoteAccess, answering

if TYPE_CHECKING:
    from nemo_video.surface.lazy_engine import LazyEngine, User

MAX_RECEIVING = 4
"""Files that one user may send at a time; what they hold lies on the disk meanwhile."""

RECEIVE_S = 1800.0
"""How long one file may take to come."""

MAX_SUBTITLES = 100
"""Subtitle files of one user that stay here, the newest: nobody else keeps them."""

MAX_NAME_CHARS = 200

_HEADERS = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "sandbox; default-src 'none'",  # a file is a file, and no page of this server
    "Cross-Origin-Resource-Policy": "cross-origin",  # the player's page has an origin of its host's making
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_STATUSES = {"not_found": 404, "busy": 429, "timeout": 504, "unreachable": 502, "disk": 507, "internal": 500}
_TOO_LARGE = 4002
_SUBTITLES = "subtitles"

KnowsUser = Callable[["User"], Awaitable[bool]]


class Files:
    """The two routes.

    Args:
        settings: The server's.
        access: What the server knows of its callers.
        callers: Tells who they are, and reads their addresses.
        engines: The engines of the server that runs.
        knows: Whether a user still may come in: whoever lost their token has lost their addresses too.
    """

    def __init__(
        self,
        settings: Settings,
        access: RemoteAccess,
        callers: Callers,
        engines: "Callable[[], LazyEngine]",
        knows: KnowsUser,
    ) -> None:
        self._settings = settings
        self._access = access
        self._callers = callers
        self._engines = engines
        self._knows = knows
        self._receiving: dict[User, int] = {}

    def routes(self) -> list[Route]:
        """Where they are called."""
        return [
            Route("/files/{signed}/{name}", self.send, methods=["GET"]),
            Route("/uploads/{signed}/{name}", self.receive, methods=["PUT"]),
        ]

    async def send(self, request: Request) -> Response:
        """An exported file, or any part of it."""
        link = await self._read(request, "files")
        if link is None:
            return _gone()
        engines = self._engines()
        try:
            with engines.used_by(link.user):
                path = await (await engines.of(link.user)).find_export(link.name)
                return await to_thread.run_sync(SentFile, path, _HEADERS, path.name)
        except NotFound:
            return _gone()
        except VideoError as error:
            return self._refusal(error)

    async def receive(self, request: Request) -> Response:
        """A file of the caller's comes into their project."""
        link = await self._read(request, "uploads")
        if link is None:
            return _gone()
        if _stated_size(request) > MAX_UPLOAD_BYTES:
            return _too_large()
        if self._receiving.get(link.user, 0) >= MAX_RECEIVING:
            return PlainTextResponse("Too many files at a time.", HTTPStatus.TOO_MANY_REQUESTS, _HEADERS)
        self._receiving[link.user] = self._receiving.get(link.user, 0) + 1
        try:
            with answering(self._callers.at(request, link.user)):
                return await self._receive(request, link)
        except VideoError as error:
            return self._refusal(error)
        except (ClientDisconnect, TimeoutError):
            return PlainTextResponse(
                "The file did not come to its end.", HTTPStatus.REQUEST_TIMEOUT, _HEADERS
            )
        finally:
            self._receiving[link.user] -= 1

    async def _receive(self, request: Request, link: Link) -> Response:
        name = _file_name(request.path_params["name"])
        folder = settings_of(self._settings, link.user).state_dir / RECEIVED
        engines = self._engines()
        async with _folder_within(folder) as received:
            path = received.path / name
            with anyio.fail_after(RECEIVE_S):
                if not await _write(request, path):
                    return _too_large()
            if not await self._knows(link.user):  # it may have taken long to come
                return _gone()
            with engines.used_by(link.user):
                uploaded = await (await engines.of(link.user)).take_file(link.name, path)
            received.is_kept = any(file.kind == _SUBTITLES for file in uploaded.files)
            return self._answer(uploaded_body(uploaded).as_json(), HTTPStatus.CREATED)

    def _refusal(self, error: VideoError) -> Response:
        is_too_large = error.code == _TOO_LARGE
        status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE if is_too_large else _STATUSES.get(str(error.code), 422)
        return self._answer({"error": error_body(error)}, status)

    def _answer(self, facts: dict[str, Any], status: int) -> Response:
        """The facts as they may leave, as answers of MCP do."""
        return JSONResponse(self._access.without_paths(clean_all(facts)), status, _HEADERS)

    async def _read(self, request: Request, purpose: Purpose) -> Link | None:
        link = self._callers.links.read(purpose, request.path_params["signed"])
        return link if link and await self._knows(link.user) else None


@dataclass
class _Received:
    """A folder for one file that was sent.

    Attributes:
        path: The folder.
        is_kept: Whether the file stays: no backend takes subtitles, so they are read when they are placed.
    """

    path: Path
    is_kept: bool = False


@asynccontextmanager
async def _folder_within(folder: Path) -> AsyncGenerator[_Received]:
    """A folder for one file; it goes with what is in it, unless that is kept."""
    received = _Received(folder / uuid4().hex)
    await to_thread.run_sync(_make_within, folder, received.path)
    try:
        yield received
    finally:
        if not received.is_kept:
            with anyio.CancelScope(shield=True):
                await to_thread.run_sync(lambda: shutil.rmtree(received.path, ignore_errors=True))


def _make_within(folder: Path, own: Path) -> None:
    """Make a folder; remove what a server that was killed left of others, and subtitles that are too many."""
    own.mkdir(mode=0o700, parents=True)
    subtitles: list[tuple[float, Path]] = []
    for path in folder.iterdir():
        with contextlib.suppress(OSError):  # another call removes it as well
            changed_at = path.stat().st_mtime
            if any(is_subtitle_file(each.name) for each in path.iterdir()):
                subtitles.append((changed_at, path))
            elif time.time() - changed_at > 2 * RECEIVE_S:
                shutil.rmtree(path, ignore_errors=True)
    for _, path in sorted(subtitles)[:-MAX_SUBTITLES]:
        shutil.rmtree(path, ignore_errors=True)


async def _write(request: Request, path: Path) -> bool:
    """Write what comes to a file; says whether it was no more than may be uploaded."""
    count = 0
    async with await anyio.open_file(path, "xb") as file:
        async for chunk in request.stream():
            count += len(chunk)
            if count > MAX_UPLOAD_BYTES:
                return False
            await file.write(chunk)
    return True


def _file_name(name: str) -> str:
    """A plain name.

    Raises:
        InvalidArgument: It is none.
    """
    plain = name.strip()
    if not plain or plain in (".", "..") or len(plain.encode()) > MAX_NAME_CHARS or not plain.isprintable():
        raise InvalidArgument("This is no file name.", advice="Put a plain name such as clip.mp4 there.")
    if "/" in plain or "\\" in plain:
        raise InvalidArgument("A file name has no folder.", advice="Put a plain name such as clip.mp4 there.")
    return plain


def _stated_size(request: Request) -> int:
    stated = request.headers.get("content-length", "")
    return int(stated) if stated.isascii() and stated.isdecimal() else 0


def _gone() -> Response:
    return PlainTextResponse("There is nothing at this address, or no longer.", 404, _HEADERS)


def _too_large() -> Response:
    return PlainTextResponse("The file is larger than 200 MB.", HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _HEADERS)

"""Calls over HTTP: whose they are, and at which addresses their callers reach files.

Such a caller may sit at another machine, so no path of this one has a meaning for it, in either direction:
files come to an address that this server hands out, and leave by one. Whose a call is stands on each request,
and is read off each: a server that asks who its callers are answers nobody it does not know.
"""

import re
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePath
from typing import Any, Protocol, cast

import anyio
from mcp.server.context import CallNext, HandlerResult, ServerRequestContext
from mcp.shared.exceptions import MCPError

from nemo_video.errors import Internal, NotAllowed
from nemo_video.surface.lazy_engine import LazyEngine, Pause, User

OVER_HTTP = """\
This server is reached over HTTP and reads and tells no paths. upload takes http(s) URLs; for a file of the
user's own call it without source: it answers with upload_url, to which the file is sent. export answers with
download_url, a link that expires: give the user that in place of a path."""


@dataclass(frozen=True)
class UploadAddress:
    """Where a file may be sent to.

    Attributes:
        url: Its name follows behind.
        expires_at: Unix seconds.
    """

    url: str
    expires_at: float


class RemoteCaller(Protocol):
    """Who calls over HTTP."""

    @property
    def user(self) -> User:
        """Whose projects, jobs and files these are; None where there is but one user."""
        ...

    def export_url(self, job_id: str, file_name: str) -> str:
        """An address that expires, at which the file of an export lies."""
        ...

    def upload_address(self, project_id: str) -> UploadAddress:
        """An address that expires, at which a file comes into a project."""
        ...


@dataclass(frozen=True)
class RemoteAccess:
    """What a server over HTTP knows of its callers.

    Attributes:
        identify: Tells of an HTTP request who makes it; raises `MCPError` where that is nobody it knows.
        users_with_work: Whose work an earlier process left; it may block.
        folders: Folders of this machine, of which callers learn nothing.
        origins: The web origins under which callers reach the server.
        joined: Entered before any engine opens: this server's part in a ledger that several share.
        wait_for_work: Waits until it looks again whose work others left.
        state_key: Seals what clients bring back to a question: servers with the same key take each other's.
    """

    identify: Callable[[Any], RemoteCaller]
    users_with_work: Callable[[], Sequence[User]]
    folders: Sequence[Path]
    origins: Sequence[str] = ()
    joined: Callable[[], AbstractAsyncContextManager[None]] = nullcontext
    wait_for_work: Pause = anyio.sleep
    state_key: bytes | None = None

    @cached_property
    def _path(self) -> re.Pattern[str]:
        folders = sorted({str(folder) for folder in self.folders}, key=len, reverse=True)
        return re.compile(rf"(?:{'|'.join(map(re.escape, folders))})(?:/[^\s\"'<>|*?]*)?")

    def without_paths(self, value: Any) -> Any:
        """The same without paths of this machine: errors name them for whoever can go there."""
        match value:
            case str():
                return self._path.sub(lambda found: PurePath(found.group()).name, value)
            case Mapping():
                parts = cast("Mapping[str, Any]", value)
                return {name: self.without_paths(part) for name, part in parts.items()}
            case list():
                return [self.without_paths(each) for each in cast("list[Any]", value)]
            case _:
                return value  # the lists and the handshake, which are models, hold our own words alone


def reads_no_path() -> NotAllowed:
    """Why a path is refused: a caller elsewhere has no use for the folders of this machine."""
    return NotAllowed(
        "This server is reached over HTTP and reads no files by their paths.",
        advice="Call upload without source: it answers with an address that the file is sent to.",
    )


_caller: ContextVar[RemoteCaller | None] = ContextVar("remote_caller", default=None)


def remote_caller() -> RemoteCaller | None:
    """Who makes the call that is being answered; None over standard input and output."""
    return _caller.get()


@contextmanager
def answering(caller: RemoteCaller) -> Generator[None]:
    """What is said within goes to this caller."""
    before = _caller.set(caller)
    try:
        yield
    finally:
        _caller.reset(before)


def calling_user() -> User:
    """Whose the call is that is being answered, on a server over HTTP.

    Raises:
        Internal: It is no call of anybody's. To take it for the one user's would open that user's projects.
    """
    caller = _caller.get()
    if caller is None:
        raise Internal("It is not known whose this call is.")
    return caller.user


class Identified:
    """Every message is taken as its own request says whose it is, never as the one before it said.

    Args:
        access: What the server knows of its callers.
    """

    def __init__(self, access: RemoteAccess) -> None:
        self._access = access

    async def __call__(
        self, ctx: ServerRequestContext[LazyEngine, Any], call_next: CallNext
    ) -> HandlerResult:
        """Answer in the caller's name.

        Raises:
            MCPError: Nobody that is known, or the request was refused.
        """
        caller, clean = self._access.identify(ctx.request), self._access.without_paths
        with answering(caller), ctx.lifespan_context.used_by(caller.user):
            try:
                return clean(await call_next(ctx))
            except MCPError as error:
                raise MCPError(error.code, clean(error.message), clean(error.data)) from None


def name_for_caller(source: str) -> str:
    """A source of pictures or media as its caller may know it: of a path of this machine the name alone."""
    is_path = "://" not in source and PurePath(source).is_absolute()
    return PurePath(source).name if is_path and remote_caller() else source

"""The web application: MCP, the files of its callers, and what those who run it ask for."""

import os
import re
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

import anyio
from anyio import to_thread
from mcp.server.auth.middleware.auth_context import AuthContextMiddleware
from mcp.server.auth.middleware.bearer_auth import AuthenticatedUser, BearerAuthBackend
from mcp.server.auth.provider import AccessToken, TokenVerifier, principal_components
from mcp.server.auth.settings import AuthSettings
from mcp.server.transport_security import TransportSecurityMiddleware, TransportSecuritySettings
from pydantic import AnyHttpUrl
from starlette.middleware.authentication import AuthenticationMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from nemo_video.cli.http.address import is_loopback
from nemo_video.cli.http.files import Files
from nemo_video.cli.http.metrics import Metrics
from nemo_video.cli.http.sessions import BoundedSessions

if TYPE_CHECKING:
    from nemo_video.surface.server import VideoServer

MCP_PATH = "/mcp"
MAX_BODY_BYTES = 4 * 1024 * 1024

_PROBES = frozenset({"/healthz", "/readyz"})
"""Asked by whoever runs the server, who calls it by its number; they tell nothing that is anybody's."""

MAX_OPEN = 100
"""Calls and streams that one token may have open at a time."""

LOOK_S = 2.0
"""How often a call that goes on is held against its token again."""

_HOST = re.compile(rb"[\w.-]+(:\d*)?|\[[\da-fA-F:.]+\](:\d*)?")

_ORIGIN = re.compile(rb"https?://(?:[\w.-]+|\[[\da-fA-F:.]+\])(:\d*)?")
_FORWARDED = ("forwarded", "via", "x-real-ip")
"""What proxies add, beside `X-Forwarded-...`."""


@dataclass(frozen=True)
class Guard:
    """Who may come in.

    Attributes:
        names: The names under which the server answers.
        verifier: Tells whose a token is; None where only this machine can call.
        issuer: The OAuth issuer that clients are sent to, where there is one.
        resource: The server's own address, for which that issuer's tokens have to be.
    """

    names: TransportSecuritySettings
    verifier: TokenVerifier | None = None
    issuer: str | None = None
    resource: str = ""

    @property
    def oauth(self) -> AuthSettings | None:
        """What clients are told of the issuer."""
        if self.issuer is None:
            return None
        return AuthSettings(
            issuer_url=AnyHttpUrl(self.issuer),
            resource_server_url=AnyHttpUrl(self.resource),
            validate_token_resource=False,  # the verifier holds the audience against all names of the server
        )


def make_app(
    server: "VideoServer", guard: Guard, files: Files, metrics: Metrics, is_ready: Callable[[], bool]
) -> ASGIApp:
    """The web application.

    Args:
        server: What answers MCP.
        guard: Who may come in.
        files: The files of callers.
        metrics: What is counted.
        is_ready: Whether what is asked now could be kept; it blocks.
    """
    app = server.lowlevel.streamable_http_app(
        streamable_http_path=MCP_PATH,
        transport_security=guard.names,
        max_request_body_size=MAX_BODY_BYTES,
        auth=guard.oauth,
        token_verifier=guard.verifier,
        custom_starlette_routes=[*_probes(is_ready, metrics), *files.routes()],
    )
    if guard.verifier and guard.oauth is None:  # with an issuer the SDK adds them
        app.add_middleware(AuthContextMiddleware)
        app.add_middleware(AuthenticationMiddleware, backend=BearerAuthBackend(guard.verifier))
    guarded = StillKnown(app, guard.verifier) if guard.verifier else app
    return metrics.counted(KnownName(guarded, guard.names))


def _probes(can_keep: Callable[[], bool], metrics: Metrics) -> Sequence[Route]:
    async def is_alive(_: Request) -> Response:
        return PlainTextResponse("ok")

    async def is_ready(_: Request) -> Response:
        can = await to_thread.run_sync(can_keep, abandon_on_cancel=True)
        return PlainTextResponse("ready") if can else PlainTextResponse("not ready", 503)

    async def show_metrics(request: Request) -> Response:
        is_known = isinstance(request.scope.get("user"), AuthenticatedUser)
        if not (is_known or _is_from_here(request)):
            return PlainTextResponse("A token is needed.", 401, {"WWW-Authenticate": "Bearer"})
        return Response(metrics.text(), media_type=metrics.content_type)

    return (Route("/healthz", is_alive), Route("/readyz", is_ready), Route("/metrics", show_metrics))


def _is_from_here(request: Request) -> bool:
    """Whether a program of this machine asks for itself, and no proxy for somebody else."""
    is_direct = not any(name.startswith("x-forwarded-") or name in _FORWARDED for name in request.headers)
    is_here = request.client is not None and is_loopback(request.client.host)
    return is_direct and is_here and is_loopback(request.url.hostname or "")


def can_write(folder: Path) -> bool:
    """Whether a folder takes files now. It blocks."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            os.write(file.fileno(), b"room")
    except OSError:
        return False
    return True


class StillKnown:
    """Ends what goes on after its caller's token was withdrawn or has ended, as a stream of notices may.

    It also bounds what one token may have open, so that nobody takes the room of the others.

    Args:
        app: What answers.
        verifier: Tells whose a token is.
    """

    def __init__(self, app: ASGIApp, verifier: TokenVerifier) -> None:
        self._app = app
        self._sessions = BoundedSessions(app)
        self._verifier = verifier
        self._open = Counter[str]()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer for as long as the token holds."""
        if scope["type"] != "http" or scope["path"] != MCP_PATH:
            await self._app(scope, receive, send)
            return
        token = Request(scope).headers.get("authorization", "").partition(" ")[2].strip()
        if self._open[token] >= MAX_OPEN:
            await PlainTextResponse("Too many calls at a time.", 429)(scope, receive, send)
            return
        self._open[token] += 1
        try:
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(self._watch, token, tasks.cancel_scope)
                await self._sessions(token, scope, receive, send)
                tasks.cancel_scope.cancel()
        finally:
            self._open[token] -= 1
            if not self._open[token]:
                del self._open[token]

    async def _watch(self, token: str, answering: anyio.CancelScope) -> None:
        began = await self._verifier.verify_token(token)
        while True:
            await anyio.sleep(LOOK_S)
            found = await self._verifier.verify_token(token)
            if not (began and found and _still_stands_for(began, found)):
                answering.cancel()


def _still_stands_for(began: AccessToken, found: AccessToken) -> bool:
    """Whether a token is the same user's as before, and has not ended."""
    is_over = found.expires_at is not None and found.expires_at < time.time()
    return not is_over and principal_components(began) == principal_components(found)


class KnownName:
    """Answers calls by the server's own names; the SDK looks at those of MCP alone.

    Args:
        app: What answers.
        names: The names.
    """

    def __init__(self, app: ASGIApp, names: TransportSecuritySettings) -> None:
        self._app = app
        self._names = TransportSecurityMiddleware(names)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse a call by another name: a page of the web may point one of its own at this machine."""
        if scope["type"] == "http" and scope["path"] not in _PROBES:
            # Names are the same in capitals, and the SDK takes them apart.
            scope = {**scope, "headers": [_in_small_letters(*header) for header in scope["headers"]]}
            if refused := await self._refusal(scope):
                await refused(scope, receive, send)
                return
        await self._app(scope, receive, send)

    async def _refusal(self, scope: Scope) -> Response | None:
        """Why a call is refused; the SDK takes anything for a port, a name and an @ among it."""
        hosts = [header for header in scope["headers"] if header[0] == b"host"]
        if not all(_HOST.fullmatch(host) for _, host in hosts):
            return PlainTextResponse("Invalid Host header", HTTPStatus.MISDIRECTED_REQUEST)
        origins = [origin for name, origin in scope["headers"] if name == b"origin" and origin]
        if scope["path"] == MCP_PATH and not all(_ORIGIN.fullmatch(origin) for origin in origins):
            return PlainTextResponse("Invalid Origin header", HTTPStatus.FORBIDDEN)
        return await self._names.validate_request(Request({**scope, "headers": hosts}))


def _in_small_letters(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    return (name, value.lower() if name in (b"host", b"origin") else value)

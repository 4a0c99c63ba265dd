"""Sessions of clients before 2026-07-28: the SDK keeps so many in all, and each token has its share."""

import time
from collections import defaultdict
from http import HTTPStatus
from itertools import takewhile

from mcp.server.streamable_http import MCP_SESSION_ID_HEADER
from mcp.server.streamable_http_manager import DEFAULT_SESSION_IDLE_TIMEOUT
from mcp.shared.inbound import MCP_PROTOCOL_VERSION_HEADER
from mcp_types.version import MODERN_PROTOCOL_VERSIONS
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_SESSIONS = 500
"""Sessions of one token; the SDK keeps 10,000 in all, so that one could have shut out the others."""


class BoundedSessions:
    """Bounds the sessions of each token.

    Args:
        app: What answers; it has asked for the token, and answers MCP alone.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._used_s = defaultdict[str, dict[str, float]](dict)

    async def __call__(self, token: str, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, unless a session more would begin."""
        headers = Headers(scope=scope)
        session = headers.get(MCP_SESSION_ID_HEADER)
        is_modern = headers.get(MCP_PROTOCOL_VERSION_HEADER) in MODERN_PROTOCOL_VERSIONS
        if session is None and not is_modern and self._count(token) >= MAX_SESSIONS:
            refusal = PlainTextResponse("Too many sessions.", HTTPStatus.TOO_MANY_REQUESTS)
            await refusal(scope, receive, send)
            return

        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start":
                if session is not None:
                    is_over = message["status"] == HTTPStatus.NOT_FOUND or scope["method"] == "DELETE"
                    self._touch(token, session, is_over=is_over)
                elif begun := Headers(raw=message["headers"]).get(MCP_SESSION_ID_HEADER):
                    self._used_s[token][begun] = time.monotonic()
            await send(message)

        await self._app(scope, receive, noting)

    def _touch(self, token: str, session: str, *, is_over: bool) -> None:
        """Note that a session was used; whoever names one that never began has none by that."""
        sessions = self._used_s.get(token, {})
        if session in sessions:
            del sessions[session]
            if not is_over:
                sessions[session] = time.monotonic()

    def _count(self, token: str) -> int:
        """Forget the sessions that the SDK has ended, and count the others: the longest unused are first."""
        sessions = self._used_s.get(token, {})
        ended_s = time.monotonic() - DEFAULT_SESSION_IDLE_TIMEOUT
        for session in [*takewhile(lambda each: sessions[each] < ended_s, sessions)]:
            del sessions[session]
        return len(sessions)

"""What a request may be: meant for this host, one of not too many, no larger than memory and disk bear."""

import ipaddress
from collections import Counter
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from nemo_video.errors import BackendRefusal
from nemo_video.wire import paths

MAX_JSON_BYTES: Final = 16 * 1024**2
MAX_FORM_BYTES: Final = 1024**3
"""Of all files of one upload together; each of them has its own limit."""

_UPLOADS: Final = paths.upload("")


class CallLimit:
    """So many calls of one caller at a time, by its token: no caller takes the studio from the others."""

    def __init__(self, max_calls: int) -> None:
        self._max_calls = max_calls
        self._running = Counter[str]()

    @contextmanager
    def hold(self, token: str | None) -> Generator[None]:
        """Count a call while it runs. One without a token is over at once, or sends a file.

        Raises:
            BackendRefusal: 429, too many of this caller run.
        """
        if token is None:
            yield
            return
        if self._running[token] >= self._max_calls:
            raise BackendRefusal(429, message="Too many calls of yours run at the same time.")
        self._running[token] += 1
        try:
            yield
        finally:
            self._running[token] -= 1
            if not self._running[token]:
                del self._running[token]


class Intake:
    """Looks at each request before it is served, and counts the bytes of its body."""

    def __init__(self, app: ASGIApp, calls: CallLimit, names: Sequence[str]) -> None:
        self._app = app
        self._calls = calls
        self._names = {"localhost", *(name.lower() for name in names)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        is_upload = str(scope.get("path", "")).startswith(_UPLOADS)
        most_bytes, code = (MAX_FORM_BYTES, 4002) if is_upload else (MAX_JSON_BYTES, 400)
        received_bytes = 0
        headers = Headers(scope=scope)
        self._check_host(headers.get("host", ""))

        async def count() -> Message:
            nonlocal received_bytes
            message = await receive()
            received_bytes += len(message.get("body", b""))
            if received_bytes > most_bytes:
                raise BackendRefusal(code, message=f"The request is larger than {most_bytes >> 20} MB.")
            return message

        with self._calls.hold(headers.get(paths.AUTHORIZATION)):
            await self._app(scope, count, send)

    def _check_host(self, host: str) -> None:
        """Refuse names: a page of somebody else's that points its own name at this machine sends that name.

        Raises:
            BackendRefusal: 400, the request is meant for another host.
        """
        name = name_in(host).lower()
        if name in self._names:
            return
        try:
            ipaddress.ip_address(name)
        except ValueError:
            raise BackendRefusal(
                400, message="The studio answers to its address and to the names in NEMO_HTTP_HOSTS alone."
            ) from None


def name_in(host: str) -> str:
    """The host of a `Host` header, without its port and the brackets of IPv6."""
    return host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]

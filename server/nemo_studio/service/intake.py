"""How much a request may bring: what exceeds it is refused as it comes in, before it fills memory or disk."""

from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from nemo_video.errors import BackendRefusal
from nemo_video.wire import paths

MAX_JSON_BYTES: Final = 16 * 1024**2
MAX_FORM_BYTES: Final = 1024**3
"""Of all files of one upload together; each of them has its own limit."""

_UPLOADS: Final = paths.upload("")


class Intake:
    """Counts the bytes of each request's body."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        is_upload = str(scope.get("path", "")).startswith(_UPLOADS)
        most_bytes, code = (MAX_FORM_BYTES, 4002) if is_upload else (MAX_JSON_BYTES, 400)
        received_bytes = 0

        async def count() -> Message:
            nonlocal received_bytes
            message = await receive()
            received_bytes += len(message.get("body", b""))
            if received_bytes > most_bytes:
                raise BackendRefusal(code, message=f"The request is larger than {most_bytes >> 20} MB.")
            return message

        await self._app(scope, count, send)

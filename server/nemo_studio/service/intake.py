"""What a request may be: meant for this host, and no larger than memory and disk can bear."""

import ipaddress
from typing import Final

from starlette.datastructures import Headers
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
        _check_host(scope)

        async def count() -> Message:
            nonlocal received_bytes
            message = await receive()
            received_bytes += len(message.get("body", b""))
            if received_bytes > most_bytes:
                raise BackendRefusal(code, message=f"The request is larger than {most_bytes >> 20} MB.")
            return message

        await self._app(scope, count, send)


def _check_host(scope: Scope) -> None:
    """Refuse names: a page of somebody else's that points its own name at this machine sends that name.

    Raises:
        BackendRefusal: 400, the request is meant for another host.
    """
    host = Headers(scope=scope).get("host", "")
    name = name_in(host)
    if name == "localhost":
        return
    try:
        ipaddress.ip_address(name)
    except ValueError:
        raise BackendRefusal(400, message="The studio answers to its address alone.") from None


def name_in(host: str) -> str:
    """The host of a `Host` header, without its port and the brackets of IPv6."""
    return host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]

"""Web applications for this machine alone: they answer on 127.0.0.1, and by that name only.

The name is checked so that no page of the web reaches them by pointing a name of its own at this machine.
"""

import socket
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import anyio

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.routing import BaseRoute

HOST = "127.0.0.1"

KEY_BYTES = 24
"""Of the random part of an address, which nobody can guess."""

_LAST_ANSWERS_S: Final = 0.2
"""How long what is being answered may still take at the end."""


def listen(port: int = 0, host: str = HOST) -> socket.socket:
    """A bound socket, on any free port unless one is given.

    Raises:
        OSError: The port is taken.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.create_server((host, port), family=family)
    # asyncio sets this where it knows the protocol of a connection, which `create_server` does not tell it.
    # Without it the body of an answer waits 40 ms for the word that its head has arrived.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def origin_of(listener: socket.socket) -> str:
    """`http://127.0.0.1:PORT`."""
    return f"http://{HOST}:{listener.getsockname()[1]}"


def make_app(routes: Sequence["BaseRoute"]) -> "Starlette":
    """An application that refuses calls by another name than its own."""
    from starlette.applications import Starlette
    from starlette.middleware import Middleware
    from starlette.middleware.trustedhost import TrustedHostMiddleware

    return Starlette(
        routes=list(routes), middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=[HOST])]
    )


async def serve_app(app: "Starlette", listener: socket.socket) -> None:
    """Serve until cancelled."""
    import uvicorn  # a server whose films nobody plays needs none

    class Server(uvicorn.Server):
        """Leaves the process's signals to the process."""

        @contextmanager
        def capture_signals(self) -> Generator[None]:
            yield

    config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="off", ws="none")
    server = Server(config)
    try:
        await server.serve([listener])
    finally:
        if server.started:  # what answers has tasks of its own, which would be left with their files open
            with anyio.move_on_after(_LAST_ANSWERS_S, shield=True):
                await server.shutdown([listener])

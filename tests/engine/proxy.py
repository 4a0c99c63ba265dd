"""A proxy on a real socket before the backend: it counts what passes, and stops it where a test says so."""

import re
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import anyio
from anyio.abc import SocketAttribute, SocketStream

CHAT = "POST /run_sse"
SUBMIT = "POST /api/render/proxy/lambda"
LOOK = "GET /api/render/proxy/lambda/"

Stop = Callable[[str], bool]
"""Called at each boundary with `request …` or `answer …`; True stops it there: nothing goes on."""


@dataclass
class Proxy:
    """The proxy.

    Attributes:
        url: Where it listens.
        stop: Asked at every boundary: a request that is whole, and an answer that is whole.
        passed: The boundaries that let through what came, in their order.
        platform: The platform that the server names whose request is at a boundary.
    """

    upstream: str
    stop: Stop = lambda _: False
    url: str = ""
    passed: list[str] = field(default_factory=list[str])
    platform: str = ""

    def requests(self, key: str) -> int:
        """How many requests of a kind reached the backend."""
        return self.passed.count(f"request {key}")

    async def serve(self, caller: SocketStream) -> None:
        """Carry one request and its answer."""
        async with caller:
            try:
                await self._carry(caller)
            except (anyio.BrokenResourceError, anyio.EndOfStream, anyio.ClosedResourceError):
                return

    async def _carry(self, caller: SocketStream) -> None:
        key, request = await _read_request(caller)
        if self._stops(f"request {key}", request):
            return
        address = urlsplit(self.upstream)
        async with await anyio.connect_tcp(address.hostname or "", address.port or 0) as backend:
            await backend.send(request)
            answer = bytearray()
            try:
                while True:
                    answer += await backend.receive()
            except anyio.EndOfStream:
                pass
        if not self._stops(f"answer {key}", request):
            await caller.send(bytes(answer))

    def _stops(self, boundary: str, request: bytes) -> bool:
        named = re.search(rb"(?i)\r\nx-skill-platform: *([^\r]*)", request)
        self.platform = named[1].decode() if named else ""
        if self.stop(boundary):
            return True
        self.passed.append(boundary)
        return False


async def _read_request(caller: SocketStream) -> tuple[str, bytes]:
    """One request, made to close its connection after the answer."""
    received = b""
    while b"\r\n\r\n" not in received:
        received += await caller.receive()
    head, _, body = received.partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    kept = [line for line in lines if not line.lower().startswith(b"connection:")]
    length = next((int(line[15:]) for line in lines if line.lower().startswith(b"content-length:")), 0)
    while len(body) < length:
        body += await caller.receive()
    method, target, _ = lines[0].decode().split(" ")
    return f"{method} {target}", b"\r\n".join([*kept, b"Connection: close", b"", b""]) + body


@asynccontextmanager
async def proxying(upstream: str) -> AsyncGenerator[Proxy]:
    """A proxy on a free port of this machine."""
    proxy = Proxy(upstream)
    listener = await anyio.create_tcp_listener(local_host="127.0.0.1")
    proxy.url = f"http://127.0.0.1:{listener.extra(SocketAttribute.local_port)}"
    async with listener, anyio.create_task_group() as tasks:
        tasks.start_soon(listener.serve, proxy.serve)
        yield proxy
        tasks.cancel_scope.cancel()

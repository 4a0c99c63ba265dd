"""A small HTTP server on a real socket that answers by a script, and misbehaves where the script says so."""

import json as jsonlib
import socket
import struct
from collections.abc import AsyncGenerator, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import anyio
from anyio.abc import SocketAttribute, SocketStream

from nemo_video.client import BackendClient, MemoryTokenStore, TokenStore
from nemo_video.settings import Settings, read_settings

CLIENT_ID = "6f7f5f0e-5a53-4a7e-9d8f-0c1b2a394857"
TOKEN = "nmv_usr_of_the_user"


@dataclass(frozen=True)
class Request:
    """What came in. Header names are in lower case; the body is what arrived of it."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return jsonlib.loads(self.body)


@dataclass(frozen=True)
class Pause:
    """Say nothing for a while."""

    seconds: float


@dataclass(frozen=True)
class Stall:
    """Say nothing more until the other side gives up."""


@dataclass(frozen=True)
class Reset:
    """Break the connection with a TCP reset."""


Step = bytes | Pause | Stall | Reset


@dataclass(frozen=True)
class Reply:
    """Bytes and misbehaviour in their order; then the connection is closed."""

    steps: tuple[Step, ...]
    before_body: bool = False


Answer = Reply | Callable[[Request], Reply]
Script = Mapping[str, Answer | Sequence[Answer]]


def reply(
    body: bytes = b"",
    *more: Step,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    length: int | None = None,
    before_body: bool = False,
) -> Reply:
    """An answer with a length, which may be a lie; `more` comes after the body."""
    fields = {"Content-Length": str(len(body) if length is None else length), **(headers or {})}
    return Reply((_head(status, fields), body, *more), before_body)


def json(value: object, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
    """A JSON answer."""
    fields = {"Content-Type": "application/json", **(headers or {})}
    return reply(jsonlib.dumps(value).encode(), status=status, headers=fields)


def data(value: object) -> Reply:
    """An enveloped success."""
    return json({"code": 0, "message": "ok", "data": value})


def refusal(code: int, *, status: int = 200) -> Reply:
    """An enveloped error."""
    return json({"code": code, "message": "no, and here is a secret"}, status=status)


def stream(
    *steps: Step, is_finished: bool = True, content_type: str = "text/event-stream; charset=utf-8"
) -> Reply:
    """A chunked event stream, one HTTP chunk for each piece of bytes; not finished is cut off."""
    head = _head(200, {"Content-Type": content_type, "Transfer-Encoding": "chunked"})
    pieces = [_chunk(step) if isinstance(step, bytes) else step for step in steps]
    return Reply((head, *pieces, b"0\r\n\r\n") if is_finished else (head, *pieces))


def event(value: object) -> bytes:
    """One server-sent event with JSON data."""
    return b"data: " + jsonlib.dumps(value, ensure_ascii=False).encode() + b"\n\n"


def says(text: str, **fields: object) -> bytes:
    """An event in which the backend says something."""
    return event({"author": "nemo_agent", "content": {"role": "model", "parts": [{"text": text}]}, **fields})


def redirect(location: str, status: int = 307) -> Reply:
    """Send the caller elsewhere."""
    return reply(status=status, headers={"Location": location})


def _chunk(piece: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(piece), piece)


def _head(status: int, headers: Mapping[str, str]) -> bytes:
    fields = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {status} Whatever\r\nConnection: close\r\n{fields}\r\n".encode()


@dataclass
class ScriptedServer:
    """The server. Keys of the script are `GET /path`; the last answer for a key is repeated for ever.

    `hung_up` is set when a caller leaves before its answer is complete; `most_at_once` counts requests that
    overlapped.
    """

    script: Script
    url: str = ""
    requests: list[Request] = field(default_factory=list[Request])
    hung_up: anyio.Event = field(default_factory=anyio.Event)
    most_at_once: int = 0
    _at_once: int = 0
    _turns: dict[str, int] = field(default_factory=dict[str, int])

    def asked(self, key: str) -> list[Request]:
        """The requests that came for a key."""
        return [request for request in self.requests if f"{request.method} {request.target}" == key]

    async def serve(self, connection: SocketStream) -> None:
        """Answer one request."""
        async with connection:
            try:
                await self._answer(connection)
            except (anyio.BrokenResourceError, anyio.EndOfStream, anyio.ClosedResourceError):
                self.hung_up.set()

    async def _answer(self, connection: SocketStream) -> None:
        head, body = await _receive_head(connection)
        self._at_once += 1
        self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            await self._answer_request(connection, _parse(head, body))
        finally:
            self._at_once -= 1

    async def _answer_request(self, connection: SocketStream, request: Request) -> None:
        answer = self._next(request)
        if not (isinstance(answer, Reply) and answer.before_body):
            length = int(request.headers.get("content-length", "0"))
            request = await _receive_body(connection, request, length)
        self.requests.append(request)
        for step in (answer if isinstance(answer, Reply) else answer(request)).steps:
            await _perform(step, connection)

    def _next(self, request: Request) -> Answer:
        key = f"{request.method} {request.target}"
        answers = self.script.get(key, reply(status=404))
        if isinstance(answers, Reply) or callable(answers):
            return answers
        turn = self._turns.get(key, 0)
        self._turns[key] = turn + 1
        return answers[min(turn, len(answers) - 1)]


async def _receive_head(connection: SocketStream) -> tuple[bytes, bytes]:
    received = b""
    while b"\r\n\r\n" not in received:
        received += await connection.receive()
    head, _, rest = received.partition(b"\r\n\r\n")
    return head, rest


async def _receive_body(connection: SocketStream, request: Request, length: int) -> Request:
    body = bytearray(request.body)
    while len(body) < length:
        body += await connection.receive()
    return Request(request.method, request.target, request.headers, bytes(body))


def _parse(head: bytes, body: bytes) -> Request:
    first, *lines = head.decode("latin-1").split("\r\n")
    method, target, _ = first.split(" ")
    pairs = (line.partition(": ") for line in lines)
    return Request(method, target, {name.lower(): value for name, _, value in pairs}, body)


async def _perform(step: Step, connection: SocketStream) -> None:
    match step:
        case Pause(seconds):
            await anyio.sleep(seconds)
        case Stall():
            while True:
                await connection.receive()
        case Reset():
            raw = connection.extra(SocketAttribute.raw_socket)
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        case _:
            await connection.send(step)


@asynccontextmanager
async def serving(script: Script) -> AsyncGenerator[ScriptedServer]:
    """A scripted server on a free port of this machine."""
    server = ScriptedServer(script)
    listener = await anyio.create_tcp_listener(local_host="127.0.0.1")
    server.url = f"http://127.0.0.1:{listener.extra(SocketAttribute.local_port)}"
    async with listener, anyio.create_task_group() as tasks:
        tasks.start_soon(listener.serve, server.serve)
        yield server
        tasks.cancel_scope.cancel()


def settings_for(url: str, **variables: str) -> Settings:
    """Settings as the environment would give them, with a token of the user's own."""
    return read_settings({"NEMO_API_URL": url, "NEMO_TOKEN": TOKEN, "NEMO_RETRY_429_S": "0.01", **variables})


@asynccontextmanager
async def meeting(
    script: Script, tokens: TokenStore | None = None, /, *, limit_s: float = 20, **variables: str
) -> AsyncGenerator[tuple[BackendClient, ScriptedServer]]:
    """A client and the server that it talks to."""
    async with serving(script) as server:
        settings = settings_for(server.url, **variables)
        store = tokens or MemoryTokenStore()
        async with BackendClient(settings, client_id=CLIENT_ID, tokens=store) as client:
            with anyio.fail_after(limit_s):
                yield client, server


async def gather(*works: Callable[[], Coroutine[Any, Any, object]]) -> None:
    """Do several things at once."""
    async with anyio.create_task_group() as tasks:
        for work in works:
            tasks.start_soon(work)

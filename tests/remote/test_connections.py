"""Connections that never say what they want: they end, and the others are answered meanwhile."""

import socket
import sys
from collections.abc import AsyncGenerator, Generator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from pathlib import Path

import anyio
import httpx2
import pytest
import uvicorn
from anyio.abc import SocketStream
from starlette.responses import PlainTextResponse, StreamingResponse
from starlette.types import Receive, Scope, Send

from nemo_video.cli.http import connections
from nemo_video.cli.http.connections import PromptConnection
from remote import served as remote
from remote.served import LIMIT_S

pytestmark = [pytest.mark.anyio]

CHUNK, MANY = b"x" * 65_536, 1000
flood_ends: list[anyio.Event] = []
"""Set as the flood ends, whole or not."""

GET, GET_STREAM = (f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode() for path in ("/", "/stream"))
HALF = b"POST /mcp HTTP/1.1\r\nHost: localhost\r\n"


class Served(uvicorn.Server):
    """Leaves the process's signals to the process."""

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        yield


async def answer(scope: Scope, receive: Receive, send: Send) -> None:
    async def open_end() -> AsyncGenerator[str]:
        yield "it begins"
        await anyio.sleep_forever()

    async def flood() -> AsyncGenerator[bytes]:
        try:
            for _ in range(MANY):
                yield CHUNK
        finally:
            flood_ends[-1].set()

    streams = {"/stream": open_end, "/flood": flood}
    found = streams.get(scope["path"])
    response = StreamingResponse(found()) if found else PlainTextResponse("done")
    await response(scope, receive, send)


@asynccontextmanager
async def serving() -> AsyncGenerator[int]:
    """A server's port."""
    config = uvicorn.Config(
        answer, log_config=None, lifespan="off", ws="none", http=PromptConnection, timeout_graceful_shutdown=0
    )
    with socket.create_server(("127.0.0.1", 0)) as listener, anyio.fail_after(LIMIT_S):
        async with anyio.create_task_group() as tasks:
            server = Served(config)
            tasks.start_soon(server.serve, [listener])
            yield listener.getsockname()[1]
            server.should_exit = True


async def send_at_once(port: int, sent: bytes) -> SocketStream:
    """A connection whose first words are there before the server takes it: none of them can be late."""
    connection = socket.create_connection(("127.0.0.1", port))
    connection.sendall(sent)
    return await SocketStream.from_socket(connection)


async def hear(stream: SocketStream, words: bytes) -> None:
    """Wait for words of an answer."""
    heard = b""
    while words not in heard:
        heard += await stream.receive()


async def hangs_up(stream: SocketStream) -> None:
    """Wait until the server has hung up."""
    with pytest.raises((anyio.EndOfStream, anyio.BrokenResourceError)):
        while True:
            await stream.receive()


@pytest.mark.parametrize("sent", [b"", HALF, GET + HALF])
@pytest.mark.slow
async def test_who_does_not_end_a_request_in_time_is_hung_up_on(
    sent: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "HEAD_S", 0.2)
    async with serving() as port, await send_at_once(port, GET_STREAM) as streamed:
        await hear(streamed, b"it begins")
        async with await send_at_once(port, sent or b"P") as silent:
            await hangs_up(silent)
        async with await send_at_once(port, GET) as prompt:
            await hear(prompt, b"done")
        with anyio.move_on_after(0.5) as waiting:  # what is answered goes on
            await streamed.receive()
        assert waiting.cancelled_caught


async def test_who_takes_nothing_of_an_answer_is_hung_up_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "UNREAD_S", 0.2)
    flood_ends.append(anyio.Event())
    taken = 0
    async with serving() as port, await anyio.connect_tcp("127.0.0.1", port) as deaf:
        await deaf.send(b"GET /flood HTTP/1.1\r\nHost: localhost\r\n\r\n")
        await flood_ends[-1].wait()
        with pytest.raises((anyio.EndOfStream, anyio.BrokenResourceError)):
            while True:
                taken += len(await deaf.receive())
    assert taken < MANY * len(CHUNK)


async def test_where_connections_are_too_many_the_longest_idle_makes_room(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(connections, "max_connections", lambda: 2)
    async with serving() as port, await anyio.connect_tcp("127.0.0.1", port) as first:
        await first.send(HALF)
        async with (
            await anyio.connect_tcp("127.0.0.1", port) as second,
            httpx2.AsyncClient(trust_env=False) as client,
        ):
            await second.send(HALF)
            assert (await client.get(f"http://127.0.0.1:{port}/")).text == "done"
            await hangs_up(first)
            await second.send(b"\r\n")
            assert b" 200 OK" in await second.receive()


async def test_who_is_answered_makes_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "max_connections", lambda: 2)
    async with (
        serving() as port,
        await anyio.connect_tcp("127.0.0.1", port) as first,
        await anyio.connect_tcp("127.0.0.1", port) as idle,
    ):
        await first.send(GET_STREAM)
        await hear(first, b"it begins")
        await idle.send(HALF)
        async with await anyio.connect_tcp("127.0.0.1", port):
            await hangs_up(idle)
            with anyio.move_on_after(0.2) as waiting:
                await first.receive()
            assert waiting.cancelled_caught


@pytest.mark.slow
@pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux lets a process's limits be changed from outside"
)
def test_who_opens_more_connections_than_there_are_files_shuts_nobody_out(tmp_path: Path) -> None:
    import resource

    with remote.serving(tmp_path) as served, ExitStack() as silent:
        resource.prlimit(served.process.pid, resource.RLIMIT_NOFILE, (256, 256))
        port = int(served.origin.rpartition(":")[2])
        for _ in range(400):
            connection = silent.enter_context(socket.create_connection(("127.0.0.1", port), LIMIT_S))
            connection.sendall(HALF)
        assert httpx2.get(f"{served.origin}/healthz", trust_env=False, timeout=LIMIT_S).text == "ok"
        served.process.kill()
        assert served.process.stderr
        # With all its files used up it would take nobody for a second.
        assert "out of system resource" not in served.process.stderr.read()

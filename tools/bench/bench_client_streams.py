"""200 chat streams at once in one process: memory for each, and how late their events are seen.

A server in another process sends every stream two events a second, each with the moment of its sending; the
streams are out of step with each other, as turns are. Events come as soon as all streams are open. Holds
when no event is seen more than 50 ms after it was sent.
"""

import json
import multiprocessing
import statistics
import sys
import time
from multiprocessing.connection import Connection
from pathlib import Path

import anyio
from anyio.abc import SocketAttribute, SocketStream

from nemo_video.client import BackendClient, MemoryTokenStore, Text
from nemo_video.settings import read_settings

STREAMS = 200
EVENTS = 12
PAUSE_S = 0.5
MAX_LATE_MS = 50
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"


def serve(ready: Connection) -> None:
    anyio.run(_serve, ready)


async def _serve(ready: Connection) -> None:
    listener = await anyio.create_tcp_listener(local_host="127.0.0.1")
    ready.send(listener.extra(SocketAttribute.local_port))
    everybody = anyio.Event()
    numbers: list[int] = []

    async def answer(connection: SocketStream) -> None:
        async with connection:
            await connection.receive()
            await connection.send(HEAD)
            numbers.append(len(numbers))
            number = numbers[-1]
            if len(numbers) == STREAMS:
                everybody.set()
            await everybody.wait()
            await anyio.sleep(1 + PAUSE_S * number / STREAMS)
            for _ in range(EVENTS):
                await connection.send(_chunk(time.monotonic()))
                await anyio.sleep(PAUSE_S)
            await connection.send(b"0\r\n\r\n")

    await listener.serve(answer)


def _chunk(sent_at_s: float) -> bytes:
    content = {"role": "model", "parts": [{"text": repr(sent_at_s)}]}
    event = {"content": content, "author": "nemo_agent", "id": "x" * 200}
    body = f"data: {json.dumps(event)}\n\n".encode()
    return b"%x\r\n%b\r\n" % (len(body), body)


def memory_kb() -> int:
    """What this process has in memory now (Linux)."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4


class Lateness:
    """How late every event was, in milliseconds, and the memory in use when half of them had come."""

    def __init__(self) -> None:
        self.late_ms: list[float] = []
        self.half_way_kb = 0

    def add(self, sent_at_s: float) -> None:
        self.late_ms.append((time.monotonic() - sent_at_s) * 1000)
        if len(self.late_ms) == STREAMS * EVENTS // 2:
            self.half_way_kb = memory_kb()


async def listen(client: BackendClient, lateness: Lateness) -> None:
    async with client.chat("bench", "go") as events:
        async for event in events:
            if isinstance(event, Text):
                lateness.add(float(event.text))


async def measure(url: str) -> tuple[list[float], float]:
    """How late every event was, and the memory of one stream in kB."""
    lateness = Lateness()
    settings = read_settings({"NEMO_API_URL": url, "NEMO_TOKEN": "t"})
    async with BackendClient(settings, client_id="bench", tokens=MemoryTokenStore()) as client:
        before_kb = memory_kb()
        async with anyio.create_task_group() as tasks:
            for _ in range(STREAMS):
                tasks.start_soon(listen, client, lateness)
    return lateness.late_ms, (lateness.half_way_kb - before_kb) / STREAMS


def main() -> bool:
    """Print the table; whether the aim is met."""
    here, there = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(there,), daemon=True)
    server.start()
    late_ms, stream_kb = anyio.run(measure, f"http://127.0.0.1:{here.recv()}")
    server.terminate()
    assert len(late_ms) == STREAMS * EVENTS
    median, p99, worst = statistics.median(late_ms), statistics.quantiles(late_ms, n=100)[98], max(late_ms)
    sys.stdout.write(f"{'200 streams at once':<28}{'median':>10}{'p99':>10}{'worst':>8}{'aim':>10}\n")
    sys.stdout.write(f"{'  late, ms':<28}{median:>10.1f}{p99:>10.1f}{worst:>8.1f}{f'<= {MAX_LATE_MS}':>10}\n")
    sys.stdout.write(f"{'  memory of a stream, kB':<28}{stream_kb:>10.0f}\n")
    return worst <= MAX_LATE_MS


if __name__ == "__main__":
    sys.exit(not main())

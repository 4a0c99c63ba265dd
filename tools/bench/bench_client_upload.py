"""Upload of 200 MB to a loopback sink, beside `curl -F` with the same file and the same sink.

The checks before the first byte, mostly decoding the file's start, are told apart, for curl has none. The two
take turns, and the middle of the rounds' ratios counts. Holds when our rate is at least 0.9 of curl's and the
memory grows by less than 16 MB.
"""

import multiprocessing
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import wave
from multiprocessing.connection import Connection
from pathlib import Path

import anyio

from nemo_video.client import BackendClient, MemoryTokenStore
from nemo_video.client.local_file import check_file
from nemo_video.settings import Settings, read_settings

FILE_BYTES = 200 * 1024 * 1024
ROUNDS = 15
MIN_RATIO = 0.9
MAX_GROWTH_MB = 16
SESSION = "bench"
ANSWER = (
    b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 22\r\n\r\n{"code": 0, "data":{}}'
)


def swallow(ready: Connection) -> None:
    """The sink: read requests and throw them away, as fast as a socket gives them."""
    buffer = bytearray(1024 * 1024)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        ready.send(listener.getsockname()[1])
        while True:
            connection, _ = listener.accept()
            with connection:
                while swallow_one(connection, buffer):
                    connection.sendall(ANSWER)


def swallow_one(connection: socket.socket, buffer: bytearray) -> bool:
    """One request; False when the other side has left."""
    received = b""
    while b"\r\n\r\n" not in received:
        piece = connection.recv(4096)
        if not piece:
            return False
        received += piece
    head, _, rest = received.partition(b"\r\n\r\n")
    if b"100-continue" in head.lower():
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
    length = next(int(line[15:]) for line in head.lower().splitlines() if line.startswith(b"content-length:"))
    missing = length - len(rest)
    while missing > 0:
        missing -= connection.recv_into(buffer)
    return True


def make_sound(path: Path, size: int) -> None:
    """A real WAV file of exactly that size, written piece by piece."""
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(2)
        sound.setsampwidth(2)
        sound.setframerate(48_000)
        missing = size - 44
        while missing:
            piece = min(missing, 1024 * 1024)
            sound.writeframesraw(bytes(piece))
            missing -= piece


def seconds_of_curl(path: Path, url: str) -> float:
    command = [
        "curl",
        "-s",
        "-o",
        "/dev/null",
        "-w",
        "%{time_total}",
        "-F",
        f"files=@{path};type=audio/wav",
        url,
    ]
    return float(subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout)


async def seconds_of_ours(path: Path, settings: Settings) -> float:
    async with BackendClient(settings, client_id="bench", tokens=MemoryTokenStore()) as client:
        started_at_s = time.perf_counter()
        outcome = await client.upload(SESSION, [str(path)])
        seconds = time.perf_counter() - started_at_s
        assert not outcome.rejected, outcome
        return seconds


def seconds_of_check(path: Path) -> float:
    started_at_s = time.perf_counter()
    check_file(str(path), [path.parent])
    return time.perf_counter() - started_at_s


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> bool:
    """Print the table; whether the aims are met."""
    here, there = multiprocessing.Pipe()
    sink = multiprocessing.get_context("spawn").Process(target=swallow, args=(there,), daemon=True)
    sink.start()
    url = f"http://127.0.0.1:{here.recv()}"
    with tempfile.TemporaryDirectory() as folder:
        path, small = Path(folder) / "large.wav", Path(folder) / "small.wav"
        make_sound(path, FILE_BYTES)
        make_sound(small, 1024 * 1024)
        settings = read_settings({"NEMO_API_URL": url, "NEMO_TOKEN": "t", "NEMO_UPLOAD_DIRS": folder})
        target = f"{url}/api/upload-video/nemo_agent/me/{SESSION}"
        anyio.run(seconds_of_ours, small, settings)
        before_mb = peak_mb()
        rounds = [
            (
                anyio.run(seconds_of_ours, path, settings),
                seconds_of_check(path),
                seconds_of_curl(path, target),
            )
            for _ in range(ROUNDS)
        ]
        growth_mb = peak_mb() - before_mb
    sink.terminate()
    check_ms = statistics.median(check for _, check, _ in rounds) * 1000
    ours = FILE_BYTES / 1e6 / statistics.median(total - check for total, check, _ in rounds)
    curls = FILE_BYTES / 1e6 / statistics.median(curl for _, _, curl in rounds)
    ratio = statistics.median(curl / (total - check) for total, check, curl in rounds)
    sys.stdout.write(f"{'upload of 200 MB':<28}{'ours':>10}{'curl':>10}{'ratio':>8}{'aim':>10}\n")
    sys.stdout.write(f"{'  rate, MB/s':<28}{ours:>10.0f}{curls:>10.0f}{ratio:>8.2f}{f'>= {MIN_RATIO}':>10}\n")
    sys.stdout.write(f"{'  growth of memory, MB':<28}{growth_mb:>10.1f}{'':>18}{f'< {MAX_GROWTH_MB}':>10}\n")
    sys.stdout.write(f"{'  checks before, ms':<28}{check_ms:>10.0f}\n")
    return ratio >= MIN_RATIO and growth_mb < MAX_GROWTH_MB


if __name__ == "__main__":
    sys.exit(not main())

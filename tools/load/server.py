"""The server as a host sees it, many calls at a time, and what its process holds meanwhile."""

import os
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import DEVNULL
from typing import Any, Final

import anyio

from homes import clean_environment
from surface.raw_host import RawHost, calling, raw_host
from tools.load.watched import COMMAND, NOTE, longest_hold

Json = dict[str, Any]

LIMIT_S: Final = 600


@dataclass(frozen=True)
class Held:
    """What a process holds, and what it has worked so far."""

    memory_kb: int
    descriptors: int
    threads: int
    files: int
    cpu_ms: float


@dataclass
class Server:
    """A server that is asked many things at once; a reader hands each answer to whoever waits for it."""

    host: RawHost
    home: Path
    _waiting: dict[int, tuple[anyio.Event, list[Json]]] = field(
        default_factory=dict[int, tuple[anyio.Event, list[Json]]]
    )
    _number: int = 0

    async def call(self, tool: str, **arguments: object) -> tuple[Json, float]:
        """What a tool answers, as programs read it, and how many seconds that took."""
        self._number += 1
        number, event, answers = self._number, anyio.Event(), list[Json]()
        self._waiting[number] = event, answers
        begun = time.monotonic()
        await self.host.send({"id": number, **calling(tool, **arguments)})
        with anyio.fail_after(LIMIT_S):
            await event.wait()
        result: Json = answers[0]["result"]["structuredContent"]
        return result, time.monotonic() - begun

    async def hear(self) -> None:
        """Read answers until cancelled."""
        while True:
            with anyio.fail_after(LIMIT_S):
                message = await self.host.next_message()
            if isinstance(number := message.get("id"), int) and number in self._waiting:
                event, answers = self._waiting.pop(number)
                answers.append(message)
                event.set()

    def forget_holds(self) -> None:
        """Note from now on how long the loop is held."""
        (self.home / "longest hold").unlink(missing_ok=True)

    def longest_hold_ms(self) -> float:
        """How long one callback held the loop since then, in time of a processor."""
        return longest_hold(self.home / "longest hold")[0]

    def held(self) -> Held:
        """What its process holds now (Linux)."""
        process = Path(f"/proc/{self.host.process.pid}")
        lines = (process / "status").read_text().splitlines()
        status = dict(line.split(":", 1) for line in lines)
        memory_kb, threads = int(status["VmRSS"].split()[0]), int(status["Threads"])
        left = sum(1 for path in (self.home / "tmp").rglob("*") if path.is_file())
        descriptors = len(os.listdir(process / "fd"))  # noqa: PTH208 - its links lead nowhere
        return Held(memory_kb, descriptors, threads, left, _cpu_ms(process))


def _cpu_ms(process: Path) -> float:
    """What a process has worked, its ended children left out."""
    after_name = (process / "stat").read_text().rpartition(")")[2].split()
    ticks = sum(map(int, after_name[11:13]))  # utime and stime, see proc(5)
    return 1000 * ticks / os.sysconf("SC_CLK_TCK")


@asynccontextmanager
async def server_of(url: str, home: Path) -> AsyncGenerator[Server]:
    """A server before a backend, with folders of its own."""
    (home / "tmp").mkdir()
    settings = {"NEMO_BACKEND": "cloud", "NEMO_API_URL": url, "TMPDIR": str(home / "tmp")}
    environment = clean_environment(home, **settings, **{NOTE: str(home / "longest hold")})
    async with (
        raw_host(environment, COMMAND, errors=DEVNULL) as host,
        anyio.create_task_group() as tasks,
    ):
        await host.shake_hands()
        server = Server(host, home)
        tasks.start_soon(server.hear)
        yield server
        tasks.cancel_scope.cancel()

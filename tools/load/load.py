"""Many turns at the same time."""

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import anyio

from tools.load.backend import QUICK, serving
from tools.load.server import Held, Server, server_of

_STATE_PAUSE_S: Final = 0.1
_WARM_UP: Final = 10
"""Turns before the measure: what the first ones load is no cost of the others."""

_AT_A_TIME: Final = 8
"""Turns that are begun at the same time. One after the other they mostly wait for the disk, and the first has
ended before the last of a thousand begins."""


@dataclass(frozen=True)
class Load:
    """What was measured.

    Attributes:
        ends: How many turns ended how.
        running: How many ran at the same time at most; a slow machine begins them slowly.
        kb_a_turn: What the server's memory had grown by then, for each of those.
        cpu_ms_a_start: What the server worked to begin one, and for those that waited meanwhile.
        state_s: How long each call of `state` took while they ran, sorted.
        descriptors: That the server had open then.
        longest_hold_ms: How long one callback held the event loop, in time of a processor.
    """

    ends: Counter[str]
    running: int
    kb_a_turn: float
    cpu_ms_a_start: float
    state_s: list[float]
    descriptors: int
    longest_hold_ms: float

    @property
    def completed(self) -> int:
        """Turns that did what they were for."""
        return self.ends["completed"]

    def state_ms(self, share: float) -> float:
        """How long `state` takes at most in such a share of the calls."""
        return 1000 * self.state_s[min(int(len(self.state_s) * share), len(self.state_s) - 1)]


@dataclass
class _Begun:
    """The turns that were begun, and what the server held while the most of them ran."""

    jobs: list[tuple[str, float]]
    running: int
    at_most: Held

    async def begin(self, server: Server, turn_s: float) -> None:
        """Begin one more."""
        self.jobs.append((await _begin(server), time.monotonic()))
        now_s = time.monotonic()
        running = sum(now_s - begun_s < turn_s for _, begun_s in self.jobs)
        if running > self.running:
            self.running, self.at_most = running, server.held()


async def measure_load(home: Path, turns: int, turn_s: float) -> Load:
    """Run turns in projects of their own, all at once, and ask for a state again and again meanwhile."""
    async with serving(turn_s) as url, server_of(url, home) as server:
        watched = ""
        for _ in range(_WARM_UP):
            watched = await _project(server)
            await server.call("generate", prompt=f"a sunset {QUICK}", project_id=watched, wait_s=60)
            await server.call("state", project_id=watched)
        before = server.held()
        server.forget_holds()
        begun = _Begun([], 0, before)
        left = iter(range(turns))
        async with anyio.create_task_group() as hosts:
            for _ in range(_AT_A_TIME):
                hosts.start_soon(_begin_those_left, begun, left, server, turn_s)
        cpu_ms = server.held().cpu_ms - before.cpu_ms
        state_s: list[float] = []
        with anyio.move_on_after(turn_s / 2):
            while True:
                state_s.append((await server.call("state", project_id=watched))[1])
                await anyio.sleep(_STATE_PAUSE_S)
        ends = Counter[str]()
        for job, _ in begun.jobs:
            ends[await _end(server, job)] += 1
        longest_hold_ms = server.longest_hold_ms()
    grown_kb = begun.at_most.memory_kb - before.memory_kb
    return Load(
        ends,
        begun.running,
        grown_kb / max(begun.running, 1),
        cpu_ms / turns,
        sorted(state_s),
        begun.at_most.descriptors,
        longest_hold_ms,
    )


async def _begin_those_left(begun: _Begun, left: Iterator[int], server: Server, turn_s: float) -> None:
    for _ in left:
        await begun.begin(server, turn_s)


async def _project(server: Server) -> str:
    return (await server.call("projects", action="new"))[0]["current"]


async def _begin(server: Server) -> str:
    project = await _project(server)
    answer, _ = await server.call("generate", prompt="a sunset", project_id=project, wait_s=0)
    return answer["job_id"]


async def _end(server: Server, job: str) -> str:
    while True:
        answer, _ = await server.call("wait", job_id=job, wait_s=60)
        if answer.get("status") != "running":
            return answer.get("status") or answer["error"]["code"]

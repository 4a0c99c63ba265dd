"""Many turns at the same time."""

import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import anyio

from tools.load.backend import QUICK, serving
from tools.load.server import Server, server_of

_STATE_PAUSE_S: Final = 0.1


@dataclass(frozen=True)
class Load:
    """What was measured.

    Attributes:
        ends: How many turns ended how.
        running: How many still ran when the server was looked at; a slow machine begins them slowly.
        kb_a_turn: What the server's memory had grown by then, for each of those.
        state_s: How long each call of `state` took while all ran, sorted.
        descriptors: That the server had open while all ran.
    """

    ends: Counter[str]
    running: int
    kb_a_turn: float
    state_s: list[float]
    descriptors: int

    @property
    def completed(self) -> int:
        """Turns that did what they were for."""
        return self.ends["completed"]

    def state_ms(self, share: float) -> float:
        """How long `state` takes at most in such a share of the calls."""
        return 1000 * self.state_s[min(int(len(self.state_s) * share), len(self.state_s) - 1)]


async def measure_load(home: Path, turns: int, turn_s: float) -> Load:
    """Run turns in projects of their own, all at once, and ask for a state again and again meanwhile."""
    async with serving(turn_s) as url, server_of(url, home) as server:
        watched = (await server.call("projects", action="new"))[0]["current"]
        # What the first turn loads is no cost of the others.
        await server.call("generate", prompt=f"a sunset {QUICK}", project_id=watched, wait_s=60)
        await server.call("state", project_id=watched)
        before = server.held()
        jobs = [(await _begin(server), time.monotonic()) for _ in range(turns)]
        state_s: list[float] = []
        with anyio.move_on_after(turn_s / 2):
            while True:
                state_s.append((await server.call("state", project_id=watched))[1])
                await anyio.sleep(_STATE_PAUSE_S)
        during = server.held()
        running = sum(time.monotonic() - begun_s < turn_s for _, begun_s in jobs)
        ends = Counter[str]()
        for job, _ in jobs:
            ends[await _end(server, job)] += 1
    grown_kb = during.memory_kb - before.memory_kb
    return Load(ends, running, grown_kb / max(running, 1), sorted(state_s), during.descriptors)


async def _begin(server: Server) -> str:
    project = (await server.call("projects", action="new"))[0]["current"]
    answer, _ = await server.call("generate", prompt="a sunset", project_id=project, wait_s=0)
    return answer["job_id"]


async def _end(server: Server, job: str) -> str:
    while True:
        answer, _ = await server.call("wait", job_id=job, wait_s=60)
        if answer.get("status") != "running":
            return answer.get("status") or answer["error"]["code"]

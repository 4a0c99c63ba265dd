"""The same round again and again: nothing of it may stay."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from nemo_video.client.transport import STREAM_POOLS
from tools.load.backend import serving
from tools.load.server import Held, Server, server_of

_TURN_S: Final = 0.0
_LOOKS: Final = 20
"""How often what is held is looked at."""

_LEAST: Final = 4
"""Fewer looks show no growth, however slow the machine is."""


@dataclass(frozen=True)
class Rounds:
    """What was seen.

    Attributes:
        count: Rounds in all.
        looks: After how many rounds what was held.
    """

    count: int
    looks: list[tuple[int, Held]]

    @property
    def grown_kb_each(self) -> float:
        """Memory that a round left behind in the last half: caches have filled by then."""
        (begun, first), (ended, last) = self.looks[len(self.looks) // 2], self.looks[-1]
        return (last.memory_kb - first.memory_kb) / max(ended - begun, 1)


async def soak(home: Path, seconds: float, say: Callable[[str], object]) -> Rounds:
    """Do rounds for so long, each a project, a turn, its state and its diagram."""
    looks: list[tuple[int, Held]] = []
    async with serving(_TURN_S) as url, server_of(url, home) as server:
        for _ in range(STREAM_POOLS):
            await _round(server)  # each of them keeps a connection in another pool
        count, begun = 0, time.monotonic()
        while (since_s := time.monotonic() - begun) < seconds or len(looks) < _LEAST:
            await _round(server)
            count += 1
            if since_s >= len(looks) * seconds / _LOOKS:
                looks.append((count, server.held()))
                say(f"{since_s:5.0f} s, {count:6} rounds: {looks[-1][1]}")
    return Rounds(count, looks)


async def _round(server: Server) -> None:
    project = (await server.call("projects", action="new"))[0]["current"]
    await server.call("generate", prompt="a sunset", project_id=project, wait_s=30)
    await server.call("state", project_id=project, picture=True)

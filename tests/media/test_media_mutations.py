"""Damaged and hostile files: our own errors or a proof, in bounded time, and nothing else."""

import random
from collections.abc import Callable
from pathlib import Path

import anyio
import pytest

from nemo_video.errors import BackendRefusal
from nemo_video.media import contact_sheet, frames_at, identify, probe, prove
from tools.fuzz.mutation import mutate_bytes

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

Drawn = Callable[[str], Path]

NAMES = (
    "film.mp4", "film.mov", "film.mkv", "film.webm", "film.avi", "moving.gif", "moving.webp", "still.webp",
    "still.png", "still.jpg", "sound.mp3", "sound.wav", "sound.m4a", "sound.aac",
)  # fmt: skip
MUTATIONS_EACH = 8
"""`make fuzz` tries thousands."""
LIMIT_S = 60


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def _take_frames(path: Path) -> object:
    return frames_at(path, [0, 0.5, 9])


LOOKS: tuple[Callable[[Path], object], ...] = (identify, probe, prove, contact_sheet, _take_frames)


def _look_at(path: Path) -> set[str]:
    """What the room says of a file, in every way that it can be asked."""
    outcomes: set[str] = set()
    for look in LOOKS:
        try:
            look(path)
            outcomes.add("fine")
        except BackendRefusal as refused:
            assert refused.code == 4001
            assert refused.message.startswith(path.name)
            assert len(refused.message) < 200
            outcomes.add("refused")
    return outcomes


@pytest.mark.parametrize("name", NAMES)
async def test_a_mutated_file_is_refused_in_our_words_or_read(
    name: str, drawn: Drawn, tmp_path: Path
) -> None:
    chance = random.Random(name)
    content = drawn(name).read_bytes()
    outcomes: set[str] = set()
    for number in range(MUTATIONS_EACH):
        mutated = tmp_path / f"{number}-{name}"
        mutated.write_bytes(mutate_bytes(content, chance))
        with anyio.fail_after(LIMIT_S):
            outcomes |= await anyio.to_thread.run_sync(_look_at, mutated, abandon_on_cancel=True)
    assert "refused" in outcomes

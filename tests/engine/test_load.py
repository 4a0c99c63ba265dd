"""A small run of `make load` and of `make soak`: what turns cost, and that rounds leave nothing behind."""

import sys
from pathlib import Path

import pytest

from tools.load.load import measure_load
from tools.load.soak import soak

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc"),
]

TURNS, TURN_S, SOAK_S = 12, 2, 2

MAX_HOLD_MS = 200
"""The goal is 100 on a machine that is quiet."""


async def test_turns_at_the_same_time_all_end_and_state_is_answered_meanwhile(tmp_path: Path) -> None:
    load = await measure_load(tmp_path, TURNS, TURN_S)
    assert load.completed == TURNS
    assert load.state_s
    assert load.descriptors < 4 * TURNS + 40
    assert load.longest_hold_ms < MAX_HOLD_MS


async def test_rounds_leave_no_descriptors_threads_and_files_behind(tmp_path: Path) -> None:
    rounds = await soak(tmp_path, SOAK_S, say=lambda _: None)
    first, last = rounds.looks[len(rounds.looks) // 2][1], rounds.looks[-1][1]
    assert last.descriptors <= first.descriptors + 2
    assert last.threads <= first.threads + 4
    assert last.files == 0

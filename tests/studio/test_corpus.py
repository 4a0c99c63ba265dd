"""Everyday requests: some that the makers of the reader read, and two files that they never read."""

from collections import Counter
from pathlib import Path
from random import Random

import pytest

from studio.corpus import judge, load, open_generation, play

_DATA = Path(__file__).parent / "data"


@pytest.mark.anyio
@pytest.mark.slow
@pytest.mark.parametrize(
    ("half", "right", "wrong"),
    [
        ("requests_open", 193, 0),
        ("requests_third", 107, 1),
        ("requests_fourth", 117, 0),
        ("requests_cutting", 100, 1),
        ("requests_everyday", 470, 2),
        ("requests_kinds", 458, 0),
        ("requests_held_out", 142, 7),
        ("requests_everyday_held_out", 168, 6),
    ],
)
async def test_everyday_requests_are_done_right_or_honestly_not(
    tmp_path: Path, half: str, right: int, wrong: int
) -> None:
    async with open_generation(tmp_path) as generation:
        requests = load(_DATA / f"{half}.jsonl")
        verdicts = Counter([judge(each, await play(each, generation))[0] for each in requests])
    assert verdicts.total() == len(requests) >= 110
    assert verdicts["right"] >= right, verdicts
    assert verdicts["wrong"] <= wrong, verdicts


_JOINTS = (", ", ". ", "\n", "; ", " and ", "，", "。", " then ", ": ", "? ", '"', " so ", "，所以")
_MESSAGES = 150


@pytest.mark.anyio
@pytest.mark.slow
async def test_orders_joined_and_cut_at_random_are_answered(tmp_path: Path) -> None:
    """What no table foresees: a reader that fails answers nothing at all."""
    draw = Random(1)
    requests = [
        each for half in ("requests_kinds", "requests_open") for each in load(_DATA / f"{half}.jsonl")
    ]
    async with open_generation(tmp_path) as generation:
        for _ in range(_MESSAGES):
            first, second = draw.sample(requests, 2)
            order = f"{first['order']}{draw.choice(_JOINTS)}{second['order']}"
            at = draw.randrange(len(order))
            order = order[:at] + draw.choice(_JOINTS) + order[at + draw.randrange(4) :]
            assert (await play({**first, "order": order}, generation)).reply, order

"""Composes labelled requests from the patterns in `data/request_patterns.toml`, always the same ones."""

import random
import re
import tomllib
from collections.abc import Mapping, Sequence
from itertools import cycle, islice
from pathlib import Path

PATTERNS = Path(__file__).parent / "data" / "request_patterns.toml"
ROUNDS = 5
"""How many requests are made of each pattern."""
FEWEST = 400
"""How many are made of an action at least; of the chat three times as many, for it is everything else."""

Slots = Mapping[str, Sequence[str]]


def compose_requests() -> list[tuple[str, str]]:
    """Return pairs of a request and its action, in both languages."""
    table = tomllib.loads(PATTERNS.read_text(encoding="utf-8"))
    chance = random.Random(7)
    return [
        (request, action)
        for parts in table.values()
        for action, part in parts.items()
        if action != "slots"
        for request in _compose(part["patterns"], {**parts["slots"], **part}, action, chance)
    ]


def _compose(patterns: Sequence[str], slots: Slots, action: str, chance: random.Random) -> list[str]:
    fewest = FEWEST * 3 if action == "chat" else FEWEST
    drawn = islice(cycle(patterns), max(fewest, ROUNDS * len(patterns)))
    alone = {value for pattern in patterns if pattern[1:-1] in slots for value in slots[pattern[1:-1]]}
    return sorted((alone | {_fill(pattern, slots, chance) for pattern in drawn}) - {""})


def _fill(pattern: str, slots: Slots, chance: random.Random) -> str:
    """Settle what is open in a pattern, from the inside out."""

    def settle(found: re.Match[str]) -> str:
        if found["slot"]:
            return chance.choice(slots[found["slot"]])
        may_miss = found["maybe"] is not None or found.group().endswith("?")
        if may_miss and chance.random() < 0.5:
            return ""
        return chance.choice((found["maybe"] or found["one"] or "").split("|"))

    open_part = r"<(?P<slot>\w+)>|\[(?P<maybe>[^\[\]<>()]*)\]|\((?P<one>[^\[\]<>()]*)\)\??"
    while (filled := re.sub(open_part, settle, pattern)) != pattern:
        pattern = filled
    return re.sub(r" {2,}", " ", pattern).strip()

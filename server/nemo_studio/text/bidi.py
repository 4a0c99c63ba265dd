"""In which order the parts of a line stand, where some are written from right to left.

Source: the Unicode Bidirectional Algorithm (UAX 9) without embeddings, overrides and isolates, which no title
holds, and without the rule for pairs of brackets: those follow what is beside them, as other marks do. The
letters of one part are put in their order by the text shaper.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final, NamedTuple
from unicodedata import bidirectional

_RIGHT_TO_LEFT: Final = frozenset({"R", "AL"})
_STRONG: Final = frozenset({"L", "R", "AL"})
_NUMBERS: Final = frozenset({"EN", "AN"})
_NEUTRAL: Final = frozenset({"B", "S", "WS", "ON", "ES", "ET", "CS"})
_NO_PLACE: Final = frozenset({"BN", "LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI", ""})
"""Characters without a direction or a place of their own; they go with the one before them."""


class DirectedRun(NamedTuple):
    """Part of a line that is written in one direction: from `start` up to `stop`, as it is read."""

    start: int
    stop: int
    is_rtl: bool


def is_right_to_left(text: str) -> bool:
    """Whether a paragraph is: its first letter with a direction decides (rules P2 and P3)."""
    first = next((kind for char in text if (kind := bidirectional(char)) in _STRONG), "L")
    return first in _RIGHT_TO_LEFT


def order_runs(line: str, *, is_rtl: bool) -> list[DirectedRun]:
    """The parts of a line as they stand, from left to right.

    Args:
        line: One line, in the order of reading.
        is_rtl: Whether its paragraph is written from right to left.
    """
    if not is_rtl and not any(bidirectional(char) in (*_RIGHT_TO_LEFT, "AN") for char in line):
        return [DirectedRun(0, len(line), is_rtl=False)] if line else []
    runs: list[tuple[int, DirectedRun]] = []
    at = 0
    for level, part in groupby(_levels(line, int(is_rtl))):
        length = len(list(part))
        runs.append((level, DirectedRun(at, at + length, bool(level % 2))))
        at += length
    return [run for _, run in _reordered(runs)]


def _reordered(runs: list[tuple[int, DirectedRun]]) -> list[tuple[int, DirectedRun]]:
    """From the highest level down to the lowest odd one, what is at least so high is turned round (L2)."""
    for floor in range(max((level for level, _ in runs), default=0), 0, -1):
        turned: list[tuple[int, DirectedRun]] = []
        for is_high, part in groupby(runs, key=lambda run: run[0] >= floor):
            side = list(part)
            turned += reversed(side) if is_high else side
        runs = turned
    return runs


def _levels(line: str, base: int) -> list[int]:
    """The embedding level of each character."""
    kinds = [bidirectional(char) for char in line]
    placed = [index for index, kind in enumerate(kinds) if kind not in _NO_PLACE]
    edge = "R" if base else "L"
    resolved = _resolve_neutral(_resolve_weak([kinds[index] for index in placed], edge), edge)
    level_of = dict(zip(placed, (_level(kind, base) for kind in resolved), strict=True))
    levels: list[int] = []
    for index in range(len(line)):
        levels.append(level_of.get(index, levels[-1] if levels else base))
    for index in reversed(range(len(line))):  # white space at the end stands at the end (L1)
        if kinds[index] not in ("WS", "S", "B", *_NO_PLACE):
            break
        levels[index] = base
    return levels


def _level(kind: str, base: int) -> int:
    """Rules I1 and I2."""
    if base % 2:
        return base if kind == "R" else base + 1
    return base if kind == "L" else base + (1 if kind == "R" else 2)


def _resolve_weak(kinds: Sequence[str], edge: str) -> list[str]:
    """Numbers and what belongs to them (W1 to W7)."""
    found, before, strong = list(kinds), edge, edge
    for index, kind in enumerate(found):
        if kind == "NSM":
            found[index] = kind = before
        if kind in _STRONG:
            strong = kind
        if kind == "EN" and strong == "AL":
            found[index] = "AN"
        before = found[index]
    found = ["R" if kind == "AL" else kind for kind in found]
    for index in range(1, len(found) - 1):
        sides = found[index - 1], found[index + 1]
        if sides in (("EN", "EN"), ("AN", "AN")) and (
            found[index] == "CS" or (found[index] == "ES" and sides[0] == "EN")
        ):
            found[index] = sides[0]
    found = _join_terminators(found)
    strong = edge
    for index, kind in enumerate(found):
        if kind in _STRONG:
            strong = kind
        elif kind == "EN" and strong == "L":
            found[index] = "L"
    return found


def _join_terminators(kinds: list[str]) -> list[str]:
    """A currency or percent sign beside a number belongs to it (W5)."""
    joined: list[str] = []
    parts = [(kind, len(list(part))) for kind, part in groupby(kinds)]
    for index, (kind, count) in enumerate(parts):
        sides = {parts[at][0] for at in (index - 1, index + 1) if 0 <= at < len(parts)}
        joined += ["EN" if kind == "ET" and "EN" in sides else kind] * count
    return joined


def _resolve_neutral(kinds: Sequence[str], edge: str) -> list[str]:
    """Marks and blanks go with what is on both sides of them, else with the paragraph (N1 and N2)."""
    parts = [(is_neutral, list(part)) for is_neutral, part in groupby(kinds, key=_NEUTRAL.__contains__)]
    return [kind for index in range(len(parts)) for kind in _resolve_part(parts, index, edge)]


def _resolve_part(parts: Sequence[tuple[bool, list[str]]], index: int, edge: str) -> Iterator[str]:
    is_neutral, part = parts[index]
    if not is_neutral:
        yield from part
        return
    left = _direction(parts[index - 1][1][-1]) if index else edge
    right = _direction(parts[index + 1][1][0]) if index + 1 < len(parts) else edge
    yield from [left if left == right else edge] * len(part)


def _direction(kind: str) -> str:
    return "R" if kind in _NUMBERS else kind

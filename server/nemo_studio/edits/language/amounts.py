"""Times, lengths, shares and other amounts, as people write them in `lexicon/amounts.toml`."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from nemo_studio.edits.language.quantities import NUMERAL, number
from nemo_studio.edits.language.tokens import read_patterns, read_words
from nemo_studio.edits.spans import TimeSpan

Match = re.Match[str]
_SHARES: Final = {1 / 2: "half|一?半", 1 / 3: "third|三分之一", 1 / 4: "quarter|四分之一"}


def length_s(text: str) -> float | None:
    """The first length that a text names, in seconds."""
    found = _LENGTH.search(text)
    return _seconds(found) if found else None


def _seconds(match: Match) -> float:
    """As in "1 min 30 s", "two and a half seconds", "a minute and a half"."""
    said = match.groupdict()
    if seconds := said.get("s") or said.get("s2") or said.get("s3"):
        return number(seconds) + (0.5 if said.get("shalf") else 0)
    return 60 * number(match["m"]) + (30 if match["half"] else number(match["ms"]) if match["ms"] else 0)


def _number(match: Match) -> float:
    """A number, or a time as clocks write it."""
    return clock_s(next(group for group in match.groups() if group))


def clock_s(text: str) -> float:
    """A time as clocks write it, or a number of seconds: "1:30", "90", "ninety"."""
    total = 0.0
    for part in text.split(":"):
        total = 60 * total + number(part)
    return total


def _span(match: Match) -> TimeSpan | None:
    first, last = clock_s(match["a"]), clock_s(match["b"])
    is_time = match["lead"] or match["unit"] or ":" in match["a"]
    return TimeSpan(first, last) if is_time and last > first else None


def _share(match: Match) -> TimeSpan:
    words = match["share"] or match["share_zh"]
    share = next(value for value, pattern in _SHARES.items() if re.fullmatch(pattern, words, re.IGNORECASE))
    is_head = re.match("first|opening|前|开头|头", match["end"] or match["end_zh"], re.IGNORECASE)
    return TimeSpan(shares=(0, share) if is_head else (1 - share, 1))


_MAKERS: Final[Mapping[str, Callable[[Match], object]]] = {
    "length": _seconds,
    "number": _number,
    "whole": lambda match: int(_number(match)),
    "less": lambda match: -_number(match),
    "from_the_end": lambda match: -_seconds(match),
    "percent": lambda match: _number(match) / 100,
    "decibels": lambda match: round(10 ** (float(match[1]) / 20), 2),
    "tenths": lambda match: _number(match) / 10,
    "span": _span,
    "share": _share,
    "head_share": lambda match: TimeSpan(shares=(0, _number(match) / 100)),
    "tail_share": lambda match: TimeSpan(shares=(1 - _number(match) / 100, 1)),
    "head": lambda match: TimeSpan(start_s=0, end_s=_seconds(match)),
    "tail": lambda match: TimeSpan(last_s=_seconds(match)),
    "middle": lambda match: TimeSpan(middle_s=_seconds(match)),
}
_PATTERNS: Final = {"NUMERAL": NUMERAL}
_LENGTH: Final = re.compile(read_patterns("amounts", _PATTERNS)["SAID_LENGTH"], re.IGNORECASE)
AMOUNTS: Final = read_words("amounts", {"any": _MAKERS}, _PATTERNS)

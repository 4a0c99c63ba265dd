"""How wide words are on a picture, whatever font its reader has: guessed, and rather too wide."""

import unicodedata
from typing import Final

_WIDE, _LATIN, _CAPITAL = 1.04, 0.6, 0.7
_OTHERS: Final = {
    **dict.fromkeys("ijlI|.,:;'·!", 0.31),
    **dict.fromkeys("frt()[]-/ ", 0.39),
    **dict.fromkeys("mwMW@%", 0.9),
}
"""Widths of letters as a share of the font's size: about those of DejaVu Sans, the widest that hosts have."""


def measure(words: str, size: int) -> float:
    """How wide words are in a font of a size, both in pixels."""
    return sum(map(_width_of, words)) * size


def fit(words: str, room: float, size: int) -> str:
    """As many of the words as there is room for (pixels); nothing where not even two letters fit."""
    if measure(words, size) <= room:
        return words
    kept, used = 0, size * _WIDE
    while kept < len(words) and used + size * _width_of(words[kept]) <= room:
        used += size * _width_of(words[kept])
        kept += 1
    return f"{words[:kept].rstrip()}…" if kept >= 2 else ""


def _width_of(sign: str) -> float:
    if unicodedata.east_asian_width(sign) in "WF":
        return _WIDE
    return _OTHERS.get(sign, _CAPITAL if sign.isupper() else _LATIN)

"""A text that comes in pieces, and the final that should repeat them."""

import re
from collections.abc import Sequence

_WORDS = re.compile(r"[\u4e00-\u9fff]|[^\W\u4e00-\u9fff]+")
"""Words; Chinese has no blanks between them, so each character is one."""


def join_pieces(pieces: Sequence[str]) -> str:
    """Pieces as one text; those that each hold all of the text so far, not sent by ADK, as the last."""
    is_cumulative = len(pieces) > 1 and all(map(str.startswith, pieces[1:], pieces))
    return pieces[-1] if is_cumulative else "".join(pieces)


def repeats(text: str, earlier: str) -> bool:
    """Whether a text holds the words of an earlier one, or what has none, whatever stands between them.

    They are whole words, but the last may be cut where nothing follows it; one alone only at the start.
    """
    held, words = (" ".join(_WORDS.findall(each.casefold())) for each in (text, earlier))
    if not words:
        return earlier.strip() in text
    may_be_cut = _WORDS.match(earlier[-1:]) and (" " in words or held.startswith(words))
    end = "" if may_be_cut else " "
    return f" {words}{end}" in f" {held} "

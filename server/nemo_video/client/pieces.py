"""A text that comes in pieces, and the final that should repeat them."""

import re
from collections.abc import Sequence

_WORDS = re.compile(r"\w+")


def join_pieces(pieces: Sequence[str]) -> str:
    """Pieces as one text; those that each hold all of the text so far, not sent by ADK, as the last."""
    is_cumulative = len(pieces) > 1 and all(map(str.startswith, pieces[1:], pieces))
    return pieces[-1] if is_cumulative else "".join(pieces)


def repeats(text: str, earlier: str) -> bool:
    """Whether a text holds the words of an earlier one, whatever stands between them."""
    return "".join(_WORDS.findall(earlier)) in "".join(_WORDS.findall(text))

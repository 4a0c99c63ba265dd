"""How films are asked for, in English and Chinese: `lexicon/briefs.toml`."""

import re
from typing import Final

from nemo_studio.edits.history import words as history
from nemo_studio.edits.language.quantities import NUMERAL
from nemo_studio.edits.language.tokens import read_patterns, read_rewrites
from nemo_studio.edits.media.words import ANY_SCENE

_GIVEN: Final = {"NUMERAL": NUMERAL, "INTERJECTION": history.INTERJECTION, "SCENE": ANY_SCENE}
_PATTERNS: Final = {
    name: re.compile(text, re.IGNORECASE)
    for name, text in read_patterns("briefs", _GIVEN).items()
    if name not in _GIVEN
}
REWRITES: Final = read_rewrites("briefs", _GIVEN)
"""How a brief is said anew before it is cut."""


def __getattr__(name: str) -> re.Pattern[str]:
    """A pattern of the file by its name."""
    if name in _PATTERNS:
        return _PATTERNS[name]
    raise AttributeError(name)

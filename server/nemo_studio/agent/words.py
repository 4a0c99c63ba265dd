"""How films are asked for, in English and Chinese: `lexicon/briefs.toml`."""

import re
from typing import Final

from nemo_studio.edits.history import words as history
from nemo_studio.edits.language.clauses import TAIL_ZH
from nemo_studio.edits.language.quantities import NUMERAL
from nemo_studio.edits.language.tokens import by_name, read_patterns, read_rewrites
from nemo_studio.edits.media import words as media

_GIVEN: Final = {
    "NUMERAL": NUMERAL,
    "TAIL_ZH": TAIL_ZH,
    "INTERJECTION": history.INTERJECTION,
    "SITES": history.SITES,
    "SCENE": media.ANY_SCENE,
    "FILM": media.FILM,
}
_PATTERNS: Final = {
    name: re.compile(text, re.IGNORECASE)
    for name, text in read_patterns("briefs", _GIVEN).items()
    if name not in _GIVEN or name == "FILM"
}
__getattr__ = by_name(_PATTERNS)
"""A pattern of the file by its name."""
REWRITES: Final = read_rewrites("briefs", _GIVEN)
"""How a brief is said anew before it is cut."""

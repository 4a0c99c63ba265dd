"""What the words of a request mean, in English and Chinese: one table of all subjects.

Plain words stand in `language/lexicon`, a file a subject; what is computed or used elsewhere too, in Python.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from nemo_studio.edits.canvas import words as canvas
from nemo_studio.edits.language.amounts import AMOUNTS
from nemo_studio.edits.language.things import THINGS, ordinal
from nemo_studio.edits.language.tokens import (
    Entry,
    Makers,
    Said,
    Token,
    compute,
    enter,
    find_tokens,
    read_table,
    read_words,
)
from nemo_studio.edits.media import words as media
from nemo_studio.edits.sound import words as sound

_MAKERS: Final[Mapping[str, Makers]] = {
    "position": {"nth": ordinal},
    "pieces": {"count": ordinal},
    "color": {"hex": lambda found: f"#{found[1].upper()}"},
    "effect": {"named": lambda found: found[0]},
}
_SUBJECTS: Final = ("history", "canvas", "cutting", "picture", "sound", "titles")

LEXICON: Final[tuple[Entry, ...]] = (
    *AMOUNTS,
    *THINGS,
    *read_words("common"),
    *compute("quote", "\ue000(\\d+)\ue001", lambda found: int(found[1])),
    *(entry for subject in _SUBJECTS for entry in read_words(subject, _MAKERS)),
    *canvas.ENTRIES,
    *enter("look", read_table("looks")),
    *enter("transition", read_table("transitions")),
    *sound.ENTRIES,
    *media.ENTRIES,
    *read_words("fillers"),
)


@lru_cache(maxsize=1024)
def tokenize(text: str) -> tuple[Token, ...]:
    """The words of a text that mean something; a clause is looked at several times while it is read."""
    return tuple(find_tokens(text, LEXICON))


def sees(text: str, *tags: str) -> bool:
    """Whether any word of a text may mean one of these kinds."""
    return Said(tokenize(text)).sees(*tags)


def words_left(text: str, *but: str) -> bool:
    """Whether a command has to use any word of a text, those aside that may mean one of these kinds."""
    return any(token.matters and token.meanings.keys().isdisjoint(but) for token in tokenize(text))

"""What people tell beside what they ask for: whom it is for, why, how it went. It asks for no edit.

What may be an order is none of it: a word that a command could use, or a wish, makes it one.
"""

import re
from typing import Final

from nemo_studio.edits.history import words
from nemo_studio.edits.language.clauses import split_pieces
from nemo_studio.edits.language.tokens import FILLER, UNKNOWN, read_patterns
from nemo_studio.edits.lexicon import sees, tokenize, words_left

_FLAGS: Final = re.IGNORECASE
_LONGEST: Final = 300
"""Characters of a remark."""
_TOLD: Final = frozenset(
    {
        UNKNOWN, FILLER, "all", "clip", "disliked", "inset", "much", "not", "noun", "number", "parameter",
        "position", "rest", "scene", "side", "sites", "slightly", "step", "whole",
    }
)  # fmt: skip
"""Kinds of words that may stand in a sentence about something else."""
_FAULTS: Final = frozenset(
    {"brightness", "color", "lasting", "loud", "music", "sized", "speed", "title", "too"}
)
"""The same where something is too much of what it is."""
_WORDS: Final = read_patterns("remarks")
_DECLARES, _WISHES, _REASON, _LEAD, _SO_DO = (
    re.compile(_WORDS[name], _FLAGS) for name in ("DECLARES", "WISHES", "REASON", "LEAD", "SO_DO")
)
_TALK: Final = re.compile(rf"\W*(?:(?:so|and|but|well|also)\W+)*(?:{_WORDS['TALK']})", _FLAGS)


def set_reasons_aside(text: str) -> str:
    """The text as long as before, without why something is to be done; what follows from it stands alone."""
    text = _REASON.sub(_blank_reason, text)
    text = _LEAD.sub(lambda found: " " * len(found[0]), text)
    return _SO_DO.sub(lambda found: ";".ljust(len(found[0])), text)


def _blank_reason(found: re.Match[str]) -> str:
    """Only where no word of it can be one of an order: not in "so it is 10 seconds"."""
    if "\ue000" in found[0] or _acts(found[0], _TOLD | _FAULTS):
        return found[0]
    return ";".ljust(len(found[0]))


def set_remarks_aside(text: str) -> str:
    """The text as long as before, without its sentences that only tell something, and no shape."""
    for piece in split_pieces(text):
        if is_remark(piece.text) and not sees(piece.text, "ratio"):
            text = f"{text[: piece.start]}{' ' * len(piece.text)}{text[piece.stop :]}"
    return text


def is_remark(text: str) -> bool:
    """Whether a clause tells something, and asks for nothing; a very long one may hold an order."""
    if len(text) > _LONGEST:
        return False
    if _TALK.fullmatch(text):
        return True
    return bool(_DECLARES.search(text)) and not _WISHES.search(text) and not _acts(text)


def praises(text: str) -> bool:
    """Whether something is liked as it is: "the ocean is nice"."""
    return re.fullmatch(_WORDS["PRAISE"], text, _FLAGS) is not None


def is_mistake(text: str) -> bool:
    """Whether it complains of what was done: "you deleted the wrong clip"."""
    return re.search(_WORDS["MISTAKE"], text, _FLAGS) is not None


def speaks_of_clip(text: str) -> bool:
    """Whether it tells something of a clip that is there, to which the next clause may go back."""
    shown = r"\b(?:the|this|that) $|(?:最|很|不\S{0,2})(?:喜欢|爱|要|好看)$"
    named = (token.start for token in tokenize(text) if "clip" in token.meanings)
    return any(re.search(shown, text[:start], _FLAGS) for start in named)


def _acts(text: str, told: frozenset[str] = _TOLD) -> bool:
    """Whether any word could be one of an order."""
    return words_left(re.sub(words.SITES, " ", text, flags=_FLAGS), *told)

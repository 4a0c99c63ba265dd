"""What is offered in place of words that were not understood: commands whose examples are like them."""

import re
from collections import Counter
from collections.abc import Mapping
from functools import cache
from typing import Final

from nemo_studio.agent.remarks import is_mistake
from nemo_studio.edits.cutting.commands import AddBlack, Delete, RippleDelete, Trim
from nemo_studio.edits.history import words
from nemo_studio.edits.history.commands import Explain, Redo, StartOver, Undo
from nemo_studio.edits.language.characters import simplify
from nemo_studio.edits.language.clauses import set_quotes_aside
from nemo_studio.edits.language.tokens import UNKNOWN, WEAK
from nemo_studio.edits.lexicon import sees, tokenize
from nemo_studio.edits.media.commands import AddEndCard, MakeScene, PlaceMedia
from nemo_studio.edits.registry import Command, applied_commands, wording_of
from nemo_studio.edits.sound.commands import AddAmbience, AddMusic
from nemo_studio.edits.titles.commands import AddSubtitles, AddTitle

_NEVER_OFFERED: Final = frozenset(
    {AddEndCard, Delete, Explain, MakeScene, Redo, RippleDelete, StartOver, Trim}
)
"""What takes away, or starts anew: a way on that nobody asked for."""
_SAYS_LITTLE: Final = WEAK | {
    UNKNOWN, "add_new", "all", "at", "between", "clip", "color", "each", "factor", "keep", "length", "more",
    "number", "part", "percent", "quote", "scene", "side", "span", "step", "under", "whole",
}  # fmt: skip
"""What many orders say of their things: where, when, how many."""
_SOUNDS: Final = frozenset({"music", "sound_of"})
"""Words of which each is of a sound."""
_MAKE: Final = (AddAmbience, AddBlack, AddMusic, AddSubtitles, AddTitle)
"""These put something new there; others change what is there."""
_THINGS: Final = frozenset({"sound", "subtitle", "title"})
"""What an order is about, whatever else it says."""


def suggest(part: str, *, is_empty: bool) -> tuple[type[Command], ...]:
    """Kinds of commands, the nearest first: by how much of their example is about what the part is about.

    Args:
        part: What was not done.
        is_empty: Whether there is nothing on the timeline yet, so that something has to come on it first.
    """
    if is_mistake(part):
        return (Undo,)
    about = _kinds_of_words(part) - _SAYS_LITTLE
    needed = about & _THINGS or about
    shared = {
        command: sum(weight for tag, weight in tags.items() if tag in about)
        for command, tags in _examples().items()
        if tags.keys() & needed
    }
    is_new = bool({"add", "add_new"} & _kinds_of_words(part))
    near = sorted(shared, key=lambda each: ((each in _MAKE) != is_new, -shared[each]))
    return (*near, PlaceMedia, MakeScene, Explain) if is_empty else (*near, Explain)


def is_beyond_edits(part: str) -> bool:
    """Whether it asks for what no edit does: a voice that speaks, a font, a translation."""
    text = simplify(part)
    return re.search(words.BEYOND_EDITS, text, re.IGNORECASE) is not None or sees(text, "lacks")


@cache
def _examples() -> Mapping[type[Command], Mapping[str, float]]:
    """The kinds of words in the examples of each command, with a weight: what few of them have tells more.

    Of a title how it looks comes before what it says, as of a sound how loud it is.
    """
    offered = sorted(applied_commands() - _NEVER_OFFERED, key=lambda each: each.__name__, reverse=True)
    tags = {each: _kinds_of_words(" ; ".join(wording_of(each).example)) for each in offered}
    counts = Counter(tag for each in tags.values() for tag in each)
    return {each: {tag: 1 / counts[tag] for tag in own} for each, own in tags.items()}


def _kinds_of_words(text: str) -> frozenset[str]:
    unquoted, _ = set_quotes_aside(simplify(text))
    tokens = [token for token in tokenize(unquoted) if token.matters]
    return frozenset("sound" if tag in _SOUNDS else tag for token in tokens for tag in token.meanings)

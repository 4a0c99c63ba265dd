"""What is offered in place of words that were not understood: commands whose examples are like them."""

from collections import Counter
from collections.abc import Mapping
from functools import cache
from typing import Final

from nemo_studio.edits.cutting.commands import Delete, RippleDelete, Trim
from nemo_studio.edits.history.commands import Explain, Redo, StartOver
from nemo_studio.edits.language.characters import simplify
from nemo_studio.edits.language.clauses import set_quotes_aside
from nemo_studio.edits.language.tokens import UNKNOWN, WEAK
from nemo_studio.edits.lexicon import tokenize
from nemo_studio.edits.media.commands import AddEndCard, MakeScene
from nemo_studio.edits.registry import Command, applied_commands, wording_of

_NEVER_OFFERED: Final = frozenset(
    {AddEndCard, Delete, Explain, MakeScene, Redo, RippleDelete, StartOver, Trim}
)
"""What takes away, or starts anew: a way on that nobody asked for."""
_SAYS_LITTLE: Final = WEAK | {
    UNKNOWN, "add_new", "all", "at", "between", "clip", "color", "each", "factor", "keep", "length", "more",
    "number", "part", "percent", "quote", "scene", "side", "span", "step", "under", "whole",
}  # fmt: skip
"""What many orders say of their things: where, when, how many."""
_THINGS: Final = frozenset({"music", "sound", "sound_of", "subtitle", "title"})
"""What an order is about, whatever else it says."""


def suggest(part: str) -> tuple[type[Command], ...]:
    """Kinds of commands, the nearest first: by how much of their example is about what the part is about."""
    about = _kinds_of_words(part) - _SAYS_LITTLE
    needed = about & _THINGS or about
    shared = {
        command: sum(weight for tag, weight in tags.items() if tag in about)
        for command, tags in _examples().items()
        if tags.keys() & needed
    }
    near = sorted(shared, key=lambda each: -shared[each])
    return (*near, Explain)


@cache
def _examples() -> Mapping[type[Command], Mapping[str, float]]:
    """The kinds of words in the examples of each command, with a weight: what few of them have tells more."""
    offered = sorted(applied_commands() - _NEVER_OFFERED, key=lambda each: each.__name__)
    tags = {each: _kinds_of_words(" ; ".join(wording_of(each).example)) for each in offered}
    counts = Counter(tag for each in tags.values() for tag in each)
    return {each: {tag: 1 / counts[tag] for tag in own} for each, own in tags.items()}


def _kinds_of_words(text: str) -> frozenset[str]:
    unquoted, _ = set_quotes_aside(simplify(text))
    tokens = [token for token in tokenize(unquoted) if token.matters]
    return frozenset(tag for token in tokens for tag in token.meanings)

"""What a request can be about: clips by number or name, all of them, titles, sounds.

The words stand in `lexicon/things.toml`, by what makes a reference of them.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Final

from nemo_studio.edits.language.quantities import ORDINALS, number
from nemo_studio.edits.language.tokens import Entry, read_words
from nemo_studio.edits.media.words import SCENE_NAMES
from nemo_studio.edits.references import Kind, Reference

Match = re.Match[str]
References = tuple[Reference, ...]


def _clips(*numbers: int) -> References:
    return tuple(Reference("clip", each) for each in numbers)


def ordinal(match: Match) -> int:
    """Which one of a row: "the third", "clip 3", 第三段."""
    said = next(words for words in match.groupdict().values() if words)
    named = (n for n, words in ORDINALS.items() if re.fullmatch(words, said, re.IGNORECASE))
    return next(named, None) or int(number(said))


def _several(match: Match, *, last: bool) -> References:
    count = int(number(match["count"] or match["count_zh"]))
    return _clips(*(range(-count, 0) if last else range(1, count + 1)))


_CLIPS: Final[Mapping[str, Callable[[Match], object]]] = {
    "nth": lambda match: _clips(ordinal(match)),
    "both_ends": lambda _: _clips(1, -1),
    "two": lambda match: _clips(*(int(number(each)) for each in match.groups() if each)),
    "one_of": lambda _: (Reference("clip"),),
    "middle": lambda _: _clips(0),
    "first": lambda _: _clips(1),
    "last": lambda _: _clips(-1),
    "first_some": partial(_several, last=False),
    "last_some": partial(_several, last=True),
    "named": lambda match: (Reference("clip", name=match["name"].strip()),),
    "by_night": lambda _: (Reference("clip", name="city"),),
}


def _makers(kind: Kind) -> Mapping[str, Callable[[Match], object]]:
    """What makes references to other things than clips."""
    thing = Reference(kind)
    return {
        "any": lambda _: thing,
        "all": lambda _: replace(thing, is_all=True),
        "nth": lambda match: replace(thing, ordinal=ordinal(match)),
        "named": lambda match: replace(thing, name=match["name"].strip()),
    }


ANY_SCENE: Final = "|".join(SCENE_NAMES.values())
_PATTERNS: Final = {"ANY_SCENE": ANY_SCENE, "NTH": "|".join(sorted(ORDINALS.values(), key=len, reverse=True))}
_KINDS: Final[tuple[Kind, ...]] = ("title", "subtitle", "ambience", "voice", "inset")
THINGS: Final[list[Entry]] = read_words(
    "things", {"clip": _CLIPS} | {kind: _makers(kind) for kind in _KINDS}, _PATTERNS
)

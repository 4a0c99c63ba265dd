"""Reads a clause as commands: each rule takes the words that it needs, and none that matters may be left."""

from collections.abc import Callable
from typing import Final

from nemo_studio.edits.canvas import reader as canvas
from nemo_studio.edits.cutting import order
from nemo_studio.edits.cutting import properties as playing
from nemo_studio.edits.cutting import reader as cutting
from nemo_studio.edits.cutting.commands import MoveClip, MoveTo, SetLength, SetSpeed
from nemo_studio.edits.history import reader as history
from nemo_studio.edits.language.clauses import Clause
from nemo_studio.edits.language.meaning import ALL_CLIPS, clips, targets
from nemo_studio.edits.language.tokens import FILLER, Said
from nemo_studio.edits.lexicon import tokenize
from nemo_studio.edits.media import properties as scenes
from nemo_studio.edits.media import reader as media
from nemo_studio.edits.media import uploads
from nemo_studio.edits.picture import reader as picture
from nemo_studio.edits.picture.commands import SetLook
from nemo_studio.edits.references import IT, Reference
from nemo_studio.edits.registry import Command
from nemo_studio.edits.sound import reader as sound
from nemo_studio.edits.titles import reader as titles

Commands = tuple[Command, ...]
Rule = Callable[[Said, Clause], Commands]

_PROPERTIES: Final = (*playing.PROPERTIES, *scenes.PROPERTIES, *picture.PROPERTIES)


def _read_properties(said: Said, clause: Clause) -> Commands:
    """All that clips are to be: a look, a speed, a length, a move of the camera."""
    if said.sees("title", "subtitle", "music", "quote", "transition", "duplicate", "uploads"):
        return ()
    if clause.sees(r"\b(?:call|name|get to)\b|叫|(?<!加)快[点些]?到(?![\d一二两三四])"):
        return ()  # what something is called, or how soon it comes, is nothing that it is to be
    makers: list[Callable[[Reference], Command]] = []
    for read in _PROPERTIES:
        makers += read(said)
    said.skip("to by only look_noun change add picture camera_noun over")
    said.skip("under" if clause.sees(r"\bto it\W*$") else "")
    if _alternates(said):
        return ()
    named = targets(said)
    made = [make(target) for target in named for make in makers]
    if any(each.span for each in named):  # which is another part of the time when it is slower
        made.sort(key=lambda each: isinstance(each, SetSpeed))
    is_moved = clause.sees("\\bmove\\b|[移挪]动?[到至]")
    if any(isinstance(each, SetLength) and (each.target.span or is_moved) for each in made):
        return ()  # a part of the time is as long as it is, and what is moved to 2 s too
    is_while = any("length" in t.meanings and clause.text[: t.start].endswith("for ") for t in said.tokens)
    if is_while and named == (IT,) and any(not isinstance(each, SetLength) for each in made):
        return ()  # "black and white for 3 seconds" does not say which
    return tuple(made)


def _read_in_turn(said: Said, clause: Clause) -> Commands:
    """A look or a length for each clip in their order, or for those that are named."""
    if not clause.sees(_IN_TURN):
        return ()
    looks, lengths = said.every("look"), said.every("length")
    named = [each for each in clips(said) if each != ALL_CLIPS]
    named = named or [Reference("clip", number) for number in range(1, len(looks or lengths) + 1)]
    said.skip("order look_noun meets lasting lasts long_noun to")
    if len(named) < 2 or sorted((len(looks), len(lengths))) != [0, len(named)]:
        return ()
    return tuple(map(SetLook, looks, named)) if looks else tuple(map(SetLength, named, lengths))


_IN_TURN: Final = r"分别|依次|\brespectively\b|\bin that order\b"
"""Of several values each is for another clip."""


def _alternates(said: Said) -> bool:
    """As in "the first more colourful, the last paler": what each is to be stands between them."""
    tags = [token.meanings.keys() for token in said.tokens]
    before = next((index for index, each in enumerate(tags) if "but" in each), len(tags))
    clips = [index for index in range(before) if "clip" in tags[index] and "parameter" not in tags[index]]
    between = range(clips[0] + 1, clips[-1]) if len(clips) > 1 else ()
    return any(index in said.used for index in set(between) - {*clips})


_RULES: Final[tuple[Rule, ...]] = (
    *history.RULES,
    cutting.read_black,
    order.read_pair,
    *titles.RULES[:3],
    _read_in_turn,
    *picture.RULES,
    *sound.RULES,
    *cutting.RULES,
    *titles.RULES[3:],
    *canvas.RULES,
    order.read_move,
    _read_properties,
    uploads.read_media,
    uploads.read_mention,
    media.read_thing,
)
"""In the order in which they are asked: what needs the most words first."""
_VALUES: Final = frozenset(
    {"length", "each", "percent", "factor", "part", "span", "at", "side", "slightly", "much",
     "by", "to", "enough", "lasts", "title_place", "corner", "corner_noun",
     "color", "size", "sized", "animation", "degrees",
     "turning", "volume", "size_noun", "evenly", FILLER}
)  # fmt: skip


_TWICE: Final = (
    r"\bagain\b|\bonce more\b|^(?!.*\bmove).*\b(?:too|as well)\W*$"
    r"|再(?:回到|[放来])|^[^移挪放]*也[要有出显]"
)
"""What is to be there a second time does not move."""


def is_bare_value(clause: Clause) -> bool:
    """Whether a clause only says how, such as "1 second each": it belongs to what is before it."""
    tokens = tokenize(clause.text)
    values = _VALUES | {"long_noun"} if Said(tokens).sees("length") else _VALUES
    return any(FILLER not in token.meanings for token in tokens) and all(
        values & token.meanings.keys() and "fade" not in token.meanings for token in tokens
    )


def read_clause(clause: Clause, *, is_first: bool = True) -> Commands:
    """Read a clause as commands: by the first rule that uses every word in it that matters.

    Args:
        clause: What is read.
        is_first: Whether it opens the message, or follows another scene: then the bare name of a scene asks
            for it, where in the midst of edits it only describes.
    """
    if clause.sees(history.words.FORBIDDEN):
        return ()  # what is not to be done
    said = Said(tokenize(clause.text))
    for scene in (history.read_talk, media.read_replacement, media.read_new_scene):
        if commands := scene(clause):
            return commands
    for rule in () if said.describes_scene else _RULES:
        attempt = said.fresh()
        if (commands := rule(attempt, clause)) and attempt.is_whole:
            is_twice = clause.sees(_TWICE) and all(isinstance(c, MoveClip | MoveTo) for c in commands)
            return () if is_twice else media.or_new(commands, clause)
    return media.read_scene(clause, is_first=is_first)

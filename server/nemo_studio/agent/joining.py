"""What a message or a clause of it gave, and whether the next piece of a message goes on with it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from nemo_studio.agent.subjects import is_subject
from nemo_studio.edits.canvas.commands import SetAspect, SetFrameRate, SetResolution
from nemo_studio.edits.cutting.commands import AddBlack, Duplicate, MoveClip, MoveTo, SetLength, SetSpeed
from nemo_studio.edits.history import words
from nemo_studio.edits.language.amounts import length_s
from nemo_studio.edits.language.clauses import Clause
from nemo_studio.edits.language.meaning import ALL_CLIPS
from nemo_studio.edits.lexicon import sees, words_left
from nemo_studio.edits.media.commands import ChangeScene, MakeScene, PlaceMedia
from nemo_studio.edits.media.places import read_place
from nemo_studio.edits.picture.commands import Adjust, SetInset, SetLook, Zoom
from nemo_studio.edits.readers import is_bare_value, read_clause
from nemo_studio.edits.references import IT, Reference
from nemo_studio.edits.registry import Command
from nemo_studio.edits.sound.commands import AddMusic, SetVolume
from nemo_studio.edits.titles.commands import AddSubtitles, AddTitle, ChangeTitle, StyleTitle

_FLAGS: Final = re.IGNORECASE
_DESCRIPTIONS: Final = (
    Adjust, ChangeScene, SetAspect, SetFrameRate, SetLength, SetLook, SetResolution, SetSpeed, Zoom
)  # fmt: skip
_OPENS: Final = (
    r"^(?:finish|end|start|begin|close|open|then|after that|add|insert|put)\b"
    r"|^(?:最后|结尾|再|加|放|插|[前后]面)"
)
_GOES: Final = (
    r"(?:and )?(?:it )?(?:is |be )?(?:gone|(?:disappear|vanish)\w*|(?:off|out|away)\b)"
    r"|(?:remove|hide|delete) it (?=after|at)"
    r"|(?:第?[\d.一二两三四五六七八九十]+秒钟?(?:后|时|的时候)?)?消失|[停留]\S"
    r"|(?:an? )?(?:(?:slow|quick|soft|long) )?fad(?:es?|ing)(?: it)?(?: in| out)*(?: and (?:in|out))?\W*$"
    r"|(?:[让把]它?)?(?:慢慢)?(?:淡[入出])+\W*$"
)
_TIED: Final[Mapping[type[Command], str]] = MappingProxyType(
    {
        AddTitle: _GOES,
        ChangeTitle: _GOES,
        StyleTitle: _GOES,
        AddBlack: r"(?:the |white )*(?:text|words?|title|saying|reading|it says)\b|(?:上面|内容|字)?写",
        SetInset: r"(?:over|on top of)\b|[叠盖压放][在到]\S+上",
    }
)
"""How a piece opens that says when words go, or what a picture lies over."""
_NEXT_SHOT: Final = re.compile(r"then|followed|然后|接|再", _FLAGS)


@dataclass(frozen=True)
class Reading:
    """What was made of a message.

    Attributes:
        commands: In the order of the text.
        unclear: Parts that were not understood, as the user wrote them.
        is_exact: Whether these are exact edits, each counted as the ones before it leave the timeline.
    """

    commands: tuple[Command, ...] = ()
    unclear: tuple[str, ...] = ()
    is_exact: bool = False


@dataclass(frozen=True)
class ReadPiece:
    """A clause and what it gave.

    Attributes:
        clause: Its words, as they are read.
        commands: What it asks for.
        is_first: Whether it opens the message, or follows a scene.
        start: Where it begins in the message, quotations set aside.
        stop: Where it ends there.
        is_shared: Whether something was said of it and of those before it, each.
        is_taken_back: Whether it was said, and then taken back.
    """

    clause: Clause
    commands: tuple[Command, ...]
    is_first: bool
    start: int
    stop: int
    is_shared: bool = False
    is_taken_back: bool = False

    @property
    def first(self) -> Command | None:
        """What it asks for first."""
        return self.commands[0] if self.commands else None

    @property
    def final(self) -> Command | None:
        """What it asks for last."""
        return self.commands[-1] if self.commands else None

    @property
    def targets(self) -> set[Reference | None]:
        """What its commands are about; None where one names nothing."""
        return {getattr(each, "target", None) for each in self.commands}

    @property
    def is_scene(self) -> bool:
        """Whether it asks for a scene."""
        return isinstance(self.first, MakeScene)

    def are(self, *kinds: type[Command]) -> bool:
        """Whether it asks for something, and for these kinds alone."""
        return bool(self.commands) and all(isinstance(each, kinds) for each in self.commands)

    def is_like(self, other: "ReadPiece") -> bool:
        """Whether it asks for something, and first for the same kind as another."""
        return bool(self.commands) and type(self.first) is type(other.first)

    def behind(self, words: str) -> "ReadPiece":
        """The same read with words before it."""
        clause = replace(self.clause, text=f"{words} {self.clause.text}")
        return replace(self, clause=clause, commands=read_clause(clause))


def belongs(last: ReadPiece, alone: ReadPiece, joined: ReadPiece, connective: str) -> bool:
    """Whether a piece is the rest of the clause before it, so that both are read as one."""
    is_shared = re.fullmatch(r"\W*(?:and|和|&)\W*", connective) and is_subject(last.clause.text)
    if is_shared and alone.commands and alone.targets < joined.targets:
        return joined.is_like(alone)  # "the music and the waves quieter"
    is_second = isinstance(last.first, Duplicate) and "then" in connective
    if is_second or _turns_away(last, alone, joined):
        return False
    is_more = alone.commands and last.targets < joined.targets  # "... and put it first"
    if joined.commands and last.commands and is_bare_value(alone.clause) and not is_more:
        return isinstance(last.first, PlaceMedia) or joined.is_like(last)
    tied = _TIED.get(type(last.commands[0])) if last.commands else None
    if tied and ";" not in connective and re.match(tied, alone.clause.text, _FLAGS):
        return joined.is_like(last)
    if not joined.commands:
        is_beside = "with" in connective and not last.clause.sees(r"\bfollow")  # "side by side with a city"
        is_rest = alone.is_scene and ("and" in connective or is_beside)
        # As in "add chapters at 0s Intro and 3s Sea": a list goes on.
        is_rest |= re.match(r"\d", alone.clause.text) is not None and not is_bare_value(alone.clause)
        return not last.commands and (not alone.commands or is_rest)
    is_same = alone.targets <= {IT, *last.targets}
    both = (*last.commands, *alone.commands)
    if alone.commands and is_same and all(isinstance(c, ChangeScene | SetLook) for c in both):
        return joined.commands != last.commands  # a clip has one look
    if last.is_scene:
        return not alone.clause.has_quotes and joined.is_scene and _goes_on(last, alone, joined, connective)
    if not last.commands:
        if alone.are(SetLength) and joined.are(SetLength) and _lengths(alone) != _lengths(joined):
            return False  # "cut it at its end, the forest is to be 1.5 seconds"
        if alone.is_scene and length_s(last.clause.text) and length_s(alone.clause.text):
            return False
        has_verb = re.match(words.OWN_VERB, alone.clause.text, _FLAGS)
        is_time = is_bare_value(last.clause) and sees(last.clause.text, "at", "part", "span")
        is_time &= not last.clause.sees("第")  # which is a whole second by itself
        return is_time or not (alone.commands and has_verb)
    is_alike = joined.is_like(last)
    if last.targets < joined.targets and connective.strip() in ",，;；":
        return False  # one clip more to do the same to: "..., the city stays"
    if isinstance(last.first, AddMusic) and _is_level(alone):
        return is_alike
    has_style = isinstance(last.first, AddTitle | AddSubtitles | SetInset | Zoom) and _is_style(alone)
    if alone.commands and not has_style:
        # "With" ties what follows to what is before it: "add music with a fade out".
        return is_alike and "with" in connective.lower()
    is_order = re.search(words.IMPERATIVE, alone.clause.text, _FLAGS)
    is_carried = joined.commands != last.commands or not words_left(alone.clause.text)
    return is_alike and not is_order and is_carried


def _lengths(read: ReadPiece) -> list[tuple[float | None, float, float]]:
    return [(c.length_s, c.by_s, c.factor) for c in read.commands if isinstance(c, SetLength)]


def _turns_away(last: ReadPiece, alone: ReadPiece, joined: ReadPiece) -> bool:
    """Whether what a piece named by itself is no longer meant: "two seconds of snow, one less of ocean"."""
    is_other = IT in last.targets and alone.clause.sees(r"\b(?:too|as well)\W*$")
    is_other = is_other and not joined.targets & {IT, ALL_CLIPS}  # "fade out at the end, music too"
    return is_other or any(each and each.name and each not in joined.targets for each in last.targets)


def _is_style(alone: ReadPiece) -> bool:
    """As in "red, at the top", "in yellow text" after words to be written."""
    is_way = re.match(r"(?:in|with) |用", alone.clause.text, _FLAGS)
    open_kinds = ("any", "title") if is_way else ("any",)
    return all(
        isinstance(c, StyleTitle | SetInset | MoveClip | MoveTo) and c.target.kind in open_kinds
        for c in alone.commands
    )


def _is_level(alone: ReadPiece) -> bool:
    """As in "not too loud" after music that is asked for."""
    return alone.are(SetVolume) and alone.targets <= {IT, Reference("sound", is_all=True)}


def _goes_on(last: ReadPiece, alone: ReadPiece, joined: ReadPiece, connective: str) -> bool:
    """Whether a piece after a scene goes on describing it."""
    text = alone.clause.text
    if "with" in connective.lower():
        return True
    if _NEXT_SHOT.search(connective + text):
        return False
    if alone.is_scene:  # a list goes on, or the same scene does
        is_next = re.match(_OPENS, text, _FLAGS) or read_place(text)[1] != text
        is_next = is_next or getattr(alone.first, "replace", False)
        return len(joined.commands) > len(last.commands) or not is_next
    return alone.are(*_DESCRIPTIONS) if alone.commands else not re.search(words.IMPERATIVE, text, _FLAGS)

"""What a clause leaves out, and the one before it says: a verb, a subject, what "it" is."""

import re
from dataclasses import replace
from typing import Final

from nemo_studio.agent.joining import ReadPiece
from nemo_studio.agent.subjects import clips_of, is_subject, subject_of
from nemo_studio.edits.cutting.commands import (
    Delete,
    Duplicate,
    Freeze,
    MoveClip,
    MoveTo,
    RippleDelete,
    SetLength,
    Split,
    Swap,
    Trim,
)
from nemo_studio.edits.language.meaning import ALL_CLIPS
from nemo_studio.edits.media.commands import ChangeScene, MakeScene
from nemo_studio.edits.media.places import read_place
from nemo_studio.edits.picture.commands import SetInset, SetTransition
from nemo_studio.edits.readers import is_bare_value
from nemo_studio.edits.references import IT, Place, Reference, with_references
from nemo_studio.edits.registry import Command
from nemo_studio.edits.sound.commands import AddMusic, Fade, Mute, SetVolume
from nemo_studio.edits.sound.reader import ALL_SOUND, MUSIC
from nemo_studio.edits.spans import OPEN, TimeSpan
from nemo_studio.edits.titles.commands import AddSubtitles, AddTitle, ChangeTitle, StyleTitle

_FLAGS: Final = re.IGNORECASE
_PIECE: Final = (
    r"\b(?:half|halves|parts?|pieces?|bits?|sections?|one|middle)\b|[段半份截]|部分|中间"
    r"|\bthe (?:first|second|last)\b(?! (?:clip|scene|shot|photo)\b)"
)


def bind(last: ReadPiece, alone: ReadPiece) -> ReadPiece | None:
    """As in "title smaller, bottom right, and fade it in": "it" is the title, where the picture could be."""
    is_title = isinstance(last.first, AddTitle | ChangeTitle | StyleTitle)
    is_it = alone.targets == {IT} and alone.clause.sees(r"\b(?:it|them)\b|[它其]")
    is_it |= alone.are(Fade) and not last.clause.has_quotes and alone.clause.sees(r"^(?:淡[入出])+\W*$")
    is_value = not alone.commands and is_bare_value(alone.clause)
    if not (is_title and (is_value or (is_it and alone.are(Fade, SetInset, SetLength)))):
        return None
    named = alone.behind("title")
    commands = named.commands if named.are(MoveTo, StyleTitle, SetLength) else ()
    return replace(alone, commands=commands)


def carry(last: ReadPiece, alone: ReadPiece) -> ReadPiece | None:
    """What is said without a subject, read with that of the clause before."""
    subject = "" if last.clause.has_quotes else subject_of(last.clause.text)
    if not subject or alone.targets - {IT, None}:
        return None
    carried = alone.behind(subject)
    is_new = carried.is_scene or (isinstance(carried.first, AddTitle) and not alone.clause.has_quotes)
    return None if is_new or not carried.commands else replace(carried, start=last.start, is_first=False)


def replaces_named(last: ReadPiece, alone: ReadPiece) -> ReadPiece | None:
    """As in "I don't like the snow, replace it with a desert": it is the one clip that was spoken of."""
    named = clips_of(last.clause.text)
    scene = alone.first
    if isinstance(scene, MakeScene) and scene.replace and scene.target == IT and len(named) == 1:
        return replace(alone, commands=(replace(scene, target=named[0]), *alone.commands[1:]))
    return None


_WRITTEN_THERE: Final = (
    r"^(?:上面|中间)?再?[写配]|^(?:say|write|reading|the (?:text|words?))\b|\b(?:on|over) (?:it|them)\b"
)
"""Words over what was just spoken of."""


def writes_there(alone: ReadPiece) -> bool:
    """Whether words are meant for a place that was named just before."""
    return alone.are(AddTitle) and alone.clause.sees(_WRITTEN_THERE)


def read_with_verb(last: ReadPiece, alone: ReadPiece) -> ReadPiece | None:
    """As in "Cut 1 second from the start and 2 seconds from the end": the verb serves both."""
    text = alone.clause.text
    is_open = re.match(r"(?:the|a|an|in|out|clip|shot|\d|first|last|\ue000|第|最后|前)", text, _FLAGS)
    if not last.commands or not is_open:
        return None
    read = alone.behind(last.clause.text.split()[0])
    return replace(read, is_first=False) if read.is_like(last) else None


def remove_too(last: ReadPiece, alone: ReadPiece) -> ReadPiece | None:
    """As in "lose the last three seconds and the sound": a bare thing goes as well."""
    is_kept = any(isinstance(each, Delete) and each.target.but for each in last.commands)
    if is_kept or not is_subject(alone.clause.text) or not last.are(Delete, RippleDelete):
        return None  # "keep only the first and the last" names one more that stays
    removed = alone.behind("remove")
    return removed if removed.commands else None


_DOUBTFUL: Final[tuple[tuple[tuple[type[Command], ...], tuple[type[Command], ...], str], ...]] = (
    ((Swap,), (SetTransition,), r"\bbetween (?:them|the two|those)\b|^在?(?:它们|两[者段个])?[中之]间"),
    (
        (AddMusic, AddTitle, ChangeTitle, StyleTitle),
        (RippleDelete, Trim),
        r"\b(?:it|not|no|without)\b|它|不要",
    ),
    ((AddMusic,), (ChangeScene,), r"用.*的\W*$"),
    ((AddSubtitles,), (SetLength,), r"\b(?:each|apiece)\b|每[条行句]"),
    ((RippleDelete, Split, Trim), (Trim,), ""),
    ((Fade,), (AddTitle,), r"^(?:the )?(?:words|text)\b"),
    ((SetTransition,), (SetLength,), r"(?:^|, ?)[\d.]+ ?(?:s\w*|秒)\W*$"),
    ((Trim,), (Freeze,), r"(?<!at )(?:\bfor\b|[定停]格?)"),
)
"""After what such an order hangs on it, and how that is told: it cannot be meant as it is read alone."""


def is_doubtful(last: ReadPiece, alone: ReadPiece) -> bool:
    """Whether a piece hangs on the one before in a way that is not read: it is told as not done."""
    if alone.are(MoveClip) and last.are(MoveClip) and alone.targets == last.targets:
        return True  # a clip has one place
    if isinstance(scene := alone.first, MakeScene) and scene.replace and scene.target == IT and last.is_scene:
        return True  # "put a forest and a city instead": in place of what
    if alone.targets == {ALL_CLIPS} and alone.clause.sees(r"\bboth\b|^都|两[段个张]"):
        return len({*clips_of(last.clause.text)}) == 2
    if alone.targets == {ALL_SOUND} and re.search(r"^[^:：]+[:：] ?\D", last.clause.text):
        return bool(clips_of(last.clause.text))  # "forest: black and white, no sound"
    if any(each and each.span and each.span.shares and not each.name for each in alone.targets):
        return any(each and (each.name or each.ordinal) for each in last.targets)
    if isinstance(last.final, AddMusic) and alone.are(Mute, SetVolume) and MUSIC not in alone.targets:
        return alone.clause.sees(r"\bit\b|它") and bool(clips_of(alone.clause.text))
    return any(
        last.are(*before) and alone.are(*after) and alone.clause.sees(told)
        for before, after, told in _DOUBTFUL
    )


def of_pieces(last: ReadPiece, alone: ReadPiece) -> ReadPiece:
    """As in "cut it in half and delete the first part": they are counted in what was cut."""
    if not last.are(Split) or not re.search(_PIECE, alone.clause.text, _FLAGS):
        return alone
    match alone.commands:
        case (RippleDelete(TimeSpan(shares=(start, _)), None),):
            return replace(alone, commands=(Delete(Reference("piece", 1 if start == 0 else -1)),))
        case (Delete(Reference(is_all=True)),):
            return replace(alone, commands=())
        case (Swap(Reference(is_all=True)),):
            return replace(alone, commands=(Swap(Reference("piece", 1), Reference("piece", 2)),))
        case _:
            return replace(alone, commands=tuple(_name_piece(command) for command in alone.commands))


def stand_behind(last: ReadPiece, alone: ReadPiece, connective: str) -> ReadPiece:
    """As in "add a desert after the forest, then a meadow": the next scene stands behind the one before."""
    match last.commands, alone.commands:
        case (*_, MakeScene(place=Place())), (MakeScene(place=None, replace=False) as scene, *others) if (
            re.search(r"then|再|接着|然后", connective + alone.clause.text)
            and read_place(alone.clause.text)[1] == alone.clause.text
        ):
            return replace(alone, commands=(replace(scene, place=Place("after", IT)), *others))
        case _:
            return alone


def over_scene(command: Command) -> Command:
    """As in 'add fireworks at the end, with the title "Bye"': it shows over what is new."""
    is_open = isinstance(command, AddTitle) and (command.over, command.span) == (None, OPEN)
    return replace(command, over=IT) if is_open else command


def _name_piece(command: Command) -> Command:
    def name(each: Reference) -> Reference:
        if each.span and each.span.shares:
            return Reference("piece", 1 if each.span.shares[0] == 0 else -1)
        return each if each.ordinal is None else replace(each, kind="piece")

    return with_references(command, name)


def as_listed(last: ReadPiece, alone: ReadPiece) -> ReadPiece:
    """As in 'subtitles: at 1 s "A", 4 s "B"': what follows is a subtitle as well, and a time."""
    if not isinstance(first := last.first, AddTitle) or not alone.are(AddTitle):
        return alone
    is_timed = first.span == TimeSpan(first.span.start_s)
    made: list[Command] = []
    for each in (c for c in alone.commands if isinstance(c, AddTitle)):
        is_time = is_timed and each.span == TimeSpan(length_s=each.span.length_s)
        span = TimeSpan(each.span.length_s) if is_time else each.span
        made.append(replace(each, span=span, is_subtitle=each.is_subtitle or first.is_subtitle))
    return replace(alone, commands=tuple(made))


_MOVES: Final = (Delete, Duplicate, Freeze, MakeScene, MoveClip, RippleDelete, Split, Trim)
"""What gives clips other numbers, or leaves none of which could be spoken."""


def of_it(last: ReadPiece, alone: ReadPiece) -> ReadPiece:
    """As in "make the forest warm, the city cold and slow it down": "it" is the clip that was named last."""
    are_words = any(isinstance(each, StyleTitle) for each in alone.commands)  # "it" is what was written
    is_bare = alone.clause.sees(r"^(?:muted?|silen(?:ce|t)|静音)\W*$")
    is_on_it = any(isinstance(each, AddTitle) and each.over == IT for each in alone.commands)
    if are_words or not (is_bare or is_on_it or alone.clause.sees(r"\bit\b|它")):
        return alone
    if is_bare and last.are(Duplicate) and ALL_CLIPS not in last.targets:
        return replace(alone, commands=tuple(replace(each, target=IT) for each in alone.commands))
    named = {getattr(each, "target", None) or getattr(each, "over", None) for each in last.commands}
    if isinstance(last.final, AddMusic) and alone.are(Fade):
        named = {MUSIC}  # of which a level is read with it
    clip = named.pop() if len(named) == 1 else None
    if not isinstance(clip, Reference) or clip.span:
        return alone
    if clip != MUSIC and not (clip.kind == "clip" and (clip.name or clip.ordinal)):
        return alone
    is_there = not any(isinstance(each, Delete) for each in last.commands)
    commands = tuple(over_scene(each) if is_there else each for each in alone.commands)
    is_new = any(isinstance(each, MakeScene) for each in commands)
    has_moved = any(isinstance(each, _MOVES) for each in last.commands)
    if is_on_it and is_there and (not has_moved or (last.are(MoveClip) and clip.name)):
        commands = tuple(replace(c, over=clip) if isinstance(c, AddTitle) else c for c in commands)
    elif not is_new and not has_moved and (is_bare or alone.targets == {IT}):
        commands = tuple(replace(each, target=clip) for each in commands)
    return replace(alone, commands=commands)

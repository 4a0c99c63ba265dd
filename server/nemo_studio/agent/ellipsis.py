"""What a clause leaves out, and the one before it says: a verb, a subject, what "it" is."""

import re
from dataclasses import replace
from typing import Final

from nemo_studio.agent.joining import ReadPiece
from nemo_studio.agent.subjects import clips_of, is_subject, says_value, subject_of
from nemo_studio.edits.cutting.commands import (
    AddBlack,
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
from nemo_studio.edits.history.commands import StartOver
from nemo_studio.edits.language.meaning import ALL_CLIPS
from nemo_studio.edits.lexicon import sees, words_left
from nemo_studio.edits.media.commands import MakeScene
from nemo_studio.edits.media.places import read_place
from nemo_studio.edits.picture.commands import SetInset, SetTransition
from nemo_studio.edits.readers import is_bare_value
from nemo_studio.edits.references import IT, Place, Reference, with_references
from nemo_studio.edits.registry import Command
from nemo_studio.edits.sound.commands import AddMusic, Fade, Mute
from nemo_studio.edits.sound.reader import ALL_SOUND, MUSIC
from nemo_studio.edits.spans import OPEN, TimeSpan
from nemo_studio.edits.titles.commands import AddTitle, ChangeTitle, Style, StyleTitle

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
    is_it |= isinstance(last.first, ChangeTitle) and alone.are(MoveClip) and alone.targets == {IT}
    is_it |= alone.are(Trim) and alone.clause.sees(r"\bkeep (?:it|them)\b|留着?[它其]")
    is_value = not alone.commands and is_bare_value(alone.clause)
    if not (is_title and (is_value or (is_it and alone.are(Fade, MoveClip, SetInset, SetLength, Trim)))):
        return None
    named = alone.behind("title")
    commands = named.commands if named.are(MoveTo, StyleTitle, SetLength) else ()
    return replace(alone, commands=commands) if commands or alone.commands else None


def carry(last: ReadPiece, alone: ReadPiece) -> ReadPiece | None:
    """What is said without a subject, read with that of the clause before."""
    subject = "" if last.clause.has_quotes else subject_of(last.clause.text)
    if not subject or alone.targets - {IT, None}:
        return None
    if _says_when(last.clause.text) and not (_says_when(alone.clause.text) or says_value(alone.clause.text)):
        return None  # it may be meant for that time alone
    is_head = last.clause.text.startswith((f"{subject}:", f"{subject}："))
    carried = alone.behind(subject + ":" * is_head)
    is_new = carried.is_scene or (isinstance(carried.first, AddTitle) and not alone.clause.has_quotes)
    return None if is_new or not carried.commands else replace(carried, start=last.start, is_first=False)


def replaces_named(last: ReadPiece, alone: ReadPiece) -> ReadPiece | None:
    """As in "I don't like the snow, replace it with a desert": it is the one clip that was spoken of."""
    named = clips_of(last.clause.text)
    scene = alone.first
    if isinstance(scene, MakeScene) and scene.replace and scene.target == IT and len(named) == 1:
        return replace(alone, commands=(replace(scene, target=named[0]), *alone.commands[1:]))
    return None


def limits(last: ReadPiece, alone: ReadPiece) -> ReadPiece | None:
    """As in "it's too dark, but only the ocean": what was said of all is of those clips."""
    match last.commands, alone.commands:
        case (StartOver() | Delete(Reference(is_all=True)),), (Delete(Reference(but=(_, *_))),):
            return replace(alone, start=last.start)  # as in "delete all clips, keep only the sunset"
        case _:
            pass
    text = alone.clause.text
    named = clips_of(text) if sees(text, "only") and not words_left(text, "only", "clip") else []
    if not (named and last.commands and last.targets <= {IT, ALL_CLIPS}):
        return None
    aimed = tuple(replace(c, target=clip) for clip in named for c in last.commands)
    return replace(last, commands=aimed, stop=alone.stop)


_WRITTEN_THERE: Final = (
    r"^(?:上面|中间)?再?[写配]|^(?:say|write|reading|the (?:text|words?))\b|\b(?:on|over) (?:it|them)\b"
)
"""Words over what was just spoken of."""


def writes_there(last: ReadPiece, alone: ReadPiece) -> bool:
    """Whether words are meant for a place that was named just before."""
    return alone.are(AddTitle) and alone.clause.sees(_WRITTEN_THERE) and names_place(last.clause.text)


def shows_one(last: ReadPiece) -> bool:
    """Whether a piece is about one clip, or one part of the time: words may go on it."""
    match [*last.targets]:
        case [Reference("clip", is_all=False)]:
            return True
        case _:
            return last.are(Freeze)


def names_place(text: str) -> bool:
    """Whether a text names a clip or a time."""
    return sees(text, "at", "beside", "clip", "part", "side", "span")


def _says_when(text: str) -> bool:
    is_begun = re.search(r"\b(?:starts?|begins?|ends?)\b", text, _FLAGS) is not None
    return is_begun or sees(text, "side", "at", "until", "after")


def read_with_verb(last: ReadPiece, alone: ReadPiece) -> ReadPiece | None:
    """As in "Cut 1 second from the start and 2 seconds from the end": the verb serves both."""
    text = alone.clause.text
    is_open = re.match(r"(?:the|a|an|in|out|clip|shot|\d|first|last|\ue000|第|最后|前)", text, _FLAGS)
    if not last.commands or not is_open or last.clause.text.startswith("\ue000"):
        return None
    verb = "black screen" if isinstance(last.first, AddBlack) else last.clause.text.split()[0]
    is_chinese = re.match("第|最后", text) and isinstance(last.first, AddTitle) and alone.clause.has_quotes
    read = alone.behind("加标题" if is_chinese else verb)
    return replace(read, is_first=False) if read.is_like(last) else None


def once_more(last: ReadPiece, alone: ReadPiece) -> ReadPiece | None:
    """As in "quieter, even quieter" and 小一点，再小一点: the same again."""
    more = re.sub("^(?:再|even )", "", alone.clause.text, flags=_FLAGS)
    is_same = more != alone.clause.text and last.clause.text.endswith(more)
    return replace(alone, commands=last.commands) if is_same else None


_TOO: Final = r"(?P<what>.+?),? (?:too|as well|also)\W*|(?P<zh>.+?)(?:也是|也一样|同样|也要|也)[的吧]?\W*"


def same_for(last: ReadPiece, alone: ReadPiece) -> ReadPiece | None:
    """As in "make clip 2 black and white, and clip 3 too"."""
    found = re.fullmatch(_TOO, alone.clause.text, _FLAGS)
    what = (found["what"] or found["zh"]) if found else ""
    named = clips_of(what) if is_subject(what) else []
    targets = {*last.targets}
    are_clips = all(each and each.kind == "clip" and not each.is_all for each in targets)
    if not (named and last.commands and are_clips):
        return None
    first = getattr(last.first, "target", None)
    same = [each for each in last.commands if getattr(each, "target", None) == first]
    return replace(alone, commands=tuple(replace(each, target=clip) for clip in named for each in same))


def remove_too(last: ReadPiece, alone: ReadPiece) -> ReadPiece | None:
    """As in "lose the last three seconds and the sound": a bare thing goes as well."""
    is_kept = any(isinstance(each, Delete) and each.target.but for each in last.commands)
    if is_kept or not is_subject(alone.clause.text) or not last.are(Delete, RippleDelete):
        return None  # "keep only the first and the last" names one more that stays
    removed = alone.behind("remove")
    return removed if removed.commands else None


def of_pieces(last: ReadPiece, alone: ReadPiece) -> ReadPiece:
    """As in "cut it in half and delete the first part": they are counted in what was cut."""
    if not last.are(Split) or not re.search(_PIECE, alone.clause.text, _FLAGS):
        return alone
    if ALL_CLIPS in last.targets:
        return replace(alone, commands=())  # of each of them there is one
    match alone.commands:
        case (RippleDelete(TimeSpan(shares=(start, _)), None),):
            return replace(alone, commands=(Delete(Reference("piece", 1 if start == 0 else -1)),))
        case (Trim(TimeSpan(shares=(start, _)), None),):
            return _keep_piece(last, alone, is_first=start == 0)
        case (Delete(Reference(is_all=True, but=(Reference(ordinal=int(n)),))),):
            return _keep_piece(last, alone, is_first=n > 0)
        case (SetLength(Reference(ordinal=int(n)), factor=0.5),) if not alone.clause.sees("[段份].*半"):
            return replace(alone, commands=(Delete(Reference("piece", n)),))  # 剪成两半，删掉后面一半
        case (Swap(Reference(is_all=True)),):
            return replace(alone, commands=(Swap(Reference("piece", 1), Reference("piece", 2)),))
        case _:
            return replace(alone, commands=tuple(_name_piece(command) for command in alone.commands))


def _keep_piece(last: ReadPiece, alone: ReadPiece, *, is_first: bool) -> ReadPiece:
    """As in "cut the ocean at 3 seconds, keep the first part": what is on the other side of the cut goes."""
    match last.first:
        case Split(float(at_s), None):
            kept = TimeSpan(0, at_s) if is_first else TimeSpan(at_s)
            return replace(alone, commands=(Trim(kept),))
        case _:
            return replace(alone, commands=(Delete(Reference("piece", -1 if is_first else 1)),))


def follow(last: ReadPiece, alone: ReadPiece, connective: str) -> ReadPiece:
    """As in "add a desert after the forest, then a meadow": the next scene stands behind the one before."""
    match last.commands, alone.commands:
        case (Swap(Reference(is_all=False) as first, second),), (
            SetTransition(first=None, second=None) as change,
        ) if alone.clause.sees(
            r"\bbetween (?:them|the two|those)\b|\bin between\W*$|^在?(?:它们|两[者段个])?[中之]间"
        ):
            return replace(alone, commands=(replace(change, first=first, second=second),))
        case (*_, MakeScene(place=Place())), (MakeScene(place=None, replace=False) as scene, *others) if (
            re.search(r"then|再|接着|然后", connective + alone.clause.text)
            and read_place(alone.clause.text)[1] == alone.clause.text
        ):
            return replace(alone, commands=(replace(scene, place=Place("after", IT)), *others))
        case (*_, MakeScene()), (Mute(target) as mute,) if target == ALL_SOUND and not sees(
            alone.clause.text, "all", "whole"
        ):
            return replace(alone, commands=(replace(mute, target=IT),))  # "insert an ocean, no sound"
        case (*_, MakeScene()), (StyleTitle(Style(place="center"), Reference("any")),):
            return replace(alone, commands=(MoveClip(IT, Place()),))  # "put it in the middle"
        case (*_, Fade(fade_in_s=None)), (AddTitle(over=None, span=TimeSpan() as when),) if (
            when == OPEN
            and sees(last.clause.text, "side")
            and (
                (re.match("最后|结尾|at the end", last.clause.text) and not sees(alone.clause.text, "title"))
                or not re.search("[,，;；]", connective)
            )
        ):  # "finish with a fade out and the words ..."
            return alone.behind("at the end")
        case _:
            return alone


def stand_behind(commands: tuple[Command, ...]) -> tuple[Command, ...]:
    """As in "put a forest and a city instead": only the first scene takes the place of what was there."""
    first, others = commands[:1], commands[1:]
    behind = (
        replace(each, replace=False, place=Place("after", IT))
        if isinstance(each, MakeScene) and each.replace and each.target == IT
        else each
        for each in others
    )
    return (*first, *behind) if first and isinstance(first[0], MakeScene) else commands


def of_both(last: ReadPiece, alone: ReadPiece) -> ReadPiece:
    """As in "swap the sunset and the city and make both 5 seconds": the two that were named."""
    named = dict.fromkeys(clips_of(last.clause.text))
    is_both = alone.targets == {ALL_CLIPS} and alone.clause.sees(r"\bboth\b|^都|两[段个张]")
    if len(named) != 2 or not is_both:
        return alone
    return replace(alone, commands=tuple(replace(c, target=clip) for clip in named for c in alone.commands))


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
    """As in 字幕：1到3秒“A”，4到7秒“B”: what follows a subtitle without a name of its own is one as well."""
    if not isinstance(last.first, AddTitle) or not last.first.is_subtitle:
        return alone
    made = (replace(c, is_subtitle=True) if isinstance(c, AddTitle) else c for c in alone.commands)
    return replace(alone, commands=tuple(made))


def at_time(last: ReadPiece, alone: ReadPiece) -> ReadPiece:
    """As in 'at 1s "Ready", 4s "Set"': what follows a time is one as well."""
    match last.commands, alone.commands:
        case (AddTitle(span=TimeSpan(float(), None, None)),), (
            AddTitle(span=TimeSpan(None, None, float() as start_s)) as title,
        ):
            return replace(alone, commands=(replace(title, span=TimeSpan(start_s)),))
        case _:
            return alone


_MOVES: Final = (Delete, Duplicate, Freeze, MakeScene, MoveClip, RippleDelete, Split, Trim)
"""What gives clips other numbers, or leaves none of which could be spoken."""


def under_head(last: ReadPiece, alone: ReadPiece, connective: str) -> ReadPiece:
    """As in "forest: black and white, no sound": what a clip is to be goes on behind its name."""
    head, sign, _ = last.clause.text.replace("：", ":").partition(":")
    clip = clips_of(head) if sign and is_subject(head) and connective.strip() in ",，、" else []
    is_open = alone.targets <= {IT, ALL_CLIPS, Reference("sound", is_all=True)}
    is_style = isinstance(last.first, AddTitle) and alone.are(MoveClip, SetLength, StyleTitle)
    if len(clip) != 1 or not alone.commands or not is_open or is_style:
        return alone
    clause = replace(alone.clause, text=f"{head}: {alone.clause.text}")
    return replace(alone, clause=clause, commands=tuple(replace(c, target=clip[0]) for c in alone.commands))


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

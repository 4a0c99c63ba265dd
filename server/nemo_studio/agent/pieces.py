"""Pieces of a message, each read as a clause of its own or as the rest of the one before it.

People leave out what they have just said: a subject, a verb, what "it" is. Nothing of a piece is dropped on
the way: what no command came of is told.
"""

import re
from dataclasses import replace
from itertools import takewhile
from typing import Final

from nemo_studio.agent.complaints import (
    aim,
    answer_vague,
    cut_side,
    is_consequence,
    is_remedy,
    is_unseen,
    is_vague,
    repeats,
)
from nemo_studio.agent.ellipsis import (
    as_listed,
    bind,
    carry,
    is_doubtful,
    of_it,
    of_pieces,
    over_scene,
    read_with_verb,
    remove_too,
    replaces_named,
    stand_behind,
    writes_there,
)
from nemo_studio.agent.joining import ReadPiece, belongs
from nemo_studio.agent.merging import merge
from nemo_studio.agent.remarks import is_remark
from nemo_studio.agent.subjects import (
    clips_of,
    is_order,
    says_how_to_be,
    says_value,
    subject_of,
)
from nemo_studio.edits.cutting.commands import (
    Delete,
    Duplicate,
    Freeze,
    MoveClip,
    RippleDelete,
    SetLength,
    SetSpeed,
    Split,
    Trim,
)
from nemo_studio.edits.history import words
from nemo_studio.edits.history.commands import Undo
from nemo_studio.edits.language.clauses import Clause, Piece
from nemo_studio.edits.language.meaning import ALL_CLIPS
from nemo_studio.edits.lexicon import sees, tokenize, words_left
from nemo_studio.edits.media.commands import ChangeScene, MakeScene
from nemo_studio.edits.media.reader import read_described
from nemo_studio.edits.picture.commands import Adjust, Mirror, Rotate, SetLook, Zoom
from nemo_studio.edits.readers import is_bare_value, read_clause
from nemo_studio.edits.references import IT
from nemo_studio.edits.sound.commands import Fade, Mute, SetVolume
from nemo_studio.edits.sound.reader import ALL_SOUND, MUSIC
from nemo_studio.edits.titles.commands import AddTitle, ChangeTitle, StyleTitle

_FLAGS: Final = re.IGNORECASE
_ONLY_THEN: Final = (
    r"(?:but )?(?:only|just) (?:for|in|over|on|during|under)\b|但?只[在给对用放]|"
    r"(?:for )?(?:just |only )?(?:the )?(?:first|last) [\d.]+ ?-?s(?:ec(?:ond)?s?)?(?: only| please)*\W*$"
)
"""A time of what was said before, such as "first 4 seconds only", and no cut of the film."""
_WHEN: Final = (
    r"^(?:when|while|once|as soon as|after|before)\b.*\b(?:starts|begins|ends|appears|comes|shows)\b"
    r"|(?:开始|结束|出现)(?:的?时候?|之?后)$"
)
"""A time that an event tells: "when the snow starts, ..."."""
_THERE: Final = r"(?<=\w )there\W*$|^在?那一?[段里儿边](?=\S)"
"""A place that was spoken of before, which is not looked for."""
_EXCEPT: Final = (
    r"(?:but )?(?:only|just) (?:for|in|over|on|during|until|till|from)\b|但|不过|[只仅][在到给有]"
)
"""Where something is to be otherwise: it is not done as if that had not been said."""
_MAX_WORDS: Final = 60
"""Words of what is read as one clause: each piece that joins it is read with all before it."""


def take_piece(done: list[ReadPiece], piece: Piece, clause: Clause) -> list[ReadPiece]:
    """Read the next piece: as a command of its own, or as the rest of the one before.

    Args:
        done: The pieces before it, as they are read.
        piece: Where it stands, and behind what.
        clause: Its words, as they are to be read.

    Returns:
        The pieces before it and this one, or those with what it says of them.
    """
    last = done[-1] if done else None
    alone = _read_alone(last, piece, clause)
    if last is None or (clause.sees(words.FORBIDDEN) and sees(clause.text, "clip")):
        return [*done, alone]
    if not last.commands and (replaced := replaces_named(last, alone)):
        is_complaint = is_remark(last.clause.text) or sees(last.clause.text, "disliked", "too")
        return [*done[:-1], *([] if is_complaint else [last]), replaced]
    if "with" not in piece.connective and (more := remove_too(last, alone)):
        return [*done, more]
    if repeats(last, alone) or is_consequence(last, alone):
        is_answered = alone.commands and not is_unseen(alone.clause.text)
        return [*done[:-1], replace(last, clause=alone.clause)] if is_answered else done
    if answer := next(filter(None, (answers(last, alone) for answers in _ANSWERS)), None):
        return [*done[:-1], answer]
    alone = of_it(_last_named(done), as_listed(last, alone))
    is_only = re.match(_ONLY_THEN, clause.text, _FLAGS) is not None
    alone = replace(alone, commands=()) if is_only else alone
    if alone.commands and (bound := bind(last, alone)):
        return [*done, bound]
    if carried := _with_subject(last, alone):
        return [*done[:-1], carried]
    return _style_each(done, alone) or _join(done, alone, piece)


def _read_alone(last: ReadPiece | None, piece: Piece, clause: Clause) -> ReadPiece:
    """A piece by itself, its open words bound to what the one before it made."""
    tags = [token.meanings.keys() for token in tokenize(clause.text) if token.matters]
    is_number = bool(tags) and "number" in tags[-1] and all("clip" in each for each in tags[:-1])
    if last and last.are(SetLength) and is_number:
        clause = replace(clause, text=f"{clause.text} s")  # "the sunset 3 seconds, the forest 2"
    is_scene = last is not None and last.is_scene
    alone = _read_as(clause, piece.start, piece.stop, is_first=is_scene, is_described=is_scene)
    is_there = clause.sees(r"\bbackground\W*$|^背景" if alone.is_scene else _THERE)
    is_when = clause.sees(_WHEN) and not clause.has_quotes
    if is_when or (last and is_there) or (last and not last.are(Undo) and last.commands and alone.are(Undo)):
        alone = replace(alone, commands=())
    if last is None:
        return alone
    alone = of_pieces(last, alone)
    is_on_it = re.search(r"(?:\bwith|配[上有]?)\s*$", piece.connective)
    is_on_it = is_on_it or re.match("(?:上面)?写|配[字文]|write\\b|it says", clause.text, _FLAGS)
    if is_on_it and (is_scene or last.are(*_SHOWN)):
        alone = replace(alone, commands=tuple(over_scene(each) for each in alone.commands))
    return stand_behind(last, alone, piece.connective)


def _join(done: list[ReadPiece], alone: ReadPiece, piece: Piece) -> list[ReadPiece]:
    """A piece read as one with that before it where it belongs there, and else as one of its own."""
    last = done[-1]
    if alone.clause.sees(r"^(?:in|out)\b") and last.commands and None not in last.targets:
        faded = read_with_verb(last, alone)  # "fade in at the start and out at the end"
        return [*done, replace(faded or alone, commands=aim(faded, last) if faded else ())]
    if len(tokenize(last.clause.text)) > _MAX_WORDS:
        return [*done, alone]
    clause = replace(alone.clause, text=f"{last.clause.text}{piece.connective}{alone.clause.text}")
    joined = _read_as(clause, last.start, piece.stop, is_first=last.is_first, is_described=last.is_scene)
    if belongs(last, alone, joined, piece.connective):
        is_open = len(done) > 1 and is_doubtful(done[-2], joined)
        before = done[:-1]
        if before and not joined.commands and is_vague(before[-1]) and says_value(joined.clause.text):
            before[-1] = replace(before[-1], commands=())  # "it is too long, I nod off, three seconds or so"
        return [*before, replace(joined, commands=()) if is_open else joined]
    apart = as_listed(last, _read_apart(_open_of(done), alone))
    says_remedy = is_vague(last) and says_value(apart.clause.text)
    is_exception = re.search(r"\bbut\b", piece.connective, _FLAGS) and not is_order(apart.clause.text)
    is_exception = is_exception or re.match(_EXCEPT, apart.clause.text, _FLAGS)
    is_clip = clips_of(apart.clause.text) and not words_left(apart.clause.text, "only", "clip")
    is_exception = is_exception or (is_clip and sees(apart.clause.text, "only"))
    if is_doubtful(last, apart):
        apart = replace(apart, commands=(), start=max(apart.start, last.stop))
    if not apart.commands and (says_remedy or is_exception):
        last = replace(last, commands=())  # what is said of it was not understood
    return [*done[:-1], last, apart]


def _last_named(done: list[ReadPiece]) -> ReadPiece:
    """The last piece that names something, before those that go on with "it"."""
    goes_on = [*takewhile(lambda each: each.targets == {IT}, reversed(done))]
    return done[max(len(done) - 1 - len(goes_on), 0)]


def _open_of(done: list[ReadPiece]) -> ReadPiece:
    """The last piece, or of several that were not understood the first: what follows may hang on it."""
    unread = list(takewhile(lambda each: not each.commands, reversed(done)))
    return unread[-1] if unread else done[-1]


def _read_apart(last: ReadPiece, alone: ReadPiece) -> ReadPiece:
    """A piece that is a clause of its own; "it" is nothing known after one that was not understood."""
    if not alone.commands:
        is_length = is_bare_value(alone.clause) and sees(alone.clause.text, "length")
        if is_length and (last.is_scene or (isinstance(last.final, MoveClip) and last.final.place.of)):
            return alone.behind("it") if last.is_scene else alone  # and not of what it stands beside
        carried = carry(last, alone) if is_bare_value(alone.clause) else None
        return read_with_verb(last, alone) or carried or bind(last, alone) or alone
    if not last.commands and (last.clause.sees(_WHEN) or writes_there(alone)):
        return replace(alone, commands=())  # it is meant for that time alone
    if last.are(RippleDelete, Trim) and alone.are(RippleDelete, Trim) and alone.targets == {None}:
        # As in "cut a second off the start of the forest and two off the end": it is the forest's end.
        target = getattr(last.final, "target", None)
        return replace(alone, commands=tuple(replace(c, target=target) for c in alone.commands))
    if alone.are(SetVolume) and alone.targets <= {IT, ALL_SOUND} and last.targets == {MUSIC}:
        return replace(alone, commands=aim(alone, last))  # "the music ends with the film, at 40 %"
    is_value = is_bare_value(alone.clause) and not sees(alone.clause.text, "to", "change")
    if is_value and last.are(AddTitle, StyleTitle, ChangeTitle) and alone.targets == {ALL_CLIPS}:
        return replace(alone, commands=())  # "the title should fade in and out, half a second each"
    after = (MoveClip, ChangeScene) if sees(alone.clause.text, "color") else (MoveClip,)
    if is_value and last.are(*after):
        return replace(alone, commands=())  # what is moved is no longer or shorter for it, no weather golden
    are_parts = [sees(each.clause.text, "part", "span") for each in (last, alone)]
    is_open = not last.commands and are_parts == [True, False]
    is_open |= last.are(*_SHOWN) and alone.clause.sees(r"不[要用]\W*$")
    if alone.are(Delete, Mute, RippleDelete) and is_open:
        return replace(alone, commands=())  # it may be meant for that time alone, or of what was said before
    hangs = alone.targets == {IT} or (is_value and alone.targets == {ALL_CLIPS})
    hangs |= alone.targets == {ALL_SOUND} and last.clause.sees(words.FORBIDDEN)
    told = last.clause.text
    is_asked = alone.targets == {IT} and is_value and not sees(alone.clause.text, "each")
    is_asked = is_asked or subject_of(told) or is_order(told) or says_value(told)
    if hangs and not last.commands and is_asked:
        return carry(last, alone) or replace(alone, commands=())
    return alone


_SHOWN: Final = (Adjust, ChangeScene, Duplicate, Freeze, Mirror, Rotate, SetLook, SetSpeed, Zoom)
"""What is done to a picture that words may go on."""


def _with_subject(last: ReadPiece, alone: ReadPiece) -> ReadPiece | None:
    """As in "the first clip is too long, two seconds is enough": the second says what is to be done."""
    told = last.clause.text
    is_told = is_vague(last)  # and asks for nothing that is known
    if not last.commands:
        is_told = not (is_order(told) or re.match(words.OWN_VERB, told, _FLAGS) or says_how_to_be(told))
    if not is_told:
        return None
    carried = carry(last, alone)
    # "Speed up the snow and add a title" are two orders.
    if carried is None or carried.are(AddTitle):
        return None
    return carried if not last.commands or is_remedy(last, carried) else None


_EACH: Final = r"\b(?:each|apiece|all|both|all of them)\b|[每各]个?|都"


def _style_each(done: list[ReadPiece], alone: ReadPiece) -> list[ReadPiece] | None:
    """As in 'add "A" at 0, "B" at 4, two seconds each, bottom left': said of all of them."""
    kind = next((each for each in (AddTitle, Fade) if isinstance(done[-1].first, each)), MakeScene)
    others = takewhile(lambda each: each.are(kind), reversed(done))
    first = len(done) - len(list(others))
    is_each = re.search(_EACH, alone.clause.text, _FLAGS) or done[-1].is_shared
    how = re.sub(_EACH, "", alone.clause.text, flags=_FLAGS)
    is_value = is_bare_value(replace(alone.clause, text=how)) or not words_left(how, "whole", "noun", "total")
    if len(done) - first < 1 + (kind is not Fade) or not is_each or not is_value:
        return None
    styled: list[ReadPiece] = []
    for each in done[first:]:
        clause = replace(each.clause, text=f"{each.clause.text}, {how}")
        read = replace(each, clause=clause, commands=read_clause(clause), is_shared=True)
        styled.append(as_listed(styled[-1], read) if styled else read)
    return [*done[:first], *styled] if all(each.are(kind) for each in styled) else None


def _read_as(
    clause: Clause, start: int, stop: int, *, is_first: bool, is_described: bool = False
) -> ReadPiece:
    commands = read_described(clause) if is_described else ()
    return ReadPiece(clause, commands or read_clause(clause, is_first=is_first), is_first, start, stop)


def _place_cut(last: ReadPiece, alone: ReadPiece) -> ReadPiece | None:
    """As in "split it, cut at 3 seconds": one says where, the other in how many parts."""
    if not (last.are(Split) and alone.are(Split)) or is_vague(last) == is_vague(alone):
        return None
    return last if is_vague(alone) else alone


_ANSWERS: Final = (_place_cut, cut_side, merge, answer_vague)
"""What a piece may say of the one before, so that both are one."""

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
    read_of,
    repeats,
)
from nemo_studio.agent.ellipsis import (
    as_listed,
    at_time,
    bind,
    carry,
    follow,
    limits,
    names_place,
    of_both,
    of_it,
    of_pieces,
    once_more,
    over_scene,
    read_with_verb,
    remove_too,
    replaces_named,
    same_for,
    shows_one,
    stand_behind,
    under_head,
    writes_there,
)
from nemo_studio.agent.joining import ReadPiece, belongs
from nemo_studio.agent.merging import merge
from nemo_studio.agent.remarks import is_remark, praises
from nemo_studio.agent.subjects import (
    clips_of,
    is_order,
    names_of_clips,
    says_how_to_be,
    says_value,
    subject_of,
)
from nemo_studio.edits.cutting.commands import (
    AddBlack,
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
from nemo_studio.edits.language.clauses import Clause, Piece
from nemo_studio.edits.language.meaning import ALL_CLIPS
from nemo_studio.edits.lexicon import sees, tokenize
from nemo_studio.edits.media.commands import ChangeScene, MakeScene
from nemo_studio.edits.media.reader import read_described
from nemo_studio.edits.picture.commands import Adjust, Mirror, Rotate, SetLook, Zoom
from nemo_studio.edits.readers import is_bare_value, read_clause
from nemo_studio.edits.references import IT, Reference
from nemo_studio.edits.sound.commands import AddMusic, Fade, Mute, SetVolume
from nemo_studio.edits.sound.reader import ALL_SOUND, MUSIC
from nemo_studio.edits.spans import TimeSpan
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
_LENGTH_LAST: Final = r"\d ?s(?:ec(?:ond)?s?)?(?: long)?$"
_EXCEPT: Final = (
    r"(?:but )?(?:only|just) (?:for|in|over|on|during|until|till|from)\b|但|不过|[只仅][在到给有]"
)
"""Where something is to be otherwise: it is not done as if that had not been said."""
_THERE: Final = r"(?<=\w )there\W*$|^在?那一?[段里儿边](?=\S)"
"""As in "the snow first, without music there": the clip that was spoken of."""
_AS_PLACE: Final = r"^(?:(?:be|comes?|goes?|go|is|placed?|moved?|at|put) )*(first|last)\W*$"
"""As in "make the city 2 seconds and first": where it goes, and no other clip."""
_TIED: Final = r"\s*(?:and|or|nor|then|with|&|并且?|和|与|跟|及|以及|或|[、:：]|接着|然后|再)?\s*"
"""What ties a second order to the first, where a comma or "but" would begin another."""
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
    if last.is_taken_back and alone.commands and clips_of(clause.text):
        return [*done, alone]  # of another clip
    if last.clause.sees(words.FORBIDDEN) and re.fullmatch(_TIED, piece.connective, _FLAGS):
        # As in "don't cut the snow and mute the music"; what is tied to it again is as well.
        return [*done, replace(alone, clause=last.clause, commands=())]
    if not last.commands and praises(last.clause.text) and clips_of(clause.text):
        return [*done, alone]
    if not last.commands and (replaced := replaces_named(last, alone)):
        is_complaint = is_remark(last.clause.text) or sees(last.clause.text, "disliked", "too")
        is_complaint = is_complaint or "太" in last.clause.text
        return [*done[:-1], *([] if is_complaint else [last]), replaced]
    if (
        more := once_more(last, alone)
        or same_for(last, alone)
        or ("with" not in piece.connective and remove_too(last, alone))
    ):
        return [*done, more]
    if repeats(last, alone) or is_consequence(last, alone):
        is_answered = alone.commands and not is_unseen(alone.clause.text)
        return [*done[:-1], replace(last, clause=alone.clause)] if is_answered else done
    if answer := next(filter(None, (answers(last, alone) for answers in _ANSWERS)), None):
        return [*done[:-1], answer]
    alone = of_both(last, alone)
    alone = of_it(_last_named(done), under_head(last, as_listed(last, alone), piece.connective))
    is_only = re.match(_ONLY_THEN, clause.text, _FLAGS) is not None
    alone = replace(alone, commands=()) if is_only else alone
    if alone.commands and (bound := bind(last, alone)):
        return [*done, bound]
    if carried := _with_subject(last, alone):
        return [*done[:-1], carried]
    more = (last.commands == () and _continue_earlier(done, alone)) or _style_each(done, alone)
    return more or _join(done, alone, piece)


def _read_alone(last: ReadPiece | None, piece: Piece, clause: Clause) -> ReadPiece:
    """A piece by itself, its open words bound to what the one before it made."""
    if last and last.are(SetLength) and re.search(_LENGTH_LAST, last.clause.text, _FLAGS):
        clause = replace(clause, text=re.sub(_AS_PLACE, r"put it \1", clause.text, flags=_FLAGS))
    tags = [token.meanings.keys() for token in tokenize(clause.text) if token.matters]
    is_number = bool(tags) and "number" in tags[-1] and all("clip" in each for each in tags[:-1])
    if last and last.are(SetLength) and is_number:
        clause = replace(clause, text=f"{clause.text} s")  # "the sunset 3 seconds, the forest 2"
    named = [name for name in names_of_clips(last.clause.text) if not sees(name, "side")] if last else []
    named = [last.first.name] if last and isinstance(last.first, MakeScene) else named
    # "Put a desert there" takes the place of what was spoken of.
    says_there = clause.sees(_THERE) and not sees(clause.text, "scene")
    if len(named) == 1 and says_there:
        there = f"over the {named[0]}" if named[0].isascii() else named[0]
        clause = replace(clause, text=re.sub(_THERE, there, clause.text, flags=_FLAGS))
    is_music = last is not None and isinstance(last.final, AddMusic)
    is_level = sees(clause.text, "loud", "weakly", "mute", "duck") and sees(clause.text, "clip")
    if is_music and is_level:
        text = re.sub(r"\bit\b", "the music", clause.text)
        is_open = sees(text, "over") and not sees(text, "music", "sound", "own_sound", "sound_of", "noun")
        clause = replace(clause, text=f"music {text}" if is_open else text)
    is_scene = last is not None and last.is_scene
    alone = _read_as(clause, piece.start, piece.stop, is_first=is_scene, is_described=is_scene)
    is_behind = last is not None and alone.is_scene and clause.sees(r"\bbackground\W*$|^背景")
    is_nowhere = says_there and len(named) != 1
    if is_behind or is_nowhere or (clause.sees(_WHEN) and not clause.has_quotes):
        alone = replace(alone, commands=())
    if last is None:
        return alone
    alone = of_pieces(last, read_of("volume", alone) if is_music and not alone.commands else alone)
    is_on_it = re.search(r"(?:\bwith|配[上有]?)\s*$", piece.connective)
    is_on_it = is_on_it or re.match("(?:上面)?写|配[字文]|write\\b|it says", clause.text, _FLAGS)
    if is_on_it and (is_scene or (last.are(*_SHOWN) and shows_one(last))):
        alone = replace(alone, commands=tuple(over_scene(each) for each in alone.commands))
    return follow(last, alone, piece.connective)


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
        return [*done[:-1], joined]
    apart = at_time(last, as_listed(last, _read_apart(_open_of(done), alone)))
    says_remedy = is_vague(last) and says_value(apart.clause.text)
    is_exception = re.search(r"\bbut\b", piece.connective, _FLAGS) and not is_order(apart.clause.text)
    is_exception = is_exception or re.match(_EXCEPT, apart.clause.text, _FLAGS)
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
    if alone.clause.sees("的$") and (music := _of_music(last, alone)):
        return music
    if not alone.commands:
        is_length = is_bare_value(alone.clause) and sees(alone.clause.text, "length")
        if is_length and (last.is_scene or (isinstance(last.final, MoveClip) and last.final.place.of)):
            return alone.behind("it") if last.is_scene else alone  # and not of what it stands beside
        carried = carry(last, alone) if is_bare_value(alone.clause) else _of_music(last, alone)
        return read_with_verb(last, alone) or carried or bind(last, alone) or alone
    if not last.commands and (last.clause.sees(_WHEN) or writes_there(last, alone)):
        return replace(alone, commands=())  # it is meant for that time alone
    if last.are(RippleDelete, Trim) and alone.are(RippleDelete, Trim) and alone.targets == {None}:
        # As in "cut a second off the start of the forest and two off the end": it is the forest's end.
        target = getattr(last.final, "target", None)
        return replace(alone, commands=tuple(replace(c, target=target) for c in alone.commands))
    if alone.are(SetSpeed) and alone.targets == {IT} and sees(last.clause.text, "camera"):
        return replace(alone, commands=())  # it is the camera that is to be slower
    if other := _other_half(last, alone):
        return other
    if alone.are(SetVolume) and alone.targets <= {IT, ALL_SOUND} and last.targets == {MUSIC}:
        return replace(alone, commands=aim(alone, last))  # "the music ends with the film, at 40 %"
    is_value = is_bare_value(alone.clause) and not sees(alone.clause.text, "to", "change")
    if is_value and last.are(AddTitle, StyleTitle, ChangeTitle) and alone.targets == {ALL_CLIPS}:
        return replace(alone, commands=())  # "the title should fade in and out, half a second each"
    if is_value and last.is_scene and alone.targets == {ALL_CLIPS}:  # of what is new
        return replace(alone, commands=tuple(replace(c, target=IT) for c in alone.commands))
    after = (MoveClip, ChangeScene) if sees(alone.clause.text, "color") else (MoveClip,)
    if is_value and last.are(*after):
        return replace(alone, commands=())  # what is moved is no longer or shorter for it, no weather golden
    are_parts = [sees(each.clause.text, "part", "span") for each in (last, alone)]
    is_open = not last.commands and (are_parts == [True, False] or sees(last.clause.text, "split"))
    is_left_out = last.are(Adjust, ChangeScene, Mirror, Rotate, SetLook, SetSpeed, Zoom)
    is_left_out = is_left_out and alone.clause.sees(r"\bnot\b|不[要用]\W*$")
    if alone.are(Delete, Mute, RippleDelete) and (is_open or is_left_out):
        return replace(alone, commands=())  # it may be meant for that time alone, or of what was said before
    hangs = alone.targets == {IT} or (is_value and alone.targets == {ALL_CLIPS})
    hangs |= alone.targets == {ALL_SOUND} and last.clause.sees(words.FORBIDDEN)
    hangs |= alone.are(AddBlack, Fade) and not sees(alone.clause.text, "at", "beside", "clip", "side")
    told = last.clause.text
    if hangs and not last.commands and (subject_of(told) or is_order(told) or says_value(told)):
        return carry(last, alone) or replace(alone, commands=())
    return alone


_SHOWN: Final = (Adjust, ChangeScene, Duplicate, Freeze, Mirror, Rotate, SetLook, SetSpeed, Zoom)
"""What is done to a picture that words may go on."""
_FILM: Final = (Reference("clip"), ALL_SOUND)


def _other_half(last: ReadPiece, alone: ReadPiece) -> ReadPiece | None:
    """As in "slow the first half of the forest, speed up the second half": of the clip that was cut."""
    match [*last.targets], [*alone.targets]:
        case [Reference("clip") as of], [Reference(span=TimeSpan() as after) as part] if (
            (before := getattr(last.first, "span", of.span))
            and replace(part, span=None) in _FILM
            and replace(of, span=None) not in _FILM
        ):
            is_known = {before.shares, after.shares} == {(0, 0.5), (0.5, 1)}
            is_known = is_known and not last.are(Mute, SetVolume, Trim)
            half = Reference("piece", 1 if after.shares == (0, 0.5) else -1)
            half = of if last.are(RippleDelete) else half  # what is left of it
            return replace(alone, commands=tuple(replace(c, target=half) for c in alone.commands if is_known))
        case _:
            return None


def _of_music(last: ReadPiece, alone: ReadPiece) -> ReadPiece | None:
    """As in "lo-fi for the forest, upbeat for the city": of the second only the kind and the place."""
    music = read_of("music", alone) if isinstance(last.final, AddMusic) else alone
    return music if music.are(AddMusic) and all(getattr(c, "over", None) for c in music.commands) else None


def _with_subject(last: ReadPiece, alone: ReadPiece) -> ReadPiece | None:
    """As in "the first clip is too long, two seconds is enough": the second says what is to be done."""
    told = last.clause.text
    is_told = is_vague(last)  # and asks for nothing that is known
    if not last.commands:
        is_told = not (is_order(told) or re.match(words.OWN_VERB, told, _FLAGS) or says_how_to_be(told))
    if not is_told or subject_of(alone.clause.text) == alone.clause.text:
        return None
    carried = carry(last, alone)
    # "Speed up the snow and add a title" are two orders.
    if carried is None or (carried.are(AddTitle) and names_place(told)):
        return None  # where they are to be was not understood
    return carried if not last.commands or is_remedy(last, carried) else None


_ALL_TIME: Final = (
    r"^(?:both|all|each)(?: of them)?(?: for)? (?:the whole (?:time|film|video|thing)|throughout)\W*$"
    r"|^都(?:从头到尾|全程|一直)(?:显示|在)?\W*$"
)
_EACH: Final = r"\b(?:each|apiece|all|both|all of them)\b|[每各]个?|都"


def _style_each(done: list[ReadPiece], alone: ReadPiece) -> list[ReadPiece] | None:
    """As in 'add "A" at 0, "B" at 4, two seconds each, bottom left': said of all of them."""
    kind = next((each for each in (AddTitle, Fade) if isinstance(done[-1].first, each)), MakeScene)
    others = takewhile(lambda each: each.are(kind), reversed(done))
    first = len(done) - len(list(others))
    is_each = re.search(_EACH, alone.clause.text, _FLAGS) or done[-1].is_shared
    how = re.sub(_EACH, "", alone.clause.text, flags=_FLAGS)
    is_value = is_bare_value(replace(alone.clause, text=how)) or re.search(
        _ALL_TIME, alone.clause.text, _FLAGS
    )
    if len(done) - first < 1 + (kind is not Fade) or not is_each or not is_value:
        return None
    styled: list[ReadPiece] = []
    for each in done[first:]:
        clause = replace(each.clause, text=f"{each.clause.text}, {how}")
        read = replace(each, clause=clause, commands=read_clause(clause), is_shared=True)
        styled.append(as_listed(styled[-1], read) if styled else read)
    return [*done[:first], *styled] if all(each.are(kind) for each in styled) else None


def _continue_earlier(done: list[ReadPiece], alone: ReadPiece) -> list[ReadPiece] | None:
    """Read a piece as the rest of the last clause that was understood, past others that were not."""
    index = max((i for i, each in enumerate(done) if each.commands), default=None)
    is_against = re.search(r"\b(?:not|nothing|no|never|none)\b|[不别没]", done[-1].clause.text, _FLAGS)
    if index is None or is_against:
        return None
    earlier = done[index]
    joined_clause = replace(earlier.clause, text=f"{earlier.clause.text}, {alone.clause.text}")
    joined = _read_as(joined_clause, earlier.start, earlier.stop, is_first=earlier.is_first)
    if not belongs(earlier, alone, joined, ", "):
        return None
    return [*done[:index], joined, *done[index + 1 :]]


def _read_as(
    clause: Clause, start: int, stop: int, *, is_first: bool, is_described: bool = False
) -> ReadPiece:
    commands = read_described(clause) if is_described else ()
    commands = stand_behind(commands or read_clause(clause, is_first=is_first))
    return ReadPiece(clause, commands, is_first, start, stop)


def _place_cut(last: ReadPiece, alone: ReadPiece) -> ReadPiece | None:
    """As in "split it, cut at 3 seconds": one says where, the other in how many parts."""
    if not (last.are(Split) and alone.are(Split)) or is_vague(last) == is_vague(alone):
        return None
    return last if is_vague(alone) else alone


_ANSWERS: Final = (limits, cut_side, merge, answer_vague, _place_cut)
"""What a piece may say of the one before, so that both are one."""

"""Trim, split, move, reorder, delete, duplicate, lengths, speed, reverse, freeze."""

import re
from typing import Final

from nemo_studio.edits.cutting import words
from nemo_studio.edits.cutting.commands import (
    Delete,
    Duplicate,
    Freeze,
    MoveBy,
    MoveClip,
    MoveTo,
    MoveToPosition,
    Reorder,
    Reverse,
    RippleDelete,
    SetLength,
    SetSpeed,
    Split,
    Swap,
    Trim,
)
from nemo_studio.edits.language.clauses import Clause
from nemo_studio.edits.language.quantities import (
    all_times_s,
    at_s,
    length_s,
    part_of_time,
    percentage,
    time_span,
    without_part,
)
from nemo_studio.edits.language.references import (
    clip_references,
    ordinals,
    place,
    reference,
    references,
    without_names,
    without_place,
)
from nemo_studio.edits.picture.words import LOOKS, MIRROR, ROTATE
from nemo_studio.edits.references import IT, Place, Reference
from nemo_studio.edits.registry import Command
from nemo_studio.edits.spans import WHOLE, TimeSpan

EFFECT: Final = "|".join((*LOOKS.values(), ROTATE, MIRROR))
_FLAGS: Final = re.IGNORECASE
_FIRST_AND_LAST: Final = re.compile(
    r"\bfirst[ -]and[ -](?:the )?last\s+(\S+)\s*(?:seconds?|s)\b|(?:开头|前)(?:和|与)(?:结尾|后"
    r"|最后)(?:各)?\s*(\S+?)\s*秒",
    _FLAGS,
)
_POSITION: Final = re.compile(
    r"\b(?:to|in|into|at) (?:the )?(first|second|third|fourth|fifth|sixth|last)\s+(?:place"
    r"|position|spot|slot)?\s*$"
    r"|\b(?:to|in) (?:position|place|number) (\d{1,2})\b|(?:到|在)第\s*([一二三四五六七八九十]"
    r"|\d{1,2})\s*(?:位|个位置|个?$)",
    _FLAGS,
)


def read_parts(clause: Clause) -> tuple[Command, ...]:
    """Parts of the time, cut out or kept."""
    if found := clause.search(_FIRST_AND_LAST):
        seconds = length_s(Clause(f"{found[1] or found[2]} seconds"))
        if seconds and clause.has(words.CUT):
            clause.has(r"\bof(?: the)? (?:video|film|movie|clip)\b|\bfrom\b|\boff\b")
            return (RippleDelete(TimeSpan(last_s=seconds)), RippleDelete(TimeSpan(start_s=0, end_s=seconds)))
    part = part_of_time(clause)
    if part is None:
        return ()
    if clause.has(words.KEEP) and not clause.sees(r"\bkeep(?:ing)? (?:the )?(?:rest|others?)\b"):
        return (Trim(part, _clip(clause)),)
    return (RippleDelete(part, _clip(clause)),) if clause.has(words.CUT) else ()


def _clip(clause: Clause) -> Reference | None:
    """The clip that a part is of; None for the whole timeline."""
    named = reference(clause)
    is_clip = named.kind == "clip" and not named.is_all
    return named if is_clip and (named.ordinal or named.name) else None


def read_order(clause: Clause) -> tuple[Command, ...]:
    """Where clips lie: swapped, reordered, moved."""
    if clause.has(words.REVERSE_ORDER):
        return (Reorder(),)
    numbers = tuple(ordinals(clause.unquoted))
    if clause.has(words.SWAP) and len(numbers) == 2:
        return (Swap(Reference("clip", numbers[0]), Reference("clip", numbers[1])),)
    if clause.has(words.SWAP) and clause.has(r"\b(?:the|both) (?:two )?clips\b|两(?:个|段)"):
        return (Swap(Reference("clip", 1), Reference("clip", 2)),)
    if clause.has(words.REORDER):
        found = tuple(int(each) for each in (each[0] for each in clause.find_all(r"\d{1,2}"))) or numbers
        return (Reorder(found),) if len(found) > 1 else ()
    return _read_move(clause) if clause.has(words.MOVE) else ()


def _read_move(clause: Clause) -> tuple[Command, ...]:
    whole = clause.unquoted
    if found := whole.search(_POSITION):
        target = reference(whole.cut(0, found.start()))
        said = f"the {found[1]} clip" if found[1] else f"clip {found[2]}" if found[2] else f"第{found[3]}段"
        where = ordinals(Clause(said))
        if target.kind == "clip" and where:
            return (MoveToPosition(target, where[0]),) if where[0] > 0 else (MoveClip(target, Place("end")),)
    target = reference(clause if clause.has_quotes else without_place(whole))
    if target.kind in ("title", "subtitle", "voice", "music", "inset"):
        return _read_move_in_time(clause, target)
    where_to = place(_without_target(whole))
    if where_to and target.kind in ("clip", "any"):
        return (MoveClip(target, where_to),)
    return _read_move_in_time(clause, target) if at_s(whole) is not None else ()


def _without_target(clause: Clause) -> Clause:
    """As in "Move the first clip to the end": what is moved is not where it goes."""
    found = clause.search(r"\b(?:to|before|after|behind|at)\b|到|在|至")
    return clause.cut(found.start(), len(clause.text)) if found else clause


def _read_move_in_time(clause: Clause, target: Reference) -> tuple[Command, ...]:
    if found := clause.unquoted.search(words.MOVE_BY):
        seconds = length_s(clause) or 0
        return (MoveBy(target, -seconds if re.search(words.EARLIER, found[0], _FLAGS) else seconds),)
    span = time_span(clause.unquoted)
    if span not in (TimeSpan(), TimeSpan(length_s=span.length_s)):
        return (MoveTo(target, span),)
    where = place(_without_target(clause.unquoted))
    if where and where.of is None and not clause.sees(r"\btop\b"):
        return (MoveTo(target, TimeSpan(start_s=0) if where.side == "start" else TimeSpan(last_s=0)),)
    return ()


def read_pieces(clause: Clause) -> tuple[Command, ...]:
    """Split, duplicate, delete."""
    if clause.has(words.SPLIT):
        return _read_split(clause)
    if clause.has(words.DUPLICATE) and not clause.sees(words.DELETE):
        found = clause.search(words.TIMES)
        copies = (
            int(next(group for group in found.groups() if group))
            if found
            else 2
            if clause.has(r"\btwice\b")
            else 1
        )
        return tuple(Duplicate(target, copies) for target in references(clause))
    return _read_delete(clause) if clause.has(words.DELETE) else ()


def _read_split(clause: Clause) -> tuple[Command, ...]:
    target, times = _clip(clause), all_times_s(clause)
    if times:
        return tuple(
            Split(at, target) for at in (times if target is None else sorted(times, reverse=True)[:1])
        )
    named = reference(clause)
    return (Split(None, named if named.kind == "clip" and not named.is_all else None),)


def _read_delete(clause: Clause) -> tuple[Command, ...]:
    if without_names(clause).has(EFFECT):
        return ()  # what is done to a clip goes, not the clip
    named = references(clause)
    if named[0] == IT and not clause.has(words.IT):
        return (Delete(),) if clause.has(words.THE_COPY) else ()
    if named[0].is_all and named[0].kind == "clip" and not clause.has(words.DELETE_ALL):
        return ()
    clause.has(words.FROM_THE_FILM)
    # The last goes first, so that the numbers of the others stay.
    return tuple(Delete(each) for each in sorted(named, key=_place_from_the_end))


def _place_from_the_end(reference: Reference) -> int:
    return -reference.ordinal if (reference.ordinal or 0) > 0 else -1000  # pyright: ignore[reportOptionalOperand] - above 0 it is a number


def read_speed(clause: Clause) -> tuple[Command, ...]:
    """Speed, backwards, held frames."""
    if clause.has(words.FREEZE_WORDS):
        return (_freeze(clause),)
    if clause.has(words.REVERSE):
        return tuple(Reverse(target) for target in clip_references(clause))
    if not clause.sees(words.SPEED):
        return ()
    speed, factor = _speed(clause)
    if speed is None and factor == 1:
        return ()
    return tuple(SetSpeed(speed, factor, target) for target in clip_references(clause))


def _freeze(clause: Clause) -> Freeze:
    at = at_s(clause.without(r"(?:\bfor|持续|停留)\s*\S+\s*(?:seconds?|s\b|秒)"))
    found = clause.search(r"(?:\bfor|持续|停留|定格|冻结)\s*(?:the )?(\S+?\s*(?:seconds?|s\b|秒))")
    times = [each for each in all_times_s(clause) if each != at]
    length = length_s(Clause(found[1])) if found else (times[0] if times else None)
    target = next(
        (
            each
            for each in references(clause)
            if each.kind == "clip" and not clause.sees(r"\b(?:last|first|final) frame\b|最后一帧|第一帧")
        ),
        IT,
    )
    return Freeze(at, length or Freeze.length_s, target, is_first=clause.has(r"\bfirst frame\b|第一帧|首帧"))


def _speed(clause: Clause) -> tuple[float | None, float]:
    """A speed, or a factor on the present one."""
    if clause.has(words.NORMAL_SPEED):
        return 1.0, 1
    stated = _stated_speed(clause)
    slower, faster = clause.has(words.SLOWER), clause.has(words.FASTER)
    share = percentage(clause) if stated is None else None
    if share is not None:
        is_relative = (slower or faster) and not clause.has(words.TO_SPEED)
        return (None, 1 - share if slower else 1 + share) if is_relative and share != 1 else (share, 1)
    if stated is not None:
        # "Slow it down by 2x" and "2x slower" mean half the speed.
        is_inverse = slower and stated > 1
        return (1 / stated if is_inverse else stated), 1
    if slower:
        return None, 0.5 if clause.has(r"\bslow(?:ed)?[- ]?mo(?:tion)?\b|慢动作") else 0.75
    return None, 1.5 if faster else 1


def _stated_speed(clause: Clause) -> float | None:
    if found := clause.search(words.TIMES_SPEED):
        return float(found[1] or found[2])
    chinese = clause.search(r"([两二三四])倍")
    if chinese:
        return {"两": 2.0, "二": 2.0, "三": 3.0, "四": 4.0}[chinese[1]]
    named = (
        (words.QUADRUPLE_SPEED, 4.0),
        (words.TRIPLE_SPEED, 3.0),
        (words.DOUBLE_SPEED, 2.0),
        (words.HALF_SPEED, 0.5),
    )
    return next((speed for pattern, speed in named if clause.has(pattern)), None)


def read_length(clause: Clause) -> tuple[Command, ...]:
    """Longer, shorter, so many seconds long."""
    if clause.sees(words.SPLIT):
        return ()
    if clause.has(words.TO_THE_END) and (named := _lasting(clause)).kind in ("title", "subtitle", "inset"):
        return (SetLength(named, length_s=WHOLE.end_s),)
    longer, shorter = clause.has(words.LONGER), clause.has(words.SHORTER)
    factor = next((f for f, pattern in words.TIMES_AS_LONG.items() if clause.has(pattern)), None)
    if not (longer or shorter or factor or clause.has(words.SET_LENGTH)):
        return ()
    seconds = length_s(clause)
    if seconds is not None and not (longer or shorter) and length_s(without_part(clause)) is None:
        return ()
    target, is_each = _lasting(clause), clause.sees(words.EACH_CLIP)
    if seconds is None:
        if not (longer or shorter or factor):
            return ()
        factor = factor or 1.5
        return (SetLength(target, factor=1 / factor if shorter and factor > 1 else factor, is_each=is_each),)
    if (longer or shorter) and clause.has(words.BY_LENGTH) and not clause.sees(words.TO_LENGTH):
        return (SetLength(target, by_s=seconds if longer else -seconds, is_each=is_each),)
    if clause.sees(words.CUT_VERB) and not clause.has(words.TO_LENGTH):
        return ()
    return (SetLength(target, length_s=seconds, is_each=is_each),)


def _lasting(clause: Clause) -> Reference:
    if clause.has(words.TOTAL):
        return Reference("clip", is_all=True)
    named = reference(clause)
    return named if named.kind in ("clip", "title", "subtitle", "inset", "voice") else IT

"""Edits of when and how long something shows."""

from dataclasses import replace
from itertools import pairwise

from nemo_studio.draft import (
    ID,
    START_MS,
    Segment,
    SegmentKind,
    duration_ms,
    end_ms,
    find,
    kind_of,
    put_segments,
    remove_segments,
)
from nemo_studio.edits.cutting.commands import (
    Delete,
    MoveBy,
    MoveClip,
    MoveTo,
    Reorder,
    RippleDelete,
    SetLength,
    Split,
    Swap,
    Trim,
)
from nemo_studio.edits.media.application import LONGEST_SCENE_S
from nemo_studio.edits.references import IT, Place, Reference
from nemo_studio.edits.refusals import CannotEdit, NeedsChoice
from nemo_studio.edits.registry import applies
from nemo_studio.edits.ripple import (
    SHORTEST_MS,
    arrange,
    place_span,
    remove_clip,
    resize,
    ripple_delete,
    slice_segment,
    split_at,
)
from nemo_studio.edits.session import EditSession
from nemo_studio.edits.spans import TimeSpan
from nemo_studio.edits.targets import (
    EVERYTHING,
    SHOWN,
    WRITTEN,
    name_exactly,
    part_ms,
    resolve,
    resolve_one,
    resolve_row,
)
from nemo_video.wire.draft import DURATION_MS, METADATA


@applies(RippleDelete)
def cut_part(edit: EditSession, command: RippleDelete) -> None:
    """Take a part away and close the gap; of each clip, where all are meant."""
    if command.target and command.target.is_all:
        for clip in reversed(resolve(edit, command.target, ("clip",))):
            cut_part(edit, replace(command, target=name_exactly(edit.draft, clip)))
        return
    start_ms, stop_ms = _span_of_part(edit, command)
    if stop_ms - start_ms >= duration_ms(edit.draft):
        raise CannotEdit("nothing_left")
    ripple_delete(edit.draft, start_ms, stop_ms)
    _touch_clip_at(edit, start_ms)


@applies(Trim)
def keep_part(edit: EditSession, command: Trim) -> None:
    """Take away what lies before and after a part; what lies over clips keeps its start."""
    if command.target and command.target.id:
        segment = resolve_one(edit, command.target, EVERYTHING)
        if kind_of(edit.draft, segment) != "clip":
            _trim_alone(edit, segment, command.span)
            return
    start_ms, stop_ms = _span_of_part(edit, command)
    whole = resolve_one(edit, command.target, ("clip",)) if command.target else None
    first_ms, last_ms = (whole[START_MS], end_ms(whole)) if whole else (0, duration_ms(edit.draft))
    ripple_delete(edit.draft, stop_ms, last_ms)
    ripple_delete(edit.draft, first_ms, start_ms)
    _touch_clip_at(edit, first_ms)


def _trim_alone(edit: EditSession, segment: Segment, span: TimeSpan) -> None:
    kind = kind_of(edit.draft, segment)
    if kind == "ambience":
        raise CannotEdit("follows_picture")
    start_ms = segment[START_MS]
    first_ms, last_ms = part_ms(edit.draft, span, segment)
    part = slice_segment(segment, first_ms, last_ms)
    assert part is not None
    part[START_MS] = start_ms
    _make_part_of_time(kind, part)
    remove_segments(edit.draft, [segment])
    put_segments(edit.draft, kind, [part])
    edit.touch(part)


def _make_part_of_time(kind: SegmentKind, segment: Segment) -> None:
    """Music that has times of its own no longer follows the picture."""
    if kind == "music":
        segment[METADATA]["part"] = True


def _span_of_part(edit: EditSession, command: RippleDelete | Trim) -> tuple[int, int]:
    clip = resolve_one(edit, command.target, ("clip",)) if command.target else None
    return part_ms(edit.draft, command.span, clip)


def _touch_clip_at(edit: EditSession, at_ms: int) -> None:
    clips = find(edit.draft, "clip")
    edit.touch(*[clip for clip in clips if clip[START_MS] <= at_ms < end_ms(clip)] or clips[-1:])


@applies(Split)
def split_clip(edit: EditSession, command: Split) -> None:
    """Cut clips in parts that play on without a seam."""
    if command.at_s is None:
        for clip in resolve(edit, command.target or IT, ("clip",)):
            _split_at(edit, clip, _ends_of_parts(command, clip[DURATION_MS]))
        return
    clip, at_ms = _find_split(edit, command.at_s, command.target)
    is_seam = command.target is None and 0 < at_ms == clip[START_MS]  # the film is cut there already
    if not is_seam and not clip[START_MS] + SHORTEST_MS <= at_ms <= end_ms(clip) - SHORTEST_MS:
        raise CannotEdit("no_split_there", seconds=at_ms / 1000)
    _cut(edit, clip, at_ms, is_of_film=command.target is None)


def _cut(edit: EditSession, clip: Segment, at_ms: int, *, is_of_film: bool = False) -> None:
    known = edit.pieces if clip[ID] in edit.pieces else {}
    both = split_at(edit.draft, at_ms) or [clip]
    first, *others = find(edit.draft, "clip") if is_of_film else both[:1]
    edit.pieces = {each[ID]: False for each in others} | {first[ID]: True} | known | {both[-1][ID]: True}
    if not is_of_film:
        edit.pieces[both[0][ID]] = True
    edit.touch(*both)


def _ends_of_parts(command: Split, length_ms: int) -> list[int]:
    if command.share is not None:
        return [round(command.share * length_ms)]
    if command.every_s is not None:
        return [
            *range(max(SHORTEST_MS, round(1000 * command.every_s)), length_ms, round(1000 * command.every_s))
        ]
    return [round(length_ms * number / command.parts) for number in range(1, command.parts)]


def _split_at(edit: EditSession, clip: Segment, offsets_ms: list[int]) -> None:
    start_ms, bounds = clip[START_MS], (0, *offsets_ms, clip[DURATION_MS])
    if len(bounds) < 3 or any(stop - start < SHORTEST_MS for start, stop in pairwise(bounds)):
        raise CannotEdit("no_split_there", seconds=start_ms / 1000)
    for at_ms in offsets_ms:
        _cut(edit, clip, start_ms + at_ms)


def _find_split(edit: EditSession, at_s: float, target: Reference | None) -> tuple[Segment, int]:
    at_ms = round(1000 * at_s)
    if at_s < 0:
        whole = resolve_one(edit, target, ("clip",)) if target else find(edit.draft, "clip")[-1]
        return whole, end_ms(whole) + at_ms
    if target in (None, Reference("clip")):
        clip = next((c for c in find(edit.draft, "clip") if c[START_MS] <= at_ms < end_ms(c)), None)
        if clip is None:
            raise CannotEdit("beyond_end", seconds=duration_ms(edit.draft) / 1000)
        return clip, at_ms
    try:
        clips = [resolve_one(edit, target, ("clip",))]
    except NeedsChoice as choice:
        clips = choice.candidates
        if any(clip[ID] not in edit.pieces for clip in clips):
            raise
    start_ms, stop_ms = clips[0][START_MS], end_ms(clips[-1])
    if not stop_ms - start_ms <= at_ms < stop_ms:  # else it is a time of the film
        at_ms += start_ms
    return next((clip for clip in clips if clip[START_MS] <= at_ms < end_ms(clip)), clips[-1]), at_ms


@applies(SetLength)
def set_length(edit: EditSession, command: SetLength) -> None:
    """Make a clip, a title or the whole video longer or shorter at its end."""
    if command.target.is_all and command.target.kind == "clip":
        if command.is_each:
            clips = resolve(edit, command.target, ("clip",))
            for clip in clips:
                resize(edit.draft, clip, _possible_ms(edit, clip, _wanted_ms(command, clip[DURATION_MS])))
            edit.touch(*clips)
        else:
            _set_total_length(edit, command)
        return
    segment = resolve_one(edit, command.target, (*SHOWN, *WRITTEN, "voice", "music"))
    others_ms = duration_ms(edit.draft) - segment[DURATION_MS] if command.is_total else 0
    length_ms = _wanted_ms(command, segment[DURATION_MS]) - others_ms
    if length_ms < SHORTEST_MS:
        raise CannotEdit("longer_without", seconds=others_ms / 1000)
    _make_part_of_time(kind_of(edit.draft, segment), segment)
    edit.touch(segment)
    if kind_of(edit.draft, segment) == "clip":
        resize(edit.draft, segment, _possible_ms(edit, segment, length_ms))
    else:
        segment[DURATION_MS] = length_ms


def _set_total_length(edit: EditSession, command: SetLength) -> None:
    """The whole video: shorter by its end, longer by its last clip, or all clips of one length."""
    clips = resolve(edit, command.target, ("clip",))
    total_ms = duration_ms(edit.draft)
    wanted_ms = _wanted_ms(command, total_ms)
    if command.is_even:
        for clip in clips:
            resize(edit.draft, clip, _possible_ms(edit, clip, max(SHORTEST_MS, wanted_ms // len(clips))))
    elif wanted_ms < total_ms:
        ripple_delete(edit.draft, wanted_ms, total_ms)
    else:
        last_ms = clips[-1][DURATION_MS] + wanted_ms - total_ms
        resize(edit.draft, clips[-1], _possible_ms(edit, clips[-1], last_ms))
    edit.touch(*find(edit.draft, "clip"))


def _wanted_ms(command: SetLength, now_ms: int) -> int:
    wanted_s = (
        command.length_s if command.length_s is not None else now_ms / 1000 * command.factor + command.by_s
    )
    return max(SHORTEST_MS, round(1000 * wanted_s))


def _possible_ms(edit: EditSession, clip: Segment, wanted_ms: int) -> int:
    """Scenes are drawn up to a minute; a video that is too short holds its last picture."""
    metadata = clip[METADATA]
    if "scene" in metadata:
        if wanted_ms > 1000 * LONGEST_SCENE_S:
            edit.note("scene_shortened", seconds=LONGEST_SCENE_S)
        return min(wanted_ms, 1000 * LONGEST_SCENE_S)
    rest_ms = metadata["length_ms"] - metadata.get("from_ms", 0)
    if not metadata.get("still") and wanted_ms * metadata.get("speed", 1) > rest_ms + SHORTEST_MS:
        edit.note("held", name=metadata["name"])
    return wanted_ms


@applies(MoveTo)
def move_to(edit: EditSession, command: MoveTo) -> None:
    """Move something to a time; a clip goes to the nearest place among the clips."""
    segment = resolve_one(edit, command.target, EVERYTHING)
    kind = kind_of(edit.draft, segment)
    if kind == "ambience":
        raise CannotEdit("follows_picture")
    if command.over:
        clip = resolve_one(edit, command.over, ("clip",))
        is_inside = command.span.last_s is not None or command.span.shares is not None
        room_ms = clip[DURATION_MS] if is_inside else duration_ms(edit.draft) - clip[START_MS]
        start_ms, length_ms = place_span(command.span, room_ms, clip[DURATION_MS] / 1000)
        start_ms += clip[START_MS]
    else:
        start_ms, length_ms = _place_at(edit, command.span, segment)
    if kind == "clip":
        others = [clip for clip in find(edit.draft, "clip") if clip is not segment]
        index = sum(clip[START_MS] + clip[DURATION_MS] / 2 < start_ms for clip in others)
        arrange(edit.draft, [*others[:index], segment, *others[index:]])
    else:
        remove_segments(edit.draft, [segment])
        segment[START_MS], segment[DURATION_MS] = start_ms, length_ms
        _make_part_of_time(kind, segment)
        put_segments(edit.draft, kind, [segment])
    edit.touch(segment)


def _place_at(edit: EditSession, span: TimeSpan, segment: Segment) -> tuple[int, int]:
    """Start and length in ms; what the span leaves open stays as it is."""
    total_ms, usual_s = duration_ms(edit.draft), segment[DURATION_MS] / 1000
    start_s = segment[START_MS] / 1000 if span.start_s is None and span.last_s is None else span.start_s
    if span.end_s is not None and span.end_s < 0:  # counted from the end
        span = replace(span, end_s=total_ms / 1000 + span.end_s)
    if start_s is not None and 1000 * start_s >= total_ms:
        raise CannotEdit("beyond_end", seconds=total_ms / 1000)
    if start_s is not None and span.end_s is not None and span.end_s <= start_s:
        raise CannotEdit("ends_before_start")
    # "To the end" is the last so many seconds, as many as it lasts.
    wanted = TimeSpan(last_s=usual_s) if span.last_s == 0 else replace(span, start_s=start_s)
    return place_span(wanted, total_ms, usual_s)


@applies(MoveBy)
def move_by(edit: EditSession, command: MoveBy) -> None:
    """Move something earlier or later."""
    segment = resolve_one(edit, command.target, ("title", "subtitle", "inset", "voice", "music"))
    start_s = max(segment[START_MS] / 1000 + command.by_s, 0)
    move_to(edit, MoveTo(name_exactly(edit.draft, segment), TimeSpan(start_s=start_s)))


@applies(MoveClip)
def move_clip(edit: EditSession, command: MoveClip) -> None:
    """Move a clip, or those of a part of the time, to another place among the clips."""
    beside = resolve_one(edit, command.place.of, ("clip",)) if command.place.of else None
    row, place = resolve_row(edit, command.target), command.place
    clips = find(edit.draft, "clip")
    others = [each for each in clips if each not in row]
    if not others:
        raise CannotEdit("needs_two")
    if beside is not None:
        if beside not in others:
            raise CannotEdit("same_clip")
        index = others.index(beside) + (place.side == "after")
    elif place.side is not None:
        index = 0 if place.side == "start" else len(others)
    else:
        index = _counted(place, clips, row[0]) - 1
    arrange(edit.draft, [*others[:index], *row, *others[index:]])
    edit.touch(*row)


def _counted(place: Place, clips: list[Segment], clip: Segment) -> int:
    """A place in the order, from 1."""
    if not place.number and not place.steps and len(clips) % 2 == 0:
        raise CannotEdit("no_middle", count=len(clips))
    middle = 0 if place.steps else len(clips) // 2 + 1
    number = place.number or middle or clips.index(clip) + 1 + place.steps
    if not 1 <= number <= len(clips):
        raise CannotEdit("no_such_number", kind="clip", number=number, count=len(clips))
    return number


@applies(Swap)
def swap(edit: EditSession, command: Swap) -> None:
    """Let two clips, or two parts of the time, change places."""
    clips = find(edit.draft, "clip")
    if not clips:
        raise CannotEdit("none_there", kind="clip")
    pair = (Reference("clip", 1), Reference("clip", 2))
    if command.target.is_all and len(clips) < len(pair):
        raise CannotEdit("no_such_number", kind="clip", number=len(pair), count=len(clips))
    if command.target.is_all and len(clips) > len(pair):
        raise NeedsChoice(command.target, clips)
    named = pair if command.target.is_all else (command.target, command.other)
    first, second = (resolve_row(edit, each) for each in named)
    if any(each in second for each in first):
        raise CannotEdit("same_clip")
    rows = {first[0][ID]: second, second[0][ID]: first}
    gone = [*first[1:], *second[1:]]
    kept = [each for each in find(edit.draft, "clip") if each not in gone]
    arrange(edit.draft, [each for clip in kept for each in rows.get(clip[ID], [clip])])
    edit.touch(*first, *second)


@applies(Reorder)
def reorder(edit: EditSession, command: Reorder) -> None:
    """Put the clips in another command; those that are not named keep theirs, after the named ones."""
    clips = find(edit.draft, "clip")
    if len(clips) < 2:
        raise CannotEdit("needs_two")
    if any(not 1 <= number <= len(clips) for number in command.order):
        raise CannotEdit("no_such_number", kind="clip", number=max(command.order), count=len(clips))
    named = [clips[number - 1] for number in dict.fromkeys(command.order)]
    named += [resolve_one(edit, each, ("clip",)) for each in command.clips]
    if len({id(clip) for clip in named}) < len(named):
        raise CannotEdit("same_clip")
    rest = [clip for clip in clips if all(clip is not each for each in named)]
    arrange(edit.draft, [*named, *rest] if named else clips[::-1])
    edit.touch(*clips)


@applies(Delete)
def delete(edit: EditSession, command: Delete) -> None:
    """Take something off; with a clip goes what lies over it alone, and the gap closes."""
    unwanted = resolve(edit, command.target, EVERYTHING)
    if len(unwanted) > 1 and command.target.kind == "any" and not command.target.is_all:
        unwanted = [resolve_one(edit, command.target, EVERYTHING)]
    for segment in sorted(unwanted, key=lambda each: kind_of(edit.draft, each) == "clip"):
        _delete_one(edit, segment)


def _delete_one(edit: EditSession, segment: Segment) -> None:
    kind = kind_of(edit.draft, segment)
    if kind == "ambience":
        _silence_scenes(edit, segment)
    if kind == "clip":
        remove_clip(edit.draft, segment)
    else:
        remove_segments(edit.draft, [segment])


def _silence_scenes(edit: EditSession, ambience: Segment) -> None:
    for clip in find(edit.draft, "clip"):
        metadata, sound = clip[METADATA], ambience[METADATA]["sound"]
        is_over = ambience[START_MS] <= clip[START_MS] < end_ms(ambience)
        if is_over and metadata.get("sounds", {}).pop(sound, None) is None:
            metadata.pop("ambience", None)

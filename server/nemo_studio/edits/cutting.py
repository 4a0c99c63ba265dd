"""Edits of when and how long something shows."""

import copy
from typing import Final

from nemo_studio.agent.orders import (
    IT,
    CutOut,
    Delete,
    Duplicate,
    Freeze,
    KeepOnly,
    MoveBy,
    MoveClip,
    MoveTo,
    MoveToPosition,
    Reorder,
    Reverse,
    SetLength,
    SetSpeed,
    Split,
    Swap,
    TimeSpan,
)
from nemo_studio.draft import (
    ID,
    START_MS,
    Segment,
    duration_ms,
    end_ms,
    find,
    kind_of,
    make_segment,
    put_segments,
    remove_segments,
)
from nemo_studio.edits.references import EVERYTHING, SHOWN, call_exactly, part_ms, resolve, resolve_one
from nemo_studio.edits.refusals import CannotEdit
from nemo_studio.edits.scenes import LONGEST_SCENE_S
from nemo_studio.edits.timing import (
    SHORTEST_MS,
    arrange,
    cut_out,
    insert_clips,
    place_span,
    remove_clip,
    resize,
    source_at_ms,
    split_at,
)
from nemo_studio.edits.workbench import Workbench
from nemo_video.wire.draft import DURATION_MS, METADATA

SLOWEST: Final = 0.25
FASTEST: Final = 4.0
LONGEST_FREEZE_S: Final = 30
MOST_COPIES: Final = 20


def cut_part(bench: Workbench, order: CutOut) -> None:
    """Take a part away and close the gap."""
    start_ms, stop_ms = _span_of_part(bench, order)
    if stop_ms - start_ms >= duration_ms(bench.draft):
        raise CannotEdit("nothing_left")
    cut_out(bench.draft, start_ms, stop_ms)
    _touch_clip_at(bench, start_ms)


def keep_part(bench: Workbench, order: KeepOnly) -> None:
    """Take away what lies before and after a part."""
    start_ms, stop_ms = _span_of_part(bench, order)
    whole = resolve_one(bench, order.target, ("clip",)) if order.target else None
    first_ms, last_ms = (whole[START_MS], end_ms(whole)) if whole else (0, duration_ms(bench.draft))
    cut_out(bench.draft, stop_ms, last_ms)
    cut_out(bench.draft, first_ms, start_ms)
    _touch_clip_at(bench, first_ms)


def _span_of_part(bench: Workbench, order: CutOut | KeepOnly) -> tuple[int, int]:
    clip = resolve_one(bench, order.target, ("clip",)) if order.target else None
    return part_ms(bench.draft, order.span, clip)


def _touch_clip_at(bench: Workbench, at_ms: int) -> None:
    clips = find(bench.draft, "clip")
    bench.touch(*[clip for clip in clips if clip[START_MS] <= at_ms < end_ms(clip)] or clips[-1:])


def split_clip(bench: Workbench, order: Split) -> None:
    """Cut a clip in two that play on without a seam."""
    clip, at_ms = _find_split(bench, order)
    if not clip[START_MS] + SHORTEST_MS <= at_ms <= end_ms(clip) - SHORTEST_MS:
        raise CannotEdit("no_split_there", seconds=at_ms / 1000)
    bench.touch(*split_at(bench.draft, at_ms))


def _find_split(bench: Workbench, order: Split) -> tuple[Segment, int]:
    if order.target is None and order.at_s is not None:
        at_ms = round(1000 * order.at_s)
        clip = next((c for c in find(bench.draft, "clip") if c[START_MS] <= at_ms < end_ms(c)), None)
        if clip is None:
            raise CannotEdit("beyond_end", seconds=duration_ms(bench.draft) / 1000)
        return clip, at_ms
    clip = resolve_one(bench, order.target or IT, ("clip",))
    since_ms = clip[DURATION_MS] // 2 if order.at_s is None else round(1000 * order.at_s)
    return clip, clip[START_MS] + since_ms


def set_length(bench: Workbench, order: SetLength) -> None:
    """Make a clip, a title or the whole video longer or shorter at its end."""
    if order.target.is_all and order.target.kind == "clip":
        _set_total_length(bench, order)
        return
    segment = resolve_one(bench, order.target, ("clip", "inset", "title", "voice"))
    length_ms = _wanted_ms(order, segment[DURATION_MS])
    bench.touch(segment)
    if kind_of(bench.draft, segment) == "clip":
        resize(bench.draft, segment, _possible_ms(bench, segment, length_ms))
    else:
        segment[DURATION_MS] = length_ms


def _set_total_length(bench: Workbench, order: SetLength) -> None:
    """The whole video: shorter by its end, longer by its last clip."""
    clips = resolve(bench, order.target, ("clip",))
    total_ms = duration_ms(bench.draft)
    wanted_ms = _wanted_ms(order, total_ms)
    if wanted_ms < total_ms:
        cut_out(bench.draft, wanted_ms, total_ms)
    else:
        last_ms = clips[-1][DURATION_MS] + wanted_ms - total_ms
        resize(bench.draft, clips[-1], _possible_ms(bench, clips[-1], last_ms))
    bench.touch(*find(bench.draft, "clip"))


def _wanted_ms(order: SetLength, now_ms: int) -> int:
    wanted_s = order.length_s if order.length_s is not None else now_ms / 1000 * order.factor + order.by_s
    return max(SHORTEST_MS, round(1000 * wanted_s))


def _possible_ms(bench: Workbench, clip: Segment, wanted_ms: int) -> int:
    """Scenes are drawn up to a minute; a video that is too short holds its last picture."""
    metadata = clip[METADATA]
    if "scene" in metadata:
        if wanted_ms > 1000 * LONGEST_SCENE_S:
            bench.note("scene_shortened", seconds=LONGEST_SCENE_S)
        return min(wanted_ms, 1000 * LONGEST_SCENE_S)
    rest_ms = metadata["length_ms"] - metadata.get("from_ms", 0)
    if not metadata.get("still") and wanted_ms * metadata.get("speed", 1) > rest_ms + SHORTEST_MS:
        bench.note("held", name=metadata["name"])
    return wanted_ms


def move_to(bench: Workbench, order: MoveTo) -> None:
    """Move something to a time; a clip goes to the nearest place among the clips."""
    segment = resolve_one(bench, order.target, EVERYTHING)
    kind = kind_of(bench.draft, segment)
    if kind == "ambience":
        raise CannotEdit("follows_picture")
    usual_s = segment[DURATION_MS] / 1000
    start_ms, length_ms = place_span(_with_length(order.span, usual_s), duration_ms(bench.draft), usual_s)
    if kind == "clip":
        others = [clip for clip in find(bench.draft, "clip") if clip is not segment]
        index = sum(clip[START_MS] + clip[DURATION_MS] / 2 < start_ms for clip in others)
        arrange(bench.draft, [*others[:index], segment, *others[index:]])
    else:
        remove_segments(bench.draft, [segment])
        segment[START_MS], segment[DURATION_MS] = start_ms, length_ms
        put_segments(bench.draft, kind, [segment])
    bench.touch(segment)


def move_by(bench: Workbench, order: MoveBy) -> None:
    """Move something earlier or later."""
    segment = resolve_one(bench, order.target, ("title", "subtitle", "inset", "voice", "music"))
    start_s = max(segment[START_MS] / 1000 + order.by_s, 0)
    move_to(bench, MoveTo(call_exactly(bench.draft, segment), TimeSpan(start_s=start_s)))


def _with_length(span: TimeSpan, usual_s: float) -> TimeSpan:
    """As in "To the end" is the last so many seconds, as many as it lasts."""
    return TimeSpan(last_s=usual_s) if span.last_s == 0 else span


def move_clip(bench: Workbench, order: MoveClip) -> None:
    """Move a clip to another place among the clips."""
    clip = resolve_one(bench, order.target, ("clip",))
    place = order.place
    others = [each for each in find(bench.draft, "clip") if each is not clip]
    if place.of is None:
        index = 0 if place.side == "start" else len(others)
    else:
        beside = resolve_one(bench, place.of, ("clip",))
        if beside is clip:
            raise CannotEdit("same_clip")
        index = next(i for i, each in enumerate(others) if each is beside) + (place.side == "after")
    _put_at(bench, clip, others, index)


def move_to_position(bench: Workbench, order: MoveToPosition) -> None:
    """Make a clip the so-manieth."""
    clip = resolve_one(bench, order.target, ("clip",))
    others = [each for each in find(bench.draft, "clip") if each is not clip]
    if not 1 <= order.position <= len(others) + 1:
        raise CannotEdit("no_such_number", kind="clip", number=order.position, count=len(others) + 1)
    _put_at(bench, clip, others, order.position - 1)


def _put_at(bench: Workbench, clip: Segment, others: list[Segment], index: int) -> None:
    if not others:
        raise CannotEdit("needs_two")
    arrange(bench.draft, [*others[:index], clip, *others[index:]])
    bench.touch(clip)


def swap(bench: Workbench, order: Swap) -> None:
    """Let two clips change places."""
    first, second = (resolve_one(bench, each, ("clip",)) for each in (order.target, order.other))
    if first is second:
        raise CannotEdit("same_clip")
    others = {id(first): second, id(second): first}
    arrange(bench.draft, [others.get(id(clip), clip) for clip in find(bench.draft, "clip")])
    bench.touch(first, second)


def reorder(bench: Workbench, order: Reorder) -> None:
    """Put the clips in another order; those that are not named keep theirs, after the named ones."""
    clips = find(bench.draft, "clip")
    if len(clips) < 2:
        raise CannotEdit("needs_two")
    if any(not 1 <= number <= len(clips) for number in order.order):
        raise CannotEdit("no_such_number", kind="clip", number=max(order.order), count=len(clips))
    named = [clips[number - 1] for number in dict.fromkeys(order.order)]
    rest = [clip for clip in clips if all(clip is not each for each in named)]
    arrange(bench.draft, [*named, *rest] if named else clips[::-1])
    bench.touch(*clips)


def duplicate(bench: Workbench, order: Duplicate) -> None:
    """Put copies of a clip or a title right after it."""
    segment = resolve_one(bench, order.target, (*SHOWN, "title"))
    kind = kind_of(bench.draft, segment)
    copies = [_copy(segment) for _ in range(min(order.copies, MOST_COPIES))]
    if kind == "clip":
        insert_clips(bench.draft, copies, end_ms(segment))
    else:
        for index, each in enumerate(copies, 1):
            each[START_MS] += index * segment[DURATION_MS]
        put_segments(bench.draft, kind, copies)
    bench.touch(*copies)


def _copy(segment: Segment) -> Segment:
    twin = copy.deepcopy(segment)
    twin[ID] = make_segment(0, 0, {})[ID]
    return twin


def delete(bench: Workbench, order: Delete) -> None:
    """Take something off; with a clip goes what lies over it alone, and the gap closes."""
    unwanted = resolve(bench, order.target, EVERYTHING)
    if len(unwanted) > 1 and order.target.kind == "any" and not order.target.is_all:
        unwanted = [resolve_one(bench, order.target, EVERYTHING)]
    for segment in sorted(unwanted, key=lambda each: kind_of(bench.draft, each) == "clip"):
        _delete_one(bench, segment)


def _delete_one(bench: Workbench, segment: Segment) -> None:
    kind = kind_of(bench.draft, segment)
    if kind == "ambience":
        _silence_scenes(bench, segment)
    if kind == "clip":
        remove_clip(bench.draft, segment)
    else:
        remove_segments(bench.draft, [segment])


def _silence_scenes(bench: Workbench, ambience: Segment) -> None:
    for clip in find(bench.draft, "clip"):
        if ambience[START_MS] <= clip[START_MS] < end_ms(ambience):
            clip[METADATA].pop("ambience", None)


def set_speed(bench: Workbench, order: SetSpeed) -> None:
    """Play clips faster or slower; their length follows."""
    clips = resolve(bench, order.target, SHOWN, means_all=True)
    for clip in clips:
        now = clip[METADATA].get("speed", 1)
        if not now:
            raise CannotEdit("is_frozen")
        wanted = order.speed if order.speed is not None else now * order.factor
        speed = round(min(max(wanted, SLOWEST), FASTEST), 4)
        if speed != round(wanted, 4):
            bench.note("speed_limited", speed=speed)
        clip[METADATA].setdefault("length_ms", clip[DURATION_MS])
        resize(bench.draft, clip, max(SHORTEST_MS, round(clip[DURATION_MS] * now / speed)))
        clip[METADATA]["speed"] = speed
    bench.touch(*clips)


def reverse(bench: Workbench, order: Reverse) -> None:
    """Play clips backwards, or forwards again."""
    clips = resolve(bench, order.target, SHOWN, means_all=True)
    for clip in clips:
        if not clip[METADATA].pop("reverse", False):
            clip[METADATA]["reverse"] = True
    bench.touch(*clips)


def freeze(bench: Workbench, order: Freeze) -> None:
    """Hold a frame: a clip is cut there, and a still of that moment put between the parts."""
    clip, at_ms = _find_frame(bench, order)
    still = _copy(clip)
    metadata = still[METADATA]
    for key in ("reverse", "transition", "transition_ms", "fade_in_ms", "fade_out_ms"):
        metadata.pop(key, None)
    metadata.setdefault("length_ms", clip[DURATION_MS])
    metadata.update(from_ms=source_at_ms(clip, at_ms), speed=0)
    still[DURATION_MS] = round(1000 * min(order.length_s, LONGEST_FREEZE_S))
    if at_ms >= end_ms(clip) - SHORTEST_MS:
        insert_clips(bench.draft, [still], end_ms(clip))
    elif at_ms <= clip[START_MS] + SHORTEST_MS:
        insert_clips(bench.draft, [still], clip[START_MS])
    else:
        split_at(bench.draft, at_ms)
        insert_clips(bench.draft, [still], at_ms)
    bench.touch(still)


def _find_frame(bench: Workbench, order: Freeze) -> tuple[Segment, int]:
    if order.at_s is not None:
        at_ms = round(1000 * order.at_s)
        clips = find(bench.draft, "clip")
        clip = next((c for c in clips if c[START_MS] <= at_ms <= end_ms(c)), None)
        if clip is None:
            raise CannotEdit("beyond_end", seconds=duration_ms(bench.draft) / 1000)
        return clip, at_ms
    clip = resolve_one(bench, order.target, ("clip",))
    return clip, clip[START_MS] if order.is_first else end_ms(clip) - 40

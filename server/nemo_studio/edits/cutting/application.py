"""Edits of when and how long something shows."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from nemo_studio.draft import ID, START_MS, Segment, end_ms
from nemo_studio.edits.cutting import commands
from nemo_studio.edits.media.application import LONGEST_SCENE_S
from nemo_studio.edits.references import IT, Place, Reference
from nemo_studio.edits.refusals import CannotEdit, NeedsChoice
from nemo_studio.edits.registry import applies, apply
from nemo_studio.edits.ripple import (
    SHORTEST_MS,
    arrange,
    clips_under,
    place_span,
    remove_clip,
    resize,
    ripple_delete,
    slice_segment,
    split_at,
)
from nemo_studio.edits.session import EditSession
from nemo_studio.edits.sound.commands import AddMusic
from nemo_studio.edits.spans import WHOLE, TimeSpan, share_out
from nemo_studio.edits.targets import (
    EVERYTHING,
    SHOWN,
    WRITTEN,
    name_exactly,
    part_ms,
    place_over,
    resolve,
    resolve_one,
    resolve_row,
)
from nemo_video.wire.draft import DURATION_MS, METADATA


@applies(commands.RippleDelete)
def cut_part(edit: EditSession, command: commands.RippleDelete) -> None:
    """Take a part away and close the gap; of each clip, where all are meant."""
    for clip in _each_of(edit, command.target):
        start_ms, stop_ms = part_ms(edit.draft, command.span, clip)
        if stop_ms - start_ms >= edit.total_ms:
            raise CannotEdit("nothing_left")
        ripple_delete(edit.draft, start_ms, stop_ms)
        _touch_clip_at(edit, start_ms)


@applies(commands.Trim)
def keep_part(edit: EditSession, command: commands.Trim) -> None:
    """Take away what lies before and after a part; what lies over clips keeps its start."""
    if command.target and command.target.id:
        segment = resolve_one(edit, command.target, EVERYTHING)
        if edit.kind_of(segment) != "clip":
            _trim_alone(edit, segment, command.span)
            return
    for clip in _each_of(edit, command.target):
        start_ms, stop_ms = part_ms(edit.draft, command.span, clip)
        first_ms, last_ms = (clip[START_MS], end_ms(clip)) if clip else (0, edit.total_ms)
        ripple_delete(edit.draft, stop_ms, last_ms)
        ripple_delete(edit.draft, first_ms, start_ms)
        _touch_clip_at(edit, first_ms)


def _each_of(edit: EditSession, target: Reference | None) -> Sequence[Segment | None]:
    """The clips of which a part is meant, the last first, so that the others stay; None for the film."""
    if target is None:
        return [None]
    return resolve(edit, target)[::-1] if target.is_all else [resolve_one(edit, target)]


def _trim_alone(edit: EditSession, segment: Segment, span: TimeSpan) -> None:
    if edit.kind_of(segment) == "ambience":
        raise CannotEdit("follows_picture")
    part = slice_segment(segment, *part_ms(edit.draft, span, segment))
    segment[METADATA] = part[METADATA]
    _make_part_of_time(segment)
    edit.move(segment, segment[START_MS], part[DURATION_MS])
    edit.touch(segment)


def _make_part_of_time(segment: Segment) -> None:
    """Music that has times of its own no longer follows the picture."""
    if segment[METADATA].get("kind") == "music":
        segment[METADATA]["part"] = True


def _touch_clip_at(edit: EditSession, at_ms: int) -> None:
    clips = edit.find("clip")
    edit.touch(_clip_at(clips, at_ms) or clips[-1])


def _clip_at(clips: list[Segment], at_ms: int) -> Segment | None:
    return next((clip for clip in clips if clip[START_MS] <= at_ms < end_ms(clip)), None)


@applies(commands.Split)
def split_clip(edit: EditSession, command: commands.Split) -> None:
    """Cut clips in parts that play on without a seam."""
    if command.at_s is None:
        clips = resolve(edit, command.target or IT)
        if len(clips) > 1 and command.target in (None, IT):
            _split_film(edit, _ends_of_parts(command, edit.total_ms))
            return
        for clip in clips:
            _split_at(edit, clip, _ends_of_parts(command, clip[DURATION_MS]))
        return
    clip, at_ms = _find_split(edit, command.at_s, command.target)
    is_seam = command.target is None and 0 < at_ms == clip[START_MS]  # the film is cut there already
    if not is_seam and not clip[START_MS] + SHORTEST_MS <= at_ms <= end_ms(clip) - SHORTEST_MS:
        raise CannotEdit("no_split_there", seconds=at_ms / 1000)
    _cut(edit, clip, at_ms, is_of_film=command.target is None)


def _split_film(edit: EditSession, times_ms: list[int]) -> None:
    """Cut the film at several times; where one clip ends and the next begins it is cut already."""
    starts_ms = {clip[START_MS] for clip in edit.find("clip")}
    for at_ms in times_ms:
        clip = _clip_at(edit.find("clip"), at_ms)
        if clip and at_ms not in starts_ms:
            _cut(edit, clip, at_ms, is_of_film=True)


def _cut(edit: EditSession, clip: Segment, at_ms: int, *, is_of_film: bool = False) -> None:
    known = edit.pieces if clip[ID] in edit.pieces else {}
    both = split_at(edit.draft, at_ms) or [clip]
    film = edit.find("clip") if is_of_film else []
    begins = both[-1:] if is_of_film else both
    edit.pieces = {each[ID]: each is film[0] for each in film} | known | {each[ID]: True for each in begins}
    edit.touch(*both)


def _ends_of_parts(command: commands.Split, length_ms: int) -> list[int]:
    if command.every_s is not None:
        step_ms = round(1000 * command.every_s)
        return [*range(max(SHORTEST_MS, step_ms), length_ms, step_ms)]
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
        whole = resolve_one(edit, target) if target else edit.find("clip")[-1]
        return whole, end_ms(whole) + at_ms
    if target in (None, Reference("clip")):
        if clip := _clip_at(edit.find("clip"), at_ms):
            return clip, at_ms
        raise CannotEdit("beyond_end", seconds=edit.total_ms / 1000)
    try:
        clips = [resolve_one(edit, target)]
    except NeedsChoice as choice:
        clips = choice.candidates
        if any(clip[ID] not in edit.pieces for clip in clips):
            raise
    start_ms, stop_ms = clips[0][START_MS], end_ms(clips[-1])
    if not stop_ms - start_ms <= at_ms < stop_ms:  # else it is a time of the film
        at_ms += start_ms
    return _clip_at(clips, at_ms) or clips[-1], at_ms


@applies(commands.SetLength)
def set_length(edit: EditSession, command: commands.SetLength) -> None:
    """Make a clip, a title or the whole video longer or shorter at its end."""
    if command.target.is_all and command.target.kind == "clip":
        _set_all_lengths(edit, command)
        return
    segment = resolve_one(edit, command.target, (*SHOWN, *WRITTEN, "voice", "music"))
    others_ms = edit.total_ms - segment[DURATION_MS] if command.is_total else 0
    length_ms = _wanted_ms(command, segment[DURATION_MS]) - others_ms
    if length_ms < SHORTEST_MS:
        raise CannotEdit("longer_without", seconds=others_ms / 1000)
    edit.touch(segment)
    if edit.kind_of(segment) == "clip":
        _resize(edit, segment, length_ms)
    else:
        _make_part_of_time(segment)
        segment[DURATION_MS] = length_ms


def _set_all_lengths(edit: EditSession, command: commands.SetLength) -> None:
    """Each clip, or the whole video: all its clips share what it is to be."""
    clips, total_ms = resolve(edit, command.target), edit.total_ms
    if command.is_each:
        for clip in clips:
            _resize(edit, clip, _wanted_ms(command, clip[DURATION_MS]))
    else:
        weights = [1 if command.is_even else clip[DURATION_MS] for clip in clips]
        others_ms = total_ms - sum(clip[DURATION_MS] for clip in clips)
        wanted_ms = _wanted_ms(command, total_ms) - others_ms
        if wanted_ms < SHORTEST_MS * len(clips):
            raise CannotEdit("longer_without", seconds=others_ms / 1000)
        for clip, own_ms in zip(clips, share_out(wanted_ms, weights), strict=True):
            _resize(edit, clip, max(SHORTEST_MS, own_ms))
    edit.touch(*(clips if command.is_each else edit.find("clip")))


def _wanted_ms(command: commands.SetLength, now_ms: int) -> int:
    changed_s = now_ms / 1000 * command.factor + command.by_s
    return max(SHORTEST_MS, round(1000 * (changed_s if command.length_s is None else command.length_s)))


def _resize(edit: EditSession, clip: Segment, wanted_ms: int) -> None:
    """Scenes are drawn up to a minute; a video that is too short holds its last picture."""
    metadata = clip[METADATA]
    if "scene" not in metadata:
        rest_ms = metadata["length_ms"] - metadata.get("from_ms", 0)
        if not metadata.get("still") and wanted_ms * metadata.get("speed", 1) > rest_ms + SHORTEST_MS:
            edit.note("held", name=metadata["name"])
    elif wanted_ms > 1000 * LONGEST_SCENE_S:
        wanted_ms = 1000 * LONGEST_SCENE_S
        edit.note("scene_shortened", seconds=LONGEST_SCENE_S)
    resize(edit.draft, clip, wanted_ms)


@applies(commands.MoveTo)
def move_to(edit: EditSession, command: commands.MoveTo) -> None:
    """Move something to a time; a clip goes to the nearest place among the clips, and music comes."""
    is_begun = command.over or command.span.start_s is not None
    if command.target == Reference("music") and is_begun and not edit.find("music"):
        apply(edit, AddMusic(None))
    segment = resolve_one(edit, command.target, EVERYTHING)
    kind = edit.kind_of(segment)
    if kind == "ambience":
        raise CannotEdit("follows_picture")
    if command.over:
        start_ms, length_ms = place_over(edit, command.over, command.span)
        if kind == "music" and command.span == WHOLE:  # it begins there, and plays on
            length_ms = edit.total_ms - start_ms
        elif command.span == TimeSpan(last_s=0):  # it ends there
            start_ms, length_ms = segment[START_MS], start_ms + length_ms - segment[START_MS]
            if length_ms <= 0:
                raise CannotEdit("ends_before_start")
    else:
        start_ms, length_ms = _place_at(edit, command.span, segment)
    if kind == "clip":
        if command.span.end_s is not None:
            _resize(edit, segment, length_ms)
        others = [clip for clip in edit.find("clip") if clip is not segment]
        index = sum(clip[START_MS] + clip[DURATION_MS] / 2 < start_ms for clip in others)
        arrange(edit.draft, [*others[:index], segment, *others[index:]])
    else:
        _make_part_of_time(segment)
        edit.move(segment, start_ms, length_ms)
    edit.touch(segment)


def _place_at(edit: EditSession, span: TimeSpan, segment: Segment) -> tuple[int, int]:
    """Start and length in ms; what the span leaves open stays as it is."""
    total_ms, usual_s = edit.total_ms, segment[DURATION_MS] / 1000
    start_s = segment[START_MS] / 1000 if span.start_s is None and span.last_s is None else span.start_s
    if start_s is not None and 1000 * start_s >= total_ms:
        raise CannotEdit("beyond_end", seconds=total_ms / 1000)
    if start_s is not None and span.end_s is not None and 0 <= span.end_s <= start_s:
        raise CannotEdit("ends_before_start")
    # "To the end" is the last so many seconds, as many as it lasts.
    wanted = TimeSpan(last_s=usual_s) if span.last_s == 0 else replace(span, start_s=start_s)
    return place_span(wanted, total_ms, usual_s)


@applies(commands.MoveBy)
def move_by(edit: EditSession, command: commands.MoveBy) -> None:
    """Move something earlier or later."""
    segment = resolve_one(edit, command.target, ("title", "subtitle", "inset", "voice", "music"))
    start_s = max(segment[START_MS] / 1000 + command.by_s, 0)
    move_to(edit, commands.MoveTo(name_exactly(edit.draft, segment), TimeSpan(start_s=start_s)))


@applies(commands.MoveClip)
def move_clip(edit: EditSession, command: commands.MoveClip) -> None:
    """Move a clip, or those of a part of the time, to another place among the clips."""
    beside = resolve_one(edit, command.place.of) if command.place.of else None
    row, place = resolve_row(edit, command.target), command.place
    clips = edit.find("clip")
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
        raise CannotEdit("no_middle")
    middle = 0 if place.steps else len(clips) // 2 + 1
    number = place.number or middle or clips.index(clip) + 1 + place.steps
    if not 1 <= number <= len(clips):
        raise CannotEdit("no_such_number", kind="clip", number=number, count=len(clips))
    return number


@applies(commands.Swap)
def swap(edit: EditSession, command: commands.Swap) -> None:
    """Let two clips, or two parts of the time, change places."""
    pair = (Reference("clip", 1), Reference("clip", 2))
    if command.target.is_all and len(edit.find("clip")) > len(pair):
        raise NeedsChoice(command.target, edit.find("clip"))
    named = pair if command.target.is_all else (command.target, command.other)
    first, second = (resolve_row(edit, each) for each in named)
    if any(each in second for each in first):
        raise CannotEdit("same_clip")
    rows = {first[0][ID]: second, second[0][ID]: first}
    gone = [*first[1:], *second[1:]]
    kept = [each for each in edit.find("clip") if each not in gone]
    arrange(edit.draft, [each for clip in kept for each in rows.get(clip[ID], [clip])])
    edit.touch(*first, *second)


@applies(commands.Reorder)
def reorder(edit: EditSession, command: commands.Reorder) -> None:
    """Put the clips in another command; those that are not named keep theirs, after the named ones."""
    clips = edit.find("clip")
    if len(clips) < 2:
        raise CannotEdit("needs_two")
    if any(not 1 <= number <= len(clips) for number in command.order):
        raise CannotEdit("no_such_number", kind="clip", number=max(command.order), count=len(clips))
    named = [clips[number - 1] for number in dict.fromkeys(command.order)]
    named += [resolve_one(edit, each) for each in command.clips]
    if len({clip[ID] for clip in named}) < len(named):
        raise CannotEdit("same_clip")
    rest = [clip for clip in clips if clip not in named]
    arrange(edit.draft, [*named, *rest] if named else clips[::-1])
    edit.touch(*clips)


@applies(commands.Delete)
def delete(edit: EditSession, command: commands.Delete) -> None:
    """Take something off; with a clip goes what lies over it alone, and the gap closes."""
    target = command.target
    is_it = target.kind == "any" and not target.is_all
    if target.kind == "subtitle" and not edit.find("subtitle"):
        raise CannotEdit("none_there", kind="subtitle")  # and no title goes in their place
    unwanted = [resolve_one(edit, target, EVERYTHING)] if is_it else resolve(edit, target, EVERYTHING)
    for segment in sorted(unwanted, key=lambda each: edit.kind_of(each) == "clip"):
        kind = edit.kind_of(segment)
        if kind == "ambience":
            for clip in clips_under(edit.draft, segment):
                if clip[METADATA].get("sounds", {}).pop(segment[METADATA]["sound"], None) is None:
                    clip[METADATA].pop("ambience", None)
        if kind == "clip":
            remove_clip(edit.draft, segment)
        else:
            edit.remove([segment])

"""Edits of how clips play: how fast, which way, how often, and frames that are held."""

import copy
from typing import Final

from nemo_studio.draft import ID, START_MS, Segment, end_ms, make_segment, new_id, put_value
from nemo_studio.edits.cutting.commands import AddBlack, Duplicate, Freeze, Reverse, SetSpeed
from nemo_studio.edits.media.application import place_ms
from nemo_studio.edits.references import IT
from nemo_studio.edits.refusals import CannotEdit, NeedsChoice
from nemo_studio.edits.registry import applies
from nemo_studio.edits.ripple import (
    SHORTEST_MS,
    arrange,
    insert_clips,
    resize,
    ripple_delete,
    source_at_ms,
    split_at,
)
from nemo_studio.edits.session import EditSession
from nemo_studio.edits.targets import SHOWN, resolve, resolve_one, resolve_row
from nemo_video.wire.draft import DURATION_MS, METADATA

MOST_COPIES: Final = 20
SLOWEST: Final = 0.1
FASTEST: Final = 10.0
LONGEST_FREEZE_S: Final = 30


@applies(SetSpeed)
def set_speed(edit: EditSession, command: SetSpeed) -> None:
    """Play clips faster or slower; their length follows."""
    clips = resolve(edit, command.target, SHOWN, means_all=True)
    factor = command.factor
    if command.length_s is not None:
        factor = sum(clip[DURATION_MS] for clip in clips) / (1000 * max(command.length_s, 0.1))
    for clip in clips:
        now = clip[METADATA].get("speed", 1)
        if not now:
            raise CannotEdit("is_frozen")
        wanted = command.speed if command.speed is not None else now * factor
        speed = round(min(max(wanted, SLOWEST), FASTEST), 4)
        if speed != round(wanted, 4):
            edit.note("speed_limited", speed=speed)
        clip[METADATA].setdefault("length_ms", clip[DURATION_MS])
        resize(edit.draft, clip, max(SHORTEST_MS, round(clip[DURATION_MS] * now / speed)))
        clip[METADATA]["speed"] = speed
    edit.touch(*clips)


@applies(Duplicate)
def duplicate(edit: EditSession, command: Duplicate) -> None:
    """Put copies of clips or a title right after them."""
    row = resolve_row(edit, command.target, (*SHOWN, "title"))
    kind = edit.kind_of(row[0])
    row_ms, lasts_ms = sum(each[DURATION_MS] for each in row), round(1000 * (command.lasts_s or 0))
    count = max(-(-lasts_ms // row_ms) - 1, 0) if lasts_ms else command.copies
    copies = [copy_segment(each) for _ in range(min(count, MOST_COPIES)) for each in row]
    if kind == "clip":
        insert_clips(edit.draft, copies, place_ms(edit, command.place) if command.place else end_ms(row[-1]))
    else:
        for index, each in enumerate(copies, 1):
            each[START_MS] += index * each[DURATION_MS]
        edit.put(kind, copies)
    wanted_ms, stop_ms = row[0][START_MS] + lasts_ms, end_ms((copies or row)[-1])
    if lasts_ms and wanted_ms < stop_ms:
        ripple_delete(edit.draft, wanted_ms, stop_ms)
    edit.touch(*copies)
    if command.target.is_all:  # "it" is the whole film then
        edit.touched |= {each[ID] for each in row}


def copy_segment(segment: Segment) -> Segment:
    """The same once more, with an id of its own."""
    twin = copy.deepcopy(segment)
    twin[ID] = new_id()
    return twin


@applies(AddBlack)
def add_black(edit: EditSession, command: AddBlack) -> None:
    """Put a black picture among the clips."""
    name = "黑屏" if edit.language == "zh" else "black"
    length_ms = round(1000 * max(command.length_s, 0.1))
    ends = [place_ms(edit, command.place)] if command.place else map(end_ms, edit.find("clip")[:-1])
    for at_ms in [*ends][::-1]:
        clip = make_segment(0, length_ms, {"name": name, "scene": "black"})
        insert_clips(edit.draft, [clip], at_ms)
        edit.touch(clip)


@applies(Reverse)
def reverse(edit: EditSession, command: Reverse) -> None:
    """Play clips backwards, or forwards again."""
    clips = resolve(edit, command.target, SHOWN, means_all=True)
    for clip in clips:
        is_turned = not clip[METADATA].get("reverse")
        is_backwards = is_turned if command.is_backwards is None else command.is_backwards
        put_value(clip[METADATA], "reverse", is_backwards)
    if command.is_film:
        arrange(edit.draft, edit.find("clip")[::-1])
    edit.touch(*clips)


@applies(Freeze)
def freeze(edit: EditSession, command: Freeze) -> None:
    """Hold a frame: a clip is cut there, and a still of that moment put between the parts."""
    clip, at_ms = _find_frame(edit, command)
    still = copy_segment(clip)
    metadata = still[METADATA]
    for key in ("reverse", "transition", "transition_ms", "fade_in_ms", "fade_out_ms"):
        metadata.pop(key, None)
    metadata.setdefault("length_ms", clip[DURATION_MS])
    metadata.update(from_ms=source_at_ms(clip, at_ms), speed=0)
    still[DURATION_MS] = round(1000 * min(command.length_s, LONGEST_FREEZE_S))
    if at_ms >= end_ms(clip) - SHORTEST_MS:
        at_ms = end_ms(clip)
    elif at_ms <= clip[START_MS] + SHORTEST_MS:
        at_ms = clip[START_MS]
    split_at(edit.draft, at_ms)  # where no clips meet already
    insert_clips(edit.draft, [still], at_ms)
    edit.touch(still)


def _find_frame(edit: EditSession, command: Freeze) -> tuple[Segment, int]:
    if command.at_s is not None:
        at_ms = round(1000 * command.at_s)
        if command.target.name or command.target.ordinal is not None:
            clip = resolve_one(edit, command.target)
            if not clip[DURATION_MS] <= at_ms < end_ms(clip):  # else it is a time of the film
                at_ms += clip[START_MS]
        clips = [c for c in edit.find("clip") if c[START_MS] <= at_ms <= end_ms(c)]
        if not clips:
            raise CannotEdit("beyond_end", seconds=edit.total_ms / 1000)
        return clips[-1], at_ms
    try:
        clip = resolve_one(edit, command.target)
    except NeedsChoice:
        if command.target != IT:
            raise
        clip = edit.find("clip")[0 if command.is_first else -1]  # the film's own first or last frame
    return clip, clip[START_MS] if command.is_first else end_ms(clip) - 40

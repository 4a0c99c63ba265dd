"""Edits of how the picture looks."""

import math
import re
from dataclasses import replace
from itertools import pairwise
from operator import itemgetter
from typing import Final

from nemo_studio.draft import ID, START_MS, Segment, end_ms, put_value
from nemo_studio.edits.media.application import (
    MAX_CROP,
    PICTURES,
    find_upload,
    make_media_clip,
    make_scene_clip,
    waiting_uploads,
)
from nemo_studio.edits.media.commands import MakeScene
from nemo_studio.edits.media.words import SCENE_NAMES
from nemo_studio.edits.picture import commands
from nemo_studio.edits.references import Reference
from nemo_studio.edits.refusals import CannotEdit
from nemo_studio.edits.registry import applies
from nemo_studio.edits.ripple import ripple_insert
from nemo_studio.edits.session import EditSession
from nemo_studio.edits.spans import OPEN
from nemo_studio.edits.targets import SHOWN, WRITTEN, has_name, place_over, resolve, resolve_one
from nemo_video.wire.draft import DURATION_MS, METADATA
from nemo_video.wire.envelope import JsonObject

CLOSEST: Final = 10.0
ZOOM_STEP: Final = 1.25
SHORTEST_TRANSITION_S: Final = 0.1
INSET_STILL_S: Final = 4
USUAL_CORNER: Final = "bottom_right"
USUAL_INSET_WIDTH: Final = 0.33
SMALLEST_INSET: Final = 0.05
LARGEST_INSET: Final = 1.0
SAME_SHAPE: Final = 0.01
"""So little may two shapes differ where nothing is seen of bars."""


def _change(edit: EditSession, target: Reference) -> list[JsonObject]:
    """What the draft says of the clips that are meant and are to look otherwise."""
    clips = resolve(edit, target, SHOWN, means_all=True)
    edit.touch(*clips)
    return [clip[METADATA] for clip in clips]


@applies(commands.SetLook)
def set_look(edit: EditSession, command: commands.SetLook) -> None:
    """Give clips a look; without one they look as they are, brightness and the like included."""
    if command.wanted:
        raise CannotEdit("no_such_effect", name=command.wanted)
    for metadata in _change(edit, command.target):
        if command.step and {command.look, metadata.get("look")} == {"warm", "cool"}:
            del metadata["look"]
        elif command.step == "less" and "look" not in metadata:
            raise CannotEdit("no_look")
        elif command.look == "none":
            for key in ("look", "brightness", "contrast", "saturation"):
                metadata.pop(key, None)
        else:
            metadata["look"] = command.look
    if command.is_slight:
        edit.note("one_strength")
    for other in command.left_out:
        edit.note("one_look", look=command.look, left_out=other)


@applies(commands.Adjust)
def adjust(edit: EditSession, command: commands.Adjust) -> None:
    """Change brightness, contrast or saturation."""
    for metadata in _change(edit, command.target):
        now = metadata.get(command.quality, 0) if command.is_relative else 0
        put_value(metadata, command.quality, round(min(max(now + command.amount, -1.0), 1.0), 3))


@applies(commands.Zoom)
def zoom(edit: EditSession, command: commands.Zoom) -> None:
    """Cut off the edges and enlarge the rest."""
    for metadata in _change(edit, command.target):
        wanted = command.factor if command.factor is not None else metadata.get("zoom", 1) * ZOOM_STEP
        factor = round(min(max(wanted, 1.0), CLOSEST), 3)
        put_value(metadata, "zoom", factor if factor > 1 else None)
        put_value(metadata, "focus", list(command.focus) if factor > 1 else None)


@applies(commands.SetFit)
def set_fit(edit: EditSession, command: commands.SetFit) -> None:
    """Show uploads whole or cut to fill; scenes are drawn for the picture's shape."""
    uploads = [each for each in _change(edit, command.target) if "media_id" in each]
    if not uploads:
        raise CannotEdit("scenes_fill")
    shapes = {media.media_id: media.shape or 0 for media in edit.uploads}
    gaps = [abs(shapes[each["media_id"]] / edit.canvas.shape - 1) for each in uploads]
    if command.fit == "bars" and max(gaps) < SAME_SHAPE:
        edit.note("no_bars")
    for metadata in uploads:
        metadata["fit"] = command.fit


@applies(commands.Rotate)
def rotate(edit: EditSession, command: commands.Rotate) -> None:
    """Turn clips in quarters."""
    if command.degrees and command.degrees % 90:
        raise CannotEdit("quarter_turns")
    for metadata in _change(edit, command.target):
        now = 0 if command.is_absolute or command.degrees is None else metadata.get("rotate", 0)
        put_value(metadata, "rotate", (now + (command.degrees or 0)) % 360)


@applies(commands.Mirror)
def mirror(edit: EditSession, command: commands.Mirror) -> None:
    """Let left and right, or top and bottom, change places."""
    key = "mirror" if command.axis == "horizontal" else "flip"
    for metadata in _change(edit, command.target):
        is_turned = not metadata.get(key) if command.is_mirrored is None else command.is_mirrored
        put_value(metadata, key, is_turned)


@applies(commands.SetTransition)
def set_transition(edit: EditSession, command: commands.SetTransition) -> None:
    """How clips take over: from the cut on, over the later clip, without changing a length."""
    clips = edit.find("clip")
    if len(clips) < 2:
        raise CannotEdit("needs_two")
    first, second = (each and resolve_one(edit, each) for each in (command.first, command.second))
    if first and second and not command.is_into and first[START_MS] > second[START_MS]:
        first, second = second, first
    pairs = [
        (before, after)
        for before, after in pairwise(clips)
        if (first is None or before is first) and (second is None or after is second)
    ]
    if not pairs:
        raise CannotEdit("not_neighbours")
    pairs = [pair for pair in pairs if command.kind or "transition" in pair[1][METADATA]]
    if not pairs:
        raise CannotEdit("none_there", kind="transition")
    for before, after in pairs:
        is_cut, room_ms = command.kind == "cut", min(before[DURATION_MS], after[DURATION_MS])
        now_s = after[METADATA].get("transition_ms", 1000) / 1000 * command.factor
        wanted_ms = round(1000 * max(command.length_s or now_s, SHORTEST_TRANSITION_S))
        kind = command.kind or after[METADATA]["transition"]
        put_value(after[METADATA], "transition", None if is_cut else kind)
        put_value(after[METADATA], "transition_ms", None if is_cut else min(wanted_ms, room_ms))
    edit.touch(*[after for _, after in pairs])
    if not (first or second):  # "it" is the whole film then
        edit.touched = frozenset(clip[ID] for clip in clips)


@applies(commands.SetInset)
def set_inset(edit: EditSession, command: commands.SetInset) -> None:
    """Show a clip or an upload small over the others, or move and resize one that is shown so."""
    if command.is_watermark and command.name is None:
        command = replace(command, name=_find_logo(edit))
    if command.name is None and command.corner and (titles := _titles_meant(edit, command)):
        for title in titles:
            title[METADATA]["place"] = command.corner
        edit.touch(*titles)
        return
    inset = _find_inset(edit, command) or _make_inset(edit, command)
    _set_time(edit, inset, command)
    metadata = inset[METADATA]
    metadata["corner"] = command.corner or metadata.get("corner", USUAL_CORNER)
    width = metadata.get("width", USUAL_INSET_WIDTH) if command.size is None else command.size
    metadata["width"] = round(min(max(width, SMALLEST_INSET), LARGEST_INSET), 3)
    _set_lie(edit, inset, command)
    edit.move(inset, inset[START_MS], inset[DURATION_MS])
    edit.touch(inset)


def _find_logo(edit: EditSession) -> str:
    """The picture that is called a logo, or the only one that was uploaded.

    Raises:
        CannotEdit: There is none.
    """
    pictures = [media.name for media in edit.uploads if media.kind == "image"]
    called = [name for name in pictures if "logo" in name.lower()]
    if not called and len(pictures) != 1:
        raise CannotEdit("no_such_upload", name="logo")
    return (called or pictures)[-1]


def _set_time(edit: EditSession, inset: Segment, command: commands.SetInset) -> None:
    """Show it for the time that is named, and a film for no longer than it is."""
    if command.span == OPEN and not command.over:
        return
    usual_s = inset[DURATION_MS] / 1000
    inset[START_MS], length_ms = place_over(edit, command.over, command.span, usual_s)
    most_ms = length_ms if inset[METADATA].get("still") else inset[METADATA].get("length_ms", length_ms)
    inset[DURATION_MS] = min(length_ms, most_ms)


def _set_lie(edit: EditSession, inset: Segment, command: commands.SetInset) -> None:
    """How it lies over the others, as far as that is said; an upload of another shape keeps its own."""
    metadata = inset[METADATA]
    told = {"opacity": command.opacity, "margin": command.margin, "watermark": command.is_watermark or None}
    metadata |= {key: value for key, value in told.items() if value is not None}
    media = next((m for m in edit.uploads if m.media_id == metadata.get("media_id")), None)
    if media is None or media.shape is None or "shape" in metadata:
        return
    ratio = media.shape / edit.canvas.shape
    if command.is_watermark or abs(math.log(ratio)) > MAX_CROP:
        metadata["shape"] = round(media.shape, 4)
        if command.size is None and not command.is_watermark:  # as high as another would be
            metadata["width"] = round(metadata["width"] * min(ratio, 1), 3)


def _titles_meant(edit: EditSession, command: commands.SetInset) -> list[Segment]:
    """As in "move it to the lower left": what was touched last is meant, and that may be a title."""
    touched = [each for each in edit.find("inset", *WRITTEN) if each[ID] in edit.touched]
    is_other = command.target.kind not in ("inset", "any") or waiting_uploads(edit, *PICTURES)
    return [] if is_other or any(edit.kind_of(each) == "inset" for each in touched) else touched


def _find_inset(edit: EditSession, command: commands.SetInset) -> Segment | None:
    """One that lies over the others already, unless the command names a clip or an upload waits."""
    is_open = command.target.kind == "any" and not waiting_uploads(edit, *PICTURES)
    if command.name is None and (command.target.kind == "inset" or (is_open and edit.find("inset"))):
        return resolve_one(edit, command.target, ("inset",))
    return None


def _make_new(edit: EditSession, command: commands.SetInset) -> Segment | None:
    """The upload that is named, a scene that is not there or is wanted anew, else an upload that waits."""
    name = command.target.name or ""
    scene = next((key for key, names in SCENE_NAMES.items() if re.search(names, name, re.IGNORECASE)), None)
    is_there = any(has_name(clip, name) for clip in edit.find("clip"))
    if command.name is not None:
        return make_media_clip(find_upload(edit, command.name, *PICTURES), INSET_STILL_S)
    if scene and (command.is_new or not is_there):
        return make_scene_clip(edit, MakeScene(name, scene), edit.total_ms)
    waiting = waiting_uploads(edit, *PICTURES) if command.target.kind == "any" else []
    return make_media_clip(waiting[-1], INSET_STILL_S) if waiting else None


def _make_inset(edit: EditSession, command: commands.SetInset) -> Segment:
    if new := _make_new(edit, command):
        return _lay_over(edit, new, 0)
    clips = edit.find("clip")
    if len(clips) < 2:
        raise CannotEdit("needs_two")
    clip = resolve_one(edit, command.target) if command.target.kind != "any" else clips[-1]
    under = max((c for c in clips if c[START_MS] < clip[START_MS]), key=itemgetter(START_MS), default=None)
    start_ms = under[START_MS] if under else 0
    edit.remove([clip])
    ripple_insert(edit.draft, end_ms(clip), -clip[DURATION_MS])
    if under and clip[METADATA].get("still"):
        clip[DURATION_MS] = max(under[DURATION_MS], clip[DURATION_MS])
    return _lay_over(edit, clip, start_ms)


def _lay_over(edit: EditSession, clip: Segment, start_ms: int) -> Segment:
    """Over the clip before it; it is no longer than what it lies over."""
    if not edit.find("clip"):
        raise CannotEdit("needs_two")
    clip[START_MS] = start_ms
    clip[DURATION_MS] = min(clip[DURATION_MS], edit.total_ms - start_ms)
    for key in ("transition", "transition_ms"):
        clip[METADATA].pop(key, None)
    edit.put("inset", [clip])
    return clip

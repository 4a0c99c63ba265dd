"""Edits of how the picture looks."""

from itertools import pairwise
from typing import Final

from nemo_studio.agent.orders import (
    Adjust,
    Mirror,
    Reference,
    Rotate,
    SetFit,
    SetInset,
    SetLook,
    SetTransition,
    Zoom,
)
from nemo_studio.draft import (
    ID,
    START_MS,
    Segment,
    duration_ms,
    end_ms,
    find,
    kind_of,
    put_segments,
    remove_segments,
)
from nemo_studio.edits.references import SHOWN, WRITTEN, resolve, resolve_one
from nemo_studio.edits.refusals import CannotEdit
from nemo_studio.edits.scenes import fresh_uploads, make_media_clip
from nemo_studio.edits.timing import open_gap
from nemo_studio.edits.workbench import Workbench
from nemo_video.wire.draft import DURATION_MS, METADATA

CLOSEST: Final = 4.0
ZOOM_STEP: Final = 1.25
SHORTEST_TRANSITION_S: Final = 0.1
INSET_STILL_S: Final = 4
USUAL_CORNER: Final = "bottom_right"
USUAL_INSET_WIDTH: Final = 0.33
SMALLEST_INSET: Final = 0.1
LARGEST_INSET: Final = 0.9


def set_look(bench: Workbench, order: SetLook) -> None:
    """Give clips a look; without one they look as they are, brightness and the like included."""
    clips = resolve(bench, order.target, SHOWN, means_all=True)
    for clip in clips:
        if order.look == "none":
            for key in ("look", "brightness", "contrast", "saturation"):
                clip[METADATA].pop(key, None)
        else:
            clip[METADATA]["look"] = order.look
    for other in order.left_out:
        bench.note("one_look", look=order.look, left_out=other)
    bench.touch(*clips)


def adjust(bench: Workbench, order: Adjust) -> None:
    """Change brightness, contrast or saturation."""
    clips = resolve(bench, order.target, SHOWN, means_all=True)
    for clip in clips:
        now = clip[METADATA].get(order.quality, 0) if order.is_relative else 0
        wanted = round(min(max(now + order.amount, -1.0), 1.0), 3)
        clip[METADATA][order.quality] = wanted
        if not wanted:
            del clip[METADATA][order.quality]
    bench.touch(*clips)


def zoom(bench: Workbench, order: Zoom) -> None:
    """Cut off the edges and enlarge the rest."""
    clips = resolve(bench, order.target, SHOWN, means_all=True)
    for clip in clips:
        metadata = clip[METADATA]
        wanted = order.factor if order.factor is not None else metadata.get("zoom", 1) * ZOOM_STEP
        factor = round(min(max(wanted, 1.0), CLOSEST), 3)
        metadata.pop("zoom", None)
        metadata.pop("focus", None)
        if factor > 1:
            metadata.update(zoom=factor, focus=list(order.focus))
    bench.touch(*clips)


def set_fit(bench: Workbench, order: SetFit) -> None:
    """Show uploads whole or cut to fill; scenes are drawn for the picture's shape."""
    clips = resolve(bench, order.target, SHOWN, means_all=True)
    uploads = [clip for clip in clips if "media_id" in clip[METADATA]]
    if not uploads:
        raise CannotEdit("scenes_fill")
    for clip in uploads:
        clip[METADATA]["fit"] = order.fit
    bench.touch(*uploads)


def rotate(bench: Workbench, order: Rotate) -> None:
    """Turn clips in quarters."""
    clips = resolve(bench, order.target, SHOWN, means_all=True)
    for clip in clips:
        degrees = 0 if order.degrees is None else clip[METADATA].get("rotate", 0) + order.degrees
        clip[METADATA]["rotate"] = degrees % 360
        if not clip[METADATA]["rotate"]:
            del clip[METADATA]["rotate"]
    bench.touch(*clips)


def mirror(bench: Workbench, order: Mirror) -> None:
    """Let left and right, or top and bottom, change places."""
    clips = resolve(bench, order.target, SHOWN, means_all=True)
    key = "mirror" if order.axis == "horizontal" else "flip"
    for clip in clips:
        if not clip[METADATA].pop(key, False):
            clip[METADATA][key] = True
    bench.touch(*clips)


def set_transition(bench: Workbench, order: SetTransition) -> None:
    """How clips take over: from the cut on, over the later clip, without changing a length."""
    clips = find(bench.draft, "clip")
    if len(clips) < 2:
        raise CannotEdit("needs_two")
    pairs = _find_meetings(bench, order, list(pairwise(clips)))
    for before, after in pairs:
        metadata = after[METADATA]
        metadata.pop("transition", None)
        metadata.pop("transition_ms", None)
        if order.kind != "cut":
            room_ms = min(before[DURATION_MS], after[DURATION_MS])
            wanted_ms = round(1000 * max(order.length_s, SHORTEST_TRANSITION_S))
            metadata.update(transition=order.kind, transition_ms=min(wanted_ms, room_ms))
    bench.touch(*[after for _, after in pairs])


def _find_meetings(
    bench: Workbench, order: SetTransition, meetings: list[tuple[Segment, Segment]]
) -> list[tuple[Segment, Segment]]:
    """The places where clips meet that are meant."""
    first, second = (_find_named(bench, reference) for reference in (order.first, order.second))
    if first and second and first[START_MS] > second[START_MS]:
        first, second = second, first
    wanted = [
        (before, after)
        for before, after in meetings
        if (first is None or before is first) and (second is None or after is second)
    ]
    if not wanted:
        raise CannotEdit("not_neighbours")
    return wanted


def _find_named(bench: Workbench, reference: Reference | None) -> Segment | None:
    return resolve_one(bench, reference, ("clip",)) if reference else None


def set_inset(bench: Workbench, order: SetInset) -> None:
    """Show a clip or an upload small over the others, or move and resize one that is shown so."""
    if order.corner and (titles := _titles_meant(bench, order)):
        for title in titles:
            title[METADATA]["place"] = order.corner
        bench.touch(*titles)
        return
    inset = _find_inset(bench, order) or _make_inset(bench, order)
    metadata = inset[METADATA]
    metadata["corner"] = order.corner or metadata.get("corner", USUAL_CORNER)
    width = order.size if order.size is not None else metadata.get("width", USUAL_INSET_WIDTH)
    metadata["width"] = round(min(max(width, SMALLEST_INSET), LARGEST_INSET), 3)
    if kind_of(bench.draft, inset) == "inset":
        remove_segments(bench.draft, [inset])
        put_segments(bench.draft, "inset", [inset])
    bench.touch(inset)


def _titles_meant(bench: Workbench, order: SetInset) -> list[Segment]:
    """As in "move it to the lower left": what was touched last is meant, and that may be a title."""
    if (
        order.target.kind not in ("inset", "any")
        or _waiting(bench)
        or any(s[ID] in bench.touched for s in find(bench.draft, "inset"))
    ):
        return []
    return [title for title in find(bench.draft, *WRITTEN) if title[ID] in bench.touched]


def _find_inset(bench: Workbench, order: SetInset) -> Segment | None:
    """One that lies over the others already, unless the order names a clip or an upload waits."""
    insets = find(bench.draft, "inset")
    if order.target.kind == "inset" or (order.target.kind == "any" and insets and not _waiting(bench)):
        return resolve_one(bench, order.target, ("inset",))
    return None


def _waiting(bench: Workbench) -> list[Segment]:
    """Uploads that are nowhere on the timeline, as clips."""
    placed = {segment[METADATA].get("media_id") for segment in find(bench.draft, *SHOWN)}
    fresh = [m for m in fresh_uploads(bench, "image", "video") if m.media_id not in placed]
    return [make_media_clip(media, INSET_STILL_S) for media in fresh]


def _make_inset(bench: Workbench, order: SetInset) -> Segment:
    waiting = _waiting(bench) if order.target.kind == "any" else []
    if waiting:
        return _lay_over(bench, waiting[-1], 0)
    clips = find(bench.draft, "clip")
    if len(clips) < 2:
        raise CannotEdit("needs_two")
    clip = resolve_one(bench, order.target, ("clip",)) if order.target.kind != "any" else clips[-1]
    start_ms = max((c[START_MS] for c in clips if c[START_MS] < clip[START_MS]), default=0)
    remove_segments(bench.draft, [clip])
    open_gap(bench.draft, end_ms(clip), -clip[DURATION_MS])
    return _lay_over(bench, clip, start_ms)


def _lay_over(bench: Workbench, clip: Segment, start_ms: int) -> Segment:
    """Over the clip before it; it is no longer than what it lies over."""
    if not find(bench.draft, "clip"):
        raise CannotEdit("needs_two")
    clip[START_MS] = start_ms
    clip[DURATION_MS] = min(clip[DURATION_MS], duration_ms(bench.draft) - start_ms)
    for key in ("transition", "transition_ms"):
        clip[METADATA].pop(key, None)
    clip[METADATA]["corner"] = USUAL_CORNER
    put_segments(bench.draft, "inset", [clip])
    return clip

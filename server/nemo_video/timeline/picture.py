"""A timeline as a picture: laid out once, as shapes, and written as SVG (`timeline.svg`) or drawn by `media`.

Items carry the names that edits use, so that a person can say "clip 2" after a look.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from nemo_video.timeline.items import Item, list_items
from nemo_video.timeline.model import Timeline, Track
from nemo_video.timeline.picture_rows import (
    MARGIN,
    ROW,
    WIDTH,
    Row,
    has_room_for_picture,
    row_height,
    signature,
    x_of,
)
from nemo_video.timeline.shapes import NO_MINIATURES, Box, Label, Layout, Miniatures, Shape, Thumbnail
from nemo_video.timeline.text_width import measure
from nemo_video.timeline.words import say_of_picture

MAX_ROWS: Final = 40

_HEAD, _GAP = 64, 8
"""Heights of the head, and of what is between rows."""

_MAX_TICKS = 10
_STEPS_S = (0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21600, 86400)
_TICK_PX = 28
"""The words of a tick that is nearer to the right edge would leave the picture."""


def list_roomy_clips(timeline: Timeline) -> list[Item]:
    """The clips whose bars have room for a picture of what they show."""
    length_s = _length_s(timeline)
    items = list_items(timeline)
    return [item for item in items if item.kind == "clip" and has_room_for_picture(item, length_s)]


def lay_out(
    timeline: Timeline,
    before: Timeline | None = None,
    *,
    miniatures: Miniatures = NO_MINIATURES,
    language: str = "en",
) -> Layout:
    """Tracks as rows, items as boxes with name and time, under a ruler in seconds.

    Args:
        timeline: What is drawn.
        before: What was drawn last; items that were not on it get a coloured edge.
        miniatures: What items look or sound like.
        language: Of the words that are not the draft's.
    """
    rows = timeline.tracks[:MAX_ROWS]
    tops = _tops(rows)
    hidden = len(timeline.tracks) - len(rows)
    length_s = _length_s(timeline)
    height = tops[-1] + (ROW + _GAP if hidden or not rows else 0) + _GAP
    items = list_items(timeline)
    known = {signature(item) for item in list_items(before)} if before else None
    shapes: list[Shape] = [Box(0, 0, WIDTH, height, "ground"), _head(timeline, language)]
    if rows:
        shapes += _ruler(length_s, height)
    else:
        shapes.append(Label(MARGIN, _HEAD + 24, say_of_picture("nothing", language), 12, "soft"))
    for track, top in zip(rows, tops, strict=False):
        on_it = [item for item in items if item.track is track]
        row = Row(track, top, length_s, known, miniatures, language)
        shapes += row.draw(on_it)
    if hidden:
        words = say_of_picture("more_tracks", language, count=hidden)
        shapes.append(Label(MARGIN, tops[-1] + 24, words, 12, "soft"))
    lacking = [clip for clip in list_roomy_clips(timeline) if clip.item not in miniatures.thumbnails]
    shapes += _notes(shapes, language, is_lacking=bool(lacking) and not miniatures.is_complete)
    return Layout(WIDTH, height, tuple(shapes))


def _notes(shapes: Sequence[Shape], language: str, *, is_lacking: bool) -> Iterator[Label]:
    """What an outline, a pale picture or a missing one means, at the right of the head."""
    right = float(WIDTH - MARGIN)
    if any(isinstance(shape, Box) and shape.edge == "new" for shape in shapes):
        words = say_of_picture("marked", language)
        yield Label(right, 28, words, 11, "new", "end")
        right -= measure(words, 11) + MARGIN
    if any(isinstance(shape, Thumbnail) and shape.opacity < 1 for shape in shapes):
        yield Label(right, 28, say_of_picture("pale", language), 11, "soft", "end")
    elif is_lacking:
        yield Label(right, 28, say_of_picture("lacking", language), 11, "soft", "end")


def _length_s(timeline: Timeline) -> float:
    return max([timeline.duration_s, *(track.end_s for track in timeline.tracks[:MAX_ROWS])]) or 1.0


def _tops(rows: Sequence[Track]) -> list[int]:
    """Where each row begins, and where the next one would."""
    tops = [_HEAD]
    for track in rows:
        tops.append(tops[-1] + row_height(track) + _GAP)
    return tops


def _head(timeline: Timeline, language: str) -> Label:
    count = len(timeline.tracks)
    key = "one_track" if count == 1 else "tracks"
    words = say_of_picture(key, language, length=f"{timeline.duration_s:g}", count=count)
    return Label(MARGIN, 28, words, 16, "ink")


def _ruler(length_s: float, height: int) -> Iterator[Box | Label]:
    step_s = next((step for step in _STEPS_S if length_s / step <= _MAX_TICKS), length_s)
    for index in range(int(length_s / step_s + 1e-6) + 1):
        x = x_of(index * step_s, length_s)
        yield Box(x, _HEAD - 10, 1, height - _GAP - _HEAD + 10, "tick")
        anchor = "end" if x > WIDTH - _TICK_PX else "middle"
        yield Label(x, _HEAD - 16, _say_time(index * step_s, step_s), 11, "soft", anchor)


def _say_time(at_s: float, step_s: float) -> str:
    """In minutes where all ticks are whole ones: nobody counts thousands of seconds."""
    return f"{at_s / 60:g} min" if at_s and step_s % 60 == 0 else f"{at_s:g} s"

"""A timeline as a picture: laid out once, as shapes, and written as SVG (`timeline.svg`) or drawn by `media`.

Items carry the names that edits use, so that a person can say "clip 2" after a look.
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from types import MappingProxyType
from typing import Final, Literal

from nemo_video.timeline.items import Item, list_items
from nemo_video.timeline.model import Timeline, Track
from nemo_video.timeline.summary import span
from nemo_video.timeline.words import label_in, say_of_picture

WIDTH: Final = 800
MAX_ROWS: Final = 40

Role = Literal[
    "ground", "lane", "tick", "video", "audio", "text", "other", "wave", "edge", "new", "ink", "soft", "name"
]
"""What a shape stands for; a theme gives each its colour."""

LIGHT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "ground": "#ffffff", "lane": "#f0f2f5", "tick": "#d5d9df", "ink": "#1f2328", "soft": "#5c6570",
        "video": "#2563eb", "audio": "#0f766e", "text": "#b45309", "other": "#57606a",
        "wave": "#0a524c", "edge": "#ffffff", "new": "#e11d48", "name": "#ffffff",
    }
)  # fmt: skip
DARK: Final[Mapping[str, str]] = MappingProxyType(
    {
        **LIGHT,
        "ground": "#16181d", "lane": "#21252c", "tick": "#363c46", "ink": "#e6e8eb", "soft": "#9aa4b1",
        "video": "#2f5fd0", "audio": "#12796f", "text": "#a85b10",
        "wave": "#0b4f49", "edge": "#16181d", "new": "#ff6b8a",
    }
)  # fmt: skip

Theme = Literal["light", "dark"]
THEMES: Final[Mapping[Theme, Mapping[str, str]]] = MappingProxyType({"light": LIGHT, "dark": DARK})


@dataclass(frozen=True)
class Box:
    """A filled rectangle, in pixels; a line is a narrow one.

    Attributes:
        edge: The role of its border, where it has one; that of something new is thicker.
        words: What it stands for, for a reader that points at it.
    """

    x: float
    y: float
    width: float
    height: float
    role: Role
    edge: Role | None = None
    words: str = ""

    @property
    def edge_px(self) -> int:
        """How thick the border is."""
        return 3 if self.edge == "new" else 1


@dataclass(frozen=True)
class Label:
    """Words on one line; `y` is their baseline, `size` the font's, in pixels."""

    x: float
    y: float
    words: str
    size: int
    role: Role
    anchor: Literal["start", "middle", "end"] = "start"


@dataclass(frozen=True)
class Thumbnail:
    """A small picture of a clip, cut to its rectangle."""

    x: float
    y: float
    width: float
    height: float
    jpeg: bytes


STROKE_PX: Final = 2
_STROKE_STEP_PX = 4


@dataclass(frozen=True)
class Waveform:
    """How loud a sound is over its length, in its rectangle.

    Attributes:
        peaks: From its start to its end in equal steps, 0 to 1.
    """

    x: float
    y: float
    width: float
    height: float
    peaks: Sequence[float]

    def strokes(self) -> Iterator[Box]:
        """As upright lines around the middle, each as high as the loudest of its peaks."""
        count, middle = int(self.width / _STROKE_STEP_PX), self.y + self.height / 2
        for index in range(count):
            first = index * len(self.peaks) // count
            last = max(first + 1, (index + 1) * len(self.peaks) // count)
            height = max(1.0, round(self.height * max(self.peaks[first:last]), 1))
            left, top = round(self.x + index * _STROKE_STEP_PX, 1), round(middle - height / 2, 1)
            yield Box(left, top, STROKE_PX, height, "wave")


_Shape = Box | Label | Thumbnail | Waveform


@dataclass(frozen=True)
class Miniatures:
    """What items look or sound like, by the names that edits use.

    Attributes:
        thumbnails: A frame of a clip, as JPEG.
        waveforms: The peaks of a sound from its start to its end, 0 to 1.
    """

    thumbnails: Mapping[str, bytes] = field(default_factory=dict[str, bytes])
    waveforms: Mapping[str, Sequence[float]] = field(default_factory=dict[str, Sequence[float]])


NO_MINIATURES: Final = Miniatures()


@dataclass(frozen=True)
class Layout:
    """All shapes of a picture, the lower ones first.

    Waveforms and thumbnails lie on all boxes, and labels on all of these.
    """

    width: int
    height: int
    shapes: tuple[_Shape, ...]

    @property
    def boxes(self) -> list[Box]:
        """The rectangles."""
        return [shape for shape in self.shapes if isinstance(shape, Box)]

    @property
    def thumbnails(self) -> list[Thumbnail]:
        """The small pictures."""
        return [shape for shape in self.shapes if isinstance(shape, Thumbnail)]

    @property
    def waveforms(self) -> list[Waveform]:
        """How loud the sounds are."""
        return [shape for shape in self.shapes if isinstance(shape, Waveform)]

    @property
    def labels(self) -> list[Label]:
        """The words."""
        return [shape for shape in self.shapes if isinstance(shape, Label)]


_GUTTER, _MARGIN, _HEAD, _ROW, _GAP = 96, 16, 64, 44, 8
_THUMBNAIL = (68, 40)
"""In the left of its bar, where words have room beside it."""

_SPACE = WIDTH - _GUTTER - _MARGIN
_MAX_TICKS = 10
_STEPS_S = (0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21600, 86400)
_LATIN, _WIDE, _PADDING = 0.57, 1.04, 6
"""Widths of letters as a share of the font's size: generous means of the fonts that hosts have."""

_TICK_PX = 28
"""The words of a tick that is nearer to the right edge would leave the picture."""

_MIN_WORDS_PX = 56
"""A thumbnail leaves at least so much of its bar for the name."""

_MIN_WAVEFORM_PX = 40
"""Over less, a waveform tells nothing."""

_NARROW_PX = 4
"""Items that are narrower cannot be told apart: those in a row are drawn as one block with their number."""


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
    hidden = len(timeline.tracks) - len(rows)
    length_s = max([timeline.duration_s, *(track.end_s for track in rows)]) or 1.0
    height = _HEAD + max(1, len(rows) + bool(hidden)) * (_ROW + _GAP) + _GAP
    items = list_items(timeline)
    known = {_signature(item) for item in list_items(before)} if before else None
    shapes: list[_Shape] = [Box(0, 0, WIDTH, height, "ground"), _head(timeline, language)]
    shapes += (
        _ruler(length_s, height)
        if rows
        else [Label(_MARGIN, _HEAD + 24, say_of_picture("nothing", language), 12, "soft")]
    )
    for row, track in enumerate(rows):
        on_it = [item for item in items if item.track is track]
        row_label = label_in(track.label, language)
        shapes.append(Label(_MARGIN, _top(row) + 26, _fit(row_label, _GUTTER - _MARGIN, 12), 12, "ink"))
        shapes += _draw_row(track, on_it, _top(row), length_s, known, miniatures)
    if hidden:
        shapes.append(
            Label(
                _MARGIN,
                _top(len(rows)) + 24,
                say_of_picture("more_tracks", language, count=hidden),
                12,
                "soft",
            )
        )
    if any(isinstance(shape, Box) and shape.edge == "new" for shape in shapes):
        shapes.append(Label(WIDTH - _MARGIN, 28, say_of_picture("marked", language), 11, "new", "end"))
    return Layout(WIDTH, height, tuple(shapes))


def _head(timeline: Timeline, language: str) -> Label:
    count = len(timeline.tracks)
    key = "one_track" if count == 1 else "tracks"
    words = say_of_picture(key, language, length=f"{timeline.duration_s:g}", count=count)
    return Label(_MARGIN, 28, words, 16, "ink")


def _ruler(length_s: float, height: int) -> Iterator[Box | Label]:
    step_s = next((step for step in _STEPS_S if length_s / step <= _MAX_TICKS), length_s)
    for index in range(int(length_s / step_s + 1e-6) + 1):
        x = _x(index * step_s, length_s)
        yield Box(x, _HEAD - 10, 1, height - _GAP - _HEAD + 10, "tick")
        anchor = "end" if x > WIDTH - _TICK_PX else "middle"
        yield Label(x, _HEAD - 16, f"{index * step_s:g} s", 11, "soft", anchor)


def _draw_row(
    track: Track,
    items: list[Item],
    top: int,
    length_s: float,
    known: set[str] | None,
    miniatures: Miniatures,
) -> Iterator[_Shape]:
    yield Box(_GUTTER, top, _SPACE, _ROW, "lane")
    for is_narrow, group in groupby(items, key=lambda item: _pixels(item, length_s) < _NARROW_PX):
        members = list(group)
        if is_narrow and len(members) > 1:
            yield from _block(track, members, top, length_s, known)
            continue
        for item in members:
            yield from _bar(track, item, top, length_s, known, miniatures)


def _bar(
    track: Track,
    item: Item,
    top: int,
    length_s: float,
    known: set[str] | None,
    miniatures: Miniatures,
) -> Iterator[_Shape]:
    left, width = _x(item.segment.start_s, length_s), max(2.0, _pixels(item, length_s) - 1)
    time = span(item.segment.start_s, item.segment.end_s)
    told = f"{time}, {item.detail}" if item.detail else time
    title = f"{item.item} · {item.name}" if item.name else item.item
    edge: Role = "new" if _is_new([item], known) else "edge"
    yield Box(left, top, round(width, 1), _ROW, track.kind, edge, f"{title} ({told})")
    if (peaks := miniatures.waveforms.get(item.item)) and width >= _MIN_WAVEFORM_PX:
        yield Waveform(left + _PADDING, top + 4, width - 2 * _PADDING, _ROW - 8, peaks)
    if (thumbnail := miniatures.thumbnails.get(item.item)) and width >= _THUMBNAIL[0] + _MIN_WORDS_PX:
        yield Thumbnail(left + 2, top + 2, *_THUMBNAIL, thumbnail)
        left, width = left + _THUMBNAIL[0], width - _THUMBNAIL[0]
    room = width - 2 * _PADDING
    yield from _labels(left, top, (_name_in(title, item, room), _fit(told, room, 11)))


def _name_in(title: str, item: Item, room: float) -> str:
    """As much as there is room for; what edits call it is never cut off."""
    wanted = _fit(title, room, 12)
    if len(wanted) > len(item.item):
        return wanted
    return next((words for words in (item.item, str(item.number)) if _fit(words, room, 12) == words), "")


def _block(
    track: Track, items: list[Item], top: int, length_s: float, known: set[str] | None
) -> Iterator[Box | Label]:
    """Items too narrow to be told apart, as one."""
    left = _x(items[0].segment.start_s, length_s)
    width = round(_x(max(item.segment.end_s for item in items), length_s) - left, 1)
    title = _range_of(items)
    time = span(items[0].segment.start_s, items[-1].segment.end_s)
    yield Box(
        left, top, width, _ROW, track.kind, "new" if _is_new(items, known) else "edge", f"{title} ({time})"
    )
    room = width - 2 * _PADDING
    yield from _labels(left, top, (_fit(title, room, 12), _fit(time, room, 11)))


def _range_of(items: list[Item]) -> str:
    """Their names in short; clips of another track may be counted between them."""
    first, last = items[0], items[-1]
    if last.number - first.number + 1 == len(items):
        return f"{first.item}–{last.number}"
    return f"{first.item} … {last.number} ({len(items)})"


def _labels(left: float, top: int, lines: tuple[str, str]) -> Iterator[Label]:
    for words, baseline, size in zip(lines, (19, 35), (12, 11), strict=True):
        if words:
            yield Label(left + _PADDING, top + baseline, words, size, "name")


def _is_new(items: list[Item], known: set[str] | None) -> bool:
    return known is not None and any(_signature(item) not in known for item in items)


def _signature(item: Item) -> str:
    """What makes an item another than before, wherever its number went."""
    return repr((item.kind, item.name, item.segment.start_s, item.segment.end_s, item.detail))


def _fit(words: str, room: float, size: int) -> str:
    """As many of the words as there is room for (pixels); nothing where not even two letters fit."""
    widths = [size * (_WIDE if unicodedata.east_asian_width(sign) in "WF" else _LATIN) for sign in words]
    if sum(widths) <= room:
        return words
    kept, used = 0, size * _WIDE
    while kept < len(words) and used + widths[kept] <= room:
        used += widths[kept]
        kept += 1
    return f"{words[:kept].rstrip()}…" if kept >= 2 else ""


def _pixels(item: Item, length_s: float) -> float:
    return _SPACE * (item.segment.end_s - item.segment.start_s) / length_s


def _x(time_s: float, length_s: float) -> float:
    return round(_GUTTER + _SPACE * time_s / length_s, 1)


def _top(row: int) -> int:
    return _HEAD + row * (_ROW + _GAP)

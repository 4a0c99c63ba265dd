"""A timeline as a picture: laid out once, as boxes and labels, and written as SVG or drawn with a font.

Items carry the names that edits use, so that a person can say "clip 2" after a look.
"""

import re
import unicodedata
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
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
    "ground", "lane", "tick", "video", "audio", "text", "other", "edge", "new", "ink", "soft", "name"
]
"""What a shape stands for; a theme gives each its colour."""

LIGHT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "ground": "#ffffff", "lane": "#f0f2f5", "tick": "#d5d9df", "ink": "#1f2328", "soft": "#5c6570",
        "video": "#2563eb", "audio": "#0f766e", "text": "#b45309", "other": "#57606a",
        "edge": "#ffffff", "new": "#e11d48", "name": "#ffffff",
    }
)  # fmt: skip
DARK: Final[Mapping[str, str]] = MappingProxyType(
    {
        **LIGHT,
        "ground": "#16181d", "lane": "#21252c", "tick": "#363c46", "ink": "#e6e8eb", "soft": "#9aa4b1",
        "video": "#2f5fd0", "audio": "#12796f", "text": "#a85b10", "edge": "#16181d", "new": "#ff6b8a",
    }
)  # fmt: skip


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


_Shape = Box | Label | Thumbnail


@dataclass(frozen=True)
class Layout:
    """All shapes of a picture, the lower ones first; thumbnails lie on all boxes, and labels on these."""

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

_NARROW_PX = 4
"""Items that are narrower cannot be told apart: those in a row are drawn as one block with their number."""


def lay_out(
    timeline: Timeline,
    before: Timeline | None = None,
    *,
    thumbnails: Mapping[str, bytes] = MappingProxyType({}),
    language: str = "en",
) -> Layout:
    """Tracks as rows, items as boxes with name and time, under a ruler in seconds.

    Args:
        timeline: What is drawn.
        before: What was drawn last; items that were not on it get a coloured edge.
        thumbnails: Name of an item → a picture of it, as JPEG.
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
        shapes += _draw_row(track, on_it, _top(row), length_s, known, thumbnails)
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


def draw_svg(
    timeline: Timeline,
    before: Timeline | None = None,
    *,
    thumbnails: Mapping[str, bytes] = MappingProxyType({}),
    language: str = "en",
) -> str:
    """The picture as SVG. It is legible on light and on dark, and no word of a draft can break out of it."""
    layout = lay_out(timeline, before, thumbnails=thumbnails, language=language)
    drawn = "".join(
        [
            *map(_svg_box, layout.boxes),
            *map(_svg_thumbnail, layout.thumbnails),
            *map(_svg_label, layout.labels),
        ]
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{layout.width}" height="{layout.height}" '
        f'viewBox="0 0 {layout.width} {layout.height}" role="img"><style>{_STYLE}</style>{drawn}</svg>\n'
    )


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
    thumbnails: Mapping[str, bytes],
) -> Iterator[_Shape]:
    yield Box(_GUTTER, top, _SPACE, _ROW, "lane")
    for is_narrow, group in groupby(items, key=lambda item: _pixels(item, length_s) < _NARROW_PX):
        members = list(group)
        if is_narrow and len(members) > 1:
            yield from _block(track, members, top, length_s, known)
            continue
        for item in members:
            yield from _bar(track, item, top, length_s, known, thumbnails)


def _bar(
    track: Track,
    item: Item,
    top: int,
    length_s: float,
    known: set[str] | None,
    thumbnails: Mapping[str, bytes],
) -> Iterator[_Shape]:
    left, width = _x(item.segment.start_s, length_s), max(2.0, _pixels(item, length_s) - 1)
    time = span(item.segment.start_s, item.segment.end_s)
    told = f"{time}, {item.detail}" if item.detail else time
    title = f"{item.item} · {item.name}" if item.name else item.item
    edge: Role = "new" if _is_new([item], known) else "edge"
    yield Box(left, top, round(width, 1), _ROW, track.kind, edge, f"{title} ({told})")
    if (thumbnail := thumbnails.get(item.item)) and width >= _THUMBNAIL[0] + _MIN_WORDS_PX:
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
    title = f"{items[0].item}–{items[-1].number}"
    time = span(items[0].segment.start_s, items[-1].segment.end_s)
    yield Box(
        left, top, width, _ROW, track.kind, "new" if _is_new(items, known) else "edge", f"{title} ({time})"
    )
    room = width - 2 * _PADDING
    yield from _labels(left, top, (_fit(title, room, 12), _fit(time, room, 11)))


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


# SVG: the same shapes, with the colours in one style sheet that follows the reader's theme.

_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, not even escaped."""


def _rules(theme: Mapping[str, str]) -> str:
    fills = "".join(f".{role}{{fill:{color}}}" for role, color in theme.items())
    return f"{fills}.e-edge{{stroke:{theme['edge']}}}.e-new{{stroke:{theme['new']};stroke-width:3}}"


_STYLE = (
    'text{font-family:system-ui,"Noto Sans","Noto Sans CJK SC",sans-serif}'
    f"{_rules(LIGHT)}@media (prefers-color-scheme:dark){{{_rules(DARK)}}}"
)


def _svg_box(box: Box) -> str:
    kind = f"{box.role} e-{box.edge}" if box.edge else box.role
    corner = 0 if box.role == "tick" else 6
    place = f'x="{box.x}" y="{box.y}" width="{box.width}" height="{box.height}" rx="{corner}"'
    if not box.words:
        return f'<rect class="{kind}" {place}/>'
    return f'<rect class="{kind}" {place}><title>{_safe(box.words)}</title></rect>'


def _svg_thumbnail(thumbnail: Thumbnail) -> str:
    place = (
        f'x="{thumbnail.x}" y="{thumbnail.y}" width="{thumbnail.width}" height="{thumbnail.height}" '
        'preserveAspectRatio="xMidYMid slice"'
    )
    return f'<image {place} href="data:image/jpeg;base64,{b64encode(thumbnail.jpeg).decode()}"/>'


def _svg_label(label: Label) -> str:
    return (
        f'<text class="{label.role}" x="{label.x}" y="{label.y}" font-size="{label.size}" '
        f'text-anchor="{label.anchor}">{_safe(label.words)}</text>'
    )


def _safe(words: str) -> str:
    return escape(_NOT_IN_XML.sub("", words))

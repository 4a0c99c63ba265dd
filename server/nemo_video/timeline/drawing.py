"""A timeline as an SVG drawing, for hosts that show pictures and people who look at them."""

import re
import unicodedata
from html import escape

from nemo_video.timeline.model import Segment, Timeline, Track
from nemo_video.timeline.summary import span, title

WIDTH = 960
MOST_ROWS = 40
MOST_SEGMENTS = 200
"""Of each track; more would be narrower than a pixel or two."""

_GUTTER, _MARGIN, _HEAD, _ROW, _GAP = 128, 16, 64, 40, 8
_SPACE = WIDTH - _GUTTER - _MARGIN
_MOST_TICKS = 10
_STEPS_S = (0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21600, 86400)
_LATIN_WIDTH, _WIDE_WIDTH, _PADDING = 6.8, 12.4, 8
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_STYLE = """
text{font:12px system-ui,"Noto Sans","Noto Sans CJK SC",sans-serif;fill:#1f2328}
.ground{fill:#fff}.lane{fill:#f0f2f5}.tick{stroke:#d5d9df}
.head{font-size:16px;font-weight:600}.small{font-size:10px;fill:#5c6570}
.video{fill:#2563eb}.audio{fill:#0f766e}.text{fill:#b45309}.other{fill:#57606a}
.name{fill:#fff}.time{font-size:10px;fill:#fff;fill-opacity:.85}
@media (prefers-color-scheme:dark){
text{fill:#e6e8eb}.ground{fill:#16181d}.lane{fill:#21252c}.tick{stroke:#363c46}.small{fill:#9aa4b1}
.name,.time{fill:#fff}}
"""


def draw_svg(timeline: Timeline) -> str:
    """Tracks as rows, segments as bars with name and time, under a ruler in seconds.

    It is legible on light and on dark, and no word of a draft can break out of it.
    """
    rows = timeline.tracks[:MOST_ROWS]
    hidden = len(timeline.tracks) - len(rows)
    length_s = max([timeline.duration_s, *(track.end_s for track in rows)]) or 1.0
    height = _HEAD + max(1, len(rows) + bool(hidden)) * (_ROW + _GAP) + _GAP
    drawn = [_row(track, _top(row), length_s) for row, track in enumerate(rows)]
    if hidden:
        drawn.append(_text(_MARGIN, _top(len(rows)) + 24, f"and {hidden} more tracks", "small"))
    if not rows:
        drawn.append(_text(_MARGIN, _HEAD + 24, "Nothing is on it yet.", "small"))
    parts = [_head(timeline), *(_ruler(length_s, height) if rows else []), *drawn]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" '
        f'viewBox="0 0 {WIDTH} {height}" role="img"><style>{_STYLE}</style>'
        f'<rect class="ground" width="{WIDTH}" height="{height}" rx="10"/>{"".join(parts)}</svg>\n'
    )


def _head(timeline: Timeline) -> str:
    count = len(timeline.tracks)
    words = f"Timeline: {timeline.duration_s:g} s, {count} track{'' if count == 1 else 's'}"
    return _text(_MARGIN, 28, words, "head")


def _ruler(length_s: float, height: int) -> list[str]:
    step_s = next((step for step in _STEPS_S if length_s / step <= _MOST_TICKS), length_s)
    times_s = [index * step_s for index in range(int(length_s / step_s + 1e-6) + 1)]
    return [
        f'<path class="tick" d="M{_x(time_s, length_s)} {_HEAD - 10}V{height - _GAP}"/>'
        + _text(_x(time_s, length_s), _HEAD - 16, f"{time_s:g} s", "small", anchor="middle")
        for time_s in times_s
    ]


def _row(track: Track, top: int, length_s: float) -> str:
    shown = track.segments[:MOST_SEGMENTS]
    hidden = len(track.segments) - len(shown)
    label = _text(_MARGIN, top + 24, _fit(track.label, _GUTTER - _MARGIN), "")
    lane = f'<rect class="lane" x="{_GUTTER}" y="{top}" width="{_SPACE}" height="{_ROW}" rx="6"/>'
    count = _text(_MARGIN, top + 37, f"and {hidden} more", "small") if hidden else ""
    return label + count + lane + "".join(_bar(track, segment, top, length_s) for segment in shown)


def _bar(track: Track, segment: Segment, top: int, length_s: float) -> str:
    left = _x(segment.start_s, length_s)
    width = round(max(2.0, _x(segment.end_s, length_s) - left - 1), 1)
    volume = segment.percentage if track.kind == "audio" else None
    time = f"{span(segment.start_s, segment.end_s)}{f', {volume}' if volume else ''}"
    name = title(track, segment)
    room = width - 2 * _PADDING
    words = _text(left + _PADDING, top + 17, _fit(name, room), "name")
    times = _text(left + _PADDING, top + 32, _fit(time, room), "time")
    box = f'<rect class="{track.kind}" x="{left}" y="{top}" width="{width}" height="{_ROW}" rx="6"/>'
    return f"<g><title>{_safe(f'{name} ({time})')}</title>{box}{words}{times}</g>"


def _text(x: float, y: float, words: str, kind: str, *, anchor: str = "start") -> str:
    if not words:
        return ""
    return f'<text class="{kind}" x="{x}" y="{y}" text-anchor="{anchor}">{_safe(words)}</text>'


def _fit(words: str, room: float) -> str:
    """As many of the words as there is room for (pixels); nothing where not even two letters fit."""
    widths = [_WIDE_WIDTH if unicodedata.east_asian_width(sign) in "WF" else _LATIN_WIDTH for sign in words]
    if sum(widths) <= room:
        return words
    kept, used = 0, _WIDE_WIDTH
    while kept < len(words) and used + widths[kept] <= room:
        used += widths[kept]
        kept += 1
    return f"{words[:kept].rstrip()}…" if kept >= 2 else ""


def _x(time_s: float, length_s: float) -> float:
    return round(_GUTTER + _SPACE * time_s / length_s, 1)


def _top(row: int) -> int:
    return _HEAD + row * (_ROW + _GAP)


def _safe(words: str) -> str:
    return escape(_NOT_IN_XML.sub("", words))

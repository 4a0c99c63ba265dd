"""A timeline as a chart of characters, for readers that see no picture."""

from nemo_video.timeline.model import Timeline, Track
from nemo_video.timeline.summary import span, title

COLUMNS = 40
MOST_ROWS = 20
_FILLED, _EMPTY = "█", "·"


def draw_chart(timeline: Timeline) -> str:
    """One row for each track, its segments as bars over the whole length; empty for an empty timeline."""
    if not timeline.tracks or timeline.duration_s <= 0:
        return ""
    shown = timeline.tracks[:MOST_ROWS]
    width = max(len(track.label) for track in shown)
    rows = [
        f"{track.label:<{width}} |{_bar(track, timeline.duration_s)}| {title(track, track.segments[0])}"
        for track in shown
    ]
    return "\n".join([*rows, f"{'':<{width}}  {span(0, timeline.duration_s)}"])


def _bar(track: Track, duration_s: float) -> str:
    cells = [_EMPTY] * COLUMNS
    for segment in track.segments:
        first = min(COLUMNS - 1, int(COLUMNS * segment.start_s / duration_s))
        last = min(COLUMNS, max(first + 1, round(COLUMNS * segment.end_s / duration_s)))
        cells[first:last] = _FILLED * (last - first)
    return "".join(cells)

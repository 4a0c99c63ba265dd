"""A timeline in one line, in the protocol's exact form."""

from nemo_video.timeline.model import Segment, Timeline, Track

MOST_SEGMENTS = 4
MOST_TRACKS = 20
MOST_NAME_CHARS = 80


def summarize(timeline: Timeline) -> str:
    """The summary of a timeline.

    For example `Timeline (3 tracks): 1. Video: city timelapse (0-10s) 2. BGM: Lo-fi (0-10s, 35%) 3. Title:
    "Urban Dreams" (0-3s)`. Of a long track the first segments are named and the rest is counted.
    """
    count = len(timeline.tracks)
    if not count:
        return "Timeline (0 tracks): empty"
    shown = [f"{i}. {_track(track)}" for i, track in enumerate(timeline.tracks[:MOST_TRACKS], 1)]
    more = [f"and {count - MOST_TRACKS} more tracks"] if count > MOST_TRACKS else []
    return f"Timeline ({count} track{'s' if count > 1 else ''}): {' '.join([*shown, *more])}"


def span(start_s: float, end_s: float) -> str:
    """A span as people write it: `0-3s`, `2.5-7s`."""
    return f"{_seconds(start_s)}-{_seconds(end_s)}s"


def title(track: Track, segment: Segment) -> str:
    """What a segment is called: the words of a text in quotes, else its name, else the kind."""
    if track.kind == "text" and segment.text:
        return f'"{_shorten(segment.text)}"'
    return _shorten(segment.name or segment.text or segment.label)


def _track(track: Track) -> str:
    pieces = [_segment(track, segment) for segment in track.segments[:MOST_SEGMENTS]]
    more = len(track.segments) - MOST_SEGMENTS
    if more > 0:
        pieces.append(f"and {more} more to {_seconds(track.end_s)}s")
    return f"{track.label}: {', '.join(pieces)}"


def _segment(track: Track, segment: Segment) -> str:
    volume = segment.percentage if track.kind == "audio" else None
    effects = [f"{e.name} {e.value}".strip() for e in segment.effects if not e.is_style]
    facts = [span(segment.start_s, segment.end_s), *([volume] if volume else []), *effects]
    return f"{title(track, segment)} ({', '.join(facts)})"


def _seconds(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _shorten(text: str) -> str:
    return text if len(text) <= MOST_NAME_CHARS else f"{text[: MOST_NAME_CHARS - 1]}…"

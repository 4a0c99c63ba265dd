"""A draft as the studio writes it: tracks of segments, in the protocol's short keys.

The protocol names `t`, `tt`, `sg`, `d` and `m`. Inside a segment the studio writes `id`, `s` (start in ms),
`d`, and in `m` what it needs to draw or play it.
"""

import secrets
from collections.abc import Iterator
from operator import itemgetter
from typing import Any

from nemo_video.wire.draft import DURATION_MS, METADATA, SEGMENTS, TRACK_TYPE, TRACKS, TrackType
from nemo_video.wire.envelope import JsonObject

START_MS = "s"

Segment = dict[str, Any]


def empty_draft() -> JsonObject:
    """A draft with nothing on it."""
    return {TRACKS: [], DURATION_MS: 0}


def segments(draft: JsonObject, kind: TrackType) -> list[Segment]:
    """All segments of one kind, in the order of their tracks."""
    return [segment for track in _tracks(draft, kind) for segment in track[SEGMENTS]]


def duration_ms(draft: JsonObject) -> int:
    """Where the picture ends; without a picture, where anything ends."""
    shown = segments(draft, TrackType.VIDEO) or [s for kind in TrackType for s in segments(draft, kind)]
    return max((end_ms(segment) for segment in shown), default=0)


def end_ms(segment: Segment) -> int:
    """Where a segment ends."""
    return int(segment[START_MS]) + int(segment[DURATION_MS])


def add_segment(
    draft: JsonObject, kind: TrackType, start_ms: int, length_ms: int, metadata: JsonObject
) -> None:
    """Put a segment on the first track of its kind where it has room, or on a new one."""
    segment = {
        "id": f"sg_{secrets.token_hex(4)}",
        START_MS: start_ms,
        DURATION_MS: length_ms,
        METADATA: metadata,
    }
    for track in _tracks(draft, kind):
        if all(end_ms(other) <= start_ms or other[START_MS] >= end_ms(segment) for other in track[SEGMENTS]):
            track[SEGMENTS].append(segment)
            track[SEGMENTS].sort(key=itemgetter(START_MS))
            return
    draft[TRACKS].append({TRACK_TYPE: int(kind), SEGMENTS: [segment]})
    draft[TRACKS].sort(key=itemgetter(TRACK_TYPE))


def remove_segments(draft: JsonObject, unwanted: list[Segment]) -> None:
    """Take segments off, and the tracks that this leaves empty."""
    for track in draft[TRACKS]:
        track[SEGMENTS] = [segment for segment in track[SEGMENTS] if segment not in unwanted]
    draft[TRACKS] = [track for track in draft[TRACKS] if track[SEGMENTS]]


def _tracks(draft: JsonObject, kind: TrackType) -> Iterator[JsonObject]:
    return (track for track in draft[TRACKS] if track[TRACK_TYPE] == kind)

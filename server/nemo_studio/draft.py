"""A draft as the studio writes it: tracks of segments, in the protocol's short keys.

The protocol names `t`, `tt`, `sg`, `d` and `m`. Inside a segment the studio writes `id`, `s` (start in ms),
`d`, and in `m` what it needs to draw or play it:

- all: `name`; a clip `scene`, `seed`, `parameters` or `media_id`; a sound `kind`, `sound` or `media_id`,
  `volume`; a text `kind`, `text`, `place`, `size`, `color`, `animation`.
- time: `from_ms` (where in its source it begins), `length_ms` (of the whole source), `speed` (0 holds a
  frame), `reverse`, `fade_in_ms`, `fade_out_ms`.
- picture: `look`, `brightness`, `contrast`, `saturation`, `zoom`, `focus`, `fit`, `rotate`, `mirror`, `flip`,
  `transition`, `transition_ms`, and for a picture in the picture `corner`, `width`, `opacity`, `margin`,
  `shape` (its own, width by height) and `watermark` (whether it shows over the whole film).
- sound: a clip's own `volume`, the volume of a scene's `ambience`, `sounds` (others under it),
  `unmuted` (the volume before it was
  muted), `duck`; of music `envelope`: its parts of another volume, as `[start_ms, stop_ms, factor]`
  since its start.
"""

import secrets
from collections.abc import Collection, Iterable
from operator import itemgetter
from typing import Any, Literal

from nemo_video.wire.draft import DURATION_MS, METADATA, SEGMENTS, TRACK_TYPE, TRACKS, TrackType
from nemo_video.wire.envelope import JsonObject

START_MS = "s"
ID = "id"

Segment = dict[str, Any]
SegmentKind = Literal["clip", "inset", "title", "subtitle", "music", "ambience", "voice"]

_TRACK_TYPES: dict[SegmentKind, TrackType] = {
    "clip": TrackType.VIDEO,
    "inset": TrackType.VIDEO,
    "title": TrackType.TEXT,
    "subtitle": TrackType.TEXT,
    "music": TrackType.AUDIO,
    "ambience": TrackType.AUDIO,
    "voice": TrackType.AUDIO,
}


_ORDER: tuple[SegmentKind, ...] = ("clip", "inset", "ambience", "music", "voice", "title", "subtitle")
"""From the lowest track to the highest, as the protocol numbers their types."""


def empty_draft() -> JsonObject:
    """A draft with nothing on it."""
    return {TRACKS: [], DURATION_MS: 0}


def segments(draft: JsonObject, kind: TrackType) -> list[Segment]:
    """All segments of one type of track, in the order of their tracks."""
    return [s for track in draft[TRACKS] if track[TRACK_TYPE] == kind for s in track[SEGMENTS]]


def find(draft: JsonObject, *kinds: SegmentKind) -> list[Segment]:
    """All segments of these kinds, or of any kind, in the order of time."""
    wanted = kinds or _ORDER
    found = [s for track in draft[TRACKS] for s in track[SEGMENTS] if _kind_on(track, s) in wanted]
    return sorted(found, key=itemgetter(START_MS))


def kind_of(draft: JsonObject, segment: Segment) -> SegmentKind:
    """What kind of thing a segment of this draft is."""
    return next(
        _kind_on(track, segment)
        for track in draft[TRACKS]
        if any(each is segment for each in track[SEGMENTS])
    )


def _kind_on(track: JsonObject, segment: Segment) -> SegmentKind:
    metadata = segment[METADATA]
    match track[TRACK_TYPE]:
        case TrackType.VIDEO:
            return "inset" if "corner" in metadata else "clip"
        case TrackType.TEXT:
            return "subtitle" if metadata.get("kind") == "subtitle" else "title"
        case _:
            return metadata["kind"] if metadata.get("kind") in ("music", "ambience") else "voice"


def duration_ms(draft: JsonObject) -> int:
    """Where the picture ends; without a picture, where anything ends."""
    return max(map(end_ms, find(draft, "clip") or find(draft)), default=0)


def end_ms(segment: Segment) -> int:
    """Where a segment ends."""
    return int(segment[START_MS]) + int(segment[DURATION_MS])


def new_id() -> str:
    """An id that no other segment has."""
    return f"sg_{secrets.token_hex(4)}"


def make_segment(start_ms: int, length_ms: int, metadata: JsonObject, *, id: str | None = None) -> Segment:
    """A segment that lies on no track yet."""
    return {
        ID: id or new_id(),
        START_MS: start_ms,
        DURATION_MS: length_ms,
        METADATA: metadata,
    }


def add_segment(
    draft: JsonObject, kind: SegmentKind, start_ms: int, length_ms: int, metadata: JsonObject
) -> Segment:
    """Put a new segment on the first track of its kind where it has room, or on a new one."""
    segment = make_segment(start_ms, length_ms, metadata)
    put_segments(draft, kind, [segment])
    return segment


def put_segments(draft: JsonObject, kind: SegmentKind, added: Iterable[Segment]) -> None:
    """Put segments on tracks of their kind; kinds never share a track, insets lie above all clips."""
    tracks = [t for t in draft[TRACKS] if all(_kind_on(t, s) == kind for s in t[SEGMENTS])]
    tracks = [t for t in tracks if t[TRACK_TYPE] == _TRACK_TYPES[kind]]
    for segment in added:
        track = next((t for t in tracks if _has_room(t, segment)), None)
        if track is None:
            track = JsonObject({TRACK_TYPE: int(_TRACK_TYPES[kind]), SEGMENTS: []})
            tracks.append(track)
            draft[TRACKS].append(track)
        track[SEGMENTS].append(segment)
        track[SEGMENTS].sort(key=itemgetter(START_MS))
    draft[TRACKS].sort(key=_place_of_track)


def _place_of_track(track: JsonObject) -> int:
    return _ORDER.index(_kind_on(track, track[SEGMENTS][0]))


def _has_room(track: JsonObject, segment: Segment) -> bool:
    """Whether it touches no other; the newest segments are looked at first."""
    start, end = segment[START_MS], end_ms(segment)
    return all(end_ms(other) <= start or other[START_MS] >= end for other in reversed(track[SEGMENTS]))


def remove_segments(draft: JsonObject, unwanted: Collection[Segment]) -> None:
    """Take segments off, and the tracks that this leaves empty."""
    marked = {id(segment) for segment in unwanted}
    for track in draft[TRACKS]:
        track[SEGMENTS] = [segment for segment in track[SEGMENTS] if id(segment) not in marked]
    draft[TRACKS] = [track for track in draft[TRACKS] if track[SEGMENTS]]


def move_segment(draft: JsonObject, segment: Segment, start_ms: int, length_ms: int) -> None:
    """Show a segment at another time, on a track where it has room then."""
    kind = kind_of(draft, segment)
    remove_segments(draft, [segment])
    segment[START_MS], segment[DURATION_MS] = start_ms, length_ms
    put_segments(draft, kind, [segment])


def put_value(metadata: JsonObject, key: str, value: object) -> None:
    """Write what the draft says of a segment, or nothing where that is the usual: none, false or zero."""
    metadata.pop(key, None)
    if value:
        metadata[key] = value

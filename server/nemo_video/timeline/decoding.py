"""A draft into a timeline. The only place that knows the draft's keys, and several likely spellings of them.

The protocol names `t`, `tt`, `sg`, `d` and `m`; no document names the keys inside a segment or inside `m`.
Whatever JSON comes, this reads what it can and never fails.
"""

import hashlib
import json
import math
from collections.abc import Iterable, Mapping
from typing import Any, cast

from nemo_video.timeline.model import Segment, Timeline, Track, TrackKind
from nemo_video.wire.draft import DURATION_MS, METADATA, SEGMENTS, TRACK_TYPE, TRACKS, TrackType

_ID = ("id", "segment_id", "segmentId", "sid")
_NAME = ("name", "n", "title", "file_name", "fileName", "filename", "label", "material_name")
_TEXT = ("text", "txt", "content", "caption", "words")
_START_MS = ("s", "start", "start_ms", "startMs", "st", "start_time", "startTime", "begin", "offset")
_END_MS = ("e", "end", "end_ms", "endMs", "et", "end_time", "endTime")
_LENGTH_MS = (DURATION_MS, "duration", "duration_ms", "durationMs", "dur", "length")
_VOLUME = ("volume", "vol", "v", "gain")
_ROLE = ("kind", "role", "type", "category", "sub_type")

_KINDS: Mapping[int, TrackKind] = {TrackType.VIDEO: "video", TrackType.AUDIO: "audio", TrackType.TEXT: "text"}
_LABELS: Mapping[TrackKind, str] = {"video": "Video", "audio": "BGM", "text": "Title", "other": "Other"}
_ROLE_LABELS: Mapping[TrackKind, Mapping[str, str]] = {
    "audio": {
        "ambience": "Ambience",
        "ambient": "Ambience",
        "voice": "Voice",
        "voiceover": "Voice",
        "narration": "Voice",
        "speech": "Voice",
        "tts": "Voice",
        "sfx": "SFX",
        "effect": "SFX",
        "sound_effect": "SFX",
    },
    "text": {"subtitle": "Subtitles", "subtitles": "Subtitles", "caption": "Caption", "captions": "Caption"},
}
_KNOWN = frozenset((*_ID, *_NAME, *_TEXT, *_START_MS, *_END_MS, *_LENGTH_MS, *_VOLUME, METADATA))
_MOST_PERCENT = 100
_MOST_FACTOR = 4

_Object = Mapping[str, Any]


def decode(draft: object) -> Timeline:
    """Read a draft.

    Args:
        draft: Any JSON; None or rubbish is an empty timeline.
    """
    body = _object(draft)
    tracks = tuple(track for each in _list(body.get(TRACKS)) if (track := _track(_object(each))))
    ends_s = max((track.end_s for track in tracks), default=0.0)
    stated_ms = _number(body, (DURATION_MS,))
    return Timeline(_seconds(stated_ms) if stated_ms else ends_s, tracks)


def is_exportable(draft: object) -> bool:
    """Whether a draft has a track with something on it."""
    return any(_list(_object(track).get(SEGMENTS)) for track in _list(_object(draft).get(TRACKS)))


def _track(track: _Object) -> Track | None:
    pieces = [_object(piece) for piece in _list(track.get(SEGMENTS))]
    if not pieces:
        return None
    number = _number(track, (TRACK_TYPE,))
    kind = _KINDS.get(int(number), "other") if number is not None else "other"
    segments: list[Segment] = []
    for piece in pieces:
        segments.append(_segment(piece, after_s=segments[-1].end_s if segments else 0.0))
    segments.sort(key=lambda segment: segment.start_s)
    return Track(kind, _label(kind, track, pieces[0]), tuple(segments))


def _segment(piece: _Object, *, after_s: float) -> Segment:
    """A segment without a start begins where the one before it ends."""
    places = (piece, _object(piece.get(METADATA)))
    start_ms, end_ms, length_ms = (_first_number(places, keys) for keys in (_START_MS, _END_MS, _LENGTH_MS))
    start_s = after_s if start_ms is None else _seconds(start_ms)
    end_s = start_s + _seconds(length_ms) if length_ms is not None else _seconds(end_ms or 0)
    return Segment(
        segment_id=_first_text((piece,), _ID),
        name=_first_text(places, _NAME),
        text=_first_text(places, _TEXT),
        start_s=start_s,
        end_s=max(start_s, end_s),
        volume=_volume(places),
        traits=_traits(places),
    )


def _label(kind: TrackKind, track: _Object, piece: _Object) -> str:
    places = (_object(piece.get(METADATA)), piece, _object(track.get(METADATA)))
    role = (_first_text(places, _ROLE) or "").lower()
    return _ROLE_LABELS.get(kind, {}).get(role, _LABELS[kind])


def _volume(places: Iterable[_Object]) -> float | None:
    """As a factor; what can only be a percentage is read as one."""
    value = _first_number(places, _VOLUME)
    if value is None or value < 0:
        return None
    return value / _MOST_PERCENT if value > _MOST_FACTOR else value


def _traits(places: Iterable[_Object]) -> str:
    unknown = [{key: value for key, value in place.items() if key not in _KNOWN} for place in places]
    if not any(unknown):
        return ""
    try:
        text = json.dumps(unknown, sort_keys=True, default=str)
    except (ValueError, RecursionError):
        return "unreadable"
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _first_text(places: Iterable[_Object], keys: tuple[str, ...]) -> str | None:
    for place in places:
        for key in keys:
            value = place.get(key)
            if isinstance(value, str) and value.strip():
                return " ".join(value.split())
    return None


def _first_number(places: Iterable[_Object], keys: tuple[str, ...]) -> float | None:
    return next((value for place in places if (value := _number(place, keys)) is not None), None)


def _number(place: _Object, keys: tuple[str, ...]) -> float | None:
    """The first of these keys that holds a finite number, also one written as text."""
    for key in keys:
        value = place.get(key)
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            continue
        try:
            number = float(value)
        except (ValueError, OverflowError):
            continue
        if math.isfinite(number):
            return number
    return None


def _seconds(milliseconds: float) -> float:
    return round(max(0.0, milliseconds) / 1000, 3)


def _object(value: object) -> _Object:
    return cast("_Object", value) if isinstance(value, Mapping) else {}


def _list(value: object) -> list[object]:
    return cast("list[object]", value) if isinstance(value, list) else []

"""A draft into a timeline. The only place that knows the draft's keys, and several likely spellings of them.

The protocol names `t`, `tt`, `sg`, `d` and `m`; no document names the keys inside a segment or inside `m`.
Whatever JSON comes, this reads what it can and never fails.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, cast

from nemo_video.timeline.effects import EFFECT_KEYS, read_effects
from nemo_video.timeline.model import Segment, Source, Timeline, Track, TrackKind
from nemo_video.wire.draft import DURATION_MS, METADATA, SEGMENTS, TRACK_TYPE, TRACKS, TrackType
from nemo_video.wire.envelope import JsonObject

_ID = ("id", "segment_id", "segmentId", "sid")
_NAME = ("name", "n", "title", "file_name", "fileName", "filename", "label", "material_name")
_TEXT = ("text", "txt", "content", "caption", "words")
_START_MS = ("s", "start", "start_ms", "startMs", "st", "start_time", "startTime", "begin")
_END_MS = ("e", "end", "end_ms", "endMs", "et", "end_time", "endTime")
_LENGTH_MS = (DURATION_MS, "duration", "duration_ms", "durationMs", "dur", "length")
_VOLUME = ("volume", "vol", "v", "gain")
_RATIO = ("ratio", "aspect_ratio", "aspectRatio")
_RESOLUTION = ("resolution",)
_FPS = ("fps", "frame_rate", "frameRate")
_PLATFORM = ("platform", "target_platform", "targetPlatform")
_MEDIA = ("media_id", "mediaId", "material_id", "materialId", "asset_id", "assetId", "resource_id", "media")
_URL = ("url", "src", "source_url", "sourceUrl", "media_url", "mediaUrl", "video_url", "file_url", "cdn_url")
_FROM_MS = (
    "from_ms",
    "fromMs",
    "source_start",
    "sourceStart",
    "trim_start",
    "trimStart",
    "in_point",
    "inPoint",
)
_SOURCE_MS = ("length_ms", "source_duration", "sourceDuration", "media_duration", "mediaDuration")
_ROLE = ("kind", "role", "type", "category", "sub_type")

_KINDS: Mapping[float, TrackKind] = {
    TrackType.VIDEO: "video",
    TrackType.AUDIO: "audio",
    TrackType.TEXT: "text",
}
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
_PLACE = (*_START_MS, *_END_MS, *_LENGTH_MS)
"""Where something lies; compared apart from its traits."""

_APART_FROM_TRAITS = frozenset({METADATA, *_ID, *_PLACE, *_VOLUME})
_NAMING = frozenset({*_NAME, *_TEXT, *_ROLE})

_PLACED = frozenset({*_PLACE, METADATA})
"""A segment has one of these, and an object of segments none."""

_SHAPING = frozenset({*_PLACE, *_VOLUME, *_FROM_MS, *EFFECT_KEYS, "envelope", "sounds", "unmuted", "focus"})
"""What is done to a source where it is used."""

_MOST_PERCENT = 100
_MOST_FACTOR = 4
_MOST_FPS = 240
_MOST_NUMBER = 1e12
"""More milliseconds than any film has; a larger number means something else."""

_Object = Mapping[str, Any]


_BOOKKEEPING = frozenset(
    {
        "createdat", "createtime", "updatedat", "updatetime", "modifiedat", "modifiedtime", "savedat",
        "lastmodified", "lastsaved", "lastupdated", "timestamp", "expires", "expiresat", "version",
        "revision", "rev", "etag", "requestid", "traceid", "selected", "isselected",
    }
)  # fmt: skip
"""Keys, without case and underscores, that change without an edit that anyone could see or hear."""

_MOST_DEPTH = 24
"""What lies deeper is not looked at."""

_IN_ORDER: Final = json.JSONEncoder(sort_keys=True)


def decode(draft: object) -> Timeline:
    """Read a draft.

    Args:
        draft: Any JSON; None or rubbish is an empty timeline.
    """
    body = _object(draft)
    filled = [track for track in _tracks(body) if _pieces(track)]
    tracks = tuple(_track(track) for track in filled)
    ends_s = max((track.end_s for track in tracks), default=0.0)
    places = (body, _object(body.get(METADATA)))
    return Timeline(
        _seconds(_number(body, (DURATION_MS,)) or 0) or ends_s,
        tracks,
        _frame_traits(body, filled),
        _first_text(places, _RATIO),
        _first_text(places, _RESOLUTION),
        _fps(places),
        _platform(places),
        _frame_rest(body, filled),
    )


def is_exportable(draft: object) -> bool:
    """Whether a draft has a track with something on it."""
    return count_segments(draft) > 0


def count_segments(draft: object) -> int:
    """How much lies on all tracks of a draft."""
    return sum(len(_members(track.get(SEGMENTS), _PLACED)) for track in _tracks(_object(draft)))


def isolate(draft: object, track_number: int, segment_number: int, length_s: float) -> JsonObject:
    """A draft of nothing but what one segment is cut from: its source alone, as it is before all edits.

    Args:
        draft: The draft.
        track_number: Of the timeline that `decode` gives of it, from 0.
        segment_number: On that track, from 0.
        length_s: How much of the source, from its beginning.
    """
    body = _object(draft)
    filled = [track for track in _tracks(body) if _pieces(track)]
    track = filled[track_number]
    _, piece = _in_order(track)[segment_number]
    bare = _as_it_came(piece)
    length_ms = round(length_s * 1000)
    start, length = (next((key for key in keys if key in piece), keys[0]) for keys in (_START_MS, _LENGTH_MS))
    whole = {**bare, start: 0, length: length_ms, METADATA: _as_it_came(_object(piece.get(METADATA)))}
    return {
        **_without(body, (TRACKS, *_PLACE)),
        TRACKS: [{**_without(track, _PLACE), SEGMENTS: [whole]}],
        DURATION_MS: length_ms,
    }


def _as_it_came(place: _Object) -> JsonObject:
    """What the draft says of a segment, without what is done to it, and at its own volume."""
    own_volume = {key: 1 for key in _VOLUME if key in place}
    return {**_without(place, (METADATA, *_SHAPING)), **own_volume}


def _tracks(body: _Object) -> list[_Object]:
    return [_object(track) for track in _members(body.get(TRACKS), {SEGMENTS})]


def _pieces(track: _Object) -> list[_Object]:
    pieces = _members(track.get(SEGMENTS), _PLACED)
    return [cast("_Object", piece) for piece in pieces if isinstance(piece, Mapping)]


def _members(value: object, own: Collection[str]) -> list[object]:
    """The items of a list, or of an object that has them by their ids; one alone has keys of its own."""
    if isinstance(value, Mapping):
        named = cast("_Object", value)
        return [named] if named.keys() & own else [each for each in named.values() if _object(each)]
    return _list(value)


def _track(track: _Object) -> Track:
    segments = tuple(segment for segment, _ in _in_order(track))
    return Track(_kind(track), segments[0].label, segments)


def _kind(track: _Object) -> TrackKind:
    number = _number(track, (TRACK_TYPE,))
    return "other" if number is None else _KINDS.get(number, "other")


def _in_order(track: _Object) -> list[tuple[Segment, _Object]]:
    """The segments of a track by their start, each with what the draft says of it."""
    found: list[tuple[Segment, _Object]] = []
    for piece in _pieces(track):
        after_s = found[-1][0].end_s if found else 0.0
        found.append((_segment(piece, _label(_kind(track), track, piece), after_s), piece))
    return sorted(found, key=lambda each: each[0].start_s)


def _segment(piece: _Object, label: str, after_s: float) -> Segment:
    """A segment without a start begins where the one before it ends."""
    metadata = _object(piece.get(METADATA))
    places = (piece, metadata)
    start_ms, end_ms, length_ms = (_first_number(places, keys) for keys in (_START_MS, _END_MS, _LENGTH_MS))
    start_s = after_s if start_ms is None else _seconds(start_ms)
    end_s = start_s + _seconds(length_ms) if length_ms is not None else _seconds(end_ms or 0)
    own = _without(piece, _APART_FROM_TRAITS)
    read = read_effects(metadata, own)
    meanings = _meaning_of(own), _meaning_of(_without(metadata, _VOLUME))
    return Segment(
        segment_id=_id(piece),
        name=_first_text(places, _NAME),
        text=_first_text((*places, *(_object(each.get(key)) for each in places for key in _TEXT)), _TEXT),
        start_s=start_s,
        end_s=round(max(start_s, end_s), 3),
        volume=_volume(places),
        traits=_hash(meanings),
        label=label,
        effects=read.effects,
        usual=read.usual,
        rest=_hash([_without(meaning, read.keys | _NAMING) for meaning in meanings]),
        source=_source(places),
    )


def _source(places: tuple[_Object, ...]) -> Source:
    from_ms, length_ms = _first_number(places, _FROM_MS), _first_number(places[1:], _SOURCE_MS)
    url = _first_text(places, _URL)
    return Source(
        media=_first_text(places, _MEDIA),
        url=url if url and url.startswith(("http://", "https://")) else None,
        from_s=_seconds(from_ms or 0),
        length_s=_seconds(length_ms) if length_ms else None,
    )


def _frame_traits(body: _Object, filled: Iterable[_Object]) -> str:
    """Of the draft and its tracks, without what lies on them."""
    return fingerprint(
        _without(body, (TRACKS, *_ID, *_PLACE)),
        *(_without(track, (SEGMENTS, *_ID, *_PLACE)) for track in filled),
    )


def _frame_rest(body: _Object, filled: Iterable[_Object]) -> str:
    """As the traits, without what a timeline tells of its canvas, and whatever the tracks' order is."""
    known = (*_RATIO, *_RESOLUTION, *_FPS, *_PLATFORM)
    own = _without(body, (TRACKS, METADATA, *_ID, *_PLACE, *known))
    tracks = [fingerprint(_without(track, (SEGMENTS, TRACK_TYPE, *_ID, *_PLACE))) for track in filled]
    told = sorted(track for track in tracks if track)
    return fingerprint(own, _without(_object(body.get(METADATA)), known), told)


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


def _fps(places: Iterable[_Object]) -> float | None:
    value = _first_number(places, _FPS)
    return value if value and 1 <= value <= _MOST_FPS else None


def _platform(places: Iterable[_Object]) -> str | None:
    """In lower case; which platforms there are is not for the draft to say."""
    told = _first_text(places, _PLATFORM)
    return told.lower() if told else None


def _without(place: _Object, keys: Collection[str]) -> _Object:
    return {key: each for key, each in place.items() if key not in keys}


def _id(piece: _Object) -> str | None:
    """The first id; a number is one as well."""
    number = next((value for key in _ID if type(value := piece.get(key)) is int), None)
    return _first_text((piece,), _ID) or (None if number is None else str(number))


def _first_text(places: Iterable[_Object], keys: tuple[str, ...]) -> str | None:
    for place in places:
        for key in keys:
            if key in place and isinstance(value := place[key], str) and value.strip():
                return _writable(" ".join(value.split()))
    return None


def _writable(text: str) -> str:
    """JSON may hold half a surrogate pair, which nobody could write down again."""
    return text.encode("utf-8", "replace").decode()


def _first_number(places: Iterable[_Object], keys: tuple[str, ...]) -> float | None:
    for place in places:
        if (value := _number(place, keys)) is not None:
            return value
    return None


def _number(place: _Object, keys: tuple[str, ...]) -> float | None:
    """The first of these keys that holds a number of sensible size, also one written as text."""
    for key in keys:
        if key not in place:  # most are: a segment has a few of the many names that there are for a thing
            continue
        value = place[key]
        if isinstance(value, bool) or not isinstance(value, (int, float, str)):
            continue
        try:
            number = float(value)
        except (ValueError, OverflowError):
            continue
        if abs(number) <= _MOST_NUMBER:
            return number
    return None


def _seconds(milliseconds: float) -> float:
    return round(max(0.0, milliseconds) / 1000, 3)


def _object(value: object) -> _Object:
    return cast("_Object", value) if isinstance(value, dict) else {}


def _list(value: object) -> list[object]:
    return cast("list[object]", value) if isinstance(value, list) else []


def fingerprint(*parts: object) -> str:
    """A hash of any JSON; empty where it says nothing.

    The order of keys, bookkeeping and the query of an address (signed anew at every read) do not count.
    """
    return _hash([_meaning(part, _MOST_DEPTH) for part in parts])


def _hash(meanings: Sequence[object]) -> str:
    if not any(meanings):
        return ""
    return hashlib.sha256(_IN_ORDER.encode(meanings).encode()).hexdigest()


def _meaning_of(place: _Object) -> _Object:
    return _object(_meaning(place, _MOST_DEPTH))


def _meaning(value: object, depth: int) -> object:
    """The value without what does not count: emptied containers fall away as well."""
    if depth == 0:
        return None
    if isinstance(value, str):
        return _without_query(value)
    if isinstance(value, (int, float)):
        return value
    if isinstance(value, list):
        return [_meaning(each, depth - 1) for each in cast("list[object]", value)]
    if not isinstance(value, dict):
        return None
    kept: dict[str, object] = {}
    for key, each in cast("_Object", value).items():
        if not _is_bookkeeping(key):
            meaning = _meaning(each, depth - 1)
            if meaning or isinstance(meaning, (str, int, float)):
                kept[key] = meaning
    return kept


@lru_cache(maxsize=1024)  # the keys of one segment are those of all others
def _is_bookkeeping(key: str) -> bool:
    return key.replace("_", "").replace("-", "").lower() in _BOOKKEEPING


def _without_query(text: str) -> str:
    return text.partition("?")[0] if text.startswith(("http://", "https://")) else text

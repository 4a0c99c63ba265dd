"""Where segments lie: parts cut out, gaps opened, clips put in a row, and what follows the picture."""

import copy
from dataclasses import replace
from itertools import pairwise
from typing import Final

from nemo_studio.draft import (
    ID,
    START_MS,
    Segment,
    SegmentKind,
    duration_ms,
    end_ms,
    find,
    kind_of,
    make_segment,
    new_id,
    put_segments,
    remove_segments,
)
from nemo_studio.edits.spans import TimeSpan
from nemo_studio.scenes import SCENES
from nemo_studio.sound import AMBIENCES
from nemo_video.wire.draft import DURATION_MS, METADATA
from nemo_video.wire.envelope import JsonObject

SHORTEST_MS: Final = 100
_LAID_OVER: Final[tuple[SegmentKind, ...]] = ("title", "inset", "subtitle")
"""These follow a clip when they lie over it alone: they move with it, and are deleted with it."""
_RUNNING: Final[tuple[SegmentKind, ...]] = ("clip", "inset", "voice", "subtitle")
"""These belong to their moment: what is cut out of the time is cut out of them."""


def place_span(span: TimeSpan, total_ms: int, usual_s: float) -> tuple[int, int]:
    """Start and length in ms of a span as people say it, inside a timeline of `total_ms`."""
    if span.start_s is not None and span.start_s < 0:
        span = replace(span, start_s=max(total_ms / 1000 + span.start_s, 0))
    if span.end_s is not None and span.end_s < 0:
        span = replace(span, end_s=total_ms / 1000 + span.end_s)
    if span.shares is not None:
        first, last = (round(total_ms * share) for share in span.shares)
        if first == last:  # from there on
            last = min(first + round(1000 * (span.length_s or usual_s)), total_ms)
        return first, last - first
    if (length_s := span.last_s if span.middle_s is None else span.middle_s) is not None:
        length = min(total_ms, round(1000 * length_s))
        return (total_ms - length) // (1 if span.middle_s is None else 2), length
    start = min(round(1000 * (span.start_s or 0)), max(0, total_ms - SHORTEST_MS))
    length_s = span.length_s if span.length_s is not None else usual_s
    end = start + round(1000 * length_s) if span.end_s is None else round(1000 * span.end_s)
    return start, max(SHORTEST_MS, min(end, total_ms) - start)


def isolate(draft: JsonObject, segment: Segment, start_ms: int, stop_ms: int) -> list[Segment]:
    """Cut a segment at the ends of a part of the time; what of it lies in that part."""
    first_ms, last_ms = segment[START_MS], end_ms(segment)
    if start_ms >= last_ms or stop_ms <= first_ms:
        return []
    pieces = _cut(draft, segment, start_ms, stop_ms)
    return [piece for piece in pieces if start_ms <= piece[START_MS] < stop_ms]


def _cut(draft: JsonObject, segment: Segment, *at_ms: int) -> list[Segment]:
    """Cut a segment at the times that lie inside it; the first of its pieces keeps its id."""
    first_ms, last_ms = segment[START_MS], end_ms(segment)
    edges = (first_ms, *(at for at in at_ms if first_ms < at < last_ms), last_ms)
    pieces = [slice_segment(segment, start, stop) for start, stop in pairwise(edges)]
    for piece in pieces[1:]:
        piece[ID] = new_id()
    kind = kind_of(draft, segment)
    remove_segments(draft, [segment])
    put_segments(draft, kind, pieces)
    return pieces


def _is_moment(segment: Segment) -> bool:
    """Whether it belongs to its moment, as all does but music that follows the picture."""
    return segment[METADATA].get("kind") != "music" or bool(segment[METADATA].get("part"))


def ripple_delete(
    draft: JsonObject, start_ms: int, stop_ms: int, kinds: tuple[SegmentKind, ...] = (*_RUNNING, "music")
) -> None:
    """Take a part of the time away from these kinds and close the gap; titles keep their length."""
    for kind in kinds:
        affected = [each for each in filter(_is_moment, find(draft, kind)) if end_ms(each) > start_ms]
        remove_segments(draft, affected)
        put_segments(draft, kind, [p for each in affected for p in _without(each, start_ms, stop_ms)])
    for title in find(draft, "title"):
        title[START_MS] -= max(min(stop_ms, title[START_MS]) - start_ms, 0)
    _cut_envelopes(draft, start_ms, stop_ms)


def _cut_envelopes(draft: JsonObject, start_ms: int, stop_ms: int) -> None:
    """Parts of music that have a volume of their own belong to their moment as well."""
    for music in find(draft, "music"):
        first_ms, last_ms = start_ms - music[START_MS], stop_ms - music[START_MS]
        kept = [
            [min(at, first_ms) if at < last_ms else at - (last_ms - first_ms) for at in part[:2]] + part[2:]
            for part in music[METADATA].get("envelope", [])
        ]
        if "envelope" in music[METADATA]:
            music[METADATA]["envelope"] = [part for part in kept if part[0] < part[1]]


def remove_clip(draft: JsonObject, clip: Segment) -> None:
    """Take a clip away with what lies over it alone, and close the gap; of a voice nothing is lost."""
    start_ms, stop_ms = clip[START_MS], end_ms(clip)
    remove_segments(draft, [clip, *_lying_over(draft, clip)])
    ripple_delete(draft, start_ms, stop_ms, ("inset", "subtitle"))
    for segment in filter(_is_moment, find(draft, "clip", "voice", "music")):
        if segment[START_MS] >= stop_ms:
            segment[START_MS] -= stop_ms - start_ms


def _lying_over(draft: JsonObject, clip: Segment) -> list[Segment]:
    """What shows over this clip and no other; the film's own titles stay while there is another clip."""
    kept = _titles_of_film(draft) if len(find(draft, "clip")) > 1 else []
    laid = [each for each in find(draft, *_LAID_OVER) if each not in kept]
    return [each for each in laid if clip[START_MS] <= each[START_MS] and end_ms(each) <= end_ms(clip)]


def _titles_of_film(draft: JsonObject) -> list[Segment]:
    """The titles that open and close the film; with others between, each is of the clip under it."""
    total_ms, titles = duration_ms(draft), find(draft, "title")
    of_clips = {(clip[START_MS], end_ms(clip)) for clip in find(draft, "clip")}
    are_apart = all(
        (title[START_MS] == 0) != (end_ms(title) == total_ms)
        and (title[START_MS], end_ms(title)) not in of_clips
        for title in titles
    )
    return titles if are_apart else []


def _without(segment: Segment, start_ms: int, stop_ms: int) -> list[Segment]:
    """What is left of a segment when a part of the time goes."""
    first_ms, last_ms = segment[START_MS], end_ms(segment)
    left = [slice_segment(segment, first_ms, min(last_ms, start_ms))] if first_ms < start_ms else []
    right = [slice_segment(segment, max(first_ms, stop_ms), last_ms)] if stop_ms < last_ms else []
    for piece in right:
        piece[START_MS] -= stop_ms - start_ms
        piece[ID] = new_id() if left else piece[ID]
    return [*left, *right]


def slice_segment(segment: Segment, start_ms: int, stop_ms: int) -> Segment:
    """A copy of the part of a segment that lies between two times."""
    piece = copy.deepcopy(segment)
    metadata = piece[METADATA]
    is_head, is_tail = start_ms == segment[START_MS], stop_ms == end_ms(segment)
    if not (is_head and is_tail):
        metadata["from_ms"] = source_at_ms(segment, stop_ms if metadata.get("reverse") else start_ms)
        metadata.setdefault("length_ms", segment[DURATION_MS])
    piece[START_MS], piece[DURATION_MS] = start_ms, stop_ms - start_ms
    for key in () if is_head else ("fade_in_ms", "transition", "transition_ms"):
        metadata.pop(key, None)
    if not is_tail:
        metadata.pop("fade_out_ms", None)
    return piece


def split_at(draft: JsonObject, at_ms: int) -> list[Segment]:
    """Cut the clip that shows at a time in two; its parts, none where clips meet at that time."""
    clip = next((c for c in find(draft, "clip") if c[START_MS] < at_ms < end_ms(c)), None)
    return _cut(draft, clip, at_ms) if clip else []


def source_at_ms(segment: Segment, at_ms: int) -> int:
    """Which moment of its source a segment shows at a time of the timeline."""
    metadata = segment[METADATA]
    since_ms = end_ms(segment) - at_ms if metadata.get("reverse") else at_ms - segment[START_MS]
    return round(metadata.get("from_ms", 0) + since_ms * metadata.get("speed", 1))


def ripple_insert(draft: JsonObject, at_ms: int, length_ms: int) -> None:
    """Move what starts at a time or later; a negative length closes a gap."""
    for segment in filter(_is_moment, find(draft, *_RUNNING, "title", "music")):
        if segment[START_MS] >= at_ms:
            segment[START_MS] += length_ms
    if length_ms < 0:
        _cut_envelopes(draft, at_ms + length_ms, at_ms)
        return
    for music in find(draft, "music"):
        for part in music[METADATA].get("envelope", []):
            if music[START_MS] + part[0] >= at_ms:
                part[:2] = [at + length_ms for at in part[:2]]


def insert_clips(draft: JsonObject, clips: list[Segment], at_ms: int) -> None:
    """Put clips in a row at a time where clips meet, or at the end; the first ones under what is heard."""
    if find(draft, "clip"):
        ripple_insert(draft, at_ms, sum(clip[DURATION_MS] for clip in clips))
    put_segments(draft, "clip", _in_a_row(clips, at_ms))


def resize(draft: JsonObject, clip: Segment, length_ms: int) -> None:
    """Make a clip longer or shorter at its end; what comes after moves, unless it lies over others.

    What shows as long as the clip does so further on.
    """
    if kind_of(draft, clip) == "clip":
        for each in _lying_over(draft, clip):
            each[DURATION_MS] = length_ms if each[DURATION_MS] == clip[DURATION_MS] else each[DURATION_MS]
        ripple_insert(draft, end_ms(clip), length_ms - clip[DURATION_MS])
    clip[DURATION_MS] = length_ms


def arrange(draft: JsonObject, clips: list[Segment]) -> None:
    """Put all clips in a row in this order; what lies over one alone goes with it, the rest stays."""
    followers: list[tuple[Segment, SegmentKind, Segment, int]] = [
        (each, kind_of(draft, each), clip, each[START_MS] - clip[START_MS])
        for clip in clips
        for each in _lying_over(draft, clip)
    ]
    remove_segments(draft, [*clips, *(each for each, *_ in followers)])
    put_segments(draft, "clip", _in_a_row(clips, 0))
    for each, kind, clip, since_ms in followers:
        each[START_MS] = clip[START_MS] + since_ms
        put_segments(draft, kind, [each])


def _in_a_row(clips: list[Segment], at_ms: int) -> list[Segment]:
    for clip in clips:
        clip[START_MS] = at_ms
        at_ms = end_ms(clip)
    return clips


def ripple(draft: JsonObject, language: str) -> None:
    """After an edit: music and watermarks run to the picture's end, ambience lies under its scenes.

    Titles stay inside.
    """
    total_ms = draft[DURATION_MS] = duration_ms(draft)
    clips = find(draft, "clip")
    _lay_ambience(draft, clips, language)
    if not clips:
        return
    clips[0][METADATA].pop("transition", None)
    clips[0][METADATA].pop("transition_ms", None)
    for music in find(draft, "music"):
        if _is_moment(music):
            music[DURATION_MS] = min(music[DURATION_MS], total_ms - music[START_MS])
        else:
            music[START_MS] = min(music[START_MS], max(total_ms - SHORTEST_MS, 0))
            music[DURATION_MS] = total_ms - music[START_MS]
    _lay_watermarks(draft, total_ms)
    _keep_inside(draft, total_ms)


def _lay_watermarks(draft: JsonObject, total_ms: int) -> None:
    """A watermark lies over the whole film, once, however it was cut."""
    marks = [inset for inset in find(draft, "inset") if inset[METADATA].get("watermark")]
    whole = {(m[METADATA]["media_id"], m[METADATA]["corner"]): m for m in reversed(marks)}
    remove_segments(draft, marks)
    for mark in reversed(whole.values()):
        mark[START_MS], mark[DURATION_MS] = 0, total_ms
        mark[METADATA].pop("from_ms", None)
    put_segments(draft, "inset", reversed(whole.values()))


def _keep_inside(draft: JsonObject, total_ms: int) -> None:
    moments = filter(_is_moment, find(draft, "inset", "subtitle", "music"))
    remove_segments(draft, [segment for segment in moments if segment[START_MS] >= total_ms])
    for segment in find(draft, "title", "inset", "subtitle"):
        length_ms = min(segment[DURATION_MS], total_ms)
        if segment[START_MS] >= total_ms:
            segment[START_MS] = total_ms - length_ms
        segment[DURATION_MS] = min(length_ms, total_ms - segment[START_MS])


def _lay_ambience(draft: JsonObject, clips: list[Segment], language: str) -> None:
    """One sound under each run of clips that want the same; its fades stay."""
    earlier = {sound[ID]: sound[METADATA] for sound in find(draft, "ambience")}
    remove_segments(draft, find(draft, "ambience"))
    last: dict[str, Segment] = {}
    for clip in clips:
        for sound, volume in _sounds_of(clip).items():
            before = last.get(sound)
            if before and end_ms(before) == clip[START_MS] and before[METADATA]["volume"] == volume:
                before[DURATION_MS] += clip[DURATION_MS]
                continue
            id = ambience_id(clip, sound)
            fades = {key: value for key, value in earlier.get(id, {}).items() if key.startswith("fade")}
            name = AMBIENCES[sound].title_zh if language == "zh" else AMBIENCES[sound].title_en
            metadata: JsonObject = {"name": name, "kind": "ambience", "sound": sound, "volume": volume}
            last[sound] = make_segment(clip[START_MS], clip[DURATION_MS], metadata | fades, id=id)
            put_segments(draft, "ambience", [last[sound]])


def clips_under(draft: JsonObject, ambience: Segment) -> list[Segment]:
    """The clips from which a sound of places comes."""
    return [c for c in find(draft, "clip") if ambience[START_MS] <= c[START_MS] < end_ms(ambience)]


def ambience_id(clip: Segment, sound: str) -> str:
    """The id of a sound that begins under a clip: the same after every edit."""
    return f"am_{clip[ID].removeprefix('sg_')}{'' if sound == own_sound(clip) else f'_{sound}'}"


_DROWNED: Final = frozenset({"birds", "city", "night", "waves", "wind"})
"""Sounds that rain and storm drown."""


def own_sound(clip: Segment) -> str | None:
    """The sound of the place that a clip shows, in the weather that it shows."""
    scene = SCENES.get(clip[METADATA].get("scene") or clip[METADATA].get("heard_as", ""))
    if scene is None:
        return None
    weather = clip[METADATA].get("parameters", {}).get("weather")
    return weather if weather in ("rain", "storm") and scene.ambience in _DROWNED else scene.ambience


def _sounds_of(clip: Segment) -> dict[str, float]:
    """The sound of the scene and those that were laid under it, each with its volume."""
    own, volume = own_sound(clip), clip[METADATA].get("ambience")
    heard = {} if own is None or volume is None else {own: volume}
    return heard | clip[METADATA].get("sounds", {})

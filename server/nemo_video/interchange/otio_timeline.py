"""A sequence as OpenTimelineIO has it, which DaVinci Resolve, Avid, Nuke and others read."""

from importlib import import_module
from typing import Any

from nemo_video.interchange.sequence import EditSequence, Event, EventTrack

NAMESPACE = "nemo_video"
"""Of the metadata: what OpenTimelineIO has no common word for."""


def write(sequence: EditSequence) -> str:
    """The text of an `.otio` file."""
    return str(_otio().adapters.write_to_string(_timeline(sequence), "otio_json"))


def _otio() -> Any:
    """Its types are those of a compiled module, which no type checker can read."""
    return import_module("opentimelineio")


def _timeline(sequence: EditSequence) -> Any:
    schema = _otio().schema
    timeline = schema.Timeline(name=sequence.name)
    timeline.metadata[NAMESPACE] = {"width": sequence.width, "height": sequence.height}
    for track in sequence.tracks:
        timeline.tracks.append(_Writer(sequence).track(track))
    heard = tuple(event for event in sequence.events("video") if event.media and event.media.has_sound)
    # A clip shows its picture alone: its sound is an event of its own.
    for number, events in enumerate(_without_overlaps(heard), 1):
        own = EventTrack("audio", f"Sound of clips {number}", events)
        timeline.tracks.append(_Writer(sequence).track(own))
    return timeline


def _without_overlaps(events: tuple[Event, ...]) -> list[tuple[Event, ...]]:
    """Events of several tracks, dealt to as many as they need."""
    tracks: list[list[Event]] = []
    for event in sorted(events, key=lambda each: each.start):
        room = next((track for track in tracks if track[-1].end <= event.start), None)
        if room is None:
            tracks.append([event])
        else:
            room.append(event)
    return [tuple(track) for track in tracks]


class _Writer:
    """Writes the tracks of one sequence."""

    def __init__(self, sequence: EditSequence) -> None:
        self._rate = float(sequence.rate)
        self._otio = _otio()

    def track(self, track: EventTrack) -> Any:
        """A track with gaps where it shows or plays nothing."""
        schema = self._otio.schema
        kind = schema.TrackKind.Audio if track.kind == "audio" else schema.TrackKind.Video
        written, at = schema.Track(name=track.label, kind=kind), 0
        for event in track.events:
            if event.start > at:
                written.append(schema.Gap(source_range=self._range(0, event.start - at)))
            elif kind == schema.TrackKind.Video and event.transition_s and at:
                written.append(self._transition(event))
            written.append(self._clip(event))
            at = event.end
        return written

    def _clip(self, event: Event) -> Any:
        clip = self._otio.schema.Clip(
            name=event.name,
            media_reference=self._reference(event),
            source_range=self._range(event.source_start, event.frames),
        )
        clip.effects.extend(self._effects(event))
        clip.metadata[NAMESPACE] = _metadata(event)
        return clip

    def _reference(self, event: Event) -> Any:
        schema, media = self._otio.schema, event.media
        if event.segment.text:
            parameters = {"text": event.segment.text}
            return schema.GeneratorReference(
                name=event.name, generator_kind="Title", available_range=None, parameters=parameters
            )
        if media is None:
            return schema.MissingReference(name=event.name)
        available = None
        if media.duration_s is not None:
            available = self._range(0, round(media.duration_s * self._rate))
        return schema.ExternalReference(target_url=media.path.as_uri(), available_range=available)

    def _effects(self, event: Event) -> list[Any]:
        schema = self._otio.schema
        if event.speed == 0:
            return [schema.FreezeFrame()]
        scalar = -event.speed if event.is_reversed else event.speed
        return [] if scalar == 1 else [schema.LinearTimeWarp(time_scalar=scalar)]

    def _transition(self, event: Event) -> Any:
        """It begins at the cut: the clip before plays on under it."""
        schema, time = self._otio.schema, self._otio.opentime.RationalTime
        kind = event.segment.effect("transition")
        is_dissolve = kind is not None and "crossfade" in kind.value
        types = schema.TransitionTypes
        return schema.Transition(
            name=kind.value if kind else "",
            transition_type=types.SMPTE_Dissolve if is_dissolve else types.Custom,
            in_offset=time(0, self._rate),
            out_offset=time(round(event.transition_s * self._rate), self._rate),
        )

    def _range(self, start: int, frames: int) -> Any:
        time = self._otio.opentime
        return time.TimeRange(time.RationalTime(start, self._rate), time.RationalTime(frames, self._rate))


def _metadata(event: Event) -> dict[str, Any]:
    """What our own reader, or a script of the user's, can still find: levels, looks and the like in words."""
    told: dict[str, Any] = {effect.name: effect.value or True for effect in event.segment.effects}
    if event.segment.volume is not None:
        told["volume"] = event.segment.volume
    return {"item": event.item, **told}

"""What a timeline format cannot say of a sequence, so that it is told and not just missing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from nemo_video.interchange.sequence import EditSequence, Event
from nemo_video.wire.formats import TimelineName

OTHER_TRANSITION: Final = "other transition"
"""A transition that became a crossfade of the same length."""

_TIMING: Final = frozenset({"speed", "reversed", "transition"})
_SAID: Final[Mapping[TimelineName, frozenset[str]]] = MappingProxyType(
    {
        "otio": _TIMING,
        "fcpxml": _TIMING
        | {"fade in", "fade out", "zoom", "rotation", "mirrored", "flipped", "picture in picture"}
        | {"size", "color", "place"},
        "edl": frozenset({"speed", "reversed", "transition"}),
    }
)
"""The effects that each format has words for."""

_TRANSITIONS: Final[Mapping[TimelineName, frozenset[str]]] = MappingProxyType(
    {
        "otio": frozenset({"crossfade"}),
        "fcpxml": frozenset({"crossfade"}),
        "edl": frozenset({"crossfade", "wipe"}),
    }
)
"""The transitions that they say."""

_LOOKS_OF_SCENES: Final = frozenset({"time of day", "time_of_day", "weather", "season", "mood", "camera"})
"""What a generated clip shows: that is in its file."""


@dataclass(frozen=True)
class Limit:
    """Something that the file does not say, or not as it is.

    Attributes:
        what: The name of an effect, or `titles`, `subtitles`, `sounds`, `other clips`, `volume`, or
            `OTHER_TRANSITION`.
        items: Of which events, by the names that edits use.
    """

    what: str
    items: tuple[str, ...]


def find_limits(sequence: EditSequence, format: TimelineName) -> tuple[Limit, ...]:
    """What the format does not say of a sequence."""
    found: dict[str, list[str]] = {}
    for what, event in _list_limits(sequence, format):
        found.setdefault(what, []).append(event.item)
    return tuple(Limit(what, tuple(items)) for what, items in found.items())


def _list_limits(sequence: EditSequence, format: TimelineName) -> Iterator[tuple[str, Event]]:
    for track in sequence.tracks:
        for event in track.events:
            if format == "edl" and track is not sequence.main:
                yield _of_other_track(track.kind, is_subtitles=track.is_subtitles), event
            else:
                yield from ((what, event) for what in _unsaid(event, format))


def _of_other_track(kind: str, *, is_subtitles: bool) -> str:
    if kind == "text":
        return "subtitles" if is_subtitles else "titles"
    return "sounds" if kind == "audio" else "other clips"


def _unsaid(event: Event, format: TimelineName) -> Iterator[str]:
    for effect in event.segment.effects:
        if effect.name == "transition":
            if effect.number and not any(kind in effect.value for kind in _TRANSITIONS[format]):
                yield OTHER_TRANSITION
        elif effect.name not in _SAID[format] | _LOOKS_OF_SCENES:
            yield effect.name
    if event.segment.volume not in (None, 1.0) and format != "fcpxml":
        yield "volume"

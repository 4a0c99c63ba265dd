"""A sequence as editing programs have it: events on tracks, counted in frames, each with its media file."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal

from nemo_video.timeline import SUBTITLE_LABELS, Segment, TrackKind

NTSC = {23.976: Fraction(24000, 1001), 29.97: Fraction(30000, 1001), 59.94: Fraction(60000, 1001)}
"""The rates of television, which decimals only come near."""

_NEAR_NTSC = 0.01


@dataclass(frozen=True)
class MediaFile:
    """A media file that lies beside the timeline.

    Attributes:
        duration_s: None for a still.
        fps: None for a still or a sound.
    """

    path: Path
    kind: Literal["video", "image", "audio"]
    duration_s: float | None = None
    width: int | None = None
    height: int | None = None
    fps: float | None = None
    has_sound: bool = False

    @property
    def name(self) -> str:
        """Its file name without the extension."""
        return self.path.stem


@dataclass(frozen=True)
class Event:
    """One segment on a track.

    Attributes:
        item: The name that edits use, as `clip 2`.
        name: What it is called, or says.
        start: Its first frame on the timeline.
        end: The frame after its last.
        source_start: The first frame of its media that it shows or plays, whichever way it runs.
        segment: What the draft tells of it.
        media: Its file; None for words, and where it could not be had.
    """

    item: str
    name: str
    start: int
    end: int
    source_start: int
    segment: Segment
    media: MediaFile | None = None

    @property
    def frames(self) -> int:
        """How many frames it lasts."""
        return self.end - self.start

    @property
    def speed(self) -> float:
        """Of its media; 0 holds one frame."""
        return self._number("speed", 1.0)

    @property
    def is_reversed(self) -> bool:
        """Whether it runs backwards."""
        return self.segment.effect("reversed") is not None

    @property
    def source_frames(self) -> int:
        """How many frames of its media go into it."""
        return round(self.frames * self.speed)

    @property
    def transition_s(self) -> float:
        """How long it takes over from the event before it; 0 for a cut."""
        return self._number("transition", 0.0)

    def number(self, effect: str) -> float | None:
        """The figure of one of its effects."""
        found = self.segment.effect(effect)
        return found.number if found else None

    def _number(self, effect: str, usual: float) -> float:
        number = self.number(effect)
        return usual if number is None else number


@dataclass(frozen=True)
class EventTrack:
    """A track, its events in the order of time; they never overlap."""

    kind: TrackKind
    label: str
    events: tuple[Event, ...]

    @property
    def is_subtitles(self) -> bool:
        """Whether its words go with what is said."""
        return self.label in SUBTITLE_LABELS

    @property
    def is_main(self) -> bool:
        """Whether its clips follow one another as the film, rather than lie over it."""
        is_inset = any(event.segment.effect("picture in picture") for event in self.events)
        return self.kind == "video" and not is_inset


@dataclass(frozen=True)
class EditSequence:
    """A whole sequence.

    Attributes:
        rate: Frames a second, exactly.
        width: Of the picture, in pixels.
        height: Of the picture, in pixels.
        tracks: From the lowest to the highest.
    """

    name: str
    rate: Fraction
    width: int
    height: int
    tracks: tuple[EventTrack, ...]

    @property
    def main(self) -> EventTrack | None:
        """The track of the film itself."""
        return next((track for track in self.tracks if track.is_main), None)

    @property
    def frames(self) -> int:
        """How long it is."""
        return max((event.end for event in self.events()), default=0)

    def events(self, *kinds: TrackKind) -> Iterator[Event]:
        """All events of these kinds of track, of all kinds where none is named."""
        return (event for track in self.tracks if not kinds or track.kind in kinds for event in track.events)


def exact_rate(fps: float) -> Fraction:
    """A frame rate without the rounding of its decimals."""
    ntsc = next((rate for near, rate in NTSC.items() if abs(fps - near) < _NEAR_NTSC), None)
    return ntsc or Fraction(fps).limit_denominator(1000)


def frames_in(time_s: float, rate: Fraction) -> int:
    """A time as a number of frames."""
    return round(Fraction(time_s).limit_denominator(100_000) * rate)

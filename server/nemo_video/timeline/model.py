"""A timeline in the field's own words. The draft's short keys do not come this far."""

from dataclasses import dataclass, field
from typing import Literal

from nemo_video.timeline.effects import Effect

TrackKind = Literal["video", "audio", "text", "other"]

SUBTITLE_LABELS = frozenset({"Subtitles", "Caption"})
"""What tracks of words are called that go with what is said; the others hold titles."""

MOST_DETAILS = 4
"""Of so many segments of a track it is told what is done to them."""


@dataclass(frozen=True)
class Source:
    """What a segment is cut from, as far as the draft tells.

    Attributes:
        media: The backend's id of a media file, or its name; None for what was generated.
        url: Where that file lies, in the draft itself.
        from_s: Where in its source the segment begins.
        length_s: How long the whole source is.
    """

    media: str | None = None
    url: str | None = None
    from_s: float = 0.0
    length_s: float | None = None


@dataclass(frozen=True)
class Segment:
    """One piece of a track.

    Attributes:
        segment_id: The backend's own id, where it gives one.
        name: What it is called.
        text: What it says, on a text track.
        start_s: Seconds from the start of the timeline.
        end_s: Seconds from the start of the timeline.
        volume: 0 to 1; may be above for amplified sound.
        traits: Hash of everything else that the draft says of it, so that an edit of a kind that we do not
            know is noticed all the same.
        label: What people call such a piece; a track may hold music and a voice one after the other.
        effects: What is done to it that we know how to say.
        usual: Names of effects of which the draft says that there is none, or that they are as usual.
        rest: Hash of what the draft says of it that we do not know how to say.
        source: What it is cut from; two segments are the same whatever is told of that, for addresses change.
    """

    segment_id: str | None
    name: str | None
    text: str | None
    start_s: float
    end_s: float
    volume: float | None = None
    traits: str = ""
    label: str = "Other"
    effects: tuple[Effect, ...] = ()
    usual: tuple[str, ...] = ()
    rest: str = ""
    source: Source = field(default=Source(), compare=False)

    def effect(self, name: str) -> Effect | None:
        """What is done to it of that name; None where the draft tells of none."""
        return next((effect for effect in self.effects if effect.name == name), None)

    @property
    def percentage(self) -> str | None:
        """The volume as people write it."""
        return None if self.volume is None else f"{round(100 * self.volume)}%"

    @property
    def effects_in_words(self) -> str:
        """What is done to it, such as `speed 2x, time of day dusk`; empty where nothing is."""
        return ", ".join(f"{effect.name} {effect.value}".strip().replace("_", " ") for effect in self.effects)


@dataclass(frozen=True)
class Track:
    """One track with at least one segment.

    Attributes:
        kind: What lies on it.
        label: What people call the track: Video, BGM, Ambience, Voice, SFX, Title, Subtitles.
        segments: In the order of time.
    """

    kind: TrackKind
    label: str
    segments: tuple[Segment, ...]

    @property
    def name(self) -> str | None:
        """What its first named segment is called; on a text track, what it says."""
        return next((s.text or s.name for s in self.segments if s.text or s.name), None)

    @property
    def start_s(self) -> float:
        """Where its first segment starts."""
        return min(segment.start_s for segment in self.segments)

    @property
    def end_s(self) -> float:
        """Where its last segment ends."""
        return max(segment.end_s for segment in self.segments)

    @property
    def detail(self) -> str | None:
        """The volume of sound, and what is done to the segments; None where there is nothing to say."""
        volume = self.segments[0].percentage if self.kind == "audio" else None
        told = [effects for segment in self.segments[:MOST_DETAILS] if (effects := segment.effects_in_words)]
        return "; ".join([*([volume] if volume else []), *dict.fromkeys(told)]) or None


@dataclass(frozen=True)
class Timeline:
    """All tracks, in the draft's order.

    Attributes:
        duration_s: As the draft says it, else where the last segment ends.
        tracks: Those with something on them.
        traits: Hash of what the draft says of itself and its tracks, apart from their segments.
        aspect_ratio: The shape of the picture, where the draft tells it, as `16:9`.
        resolution: How fine the picture is, where the draft tells it, as `1080p`.
        fps: Frames per second, where the draft tells them.
        platform: Where the film is to be shown, where the draft tells it, as `tiktok`.
        rest: Hash of what the draft says around the segments that we do not know how to say.
    """

    duration_s: float
    tracks: tuple[Track, ...]
    traits: str = ""
    aspect_ratio: str | None = None
    resolution: str | None = None
    fps: float | None = None
    platform: str | None = None
    rest: str = ""

"""What is to be rendered: shots, sounds and captions on a common time line, as plain data."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from nemo_video.studio.text import Place

Animation = Literal["none", "fade", "slide", "typewriter", "pop"]


def _no_parameters() -> Mapping[str, str | float]:
    return {}


@dataclass(frozen=True)
class Shot:
    """One segment of a video track: a scene, or an uploaded picture or video.

    Attributes:
        start_ms: Where it starts on the time line.
        duration_ms: How long it shows.
        scene: Key into the table of scenes.
        seed: The same seed gives the same pictures.
        parameters: Wishes for the scene; it reads those it knows.
        source: Path of an uploaded file; when set, `scene` is ignored.
        source_start_ms: Where in the file the shot begins.
    """

    start_ms: int
    duration_ms: int
    scene: str
    seed: int = 0
    parameters: Mapping[str, str | float] = field(default_factory=_no_parameters)
    source: str | None = None
    source_start_ms: int = 0

    @property
    def end_ms(self) -> int:
        """Where it ends on the time line."""
        return self.start_ms + self.duration_ms


@dataclass(frozen=True)
class Sound:
    """One segment of an audio track: music by mood, ambience by name, or a file by path; volume 0 to 1."""

    start_ms: int
    duration_ms: int
    volume: float
    kind: Literal["music", "ambience", "file"]
    name: str
    seed: int = 0
    fade_in_ms: int = 0
    fade_out_ms: int = 0
    source_start_ms: int = 0


@dataclass(frozen=True)
class Caption:
    """One segment of a text track; it comes and goes within its own time.

    Attributes:
        start_ms: Where it starts on the time line.
        duration_ms: How long it shows.
        text: Its words.
        place: Where in the picture.
        size: Relative to the usual size of that place.
        color: `#RRGGBB`.
        animation: How it comes and goes.
        fade_ms: How long coming and going take, each.
    """

    start_ms: int
    duration_ms: int
    text: str
    place: Place = "center"
    size: float = 1.0
    color: str = "#FFFFFF"
    animation: Animation = "fade"
    fade_ms: int = 400

    def opacity_at(self, at_ms: float) -> float:
        """How visible it is at a time, 0 to 1."""
        since, left = at_ms - self.start_ms, self.start_ms + self.duration_ms - at_ms
        if since < 0 or left <= 0:
            return 0.0
        fade_ms = max(min(self.fade_ms, self.duration_ms / 2), 1)
        progress = min(since / fade_ms, left / fade_ms, 1.0)
        return progress * progress * (3 - 2 * progress)


@dataclass(frozen=True)
class Composition:
    """A whole video: even size in pixels, frames a second, and what it shows and plays."""

    width: int
    height: int
    fps: int
    duration_ms: int
    shots: tuple[Shot, ...]
    sounds: tuple[Sound, ...]
    captions: tuple[Caption, ...]

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return self.duration_ms / 1000

    @property
    def frame_count(self) -> int:
        """How many frames the video has, at least one."""
        return max(round(self.duration_ms * self.fps / 1000), 1)

    def shrink(self, largest_side: int | None, largest_fps: int) -> "Composition":
        """The same at most so large, with at most so many frames a second."""
        longer = max(self.width, self.height)
        scale = min(largest_side / longer, 1.0) if largest_side else 1.0
        return replace(
            self,
            width=round(self.width * scale / 2) * 2,
            height=round(self.height * scale / 2) * 2,
            fps=min(self.fps, largest_fps),
        )

"""What is to be rendered: clips, sounds and captions on a common time line, as plain data."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from nemo_studio.text import NO_MARGINS, Animation, Margins, Place

Look = Literal["none", "warm", "cool", "black_and_white", "vintage", "vivid", "cinematic"]
Fit = Literal["auto", "fill", "bars", "blur", "card"]
TransitionKind = Literal["crossfade", "dip_to_black", "wipe", "slide"]
Corner = Literal["top_left", "top_right", "bottom_left", "bottom_right", "center"]


def _no_parameters() -> Mapping[str, str | float]:
    return {}


@dataclass(frozen=True)
class Grade:
    """The colours of a clip: a look, and on top of it changes from -1 to 1, 0 being none."""

    look: Look = "none"
    brightness: float = 0
    contrast: float = 0
    saturation: float = 0


@dataclass(frozen=True)
class Framing:
    """How a clip sits in the picture.

    Attributes:
        fit: Whether an upload of another shape is cut to fill, or shown whole between bars or on its blur;
            "auto" shows it whole on its blur, unless the shapes are nearly the same, and "card" small on
            black with room for a line under it.
        zoom: 1 shows everything, 2 the middle half.
        focus: Where the zoom looks, from left and top, 0 to 1.
        quarter_turns: Clockwise.
        is_mirrored: Left and right change places.
        is_flipped: Top and bottom change places.
    """

    fit: Fit = "fill"
    zoom: float = 1
    focus: tuple[float, float] = (0.5, 0.5)
    quarter_turns: int = 0
    is_mirrored: bool = False
    is_flipped: bool = False


@dataclass(frozen=True)
class Transition:
    """How a clip takes over from the one before.

    It begins at the cut and changes no length: the clip before plays on under it.
    """

    kind: TransitionKind
    duration_ms: int


@dataclass(frozen=True)
class PictureInPicture:
    """How a small picture lies over the others.

    Attributes:
        corner: Where.
        size: Its width as a share of the picture's.
        opacity: 0 to 1, 1 hiding what is under it.
        margin: To the edges, as a share of the picture's shorter side; None for the usual one.
        shape: Its width by its height; None for the shape of the picture.
    """

    corner: Corner
    size: float
    opacity: float = 1
    margin: float | None = None
    shape: float | None = None


@dataclass(frozen=True)
class Clip:
    """One segment of a video track: a scene, or an uploaded picture or video.

    Attributes:
        start_ms: Where it starts on the time line.
        duration_ms: How long it shows.
        scene: Key into the table of scenes.
        seed: The same seed gives the same pictures.
        parameters: Of the scene; it reads those it knows.
        source: Path of an uploaded file; when set, `scene` is ignored.
        source_start_ms: Where in the file or the scene the clip begins.
        source_duration_ms: How long the uncut scene or picture is; 0 when it is as long as the clip.
        speed: Of its source; 0 holds one frame.
        is_reversed: Whether it runs backwards.
        fade_in_ms: How long it comes out of black.
        fade_out_ms: How long it goes into black.
        grade: Its colours.
        framing: How it sits in the picture.
        transition: How it takes over from the clip before; None for a cut.
        picture_in_picture: Where it lies over the others; None for a clip that fills the picture.
    """

    start_ms: int
    duration_ms: int
    scene: str
    seed: int = 0
    parameters: Mapping[str, str | float] = field(default_factory=_no_parameters)
    source: str | None = None
    source_start_ms: int = 0
    source_duration_ms: int = 0
    speed: float = 1
    is_reversed: bool = False
    fade_in_ms: int = 0
    fade_out_ms: int = 0
    grade: Grade = Grade()
    framing: Framing = Framing()
    transition: Transition | None = None
    picture_in_picture: PictureInPicture | None = None

    @property
    def end_ms(self) -> int:
        """Where it ends on the time line."""
        return self.start_ms + self.duration_ms

    def source_at_ms(self, at_ms: float) -> float:
        """Which moment of its source shows at a time of the time line, also a little after its end."""
        since_ms = at_ms - self.start_ms
        if self.is_reversed:
            since_ms = self.duration_ms - since_ms
        return max(self.source_start_ms + since_ms * self.speed, 0.0)

    def light_at(self, at_ms: float) -> float:
        """How far it is out of black at a time, 0 to 1."""
        since_ms, left_ms = at_ms - self.start_ms, self.end_ms - at_ms
        rise = since_ms / self.fade_in_ms if self.fade_in_ms else 1.0
        fall = left_ms / self.fade_out_ms if self.fade_out_ms else 1.0
        return min(max(min(rise, fall), 0.0), 1.0)


@dataclass(frozen=True)
class Sound:
    """One segment of an audio track.

    Attributes:
        start_ms: Where it starts on the time line.
        duration_ms: How long it plays.
        volume: 0 to 2, 1 being its own.
        kind: Music by mood, ambience by name, or a file by path.
        name: The mood, the ambience or the path.
        seed: The same seed gives the same sound.
        fade_in_ms: How long it rises out of silence.
        fade_out_ms: How long it falls into silence.
        source_start_ms: Where in the file it begins.
        speed: Of a file; its pitch stays.
        is_reversed: Whether a file runs backwards.
        is_speech: Whether other sounds give way to it.
        is_ducked: Whether it gives way to speech.
        envelope: Parts of another volume: start and stop in ms since it starts, and a factor.
    """

    start_ms: int
    duration_ms: int
    volume: float
    kind: Literal["music", "ambience", "file"]
    name: str
    seed: int = 0
    fade_in_ms: int = 0
    fade_out_ms: int = 0
    source_start_ms: int = 0
    speed: float = 1
    is_reversed: bool = False
    is_speech: bool = False
    is_ducked: bool = False
    envelope: tuple[tuple[int, int, float], ...] = ()


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
        letters_of: The place whose usual letters it has, where it was moved.
    """

    start_ms: int
    duration_ms: int
    text: str
    place: Place = "center"
    size: float = 1.0
    color: str = "#FFFFFF"
    animation: Animation = "fade"
    fade_ms: int = 400
    letters_of: Place | None = None


@dataclass(frozen=True)
class Composition:
    """A whole video.

    Attributes:
        width: In pixels, even.
        height: In pixels, even.
        fps: Frames a second.
        duration_ms: How long it is.
        clips: What it shows.
        sounds: What it plays.
        captions: The words over it.
        margins: Where no words are to stand, nor pictures in the picture that ask for no place of their own.
        level: How loud it is beside a film at the usual volumes: one that was turned down stays so.
    """

    width: int
    height: int
    fps: int
    duration_ms: int
    clips: tuple[Clip, ...]
    sounds: tuple[Sound, ...]
    captions: tuple[Caption, ...]
    margins: Margins = NO_MARGINS
    level: float = 1

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return self.duration_ms / 1000

    @property
    def frame_count(self) -> int:
        """How many frames the video has, at least one."""
        return max(round(self.duration_ms * self.fps / 1000), 1)

    def frame_of(self, at_ms: int) -> int:
        """The number of the first frame that shows at a time or after it."""
        return -(-at_ms * self.fps // 1000)

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

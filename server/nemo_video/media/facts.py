"""What is known about a media file, as plain values. Times are in seconds, sizes in pixels and bytes."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["video", "image", "audio"]

Notice = Literal[
    "rotated",
    "hdr",
    "interlaced",
    "variable_rate",
    "tracks_mixed",
    "track_chosen",
    "length_counted",
]
"""What is unusual about a file and was taken care of: it is shown as players show it."""

BLACK_FILM_SHARE = 0.98
"""From this share of black frames on, the whole picture counts as black."""

SILENCE_DBFS = -60.0
"""A sound whose loudest sample stays below this level counts as silent."""


StretchKind = Literal[
    "black", "frozen", "silent", "click", "text_cut", "text_faint", "text_outside", "text_covered"
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a film that a viewer would take for a fault.

    Attributes:
        kind: What is wrong.
        from_s: Seconds from its start.
        to_s: Seconds from its start; a click has no length.
        name: Of the text that it is about.
    """

    kind: StretchKind
    from_s: float
    to_s: float
    name: str = ""


@dataclass(frozen=True, slots=True)
class ShownText:
    """A text that a film is meant to show.

    Attributes:
        name: What people call it.
        from_s: Seconds from the film's start.
        to_s: Seconds from the film's start.
        color: `#RRGGBB`; None where nobody knows.
    """

    name: str
    from_s: float
    to_s: float
    color: str | None = None


@dataclass(frozen=True, slots=True)
class Margins:
    """Of a picture: shares of its height (top and bottom) and its width, 0 to 1."""

    top: float
    right: float
    bottom: float
    left: float


@dataclass(frozen=True, slots=True)
class Screen:
    """Where a film is shown as a whole, between bars if it has another shape.

    Attributes:
        shape: Its width by its height.
        covered: What is laid over it there.
    """

    shape: float
    covered: Margins

    def margins_of(self, film: float) -> Margins:
        """What is covered of a film of a shape: bars take their part of it."""
        width, height = min(1.0, film / self.shape), min(1.0, self.shape / film)
        return Margins(
            top=_beyond_bar(self.covered.top, height),
            right=_beyond_bar(self.covered.right, width),
            bottom=_beyond_bar(self.covered.bottom, height),
            left=_beyond_bar(self.covered.left, width),
        )


def _beyond_bar(covered: float, film: float) -> float:
    """The share of a film's side, which takes so much of the screen's, that is covered as well."""
    return max(0.0, covered - (1 - film) / 2) / film


@dataclass(frozen=True, slots=True)
class Expected:
    """What a film is meant to be, which tells a fault from what is meant.

    Attributes:
        texts: By their start.
        borders_s: Where something begins or ends on the timeline.
        screen: Where it is to be shown; None where nobody knows.
    """

    texts: tuple[ShownText, ...] = ()
    borders_s: tuple[float, ...] = ()
    screen: Screen | None = None


class Cancelled(Exception):
    """The caller's `is_cancelled` said so; nothing is wrong with the file."""


@dataclass(frozen=True, slots=True)
class FileKind:
    """The real type of a file, by its content.

    Attributes:
        kind: A still or animated picture (GIF, WebP) is an "image"; sound with a cover picture is "audio".
        container: Of the names in the upload formats: "mp4", "mov", "webm", "mkv", "avi", "gif", "mp3" …
        notices: See `MediaInfo`.
    """

    kind: Kind
    container: str
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class MediaInfo:
    """What a file's header and its first frame say.

    Attributes:
        kind: See `FileKind`.
        container: See `FileKind`.
        bytes: Size of the file.
        duration_s: None for a still, and where the file does not say.
        width: As shown, with rotation and pixel aspect applied; None without a picture.
        height: As shown; None without a picture.
        fps: Average frame rate; None for stills and sound.
        video_codec: FFmpeg's name ("h264", "vp9"); None without a picture.
        audio_codec: FFmpeg's name ("aac", "opus"); None without sound.
        notices: What was noticed about the file and taken care of.
    """

    kind: Kind
    container: str
    bytes: int
    duration_s: float | None = None
    width: int | None = None
    height: int | None = None
    fps: float | None = None
    video_codec: str | None = None
    audio_codec: str | None = None
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class Proof:
    """What decoding a file from its first to its last frame has shown.

    Attributes:
        info: What the header says.
        sha256: Of the file, in hexadecimal.
        bytes: Size of the file.
        frames: Pictures that were decoded; 0 for sound alone.
        duration_s: End of the last frame that was decoded; 0 for a still.
        black_share: Share of black frames, 0 to 1; None without a picture.
        peak_dbfs: The loudest sample, at most 0, at least -120; None without sound.
        rms_dbfs: The mean loudness, at least -120; None without sound.
        loudness_lufs: How loud people hear it, at least -70; None without sound.
        loudness_spread_lu: How much louder its loud moments are than its quiet ones; None without sound.
        stretches: Parts that a viewer would take for faults.
        texts_seen: How many of the texts that were expected could be told from what is behind them.
    """

    info: MediaInfo
    sha256: str
    bytes: int
    frames: int
    duration_s: float
    black_share: float | None
    peak_dbfs: float | None
    rms_dbfs: float | None
    loudness_lufs: float | None = None
    loudness_spread_lu: float | None = None
    stretches: tuple[Stretch, ...] = ()
    texts_seen: int = 0

    @property
    def black(self) -> bool:
        """Whether there is a picture, and nothing to be seen in it."""
        return self.black_share is not None and self.black_share >= BLACK_FILM_SHARE

    @property
    def silent(self) -> bool | None:
        """Whether nothing is to be heard; None without a sound track."""
        return None if self.peak_dbfs is None else self.peak_dbfs < SILENCE_DBFS


@dataclass(frozen=True, slots=True)
class Sheet:
    """A contact sheet: several pictures of a film on one.

    Attributes:
        jpeg: The whole picture.
        at_s: When each of its pictures is shown; one for a still.
        width: Of each of its pictures.
        height: Of each of its pictures.
    """

    jpeg: bytes
    at_s: tuple[float, ...]
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture of a film.

    Attributes:
        at_s: When the picture is shown; may differ from what was asked for by a frame.
        width: Of the JPEG.
        height: Of the JPEG.
        jpeg: The picture.
    """

    at_s: float
    width: int
    height: int
    jpeg: bytes


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of a film with a name, in seconds from its start."""

    start_s: float
    end_s: float
    title: str

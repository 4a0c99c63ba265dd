"""How each export format is encoded: muxers, codecs and their settings for each quality."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Generic, TypeVar

from nemo_video.wire.formats import ExportContainer, ExportQuality, OutputFormat

Options = Mapping[str, str]
Value = TypeVar("Value")


@dataclass(frozen=True)
class ByQuality(Generic[Value]):
    """A setting for each quality."""

    high: Value
    medium: Value
    low: Value

    def at(self, quality: ExportQuality) -> Value:
        """The setting of one quality."""
        return {"high": self.high, "medium": self.medium, "low": self.low}[quality]


@dataclass(frozen=True)
class VideoCodec:
    """An encoder for pictures.

    Attributes:
        name: The encoder's name.
        options: Its options for each quality.
        pixel_format: What it takes.
        is_bt601: Whether it takes its pictures for BT.601 and cannot say otherwise, as WebP does.
        can_be_joined: Whether what several encoders made plays as one stream.
        drawn: Its options for pictures that were drawn rather than filmed; None for the same.
    """

    name: str
    options: ByQuality[Options]
    pixel_format: str = "yuv420p"
    is_bt601: bool = False
    can_be_joined: bool = False
    drawn: ByQuality[Options] | None = None

    def options_for(self, quality: ExportQuality, *, is_filmed: bool) -> Options:
        """What it is told."""
        return (self.options if is_filmed or self.drawn is None else self.drawn).at(quality)


@dataclass(frozen=True)
class AudioCodec:
    """An encoder for sound.

    Attributes:
        name: The encoder's name.
        bitrates: Bits a second; None where they follow from the rate.
        rates: Samples a second.
        options: Its options.
    """

    name: str
    bitrates: ByQuality[int] | None
    rates: ByQuality[int] = ByQuality(48_000, 48_000, 48_000)
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Limits:
    """What a format does not go beyond.

    Attributes:
        largest_side: Pictures are scaled down to this; None leaves them alone.
        largest_fps: Fewer frames a second than this are left alone, more are thinned out.
        colors: How many different ones a picture with a palette has.
    """

    largest_side: int | None = None
    largest_fps: int = 60
    colors: int = 256


_NO_LIMITS: Final = ByQuality(Limits(), Limits(), Limits())


@dataclass(frozen=True)
class Format:
    """A kind of file.

    Attributes:
        muxer: Its name in FFmpeg.
        video: What its pictures are encoded with, if it has any.
        audio: What its sound is encoded with, if it has any.
        options: Options of the muxer.
        limits: What it does not go beyond.
        has_palette: Whether its pictures have chosen colours.
    """

    muxer: str
    video: VideoCodec | None
    audio: AudioCodec | None
    options: tuple[tuple[str, str], ...] = ()
    limits: ByQuality[Limits] = _NO_LIMITS
    has_palette: bool = False


@dataclass(frozen=True)
class Encoding:
    """A format at one quality: all that the encoder must know."""

    format: Format
    quality: ExportQuality

    @classmethod
    def of(cls, output: OutputFormat) -> "Encoding":
        """Look up what an export asks for."""
        return cls(FORMATS[output.container], output.quality)

    @property
    def limits(self) -> Limits:
        """What it does not go beyond."""
        return self.format.limits.at(self.quality)

    @property
    def span_stretch(self) -> int:
        """How many times longer than usual its spans are.

        Each begins with a keyframe. In a small file of a scene that hardly moves, each of those is seen as a
        pulse, and together they are most of the file.
        """
        return 1 if self.quality == "high" else 2

    @property
    def has_pictures(self) -> bool:
        """Whether there is anything to see in it."""
        return self.format.video is not None

    @property
    def can_be_joined(self) -> bool:
        """Whether its pictures can be encoded in spans."""
        return self.format.video is not None and self.format.video.can_be_joined


def _by_crf(high: float, medium: float, low: float, **options: str) -> ByQuality[Options]:
    return ByQuality[Options](*({"crf": str(crf), **options} for crf in (high, medium, low)))


# No keyframes but those that spans begin with.
# The number of our parameter sets is one that cameras and programs do not use: a film may also hold theirs.
# "stitchable" keeps them the same whatever the span was encoded with.
# Each frame that the encoder looks ahead takes 9 MB at 1080p: six of them, not ten, cost 2 % of the size
# where pictures are drawn, none where they are filmed.
_X264_PARAMS: Final = "keyint=120:rc-lookahead=6:sps-id=7:stitchable=1"
# A search among the roundings (trellis) makes films of cameras a twentieth smaller at the same PSNR. Coarser
# search for motion halves the time of drawn water at the same size; films of cameras it makes a tenth larger.
_FILMED: Final = "trellis=1"
_DRAWN: Final = "me=dia:subme=1:partitions=i8x8,i4x4"
# Who wants a small file waits a little for it: at the same size this is 0.8 dB better, for half the CPU more.
_DRAWN_SMALL: Final = "me=dia:subme=2:trellis=1:partitions=i8x8,i4x4"


def _x264(crf: float, params: str) -> Options:
    return {"crf": str(crf), "preset": "veryfast", "x264-params": f"{params}:{_X264_PARAMS}"}


_H264: Final = VideoCodec(
    "libx264",
    ByQuality[Options](_x264(20.85, _FILMED), _x264(25.85, _FILMED), _x264(30.85, _FILMED)),
    can_be_joined=True,
    drawn=ByQuality[Options](
        _x264(19.5, _DRAWN),
        _x264(24.5, _DRAWN_SMALL),
        _x264(29.5, _DRAWN_SMALL),
    ),
)
_VP9: Final = VideoCodec(
    "libvpx-vp9", _by_crf(30, 36, 43, b="0", deadline="realtime", **{"cpu-used": "8", "row-mt": "1"})
)
_GIF: Final = VideoCodec("gif", ByQuality[Options]({}, {}, {}), "pal8")
_GIF_LIMITS: Final = ByQuality(Limits(640, 15, 256), Limits(480, 12, 128), Limits(360, 10, 64))
_WEBP_LIMITS: Final = ByQuality(Limits(800, 15), Limits(640, 15), Limits(480, 12))
_WEBP: Final = VideoCodec(
    "libwebp_anim",
    ByQuality[Options]({"quality": "82"}, {"quality": "70"}, {"quality": "50"}),
    is_bt601=True,
)
# FFmpeg's manual: worse than its usual way at low bitrates, but better and much faster at higher ones.
_FAST_AAC: Final = (("aac_coder", "fast"),)
_AAC: Final = AudioCodec("aac", ByQuality(192_000, 128_000, 96_000), options=_FAST_AAC)
_OPUS: Final = AudioCodec("libopus", ByQuality(160_000, 112_000, 80_000))
_MP3: Final = AudioCodec("libmp3lame", ByQuality(256_000, 192_000, 128_000))
_PCM: Final = AudioCodec("pcm_s16le", None, ByQuality(48_000, 44_100, 24_000))
_FAST_START: Final = (("movflags", "+faststart"),)

FORMATS: Final[Mapping[ExportContainer, Format]] = MappingProxyType(
    {
        "mp4": Format("mp4", _H264, _AAC, _FAST_START),
        "mov": Format("mov", _H264, _AAC, _FAST_START),
        "webm": Format("webm", _VP9, _OPUS),
        "mkv": Format("matroska", _H264, _AAC),
        "gif": Format("gif", _GIF, None, limits=_GIF_LIMITS, has_palette=True),
        "webp": Format("webp", _WEBP, None, (("loop", "0"),), limits=_WEBP_LIMITS),
        "mp3": Format("mp3", None, _MP3),
        "wav": Format("wav", None, _PCM),
        "m4a": Format("ipod", None, _AAC, _FAST_START),
    }
)
"""The kinds of `nemo_video.wire.formats`, in the same order."""

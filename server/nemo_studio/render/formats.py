"""The table of output formats and qualities: containers, codecs, and their settings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, TypeVar

Options = Mapping[str, str]


@dataclass(frozen=True)
class VideoCodec:
    """An encoder for pictures.

    Attributes:
        name: The encoder's name.
        qualities: Its options for each quality.
        pixel_format: What it takes.
        is_bt601: Whether it takes its pictures for BT.601 and cannot say otherwise, as WebP does.
    """

    name: str
    qualities: Mapping[str, Options]
    pixel_format: str = "yuv420p"
    is_bt601: bool = False


@dataclass(frozen=True)
class AudioCodec:
    """An encoder for sound.

    Attributes:
        name: The encoder's name.
        bitrates: Bits a second for each quality; none where they follow from the rate.
        rates: Samples a second for each quality; 48,000 where none is told.
    """

    name: str
    bitrates: Mapping[str, int]
    rates: Mapping[str, int] = field(default_factory=dict[str, int])


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


@dataclass(frozen=True)
class Format:
    """A kind of file.

    Attributes:
        container: The muxer's name.
        video: What its pictures are encoded with, if it has any.
        audio: What its sound is encoded with, if it has any.
        options: Options of the muxer.
        limits: What it does not go beyond, for each quality that has limits.
        has_palette: Whether its pictures have chosen colours.
    """

    container: str
    video: VideoCodec | None
    audio: AudioCodec | None
    options: tuple[tuple[str, str], ...] = ()
    limits: Mapping[str, Limits] = field(default_factory=dict[str, Limits])
    has_palette: bool = False

    def limits_of(self, quality: str) -> Limits:
        """What a quality does not go beyond."""
        return self.limits.get(quality, Limits())


_Value = TypeVar("_Value")


def _by_quality(high: _Value, medium: _Value, low: _Value) -> Mapping[str, _Value]:
    return MappingProxyType({"high": high, "medium": medium, "low": low})


def _by_crf(high: int, medium: int, low: int, **options: str) -> Mapping[str, Options]:
    levels = {"high": high, "medium": medium, "low": low}
    return MappingProxyType({quality: {"crf": str(crf), **options} for quality, crf in levels.items()})


# Coarser motion search than the preset's: on moving water it saves nearly half the time at the same size.
# A keyframe every two seconds lets a player seek, and a contact sheet decode a part only.
_X264_PARAMS: Final = "me=dia:subme=1:partitions=i8x8,i4x4:rc-lookahead=10:keyint=60"
_X264: Final = {"preset": "veryfast", "x264-params": _X264_PARAMS}
_H264: Final = VideoCodec("libx264", _by_crf(20, 25, 30, **_X264))
_VP9: Final = VideoCodec(
    "libvpx-vp9", _by_crf(30, 36, 43, b="0", deadline="realtime", **{"cpu-used": "8", "row-mt": "1"})
)
_NO_OPTIONS: Final[Options] = MappingProxyType({})
_GIF: Final = VideoCodec("gif", _by_quality(_NO_OPTIONS, _NO_OPTIONS, _NO_OPTIONS), "pal8")
_GIF_LIMITS: Final = _by_quality(Limits(640, 15, 256), Limits(480, 12, 128), Limits(360, 10, 64))
_WEBP_LIMITS: Final = _by_quality(Limits(800, 15), Limits(640, 15), Limits(480, 12))
_WEBP: Final = VideoCodec(
    "libwebp_anim", _by_quality({"quality": "82"}, {"quality": "70"}, {"quality": "50"}), is_bt601=True
)
_AAC: Final = AudioCodec("aac", {"high": 192_000, "medium": 128_000, "low": 96_000})
_OPUS: Final = AudioCodec("libopus", {"high": 160_000, "medium": 112_000, "low": 80_000})
_MP3: Final = AudioCodec("libmp3lame", {"high": 256_000, "medium": 192_000, "low": 128_000})
_PCM: Final = AudioCodec("pcm_s16le", {}, _by_quality(48_000, 44_100, 24_000))
_FAST_START: Final = (("movflags", "+faststart"),)

FORMATS: Final[Mapping[str, Format]] = MappingProxyType(
    {
        "mp4": Format("mp4", _H264, _AAC, _FAST_START),
        "mov": Format("mov", _H264, _AAC, _FAST_START),
        "mkv": Format("matroska", _H264, _AAC),
        "webm": Format("webm", _VP9, _OPUS),
        "gif": Format("gif", _GIF, None, limits=_GIF_LIMITS, has_palette=True),
        "webp": Format("webp", _WEBP, None, (("loop", "0"),), limits=_WEBP_LIMITS),
        "mp3": Format("mp3", None, _MP3),
        "wav": Format("wav", None, _PCM),
        "m4a": Format("ipod", None, _AAC, _FAST_START),
    }
)
QUALITIES: Final = ("high", "medium", "low")

"""The table of output formats and qualities: containers, codecs, and their settings."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

Options = Mapping[str, str]


@dataclass(frozen=True)
class VideoCodec:
    """An encoder for pictures and its options for each quality."""

    name: str
    qualities: Mapping[str, Options]


@dataclass(frozen=True)
class AudioCodec:
    """An encoder for sound; bits a second for each quality, 0 where that has no meaning."""

    name: str
    bitrates: Mapping[str, int]


@dataclass(frozen=True)
class Format:
    """A kind of file: the container's name and options, and what goes into it."""

    container: str
    video: VideoCodec | None
    audio: AudioCodec | None
    options: Options


def _by_quality(high: Options, medium: Options, low: Options) -> Mapping[str, Options]:
    return MappingProxyType({"high": high, "medium": medium, "low": low})


_H264: Final = VideoCodec(
    "libx264",
    _by_quality(
        {"preset": "veryfast", "crf": "20"},
        {"preset": "veryfast", "crf": "25"},
        {"preset": "veryfast", "crf": "30"},
    ),
)
_AAC: Final = AudioCodec("aac", {"high": 192_000, "medium": 128_000, "low": 96_000})

FORMATS: Final[Mapping[str, Format]] = MappingProxyType(
    {
        "mp4": Format("mp4", _H264, _AAC, {"movflags": "+faststart"}),
        "mov": Format("mov", _H264, _AAC, {"movflags": "+faststart"}),
        "mkv": Format("matroska", _H264, _AAC, {}),
    }
)
QUALITIES: Final = ("high", "medium", "low")

"""The file formats that the backend takes and makes, and how large an upload may be."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

UPLOAD_TYPES = MappingProxyType(
    {
        "mp4": "video/mp4",
        "mov": "video/quicktime",
        "avi": "video/x-msvideo",
        "webm": "video/webm",
        "mkv": "video/x-matroska",
        "jpg": "image/jpeg",
        "jpeg": "image/jpeg",
        "png": "image/png",
        "gif": "image/gif",
        "webp": "image/webp",
        "mp3": "audio/mpeg",
        "wav": "audio/wav",
        "m4a": "audio/mp4",
        "aac": "audio/aac",
    }
)
"""Extension (lower case, no dot) → media type."""

SUBTITLE_TYPES = ("srt", "vtt", "ass", "ssa")
"""Extensions of subtitle files. The protocol takes no such upload: their words become subtitles."""

MAX_UPLOAD_BYTES = 200 * 1024 * 1024

ExportContainer = Literal["mp4", "mov", "webm", "mkv", "gif", "webp", "mp3", "wav", "m4a"]
ExportQuality = Literal["high", "medium", "low"]
EXPORT_QUALITIES: Final[tuple[ExportQuality, ...]] = ("high", "medium", "low")


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A kind of file that an export makes: its media type, and what is in it."""

    media_type: str
    kind: Literal["video", "animation", "audio"]


EXPORT_FORMATS: Final[Mapping[ExportContainer, ExportFormat]] = MappingProxyType(
    {
        "mp4": ExportFormat("video/mp4", "video"),
        "mov": ExportFormat("video/quicktime", "video"),
        "webm": ExportFormat("video/webm", "video"),
        "mkv": ExportFormat("video/x-matroska", "video"),
        "gif": ExportFormat("image/gif", "animation"),
        "webp": ExportFormat("image/webp", "animation"),
        "mp3": ExportFormat("audio/mpeg", "audio"),
        "wav": ExportFormat("audio/wav", "audio"),
        "m4a": ExportFormat("audio/mp4", "audio"),
    }
)
"""The one table of export formats, by file extension; how the studio makes them is in its renderer."""

TimelineName = Literal["otio", "fcpxml", "edl"]
TIMELINE_NAMES: Final = ("otio", "fcpxml", "edl")
TIMELINE_FORMATS: Final[Mapping[TimelineName, str]] = MappingProxyType(
    {
        "otio": "application/vnd.pixar.opentimelineio+json",
        "fcpxml": "application/xml",
        "edl": "text/plain",
    }
)
"""Timelines for other editors, which no backend makes: format → media type."""

EXPORT_MEDIA_TYPES: Final[Mapping[str, str]] = MappingProxyType(
    {name: format.media_type for name, format in EXPORT_FORMATS.items()}
)
SOUND_FORMATS: Final = tuple(name for name, format in EXPORT_FORMATS.items() if format.kind == "audio")


@dataclass(frozen=True, slots=True)
class OutputFormat:
    """What an export makes: one value from the tool to the worker that encodes."""

    container: ExportContainer = "mp4"
    quality: ExportQuality = "high"


EXPORT_RESOLUTIONS = MappingProxyType({"4k": 2160, "1080p": 1080, "720p": 720, "480p": 480, "360p": 360})
"""Name → the shorter side of a 16:9 picture, in pixels."""

EXPORT_FPS = range(24, 61)
ASPECT_RATIOS = ("16:9", "9:16", "1:1", "4:5", "21:9")

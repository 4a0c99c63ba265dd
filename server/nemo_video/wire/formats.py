"""The file formats that the backend takes and makes, and how large an upload may be."""

from types import MappingProxyType

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

MAX_UPLOAD_BYTES = 200 * 1024 * 1024

EXPORT_FORMATS = ("mp4", "mov", "webm", "mkv", "gif", "webp", "mp3", "wav", "m4a")
EXPORT_QUALITIES = ("high", "medium", "low")
EXPORT_RESOLUTIONS = MappingProxyType({"4k": 2160, "1080p": 1080, "720p": 720, "480p": 480, "360p": 360})
"""Name → the shorter side of a 16:9 picture, in pixels."""

EXPORT_FPS = range(24, 61)
ASPECT_RATIOS = ("16:9", "9:16", "1:1", "4:5", "21:9")

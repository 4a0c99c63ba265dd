"""What callers ask of the use cases that become jobs."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from nemo_video.timeline import CAPTION_FORMATS, CAPTION_NAMES, CaptionName
from nemo_video.wire.formats import (
    EXPORT_MEDIA_TYPES,
    TIMELINE_FORMATS,
    TIMELINE_NAMES,
    ExportContainer,
    ExportQuality,
    OutputFormat,
    TimelineName,
)
from nemo_video.wire.platforms import PlatformName

Consent = Callable[[str], Awaitable[bool]]
"""Puts a concern to the user and says whether they agree."""


@dataclass(frozen=True)
class GenerateRequest:
    """What a caller asks of `generate`.

    Attributes:
        as_is: Whether the words go to the backend even if they seem to ask for another tool.
    """

    prompt: str
    project_id: str | None = None
    duration_s: float | None = None
    aspect_ratio: str | None = None
    request_id: str | None = None
    as_is: bool = False


FileFormat = Literal[ExportContainer, TimelineName, CaptionName]
"""What an export makes: a film or its sound, rendered by the backend, or a timeline or captions."""

WRITTEN_HERE = frozenset({*TIMELINE_FORMATS, *CAPTION_NAMES})
"""The formats that no backend renders."""

MEDIA_TYPES: Mapping[str, str] = MappingProxyType(
    {
        **EXPORT_MEDIA_TYPES,
        **TIMELINE_FORMATS,
        **{name: format.media_type for name, format in CAPTION_FORMATS.items()},
    }
)
"""File extension → media type, of everything that an export makes."""


@dataclass(frozen=True)
class EditRequest:
    """What a caller asks of `edit`.

    Attributes:
        edits: As the caller wrote them.
    """

    edits: tuple[object, ...]
    project_id: str | None = None
    request_id: str | None = None


@dataclass(frozen=True)
class ExportRequest:
    """What a caller asks of `export`.

    Attributes:
        platform: Where the film is to be shown: its rules are held against the file.
    """

    project_id: str | None = None
    format: FileFormat = "mp4"
    quality: ExportQuality = "high"
    filename: str | None = None
    request_id: str | None = None
    platform: PlatformName | None = None
    chapters: str | None = None

    @property
    def output(self) -> OutputFormat:
        """What a backend is to render.

        Raises:
            ValueError: It is a file that no backend renders.
        """
        if self.format in CAPTION_NAMES or self.format in TIMELINE_NAMES:
            raise ValueError(self.format)
        return OutputFormat(self.format, self.quality)

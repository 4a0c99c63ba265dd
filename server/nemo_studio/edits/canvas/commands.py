"""Commands about the canvas: its shape, how many lines it has, how many pictures a second it shows."""

from dataclasses import dataclass
from typing import ClassVar

from nemo_studio.edits.registry import Command
from nemo_video.wire.platforms import PlatformName


@dataclass(frozen=True)
class SetAspect(Command):
    """Change the shape of the canvas."""

    needs_picture: ClassVar[bool] = False

    aspect_ratio: str


@dataclass(frozen=True)
class SetResolution(Command):
    """Change how fine the picture is: `lines` is the shorter side of a 16:9 picture, in pixels."""

    needs_picture: ClassVar[bool] = False

    lines: int


@dataclass(frozen=True)
class SetFrameRate(Command):
    """Change how many frames a second it has."""

    needs_picture: ClassVar[bool] = False

    fps: int


@dataclass(frozen=True)
class SetPlatform(Command):
    """Make the canvas what a platform shows, and keep titles out of what it lays over the picture.

    Attributes:
        platform: Where the film is to be shown.
        aspect_ratio: Another shape than is usual there; None for that.
        lines: Another resolution, as in `SetResolution`.
        fps: Another frame rate.
    """

    needs_picture: ClassVar[bool] = False

    platform: PlatformName
    aspect_ratio: str | None = None
    lines: int | None = None
    fps: int | None = None

"""Commands about the canvas: its shape, how many lines it has, how many pictures a second it shows."""

from nemo_studio.edits.registry import Command
from nemo_video.wire.platforms import PlatformName


class SetAspect(Command, needs_picture=False):
    """Change the shape of the canvas.

    Attributes:
        aspect_ratio: As `1:1`.
        is_cropped: Whether uploads of another shape are cut to fill it.
    """

    aspect_ratio: str
    is_cropped: bool = False


class SetResolution(Command, needs_picture=False):
    """Change how fine the picture is: `lines` is the shorter side of a 16:9 picture, in pixels."""

    lines: int


class SetFrameRate(Command, needs_picture=False):
    """Change how many frames a second it has."""

    fps: int


class SetPlatform(Command, needs_picture=False):
    """Make the canvas what a platform shows, and keep titles out of what it lays over the picture.

    Attributes:
        platform: Where the film is to be shown.
        aspect_ratio: Another shape than is usual there; None for that.
        lines: Another resolution, as in `SetResolution`.
        fps: Another frame rate.
    """

    platform: PlatformName
    aspect_ratio: str | None = None
    lines: int | None = None
    fps: int | None = None

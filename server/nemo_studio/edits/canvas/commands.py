"""Commands about the canvas: its shape, how many lines it has, how many pictures a second it shows."""

from dataclasses import dataclass
from typing import ClassVar

from nemo_studio.edits.registry import Command


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

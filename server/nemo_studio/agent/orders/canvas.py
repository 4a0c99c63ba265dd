"""Orders about the canvas: its shape, how many lines it has, how many pictures a second it shows."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SetAspect:
    """Change the shape of the canvas."""

    aspect_ratio: str


@dataclass(frozen=True)
class SetResolution:
    """Change how fine the picture is: `lines` is the shorter side of a 16:9 picture, in pixels."""

    lines: int


@dataclass(frozen=True)
class SetFrameRate:
    """Change how many frames a second it has."""

    fps: int

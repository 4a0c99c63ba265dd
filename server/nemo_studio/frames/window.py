"""A window over a larger picture: what a camera sees of it, placed by fractions of a pixel."""

from dataclasses import dataclass

import numpy as np
from PIL import Image

from nemo_studio.frames.picture import Bytes


@dataclass(frozen=True)
class Window:
    """What the camera sees of a larger picture, in shares of it: its middle, and its size."""

    x: float
    y: float
    size: tuple[float, float]


def look_through(plane: Bytes, window: Window, shape: tuple[int, ...]) -> Bytes:
    """What the window shows of a plane, scaled to `shape`. Pillow scales in integers and between pixels."""
    rows, columns = plane.shape
    left, right = ((window.x + side * window.size[0] / 2) * columns for side in (-1, 1))
    top, bottom = ((window.y + side * window.size[1] / 2) * rows for side in (-1, 1))
    box = max(left, 0.0), max(top, 0.0), min(right, columns), min(bottom, rows)
    image = Image.frombuffer("L", (columns, rows), np.ascontiguousarray(plane), "raw", "L", 0, 1)
    return np.asarray(image.resize((shape[1], shape[0]), Image.Resampling.BICUBIC, box))

"""A window over a larger picture: what a camera sees of it, placed by fractions of a pixel."""

from dataclasses import dataclass
from typing import Final, Protocol, runtime_checkable

import av
import numpy as np
from PIL import Image

from nemo_studio.frames.picture import Bytes, blank_frame, open_picture


@dataclass(frozen=True)
class Window:
    """What the camera sees of a larger picture, in shares of it: its middle, and its size."""

    x: float
    y: float
    size: tuple[float, float]

    @property
    def left(self) -> float:
        """Its left edge."""
        return self.x - self.size[0] / 2

    @property
    def top(self) -> float:
        """Its upper edge."""
        return self.y - self.size[1] / 2


WHOLE: Final = Window(0.5, 0.5, (1, 1))


@runtime_checkable
class WindowedSource(Protocol):
    """A source that draws what a window shows at once, which is cheaper than to scale its whole picture."""

    def frame_through(self, at_s: float, window: Window, width: int, height: int) -> av.VideoFrame:
        """Draw what the window shows at a time, as a new frame of `width` × `height`."""
        ...


def view_frame(frame: av.VideoFrame, window: Window, width: int, height: int) -> av.VideoFrame:
    """What the window shows of a frame, as a new one."""
    view = blank_frame(width, height)
    for whole, plane in zip(open_picture(frame).planes, open_picture(view).planes, strict=True):
        plane[:] = look_through(whole, window, plane.shape)
    return view


def look_through(plane: Bytes, window: Window, shape: tuple[int, ...]) -> Bytes:
    """What the window shows of a plane, scaled to `shape`. Pillow scales in integers and between pixels."""
    rows, columns = plane.shape
    left, right = ((window.x + side * window.size[0] / 2) * columns for side in (-1, 1))
    top, bottom = ((window.y + side * window.size[1] / 2) * rows for side in (-1, 1))
    box = max(left, 0.0), max(top, 0.0), min(right, columns), min(bottom, rows)
    image = Image.frombuffer("L", (columns, rows), np.ascontiguousarray(plane), "raw", "L", 0, 1)
    return np.asarray(image.resize((shape[1], shape[0]), Image.Resampling.BICUBIC, box))

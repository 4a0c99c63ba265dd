"""A window over a larger picture: what a camera sees of it, placed by fractions of a pixel."""

from dataclasses import dataclass
from typing import Final, Protocol, runtime_checkable

import av
import numpy as np
from PIL import Image

from nemo_studio.frames.picture import open_picture
from nemo_video.media.planes import new_frame


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


class Still:
    """A picture that a window moves over, ready to be scaled from one moment to the next."""

    def __init__(self, frame: av.VideoFrame) -> None:
        """Look at a frame, which must not be changed any more."""
        planes = open_picture(frame).planes
        self._images = [
            Image.frombuffer("L", plane.shape[::-1], np.ascontiguousarray(plane), "raw", "L", 0, 1)
            for plane in planes
        ]

    def look_through(self, window: Window, width: int, height: int) -> av.VideoFrame:
        """What the window shows, as a new frame. Pillow scales in integers and between pixels."""
        frame = new_frame(width, height)
        # An eye sees colours less sharply, and a bilinear filter takes two thirds of the time.
        filters = (Image.Resampling.BICUBIC, Image.Resampling.BILINEAR, Image.Resampling.BILINEAR)
        for image, plane, smoothly in zip(self._images, open_picture(frame).planes, filters, strict=True):
            rows, columns = plane.shape
            plane[:] = np.asarray(image.resize((columns, rows), smoothly, _box(window, *image.size)))
        return frame


def view_frame(frame: av.VideoFrame, window: Window, width: int, height: int) -> av.VideoFrame:
    """What the window shows of a frame, as a new one."""
    return Still(frame).look_through(window, width, height)


def _box(window: Window, columns: int, rows: int) -> tuple[float, float, float, float]:
    """What the window shows of so many columns and rows; it does not reach beyond them."""
    left, right = ((window.x + side * window.size[0] / 2) * columns for side in (-1, 1))
    top, bottom = ((window.y + side * window.size[1] / 2) * rows for side in (-1, 1))
    return max(left, 0.0), max(top, 0.0), min(right, columns), min(bottom, rows)

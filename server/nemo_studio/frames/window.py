"""A window over a larger picture: what a camera sees of it, placed by fractions of a pixel."""

from dataclasses import dataclass
from typing import Final, Protocol, runtime_checkable

import av
import numpy as np
from PIL import Image

from nemo_studio.frames.cropping import MAX_ERROR, ROOM, BorderedPlane
from nemo_studio.frames.picture import open_picture
from nemo_studio.frames.resampling import Axis
from nemo_video.media.planes import Bytes, new_frame


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
    """A picture that a window moves over, scaled anew for each moment."""

    def __init__(self, frame: av.VideoFrame, border: int = 0) -> None:
        """Look at a frame; `border` goes on with its outermost pixels.

        With a border of `STILL_BORDER` FFmpeg can scale any window, also one that reaches to the edge.
        """
        self._planes = [BorderedPlane(plane.shape, border) for plane in open_picture(frame).planes]
        for plane, pixels in zip(self._planes, open_picture(frame).planes, strict=True):
            plane.inside[:] = pixels
            plane.extend()

    def change(self, part: av.VideoFrame, left: int, top: int) -> None:
        """Show something else from even `left`, `top` on, as far as `part` reaches."""
        for index, (plane, pixels) in enumerate(zip(self._planes, open_picture(part).planes, strict=True)):
            step = 1 if index == 0 else 2
            rows, columns = pixels.shape
            plane.inside[top // step : top // step + rows, left // step : left // step + columns] = pixels
            plane.extend()

    def look_through(self, window: Window, width: int, height: int) -> av.VideoFrame:
        """What the window shows, as a new frame."""
        frame = new_frame(width, height)
        for plane, target in zip(self._planes, open_picture(frame).planes, strict=True):
            _scale(plane, window, target)
        return frame


def _scale(plane: BorderedPlane, window: Window, target: Bytes) -> None:
    rows, columns = plane.inside.shape
    left, top, right, bottom = box = _box(window, columns, rows)
    crops = plane.find_crops(Axis(top, bottom, len(target)), Axis(left, right, target.shape[1]))
    if max(crop.error for crop in crops) <= MAX_ERROR:
        target[:] = plane.scale(*crops)
        return
    # Other than what is exact for other planes, Pillow may make a picture smaller.
    image = Image.frombuffer("L", (columns, rows), np.ascontiguousarray(plane.inside), "raw", "L", 0, 1)
    target[:] = np.asarray(image.resize(target.shape[::-1], Image.Resampling.BICUBIC, box))


def view_frame(frame: av.VideoFrame, window: Window, width: int, height: int) -> av.VideoFrame:
    """What the window shows of a frame, as a new one."""
    return Still(frame).look_through(window, width, height)


def _box(window: Window, columns: int, rows: int) -> tuple[float, float, float, float]:
    """What the window shows of so many columns and rows; it does not reach beyond them."""
    left, right = ((window.x + side * window.size[0] / 2) * columns for side in (-1, 1))
    top, bottom = ((window.y + side * window.size[1] / 2) * rows for side in (-1, 1))
    return max(left, 0.0), max(top, 0.0), min(right, columns), min(bottom, rows)


STILL_BORDER: Final = 2 * ROOM
"""What a still needs around it so that all crops lie inside, also where it is made smaller."""

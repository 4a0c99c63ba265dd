"""The picture that everything is drawn into: planar YUV 4:2:0 in BT.709, limited range, as encoders want it.

Scenes, titles and uploaded media all meet here. It knows frames and planes, not scenes, time or files.
"""

from dataclasses import dataclass
from typing import Any, Final

import av
from numpy.typing import NDArray

from nemo_video.media.planes import Bytes, new_frame, view_planes

ONE_THREAD: Final = 1
"""For FFmpeg's scaler, which needs a millisecond: to wake other threads for it costs more than they save."""

Floats = NDArray[Any]
"""Floats of any width, in practice 32 bit: half the memory to move, and as precise as pictures need."""


@dataclass(frozen=True)
class Picture:
    """Views of a frame's planes, `y` (height, width), `u` and `v` half of that; drawing changes the frame."""

    y: Bytes
    u: Bytes
    v: Bytes

    @property
    def planes(self) -> tuple[Bytes, Bytes, Bytes]:
        """The three planes in their order."""
        return self.y, self.u, self.v


def blank_frame(width: int, height: int) -> av.VideoFrame:
    """Make a black frame of even size."""
    frame = new_frame(width, height)
    picture = open_picture(frame)
    picture.y[:] = 16
    picture.u[:] = 128
    picture.v[:] = 128
    return frame


def duplicate(picture: Picture) -> av.VideoFrame:
    """Make a new frame that shows the same."""
    height, width = picture.y.shape
    frame = new_frame(width, height)
    for plane, still in zip(open_picture(frame).planes, picture.planes, strict=True):
        plane[:] = still
    return frame


def open_picture(frame: av.VideoFrame) -> Picture:
    """Look into the planes of a writable 8-bit 4:2:0 frame without copying them."""
    y, u, v = view_planes(frame)
    return Picture(y, u, v)

"""The planes of decoded frames, and new frames in the one form that everything is drawn in.

That form is planar YUV 4:2:0 with 8 bits in BT.709, limited range, as encoders want it.
"""

import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]


def view_planes(frame: av.VideoFrame) -> list[Bytes]:
    """The planes of an 8-bit planar frame, each (height, width), without copying them."""
    return [
        np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)[:, : plane.width]
        for plane in frame.planes
    ]


def new_frame(width: int, height: int) -> av.VideoFrame:
    """A frame of even size, tagged as BT.709 in limited range; its pixels are not set."""
    frame = av.VideoFrame(width, height, "yuv420p")
    frame.colorspace = Colorspace.ITU709
    frame.color_range = ColorRange.MPEG
    return frame

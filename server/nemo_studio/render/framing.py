"""How a clip sits in the picture: turned, mirrored, flipped, zoomed. It knows pictures, not files or time."""

import av
import numpy as np
from av.video.reformatter import Interpolation, VideoReformatter

from nemo_studio.frames.picture import Bytes, blank_frame, open_picture
from nemo_studio.render.composition import Framing


class Framer:
    """Frames one picture after the other in the same way."""

    def __init__(self, framing: Framing, width: int, height: int) -> None:
        """Frame for a picture of `width` × `height` pixels."""
        self._framing = framing
        self._size = width, height
        self._reformatter = VideoReformatter()

    @property
    def source_size(self) -> tuple[int, int]:
        """Width and height that the source is to be drawn in: of a clip on its side they change places."""
        width, height = self._size
        return (height, width) if self._framing.quarter_turns % 2 else (width, height)

    def apply(self, frame: av.VideoFrame) -> av.VideoFrame:
        """Return the frame as it sits in the picture; writable, perhaps the same."""
        if self._framing.quarter_turns % 4 or self._framing.is_mirrored or self._framing.is_flipped:
            frame = self._turn(frame)
        return self._zoom(frame) if self._framing.zoom > 1 else frame

    def _turn(self, frame: av.VideoFrame) -> av.VideoFrame:
        target = blank_frame(*self._size)
        for below, above in zip(open_picture(target).planes, open_picture(frame).planes, strict=True):
            below[:] = self._turn_plane(above)
        return target

    def _turn_plane(self, plane: Bytes) -> Bytes:
        turned = np.rot90(plane, -self._framing.quarter_turns)
        turned = turned[:, ::-1] if self._framing.is_mirrored else turned
        return turned[::-1] if self._framing.is_flipped else turned

    def _zoom(self, frame: av.VideoFrame) -> av.VideoFrame:
        """Cut out what is looked at and enlarge it."""
        width, height = (max(round(side / self._framing.zoom / 2) * 2, 2) for side in self._size)
        left = round((self._size[0] - width) * self._framing.focus[0] / 2) * 2
        top = round((self._size[1] - height) * self._framing.focus[1] / 2) * 2
        part = cut_out(frame, left, top, width, height)
        return self._reformatter.reformat(
            part, width=self._size[0], height=self._size[1], interpolation=Interpolation.BICUBIC
        )


def cut_out(frame: av.VideoFrame, left: int, top: int, width: int, height: int) -> av.VideoFrame:
    """A part of a 4:2:0 frame as a new frame; all four numbers are even, and the part lies inside."""
    part = blank_frame(width, height)
    for index, (below, above) in enumerate(
        zip(open_picture(part).planes, open_picture(frame).planes, strict=True)
    ):
        step = 1 if index == 0 else 2
        x, y = left // step, top // step
        below[:] = above[y : y + below.shape[0], x : x + below.shape[1]]
    return part

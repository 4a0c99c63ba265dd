"""Soft fields drawn small and seldom, then enlarged in space and in time, at a tenth of the cost."""

from collections.abc import Callable

import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter

from nemo_studio.frames.picture import Floats


class Enlarger:
    """Turns a small picture in floats into a full frame, smoothly and with one bit of dither.

    The two small buffers and the scaler are kept, because making them costs more than the scaling.
    """

    def __init__(self, width: int, height: int) -> None:
        """Make an enlarger to `width` × `height` pixels, both even."""
        self._size = width, height
        self._reformatter = VideoReformatter()
        self._small: av.VideoFrame | None = None

    def enlarge(self, rgb: Floats) -> av.VideoFrame:
        """Return a new frame showing `rgb`, shape (rows, columns, 3) in 0..1."""
        rows, columns = rgb.shape[:2]
        small = self._small
        if small is None or (small.width, small.height) != (columns, rows):
            small = self._small = av.VideoFrame(columns, rows, "rgb48le")
        plane = small.planes[0]
        padded = np.frombuffer(memoryview(plane), np.uint16).reshape(rows, plane.line_size // 2)
        target = padded[:, : columns * 3]
        np.multiply(rgb.reshape(rows, columns * 3), 65535, out=target, casting="unsafe")
        frame = self._reformatter.reformat(
            small,
            width=self._size[0],
            height=self._size[1],
            format="yuv420p",
            src_color_range=ColorRange.JPEG,
            dst_colorspace=Colorspace.ITU709,
            dst_color_range=ColorRange.MPEG,
            interpolation=Interpolation.BICUBIC,
        )
        frame.colorspace = Colorspace.ITU709
        frame.color_range = ColorRange.MPEG
        return frame


class Keyframes:
    """Keeps the two pictures around the present moment."""

    def __init__(self, draw: Callable[[float], Floats], step_s: float) -> None:
        """`draw` makes the picture of a moment; `step_s` is the time from one to the next."""
        self._draw = draw
        self._step_s = step_s
        self._pictures: dict[int, Floats] = {}

    def at(self, at_s: float) -> Floats:
        """The picture at a moment, as a new array."""
        step, share = divmod(at_s / self._step_s, 1)
        before, after = self._picture(int(step)), self._picture(int(step) + 1)
        blended = after - before
        blended *= np.float32(share)
        blended += before
        return blended

    def _picture(self, step: int) -> Floats:
        if step not in self._pictures:
            self._pictures = {key: kept for key, kept in self._pictures.items() if key == step - 1}
            self._pictures[step] = self._draw(step * self._step_s)
        return self._pictures[step]

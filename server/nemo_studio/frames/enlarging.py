"""Soft fields drawn small and seldom, then enlarged in space and in time, at a tenth of the cost."""

from collections.abc import Callable, Sequence
from typing import Any, Final, Literal

import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter
from numpy.typing import NDArray

from nemo_studio.frames.colors import convert_to_planes
from nemo_studio.frames.picture import ONE_THREAD, Bytes, Floats
from nemo_video.media.planes import view_planes

LEVEL: Final = 256
"""One level of an 8-bit picture in a `SmallPicture` of 16 bits."""

_ROWS_AT_ONCE: Final = 32
"""So few stay in the processor's cache from one step to the next."""


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
            threads=ONE_THREAD,
        )
        frame.colorspace = Colorspace.ITU709
        frame.color_range = ColorRange.MPEG
        return frame


class SmallPicture:
    """Planes of YUV that are filled by their owner and enlarged by FFmpeg's scaler, which dithers 16 bits.

    Attributes:
        planes: Y, U and V, or gray alone. Of 16 bits, a level counts `LEVEL`.
    """

    def __init__(
        self, columns: int, rows: int, pixel_format: Literal["yuv444p16le", "yuv420p16le", "yuv420p", "gray"]
    ) -> None:
        """Make it; its samples are not set."""
        self._frame = av.VideoFrame(columns, rows, pixel_format)
        self._enlarged_format = "gray" if pixel_format == "gray" else "yuv420p"
        self._reformatter = VideoReformatter()
        depth = np.uint16 if pixel_format.endswith("16le") else np.uint8
        self.planes: tuple[NDArray[Any], ...] = tuple(
            np.frombuffer(memoryview(plane), depth).reshape(plane.height, -1)[:, : plane.width]
            for plane in self._frame.planes
        )

    @property
    def size(self) -> tuple[int, int]:
        """Columns and rows."""
        return self._frame.width, self._frame.height

    def enlarge(self, width: int, height: int) -> av.VideoFrame:
        """Return a new frame of `width` × `height`, both even, that shows all of it."""
        frame = self._reformatter.reformat(
            self._frame,
            width=width,
            height=height,
            format=self._enlarged_format,
            interpolation=Interpolation.BICUBIC,
            threads=ONE_THREAD,
        )
        frame.colorspace = Colorspace.ITU709
        frame.color_range = ColorRange.MPEG
        return frame

    def enlarge_into(self, planes: Sequence[Bytes]) -> None:
        """Fill parts of a picture's planes, all of its planes or gray alone."""
        rows, columns = planes[0].shape
        for target, enlarged in zip(planes, view_planes(self.enlarge(columns, rows)), strict=True):
            target[:] = enlarged


def to_levels(rgb: Floats) -> Floats:
    """The levels of a `SmallPicture` of 16 bits for `rgb` (rows, columns, 3) in 0..1: (3, rows, columns)."""
    levels = convert_to_planes(rgb)
    levels *= LEVEL
    return levels


class Keyframes:
    """Draws something a few times a second, and blends between the two moments around the present one."""

    def __init__(self, draw: Callable[[float], Floats], step_s: float) -> None:
        """`draw` makes what shows at a moment; `step_s` is the time from one to the next."""
        self._draw = draw
        self._step_s = step_s
        self._step: int | None = None
        self._before = self._after = self._change = np.zeros(1, np.float32)

    def at(self, at_s: float) -> Floats:
        """What shows at a moment, as a new array."""
        before, change, share = self.around(at_s)
        blended = change * share
        blended += before
        return blended

    def around(self, at_s: float) -> tuple[Floats, Floats, np.float32]:
        """What showed last, how much it changes until the next time, and the share of that way."""
        step, share = divmod(at_s / self._step_s, 1)
        self._turn_to(int(step))
        return self._before, self._change, np.float32(share)

    def _turn_to(self, step: int) -> None:
        if step == self._step:
            return
        is_next = self._step is not None and step == self._step + 1
        self._before = self._after if is_next else self._draw(step * self._step_s)
        self._after = self._draw((step + 1) * self._step_s)
        self._change = self._after - self._before
        self._step = step


class SoftFilm:
    """A soft picture that changes slowly: small keyframes, blended as planes and enlarged."""

    def __init__(self, draw: Callable[[float], Floats], step_s: float, width: int, height: int) -> None:
        """Make a film of `width` × `height`, both even; `draw` returns RGB, (rows, columns, 3) in 0..1."""
        self._keyframes = Keyframes(lambda at_s: to_levels(draw(at_s)), step_s)
        self._size = width, height
        self._small: SmallPicture | None = None

    def frame_at(self, at_s: float) -> av.VideoFrame:
        """Draw the picture of a moment, as a new frame."""
        before, change, share = self._keyframes.around(at_s)
        if self._small is None:
            self._small = SmallPicture(before.shape[2], before.shape[1], "yuv444p16le")
        for plane, light, step in zip(self._small.planes, before, change, strict=True):
            for start in range(0, len(plane), _ROWS_AT_ONCE):
                rows = slice(start, start + _ROWS_AT_ONCE)
                blended = step[rows] * share
                blended += light[rows]
                plane[rows] = blended
        return self._small.enlarge(*self._size)

"""The picture that everything is drawn into: planar YUV 4:2:0 in BT.709, limited range, as encoders want it.

Scenes, titles and uploaded media all meet here. It knows frames and colours, not scenes, time or files.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Floats = NDArray[Any]
"""Floats of any width, in practice 32 bit: half the memory to move, and as precise as pictures need."""

Stops = Sequence[tuple[float, str]]
"""Colours at positions, in rising order, for `ramp` to read between."""

_RGB_TO_YUV: Final = np.array(
    [[0.2126, 0.7152, 0.0722], [-0.114572, -0.385428, 0.5], [0.5, -0.454153, -0.045847]], np.float32
)
_SCALE: Final = np.array([219, 224, 224], np.float32)
_OFFSET: Final = np.array([16, 128, 128], np.float32)


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
    frame = av.VideoFrame(width, height, "yuv420p")
    frame.colorspace = Colorspace.ITU709
    frame.color_range = ColorRange.MPEG
    picture = open_picture(frame)
    picture.y[:] = 16
    picture.u[:] = 128
    picture.v[:] = 128
    return frame


def duplicate(picture: Picture) -> av.VideoFrame:
    """Make a new frame that shows the same."""
    height, width = picture.y.shape
    frame = av.VideoFrame(width, height, "yuv420p")
    frame.colorspace = Colorspace.ITU709
    frame.color_range = ColorRange.MPEG
    for plane, still in zip(open_picture(frame).planes, picture.planes, strict=True):
        plane[:] = still
    return frame


def open_picture(frame: av.VideoFrame) -> Picture:
    """Look into the planes of a writable 8-bit 4:2:0 frame without copying them."""
    y, u, v = (
        np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)[:, : plane.width]
        for plane in frame.planes
    )
    return Picture(y, u, v)


def convert_to_yuv(rgb: Floats) -> Floats:
    """Turn RGB in 0..1, shape (..., 3), into Y, U, V in 8-bit limited range, not rounded."""
    return (rgb @ _RGB_TO_YUV.T) * _SCALE + _OFFSET


def parse_color(color: str) -> tuple[int, int, int]:
    """Read `#RRGGBB` or `#RGB`; anything else is white."""
    digits = color.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    try:
        red, green, blue = bytes.fromhex(digits)
    except ValueError:
        return 255, 255, 255
    return red, green, blue


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


@dataclass(frozen=True)
class Layer:
    """A premultiplied picture with transparency, ready to be laid over others.

    `color` holds the three planes times their coverage, `keep` how much of what lies below remains, both as
    16-bit numbers with 8 fractional bits, so that laying it down is integer work.
    """

    color: tuple[NDArray[np.uint16], NDArray[np.uint16], NDArray[np.uint16]]
    keep: tuple[NDArray[np.uint16], NDArray[np.uint16], NDArray[np.uint16]]

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        rows, columns = self.keep[0].shape
        return columns, rows


def bake_layer(rgb: Floats, coverage: Floats) -> Layer:
    """Bake straight-alpha `rgb` (rows, columns, 3) with `coverage` (rows, columns) in 0..1; even sizes."""
    premultiplied = convert_to_yuv(rgb) * coverage[..., None]
    planes = [premultiplied[..., 0], _halve(premultiplied[..., 1]), _halve(premultiplied[..., 2])]
    half = _halve(coverage)
    y, u, v = ((plane * 256).astype(np.uint16) for plane in planes)
    full_keep, half_keep = (np.round((1 - alpha) * 256).astype(np.uint16) for alpha in (coverage, half))
    return Layer((y, u, v), (full_keep, half_keep, half_keep))


def lay(picture: Picture, layer: Layer, x: int, y: int, opacity: float = 1.0) -> None:
    """Lay `layer` over `picture` with its corner at even `x`, `y`; what reaches outside is cut off."""
    for index, plane in enumerate(picture.planes):
        step = 1 if index == 0 else 2
        _lay_plane(plane, layer.color[index], layer.keep[index], x // step, y // step, opacity)


def _lay_plane(
    plane: Bytes, color: NDArray[np.uint16], keep: NDArray[np.uint16], x: int, y: int, opacity: float
) -> None:
    rows = slice(max(y, 0), min(y + color.shape[0], plane.shape[0]))
    columns = slice(max(x, 0), min(x + color.shape[1], plane.shape[1]))
    if rows.start >= rows.stop or columns.start >= columns.stop:
        return
    inside = slice(rows.start - y, rows.stop - y), slice(columns.start - x, columns.stop - x)
    below = plane[rows, columns]
    laid = (below * keep[inside] + color[inside]) >> 8
    if opacity < 1:
        weight = round(256 * max(opacity, 0))
        laid = (laid * weight + below.astype(np.uint16) * (256 - weight)) >> 8
    below[:] = laid


def _halve(plane: Floats) -> Floats:
    return (plane[0::2, 0::2] + plane[1::2, 0::2] + plane[0::2, 1::2] + plane[1::2, 1::2]) / 4


def ramp(stops: Stops, at: Floats) -> Floats:
    """Read colours at positions `at` from (position, colour) stops; the result has a further axis of 3."""
    positions = [position for position, _ in stops]
    colors = np.array([parse_color(color) for _, color in stops], np.float32) / 255
    channels = [np.interp(at, positions, colors[:, channel]) for channel in range(3)]
    return np.stack(channels, -1).astype(np.float32)

"""Premultiplied pictures with transparency, baked once and laid over many frames in integers."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nemo_studio.frames.colors import convert_to_yuv
from nemo_studio.frames.picture import Bytes, Floats, Picture


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

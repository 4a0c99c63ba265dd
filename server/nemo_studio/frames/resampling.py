"""Small fields drawn straight into a larger plane, through a window that moves by fractions of a pixel.

A row of the target is a weighted sum of few rows of the source, and a column of few columns. In bands both
steps are products of small matrices, which is what processors do best. So the picture is scaled once, for
a third of what it costs to scale it up first and to move the camera over it afterwards.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from nemo_studio.frames.picture import Floats

_BAND: Final = 32
"""Rows or columns of the target that are worked out at once: fewer cost calls, more cost empty products."""


@dataclass(frozen=True)
class Axis:
    """How the target lies over the source in one direction.

    Attributes:
        start: Where the target's first edge lies, in samples of the source; sample 0 reaches from 0 to 1.
        end: Where its last edge lies; beyond the source its outermost samples go on.
        length: Samples of the target.
    """

    start: float
    end: float
    length: int


def draw_scaled(target: NDArray[Any], source: NDArray[Any], down: Axis | None, across: Axis | None) -> None:
    """Fill `target` (rows, columns), of any unsigned type, with the levels of `source`, of any type.

    Without an axis the samples of that direction stay what they are.
    """
    if not target.size:
        return
    # What is added here lets the last step round: the weights of each sample add up to 1.
    drawn = np.add(source, np.float32(0.5), dtype=np.float32)
    if across:
        wide = np.empty((len(drawn), across.length), np.float32)
        for place, seen, weights in _bands(across, drawn.shape[1]):
            np.matmul(drawn[:, seen], weights.T, out=wide[:, place])
        drawn = wide
    if down:
        tall = np.empty((down.length, drawn.shape[1]), np.float32)
        for place, seen, weights in _bands(down, len(drawn)):
            np.matmul(weights, drawn[seen], out=tall[place])
        drawn = tall
    np.clip(drawn, 0, np.float32(np.iinfo(target.dtype).max), out=target, casting="unsafe")


@lru_cache(maxsize=16)
def _bands(axis: Axis, samples: int) -> tuple[tuple[slice, slice, Floats], ...]:
    """For each band: its part of the target, the part of the source that it needs, and their weights."""
    step = (axis.end - axis.start) / axis.length
    number = np.arange(axis.length)
    center = number * step + (axis.start + step / 2 - 0.5)
    first = np.floor(center)
    share = center - first
    powers = np.array((np.ones_like(share), share, share * share, share * share * share))
    places = np.minimum(np.maximum(first + _TAPS, 0), samples - 1).astype(np.int64)
    low = places[0, ::_BAND]
    last = np.minimum(number[::_BAND] + _BAND, axis.length) - 1
    wide = int((places[-1, last] - low).max()) + 1
    low = np.minimum(low, samples - wide)
    places += number * wide - low.repeat(_BAND)[: axis.length]
    summed = np.bincount(places.ravel(), (_CUBIC @ powers).ravel(), axis.length * wide)
    weights = summed.astype(np.float32).reshape(axis.length, wide)
    return tuple(
        (slice(start, start + _BAND), slice(first, first + wide), weights[start : start + _BAND])
        for start, first in zip(range(0, axis.length, _BAND), low.tolist(), strict=True)
    )


_TAPS: Final = np.arange(-1, 3)[:, None]
"""The four samples around a place, counted from the one before it."""

_CUBIC: Final = np.array([[0, -1, 2, -1], [2, 0, -5, 3], [0, 1, 4, -3], [0, 0, -1, 1]]) / 2
"""What each counts, in powers of the way from the one before: the spline of Catmull and Rom, as in Pillow."""

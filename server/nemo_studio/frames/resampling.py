"""Small fields drawn straight into a larger plane, through a window that moves by fractions of a pixel.

A row of the target is a weighted sum of few rows of the source, and a column of few columns. In bands both
steps are products of small matrices, which is what processors do best. So the picture is scaled once, for
a third of what it costs to scale it up first and to move the camera over it afterwards.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, Literal

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
        kernel: `linear` between two samples, or `cubic` through four.
    """

    start: float
    end: float
    length: int
    kernel: Literal["linear", "cubic"] = "cubic"


def draw_scaled(target: NDArray[Any], source: NDArray[Any], down: Axis, across: Axis) -> None:
    """Fill `target` (rows, columns), of any unsigned type, with the levels of `source`, of any type."""
    if not target.size:
        return
    brightest = np.float32(np.iinfo(target.dtype).max)
    # What is added here lets the last step round: the weights of each sample add up to 1.
    source = np.add(source, np.float32(0.5), dtype=np.float32)
    wide = np.empty((len(source), across.length), np.float32)
    for drawn, seen, weights in _bands(across, source.shape[1]):
        np.matmul(source[:, seen], weights.T, out=wide[:, drawn])
    for drawn, seen, weights in _bands(down, len(source)):
        np.clip(np.matmul(weights, wide[seen]), 0, brightest, out=target[drawn], casting="unsafe")


@lru_cache(maxsize=16)
def _bands(axis: Axis, samples: int) -> tuple[tuple[slice, slice, Floats], ...]:
    """For each band: its part of the target, the part of the source that it needs, and their weights."""
    step = (axis.end - axis.start) / axis.length
    center = axis.start + (np.arange(axis.length) + 0.5) * step - 0.5
    first = np.floor(center)
    taps = _cubic(center - first) if axis.kernel == "cubic" else _linear(center - first)
    reach = len(taps) // 2
    places = np.clip(first.astype(np.int64) + np.arange(1 - reach, 1 + reach)[:, None], 0, samples - 1)
    low = places[0, ::_BAND]
    wide = int((places[-1, np.minimum(np.arange(1, len(low) + 1) * _BAND, axis.length) - 1] - low).max()) + 1
    low = np.minimum(low, samples - wide)
    places += np.arange(axis.length) * wide - np.repeat(low, _BAND)[: axis.length]
    summed = np.bincount(places.ravel(), taps.ravel(), axis.length * wide)
    weights = summed.astype(np.float32).reshape(axis.length, wide)
    return tuple(
        (slice(start, start + _BAND), slice(first, first + wide), weights[start : start + _BAND])
        for start, first in zip(range(0, axis.length, _BAND), low.tolist(), strict=True)
    )


def _linear(share: Floats) -> Floats:
    return np.stack([1 - share, share])


def _cubic(share: Floats) -> Floats:
    """Catmull and Rom's spline, which Pillow's bicubic filter is too."""
    t, t2 = share, share * share
    t3 = t2 * share
    return np.stack([-t + 2 * t2 - t3, 2 - 5 * t2 + 3 * t3, t + 4 * t2 - 3 * t3, t3 - t2]) / 2

"""Textures and outlines of land made of noise: tiles without seams, made once, read many times.

A tile is square with a power of two as its side, so that reading it wraps around with one bit operation.
"""

from typing import Final

import numpy as np

from nemo_studio.frames.picture import Floats

_KNOTS: Final = 4096
"""After so many the land repeats itself: only its finest, smaller than a pixel, within a picture."""

_PLACES_AT_ONCE: Final = 16_384
"""So many stay in the processor's cache with all that is worked out for them."""


def make_tile(
    size: int, seed: int, *, slope: float = 1.8, stretch: float = 1.0, lowest: float = 1.0
) -> Floats:
    """Make a fractal tile in 0..1.

    Args:
        size: Side in texels, a power of two.
        seed: The same seed makes the same tile.
        slope: How fast detail fades with frequency; 1 is rough, 2.5 is soft.
        stretch: Above 1 the features are that much wider than high.
        lowest: Lowest frequency in cycles a tile; higher hides the tiling.
    """
    waves = np.fft.rfft2(np.random.default_rng(seed).standard_normal((size, size)).astype(np.float32))
    down = np.fft.fftfreq(size, 1 / size).astype(np.float32)[:, None]
    across = np.fft.rfftfreq(size, 1 / size).astype(np.float32)[None, :]
    frequency = np.hypot(down, across * stretch)
    frequency[0, 0] = 1
    waves *= frequency**-slope * (frequency >= lowest)
    waves[0, 0] = 0
    field = np.fft.irfft2(waves, s=(size, size))
    low, high = np.percentile(field, (0.5, 99.5))
    return np.clip((field - low) / (high - low), 0, 1).astype(np.float32)


def sample(tile: Floats, u: Floats, v: Floats) -> Floats:
    """Read `tile` at columns `u` and rows `v` in texels, between texels linearly, endlessly in both ways.

    Both are (rows, columns), or (1, columns) or (rows, 1) where they are alike in all rows or columns.
    """
    rows, columns = np.broadcast_shapes(u.shape, v.shape)
    read = np.empty((rows, columns), np.float32)
    step = max(_PLACES_AT_ONCE // columns, 1)
    for start in range(0, rows, step):
        part = slice(start, start + step)
        read[part] = _sample_few(tile, u[part] if len(u) > 1 else u, v[part] if len(v) > 1 else v)
    return read


def _sample_few(tile: Floats, u: Floats, v: Floats) -> Floats:
    size = tile.shape[1]
    columns = np.floor(u)
    rows = np.floor(v)
    across = (u - columns).astype(np.float32)
    down = (v - rows).astype(np.float32)
    left = columns.astype(np.int64) & (size - 1)
    right = (left + 1) & (size - 1)
    top = (rows.astype(np.int64) & (tile.shape[0] - 1)) * size
    bottom = (top + size) & (tile.size - 1)
    flat = tile.ravel()
    upper: Floats = flat.take(top + left)
    upper += (flat.take(top + right) - upper) * across
    lower: Floats = flat.take(bottom + left)
    lower += (flat.take(bottom + right) - lower) * across
    lower -= upper
    lower *= down
    lower += upper
    return lower


def sample_grid(tile: Floats, u: Floats, v: Floats) -> Floats:
    """Read a tile as `sample` does, on a grid: at columns `u` (columns,) and rows `v` (rows,) in texels.

    Two rows of texels make one first, so that the rest of the way is between two texels instead of four.
    """
    last = tile.shape[1] - 1
    top, left = np.floor(v), np.floor(u)
    row, column = top.astype(np.int64), left.astype(np.int64)
    texels, below = tile[row & last], tile[(row + 1) & last]
    below -= texels
    below *= (v - top)[:, None].astype(np.float32)
    texels += below
    here: Floats = texels.take(column & last, axis=1)
    further: Floats = texels.take((column + 1) & last, axis=1)
    further -= here
    further *= (u - left).astype(np.float32)
    here += further
    return here


def ridge(
    x: Floats, random: np.random.Generator, *, scale: float = 1.0, roughness: float = 0.5, peaked: int = 0
) -> Floats:
    """Heights of about -1 to 1 along `x`, in units: mountains `scale` wide with ever smaller ones on them.

    The first `peaked` sizes of mountains have sharp tops instead of round ones.
    """
    height = np.zeros(len(x), np.float64)
    amplitude, frequency = 1.0, 1 / scale
    for octave in range(9):
        wave = _wander(x * frequency, random)
        height += amplitude * (1 - 2.4 * np.abs(wave) if octave < peaked else wave)
        amplitude *= roughness
        frequency *= 2.03
    return (height * (1 - roughness) * 1.3).astype(np.float32)


def _wander(x: Floats, random: np.random.Generator) -> Floats:
    """Chance by place alone: however finely and far it is looked at, the same land lies there."""
    knots = random.uniform(-1, 1, _KNOTS)
    index = np.floor(x).astype(int)
    t = x - index
    t = t * t * (3 - 2 * t)
    return knots[index % _KNOTS] * (1 - t) + knots[(index + 1) % _KNOTS] * t


def cover_below(line: Floats, rows: int) -> Floats:
    """Coverage of everything below a line that is given as a row for each column."""
    return np.clip(np.arange(rows, dtype=np.float32)[:, None] + 1 - line[None, :], 0, 1).astype(np.float32)

"""Outlines of land as coverage: 1 where it is, 0 where it is not, and soft in between."""

import numpy as np

from nemo_studio.scenes.picture import Floats


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
    start = np.floor(x.min()) - 1
    knots = random.uniform(-1, 1, int(x.max() - start) + 4)
    place = x - start
    index = place.astype(int)
    t = place - index
    t = t * t * (3 - 2 * t)
    return knots[index] * (1 - t) + knots[index + 1] * t


def cover_below(line: Floats, rows: int) -> Floats:
    """Coverage of everything below a line that is given as a row for each column."""
    return np.clip(np.arange(rows, dtype=np.float32)[:, None] + 1 - line[None, :], 0, 1).astype(np.float32)

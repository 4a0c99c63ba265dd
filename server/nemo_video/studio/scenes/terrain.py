"""Outlines of land and trees, as coverage: 1 where they are, 0 where they are not, and soft in between."""

import numpy as np
from PIL import Image, ImageDraw

from nemo_video.studio.scenes.picture import Floats

_SUPERSAMPLING = 3


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


def draw_pines(
    size: tuple[int, int], trees: list[tuple[float, float, float]], random: np.random.Generator
) -> Floats:
    """Coverage of pines on a picture of `size` (width, height); each is (middle, foot, height) in pixels."""
    width, height = size
    mask = Image.new("L", (width * _SUPERSAMPLING, height * _SUPERSAMPLING))
    draw = ImageDraw.Draw(mask)
    for middle, foot, tall in trees:
        outline = _pine_outline(random, middle, foot, tall)
        draw.polygon([(x * _SUPERSAMPLING, y * _SUPERSAMPLING) for x, y in outline], fill=255)
    return np.asarray(mask.resize(size, Image.Resampling.BOX), np.float32) / 255


def _pine_outline(
    random: np.random.Generator, middle: float, foot: float, tall: float
) -> list[tuple[float, float]]:
    """Branches left and right that grow longer downwards, none like the other, over a short trunk."""
    tiers = max(int(tall / 9), 9)
    slim = random.uniform(0.17, 0.23) * tall
    sides: list[list[tuple[float, float]]] = []
    for side in (-1, 1):
        points: list[tuple[float, float]] = [(middle, foot - tall)]
        for tier in range(1, tiers):
            share = tier / tiers
            y = foot - tall * (1 - share * 0.95)
            reach = slim * share**0.86 * random.uniform(0.62, 1.08)
            droop = tall / tiers * random.uniform(0.25, 0.75)
            points.append((middle + side * reach, y + droop))
            points.append((middle + side * reach * random.uniform(0.38, 0.58), y - droop * 0.15))
        points.append((middle + side * tall * 0.012, foot - tall * 0.05))
        points.append((middle + side * tall * 0.012, foot))
        sides.append(points)
    return sides[0] + sides[1][::-1]

"""Surf on a flat beach: waves run up the sand, leave a lace of foam, and slide back.

Each wave is an edge that moves over the ground; foam lies behind it and thins out, wet sand lies before it.
Distances are lengths of the scene, as in the sea: 1 is the height of the viewer's eyes.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from nemo_studio.frames.colors import ease
from nemo_studio.frames.picture import Floats
from nemo_studio.scenes.noise import make_tile, sample

_PERIOD_S: Final = 5.2
_LIFE_S: Final = 11.5
_FARTHEST: Final = 6.4
_TILE: Final = 512


@dataclass(frozen=True)
class Shore:
    """How much each place is foam, sand, wet by the last wave, and shade of a rising one; all 0..1."""

    foam: Floats
    sand: Floats
    wetness: Floats
    shade: Floats


class Surf:
    """Waves at fixed places: `lateral` (1, columns) at a depth of 1, and `depth` (rows, 1)."""

    def __init__(self, lateral: Floats, depth: Floats, seed: int, reach: float) -> None:
        """`reach` is the depth at which the farthest run up ends; `depth` falls from row to row."""
        self._seed = seed
        self._reach = reach
        self._depth = depth
        self._column = lateral * depth * 118
        self._ground = lateral * reach
        rough = make_tile(_TILE, seed + 21, slope=1.45, lowest=14)
        broad = make_tile(_TILE, seed + 22, slope=1.7, lowest=5)
        web = 1 - np.abs(2 * rough - 1) * 1.7
        self._lace = (0.68 * web + 0.32 * broad).astype(np.float32)
        self._pixel = np.maximum(depth**2 * 0.0030, 0.012)

    def shore_at(self, at_s: float) -> Shore:
        """The shore at a moment."""
        shape = self._column.shape
        foam, shade = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
        edge = np.full((1, shape[1]), self._reach + 0.62, np.float32)
        newest = int(np.floor(at_s / _PERIOD_S)) + 1
        for number in range(newest - 3, newest + 1):
            age_s = at_s - (number * _PERIOD_S + self._delay_s(number))
            if 0 < age_s < _LIFE_S:
                wave_edge = self._edge(number, age_s)
                rows = self._rows_between(float(wave_edge.min()) - 0.9, float(wave_edge.max()) + 2.0)
                np.maximum(foam[rows], self._foam(number, age_s, wave_edge, rows), out=foam[rows])
                shade[rows] += self._shade(age_s, wave_edge, rows)
                edge = np.minimum(edge, wave_edge)
        before = edge - self._depth
        sand = np.clip(before / self._pixel + 0.5, 0, 1)
        wetness = np.exp(np.minimum(-before * 3.2, 0)).astype(np.float32)
        return Shore(foam, sand, wetness, np.minimum(shade, 1))

    def _rows_between(self, near: float, far: float) -> slice:
        inside = np.flatnonzero((self._depth[:, 0] > near) & (self._depth[:, 0] < far))
        return slice(int(inside[0]), int(inside[-1]) + 1) if len(inside) else slice(0, 0)

    def _delay_s(self, number: int) -> float:
        return float(np.random.default_rng((self._seed, 5, number & 0xFFFF)).uniform(-0.7, 0.7))

    def _edge(self, number: int, age_s: float) -> Floats:
        """Depth of the wave's front for each column: it rushes in, slows down and slides back."""
        random = np.random.default_rng((self._seed, 6, number & 0xFFFF))
        end = self._reach + random.uniform(0.0, 0.28)
        progress = age_s / _LIFE_S
        if progress < 0.52:
            course = end + (_FARTHEST - end) * (1 - progress / 0.52) ** 1.7
        else:
            course = end + 0.75 * ease((progress - 0.52) / 0.48)
        wavy = np.zeros_like(self._ground)
        for frequency in (0.55, 1.3, 2.9, 6.1, 13.0):
            phase, drift = random.uniform(0, 2 * np.pi), random.uniform(-0.4, 0.4)
            wavy += np.sin(self._ground * frequency * 2.2 + phase + drift * age_s) * (0.14 / frequency**0.8)
        return (course + wavy * (0.55 + 0.45 * course / end)).astype(np.float32)

    def _foam(self, number: int, age_s: float, edge: Floats, rows: slice) -> Floats:
        behind = self._depth[rows] - edge
        progress = age_s / _LIFE_S
        length = np.float32(0.5 + 1.5 * min(progress * 1.6, 1))
        ground = (self._depth[rows] - edge.mean()) * np.float32(135 - 45 * progress)
        lace = sample(self._lace, self._column[rows] + number * 61, ground + number * 97)
        share = np.sqrt(np.clip(behind / length, 0, 1))
        share *= 0.80
        share += np.float32(0.08 + 0.45 * max(progress - 0.45, 0))
        web = np.clip((lace - share) * 3.2, 0, 0.92) * (behind > 0)
        front = np.clip(behind / self._pixel[rows], 0, 1)
        front *= np.clip(1.15 - behind / (0.11 * edge / self._reach), 0, 1)
        fade = min(progress / 0.10, 1) * ease((1 - progress) / 0.38)
        return np.maximum(web, front * (0.35 + 0.65 * lace)) * np.float32(fade)

    def _shade(self, age_s: float, edge: Floats, rows: slice) -> Floats:
        """The dark face of a wave that still stands."""
        before = edge - self._depth[rows]
        standing = ease((0.46 - age_s / _LIFE_S) / 0.36) * min(age_s / 1.2, 1)
        return np.exp(-np.abs(before - 0.10) / 0.30) * (before > -0.02) * np.float32(0.75 * standing)

"""Surf on a flat beach: waves run up the sand, leave a lace of foam, and slide back.

Each wave is an edge that moves over the ground; foam lies behind it and thins out, wet sand lies before it.
Distances are lengths of the scene, as in the sea: 1 is the height of the viewer's eyes.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from nemo_studio.frames.colors import ease
from nemo_studio.frames.picture import Floats
from nemo_studio.scenes.noise import make_tile

_PERIOD_S: Final = 5.2
_LIFE_S: Final = 11.5
_FARTHEST: Final = 6.4
_TILE: Final = 512
_FOOT: Final = 0.3
"""Sand and shade end at the edge of a wave, but softly: so much farther away nothing is left of them."""

_SOFT_PIXELS: Final = 2.2
_BENDS: Final = (0.55, 1.3, 2.9, 6.1, 13.0)
"""Frequencies of the bends in a wave's front."""


@dataclass(frozen=True)
class _Wave:
    """When a wave rises, how far up it ends, and the phase and drift of each of its bends."""

    start_s: float
    end: float
    turns: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Shore:
    """How much each place is foam, sand, wet by the last wave, and shade of a rising one; all 0..1.

    Attributes:
        foam: In all rows.
        ground: The rows in which sand lies.
        sand: In those rows.
        wetness: In those rows.
        shaded: The rows with a rising wave.
        shade: In those rows.
    """

    foam: Floats
    ground: slice
    sand: Floats
    wetness: Floats
    shaded: slice
    shade: Floats


@lru_cache(maxsize=32)
def _raise_wave(seed: int, number: int, reach: float) -> _Wave:
    delay_s = float(np.random.default_rng((seed, 5, number & 0xFFFF)).uniform(-0.7, 0.7))
    random = np.random.default_rng((seed, 6, number & 0xFFFF))
    end = reach + random.uniform(0.0, 0.28)
    turns = [(random.uniform(0, 2 * np.pi), random.uniform(-0.4, 0.4)) for _ in _BENDS]
    return _Wave(number * _PERIOD_S + delay_s, end, tuple(turns))


class Surf:
    """Waves at fixed places: `lateral` (1, columns) at a depth of 1, and `depth` (rows, 1)."""

    def __init__(self, lateral: Floats, depth: Floats, seed: int, reach: float) -> None:
        """`reach` is the depth at which the farthest run up ends; `depth` falls from row to row."""
        self._seed = seed
        self._reach = reach
        self._depth = depth
        self._heights: list[float] = (-depth[:, 0]).tolist()  # rising, and quick to search
        self._ground = lateral * reach
        self._lace = _Lace(lateral * depth * 118, seed)
        self._pixel = np.maximum(depth**2 * 0.0030, 0.012)

    def shore_at(self, at_s: float) -> Shore:
        """The shore at a moment."""
        shape = len(self._depth), self._ground.shape[1]
        foam, shade = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
        edge = np.full((1, shape[1]), self._reach + 0.62, np.float32)
        newest = int(np.floor(at_s / _PERIOD_S)) + 1
        shaded = slice(len(shade), 0)
        for number in range(newest - 3, newest + 1):
            wave = _raise_wave(self._seed, number, self._reach)
            age_s = at_s - wave.start_s
            if 0 < age_s < _LIFE_S:
                wave_edge = self._edge(wave, age_s)
                self._add_foam(foam, number, age_s, wave_edge)
                rows = self._add_shade(shade, age_s, wave_edge)
                shaded = slice(min(shaded.start, rows.start), max(shaded.stop, rows.stop))
                edge = np.minimum(edge, wave_edge)
        return self._lay_sand(foam, edge, shaded, shade)

    def _lay_sand(self, foam: Floats, edge: Floats, shaded: slice, shade: Floats) -> Shore:
        """Sand lies nearer than the edge that has come nearest; the nearer it is to that, the wetter."""
        ground = self._rows_between(0, float(edge.max()) + _FOOT)
        before = edge - self._depth[ground]
        sand = self._rise(before, ground)
        before *= -3.2
        wetness = np.exp(np.minimum(before, 0, out=before), out=before)
        return Shore(foam, ground, sand, wetness, shaded, np.minimum(shade[shaded], 1))

    def _rise(self, ahead: Floats, rows: slice) -> Floats:
        """From 0 to 1 within some pixels around the places that lie 0 ahead: no stair shows when enlarged."""
        risen = ahead * (1 / (_SOFT_PIXELS * self._pixel[rows]))
        risen += 0.5
        return np.clip(risen, 0, 1, out=risen)

    def _rows_between(self, near: float, far: float) -> slice:
        """The rows whose depth lies between two others."""
        first, stop = (bisect_right(self._heights, -far), bisect_left(self._heights, -near))
        return slice(first, max(first, stop))

    def _edge(self, wave: _Wave, age_s: float) -> Floats:
        """Depth of the wave's front for each column: it rushes in, slows down and slides back."""
        progress = age_s / _LIFE_S
        if progress < 0.52:
            course = wave.end + (_FARTHEST - wave.end) * (1 - progress / 0.52) ** 1.7
        else:
            course = wave.end + 0.75 * ease((progress - 0.52) / 0.48)
        wavy = np.zeros_like(self._ground)
        for frequency, (phase, drift) in zip(_BENDS, wave.turns, strict=True):
            wavy += np.sin(self._ground * frequency * 2.2 + phase + drift * age_s) * (0.14 / frequency**0.8)
        return (course + wavy * (0.55 + 0.45 * course / wave.end)).astype(np.float32)

    def _add_foam(self, foam: Floats, number: int, age_s: float, edge: Floats) -> None:
        """What lies behind the edge: a web that thins out, and the bright front."""
        rows = self._rows_between(float(edge.min()), float(edge.max()) + 2.0)
        progress = age_s / _LIFE_S
        behind = self._depth[rows] - edge
        ground = (self._depth[rows] - edge.mean()) * np.float32(135 - 45 * progress)
        lace = self._lace.at(rows, number, ground)
        length = 0.5 + 1.5 * min(progress * 1.6, 1)
        gaps = behind * (0.64 / length)
        np.sqrt(np.clip(gaps, 0, 0.64, out=gaps), out=gaps)
        gaps += 0.08 + 0.45 * max(progress - 0.45, 0)
        web = np.subtract(lace, gaps, out=gaps)
        web *= 3.2
        np.clip(web, 0, 0.92, out=web)
        web *= behind > 0
        self._add_front(web, lace, behind, edge, rows)
        web *= min(progress / 0.10, 1) * ease((1 - progress) / 0.38)
        np.maximum(foam[rows], web, out=foam[rows])

    def _add_front(self, web: Floats, lace: Floats, behind: Floats, edge: Floats, rows: slice) -> None:
        """The front is narrow, so only the rows that it crosses are looked at."""
        thickness = edge * (0.11 / self._reach)
        crossed = self._rows_between(float(edge.min()), float((edge + 1.15 * thickness).max()))
        inside = slice(crossed.start - rows.start, crossed.stop - rows.start)
        near = behind[inside]
        front = np.clip(near / self._pixel[crossed], 0, 1)
        front *= np.clip(1.15 - near / thickness, 0, 1)
        front *= 0.35 + 0.65 * lace[inside]
        np.maximum(web[inside], front, out=web[inside])

    def _add_shade(self, shade: Floats, age_s: float, edge: Floats) -> slice:
        """Add the dark face of a wave that still stands; in which rows."""
        standing = ease((0.46 - age_s / _LIFE_S) / 0.36) * min(age_s / 1.2, 1)
        if standing <= 0:
            return slice(len(shade), 0)
        rows = self._rows_between(float(edge.min()) - 0.9, float(edge.max()) + _FOOT)
        before = edge - self._depth[rows]
        face = np.abs(before - 0.10)
        face *= -1 / 0.30
        np.exp(face, out=face)
        before += 0.02
        face *= self._rise(before, rows)
        face *= 0.75 * standing
        shade[rows] += face
        return rows


class _Lace:
    """The web of foam on the ground, read between its texels.

    A wave carries it along its way, a row is as deep everywhere: so two rows of the tile make one first, and
    the places within that row never change.
    """

    def __init__(self, column: Floats, seed: int) -> None:
        """`column` (rows, columns) says which texel shows at each place."""
        rough = make_tile(_TILE, seed + 21, slope=1.45, lowest=14)
        broad = make_tile(_TILE, seed + 22, slope=1.7, lowest=5)
        web = 1 - np.abs(2 * rough - 1) * 1.7
        tile = (0.68 * web + 0.32 * broad).astype(np.float32)
        self._tile = np.hstack([tile, tile, tile[:, :1]])
        left = np.floor(column)
        self._across = column - left
        self._rows = np.empty((len(column), _TILE + 1), np.float32)
        self._places = left.astype(np.int64) & (_TILE - 1)
        self._places += np.arange(len(column))[:, None] * (_TILE + 1)

    def at(self, rows: slice, number: int, ground: Floats) -> Floats:
        """The web of a wave in some rows, when `ground` (rows, 1) says which row of texels shows in each."""
        shift = number * 61 & (_TILE - 1)
        tile = self._tile[:, shift : shift + _TILE + 1]
        along = ground[:, 0] + number * 97
        top = np.floor(along)
        down = (along - top)[:, None]
        place = top.astype(np.int64)
        upper, lower = tile[place & (_TILE - 1)], tile[(place + 1) & (_TILE - 1)]
        lower -= upper
        lower *= down
        np.add(upper, lower, out=self._rows[rows])
        flat = self._rows.reshape(-1)
        lace = flat.take(self._places[rows])
        step = flat[1:].take(self._places[rows])
        step -= lace
        step *= self._across[rows]
        lace += step
        return lace

"""A sea that moves like one: waves of all lengths, each at the speed that its length has in deep water.

The surface is a sum of square patches, long swell to ripples. Each is a spectrum that turns with time and is
transformed back for every frame, so that it never repeats. Source: J. Tessendorf, "Simulating Ocean Water".
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nemo_studio.frames.picture import Floats

_GRAVITY: Final = 4.0
_ROWS_AT_ONCE: Final = 16


@dataclass(frozen=True)
class Swell:
    """What a patch holds; lengths are those of the scene.

    Attributes:
        span: Side of the patch.
        shortest: Its shortest wave.
        longest: Its longest wave.
        steepness: Root mean square of its slope.
        spread: How much its waves turn aside from the way to the viewer; 1 is much.
    """

    span: float
    shortest: float
    longest: float
    steepness: float
    spread: float


class Patch:
    """A square of sea that fits its own edges."""

    size: Final = 256

    def __init__(self, swell: Swell, seed: int) -> None:
        """Draw the spectrum; its last axis leads away from the viewer, and only waves that approach exist."""
        self.texels_per_length = self.size / swell.span
        step = 2 * np.pi / swell.span
        across = (np.fft.fftfreq(self.size, 1 / self.size) * step)[:, None]
        away = (np.arange(self.size // 2 + 1) * step)[None, :]
        number = np.hypot(across, away)
        number[0, 0] = 1
        inside = (number >= 2 * np.pi / swell.longest) & (number < 2 * np.pi / swell.shortest)
        direction = (away / number) ** (1 / swell.spread)
        random = np.random.default_rng(seed)
        phases = random.standard_normal(number.shape) + 1j * random.standard_normal(number.shape)
        spectrum = phases * inside * direction * number**-2.0
        power = 2 * np.sum(np.abs(spectrum * number) ** 2)
        spectrum *= swell.steepness * self.size**2 / np.sqrt(power)
        self._keep_waves(spectrum, number, across, away)

    def _keep_waves(
        self, spectrum: NDArray[np.complex128], number: Floats, across: Floats, away: Floats
    ) -> None:
        """Keep those parts of the spectrum that hold waves, a tenth of it, turned so that away comes first.

        Slope across as the real part and slope away as the imaginary one make one transform of both. It has
        no symmetry, so the waves with negative numbers, which mirror the others, are needed too.
        """
        self._highest = highest = int(np.flatnonzero(spectrum.any(0))[-1])
        kept = np.ix_(np.r_[0 : highest + 1, -highest:0], np.arange(1, highest + 1))
        self._speed = np.sqrt(_GRAVITY * number[kept]).T.astype(np.float32)
        both = (spectrum * (1j * across - away))[kept].T
        mirrored = (spectrum * (1j * across + away))[kept].T.conj()
        backwards = -np.arange(2 * highest + 1)
        self._waves = both.astype(np.complex64)
        self._mirrored = mirrored[::-1, backwards].astype(np.complex64)
        self._down = np.zeros((self.size, 2 * highest + 1), np.complex64)
        self._across = np.zeros((self.size, self.size), np.complex64)

    def slopes(self, at_s: float) -> NDArray[np.complex64]:
        """Slope across as the real part and slope away as the imaginary part, in rows that lie across.

        The first row and column come once more behind the last.
        """
        angle = self._speed * np.float32(at_s)
        turn = np.empty(angle.shape, np.complex64)
        turn.real, turn.imag = np.cos(angle), np.sin(angle)
        # Waves of the same length turn alike, whichever way they lean.
        highest = self._highest
        np.multiply(turn, self._waves, out=self._down[1 : highest + 1])
        np.multiply(turn.conj()[::-1], self._mirrored, out=self._down[-highest:])
        columns = np.fft.ifft(self._down, axis=0)
        self._across[:, : highest + 1] = columns[:, : highest + 1]
        self._across[:, -highest:] = columns[:, highest + 1 :]
        slopes = np.empty((self.size + 1, self.size + 1), np.complex64)
        slopes[:-1, :-1] = np.fft.ifft(self._across, axis=1)
        slopes[-1, :-1] = slopes[0, :-1]
        slopes[:, -1] = slopes[:, 0]
        return slopes


class Water:
    """The slopes of several patches, seen at fixed places of the surface, in rows of the same depth.

    A row lies between two rows of texels, so these make one first, and where its places lie within that one
    is worked out once. Few rows at a time are read, so that they stay in the processor's cache.
    """

    def __init__(
        self, patches: tuple[Patch, ...], lateral: Floats, depth: Floats, weights: list[Floats]
    ) -> None:
        """Look at some places of the surface.

        Args:
            patches: What moves there.
            lateral: How far aside they are, (rows, columns).
            depth: How far away they are, (rows, 1).
            weights: How much of each patch shows in each row, (rows, 1).
        """
        self._patches = patches
        self._places = [
            _find_places(patch, lateral, depth, weight)
            for patch, weight in zip(patches, weights, strict=True)
        ]
        self._shape = lateral.shape

    def slopes(self, at_s: float) -> Floats:
        """Slopes across and away at each place, (rows, columns, 2)."""
        total = np.zeros((*self._shape, 2), np.float32)
        self.add_slopes(total, at_s)
        return total

    def add_slopes(self, total: Floats, at_s: float) -> None:
        """Add them to others."""
        flat = total.reshape(len(total), -1)
        for patch, places in zip(self._patches, self._places, strict=True):
            texels = patch.slopes(at_s)
            for start in range(0, len(flat), _ROWS_AT_ONCE):
                rows = slice(start, start + _ROWS_AT_ONCE)
                _add_slopes(flat[rows], texels, places, rows)


@dataclass(frozen=True)
class _Places:
    """Where the places of a row lie between two rows of texels, and where within the row that these make.

    Attributes:
        above: The row of texels before each row.
        down: The way from there to the next one, (rows, 1).
        weight: How much the patch counts, (rows, 1).
        texel: The texel before each place, counted through the rows that are read at once.
        right: The way from there to the next one, twice, for both slopes.
    """

    above: NDArray[np.int64]
    down: Floats
    weight: Floats
    texel: NDArray[np.int64]
    right: Floats


def _find_places(patch: Patch, lateral: Floats, depth: Floats, weight: Floats) -> _Places:
    across, away = lateral * patch.texels_per_length, depth * patch.texels_per_length
    column, row = np.floor(across), np.floor(away)
    start = np.arange(len(row))[:, None] % _ROWS_AT_ONCE * (patch.size + 1)
    return _Places(
        above=row[:, 0].astype(np.int64) % patch.size,
        down=(away - row).astype(np.float32),
        weight=weight.astype(np.float32),
        texel=column.astype(np.int64) % patch.size + start,
        right=np.repeat(across - column, 2, -1).astype(np.float32),
    )


def _add_slopes(total: Floats, texels: NDArray[np.complex64], places: _Places, rows: slice) -> None:
    """Read a patch between its four texels, straight on in both directions."""
    above = places.above[rows]
    row, below = texels[above], texels[above + 1]
    below -= row
    below *= places.down[rows]
    row += below
    row *= places.weight[rows]
    flat, texel = row.ravel(), places.texel[rows]
    here: Floats = flat.take(texel, mode="clip").view(np.float32)
    further: Floats = flat[1:].take(texel, mode="clip").view(np.float32)
    total += here
    further -= here
    further *= places.right[rows]
    total += further

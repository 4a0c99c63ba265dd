"""A sea that moves like one: waves of all lengths, each at the speed that its length has in deep water.

The surface is a sum of square patches, long swell to ripples. Each is a spectrum that turns with time and is
transformed back for every frame, so that it never repeats. Source: J. Tessendorf, "Simulating Ocean Water".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nemo_studio.frames.picture import Floats

_GRAVITY: Final = 4.0


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

    def __init__(self, swell: Swell, seed: int, scale: tuple[float, float]) -> None:
        """Draw the spectrum; its last axis leads away from the viewer, and only waves that approach exist.

        Args:
            swell: What it holds.
            seed: The same seed gives the same waves.
            scale: What its slopes across and away count for whoever reads them.
        """
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
        self._keep_waves(spectrum, number, across * scale[0], away * scale[1])

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

    def slopes(self, at_s: float) -> Floats:
        """The slopes across and away of each texel beside each other, in rows that lie across.

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
        return slopes.view(np.float32)


class Water:
    """Fixed places of the surface, in rows of the same depth, at which the slopes of patches are read.

    A row of places lies between two rows of texels, so these make one first; where the places lie within
    that one never changes.
    """

    def __init__(
        self, patches: Sequence[Patch], lateral: Floats, depth: Floats, weights: Sequence[Floats]
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

    def at(self, at_s: float) -> "Surface":
        """How it lies at a moment."""
        return Surface([patch.slopes(at_s) for patch in self._patches], self._places)


@dataclass(frozen=True)
class _Places:
    """Where the places of a row lie between two rows of texels, and where within the row that these make.

    Attributes:
        above: The row of texels before each row.
        near: How much it counts, (rows, 1).
        far: How much the row after it counts, (rows, 1).
        texel: The texel before each place, counted through the rows that are made.
        right: The way from there to the next one, twice, for both slopes.
    """

    above: NDArray[np.int64]
    near: Floats
    far: Floats
    texel: NDArray[np.int64]
    right: Floats

    def mix_rows(self, slopes: Floats) -> NDArray[np.complex64]:
        """A row of texels along each row of places, one after the other: across real, away imaginary."""
        mixed: Floats = slopes.take(self.above, axis=0)
        mixed *= self.near
        below: Floats = slopes.take(self.above + 1, axis=0)
        below *= self.far
        mixed += below
        return mixed.view(np.complex64).ravel()


def _find_places(patch: Patch, lateral: Floats, depth: Floats, weight: Floats) -> _Places:
    across, away = lateral * patch.texels_per_length, depth * patch.texels_per_length
    column, row = np.floor(across), np.floor(away)
    start = np.arange(len(row))[:, None] * (patch.size + 1)
    return _Places(
        above=row[:, 0].astype(np.int64) % patch.size,
        near=((1 - away + row) * weight).astype(np.float32),
        far=((away - row) * weight).astype(np.float32),
        texel=column.astype(np.int64) % patch.size + start,
        right=np.repeat(across - column, 2, -1).astype(np.float32),
    )


class Surface:
    """How water lies at a moment."""

    def __init__(self, slopes: Sequence[Floats], places: Sequence[_Places]) -> None:
        """Take the slopes of each patch, and where they are read."""
        self._patches = [
            # The step from the end of a row to the start of the next one is read by no place.
            (texels, texels[1:] - texels[:-1], patch_places)
            for patch_slopes, patch_places in zip(slopes, places, strict=True)
            for texels in [patch_places.mix_rows(patch_slopes)]
        ]

    def add_slopes(self, total: Floats, rows: slice) -> None:
        """Add the slopes across and away of some rows, side by side, (rows, 2 × columns).

        Few at a time stay in the processor's cache.
        """
        for texels, steps, places in self._patches:
            texel = places.texel[rows]
            total += texels.take(texel, mode="clip").view(np.float32)
            step: Floats = steps.take(texel, mode="clip").view(np.float32)
            step *= places.right[rows]
            total += step

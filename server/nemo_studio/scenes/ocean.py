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
        self._spectrum = (spectrum * swell.steepness * self.size**2 / np.sqrt(power)).astype(np.complex64)
        self._speed = np.sqrt(_GRAVITY * number).astype(np.float32)
        self._across = (1j * across).astype(np.complex64)
        self._away = (1j * away).astype(np.complex64)

    def slopes(self, at_s: float) -> NDArray[np.complex64]:
        """Slope across as the real part and slope away as the imaginary part, flat, one per texel."""
        angle = self._speed * np.float32(at_s)
        turn = np.empty(angle.shape, np.complex64)
        turn.real, turn.imag = np.cos(angle), np.sin(angle)
        turn *= self._spectrum
        shape = (self.size, self.size)
        slopes = np.empty(shape, np.complex64)
        slopes.real = np.fft.irfft2(turn * self._across, s=shape)
        slopes.imag = np.fft.irfft2(turn * self._away, s=shape)
        return slopes.ravel()


class Water:
    """The slopes of several patches, seen at fixed places of the surface.

    The places never change, so where they lie in each patch is worked out once. Few rows at a time are read,
    so that they stay in the processor's cache.
    """

    def __init__(
        self, patches: tuple[Patch, ...], across: Floats, away: Floats, weights: list[Floats]
    ) -> None:
        """Look at the places `across`, `away`; `weights` says how much of each patch shows in each row."""
        self._patches = patches
        self._places = [
            _find_places(patch, across, away, weight) for patch, weight in zip(patches, weights, strict=True)
        ]
        self._shape = across.shape

    def slopes(self, at_s: float) -> Floats:
        """Slopes across and away at each place, (rows, columns, 2)."""
        total = np.zeros(self._shape, np.complex64)
        for patch, places in zip(self._patches, self._places, strict=True):
            texels = _wrap(patch.slopes(at_s), patch.size)
            for start in range(0, len(total), _ROWS_AT_ONCE):
                rows = slice(start, start + _ROWS_AT_ONCE)
                _add_slopes(total[rows].view(np.float32), texels, places, rows)
        return total.view(np.float32).reshape(*self._shape, 2)


@dataclass(frozen=True)
class _Places:
    """Where places lie in a patch: the texel before each, the way to the next ones, and how much counts.

    `right`, `down` and `weight` hold each number twice, for both slopes.
    """

    texel: NDArray[np.int64]
    right: Floats
    down: Floats
    weight: Floats


def _find_places(patch: Patch, across: Floats, away: Floats, weight: Floats) -> _Places:
    u, v = across * patch.texels_per_length, away * patch.texels_per_length
    column, row = np.floor(u), np.floor(v)
    texel = column.astype(np.int64) % patch.size * (patch.size + 1) + row.astype(np.int64) % patch.size
    right, down = (np.repeat(share, 2, -1).astype(np.float32) for share in (u - column, v - row))
    return _Places(texel, right, down, weight.astype(np.float32))


def _wrap(slopes: NDArray[np.complex64], size: int) -> NDArray[np.complex64]:
    """The patch with its first row and column once more behind its last."""
    wrapped = np.empty((size + 1, size + 1), np.complex64)
    wrapped[:-1, :-1] = slopes.reshape(size, size)
    wrapped[-1, :-1] = wrapped[0, :-1]
    wrapped[:, -1] = wrapped[:, 0]
    return wrapped.reshape(-1)


def _add_slopes(total: Floats, texels: NDArray[np.complex64], places: _Places, rows: slice) -> None:
    """Read a patch between its four texels, straight on in both directions."""
    texel, down = places.texel[rows], places.down[rows]
    near = _read_along(texels, texel, down)
    far = _read_along(texels[Patch.size + 1 :], texel, down)
    far -= near
    far *= places.right[rows]
    near += far
    near *= places.weight[rows]
    total += near


def _read_along(texels: NDArray[np.complex64], texel: NDArray[np.int64], share: Floats) -> Floats:
    here: Floats = texels.take(texel, mode="clip").view(np.float32)
    further: Floats = texels[1:].take(texel, mode="clip").view(np.float32)
    further -= here
    further *= share
    here += further
    return here

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
        np.cos(angle, out=turn.real)
        np.sin(angle, out=turn.imag)
        turn *= self._spectrum
        shape = (self.size, self.size)
        slopes = np.empty(shape, np.complex64)
        slopes.real = np.fft.irfft2(turn * self._across, s=shape)
        slopes.imag = np.fft.irfft2(turn * self._away, s=shape)
        return slopes.ravel()


class Water:
    """The slopes of several patches, seen at fixed places of the surface.

    The places never change, so where they lie in each patch, and how much of each of the four texels around
    them counts, is worked out once.
    """

    def __init__(
        self, patches: tuple[Patch, ...], across: Floats, away: Floats, weights: list[Floats]
    ) -> None:
        """Look at the places `across`, `away`; `weights` says, per patch, how much of it shows at each."""
        self._patches = patches
        self._corners = [
            _find_corners(patch, across, away, weight) for patch, weight in zip(patches, weights, strict=True)
        ]
        self._shape = across.shape

    def slopes(self, at_s: float) -> Floats:
        """Slopes across and away at each place, (rows, columns, 2)."""
        total = np.zeros((*self._shape, 2), np.float32)
        part = np.empty(self._shape, np.complex64)
        pair = part.view(np.float32).reshape(total.shape)
        for patch, corners in zip(self._patches, self._corners, strict=True):
            slopes = patch.slopes(at_s)
            for index, weight in corners:
                slopes.take(index, out=part, mode="clip")
                np.multiply(pair, weight, out=pair)
                total += pair
        return total


def _find_corners(
    patch: Patch, across: Floats, away: Floats, weight: Floats
) -> list[tuple[NDArray[np.int64], Floats]]:
    u, v = across * patch.texels_per_length, away * patch.texels_per_length
    column, row = np.floor(u), np.floor(v)
    corners: list[tuple[NDArray[np.int64], Floats]] = []
    for right in (0, 1):
        for down in (0, 1):
            share = (1 - np.abs(u - column - right)) * (1 - np.abs(v - row - down)) * weight
            place = (column.astype(np.int64) + right) % patch.size * patch.size
            place = place + (row.astype(np.int64) + down) % patch.size
            corners.append((place, np.repeat(share[..., None], 2, -1).astype(np.float32)))
    return corners

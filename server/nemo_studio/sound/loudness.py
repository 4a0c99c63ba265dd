"""Loudness as people hear it, in LUFS, and bringing a sound to a wanted one without clipping.

Source: ITU-R BS.1770-4. The K-weighting is applied to the spectrum of each block instead of by filters in
time, which is the same up to the edges of a block.
"""

from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nemo_studio.sound.signal import RATE, Signal

SILENCE_LUFS: Final = -70.0
_BLOCK: Final = RATE * 2 // 5
_STEP: Final = _BLOCK // 4
CEILING: Final = 0.79
"""-2 dBFS: what swings between the samples then stays below -1 dBTP."""


def measure_loudness(signal: Signal) -> float:
    """Integrated loudness of a stereo signal in LUFS, -70 for silence."""
    meter = LoudnessMeter()
    meter.add(signal)
    return meter.integrated()


class LoudnessMeter:
    """Measures a stereo signal that comes in pieces; they may be cut anywhere."""

    def __init__(self) -> None:
        self._rest: Signal = np.zeros((0, 2), np.float32)
        self._powers: list[float] = []

    def add(self, signal: Signal) -> None:
        """Listen to the next piece."""
        heard = np.concatenate([self._rest, signal]) if len(self._rest) else signal
        powers = _block_powers(heard)
        self._powers += powers
        self._rest = heard[len(powers) * _STEP :]

    def integrated(self) -> float:
        """The loudness of all that was heard, in LUFS; -70 for silence."""
        short = np.pad(self._rest, ((0, max(_BLOCK - len(self._rest), 0)), (0, 0)))
        powers = np.array(self._powers or _block_powers(short))
        audible = powers[powers > _power_of(SILENCE_LUFS)]
        if not len(audible):
            return SILENCE_LUFS
        gated = audible[audible > audible.mean() * 0.1]
        return float(-0.691 + 10 * np.log10(gated.mean()))


def normalize(signal: Signal, target_lufs: float = -16.0, ceiling: float = CEILING) -> Signal:
    """Bring a stereo signal to a loudness; peaks beyond `ceiling` are rounded, never cut."""
    loudness = measure_loudness(signal)
    if loudness <= SILENCE_LUFS:
        return signal
    louder = signal * np.float32(10 ** ((target_lufs - loudness) / 20))
    return limit(louder, ceiling)


def limit(signal: Signal, ceiling: float = CEILING) -> Signal:
    """Round off what exceeds `ceiling`; below three quarters of it nothing changes."""
    knee = np.float32(0.75 * ceiling)
    room = np.float32(ceiling) - knee
    limited = signal.astype(np.float32)
    loud = np.abs(limited) > knee
    # Few samples are, so only these are rounded.
    if loud.any():
        beyond = limited[loud]
        limited[loud] = np.copysign(knee + room * np.tanh((np.abs(beyond) - knee) / room), beyond)
    return limited


def _power_of(lufs: float) -> float:
    return 10 ** ((lufs + 0.691) / 10)


def _block_powers(signal: Signal) -> list[float]:
    """The weighted power of each whole block; both sides as one complex signal need only one transform."""
    weight = _k_weighting()
    both = np.ascontiguousarray(signal, np.float32).view(np.complex64)[:, 0]
    powers: list[float] = []
    for start in range(0, len(signal) - _BLOCK + 1, _STEP):
        parts = np.fft.fft(both[start : start + _BLOCK]).view(np.float32)
        parts *= parts
        powers.append(float(parts @ weight) / _BLOCK**2)
    return powers


@cache
def _k_weighting() -> NDArray[np.float32]:
    """For every frequency of a block, twice: for the real part and the imaginary one."""
    turn = np.exp(-2j * np.pi * np.arange(_BLOCK) / _BLOCK)
    shelf = (1.53512485958697 - 2.69169618940638 * turn + 1.19839281085285 * turn**2) / (
        1 - 1.69065929318241 * turn + 0.73248077421585 * turn**2
    )
    highpass = (1 - 2 * turn + turn**2) / (1 - 1.99004745483398 * turn + 0.99007225036621 * turn**2)
    return np.repeat(np.abs(shelf * highpass) ** 2, 2).astype(np.float32)

"""Loudness as people hear it, in LUFS, and bringing a sound to a wanted one without clipping."""

from typing import Final

import numpy as np

from nemo_studio.sound.signal import RATE, Signal, blocks
from nemo_video.media.loudness import SILENCE_LUFS, LoudnessMeter

CEILING: Final = 0.79
"""-2 dBFS: what swings between the samples then stays below -1 dBTP."""


def measure_loudness(signal: Signal) -> float:
    """Integrated loudness of a stereo signal in LUFS, -70 for silence."""
    meter = LoudnessMeter(RATE, 2)
    for part in blocks(len(signal)):
        meter.add(signal[part])
    return meter.close()


def normalize(
    signal: Signal, target_lufs: float = -16.0, ceiling: float = CEILING, out: Signal | None = None
) -> Signal:
    """Bring a stereo signal to a loudness; peaks beyond `ceiling` are rounded, never cut."""
    loudness = measure_loudness(signal)
    if loudness <= SILENCE_LUFS:
        return signal
    gain = np.float32(10 ** ((target_lufs - loudness) / 20))
    result = np.empty_like(signal) if out is None else out
    for part in blocks(len(signal)):
        result[part] = limit(signal[part] * gain, ceiling)
    return result


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

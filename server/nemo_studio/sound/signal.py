"""Sound as numbers: the few operations that instruments and ambiences are made of.

A signal is float32 at 48 kHz, shape (samples,) for mono and (samples, 2) for stereo, nominally within ±1.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Signal = NDArray[Any]

RATE: Final = 48_000
_BLOCK: Final = 1 << 16


def count_samples(duration_s: float) -> int:
    """Samples in a duration."""
    return round(duration_s * RATE)


def clock(duration_s: float) -> Signal:
    """Seconds since the start, one per sample."""
    return np.arange(count_samples(duration_s), dtype=np.float32) / np.float32(RATE)


def pitch(note: float) -> float:
    """Frequency in hertz of a MIDI note number; 69 is 440 Hz."""
    return 440.0 * 2 ** ((note - 69) / 12)


def decay(duration_s: float, half_life_s: float, attack_s: float = 0.004) -> Signal:
    """An envelope that rises at once and halves every `half_life_s`, closed softly at its end."""
    at = clock(duration_s)
    envelope = np.exp2(-at / np.float32(half_life_s)) * np.minimum(at / np.float32(attack_s), 1)
    return fade(envelope, 0, min(0.03, duration_s / 3))


def swell(duration_s: float, attack_s: float, release_s: float) -> Signal:
    """An envelope that rises and falls smoothly."""
    return fade(np.ones(count_samples(duration_s), np.float32), attack_s, release_s)


def fade(signal: Signal, rise_s: float, fall_s: float) -> Signal:
    """Fade a signal in and out, with the curve of a half cosine."""
    faded = signal.copy()
    rise, fall = (min(count_samples(seconds), len(signal)) for seconds in (rise_s, fall_s))
    shape = (-1,) + (1,) * (signal.ndim - 1)
    if rise:
        faded[:rise] *= _half_cosine(rise).reshape(shape)
    if fall:
        faded[-fall:] *= _half_cosine(fall)[::-1].reshape(shape)
    return faded


def _half_cosine(count: int) -> Signal:
    return (0.5 - 0.5 * np.cos(np.linspace(0, np.pi, count))).astype(np.float32)


def convolve(signal: Signal, kernel: Signal) -> Signal:
    """Convolve block by block, so that a long signal needs little memory; the result is as long as it.

    Both are mono or both stereo; a mono kernel serves both sides of a stereo signal.
    """
    if signal.ndim == 2:
        sides = [kernel[:, side] if kernel.ndim == 2 else kernel for side in (0, 1)]
        return np.stack([convolve(signal[:, side], sides[side]) for side in (0, 1)], axis=1)
    size = 1 << int(np.ceil(np.log2(_BLOCK + len(kernel))))
    spectrum = np.fft.rfft(kernel, size)
    result = np.zeros(len(signal) + size, np.float32)
    for start in range(0, len(signal), _BLOCK):
        block = signal[start : start + _BLOCK]
        result[start : start + size] += np.fft.irfft(np.fft.rfft(block, size) * spectrum, size)
    return result[: len(signal)]


def pass_band(signal: Signal, low_hz: float | None, high_hz: float | None, taps: int = 1023) -> Signal:
    """Keep what lies between two frequencies; None leaves that side open. No delay is added."""
    kernel = _band_kernel(low_hz, high_hz, taps)
    middle = taps // 2
    padded = np.concatenate([signal, np.zeros((middle, *signal.shape[1:]), np.float32)])
    return convolve(padded, kernel)[middle:]


def _band_kernel(low_hz: float | None, high_hz: float | None, taps: int) -> Signal:
    at = np.arange(taps) - taps // 2
    window = np.hanning(taps)

    def lowpass(cut_hz: float) -> NDArray[np.float64]:
        kernel = np.sinc(2 * cut_hz / RATE * at) * window
        return kernel / kernel.sum()

    kernel = lowpass(high_hz) if high_hz else (at == 0).astype(np.float64)
    if low_hz:
        kernel = kernel - lowpass(low_hz)
    return kernel.astype(np.float32)


def color_noise(random: np.random.Generator, count: int, slope: float) -> Signal:
    """Mono noise whose amplitude falls with frequency to the power of `slope`: 0 white, 0.5 pink, 1 brown."""
    size = 1 << int(np.ceil(np.log2(max(count, 2))))
    size = min(size, 1 << 20)
    spectrum = np.fft.rfft(random.standard_normal(size))
    frequency = np.maximum(np.fft.rfftfreq(size, 1 / RATE), 20.0)
    noise = np.fft.irfft(spectrum * frequency**-slope, size)
    noise = (noise / np.sqrt(np.mean(noise**2))).astype(np.float32)
    return np.resize(noise, count)


def reverberate(signal: Signal, random: np.random.Generator, *, length_s: float, amount: float) -> Signal:
    """Add a room: stereo noise that dies away, darker with time."""
    at = clock(length_s)[:, None]
    tail = random.standard_normal((len(at), 2)).astype(np.float32) * np.exp(-6.9 * at / length_s)
    tail = pass_band(tail, 180, 5200)
    tail[: count_samples(0.012)] = 0
    tail /= np.sqrt(np.sum(tail**2, axis=0))
    return signal + np.float32(amount) * convolve(signal, tail)


def wobble(signal: Signal, *, rate_hz: float, depth_s: float, phase: float = 0.0) -> Signal:
    """Bend the time of a signal, as a worn tape does."""
    index = np.arange(len(signal), dtype=np.float64)
    bent = index + depth_s * RATE * np.sin(2 * np.pi * rate_hz / RATE * index + phase)
    if signal.ndim == 1:
        return np.interp(bent, index, signal).astype(np.float32)
    sides = [np.interp(bent, index, signal[:, side]) for side in (0, 1)]
    return np.stack(sides, axis=1).astype(np.float32)


def pan(signal: Signal, position: float) -> Signal:
    """Place a mono signal between left (-1) and right (1), equally loud everywhere."""
    angle = (position + 1) * np.pi / 4
    return signal[:, None] * np.array([np.cos(angle), np.sin(angle)], np.float32)


def put(track: Signal, at_s: float, sound: Signal, gain: float = 1.0) -> None:
    """Add `sound` into `track` at a time; what reaches beyond its ends is cut off."""
    start = round(at_s * RATE)
    skip = max(-start, 0)
    start = max(start, 0)
    count = min(len(sound) - skip, len(track) - start)
    if count > 0:
        track[start : start + count] += sound[skip : skip + count] * np.float32(gain)

"""Sound as numbers: the few operations that instruments and ambiences are made of.

A signal is float32 at 48 kHz, shape (samples,) for mono and (samples, 2) for stereo, nominally within ±1.
A minute of stereo is 23 MB, so what works on whole pieces goes block by block; given `out`, which may be the
signal itself, it writes there, as NumPy's functions do.
"""

from collections.abc import Iterator
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

Signal = NDArray[Any]
Block: TypeAlias = "slice[int, int, None]"
"""Samples that follow each other, from one number up to another."""

RATE: Final = 48_000
_BLOCK: Final = 1 << 16


def count_samples(duration_s: float) -> int:
    """Samples in a duration."""
    return round(duration_s * RATE)


def blocks(count: int) -> Iterator[Block]:
    """So many samples in pieces that need little memory each, in their order."""
    for start in range(0, count, _BLOCK):
        yield slice(start, min(start + _BLOCK, count))


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


def fade(signal: Signal, rise_s: float, fall_s: float, out: Signal | None = None) -> Signal:
    """Fade a signal in and out, with the curve of a half cosine."""
    faded = np.empty_like(signal) if out is None else out
    if faded is not signal:
        faded[:] = signal
    rise, fall = (min(count_samples(seconds), len(signal)) for seconds in (rise_s, fall_s))
    shape = (-1,) + (1,) * (signal.ndim - 1)
    if rise:
        faded[:rise] *= _half_cosine(rise).reshape(shape)
    if fall:
        faded[-fall:] *= _half_cosine(fall)[::-1].reshape(shape)
    return faded


def _half_cosine(count: int) -> Signal:
    return (0.5 - 0.5 * np.cos(np.linspace(0, np.pi, count))).astype(np.float32)


def convolve(signal: Signal, kernel: Signal, out: Signal | None = None) -> Signal:
    """Convolve; the result is as long as the signal.

    Both are mono or both stereo; a mono kernel serves both sides of a stereo signal.
    """
    result = np.empty(signal.shape, np.float32) if out is None else out
    for source, target, sided in _sides(signal, result, kernel):
        for part, heard in _convolved(source, sided):
            target[part] = heard
    return result


def _sides(signal: Signal, target: Signal, kernel: Signal) -> Iterator[tuple[Signal, Signal, Signal]]:
    """Each side of a signal, where it goes to, and its kernel."""
    if signal.ndim == 1:
        yield signal, target, kernel
        return
    for side in (0, 1):
        yield signal[:, side], target[:, side], kernel[:, side] if kernel.ndim == 2 else kernel


def _convolved(signal: Signal, kernel: Signal, further: int = 0) -> Iterator[tuple[Block, Signal]]:
    """A mono convolution, part by part; for each the signal is read up to the part's end and no further.

    It goes on for `further` samples after the signal's end.
    """
    size = 1 << int(np.ceil(np.log2(min(len(signal), _BLOCK) + len(kernel))))
    spectrum = np.fft.rfft(kernel, size)
    ringing = np.zeros(size, np.float32)
    for part in blocks(len(signal) + further):
        if part.start < len(signal):
            ringing += np.fft.irfft(np.fft.rfft(signal[part], size) * spectrum, size)
        yield part, ringing[: part.stop - part.start]
        ringing[:-_BLOCK] = ringing[_BLOCK:]
        ringing[-_BLOCK:] = 0


def pass_band(
    signal: Signal,
    low_hz: float | None,
    high_hz: float | None,
    taps: int = 1023,
    out: Signal | None = None,
) -> Signal:
    """Keep what lies between two frequencies; None leaves that side open. No delay is added."""
    kernel, middle = _band_kernel(low_hz, high_hz, taps), taps // 2
    result = np.empty(signal.shape, np.float32) if out is None else out
    for source, target, sided in _sides(signal, result, kernel):
        for part, heard in _convolved(source, sided, middle):
            early = max(middle - part.start, 0)
            target[max(part.start - middle, 0) : max(part.stop - middle, 0)] = heard[early:]
    return result


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
    spectrum *= frequency**-slope
    noise = np.fft.irfft(spectrum, size)
    noise /= np.sqrt(np.mean(noise**2))
    return np.resize(noise.astype(np.float32), count)


def color_noise_stereo(random: np.random.Generator, count: int, slope: float) -> Signal:
    """The same on both sides, each by itself."""
    noise = np.empty((count, 2), np.float32)
    for side in (0, 1):
        noise[:, side] = color_noise(random, count, slope)
    return noise


def reverberate(
    signal: Signal, random: np.random.Generator, *, length_s: float, amount: float, out: Signal | None = None
) -> Signal:
    """Add a room: stereo noise that dies away, darker with time."""
    at = clock(length_s)[:, None]
    tail = random.standard_normal((len(at), 2)).astype(np.float32) * np.exp(-6.9 * at / length_s)
    tail = pass_band(tail, 180, 5200)
    tail[: count_samples(0.012)] = 0
    tail /= np.sqrt(np.sum(tail**2, axis=0))
    result = np.empty(signal.shape, np.float32) if out is None else out
    for source, target, sided in _sides(signal, result, tail):
        for part, echo in _convolved(source, sided):
            target[part] = source[part] + np.float32(amount) * echo
    return result


def wobble(
    signal: Signal, *, rate_hz: float, depth_s: float, phase: float = 0.0, out: Signal | None = None
) -> Signal:
    """Bend the time of a signal, as a worn tape does."""
    reach = int(depth_s * RATE) + 2
    result = np.empty(signal.shape, np.float32) if out is None else out
    for source, target, _ in _sides(signal, result, signal):
        before = source[:0]
        for part in blocks(len(signal)):
            known = np.concatenate([before, source[part.start : part.stop + reach]])
            index = np.arange(
                part.start - len(before), part.start - len(before) + len(known), dtype=np.float64
            )
            at = np.arange(part.start, part.stop, dtype=np.float64)
            bent = at + depth_s * RATE * np.sin(2 * np.pi * rate_hz / RATE * at + phase)
            before = source[max(part.stop - reach, 0) : part.stop].copy()
            target[part] = np.interp(bent, index, known)
    return result


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

"""The sound of a place, without a beginning or an end of its own."""

import numpy as np

from nemo_video.studio.sound.signal import RATE, Signal, color_noise, count_samples, fade, pass_band


def play_waves(duration_s: float, random: np.random.Generator) -> Signal:
    """Surf: a low roar, and breakers that rise, break and hiss away, no two alike."""
    count = count_samples(duration_s)
    roar = _stereo_noise(count, random, 0.9, (40, 420)) * 0.30
    body = _stereo_noise(count, random, 0.6, (150, 1800))
    hiss = _stereo_noise(count, random, 0.15, (1500, 9500))
    swell, wash = np.zeros((count, 2), np.float32), np.zeros((count, 2), np.float32)
    at_s = -random.uniform(2, 5)
    while at_s < duration_s:
        force, length_s = random.uniform(0.55, 1.0), random.uniform(5.5, 8.5)
        side = random.uniform(-0.5, 0.5)
        balance = np.array([1 - max(side, 0), 1 + min(side, 0)], np.float32)
        _add_breaker(swell, at_s, length_s, 0.42, force * balance)
        _add_breaker(wash, at_s + length_s * 0.18, length_s, 0.36, force * balance)
        at_s += random.uniform(4.0, 6.5)
    return fade(roar + body * swell * 0.9 + hiss * wash * 0.34, 0.3, min(0.8, duration_s / 4))


def _add_breaker(envelope: Signal, at_s: float, length_s: float, peak: float, force: Signal) -> None:
    start = round(at_s * RATE)
    shape_at = np.linspace(0, 1, count_samples(length_s), dtype=np.float32)
    rise = np.clip(shape_at / peak, 0, 1) ** 3
    fall = np.clip((1 - shape_at) / (1 - peak), 0, 1) ** 2
    shape = (rise * fall)[max(-start, 0) :, None] * force
    start = max(start, 0)
    shape = shape[: max(len(envelope) - start, 0)]
    envelope[start : start + len(shape)] += shape


def _stereo_noise(
    count: int, random: np.random.Generator, slope: float, band_hz: tuple[float, float]
) -> Signal:
    noise = np.stack([color_noise(random, count, slope) for _ in range(2)], axis=1)
    return pass_band(noise, *band_hz)

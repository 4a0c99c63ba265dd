"""The sound of a place, without a beginning or an end of its own."""

import numpy as np

from nemo_video.studio.sound.instruments import noise_hit
from nemo_video.studio.sound.signal import (
    RATE,
    Signal,
    clock,
    color_noise,
    count_samples,
    decay,
    fade,
    pan,
    pass_band,
    put,
    reverberate,
)


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


def play_wind(duration_s: float, random: np.random.Generator) -> Signal:
    """Wind: a low breath and a whistle that rise and fall together, slowly and unevenly."""
    count = count_samples(duration_s)
    gusts = _wander(count, random, 0.16)
    breath = _stereo_noise(count, random, 0.8, (60, 600)) * (0.35 + 0.65 * gusts)
    whistle = _stereo_noise(count, random, 0.3, (500, 1500)) * gusts**2.5
    return fade(breath + 0.16 * whistle, 0.3, min(0.8, duration_s / 4))


def play_rain(duration_s: float, random: np.random.Generator) -> Signal:
    """Rain: an even hush, and single drops close by."""
    count = count_samples(duration_s)
    hush = _stereo_noise(count, random, 0.25, (700, 9000)) * (0.85 + 0.15 * _wander(count, random, 0.3))
    low = _stereo_noise(count, random, 0.8, (80, 500)) * 0.35
    drops = np.zeros((count, 2), np.float32)
    for at_s in random.uniform(0, duration_s, round(26 * duration_s)):
        put(drops, at_s, pan(_drop(random), random.uniform(-0.9, 0.9)), random.exponential(0.55))
    return fade(0.42 * hush + low + drops, 0.2, min(0.6, duration_s / 4))


def play_city(duration_s: float, random: np.random.Generator) -> Signal:
    """A city from afar: rumble, and cars that come, pass and go."""
    count = count_samples(duration_s)
    rumble = _stereo_noise(count, random, 0.95, (35, 300)) * 0.8
    cars = np.zeros((count, 2), np.float32)
    for at_s in random.uniform(-4, duration_s, max(round(duration_s / 2.2), 1) + 2):
        put(cars, at_s, _passing_car(random), random.uniform(0.10, 0.34))
    return fade(rumble + cars, 0.4, min(0.9, duration_s / 4))


def play_birds(duration_s: float, random: np.random.Generator) -> Signal:
    """A wood in the morning: leaves, and a few birds that each keep to their own song."""
    count = count_samples(duration_s)
    leaves = _stereo_noise(count, random, 0.4, (900, 7000)) * (0.02 + 0.03 * _wander(count, random, 0.2))
    songs = np.zeros((count, 2), np.float32)
    for _ in range(5):
        base_hz, side, level = (
            random.uniform(2300, 5200),
            random.uniform(-0.9, 0.9),
            random.uniform(0.05, 0.20),
        )
        glides = [
            (random.uniform(-0.3, 0.3), random.uniform(0.05, 0.16)) for _ in range(int(random.integers(2, 6)))
        ]
        at_s = random.uniform(0.2, 3.5)
        while at_s < duration_s:
            put(songs, at_s, pan(_song(base_hz, glides), side), level)
            at_s += random.uniform(2.2, 5.5)
    room = reverberate(songs, random, length_s=1.8, amount=0.35)
    return fade(leaves + room, 0.3, min(0.8, duration_s / 4))


def play_fire(duration_s: float, random: np.random.Generator) -> Signal:
    """A hearth: flames that flutter, wood that cracks."""
    count = count_samples(duration_s)
    flames = _stereo_noise(count, random, 0.9, (50, 700)) * (0.5 + 0.5 * _wander(count, random, 2.5))
    cracks = np.zeros((count, 2), np.float32)
    for at_s in random.uniform(0, duration_s, round(9 * duration_s) + 1):
        crack = noise_hit(random, random.uniform(0.008, 0.03), (1200, 9000))
        put(cracks, at_s, pan(crack, random.uniform(-0.6, 0.6)), random.exponential(0.9))
    return fade(0.6 * flames + cracks, 0.2, min(0.7, duration_s / 4))


def _wander(count: int, random: np.random.Generator, rate_hz: float) -> Signal:
    """A smooth, uneven rise and fall between 0 and 1, (samples, 1)."""
    knots = random.uniform(0, 1, int(count / RATE * rate_hz * 2) + 4)
    place = np.arange(count) / RATE * rate_hz * 2
    index = place.astype(int)
    t = place - index
    t = t * t * (3 - 2 * t)
    return (knots[index] * (1 - t) + knots[index + 1] * t).astype(np.float32)[:, None]


def _drop(random: np.random.Generator) -> Signal:
    at = clock(0.05)
    frequency_hz = random.uniform(1300, 4200)
    return np.sin(2 * np.pi * (frequency_hz * at + 5000 * at**2)) * decay(0.05, 0.007, 0.001)


def _passing_car(random: np.random.Generator) -> Signal:
    length_s = random.uniform(3.5, 6.0)
    count = count_samples(length_s)
    noise = pass_band(color_noise(random, count, 0.6), 180, 2200)
    share = np.linspace(-1, 1, count)
    loudness = 1 / (1 + (share * 4.5) ** 2) - 0.045
    side = np.tanh(share * 4) * random.choice((-1, 1))
    left, right = np.sqrt((1 - 0.8 * side) / 2), np.sqrt((1 + 0.8 * side) / 2)
    return (noise * loudness)[:, None] * np.stack([left, right], axis=1)


def _song(base_hz: float, glides: list[tuple[float, float]]) -> Signal:
    parts: list[Signal] = []
    for bend, length_s in glides:
        at = clock(length_s)
        turn = 2 * np.pi * base_hz * (at * (1 + bend) - bend * at**2 / length_s)
        parts += [
            np.sin(turn) * np.sin(np.pi * at / length_s) ** 2,
            np.zeros(count_samples(0.04), np.float32),
        ]
    return np.concatenate(parts)

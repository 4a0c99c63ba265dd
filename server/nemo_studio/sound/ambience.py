"""The sound of a place, without a beginning or an end of its own."""

import numpy as np

from nemo_studio.sound.instruments import noise_hit
from nemo_studio.sound.signal import (
    RATE,
    Signal,
    blocks,
    clock,
    color_noise,
    color_noise_stereo,
    count_samples,
    decay,
    fade,
    pan,
    pass_band,
    pitch,
    put,
    reverberate,
)


def play_waves(duration_s: float, random: np.random.Generator) -> Signal:
    """Surf: a low roar, and breakers that rise, break and hiss away, no two alike."""
    count = count_samples(duration_s)
    surf = _stereo_noise(count, random, 0.9, (40, 420))
    surf *= np.float32(0.30)
    body = _stereo_noise(count, random, 0.6, (150, 1800))
    hiss = _stereo_noise(count, random, 0.15, (1500, 9500))
    breakers: list[tuple[float, float, Signal]] = []
    at_s = -random.uniform(2, 5)
    while at_s < duration_s:
        force, length_s = random.uniform(0.55, 1.0), random.uniform(5.5, 8.5)
        side = random.uniform(-0.5, 0.5)
        balance = np.array([1 - max(side, 0), 1 + min(side, 0)], np.float32)
        breakers.append((at_s, length_s, force * balance))
        at_s += random.uniform(4.0, 6.5)
    for side in (0, 1):
        swell, wash = np.zeros(count, np.float32), np.zeros(count, np.float32)
        for at_s, length_s, force in breakers:
            _add_breaker(swell, at_s, length_s, 0.42, force[side] * np.float32(0.9))
            _add_breaker(wash, at_s + length_s * 0.18, length_s, 0.36, force[side] * np.float32(0.34))
        surf[:, side] += np.multiply(swell, body[:, side], out=swell)
        surf[:, side] += np.multiply(wash, hiss[:, side], out=wash)
    return fade(surf, 0.3, min(0.8, duration_s / 4), out=surf)


_AIRY_HZ = 4000
_GENTLE_TAPS = 13
"""So short a filter falls off over ten kilohertz, as air and microphones do; a steep one sounds cut off."""


def _add_breaker(envelope: Signal, at_s: float, length_s: float, peak: float, force: np.float32) -> None:
    start = round(at_s * RATE)
    shape_at = np.linspace(0, 1, count_samples(length_s), dtype=np.float32)
    rise = np.clip(shape_at / peak, 0, 1) ** 3
    fall = np.clip((1 - shape_at) / (1 - peak), 0, 1) ** 2
    shape = (rise * fall)[max(-start, 0) :] * force
    start = max(start, 0)
    shape = shape[: max(len(envelope) - start, 0)]
    envelope[start : start + len(shape)] += shape


def _stereo_noise(
    count: int, random: np.random.Generator, slope: float, band_hz: tuple[float, float]
) -> Signal:
    noise = color_noise_stereo(random, count, slope)
    low_hz, high_hz = band_hz
    if high_hz < _AIRY_HZ:
        return pass_band(noise, low_hz, high_hz, out=noise)
    pass_band(noise, low_hz, None, out=noise)
    return pass_band(noise, None, high_hz * 0.6, taps=_GENTLE_TAPS, out=noise)


def play_wind(duration_s: float, random: np.random.Generator) -> Signal:
    """Wind: a low breath and a whistle that rise and fall together, slowly and unevenly."""
    count = count_samples(duration_s)
    gusts = _wander(count, random, 0.16)
    wind = _stereo_noise(count, random, 0.8, (60, 600))
    wind *= 0.35 + 0.65 * gusts
    whistle = _stereo_noise(count, random, 0.3, (500, 1500))
    whistle *= 0.16 * gusts**2.5
    wind += whistle
    return fade(wind, 0.3, min(0.8, duration_s / 4), out=wind)


def play_rain(duration_s: float, random: np.random.Generator) -> Signal:
    """Rain: an even hush, and single drops close by."""
    count = count_samples(duration_s)
    rain = _stereo_noise(count, random, 0.25, (700, 9000))
    rain *= 0.42 * (0.85 + 0.15 * _wander(count, random, 0.3))
    low = _stereo_noise(count, random, 0.8, (80, 500))
    low *= np.float32(0.35)
    rain += low
    for at_s in random.uniform(0, duration_s, round(26 * duration_s)):
        put(rain, at_s, pan(_drop(random), random.uniform(-0.9, 0.9)), random.exponential(0.55))
    return fade(rain, 0.2, min(0.6, duration_s / 4), out=rain)


def play_city(duration_s: float, random: np.random.Generator) -> Signal:
    """A city from afar: rumble, and cars that come, pass and go."""
    count = count_samples(duration_s)
    city = _stereo_noise(count, random, 0.95, (35, 300))
    city *= np.float32(0.8)
    for at_s in random.uniform(-4, duration_s, max(round(duration_s / 2.2), 1) + 2):
        put(city, at_s, _passing_car(random), random.uniform(0.10, 0.34))
    return fade(city, 0.4, min(0.9, duration_s / 4), out=city)


def play_birds(duration_s: float, random: np.random.Generator) -> Signal:
    """A wood in the morning: leaves, and a few birds that each keep to their own song."""
    count = count_samples(duration_s)
    leaves = _stereo_noise(count, random, 0.4, (900, 7000))
    leaves *= 0.02 + 0.03 * _wander(count, random, 0.2)
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
    leaves += reverberate(songs, random, length_s=1.8, amount=0.35, out=songs)
    return fade(leaves, 0.3, min(0.8, duration_s / 4), out=leaves)


def play_fire(duration_s: float, random: np.random.Generator) -> Signal:
    """A hearth: flames that flutter, wood that cracks."""
    count = count_samples(duration_s)
    fire = _stereo_noise(count, random, 0.9, (50, 700))
    fire *= 0.6 * (0.5 + 0.5 * _wander(count, random, 2.5))
    for at_s in random.uniform(0, duration_s, round(9 * duration_s) + 1):
        crack = noise_hit(random, random.uniform(0.008, 0.03), (1200, 9000))
        put(fire, at_s, pan(crack, random.uniform(-0.6, 0.6)), min(random.exponential(0.9), 2.0))
    return fade(fire, 0.2, min(0.7, duration_s / 4), out=fire)


def play_underwater(duration_s: float, random: np.random.Generator) -> Signal:
    """Under water: a muffled roar that comes and goes, and bubbles that rise in small groups."""
    count = count_samples(duration_s)
    roar = _stereo_noise(count, random, 1.0, (30, 260))
    roar *= 0.55 + 0.45 * _wander(count, random, 0.15)
    murmur = _stereo_noise(count, random, 0.7, (200, 700))
    murmur *= 0.22 * _wander(count, random, 0.3)
    roar += murmur
    del murmur
    bubbles = np.zeros((count, 2), np.float32)
    for start_s in random.uniform(0, duration_s, round(0.8 * duration_s) + 1):
        side, at_s = random.uniform(-0.8, 0.8), float(start_s)
        for _ in range(int(random.integers(2, 9))):
            put(bubbles, at_s, pan(_bubble(random), side), random.uniform(0.08, 0.34))
            at_s += float(random.uniform(0.04, 0.16))
    reverberate(bubbles, random, length_s=1.2, amount=0.5, out=bubbles)
    roar += pass_band(bubbles, 150, 2200, out=bubbles)
    return fade(roar, 0.4, min(0.9, duration_s / 4), out=roar)


def play_crowd(duration_s: float, random: np.random.Generator) -> Signal:
    """Many people at a distance: voices without words, some nearer than others."""
    count = count_samples(duration_s)
    crowd = np.zeros((count, 2), np.float32)
    breath = color_noise(random, count, 0.4)
    for _ in range(14):
        voice = _murmur(np.roll(breath, int(random.integers(count))), random)
        side, gain = random.uniform(-0.95, 0.95), min(0.25 + random.exponential(0.25), 0.8)
        _join(crowd, voice, side, gain)
    del breath
    hush = _stereo_noise(count, random, 0.6, (180, 2400))
    hush *= np.float32(0.18)
    hush += reverberate(crowd, random, length_s=1.4, amount=0.6, out=crowd)
    return fade(hush, 0.4, min(0.9, duration_s / 4), out=hush)


def play_fireworks(duration_s: float, random: np.random.Generator) -> Signal:
    """Fireworks from across the water: thuds with their echo, crackling stars, and a crowd nearby."""
    count = count_samples(duration_s)
    sky = np.zeros((count, 2), np.float32)
    at_s = float(random.uniform(-0.5, 0.3))
    while at_s < duration_s:
        side = random.uniform(-0.7, 0.7)
        put(sky, at_s, pan(_bang(random), side), random.uniform(0.35, 0.9))
        if random.random() < 0.4:
            spark = noise_hit(random, 0.012, (1800, 7000))
            for spark_s in random.uniform(0.3, 1.6, 40):
                put(sky, at_s + float(spark_s), pan(spark, side + random.uniform(-0.2, 0.2)), 0.10)
        at_s += float(random.uniform(0.35, 1.1))
    reverberate(sky, random, length_s=2.4, amount=0.75, out=sky)
    people = play_crowd(duration_s, random)
    people *= 0.10 / max(_level(people), 1e-6) * _level(sky)
    sky += people
    return fade(sky, 0.1, min(0.9, duration_s / 4), out=sky)


def play_storm(duration_s: float, random: np.random.Generator) -> Signal:
    """A storm: heavy rain, gusts, and thunder that rolls away."""
    count = count_samples(duration_s)
    thunder = np.zeros((count, 2), np.float32)
    at_s = float(random.uniform(0.5, 3.0))
    while at_s < duration_s:
        put(thunder, at_s, _thunder(random), random.uniform(0.5, 1.2))
        at_s += float(random.uniform(6.0, 12.0))
    for share, play in ((0.75, play_rain), (0.8, play_wind)):
        weather = play(duration_s, random)
        weather *= np.float32(share)
        thunder += weather
        del weather
    return fade(thunder, 0.2, min(0.8, duration_s / 4), out=thunder)


def play_night(duration_s: float, random: np.random.Generator) -> Signal:
    """A warm night outside: crickets near and far over a breath of wind."""
    count = count_samples(duration_s)
    air = _stereo_noise(count, random, 0.7, (100, 900))
    air *= 0.02 + 0.03 * _wander(count, random, 0.15)
    crickets = np.zeros((count, 2), np.float32)
    for _ in range(7):
        cricket = _cricket(count, random)
        _join(crickets, cricket, random.uniform(-0.95, 0.95), random.uniform(0.03, 0.14))
    air += reverberate(crickets, random, length_s=0.9, amount=0.3, out=crickets)
    return fade(air, 0.3, min(0.8, duration_s / 4), out=air)


def play_space(duration_s: float, random: np.random.Generator) -> Signal:
    """What films let space sound like: a low hum whose tones swell and sink, and a breath of air."""
    count = count_samples(duration_s)
    space = _stereo_noise(count, random, 0.9, (60, 500))
    space *= 0.10 * (0.4 + 0.6 * _wander(count, random, 0.12))
    for note in (33, 40, 45, 52, 57):
        _join(space, _hum(count, random, note), random.uniform(-0.7, 0.7), 0.5 - 0.006 * note)
    return fade(space, 0.6, min(1.2, duration_s / 4), out=space)


def _hum(count: int, random: np.random.Generator, note: int) -> Signal:
    """Two tones that are not quite in tune, so that they beat, come and go together."""
    hum = _wander(count, random, 0.10)[:, 0]
    turns = [2 * np.pi * pitch(note + float(random.uniform(-0.06, 0.06))) / RATE for _ in range(2)]
    for part in blocks(count):
        at = np.arange(part.start, part.stop)
        hum[part] *= sum((np.sin(turn * at) for turn in turns), np.zeros(len(at)))
    return hum


def _join(track: Signal, voice: Signal, side: float, gain: float) -> None:
    """Add a voice that is as long as the track."""
    for part in blocks(len(track)):
        track[part] += pan(voice[part], side) * np.float32(gain)


def _level(signal: Signal) -> float:
    """Its root mean square."""
    return float(np.sqrt(np.einsum("ij,ij", signal, signal, dtype=np.float64) / signal.size))


def _bubble(random: np.random.Generator) -> Signal:
    """A bubble's tone rises as it shrinks."""
    length_s = float(random.uniform(0.04, 0.10))
    at = clock(length_s)
    turn = 2 * np.pi * float(random.uniform(320, 1100)) * (at + 3.2 * at**2)
    return np.sin(turn) * decay(length_s, length_s / 3, 0.004)


def _murmur(breath: Signal, random: np.random.Generator) -> Signal:
    """One voice: a band of a noise around its formants that opens and closes like syllables."""
    low_hz = float(random.uniform(220, 480))
    sound = pass_band(breath, low_hz, low_hz * float(random.uniform(2.2, 3.6)), taps=511, out=breath)
    speaking = _wander(len(breath), random, float(random.uniform(0.2, 0.5)))[:, 0]
    syllables = _wander(len(breath), random, float(random.uniform(2.2, 4.5)))[:, 0]
    sound *= syllables
    sound *= syllables
    speaking *= np.float32(2.2)
    speaking -= np.float32(0.7)
    sound *= np.clip(speaking, 0, 1, out=speaking)
    return sound


def _bang(random: np.random.Generator) -> Signal:
    length_s = float(random.uniform(0.7, 1.1))
    noise = pass_band(color_noise(random, count_samples(length_s), 0.8), 35, float(random.uniform(300, 900)))
    return noise * decay(length_s, float(random.uniform(0.07, 0.14)), 0.006)


def _thunder(random: np.random.Generator) -> Signal:
    """A crack, then rolling that swells a few times while it dies away."""
    length_s = float(random.uniform(4.5, 7.0))
    count = count_samples(length_s)
    noise = _stereo_noise(count, random, 1.0, (28, 220))
    rolling = 0.35 + 0.65 * _wander(count, random, 1.6)
    return noise * rolling * decay(length_s, length_s / 4.5, 0.12)[:, None]


def _cricket(count: int, random: np.random.Generator) -> Signal:
    """Chirps of a few pulses each, at a cricket's own pitch and pace."""
    pitch_hz, pulse_hz = random.uniform(3800, 5200), random.uniform(26, 38)
    chirp_s, start_s = random.uniform(0.7, 1.5), random.uniform(0, 1.5)
    song = np.empty(count, np.float32)
    for part in blocks(count):
        at = np.arange(part.start, part.stop) / RATE
        pulses = np.clip(np.sin(2 * np.pi * pulse_hz * at), 0, 1) ** 1.5
        since = (at + start_s) % chirp_s
        sounding = np.sin(np.pi * np.clip(since / (0.38 * chirp_s), 0, 1)) ** 0.7
        song[part] = np.sin(2 * np.pi * pitch_hz * at) * pulses * sounding
    return song


def _wander(count: int, random: np.random.Generator, rate_hz: float) -> Signal:
    """A smooth, uneven rise and fall between 0 and 1, (samples, 1)."""
    knots = random.uniform(0, 1, int(count / RATE * rate_hz * 2) + 4)
    line = np.empty((count, 1), np.float32)
    for part in blocks(count):
        place = np.arange(part.start, part.stop) / RATE * rate_hz * 2
        index = place.astype(int)
        t = place - index
        t = t * t * (3 - 2 * t)
        line[part, 0] = knots[index] * (1 - t) + knots[index + 1] * t
    return line


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

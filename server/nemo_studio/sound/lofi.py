"""Lo-fi: electric piano over a slow swing, round bass, brushes, and the crackle of an old record."""

from typing import Final

import numpy as np

from nemo_studio.sound.instruments import bass, electric_piano, kick, noise_hit
from nemo_studio.sound.score import Bar, Chord, divide_into_bars
from nemo_studio.sound.signal import (
    RATE,
    Block,
    Signal,
    blocks,
    color_noise,
    count_samples,
    fade,
    pan,
    pass_band,
    put,
    reverberate,
    wobble,
)

_TEMPOS: Final = (70.0, 74.0, 78.0)
_SWING: Final = 0.60
_HOME: Final[Chord] = (0, (4, 7, 11, 14))
_PROGRESSIONS: Final[tuple[tuple[Chord, ...], ...]] = (
    ((2, (5, 9, 12, 16)), (7, (5, 9, 11, 16)), (0, (4, 7, 11, 14)), (9, (4, 7, 12, 14))),
    ((5, (4, 7, 9, 12)), (4, (2, 7, 11, 14)), (2, (5, 9, 12, 16)), (0, (4, 7, 11, 14))),
    ((9, (4, 7, 12, 14)), (5, (4, 9, 12, 16)), (0, (4, 7, 11, 14)), (7, (5, 9, 11, 14))),
)
_SCALE: Final = (0, 2, 4, 7, 9)
_KICKS: Final = (0.0, 1 + _SWING, 2.5)


def play_lofi(duration_s: float, random: np.random.Generator) -> Signal:
    """Play for `duration_s`: the last bar rests on the home chord and dies away."""
    bars = divide_into_bars(duration_s, random.choice(_TEMPOS))
    key = int(random.integers(-3, 4))
    progression = _PROGRESSIONS[random.integers(len(_PROGRESSIONS))]
    count = count_samples(duration_s)
    keys, rhythm = (np.zeros((count, 2), np.float32) for _ in range(2))
    for bar in bars:
        root, chord = _HOME if bar.is_last else progression[bar.index % 4]
        _play_keys(keys, bar, [60 + key + note for note in chord], random)
        _play_bass(rhythm, bar, 36 + (root + key) % 12)
        if (bar.index % 4 >= 2 or bar.part == "lift") and not bar.is_last:
            _play_melody(keys, bar, key, random)
        if bar.part in ("verse", "lift") or bar.is_last or (bar.part == "intro" and bar.index >= 2):
            _play_drums(rhythm, bar, random)
    music = reverberate(keys, random, length_s=1.6, amount=0.30, out=keys)
    for part in blocks(count):
        music[part] *= _pump(part, bars[0])
    wobble(music, rate_hz=0.7, depth_s=0.0011, out=music)
    for part in blocks(count):
        music[part] = np.tanh((music[part] + rhythm[part]) * 1.1)
    del rhythm
    pass_band(music, 35, 7200, out=music)
    _add_vinyl(music, random)
    return fade(music, 0.02, min(1.6, duration_s * 0.25), out=music)


def _play_keys(track: Signal, bar: Bar, notes: list[int], random: np.random.Generator) -> None:
    strokes = (
        [(0.0, 5.8, 1.0)] if bar.is_last else [(0.0, 2.5, 1.0), (1 + _SWING, 1.5, 0.62), (3.0, 1.0, 0.5)]
    )
    for beat, beats, force in strokes:
        for index, note in enumerate(notes):
            late_s = 0.012 * index + abs(random.normal(0, 0.006))
            sound = electric_piano(note, beats * bar.beat_s, force)
            put(track, bar.beat_at_s(beat) + late_s, pan(sound, -0.35 + 0.24 * index), 0.105)


def _play_melody(track: Signal, bar: Bar, key: int, random: np.random.Generator) -> None:
    step = int(random.integers(0, len(_SCALE)))
    for beat in (0.0, _SWING, 1.0, 1 + _SWING, 2.0, 2 + _SWING, 3.0):
        if random.random() < 0.42:
            step = int(np.clip(step + random.integers(-2, 3), 0, 9))
            note = 72 + key + 12 * (step // 5) + _SCALE[step % 5]
            put(track, bar.beat_at_s(beat), pan(electric_piano(note, 1.1 * bar.beat_s, 0.5), 0.3), 0.10)


def _play_bass(track: Signal, bar: Bar, note: int) -> None:
    strokes = [(0.0, 3.4, 1.0)] if bar.is_last else [(0.0, 1.5, 1.0), (1 + _SWING, 0.9, 0.7), (2.5, 1.1, 0.8)]
    for beat, beats, force in strokes:
        put(track, bar.beat_at_s(beat), pan(bass(note, beats * bar.beat_s), 0), 0.30 * force)


def _play_drums(track: Signal, bar: Bar, random: np.random.Generator) -> None:
    for beat in _KICKS[:1] if bar.is_last else _KICKS:
        put(track, bar.beat_at_s(beat), pan(kick(), 0), 0.50)
    if bar.is_last:
        return
    for beat in (1.0, 3.0):
        put(track, bar.beat_at_s(beat) + 0.014, pan(noise_hit(random, 0.22, (700, 6500)), 0.12), 0.15)
    for half in range(8):
        beat = half // 2 + (_SWING if half % 2 else 0.0)
        force = (0.9, 0.5)[half % 2] * random.uniform(0.7, 1)
        put(track, bar.beat_at_s(beat), pan(noise_hit(random, 0.06, (5200, 11000)), -0.25), 0.050 * force)


def _pump(part: Block, bar: Bar) -> Signal:
    """Everything steps back a little at each kick."""
    at = np.arange(part.start, part.stop) / RATE % bar.duration_s
    gain = np.ones(len(at))
    for beat in _KICKS:
        since = at - beat * bar.beat_s
        gain *= 1 - 0.28 * np.exp(-np.maximum(since, 0) / 0.13) * (since >= 0)
    return gain.astype(np.float32)[:, None]


def _add_vinyl(music: Signal, random: np.random.Generator) -> None:
    """The hiss and the clicks of a record."""
    count = len(music)
    for side in (0, 1):
        music[:, side] += color_noise(random, count, 0.4) * np.float32(0.0035)
    places = random.integers(0, max(count, 1), max(count * 9 // RATE, 1))
    loudness = random.exponential(0.10, len(places))
    sides = random.integers(0, 2, len(places))
    for side in (0, 1):
        clicks = np.zeros(count, np.float32)
        clicks[places[sides == side]] = loudness[sides == side]
        music[:, side] += pass_band(clicks, 900, 8000, taps=127, out=clicks)

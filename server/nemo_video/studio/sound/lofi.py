"""Lo-fi: electric piano over a slow swing, round bass, brushes, and the crackle of an old record."""

from typing import Final

import numpy as np

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
    pitch,
    put,
    reverberate,
    wobble,
)

_BEATS: Final = 4
_TEMPOS: Final = (70.0, 74.0, 78.0)
_SWING: Final = 0.60
_PROGRESSIONS: Final = (
    ((2, (5, 9, 12, 16)), (7, (5, 9, 11, 16)), (0, (4, 7, 11, 14)), (9, (4, 7, 12, 14))),
    ((5, (4, 7, 9, 12)), (4, (2, 7, 11, 14)), (2, (5, 9, 12, 16)), (0, (4, 7, 11, 14))),
    ((9, (4, 7, 12, 14)), (5, (4, 9, 12, 16)), (0, (4, 7, 11, 14)), (7, (5, 9, 11, 14))),
)
_SCALE: Final = (0, 2, 4, 7, 9)


def play_lofi(duration_s: float, random: np.random.Generator) -> Signal:
    """Play for `duration_s`: the last bar rests on the home chord and dies away."""
    beat_s = 60 / random.choice(_TEMPOS)
    key = int(random.integers(-3, 4))
    progression = _PROGRESSIONS[random.integers(len(_PROGRESSIONS))]
    bars = max(round(duration_s / (beat_s * _BEATS)), 1)
    bar_s = duration_s / bars if bars < 4 else beat_s * _BEATS
    beat_s = bar_s / _BEATS
    count = count_samples(duration_s)
    keys, low, drums = (np.zeros((count, 2), np.float32) for _ in range(3))
    for bar in range(-(-count // count_samples(bar_s))):
        at_s = bar * bar_s
        if duration_s - at_s < bar_s * 0.3:
            break
        is_last = duration_s - at_s < bar_s * 1.3
        root, chord = (0, (4, 7, 11, 14)) if is_last and bars > 1 else progression[bar % 4]
        _play_keys(keys, at_s, beat_s, [60 + key + note for note in chord], random, is_last=is_last)
        _play_bass(low, at_s, beat_s, 36 + (root + key) % 12, is_last=is_last)
        if bar % 4 >= 2 and not is_last:
            _play_melody(keys, at_s, beat_s, key, random)
        _play_drums(drums, at_s, beat_s, random, is_last=is_last)
    room = reverberate(keys, random, length_s=1.6, amount=0.30)
    music = wobble(room * _pump(count, bar_s, beat_s), rate_hz=0.7, depth_s=0.0011) + low + drums
    music = pass_band(np.tanh(music * 1.1), 35, 7200)
    return fade(music + _vinyl(count, random), 0.02, min(1.6, duration_s * 0.25))


def _play_keys(
    track: Signal, at_s: float, beat_s: float, notes: list[int], random: np.random.Generator, *, is_last: bool
) -> None:
    strokes = [(0.0, 3.6, 1.0)] if is_last else [(0.0, 2.2, 1.0), (1 + _SWING, 1.3, 0.62), (3.0, 0.9, 0.5)]
    for beat, beats, force in strokes:
        for index, note in enumerate(notes):
            late_s = 0.012 * index + abs(random.normal(0, 0.006))
            sound = _electric_piano(note, beats * beat_s * (1.6 if is_last else 1.15), force)
            put(track, at_s + beat * beat_s + late_s, pan(sound, -0.35 + 0.24 * index), 0.105)


def _electric_piano(note: float, duration_s: float, force: float) -> Signal:
    at = clock(duration_s)
    turn = 2 * np.pi * pitch(note) * at
    bark = np.sin(turn * 1.001) * np.exp2(-at / 0.28) * (0.9 * force + 0.2)
    tine = np.sin(turn * 7) * np.exp2(-at / 0.05) * 0.10 * force
    tremolo = 1 + 0.10 * np.sin(2 * np.pi * 4.6 * at)
    return ((np.sin(turn + bark) + tine) * tremolo * decay(duration_s, 0.75, 0.006) * force).astype(
        np.float32
    )


def _play_melody(track: Signal, at_s: float, beat_s: float, key: int, random: np.random.Generator) -> None:
    step = int(random.integers(0, len(_SCALE)))
    for beat in (0.0, 0 + _SWING, 1.0, 1 + _SWING, 2.0, 2 + _SWING, 3.0):
        if random.random() < 0.42:
            step = int(np.clip(step + random.integers(-2, 3), 0, 9))
            note = 72 + key + 12 * (step // 5) + _SCALE[step % 5]
            sound = _electric_piano(note, 1.1 * beat_s, 0.5)
            put(track, at_s + beat * beat_s, pan(sound, 0.3), 0.10)


def _play_bass(track: Signal, at_s: float, beat_s: float, note: int, *, is_last: bool) -> None:
    strokes = [(0.0, 3.4, 1.0)] if is_last else [(0.0, 1.5, 1.0), (1 + _SWING, 0.9, 0.7), (2.5, 1.1, 0.8)]
    for beat, beats, force in strokes:
        duration_s = beats * beat_s
        at = clock(duration_s)
        turn = 2 * np.pi * pitch(note) * at
        tone = np.tanh(1.4 * np.sin(turn) + 0.25 * np.sin(2 * turn)) * decay(duration_s, 0.55, 0.012)
        put(track, at_s + beat * beat_s, pan(fade(tone.astype(np.float32), 0, 0.06), 0), 0.30 * force)


def _play_drums(
    track: Signal, at_s: float, beat_s: float, random: np.random.Generator, *, is_last: bool
) -> None:
    kicks = (0.0,) if is_last else (0.0, 1 + _SWING, 2.5)
    for beat in kicks:
        put(track, at_s + beat * beat_s, pan(_kick(), 0), 0.50)
    if is_last:
        return
    for beat in (1.0, 3.0):
        put(track, at_s + beat * beat_s + 0.014, pan(_brush(random, 0.22, (700, 6500)), 0.12), 0.15)
    for half in range(8):
        beat = half // 2 + (_SWING if half % 2 else 0.0)
        force = (0.9, 0.5)[half % 2] * random.uniform(0.7, 1)
        put(track, at_s + beat * beat_s, pan(_brush(random, 0.06, (5200, 11000)), -0.25), 0.050 * force)


def _kick() -> Signal:
    at = clock(0.32)
    turn = 2 * np.pi * (48 * at + 62 * 0.035 * (1 - np.exp(-at / 0.035)))
    return (np.sin(turn) * decay(0.32, 0.07, 0.002)).astype(np.float32)


def _brush(random: np.random.Generator, duration_s: float, band_hz: tuple[float, float]) -> Signal:
    noise = random.standard_normal(count_samples(duration_s)).astype(np.float32)
    return pass_band(noise, *band_hz, taps=255) * decay(duration_s, duration_s / 5, 0.006)


def _pump(count: int, bar_s: float, beat_s: float) -> Signal:
    at = np.arange(count) / RATE % bar_s
    gain = np.ones(count)
    for kick in (0.0, (1 + _SWING) * beat_s, 2.5 * beat_s):
        since = at - kick
        gain *= 1 - 0.28 * np.exp(-np.maximum(since, 0) / 0.13) * (since >= 0)
    return gain.astype(np.float32)[:, None]


def _vinyl(count: int, random: np.random.Generator) -> Signal:
    hiss = np.stack([color_noise(random, count, 0.4) for _ in range(2)], axis=1) * 0.0035
    clicks = np.zeros((count, 2), np.float32)
    places = random.integers(0, max(count, 1), max(count * 9 // RATE, 1))
    clicks[places, random.integers(0, 2, len(places))] = random.exponential(0.10, len(places))
    return (hiss + pass_band(clicks, 900, 8000, taps=127)).astype(np.float32)

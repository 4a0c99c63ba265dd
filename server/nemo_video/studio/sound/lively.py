"""Moods with a pulse: upbeat, acoustic and electronic."""

from typing import Final

import numpy as np

from nemo_video.studio.sound.instruments import bass, kick, noise_hit, piano, pluck, saw, snare, strings
from nemo_video.studio.sound.score import Bar, Chord, divide_into_bars
from nemo_video.studio.sound.signal import RATE, Signal, count_samples, fade, pan, put, reverberate

_BRIGHT: Final[tuple[Chord, ...]] = (
    (0, (0, 4, 7, 12)),
    (7, (-1, 2, 7, 11)),
    (9, (0, 4, 9, 12)),
    (5, (0, 5, 9, 12)),
)
_WARM: Final[tuple[Chord, ...]] = (
    (0, (0, 4, 7, 12)),
    (9, (-3, 0, 4, 9)),
    (5, (-3, 0, 5, 9)),
    (7, (-1, 2, 7, 11)),
)
_NIGHT: Final[tuple[Chord, ...]] = (
    (0, (0, 3, 7, 10)),
    (8, (0, 3, 8, 12)),
    (5, (0, 5, 8, 12)),
    (10, (-2, 2, 5, 10)),
)
_FINGERS: Final = (0, 2, 1, 3, 2, 1, 3, 2)


def play_upbeat(duration_s: float, random: np.random.Generator) -> Signal:
    """Claps, bright chords off the beat, and a bass that walks in eighths."""
    chords, drums = _tracks(duration_s)
    key = int(random.integers(-3, 4))
    for bar in divide_into_bars(duration_s, 116.0):
        root, chord = _BRIGHT[0 if bar.is_last else bar.index % 4]
        for beat in (0.0,) if bar.is_last else (0.0, 1.5, 2.5, 3.5):
            for index, note in enumerate(chord):
                length_s = bar.duration_s if bar.is_last else bar.beat_s * 0.9
                put(
                    chords,
                    bar.beat_at_s(beat),
                    pan(piano(60 + key + note, length_s, 0.9), -0.5 + 0.3 * index),
                    0.16,
                )
        for step in range(1 if bar.is_last else 8):
            note = 36 + (key + root) % 12 + (12 if step % 4 == 3 else 0)
            put(
                chords,
                bar.beat_at_s(step / 2),
                pan(bass(note, bar.beat_s * (2 if bar.is_last else 0.45)), 0),
                0.26,
            )
        if not bar.is_last:
            for step, note in enumerate((7, 12, 16, 12)):
                put(
                    chords,
                    bar.beat_at_s(step + 0.5),
                    pan(pluck(72 + key + note - 5 * (bar.index % 2), 0.5, random), 0.4),
                    0.20,
                )
        _play_beat(drums, bar, random, kicks=(0.0, 1.0, 2.0, 3.0), snares=(1.0, 3.0), hats=8)
    return _finish(chords, drums, random, duration_s, room=0.22)


def play_acoustic(duration_s: float, random: np.random.Generator) -> Signal:
    """A picked guitar, a second one above it, a soft foot and a shaker."""
    guitars, drums = _tracks(duration_s)
    key = int(random.integers(-5, 3))
    for bar in divide_into_bars(duration_s, 92.0):
        root, chord = _WARM[0 if bar.is_last else bar.index % 4]
        put(guitars, bar.at_s, pan(pluck(40 + (key + root + 8) % 12, bar.duration_s, random), -0.1), 0.42)
        if bar.is_last:
            for index, note in enumerate(chord):
                put(
                    guitars,
                    bar.at_s + 0.03 * index,
                    pan(pluck(60 + key + note, bar.duration_s, random), -0.2),
                    0.30,
                )
            continue
        for step, finger in enumerate(_FINGERS):
            force = random.uniform(0.75, 1.0)
            sound = pluck(60 + key + chord[finger % len(chord)], bar.beat_s * 1.8, random, force)
            put(guitars, bar.beat_at_s(step / 2) + random.normal(0, 0.005), pan(sound, -0.35), 0.30 * force)
        if bar.index % 2:
            for beat in (0.0, 1.5, 3.0):
                note = 72 + key + chord[int(random.integers(len(chord)))]
                put(guitars, bar.beat_at_s(beat), pan(pluck(note, bar.beat_s * 2, random), 0.45), 0.22)
        put(drums, bar.at_s, pan(kick(), 0), 0.26)
        put(drums, bar.beat_at_s(2), pan(kick(), 0), 0.18)
        for step in range(8):
            put(
                drums,
                bar.beat_at_s(step / 2),
                pan(noise_hit(random, 0.07, (4000, 10000)), 0.3),
                0.030 + 0.02 * (step % 2),
            )
    return _finish(guitars, drums, random, duration_s, room=0.30)


def play_electronic(duration_s: float, random: np.random.Generator) -> Signal:
    """An arpeggio over a pumping pad and four kicks to the bar."""
    synths, drums = _tracks(duration_s)
    key = int(random.integers(-4, 4))
    bars = divide_into_bars(duration_s, 122.0)
    for bar in bars:
        root, chord = _NIGHT[0 if bar.is_last else bar.index % 4]
        for index, note in enumerate(chord):
            pad = strings(60 + key + note, bar.duration_s * 1.1, 0.15, 0.5)
            put(synths, bar.at_s, pan(pad, -0.6 + 0.4 * index), 0.11)
        for step in range(1 if bar.is_last else 16):
            note = 60 + key + chord[step * 3 % len(chord)] + 12 * (step % 3 == 2)
            sound = saw(
                note, bar.beat_s * 0.8, opening_hz=1200 + 1800 * (0.5 + 0.5 * np.sin(bar.index + step / 5))
            )
            put(synths, bar.beat_at_s(step / 4), pan(sound, 0.5 * np.sin(step * 2.1)), 0.15)
        for step in range(1 if bar.is_last else 8):
            put(
                synths,
                bar.beat_at_s(step / 2),
                pan(saw(36 + (key + root) % 12, bar.beat_s * 0.5, opening_hz=500), 0),
                0.34,
            )
        _play_beat(drums, bar, random, kicks=(0.0, 1.0, 2.0, 3.0), snares=(1.0, 3.0), hats=16)
    synths *= _pump(len(synths), bars[0])
    return _finish(synths, drums, random, duration_s, room=0.25)


def _tracks(duration_s: float) -> tuple[Signal, Signal]:
    count = count_samples(duration_s)
    return np.zeros((count, 2), np.float32), np.zeros((count, 2), np.float32)


def _play_beat(
    track: Signal,
    bar: Bar,
    random: np.random.Generator,
    *,
    kicks: tuple[float, ...],
    snares: tuple[float, ...],
    hats: int,
) -> None:
    if bar.is_last:
        put(track, bar.at_s, pan(kick(1.3), 0), 0.5)
        return
    for beat in kicks:
        put(track, bar.beat_at_s(beat), pan(kick(1.3), 0), 0.50)
    for beat in snares:
        put(track, bar.beat_at_s(beat), pan(snare(random), 0.05), 0.20)
    for step in range(hats):
        force = 0.055 if step % 2 else 0.035
        put(track, bar.beat_at_s(step * 4 / hats), pan(noise_hit(random, 0.05, (6500, 14000)), -0.2), force)


def _pump(count: int, bar: Bar) -> Signal:
    since = np.arange(count) / RATE % bar.beat_s
    return (1 - 0.55 * np.exp(-since / 0.11)).astype(np.float32)[:, None]


def _finish(
    tune: Signal, drums: Signal, random: np.random.Generator, duration_s: float, *, room: float
) -> Signal:
    music = reverberate(tune, random, length_s=1.4, amount=room) + drums
    return fade(np.tanh(music * 1.1), 0.01, min(1.5, duration_s * 0.25))

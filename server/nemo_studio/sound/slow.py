"""Slow moods: ambient floats, cinematic grows towards its end, sad is a lone piano in minor."""

from typing import Final

import numpy as np

from nemo_studio.sound.instruments import bell, boom, forget_notes, piano, strings
from nemo_studio.sound.score import Chord, divide_into_bars
from nemo_studio.sound.signal import (
    Signal,
    color_noise_stereo,
    count_samples,
    fade,
    pan,
    pass_band,
    put,
    reverberate,
)

_FLOATING: Final[tuple[Chord, ...]] = (
    (0, (0, 7, 11, 14, 16)),
    (9, (-3, 4, 7, 12, 14)),
    (5, (-7, 0, 4, 9, 16)),
    (4, (-5, 2, 7, 11, 14)),
)
_HEROIC: Final[tuple[Chord, ...]] = (
    (0, (0, 3, 7, 12)),
    (8, (-4, 0, 3, 8)),
    (3, (-2, 3, 7, 10)),
    (10, (-2, 2, 5, 10)),
)
_SORROWFUL: Final[tuple[Chord, ...]] = (
    (0, (0, 3, 7, 14)),
    (8, (-4, 0, 3, 10)),
    (5, (-7, 0, 3, 8)),
    (7, (-5, 2, 3, 7)),
)
_SCALE: Final = (0, 2, 4, 7, 9, 12, 14)


def play_ambient(duration_s: float, random: np.random.Generator) -> Signal:
    """Pads that overlap, now and then a bell, and air."""
    track = np.zeros((count_samples(duration_s), 2), np.float32)
    key = int(random.integers(-4, 4))
    for bar in divide_into_bars(duration_s, 46.0):
        root, chord = _FLOATING[0 if bar.is_last else bar.index % 4]
        length_s = bar.duration_s * 1.5
        for index, note in enumerate(chord):
            pad = strings(60 + key + note, length_s, bar.duration_s * 0.4, 0.28)
            put(track, bar.at_s - bar.duration_s * 0.12, pan(pad, -0.7 + 0.35 * index), 0.16)
        put(track, bar.at_s, pan(strings(36 + (key + root) % 12, length_s, 0.9, 0.2), 0), 0.26)
        for beat in (0.5, 1.75, 3.0):
            if random.random() < 0.6:
                note = 72 + key + _SCALE[random.integers(len(_SCALE))]
                put(track, bar.beat_at_s(beat), pan(bell(note, 2.6), random.uniform(-0.6, 0.6)), 0.05)
    forget_notes()  # before more memory is needed: these are long
    air = color_noise_stereo(random, len(track), 0.5)
    pass_band(air, 300, 2600, out=air)
    air *= np.float32(0.006)
    track += air
    reverberate(track, random, length_s=3.5, amount=0.75, out=track)
    return fade(track, min(1.2, duration_s * 0.2), min(3.0, duration_s * 0.3), out=track)


def play_cinematic(duration_s: float, random: np.random.Generator) -> Signal:
    """Piano first, strings that rise, large drums once it has grown."""
    track = np.zeros((count_samples(duration_s), 2), np.float32)
    key = int(random.integers(-4, 3))
    bars = divide_into_bars(duration_s, 76.0)
    for bar in bars:
        growth = (bar.index + 1) / len(bars)
        root, chord = _HEROIC[0 if bar.is_last else bar.index % 4]
        for index, note in enumerate(chord):
            sound = strings(60 + key + note, bar.duration_s * 1.25, 0.5, 0.45 + 0.12 * growth)
            put(track, bar.at_s, pan(sound, -0.6 + 0.4 * index), 0.07 + 0.10 * growth)
        put(track, bar.at_s, pan(strings(36 + (key + root) % 12, bar.duration_s * 1.2, 0.25, 0.5), 0), 0.22)
        for step in range(1 if bar.is_last else 8):
            note = 60 + key + chord[(0, 2, 3, 2, 1, 2, 3, 2)[step] % len(chord)] + (12 if step % 2 else 0)
            put(track, bar.beat_at_s(step / 2), pan(piano(note, 1.6, 0.6), -0.2), 0.14)
        if growth > 0.4 or bar.is_last:
            for beat, force in ((0.0, 1.0), (2.5, 0.5), (3.0, 0.7))[: 1 if bar.is_last else 3]:
                put(track, bar.beat_at_s(beat), pan(boom(), 0), 0.55 * force * growth)
    reverberate(track, random, length_s=2.6, amount=0.45, out=track)
    return fade(track, 0.05, min(2.4, duration_s * 0.25), out=track)


def play_sad(duration_s: float, random: np.random.Generator) -> Signal:
    """A piano that breaks slow minor chords, a sparse tune above them, strings far behind."""
    track = np.zeros((count_samples(duration_s), 2), np.float32)
    key = int(random.integers(-5, 3))
    for bar in divide_into_bars(duration_s, 58.0):
        root, chord = _SORROWFUL[0 if bar.is_last else bar.index % 4]
        put(track, bar.at_s, pan(piano(36 + (key + root) % 12, bar.duration_s, 0.5), -0.2), 0.22)
        for index, note in enumerate(chord):
            sound = strings(60 + key + note, bar.duration_s * 1.3, bar.duration_s * 0.4, 0.22)
            put(track, bar.at_s, pan(sound, -0.6 + 0.4 * index), 0.05)
        for step in range(1 if bar.is_last else 8):
            note = 60 + key + chord[(0, 2, 1, 3, 2, 1, 3, 2)[step] % len(chord)]
            late_s = abs(float(random.normal(0, 0.012)))
            put(track, bar.beat_at_s(step / 2) + late_s, pan(piano(note, 2.4, 0.35), -0.15), 0.15)
        if bar.index % 2 or bar.is_last:
            note = 72 + key + chord[int(random.integers(len(chord)))]
            put(track, bar.beat_at_s(1.0), pan(piano(note, 3.0, 0.5), 0.2), 0.17)
    reverberate(track, random, length_s=2.8, amount=0.5, out=track)
    return fade(track, 0.05, min(2.6, duration_s * 0.3), out=track)

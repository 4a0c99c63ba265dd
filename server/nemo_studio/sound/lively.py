"""Moods with a pulse: upbeat, acoustic and electronic."""

from typing import Final

import numpy as np

from nemo_studio.sound.instruments import bass, bell, kick, noise_hit, piano, pluck, saw, snare, strings
from nemo_studio.sound.score import Bar, Chord, Motif, choose_chord, divide_into_bars
from nemo_studio.sound.signal import RATE, Block, Signal, blocks, count_samples, fade, pan, put, reverberate

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
    """Claps, bright chords off the beat, a bass that walks in eighths, and a tune where the piece lifts."""
    chords, drums = _tracks(duration_s)
    key = int(random.integers(-3, 4))
    motif = Motif.invent(random)
    for bar in divide_into_bars(duration_s, 116.0):
        root, chord = choose_chord(_BRIGHT, bar)
        _strike_chord(chords, bar, [60 + key + note for note in chord])
        _walk_bass(chords, bar, 36 + (key + root) % 12)
        if bar.part in ("verse", "break") and not bar.is_last:
            for step, note in enumerate((7, 12, 16, 12)):
                sound = pluck(72 + key + note - 5 * (bar.index % 2), 0.5, random)
                put(chords, bar.beat_at_s(step + 0.5), pan(sound, 0.4), 0.20)
        if bar.part == "lift" and not bar.is_last:
            for beat, note in motif.notes(bar, chord):
                put(chords, bar.beat_at_s(beat), pan(bell(72 + key + note, 1.2), 0.25), 0.15)
                put(chords, bar.beat_at_s(beat), pan(piano(72 + key + note, 1.0, 0.9), -0.1), 0.14)
        if bar.part != "break" or bar.is_last:
            snares = () if bar.part == "intro" else (1.0, 3.0)
            _play_beat(drums, bar, random, kicks=(0.0, 1.0, 2.0, 3.0), snares=snares, hats=8)
    return _finish(chords, drums, random, duration_s, room=0.22)


def _strike_chord(track: Signal, bar: Bar, notes: list[int]) -> None:
    is_held = bar.is_last or bar.part == "break"
    for beat in (0.0,) if is_held else (0.0, 1.5, 2.5, 3.5):
        for index, note in enumerate(notes):
            sound = piano(note, bar.duration_s if is_held else bar.beat_s * 0.9, 0.9)
            put(track, bar.beat_at_s(beat), pan(sound, -0.5 + 0.3 * index), 0.16)


def _walk_bass(track: Signal, bar: Bar, note: int) -> None:
    steps, length_s = (1, bar.beat_s * 2) if bar.is_last else (8, bar.beat_s * 0.45)
    for step in range(steps):
        higher = 12 if step % 4 == 3 else 0
        put(track, bar.beat_at_s(step / 2), pan(bass(note + higher, length_s), 0), 0.26)


def play_acoustic(duration_s: float, random: np.random.Generator) -> Signal:
    """A picked guitar, a second one with a tune above it, a soft foot and a shaker."""
    guitars, drums = _tracks(duration_s)
    key = int(random.integers(-5, 3))
    motif = Motif.invent(random)
    for bar in divide_into_bars(duration_s, 92.0):
        root, chord = choose_chord(_WARM, bar)
        notes = [60 + key + note for note in chord]
        put(guitars, bar.at_s, pan(pluck(40 + (key + root + 8) % 12, bar.duration_s, random), -0.1), 0.42)
        if bar.is_last or (bar.part == "break" and bar.index % 2 == 0):
            for index, note in enumerate(notes):
                sound = pluck(note, bar.duration_s, random)
                put(guitars, bar.at_s + 0.03 * index, pan(sound, -0.2), 0.30)
            continue
        _pick(guitars, bar, notes, random)
        if bar.part == "lift" or bar.index % 2:
            for beat, note in motif.notes(bar, chord):
                sound = pluck(72 + key + note, bar.beat_s * 2, random)
                put(guitars, bar.beat_at_s(beat), pan(sound, 0.45), 0.24)
        if bar.part in ("verse", "lift"):
            _tap(drums, bar, random)
    return _finish(guitars, drums, random, duration_s, room=0.30)


def _pick(track: Signal, bar: Bar, notes: list[int], random: np.random.Generator) -> None:
    for step, finger in enumerate(_FINGERS):
        force = float(random.uniform(0.75, 1.0))
        late_s = abs(float(random.normal(0, 0.005)))
        sound = pluck(notes[finger % len(notes)], bar.beat_s * 1.8, random, force)
        put(track, bar.beat_at_s(step / 2) + late_s, pan(sound, -0.35), 0.30 * force)


def _tap(track: Signal, bar: Bar, random: np.random.Generator) -> None:
    """The foot and the shaker."""
    put(track, bar.at_s, pan(kick(), 0), 0.26)
    put(track, bar.beat_at_s(2), pan(kick(), 0), 0.18)
    for step in range(8):
        shaken = noise_hit(random, 0.07, (4000, 10000))
        put(track, bar.beat_at_s(step / 2), pan(shaken, 0.3), 0.030 + 0.02 * (step % 2))


def play_electronic(duration_s: float, random: np.random.Generator) -> Signal:
    """An arpeggio over a pumping pad and four kicks to the bar; a lead where the piece lifts."""
    synths, drums = _tracks(duration_s)
    key = int(random.integers(-4, 4))
    motif = Motif.invent(random)
    bars = divide_into_bars(duration_s, 122.0)
    for bar in bars:
        root, chord = choose_chord(_NIGHT, bar)
        for index, note in enumerate(chord):
            pad = strings(60 + key + note, bar.duration_s * 1.1, 0.15, 0.5)
            put(synths, bar.at_s, pan(pad, -0.6 + 0.4 * index), 0.11)
        _play_arpeggio(synths, bar, [60 + key + note for note in chord])
        if bar.part != "break" or bar.is_last:
            _pulse(synths, bar, 36 + (key + root) % 12)
        if bar.part == "lift" and not bar.is_last:
            for beat, note in motif.notes(bar, chord):
                lead = saw(72 + key + note, bar.beat_s * 1.6, opening_hz=3600, half_life_s=0.35)
                put(synths, bar.beat_at_s(beat), pan(lead, 0.15), 0.20)
        if bar.part in ("verse", "lift") or bar.is_last:
            _play_beat(drums, bar, random, kicks=(0.0, 1.0, 2.0, 3.0), snares=(1.0, 3.0), hats=16)
    for part in blocks(len(synths)):
        synths[part] *= _pump(part, bars[0])
    return _finish(synths, drums, random, duration_s, room=0.25)


def _play_arpeggio(track: Signal, bar: Bar, notes: list[int]) -> None:
    """Sixteenths whose filter slowly opens and closes."""
    for step in range(1 if bar.is_last else 16):
        opening_hz = 1200 + 1800 * (0.5 + 0.5 * np.sin(bar.index * 0.8 + step / 20))
        note = notes[step * 3 % len(notes)] + 12 * (step % 3 == 2)
        sound = saw(note, bar.beat_s * 0.8, opening_hz=float(opening_hz))
        put(track, bar.beat_at_s(step / 4), pan(sound, 0.5 * np.sin(step * 2.1)), 0.15)


def _pulse(track: Signal, bar: Bar, note: int) -> None:
    for step in range(1 if bar.is_last else 8):
        put(track, bar.beat_at_s(step / 2), pan(saw(note, bar.beat_s * 0.5, opening_hz=500), 0), 0.34)


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


def _pump(part: Block, bar: Bar) -> Signal:
    since = np.arange(part.start, part.stop) / RATE % bar.beat_s
    return (1 - 0.55 * np.exp(-since / 0.11)).astype(np.float32)[:, None]


def _finish(
    tune: Signal, drums: Signal, random: np.random.Generator, duration_s: float, *, room: float
) -> Signal:
    music = reverberate(tune, random, length_s=1.4, amount=room, out=tune)
    for part in blocks(len(music)):
        music[part] = np.tanh((music[part] + drums[part]) * 1.1)
    return fade(music, 0.01, min(1.5, duration_s * 0.25), out=music)

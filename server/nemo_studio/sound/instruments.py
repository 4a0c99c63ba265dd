"""Instruments: each turns a note into a mono signal with its own attack and decay.

Chords come back every few bars, so those that leave nothing to chance remember the notes they played last,
until the piece is over; who gets a note must not change it. The electric piano plays more different ones.
"""

from functools import lru_cache

import numpy as np

from nemo_studio.sound.signal import Signal, clock, count_samples, decay, fade, pass_band, pitch, swell

_REMEMBERED = 32


def electric_piano(note: float, duration_s: float, force: float = 1.0) -> Signal:
    """A soft bell with some bark when struck hard."""
    at = clock(duration_s)
    turn = 2 * np.pi * pitch(note) * at
    bark = np.sin(turn * 1.001) * np.exp2(-at / 0.28) * (0.9 * force + 0.2)
    tine = np.sin(turn * 7) * np.exp2(-at / 0.05) * 0.10 * force
    tremolo = 1 + 0.10 * np.sin(2 * np.pi * 4.6 * at)
    return (np.sin(turn + bark) + tine) * tremolo * decay(duration_s, 0.75, 0.006) * force


@lru_cache(maxsize=_REMEMBERED)
def piano(note: float, duration_s: float, force: float = 1.0) -> Signal:
    """Partials that are slightly sharp and die the sooner the higher they are."""
    at = clock(duration_s)
    tone = np.zeros_like(at)
    for partial in range(1, 9):
        sharp = partial * np.sqrt(1 + 0.0004 * partial**2)
        level = force ** (partial * 0.25) / partial**1.25
        tone += np.sin(2 * np.pi * pitch(note) * sharp * at) * level * np.exp2(-at * partial**0.7 / 0.9)
    return fade(tone * np.minimum(at / 0.004, 1), 0, min(0.12, duration_s / 3))


def pluck(note: float, duration_s: float, random: np.random.Generator, force: float = 1.0) -> Signal:
    """A plucked string, by its partials: where it is plucked decides which of them are missing."""
    at = clock(duration_s)
    place = random.uniform(0.14, 0.22)
    tone = np.zeros_like(at)
    for partial in range(1, 15):
        frequency = pitch(note) * partial * (1 + 0.00012 * partial**2)
        if frequency > 9000:
            break
        level = np.sin(np.pi * partial * place) / partial**1.15 * force ** (partial * 0.12)
        tone += level * np.sin(2 * np.pi * frequency * at) * np.exp2(-at * (1 + 0.30 * partial) / 0.75)
    return fade(tone * np.minimum(at / 0.003, 1), 0, min(0.08, duration_s / 3))


@lru_cache(maxsize=_REMEMBERED)
def strings(note: float, duration_s: float, attack_s: float = 0.8, brightness: float = 0.5) -> Signal:
    """Several players on one note, none quite in tune with the others."""
    at = clock(duration_s)
    tone = np.zeros_like(at)
    for player, cents in enumerate((-9, -4, 0, 5, 8)):
        vibrato = 0.9 * np.sin(2 * np.pi * (4.7 + 0.23 * player) * at + player)
        turn = 2 * np.pi * pitch(note + cents / 100) * at + vibrato
        for partial in range(1, 9):
            tone += np.sin(partial * turn + player * partial) * brightness ** (partial - 1) / partial**0.6
    return tone / 5 * swell(duration_s, attack_s, min(attack_s * 1.4, duration_s / 2))


@lru_cache(maxsize=_REMEMBERED)
def bell(note: float, duration_s: float) -> Signal:
    """A glassy sound of uneven partials."""
    at = clock(duration_s)
    turn = 2 * np.pi * pitch(note) * at
    tone = (
        np.sin(turn)
        + 0.4 * np.sin(2.76 * turn) * np.exp2(-at / 0.3)
        + 0.2 * np.sin(5.4 * turn) * np.exp2(-at / 0.12)
    )
    return tone * decay(duration_s, 0.9, 0.003)


@lru_cache(maxsize=_REMEMBERED)
def saw(note: float, duration_s: float, *, opening_hz: float = 2500.0, half_life_s: float = 0.2) -> Signal:
    """Two detuned saws behind a filter that closes as the note dies; band-limited, so nothing folds back."""
    at = clock(duration_s)
    tone = np.zeros_like(at)
    closing = np.exp2(-at / (half_life_s * 1.5))
    for cents in (-7, 7):
        base_hz = pitch(note + cents / 100)
        for partial in range(1, max(int(6000 / base_hz), 2)):
            gain = 1 / (1 + (partial * base_hz / (200 + opening_hz * closing)) ** 2)
            tone += gain * np.sin(2 * np.pi * base_hz * partial * at) / partial
    return tone * 0.5 * decay(duration_s, half_life_s * 2, 0.004)


@lru_cache(maxsize=_REMEMBERED)
def bass(note: float, duration_s: float) -> Signal:
    """Round and low."""
    at = clock(duration_s)
    turn = 2 * np.pi * pitch(note) * at
    tone = np.tanh(1.4 * np.sin(turn) + 0.25 * np.sin(2 * turn)) * decay(duration_s, 0.55, 0.012)
    return fade(tone, 0, min(0.06, duration_s / 3))


@lru_cache(maxsize=_REMEMBERED)
def kick(punch: float = 1.0) -> Signal:
    """A drum whose pitch falls; `punch` makes it shorter and harder."""
    duration_s = 0.36
    at = clock(duration_s)
    turn = 2 * np.pi * (46 * at + 62 * punch * 0.035 * (1 - np.exp(-at / 0.035)))
    return np.sin(turn) * decay(duration_s, 0.08 / punch, 0.002)


def noise_hit(random: np.random.Generator, duration_s: float, band_hz: tuple[float, float]) -> Signal:
    """Brushes, hats and shakers: a short burst of a band of noise."""
    noise = random.standard_normal(count_samples(duration_s)).astype(np.float32)
    return pass_band(noise, *band_hz, taps=255) * decay(duration_s, duration_s / 5, 0.004)


def snare(random: np.random.Generator) -> Signal:
    """A short tone and a rattle."""
    at = clock(0.24)
    body = np.sin(2 * np.pi * 185 * at) * decay(0.24, 0.035, 0.001)
    return 0.6 * body + noise_hit(random, 0.24, (900, 9000))


@lru_cache(maxsize=_REMEMBERED)
def boom(duration_s: float = 2.2) -> Signal:
    """A very large drum, far away."""
    at = clock(duration_s)
    turn = 2 * np.pi * (38 * at + 30 * 0.07 * (1 - np.exp(-at / 0.07)))
    return np.sin(turn) * decay(duration_s, 0.28, 0.006)


def forget_notes() -> None:
    """Let go of the notes that are remembered: up to 50 MB, of no use to another piece."""
    for instrument in (piano, strings, bell, saw, bass, kick, boom):
        instrument.cache_clear()

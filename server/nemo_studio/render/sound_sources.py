"""One sound of a composition, played block by block: a file, music or ambience, with fades and envelope."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np

from nemo_studio.render.composition import Sound
from nemo_studio.render.tempo import change_tempo
from nemo_studio.sound import AMBIENCES, MOODS, RATE, Signal
from nemo_studio.sound.signal import count_samples, fade
from nemo_video.media.sound import SoundReader, read_sound

_RAMP_MS: Final = 20

MAX_PIECE_S: Final = 60.0
"""Music longer than this repeats: a piece is composed as a whole, in memory that grows with it."""

_OVERLAP_S: Final = 2.0
"""How long the end of a repeated piece sounds on under its beginning, and how long the last one fades."""

Play = Callable[[int], Signal]
"""Plays the next so many samples."""


class SoundPlayer:
    """Plays a sound from its start, at its volume; silence after its end."""

    def __init__(self, sound: Sound) -> None:
        """Open it.

        Raises:
            BackendRefusal: Its file is no media of ours, or damaged (4001).
        """
        self._sound = sound
        self._length = count_samples(max(sound.duration_ms, 0) / 1000)
        self._fades = tuple(
            min(count_samples(ms / 1000), self._length) for ms in (sound.fade_in_ms, sound.fade_out_ms)
        )
        self._position = 0
        self._play = _open(sound)

    def read(self, count: int) -> Signal:
        """The next `count` samples."""
        first, self._position = self._position, self._position + count
        audible = max(min(self._length - first, count), 0)
        if 0 < audible == count and self._is_steady(first, first + count):
            played = self._play(count)
            return played if self._sound.volume == 1 else played * np.float32(self._sound.volume)
        block = np.zeros((count, 2), np.float32)
        if audible:
            gains = self._gains(np.arange(first, first + audible))
            block[:audible] = self._play(audible) * gains[:, None]
        return block

    def _is_steady(self, first: int, stop: int) -> bool:
        """Whether nothing but the volume changes these samples, as it is with most blocks of a long sound."""
        rise, fall = self._fades
        return not self._sound.envelope and first >= rise and stop <= self._length - fall

    def _gains(self, at: Signal) -> Signal:
        """How loud it is at samples counted from its start: volume, fades and envelope."""
        sound, gains = self._sound, np.full(len(at), self._sound.volume, np.float32)
        rise, fall = self._fades
        gains *= _half_cosine(at, rise) * _half_cosine(self._length - 1 - at, fall)
        for start_ms, stop_ms, factor in sound.envelope:
            # Softer or louder with short ramps that do not click.
            edges_ms = np.array([start_ms - _RAMP_MS, start_ms, stop_ms, stop_ms + _RAMP_MS])
            gains *= np.interp(at / RATE, edges_ms / 1000, [1, factor, factor, 1]).astype(np.float32)
        return gains


def _half_cosine(at: Signal, length: int) -> Signal:
    """Rises from 0 to 1 over a length, as `sound.signal.fade` does."""
    if not length or at.min() >= length:  # most blocks lie in the midst of a sound
        return np.ones(len(at), np.float32)
    share = np.clip(at / max(length - 1, 1), 0, 1)
    return (0.5 - 0.5 * np.cos(np.pi * share)).astype(np.float32)


def _open(sound: Sound) -> Play:
    duration_s = max(sound.duration_ms, 0) / 1000
    if sound.kind == "file":
        return _open_file(sound, duration_s)
    table = MOODS if sound.kind == "music" else AMBIENCES
    voice = table.get(sound.name) or next(iter(table.values()))
    if duration_s <= MAX_PIECE_S:
        return _from_memory(voice.perform(duration_s, sound.seed))
    return _repeat(voice.perform(MAX_PIECE_S, sound.seed), count_samples(duration_s))


def _open_file(sound: Sound, duration_s: float) -> Play:
    """Block by block; what runs backwards or at another speed is read whole."""
    start_s = sound.source_start_ms / 1000
    if sound.speed == 1 and not sound.is_reversed:
        return SoundReader(Path(sound.name), start_s).read
    signal = read_sound(Path(sound.name), start_s, duration_s * sound.speed)
    return _from_memory(change_tempo(signal[::-1] if sound.is_reversed else signal, sound.speed))


def _from_memory(signal: Signal) -> Play:
    position = 0

    def play(count: int) -> Signal:
        nonlocal position
        block = np.zeros((count, 2), np.float32)
        part = signal[position : position + count]
        block[: len(part)] = part
        position += count
        return block

    return play


def _repeat(piece: Signal, length: int) -> Play:
    """The piece again and again, each time over the end of the last one, until it fades."""
    overlap = count_samples(_OVERLAP_S)
    body = piece[: len(piece) - overlap]
    seam = fade(piece[-overlap:], 0, _OVERLAP_S) + fade(piece[:overlap], _OVERLAP_S, 0)
    position = 0

    def play(count: int) -> Signal:
        nonlocal position
        at = np.arange(position, position + count)
        position += count
        again = at % len(body)
        block = body[again]
        is_seam = (at >= len(body)) & (again < overlap)
        block[is_seam] = seam[again[is_seam]]
        return block * _half_cosine(length - 1 - at, overlap)[:, None]

    return play

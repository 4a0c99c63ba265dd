"""Mixes all sounds of a composition into one stereo signal, block by block, at the loudness of platforms."""

import tempfile
from collections.abc import Callable, Sequence
from typing import Final, Self

import numpy as np

from nemo_studio.render.composition import Composition, Sound
from nemo_studio.render.sound_sources import SoundPlayer
from nemo_studio.render.worker_process import trim_memory
from nemo_studio.sound import RATE, Signal, limit
from nemo_studio.sound.signal import count_samples
from nemo_video.media.loudness import SILENCE_LUFS, LoudnessMeter

FILM_LUFS: Final = -15.0
"""Between the -16 of podcasts and Apple and the -14 of YouTube and Spotify."""

_LOUD_ENOUGH: Final = (-16.0, -14.0)
"""What lies between them plays as loud as everything else there, so its packets may stay what they are."""

_MOST_GAIN_DB: Final = 15.0
"""What is meant to be very quiet stays quiet, and a hiss does not become a storm."""

DUCKED_GAIN: Final = 0.3
_HOP: Final = RATE // 100
_SPEECH_LEVEL: Final = 0.01
"""Root mean square over a hop from which a sound counts as speech, -40 dB."""
_ATTACK: Final = 0.18
_RELEASE: Final = 0.015
"""Share of the way to the wanted gain in each hop: down in a tenth of a second, up in most of one."""
_LOOK_AHEAD_HOPS: Final = 8

_BLOCK: Final = _HOP * 500
"""Five seconds, in whole hops."""


def _master_gain(loudness: float, level: float) -> np.float32:
    """What brings the whole film to the loudness that platforms play at, or so far above or below it."""
    gain_db = min(FILM_LUFS - loudness, _MOST_GAIN_DB) if loudness > SILENCE_LUFS else 0.0
    return np.float32(level * 10 ** (gain_db / 20))


class Mixer:
    """Plays the sounds of a composition together; silence where none plays, and no limit of their peaks."""

    def __init__(self, composition: Composition) -> None:
        """Open the sounds.

        Raises:
            BackendRefusal: A file is no media of ours, or damaged (4001).
        """
        audible = [sound for sound in composition.sounds if sound.volume > 0]
        speech = [sound for sound in audible if sound.is_speech]
        ducked = [sound for sound in audible if sound.is_ducked and not sound.is_speech]
        self._gains = _follow_all(speech, composition) if speech and ducked else None
        self._plain = _Group([sound for sound in audible if sound not in ducked])
        self._ducked, self._has_ducked = _Group(ducked), bool(ducked)
        self._position = 0

    def read(self, count: int) -> Signal:
        """The next `count` samples."""
        mixed = self._plain.read(count)
        if self._has_ducked:
            mixed += self._read_ducked(count)
        self._position += count
        return mixed

    def _read_ducked(self, count: int) -> Signal:
        ducked = self._ducked.read(count)
        if self._gains is not None:
            at = np.arange(self._position, self._position + count)
            ducked *= np.interp(at, np.arange(len(self._gains)) * _HOP, self._gains)[:, None]
        return ducked


class _Group:
    """Some sounds together, each opened when it is its turn and closed when it is over."""

    def __init__(self, sounds: Sequence[Sound]) -> None:
        self._waiting = sorted(sounds, key=lambda sound: sound.start_ms, reverse=True)
        self._playing: list[tuple[int, SoundPlayer]] = []
        self._position = 0

    def read(self, count: int) -> Signal:
        stop = self._position + count
        mixed = np.zeros((count, 2), np.float32)
        for _, player in self._playing:
            mixed += player.read(count)
        while self._waiting and _start_of(self._waiting[-1]) < stop:
            sound = self._waiting.pop()
            player, late = SoundPlayer(sound), _start_of(sound) - self._position
            player.read(max(-late, 0))  # what would lie before the film's start
            mixed[max(late, 0) :] += player.read(count - max(late, 0))
            self._playing.append((_start_of(sound) + count_samples(sound.duration_ms / 1000), player))
        self._position = stop
        self._playing = [(end, player) for end, player in self._playing if end > stop]
        return mixed


def _start_of(sound: Sound) -> int:
    return round(sound.start_ms / 1000 * RATE)


class FilmSound:
    """The mastered sound of a film, read in order; mixed into a file without a name, so memory is flat."""

    def __init__(self, composition: Composition, check: Callable[[], None]) -> None:
        """Mix it, which takes a while: `check` is called between blocks and may raise.

        Raises:
            BackendRefusal: A file is no media of ours, or damaged (4001).
        """
        self.length = count_samples(composition.duration_s)
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - `close` closes it
        mixer, meter = Mixer(composition), LoudnessMeter(RATE, 2)
        try:
            for first in range(0, self.length, _BLOCK):
                block = mixer.read(min(_BLOCK, self.length - first))
                meter.add(block)
                self._file.write(block.tobytes())
                check()
        except BaseException:
            self._file.close()
            raise
        trim_memory()
        loudness = meter.close()
        self._gain = _master_gain(loudness, composition.level)
        is_loud_enough = composition.level == 1 and _LOUD_ENOUGH[0] <= loudness <= _LOUD_ENOUGH[1]
        self.needs_no_gain = is_loud_enough or loudness <= SILENCE_LUFS
        """Whether the mix is as loud as a film is to be, without any change."""
        self._file.seek(0)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def read(self, count: int) -> Signal:
        """The next `count` samples, fewer at the end."""
        content = self._file.read(count * _SAMPLE_BYTES)
        return limit(np.frombuffer(content, np.float32).reshape(-1, 2) * self._gain)


_SAMPLE_BYTES: Final = 8


def _follow_all(speech: Sequence[Sound], composition: Composition) -> Signal:
    """The gain under all of the speech, one for each hop of the film."""
    group, length = _Group(speech), count_samples(composition.duration_s)
    levels = [_levels(group.read(min(_BLOCK, length - first))) for first in range(0, length, _BLOCK)]
    return _smooth(np.concatenate(levels) > _SPEECH_LEVEL) if levels else np.ones(1, np.float32)


def _levels(speech: Signal) -> Signal:
    """How loud each hop is."""
    hops = -(-len(speech) // _HOP)
    padded = np.pad(speech, ((0, hops * _HOP - len(speech)), (0, 0)))
    return np.sqrt(np.mean(padded.reshape(hops, -1) ** 2, axis=1))


def _smooth(is_speech: Signal) -> Signal:
    ahead = np.append(is_speech[_LOOK_AHEAD_HOPS:], np.zeros(min(_LOOK_AHEAD_HOPS, len(is_speech)), bool))
    gain, gains = 1.0, list[float]()
    for speaks in ahead | is_speech:
        wanted = DUCKED_GAIN if speaks else 1.0
        gain += (wanted - gain) * (_ATTACK if speaks else _RELEASE)
        gains.append(gain)
    return np.array(gains, np.float32)

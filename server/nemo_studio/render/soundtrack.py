"""Mixes all sounds of a composition into one stereo signal."""

from pathlib import Path
from typing import Final

import numpy as np

from nemo_studio.render.composition import Composition, Sound
from nemo_studio.render.tempo import change_tempo
from nemo_studio.sound import AMBIENCES, MOODS, RATE, Signal, limit, measure_loudness
from nemo_studio.sound.loudness import SILENCE_LUFS
from nemo_studio.sound.signal import count_samples, fade, put
from nemo_video.media.sound import read_sound

_RAMP_MS = 20
FILM_LUFS: Final = -15.0
"""Between the -16 of podcasts and Apple and the -14 of YouTube and Spotify."""

_MOST_GAIN_DB: Final = 15.0
"""What is meant to be very quiet stays quiet, and a hiss does not become a storm."""


def mix_soundtrack(composition: Composition) -> Signal:
    """Mix to the composition's length, peaks held below clipping; silence where nothing plays."""
    audible = [sound for sound in composition.sounds if sound.volume > 0]
    speech = _mix([sound for sound in audible if sound.is_speech], composition)
    ducked = _mix([sound for sound in audible if sound.is_ducked and not sound.is_speech], composition)
    others = _mix([sound for sound in audible if not sound.is_ducked and not sound.is_speech], composition)
    if ducked is not None and speech is not None:
        ducked *= follow_speech(speech)[:, None]
    parts = [part for part in (speech, ducked, others) if part is not None]
    return limit(sum(parts, start=_silence(composition)))


def master(mixed: Signal) -> Signal:
    """Bring the whole film to the loudness that platforms play at, with the balance of its sounds kept."""
    loudness = measure_loudness(mixed)
    if loudness <= SILENCE_LUFS:
        return mixed
    gain_db = min(FILM_LUFS - loudness, _MOST_GAIN_DB)
    return limit(mixed * np.float32(10 ** (gain_db / 20)))


def _mix(sounds: list[Sound], composition: Composition) -> Signal | None:
    if not sounds:
        return None
    track = _silence(composition)
    for sound in sounds:
        signal = fade(_bend(_perform(sound), sound), sound.fade_in_ms / 1000, sound.fade_out_ms / 1000)
        put(track, sound.start_ms / 1000, signal, sound.volume)
    return track


def _bend(signal: Signal, sound: Sound) -> Signal:
    """Softer or louder where its envelope says so, with short ramps that do not click."""
    at_s, bent = np.arange(len(signal)) / RATE, signal
    for start_ms, stop_ms, factor in sound.envelope:
        edges_s = np.array([start_ms - _RAMP_MS, start_ms, stop_ms, stop_ms + _RAMP_MS]) / 1000
        bent = bent * np.interp(at_s, edges_s, [1, factor, factor, 1]).astype(np.float32)[:, None]
    return bent


def _silence(composition: Composition) -> Signal:
    return np.zeros((count_samples(composition.duration_s), 2), np.float32)


def _perform(sound: Sound) -> Signal:
    duration_s = max(sound.duration_ms, 0) / 1000
    if sound.kind == "file":
        return _play_file(sound, duration_s)
    table = MOODS if sound.kind == "music" else AMBIENCES
    voice = table.get(sound.name) or next(iter(table.values()))
    return voice.perform(duration_s, sound.seed)


def _play_file(sound: Sound, duration_s: float) -> Signal:
    signal = read_sound(Path(sound.name), sound.source_start_ms / 1000, duration_s * sound.speed)
    if sound.is_reversed:
        signal = signal[::-1]
    return change_tempo(signal, sound.speed)[: count_samples(duration_s)]


DUCKED_GAIN: Final = 0.3
_HOP: Final = RATE // 100
_SPEECH_LEVEL: Final = 0.01
"""Root mean square over a hop from which a sound counts as speech, -40 dB."""
_ATTACK: Final = 0.18
_RELEASE: Final = 0.015
"""Share of the way to the wanted gain in each hop: down in a tenth of a second, up in most of one."""
_LOOK_AHEAD_HOPS: Final = 8


def follow_speech(speech: Signal) -> Signal:
    """The gain for other sounds, one per sample: 1 where nobody speaks, `DUCKED_GAIN` under speech."""
    hops = -(-len(speech) // _HOP)
    if not hops:
        return np.ones(0, np.float32)
    padded = np.pad(speech, ((0, hops * _HOP - len(speech)), (0, 0)))
    levels = np.sqrt(np.mean(padded.reshape(hops, -1) ** 2, axis=1))
    gains = _smooth(levels > _SPEECH_LEVEL)
    return np.interp(np.arange(len(speech)), np.arange(hops) * _HOP, gains).astype(np.float32)


def _smooth(is_speech: Signal) -> list[float]:
    ahead = np.append(is_speech[_LOOK_AHEAD_HOPS:], np.zeros(min(_LOOK_AHEAD_HOPS, len(is_speech)), bool))
    gain, gains = 1.0, list[float]()
    for speaks in ahead | is_speech:
        wanted = DUCKED_GAIN if speaks else 1.0
        gain += (wanted - gain) * (_ATTACK if speaks else _RELEASE)
        gains.append(gain)
    return gains

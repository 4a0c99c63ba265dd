"""Mixes all sounds of a composition into one stereo signal."""

import numpy as np

from nemo_video.studio.render.composition import Composition, Sound
from nemo_video.studio.render.footage import read_sound
from nemo_video.studio.sound import AMBIENCES, MOODS, Signal, limit
from nemo_video.studio.sound.signal import count_samples, fade, put


def mix_soundtrack(composition: Composition) -> Signal:
    """Mix to the composition's length, peaks held below clipping; silence where nothing plays."""
    track = np.zeros((count_samples(composition.duration_s), 2), np.float32)
    for sound in composition.sounds:
        signal = fade(_perform(sound), sound.fade_in_ms / 1000, sound.fade_out_ms / 1000)
        put(track, sound.start_ms / 1000, signal, min(max(sound.volume, 0.0), 1.0))
    return limit(track)


def _perform(sound: Sound) -> Signal:
    duration_s = max(sound.duration_ms, 0) / 1000
    if sound.kind == "file":
        return read_sound(sound.name, sound.source_start_ms / 1000, duration_s)
    table = MOODS if sound.kind == "music" else AMBIENCES
    voice = table.get(sound.name) or next(iter(table.values()))
    return voice.perform(duration_s, sound.seed)

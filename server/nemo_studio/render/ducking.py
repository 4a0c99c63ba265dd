"""Music that gives way to speech: an envelope follower on the speech sets the gain of the music."""

from typing import Final

import numpy as np

from nemo_studio.sound import RATE, Signal

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

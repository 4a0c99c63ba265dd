"""How loud sounds are over their length, for people who look at a timeline.

Run as a module it is a worker process: it reads a pickle of sounds on standard input and writes a pickle of
their peaks on standard output. A process of its own keeps the event loop free and can be ended at once.
"""

import pickle
import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from nemo_studio.render.composition import Sound
from nemo_studio.render.sound_sources import SoundPlayer
from nemo_studio.sound.signal import count_samples
from nemo_video.errors import VideoError

COUNT: Final = 160
"""Of peaks of a sound: a timeline 700 pixels wide has room for so many lines."""

Peaks = list[int]


def measure_peaks(sound: Sound) -> Peaks:
    """The loudest sample in each of equal parts, in percent of the loudest of all; zeros for silence.

    Fades and cuts show; how loud it is set does not, for that is told in words.

    Raises:
        VideoError: Its file is not there, or damaged.
    """
    player = SoundPlayer(replace(sound, volume=1))
    edges = np.linspace(0, count_samples(sound.duration_ms / 1000), COUNT + 1).astype(int)
    parts = (player.read(int(size)) for size in np.diff(edges))
    loudest = np.array([np.abs(part).max(initial=0.0) for part in parts])
    return np.rint(100 * loudest / (loudest.max() or 1.0)).astype(int).tolist()


def measure_all(sounds: Sequence[Sound]) -> list[Peaks]:
    """The peaks of each; none of one that cannot be read."""
    return [_try(sound) for sound in sounds]


def _try(sound: Sound) -> Peaks:
    try:
        return measure_peaks(sound)
    except VideoError:
        return []


def main() -> int:
    """Measure what is asked for, once."""
    pickle.dump(measure_all(pickle.load(sys.stdin.buffer)), sys.stdout.buffer)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Clicks in a sound: jumps of single samples, as a careless cut makes them.

Drums, crackling fires and old records are full of short noises that are meant. A click that is not meant
stands alone: nothing near it is like it, and a film has few of them.
"""

from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

_WINDOW_S: Final = 0.005
_NEAR: Final = 12
"""Windows on either side that are compared; a beat of a drum rings on in those after it."""

_OWN: Final = 2
"""Windows on either side that belong to the click itself: lossy codecs smear it."""

_MIN_JUMP: Final = 0.08
"""The least jump that is heard beside other sound: -22 dBFS."""

_MIN_TIMES_NEAR: Final = 7.0
_MIN_TIMES_FILM: Final = 3.0
"""How far it stands out from what is near it, and from the sharpest hundredth of the film."""

_SILENT: Final = 1e-4
"""Smoother than any sound that is heard."""

_MAX_TIMES_LEVEL: Final = 4.0
"""Where two sounds meet, the jump is at most as high as both are loud. What is far louder than all that is
near was there to be heard: a mouse button in a quiet room."""

_QUIET_SHARE: Final = 0.25
"""A lossy codec smears a click over up to half of the windows near it."""

_MAX_CLICKS: Final = 6
"""A film with more of them is made of such noises."""


class ClickFinder:
    """Listens to one track, piece by piece."""

    def __init__(self, rate: int, from_s: float = 0.0) -> None:
        """Prepare for a track of so many samples a second that begins at a time."""
        self._from_s = from_s
        self._window = max(4, round(rate * _WINDOW_S))
        self._window_s = self._window / rate
        self._rest = np.zeros(0, np.float32)
        self._jumps: list[NDArray[np.float32]] = []
        self._levels: list[NDArray[np.float32]] = []

    def add(self, samples: NDArray[np.float32]) -> None:
        """Takes the next samples, shape (samples, channels)."""
        mono = np.concatenate([self._rest, samples.mean(axis=1)])
        count = max(0, len(mono) - 2) // self._window
        if count:
            bends = np.abs(np.diff(mono[: count * self._window + 2], 2))
            self._jumps.append(bends.reshape(count, self._window).max(axis=1).astype(np.float32))
            heard = np.abs(mono[: count * self._window])
            self._levels.append(heard.reshape(count, self._window).max(axis=1).astype(np.float32))
        self._rest = mono[count * self._window :]

    def conclude(self) -> list[float]:
        """When there are clicks, in seconds; empty where such noises are meant."""
        if not self._jumps:
            return []
        jumps, levels = np.concatenate(self._jumps), np.concatenate(self._levels)
        least = max(_MIN_JUMP, _MIN_TIMES_FILM * float(np.quantile(jumps, 0.99)))
        loud = np.flatnonzero(jumps >= least).tolist()
        found = [at for at in loud if _stands_alone(jumps, at) and _is_as_loud(jumps, levels, at)]
        clicks = [index for before, index in pairwise([-_NEAR, *found]) if index - before > _OWN]
        if len(clicks) > _MAX_CLICKS:
            return []
        return [round(self._from_s + (index + 0.5) * self._window_s, 2) for index in clicks]


def _stands_alone(jumps: NDArray[np.float32], index: int) -> bool:
    """Whether both what comes before and what comes after is far smoother.

    Where only one of them sounds, a sound begins or ends, and so it does at the ends of a film.
    """
    before = jumps[max(0, index - _NEAR) : max(0, index - _OWN)]
    after = jumps[index + _OWN + 1 : index + _NEAR + 1]
    if not len(before) or not len(after) or (before.max() < _SILENT) != (after.max() < _SILENT):
        return False
    return float(jumps[index]) >= _MIN_TIMES_NEAR * float(max(before.max(), after.max()))


def _is_as_loud(jumps: NDArray[np.float32], levels: NDArray[np.float32], index: int) -> bool:
    """Whether a jump is no higher than what is heard close before or after it lets it be."""
    before = levels[max(0, index - _NEAR) : max(0, index - _OWN)]
    after = levels[index + _OWN + 1 : index + _NEAR + 1]
    near = max(float(np.quantile(side, _QUIET_SHARE)) for side in (before, after))
    return float(jumps[index]) <= _MAX_TIMES_LEVEL * near

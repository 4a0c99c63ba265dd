"""A look at a film while it is proved: stretches that a viewer would take for a fault.

It must not cry wolf: a fade through black, a held last frame, a rest in the music are meant. So only what
lasts is told, and only where the rest of the film shows that it could be otherwise.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from nemo_video.media.facts import SILENCE_DBFS, Stretch, StretchKind
from nemo_video.media.source import Picture, Sound

_Judge = Callable[[float, float], bool]

_BLACK_LUMA = 26
"""A pixel is black up to a tenth of full scale, so that compression noise does not count as light."""

_BLACK_FRAME_SHARE = 0.98
"""A frame is black when so many of its pixels are."""

_MIN_BLACK_S = 1.5
"""Longer than the usual dip to black between two scenes."""

_MIN_BLACK_AT_AN_END_S = 3.0
"""Films fade in and out."""

_MIN_FROZEN_S = 2.5
"""Longer than a last frame is held on purpose."""

_MIN_SILENT_S = 3.0
"""Longer than a rest in music or speech."""

_STILL_DIFFERENCE = 0.25
"""Mean difference of two small luma planes (0 to 255) below which nothing moved: grain makes more."""

_SILENT_AMPLITUDE = 10 ** (SILENCE_DBFS / 20)


class Runs:
    """Stretches of time over which something holds, from pieces in the order of time."""

    def __init__(self) -> None:
        self.found: list[tuple[float, float]] = []
        self._from_s: float | None = None
        self._to_s = 0.0

    def add(self, at_s: float, end_s: float, *, holds: bool) -> None:
        """Takes the next piece."""
        if holds and self._from_s is None:
            self._from_s = at_s
        if not holds:
            self.close()
        self._to_s = end_s

    def close(self) -> None:
        """Ends the stretch that is under way."""
        if self._from_s is not None:
            self.found.append((self._from_s, self._to_s))
        self._from_s = None


def is_black(luma: NDArray[np.uint8]) -> bool:
    """Whether there is nothing to be seen in a picture."""
    return bool(np.mean(luma <= _BLACK_LUMA) >= _BLACK_FRAME_SHARE)


class Review:
    """Watches and listens to a film from its first to its last frame."""

    def __init__(self) -> None:
        self._black, self._frozen, self._silent = Runs(), Runs(), Runs()
        self._last: NDArray[np.int16] | None = None
        self._end_s = 0.0
        self._moved_s = 0.0
        self._heard_s = 0.0

    def watch(self, picture: Picture) -> None:
        """Looks at the next frame."""
        luma = picture.luma.astype(np.int16)
        is_still = self._last is not None and float(np.abs(luma - self._last).mean()) < _STILL_DIFFERENCE
        black = is_black(picture.luma)
        self._black.add(picture.at_s, picture.end_s, holds=black)
        self._frozen.add(picture.at_s, picture.end_s, holds=is_still and not black)
        self._moved_s += 0.0 if is_still else picture.end_s - picture.at_s
        self._last, self._end_s = luma, max(self._end_s, picture.end_s)

    def listen(self, sound: Sound) -> None:
        """Listens to the next piece."""
        is_silent = float(np.abs(sound.samples).max(initial=0.0)) < _SILENT_AMPLITUDE
        self._silent.add(sound.at_s, sound.end_s, holds=is_silent)
        self._heard_s += 0.0 if is_silent else sound.end_s - sound.at_s
        self._end_s = max(self._end_s, sound.end_s)

    def conclude(self) -> tuple[Stretch, ...]:
        """What was noticed, in the order of time."""
        for runs in (self._black, self._frozen, self._silent):
            runs.close()
        found = [
            *self._select("black", self._black, self._is_black_fault),
            *self._select("frozen", self._frozen, self._is_frozen_fault),
            *self._select("silent", self._silent, self._is_silent_fault),
        ]
        return tuple(sorted(found, key=lambda stretch: stretch.from_s))

    def _select(self, kind: StretchKind, runs: Runs, is_fault: _Judge) -> list[Stretch]:
        return [Stretch(kind, round(a, 2), round(b, 2)) for a, b in runs.found if is_fault(a, b)]

    def _is_black_fault(self, from_s: float, to_s: float) -> bool:
        at_an_end = from_s < 0.1 or to_s > self._end_s - 0.1
        return to_s - from_s >= (_MIN_BLACK_AT_AN_END_S if at_an_end else _MIN_BLACK_S)

    def _is_frozen_fault(self, from_s: float, to_s: float) -> bool:
        """Only at the end of a film that moved before: stills within a film are photographs or meant."""
        lasts = to_s - from_s >= _MIN_FROZEN_S and to_s > self._end_s - 0.1
        return lasts and self._moved_s > to_s - from_s

    def _is_silent_fault(self, from_s: float, to_s: float) -> bool:
        return to_s - from_s >= _MIN_SILENT_S and self._heard_s > to_s - from_s

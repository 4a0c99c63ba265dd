"""A look at a film while it is proved: stretches that a viewer would take for a fault.

It must not cry wolf: a fade through black, a held last frame, a rest in the music are meant. So only what
lasts is told, and only where the rest of the film shows that it could be otherwise.
"""

from collections import deque
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from nemo_video.media.clicks import ClickFinder
from nemo_video.media.facts import SILENCE_DBFS, Expected, Stretch, StretchKind
from nemo_video.media.lettering import TextReview
from nemo_video.media.source import Picture, Sound

_Judge = Callable[[float, float], bool]

_BLACK_LUMA = 26
"""A pixel is black up to a tenth of full scale, so that compression noise does not count as light."""

_BLACK_FRAME_SHARE = 0.98
"""A frame may be black when so many of its pixels are: then it is looked at closely."""

_CLOSE_WIDTH = 640
_LIT = 32
_MAX_LIT_SHARE = 0.0002
"""Stars, a distant lamp, thin credits: so little light, seen closely, makes a night of what was black."""

_MIN_BLACK_S = 1.5
"""Longer than the usual dip to black between two scenes."""

_MIN_BLACK_AT_AN_END_S = 3.0
"""Films fade in and out."""

_MAX_BLACKS = 2
"""A film with more black stretches is cut that way: fireworks, a trailer."""

_MIN_FROZEN_S = 2.5
"""Longer than a last frame is held on purpose."""

_MIN_FROZEN_WITHIN_S = 4.0
"""Longer than an effect holds a picture."""

_CUT_DIFFERENCE, _CUT_TIMES = 10.0, 2.5
"""A picture that changes so much, and so much more than those before it, is another shot."""

_BORDER_S = 0.3
"""What stands still from a cut or a border on is a still, or meant."""

_DISSOLVE_S, _DISSOLVE_DIFFERENCE, _DISSOLVE_REST = 0.4, 8.0, 0.3
"""So long, and so much of a change, is looked at before a still. Halfway, a dissolve has the mean of both
ends but for such a share; what moves has not."""

_MIN_SILENT_AT_AN_END_S, _MIN_SILENT_WITHIN_S = 3.0, 5.0
"""Longer than a rest in music or speech."""

_STILL_DIFFERENCE = 0.25
"""Mean difference of two small luma planes (0 to 255) below which nothing moved: grain makes more."""

_RECODED_S = 0.5
_MAX_RECODED, _MAX_TILE, _MAX_TILES = 10.0, 6.0, 2.0
_MIN_TILES_SHARE = 0.25
"""A keyframe codes a picture anew, and coarse codecs miss it elsewhere than before: what stood still so long
jumps once, all over the picture, and no part of it becomes lighter or darker. Measured on stills of noise in
x264 at CRF 18 to 34 and VP9 at 43: 0.3 to 7.7 in the mean, 4.1 in the lightness of the worst part, 1.2 in
that of all parts. What moves changes that by 6 and more; what is written or ticks changes few parts."""

_PAGE_SHARES = 0.4, 0.97
"""One shade of grey, give or take one, covers so much of a page, a slide or a screen, and they stand still
while people read or talk. A camera's picture has shades; one shade alone is no picture."""

_TILES = (6, 8)
"""Parts of a luma plane, in rows and columns."""

_MIN_STILL_S = 0.25
"""A film with fewer frames than its file repeats each, for shorter than this; it moves all the same."""

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

    @property
    def length_s(self) -> float:
        """Of the stretch that is under way; 0 where there is none."""
        return 0.0 if self._from_s is None else self._to_s - self._from_s

    def close(self) -> None:
        """Ends the stretch that is under way."""
        if self._from_s is not None:
            self.found.append((self._from_s, self._to_s))
        self._from_s = None


def is_black(picture: Picture) -> bool:
    """Whether there is nothing to be seen in a picture. Most are told by the few pixels of their luma."""
    if np.mean(picture.luma <= _BLACK_LUMA) < _BLACK_FRAME_SHARE:
        return False
    brightest: NDArray[np.uint8] = picture.draw(_CLOSE_WIDTH).max(axis=2)
    return bool(np.mean(brightest > _LIT) <= _MAX_LIT_SHARE)


def _is_recoded(change: NDArray[np.int16]) -> bool:
    """Whether two pictures differ as one differs that was coded twice."""
    rows, columns = _TILES
    height, width = change.shape
    tiles = change.reshape(rows, height // rows, columns, width // columns)
    lighter = np.abs(tiles.mean(axis=(1, 3)))
    changed = np.abs(tiles).mean(axis=(1, 3)) >= _STILL_DIFFERENCE
    return bool(
        np.abs(change).mean() <= _MAX_RECODED
        and lighter.max() <= _MAX_TILE
        and lighter.mean() <= _MAX_TILES
        and changed.mean() >= _MIN_TILES_SHARE
    )


def _is_page(luma: NDArray[np.int16]) -> bool:
    """Whether a picture is of the kind that people read."""
    counts = np.bincount(luma.ravel(), minlength=256)
    share = float(np.convolve(counts, (1, 1, 1)).max()) / luma.size
    least, most = _PAGE_SHARES
    return least <= share <= most


class Review:
    """Watches and listens to a film from its first to its last frame."""

    def __init__(self, expected: Expected) -> None:
        self._expected = expected
        self._texts = TextReview(expected.texts, expected.screen)
        self._black, self._frozen, self._silent = Runs(), Runs(), Runs()
        self._clicks: ClickFinder | None = None
        self._track = 0
        self._last: NDArray[np.int16] | None = None
        self._recent: deque[tuple[float, NDArray[np.int16]]] = deque()
        self._usual_difference = 0.0
        self._end_s = 0.0
        self._cuts_s: list[float] = []
        self._heard_s = 0.0
        self._pages_s: list[float] = []

    def watch(self, picture: Picture, *, black: bool) -> None:
        """Looks at the next frame, of which is known whether it is black."""
        luma = picture.luma.astype(np.int16)
        change = luma - (luma - 255 if self._last is None else self._last)
        difference = float(np.abs(change).mean())
        is_still = difference < _STILL_DIFFERENCE or (
            self._frozen.length_s >= _RECODED_S and _is_recoded(change)
        )
        self._black.add(picture.at_s, picture.end_s, holds=black)
        was_frozen_s = self._frozen.length_s
        self._frozen.add(picture.at_s, picture.end_s, holds=is_still and not black)
        if was_frozen_s < _MIN_FROZEN_S <= self._frozen.length_s and _is_page(luma):
            self._pages_s.append(picture.at_s)
        is_cut = difference > max(_CUT_DIFFERENCE, _CUT_TIMES * self._usual_difference)
        if is_cut or (is_still and self._ends_dissolve(luma)):
            self._cuts_s.append(picture.at_s)
        if not is_still or self._frozen.length_s >= _MIN_STILL_S:
            self._usual_difference += (min(difference, _CUT_DIFFERENCE * 5) - self._usual_difference) / 5
        self._recent.append((picture.at_s, luma))
        while self._recent and picture.at_s - self._recent[0][0] > _DISSOLVE_S:
            self._recent.popleft()
        self._last, self._end_s = luma, max(self._end_s, picture.end_s)
        self._texts.watch(picture)

    def _ends_dissolve(self, luma: NDArray[np.int16]) -> bool:
        """Whether what was just shown turned into this picture bit by bit, as one picture into another."""
        if len(self._recent) < 3:
            return False
        begin, middle = self._recent[0][1], self._recent[len(self._recent) // 2][1]
        change = float(np.abs(luma - begin).mean())
        rest = float(np.abs(2 * middle - begin - luma).mean()) / 2
        return change > _DISSOLVE_DIFFERENCE and rest < _DISSOLVE_REST * change

    def listen(self, sound: Sound) -> None:
        """Listens to the next piece; clicks are looked for on the first track."""
        is_silent = float(np.abs(sound.samples).max(initial=0.0)) < _SILENT_AMPLITUDE
        self._silent.add(sound.at_s, sound.end_s, holds=is_silent)
        self._heard_s += 0.0 if is_silent else sound.end_s - sound.at_s
        self._end_s = max(self._end_s, sound.end_s)
        if self._clicks is None:
            self._clicks, self._track = ClickFinder(sound.rate, sound.at_s), sound.track
        if sound.track == self._track:
            self._clicks.add(sound.samples)

    def conclude(self) -> tuple[Stretch, ...]:
        """What was noticed, in the order of time."""
        for runs in (self._black, self._frozen, self._silent):
            runs.close()
        clicks_s = self._clicks.conclude() if self._clicks else []
        found = [
            *self._select("black", self._black, self._is_black_fault),
            *self._select("frozen", self._frozen, self._is_frozen_fault),
            *self._select("silent", self._silent, self._is_silent_fault),
            *(Stretch("click", at_s, at_s) for at_s in clicks_s),
            *self._texts.conclude(),
        ]
        return tuple(sorted(found, key=lambda stretch: stretch.from_s))

    @property
    def texts_seen(self) -> int:
        """How many texts could be told from what is behind them, once it is concluded."""
        return self._texts.seen

    def _select(self, kind: StretchKind, runs: Runs, is_fault: _Judge) -> list[Stretch]:
        return [Stretch(kind, round(a, 2), round(b, 2)) for a, b in runs.found if is_fault(a, b)]

    def _is_black_fault(self, from_s: float, to_s: float) -> bool:
        """A text on black is small, and meant."""
        shown = ((text.from_s, text.to_s) for text in self._expected.texts)
        if any(begin < to_s and from_s < end for begin, end in shown):
            return False
        if len([end for begin, end in self._black.found if end - begin >= _MIN_BLACK_S]) > _MAX_BLACKS:
            return False
        at_an_end = from_s < 0.1 or to_s > self._end_s - 0.1
        return to_s - from_s >= (_MIN_BLACK_AT_AN_END_S if at_an_end else _MIN_BLACK_S)

    def _is_frozen_fault(self, from_s: float, to_s: float) -> bool:
        """Only in a film that moves. Photographs begin with a cut, frozen shots with a border."""
        length_s = to_s - from_s
        if any(from_s <= at_s < to_s for at_s in self._pages_s):
            return False
        begins_s = (*self._cuts_s, *self._expected.borders_s, 0.0)
        if any(abs(at_s - from_s) < _BORDER_S for at_s in begins_s):
            return False
        lengths_s = [end - begin for begin, end in self._frozen.found]
        still_s = sum(each for each in lengths_s if each >= _MIN_STILL_S) - length_s
        if to_s > self._end_s - 0.1:
            return length_s >= _MIN_FROZEN_S and self._end_s - still_s - length_s > length_s
        return length_s >= _MIN_FROZEN_WITHIN_S and still_s < length_s / 4

    def _is_silent_fault(self, from_s: float, to_s: float) -> bool:
        """Not where it is silent again and again: then the rests belong to what is heard."""
        length_s = to_s - from_s
        rests = [end for begin, end in self._silent.found if end - begin >= _MIN_SILENT_AT_AN_END_S]
        at_an_end = from_s < 0.1 or to_s > self._end_s - 0.1
        least_s = _MIN_SILENT_AT_AN_END_S if at_an_end else _MIN_SILENT_WITHIN_S
        return length_s >= least_s and self._heard_s > length_s and len(rests) == 1

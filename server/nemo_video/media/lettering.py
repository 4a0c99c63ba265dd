"""Texts over a film as a viewer sees them: run out of the picture, near its edge, or hard to read.

The timeline tells when a text shows; everything else is seen in the pictures. Its letters are what stands
still in the middle of that time and is there neither before nor after. Where that cannot be told from what
moves behind, nothing is claimed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nemo_video.media.facts import Margins, Screen, ShownText, Stretch, StretchKind
from nemo_video.media.source import Picture

_Rgb = NDArray[np.int16]
_Mask = NDArray[np.bool_]

MAX_TEXTS: Final = 60
"""So many texts of a film are looked at, evenly taken: it may have a thousand subtitles."""

_WIDTH: Final = 640
"""Pictures are looked at so wide: letters of a subtitle then still have strokes of two pixels."""

_MIN_TEXT_S: Final = 0.8
"""What shows shorter has no middle in which it stands still."""

_MOMENTS: Final = (0.45, 0.55, 0.65, 0.75)
_MOMENTS_OF_SHORT: Final = (0.42, 0.5, 0.58)
_SHORT_S: Final = 1.6
"""When a text is looked at, as shares of its time: after it came or was typed, and before it goes."""

_NEAR_S, _FAR_S = 0.15, 0.5
"""How long before and after its time the picture behind it is looked at, at least and at most."""

_STILL: Final = 24
_CHANGED: Final = 40
_FAINTLY_CHANGED: Final = 8
_COLOR: Final = 70
"""Differences of 8-bit values: of letters that stand still, of what came and went, of the same colour."""

_QUIET: Final = 3
"""Where a picture differs less from those around it, nothing but a text comes and goes."""

_MIN_SHARE, _MAX_SHARE = 0.0004, 0.2
"""Letters cover so much of a picture."""

_STROKE_SHARE: Final = 0.04
_MAX_THICK_SHARE: Final = 0.15
"""Strokes are thinner than this share of the picture's height, but for a few; other things are not."""

_MIN_NEIGHBOURS: Final = 5
"""Of the nine pixels around one of a stroke two pixels wide so many are set; of a dot of two by two, four."""

_BESIDE_PX: Final = 3
_SOFT, _MIN_SHARP_SHARE = 20, 0.7
"""Letters differ so much from what is so far beside them, along so much of their outlines. A bright sky that
comes and goes as the light changes fades into the rest of it: 0.6 of a cloud's outline is so sharp."""

_MIN_ROW_SHARE: Final = 0.02
"""A row with less than this share of the fullest is no row of a text."""

_MAX_LINE_GAP: Final = 2.0
"""Between two lines of a text, in heights of the higher one: an empty line fits between."""

_MAX_WORD_GAP: Final = 3.0
"""Between two words of a line, in heights of the highest line."""

_MIN_LINES_SHARE: Final = 0.9
_MAX_HEIGHT_SHARE: Final = 0.5
"""Nearly all of what came is in the lines of the text; what is all over the picture is something else."""

_EDGE_SHARE: Final = 0.01
"""The edge is so wide, because a text may be cut off between two letters."""

_MIN_EDGE_SHARE: Final = 0.003
_MIN_BEYOND_SHARE: Final = 0.02
"""So much of the letters has to lie at the edge, or beyond the margins, before it is told."""

_MARGINS: Final = Margins(0.03, 0.03, 0.03, 0.03)
_MARGINS_UPRIGHT: Final = Margins(0.05, 0.03, 0.11, 0.03)
"""What texts keep clear of. Sources: EBU R 95 asks for 3.5 %. On upright films TikTok, Reels and Shorts all
cover at least this much of the bottom with their own words."""

_MIN_COVERED_SHARE: Final = 0.05
"""So much of the letters has to lie under what a platform lays over them, one of twenty. The areas are wide,
and nobody minds half a stroke."""

_MIN_CONTRAST: Final = 1.5
"""Half of the 3:1 that WCAG 2.2 asks of large text, so that only what is hardly legible is told."""


class TextReview:
    """Looks at the texts of a film while it is decoded."""

    def __init__(self, texts: Sequence[ShownText], screen: Screen | None = None) -> None:
        long_enough = [text for text in texts if text.to_s - text.from_s >= _MIN_TEXT_S]
        step = max(1, -(-len(long_enough) // MAX_TEXTS))
        self._looks = [_Look(text, screen) for text in long_enough[::step]]
        self._found: list[Stretch] = []
        self.seen = 0

    def watch(self, picture: Picture) -> None:
        """Takes the next frame."""
        while self._looks and picture.at_s > self._looks[0].text.to_s + _FAR_S:
            self._judge(self._looks.pop(0))
        drawn: _Rgb | None = None
        for look in self._looks:
            if look.wants(picture.at_s):
                drawn = picture.draw(_WIDTH).astype(np.int16) if drawn is None else drawn
                look.take(picture.at_s, drawn)

    def conclude(self) -> list[Stretch]:
        """What was noticed."""
        while self._looks:
            self._judge(self._looks.pop(0))
        return self._found

    def _judge(self, look: "_Look") -> None:
        text = look.text
        kind = look.find_fault()
        self.seen += look.is_seen
        if kind is not None:
            self._found.append(Stretch(kind, round(text.from_s, 2), round(text.to_s, 2), text.name))


@dataclass
class _Look:
    """The pictures before, within and after the time of one text."""

    text: ShownText
    screen: Screen | None
    is_seen: bool = False
    before: _Rgb | None = None
    within: list[_Rgb] = field(default_factory=list[_Rgb])
    after: _Rgb | None = None

    def wants(self, at_s: float) -> bool:
        """Whether the picture of this time is needed."""
        if at_s < self.text.from_s:
            return self.text.from_s - _FAR_S <= at_s <= self.text.from_s - _NEAR_S
        if at_s < self.text.to_s:
            moments_s = self._moments_s()
            return len(self.within) < len(moments_s) and moments_s[len(self.within)] <= at_s
        return self.after is None and self.text.to_s + _NEAR_S <= at_s

    def take(self, at_s: float, drawn: _Rgb) -> None:
        """Keeps a picture that is needed; of those before the text the last."""
        if at_s < self.text.from_s:
            self.before = drawn
        elif at_s < self.text.to_s:
            self.within.append(drawn)
        else:
            self.after = drawn

    def _moments_s(self) -> list[float]:
        length_s = self.text.to_s - self.text.from_s
        shares = _MOMENTS_OF_SHORT if length_s < _SHORT_S else _MOMENTS
        return [self.text.from_s + share * length_s for share in shares]

    def find_fault(self) -> StretchKind | None:
        """What a viewer would mind most."""
        around = [picture for picture in (self.before, self.after) if picture is not None]
        is_one_size = len({picture.shape for picture in (*around, *self.within)}) == 1
        if len(self.within) < len(_MOMENTS_OF_SHORT) or not around or not is_one_size:
            return None
        shown = np.median(self.within, axis=0).astype(np.int16)
        change = np.minimum.reduce([np.abs(shown - other).max(axis=2) for other in around])
        is_quiet = _is_quiet(shown, around, self.within)
        came = (change >= _CHANGED) & (_range_of(self.within) <= _STILL)
        letters = _find_letters(shown, came, self.text.color, is_quiet=is_quiet)
        if letters is not None:
            self.is_seen = True
            return _judge_letters(shown, letters, self.screen)
        return _judge_faint(shown, change) if is_quiet else None


def _range_of(pictures: Sequence[_Rgb]) -> NDArray[np.int16]:
    """By how much each pixel changes."""
    return (np.maximum.reduce(pictures) - np.minimum.reduce(pictures)).max(axis=2)


def _is_quiet(shown: _Rgb, around: Sequence[_Rgb], within: Sequence[_Rgb]) -> bool:
    """Whether nothing moves behind the text, so that whatever comes and goes is the text."""
    changes = [np.abs(shown - other).max(axis=2) for other in around]
    return all(float(np.quantile(each, 0.8)) <= _QUIET for each in (*changes, _range_of(within)))


def _find_letters(shown: _Rgb, came: _Mask, color: str | None, *, is_quiet: bool) -> _Mask | None:
    """The letters among the pixels that came and went; None where those are no letters.

    What moves comes and goes as well, and only a known colour tells it apart.
    """
    if color:
        came = came & (np.abs(shown - _parse(color)).max(axis=2) <= _COLOR)
    elif not is_quiet:
        return None
    if not is_quiet:
        came = _without_specks(came)
    lines = came & _lines_of(came)[:, None]
    lines &= _words_of(lines)[None, :]
    is_text = _is_lettering(lines) and lines.sum() >= _MIN_LINES_SHARE * came.sum()
    return lines if is_text and (is_quiet or _has_outlines(shown, lines)) else None


def _parse(color: str) -> _Rgb:
    return np.array([int(color[at : at + 2], 16) for at in (1, 3, 5)], np.int16)


def _without_specks(came: _Mask) -> _Mask:
    """Only what has neighbours, as strokes do: lit windows and sparks come and go as dots."""
    return came & (_box_sums(np.pad(came, 1), 3) >= _MIN_NEIGHBOURS)


def _lines_of(came: _Mask) -> NDArray[np.bool_]:
    """The rows of the heaviest group of lines, if those are few enough for a text; else none.

    Lines of one text lie close together; what is far from them is something else.
    """
    mass = came.sum(axis=1)
    rows = np.zeros(len(mass), np.bool_)
    groups = _group_lines(mass >= max(1, _MIN_ROW_SHARE * int(mass.max())))
    if groups:
        first, stop = max(groups, key=lambda group: int(mass[group[0] : group[1]].sum()))
        if stop - first <= _MAX_HEIGHT_SHARE * len(mass):
            rows[max(0, first - 1) : stop + 1] = True
    return rows


def _words_of(lines: _Mask) -> NDArray[np.bool_]:
    """The columns of the heaviest group of words in lines; what is far beside them is something else."""
    heights = np.diff(np.flatnonzero(np.diff(lines.any(axis=1), prepend=False, append=False)))[::2]
    edges = np.flatnonzero(np.diff(lines.any(axis=0), prepend=False, append=False)).reshape(-1, 2)
    columns = np.zeros(lines.shape[1], np.bool_)
    if len(edges):
        mass = lines.sum(axis=0)
        apart = np.flatnonzero(edges[1:, 0] - edges[:-1, 1] > _MAX_WORD_GAP * int(heights.max())) + 1
        groups = [(int(group[0, 0]), int(group[-1, 1])) for group in np.split(edges, apart)]
        first, stop = max(groups, key=lambda group: int(mass[group[0] : group[1]].sum()))
        columns[first:stop] = True
    return columns


def _group_lines(is_written: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """First row and the row after the last of each group of lines that are near to each other."""
    edges = np.flatnonzero(np.diff(is_written, prepend=False, append=False)).reshape(-1, 2).tolist()
    groups: list[tuple[int, int]] = []
    height = 0
    for first, stop in edges:
        height = max(height, stop - first)
        if groups and first - groups[-1][1] <= _MAX_LINE_GAP * height:
            groups[-1] = groups[-1][0], stop
        else:
            groups.append((first, stop))
            height = stop - first
    return groups


def _is_lettering(mask: _Mask) -> bool:
    """Whether it is as much as letters cover, in strokes."""
    covered = int(mask.sum())
    if not _MIN_SHARE <= covered / mask.size <= _MAX_SHARE:
        return False
    side = max(3, round(_STROKE_SHARE * min(mask.shape)))
    return int((_box_sums(mask, side) == side * side).sum()) <= _MAX_THICK_SHARE * covered


def _has_outlines(shown: _Rgb, letters: _Mask) -> bool:
    """Whether they stand out from what is beside them."""
    outline = letters & _grow(~letters, 1)
    differs = np.zeros_like(letters)
    for axis, by in ((0, _BESIDE_PX), (0, -_BESIDE_PX), (1, _BESIDE_PX), (1, -_BESIDE_PX)):
        change = np.abs(shown - np.roll(shown, by, axis)).max(axis=2)
        differs |= (change >= _SOFT) & ~np.roll(letters, by, axis)
    return float(differs[outline].mean()) >= _MIN_SHARP_SHARE


def _box_sums(mask: _Mask, side: int) -> NDArray[np.int32]:
    """How many pixels are set in each square of so many pixels."""
    sums = np.pad(mask.astype(np.int32).cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
    return sums[side:, side:] - sums[:-side, side:] - sums[side:, :-side] + sums[:-side, :-side]


def _grow(mask: _Mask, by: int) -> _Mask:
    return _box_sums(np.pad(mask, by), 2 * by + 1) > 0


def _judge_letters(shown: _Rgb, letters: _Mask, screen: Screen | None) -> StretchKind | None:
    least = max(3, round(_MIN_EDGE_SHARE * int(letters.sum())))
    near = round(_EDGE_SHARE * max(letters.shape))
    edges = (letters[:near], letters[-near:], letters[:, :near], letters[:, -near:])
    if any(int(edge.sum()) >= least for edge in edges):
        return "text_cut"
    if _contrast(shown, letters) < _MIN_CONTRAST:
        return "text_faint"
    height, width = letters.shape
    if screen and _share_beyond(screen.margins_of(width / height), letters) >= _MIN_COVERED_SHARE:
        return "text_covered"
    usual = _MARGINS_UPRIGHT if height > width else _MARGINS
    return "text_outside" if _share_beyond(usual, letters) >= _MIN_BEYOND_SHARE else None


def _share_beyond(margins: Margins, letters: _Mask) -> float:
    height, width = letters.shape
    rows = slice(round(margins.top * height), height - round(margins.bottom * height))
    columns = slice(round(margins.left * width), width - round(margins.right * width))
    return 1 - float(letters[rows, columns].sum()) / float(letters.sum())


def _judge_faint(shown: _Rgb, change: NDArray[np.int16]) -> StretchKind | None:
    """Of a picture in which nothing else changes: letters that differ little from it, or that do not show."""
    faint = change >= _FAINTLY_CHANGED
    if _is_lettering(faint):
        return "text_faint" if _contrast(shown, faint) < _MIN_CONTRAST else None
    return "text_faint" if float(faint.mean()) < _MIN_SHARE else None


def _contrast(shown: _Rgb, letters: _Mask) -> float:
    """Of the letters and what is next to them, as WCAG 2.2 counts it; an outline counts as being next."""
    light = _luminance(shown)
    own = float(np.median(light[letters]))
    beside = light[_grow(letters, 2) & ~letters]
    other = float(np.quantile(beside, 0.25 if own >= np.median(beside) else 0.75))
    return (max(own, other) + 0.05) / (min(own, other) + 0.05)


def _luminance(picture: _Rgb) -> NDArray[np.float32]:
    linear = (np.clip(picture, 0, 255).astype(np.float32) / 255) ** np.float32(2.2)
    return (linear @ np.array([0.2126, 0.7152, 0.0722])).astype(np.float32)

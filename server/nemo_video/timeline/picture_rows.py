"""One track of a timeline's picture: its items as bars, with as much of their names as there is room for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from nemo_video.timeline.effect_words import say_effect
from nemo_video.timeline.items import Item
from nemo_video.timeline.model import Track
from nemo_video.timeline.shapes import Box, Label, Miniatures, Role, Shape, Thumbnail, Waveform
from nemo_video.timeline.summary import span
from nemo_video.timeline.text_width import fit, measure
from nemo_video.timeline.words import label_in

WIDTH: Final = 800

MARGIN: Final = 16
"""Around the picture."""

_GUTTER: Final = 96
"""Where the names of the tracks stand."""

ROW, _CLIP_ROW = 44, 56
"""Heights of rows in pixels: those of clips have room for pictures."""

_THUMBNAIL_PX: Final = 92
"""How wide a frame is in the left of its bar, where words have room beside it."""

_MIN_WORDS_PX: Final = 56
"""A thumbnail leaves at least so much of its bar for the name; in a narrower bar the name stands under it."""

_MIN_PICTURE_PX: Final = 36
"""In a bar that is narrower still nobody can tell what a picture shows."""

_PALE: Final = 0.4
"""Of a frame that stands in for one that is not drawn yet so much is seen."""

_NAME_PX: Final = 17
"""What a name under a thumbnail takes of its height."""

_SPACE = WIDTH - _GUTTER - MARGIN
_PADDING = 6

_MIN_WAVEFORM_PX = 40
"""Over less, a waveform tells nothing."""

_NARROW_PX = 4
"""Items that are narrower cannot be told apart: those in a row are drawn as one block."""

_MIN_BAR_PX = 4.0
"""A narrower one would be hidden by its own edge."""

_BLOCK_PX = 112
"""Items that are named together are about so wide, so that it is told which lie where."""

_NEAR_PX = 8
"""Items with a wider gap between them stand apart: a block over both would cover time in which nothing is."""

_MIN_NAME_LETTERS = 3
"""Fewer letters of a name tell nothing."""


def has_room_for_picture(item: Item, length_s: float) -> bool:
    """Whether it can be told what a frame in its bar shows, on a picture of so many seconds."""
    return _pixels(item, length_s) >= _MIN_PICTURE_PX


def x_of(time_s: float, length_s: float) -> float:
    """Where a time stands on a picture of so many seconds."""
    return round(_GUTTER + _SPACE * time_s / length_s, 1)


def row_height(track: Track) -> int:
    """In pixels."""
    return _CLIP_ROW if track.kind == "video" else ROW


@dataclass(frozen=True)
class Row:
    """One track.

    Attributes:
        top: Its upper edge.
        length_s: Of the whole timeline.
        known: Signatures of the items on the last picture.
        miniatures: What items look or sound like.
        language: Of the words that are not the draft's.
    """

    track: Track
    top: int
    length_s: float
    known: set[str] | None
    miniatures: Miniatures
    language: str

    @property
    def height(self) -> int:
        """In pixels."""
        return row_height(self.track)

    def draw(self, items: Sequence[Item]) -> Iterator[Shape]:
        """Its label, its lane and its items."""
        words = fit(label_in(self.track.label, self.language), _GUTTER - MARGIN, 12)
        yield Label(MARGIN, self.top + self.height / 2 + 4, words, 12, "ink")
        yield Box(_GUTTER, self.top, _SPACE, self.height, "lane")
        blocks: list[list[Item]] = []
        longest = max((measure(str(item.number), 11) for item in items), default=0)  # all alike look better
        for is_named_alone, group in groupby(items, key=lambda item: longest <= self._pixels(item) - 3):
            members = list(group)
            blocks += [[item] for item in members] if is_named_alone else self._blocks(members)
        for block, beside in zip(blocks, self._names_beside(blocks), strict=True):
            if len(block) == 1:
                yield from self._bar(block[0], is_named=beside is None)
            elif min(map(self._pixels, block)) < _NARROW_PX:
                yield from self._block(block)
            else:
                yield from self._strip(block)
            if beside:
                yield beside

    def _has_room_for_number(self, item: Item) -> bool:
        return measure(str(item.number), 11) <= self._pixels(item) - 3

    def _blocks(self, items: Sequence[Item]) -> list[list[Item]]:
        """Neighbours too narrow for their numbers, put together until they are wide enough to be named."""
        blocks: list[list[Item]] = [[]]
        for item in items:
            is_near = bool(blocks[-1]) and self._gap_px(blocks[-1][-1], item) <= _NEAR_PX
            if is_near and self._width([blocks[-1][0], item]) <= _BLOCK_PX:
                blocks[-1].append(item)
            elif is_near and self._width([item, items[-1]]) < _BLOCK_PX / 2:
                blocks[-1].append(item)  # too few are left for a block of their own
            else:
                blocks.append([item])
        return blocks[1:]

    def _gap_px(self, item: Item, later: Item) -> float:
        return self._x(later.segment.start_s) - self._x(item.segment.end_s)

    def _names_beside(self, blocks: Sequence[list[Item]]) -> Iterator[Label | None]:
        """For each block its name beside it; None where there is room within, or nowhere."""
        starts = [self._x(block[0].segment.start_s) for block in blocks]
        free_from = float(_GUTTER)
        for block, left, next_left in zip(blocks, starts, [*starts, WIDTH - MARGIN][1:], strict=True):
            right, label = left + max(_MIN_BAR_PX, self._width(block)), None
            if not self._has_room_for_name(block):
                label = self._name_beside(block, (free_from, left), (right, next_left))
            free_from = right
            if label and label.anchor == "start":
                free_from = label.x + measure(label.words, label.size)
            yield label

    def _has_room_for_name(self, block: list[Item]) -> bool:
        width = self._width(block)
        if len(block) == 1 and block[0].item in self.miniatures.thumbnails and width >= _MIN_PICTURE_PX:
            return True
        return min(measure(name, 12) for name in _names_of(block)) <= width - 2 * _PADDING

    def _name_beside(
        self, block: list[Item], before: tuple[float, float], after: tuple[float, float]
    ) -> Label | None:
        """As much of the name as there is room for after the block, or else before it."""
        baseline = self.top + self.height / 2 + 4
        has_number = len(block) == 1 and self._has_room_for_number(block[0])  # in it, if there is no more
        ways = [(words, 12, _PADDING) for words in _names_of(block)[: 1 if has_number else None]]
        if len(block) == 1 and not has_number:
            ways.append((str(block[0].number), 11, _PADDING // 3))
        for words, size, padding in ways:
            needed = measure(words, size) + 2 * padding
            if needed <= after[1] - after[0]:
                return Label(after[0] + padding, baseline, words, size, "ink")
            if needed <= before[1] - before[0]:
                return Label(before[1] - padding, baseline, words, size, "ink", "end")
        return None

    def _bar(self, item: Item, *, is_named: bool) -> Iterator[Shape]:
        """One item, with its name in it unless that stands beside it."""
        left, width = self._x(item.segment.start_s), max(_MIN_BAR_PX, self._pixels(item) - 1)
        time = span(item.segment.start_s, item.segment.end_s)
        detail = _detail(item, self.language)
        told = f"{time}, {detail}" if detail else time
        title = _title_of(item)
        yield self._box(left, width, [item], f"{title} ({told})")
        thumbnail = self.miniatures.thumbnails.get(item.item)
        opacity = _PALE if item.item in self.miniatures.lent else 1
        if thumbnail and width >= _THUMBNAIL_PX + _MIN_WORDS_PX:
            yield Thumbnail(left + 2, self.top + 2, _THUMBNAIL_PX, self.height - 4, thumbnail, opacity)
            yield from self._words(left + _THUMBNAIL_PX, width - _THUMBNAIL_PX, title, item, (told, time))
        elif thumbnail and width >= _MIN_PICTURE_PX - 1:
            yield Thumbnail(left + 2, self.top + 2, width - 4, self.height - 4 - _NAME_PX, thumbnail, opacity)
            yield from self._name(left, width, title, item, self.top + self.height - 6)
        else:
            words = list(self._words(left, width, title, item, (told, time))) if is_named else []
            yield from self._waveform(item, left, width, words)
            yield from words

    def _waveform(self, item: Item, left: float, width: float, words: Sequence[Label]) -> Iterator[Waveform]:
        peaks = self.miniatures.waveforms.get(item.item)
        if peaks:
            words_px = max((measure(label.words, label.size) + _PADDING for label in words), default=0)
            place = left + _PADDING, self.top + 4, width - 2 * _PADDING, self.height - 8
            if place[2] - words_px >= _MIN_WAVEFORM_PX:
                yield Waveform(*place, peaks, words_px)

    def _words(
        self, left: float, width: float, title: str, item: Item, told: tuple[str, ...]
    ) -> Iterator[Label]:
        """The name, and under it what there is room for of what is told; alone it stands in the middle.

        In a high row a name that is too long for one line has a second one.
        """
        middle, room = self.top + self.height / 2, width - 2 * _PADDING
        line = next((each for each in told if measure(each, 11) <= room), "")
        if item.name and self.height >= _CLIP_ROW and measure(title, 12) > room >= measure(item.item, 12):
            for words, baseline in ((item.item, middle - 11), (fit(item.name, room, 12), middle + 4)):
                yield Label(left + _PADDING, baseline, words, 12, "name")
            yield Label(left + _PADDING, middle + 19, line, 11, "name")
            return
        yield from self._name(left, width, title, item, middle - 3 if line else middle + 4)
        if line:
            yield Label(left + _PADDING, middle + 13, line, 11, "name")

    def _name(self, left: float, width: float, title: str, item: Item, baseline: float) -> Iterator[Label]:
        """As much of it as there is room for; what edits call it is never cut off."""
        room = width - 2 * _PADDING
        wanted = fit(title, room, 12)
        if wanted == title or len(wanted) >= len(item.item) + _MIN_NAME_LETTERS + len(" · …"):
            yield Label(left + _PADDING, baseline, wanted, 12, "name")
        elif measure(item.item, 12) <= room:
            yield Label(left + _PADDING, baseline, item.item, 12, "name")
        elif self._has_room_for_number(item):
            yield Label(round(left + width / 2, 1), baseline, str(item.number), 11, "name", "middle")

    def _block(self, items: list[Item]) -> Iterator[Box | Label]:
        """Items too narrow to be told apart, as one."""
        left, width = self._x(items[0].segment.start_s), self._width(items) - 1
        title, time = _range_of(items), span(items[0].segment.start_s, items[-1].segment.end_s)
        yield self._box(left, width, items, f"{title[0]} ({time})")
        room, middle = width - 2 * _PADDING, self.top + self.height / 2
        for lines, size, baseline in ((title, 12, middle - 3), ((time,), 11, middle + 13)):
            if line := next((each for each in lines if measure(each, size) <= room), ""):
                yield Label(left + _PADDING, baseline, line, size, "name")

    def _strip(self, items: list[Item]) -> Iterator[Shape]:
        """Items that can be told apart, but are too narrow for words: which they are stands under them."""
        left, room = self._x(items[0].segment.start_s), self._width(items)
        named = next((each for each in _range_of(items) if measure(each, 11) <= room), "")
        if not named:
            for item in items:
                yield from self._bar(item, is_named=True)
            return
        height = self.height - _NAME_PX
        for item in items:
            time = span(item.segment.start_s, item.segment.end_s)
            width = max(_MIN_BAR_PX, self._pixels(item) - 1)
            yield self._box(
                self._x(item.segment.start_s), width, [item], f"{_title_of(item)} ({time})", height
            )
        yield Label(left, self.top + self.height - 4, named, 11, "ink")

    def _box(
        self, left: float, width: float, items: Sequence[Item], words: str, height: int | None = None
    ) -> Box:
        is_new = self.known is not None and any(signature(item) not in self.known for item in items)
        edge: Role = "new" if is_new else "edge"
        return Box(left, self.top, round(width, 1), height or self.height, self.track.kind, edge, words)

    def _width(self, items: Sequence[Item]) -> float:
        return self._x(max(item.segment.end_s for item in items)) - self._x(items[0].segment.start_s)

    def _pixels(self, item: Item) -> float:
        return _pixels(item, self.length_s)

    def _x(self, time_s: float) -> float:
        return x_of(time_s, self.length_s)


def _title_of(item: Item) -> str:
    return f"{item.item} · {item.name}" if item.name else item.item


def _names_of(block: list[Item]) -> tuple[str, ...]:
    """What a block may be called, the longest way first."""
    return _range_of(block) if len(block) > 1 else (_title_of(block[0]), block[0].item)


def _range_of(items: list[Item]) -> tuple[str, ...]:
    """Their names in short, the longest way first; clips of another track may be counted between them."""
    first, last = items[0], items[-1]
    if last.number - first.number + 1 == len(items):
        return f"{first.item}–{last.number}", f"{first.number}–{last.number}"
    gap = f"{first.item} … {last.number}"
    return f"{gap} ({len(items)})", gap, f"{first.number} … {last.number}"


def _detail(item: Item, language: str) -> str:
    """Its volume and what is done to it."""
    segment = item.segment
    effects = (say_effect(effect.name, effect.value, language) for effect in segment.effects)
    return ", ".join(filter(None, (segment.percentage, *effects)))


def signature(item: Item) -> str:
    """What makes an item another than before, wherever its number went."""
    segment = item.segment
    return repr((item.kind, item.name, segment.start_s, segment.end_s, item.detail, segment.traits))


def _pixels(item: Item, length_s: float) -> float:
    return _SPACE * (item.segment.end_s - item.segment.start_s) / length_s

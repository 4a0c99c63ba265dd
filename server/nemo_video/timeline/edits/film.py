"""The timeline that edits should lead to: what an editor means by them, as far as any draft can show it.

It serves twice: an edit that cannot be meant is refused before anything is sent, and what came of the others
is told by holding the timeline after the turn against it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from nemo_video.timeline.items import Item, ItemKind, list_items
from nemo_video.timeline.model import SUBTITLE_LABELS, Timeline

USUAL_FPS: Final = 24
USUAL_MUSIC: Final = "BGM"
STILL_S: Final = 4.0
"""How long an uploaded picture is taken to show, where nothing has told yet."""

EffectValue = str | float | bool


class ImpossibleEdit(Exception):
    """An edit that the timeline does not allow; the message says why, and what would be right."""


def given(effects: Mapping[str, EffectValue | None]) -> dict[str, EffectValue]:
    """Those of the effects that an edit names."""
    return {name: value for name, value in effects.items() if value is not None}


@dataclass(eq=False)
class Piece:
    """One segment as it should be.

    Attributes:
        kind: What it is.
        words: What it is called; of a text, what it says.
        start_s: Seconds of the film.
        end_s: Seconds of the film.
        label: What people call such a piece.
        origin: What it was before the edits; None for a new one.
        is_row: Whether it is one of the clips that follow one another; others lie over them.
        is_first: Whether it is the first of what its origin became.
        effects: What is to be done to it, by the names of the effects; `volume` as a factor among them.
        spans: Other times at which it may lie, because not every editor moves it along.
    """

    kind: ItemKind
    words: str | None
    start_s: float
    end_s: float
    label: str
    origin: Item | None = None
    is_row: bool = False
    is_first: bool = True
    effects: dict[str, EffectValue] = field(default_factory=dict[str, EffectValue])
    spans: list[tuple[float, float]] = field(default_factory=list[tuple[float, float]])

    @property
    def length_s(self) -> float:
        """How long it lasts."""
        return self.end_s - self.start_s

    @property
    def is_subtitle(self) -> bool:
        """Whether it is one of the texts that belong to their moment."""
        return self.label in SUBTITLE_LABELS

    @property
    def is_watermark(self) -> bool:
        """Whether it is a picture that shows over the whole film."""
        told = self.origin.segment.effect("watermark") if self.origin else None
        return not self.is_row and (told is not None or bool(self.effects.get("watermark")))

    def shift(self, by_s: float) -> None:
        """Move it along with the film."""
        self.start_s += by_s
        self.end_s += by_s

    def told(self, name: str) -> EffectValue | None:
        """What is known to be done to it by now: by these edits, else as its draft told before."""
        if name in self.effects:
            return self.effects[name]
        told = self.origin.segment.effect(name) if self.origin else None
        return None if told is None else (told.number if told.number is not None else told.value)


class Film:
    """The pieces of a timeline, and what editors do with them.

    Attributes:
        pieces: All that is there, in no order.
        length_s: How long the film is.
        frame_s: How long one of its frames is.
        time_edits: How many edits have changed a length so far.
        is_length_known: Whether nothing of unknown length was placed.
    """

    def __init__(self, timeline: Timeline) -> None:
        items = list_items(timeline)
        over = _find_overlays(items)
        self.pieces = [
            Piece(
                item.kind,
                item.name,
                item.segment.start_s,
                item.segment.end_s,
                item.segment.label,
                item,
                is_row=item.kind == "clip" and item.item not in over,
            )
            for item in items
        ]
        self.length_s = timeline.duration_s
        self.frame_s = 1 / (timeline.fps or USUAL_FPS)
        self.time_edits = 0
        self.is_length_known = True
        self._names = [item.item for item in items]

    @property
    def row(self) -> list[Piece]:
        """The clips that follow one another."""
        return sorted((p for p in self.pieces if p.is_row), key=lambda piece: piece.start_s)

    def find(self, name: str | None) -> Piece:
        """The piece that an edit names.

        Raises:
            ImpossibleEdit: There is none, or no longer exactly one.
        """
        if name not in self._names:
            raise ImpossibleEdit(f'there is no "{name}" on the timeline; there is {self._say_names()}')
        found = [p for p in self.pieces if p.origin and p.origin.item == name]
        if not found:
            raise ImpossibleEdit(f"{name} is gone after the edits before it")
        if len(found) > 1:
            raise ImpossibleEdit(
                f"{name} is {len(found)} pieces after the edits before it; make this edit in a call of its "
                "own, with the names that the timeline has by then"
            )
        return found[0]

    def clip_at(self, at_s: float) -> Piece | None:
        """The clip of the row that shows at a time; at a border the later one."""
        showing = [p for p in self.row if p.start_s - self.frame_s / 2 <= at_s < p.end_s - self.frame_s / 2]
        return showing[-1] if showing else None

    def has_border(self, at_s: float) -> bool:
        """Whether a clip of the row begins or ends at a time."""
        return any(abs(edge - at_s) < self.frame_s for p in self.row for edge in (p.start_s, p.end_s))

    def add(self, piece: Piece) -> Piece:
        """Put a new piece on the timeline."""
        self.pieces.append(piece)
        return piece

    def drop(self, piece: Piece) -> None:
        """Take a piece off, without closing a gap."""
        self.pieces.remove(piece)

    def set_length(self, piece: Piece, length_s: float) -> None:
        """Move the end of a piece; clips after one of the row move with it."""
        by_s = length_s - piece.length_s
        end_s = piece.end_s
        piece.end_s = piece.start_s + length_s
        if piece.is_row:
            self.ripple(end_s, by_s, leave=piece)

    def ripple(self, at_s: float, by_s: float, leave: Piece | None = None) -> None:
        """Open a gap at a time, or close one; what runs through the whole film goes on to its end."""
        half_s = self.frame_s / 2
        for piece in self.pieces:
            if piece is leave:
                continue
            if piece.start_s >= at_s - half_s and piece.start_s > 0:
                piece.shift(by_s)
            elif self._runs_through(piece):
                piece.end_s += by_s
        self.length_s += by_s
        self.time_edits += 1

    def split(self, at_s: float) -> Piece | None:
        """Cut the clip that shows at a time in two; the second half, None where clips meet already."""
        clip = self.clip_at(at_s)
        if clip is None or self.has_border(at_s):
            return None
        later = replace(clip, start_s=at_s, is_first=False, effects=dict(clip.effects), spans=[])
        for name in ("fade in", "transition"):
            later.effects.pop(name, None)
        clip.effects.pop("fade out", None)
        clip.end_s = at_s
        return self.add(later)

    def insert(self, clip: Piece, at_s: float) -> Piece:
        """Put a clip into the row; what shows at that time is split, and its rest moves back."""
        self.split(at_s)
        self.ripple(at_s, clip.length_s)
        return self.add(clip)

    def cut_out(self, start_s: float, stop_s: float) -> None:
        """Take a part of the time away; titles move with it, everything else is shorter."""
        by_s = stop_s - start_s
        for piece in list(self.pieces):
            if self._runs_through(piece):
                piece.end_s -= by_s
            elif piece.kind == "title" and not piece.is_subtitle:
                piece.shift(-max(min(stop_s, piece.start_s) - start_s, 0.0))
            else:
                self._cut_piece(piece, start_s, stop_s)
        self.length_s -= by_s
        self.time_edits += 1

    def remove_clip(self, clip: Piece) -> None:
        """Take a clip of the row off and close the gap."""
        start_s, length_s = clip.start_s, clip.length_s
        self.drop(clip)
        for piece in self.pieces:
            if piece.start_s >= start_s + length_s - self.frame_s / 2:
                piece.shift(-length_s)
            elif self._runs_through(piece):
                piece.end_s -= length_s
        self.length_s -= length_s
        self.time_edits += 1

    def arrange(self, clips: list[Piece]) -> None:
        """Put the clips of the row in this order; what lies over one alone goes with it."""
        at_s = min((clip.start_s for clip in clips), default=0.0)
        laid = [p for p in self.pieces if p.kind != "sound" and not p.is_row]
        moves: list[tuple[Piece, float]] = []
        for clip in clips:
            by_s = at_s - clip.start_s
            moves += [(p, by_s) for p in (clip, *(p for p in laid if _lies_over(p, clip)))]
            at_s += clip.length_s
        for piece, by_s in moves:
            piece.spans.append((piece.start_s, piece.end_s))
            piece.shift(by_s)

    def make_room_for_music(self, start_s: float, stop_s: float) -> None:
        """Music that plays in this time gives way."""
        for piece in list(self.pieces):
            if piece.kind == "sound" and piece.label == USUAL_MUSIC:
                later = replace(piece, start_s=stop_s, is_first=False, spans=[])
                is_longer = piece.end_s > stop_s + self.frame_s
                if piece.start_s >= start_s - self.frame_s:
                    self.drop(piece)
                else:
                    piece.end_s = min(piece.end_s, start_s)
                if is_longer:
                    self.add(later)

    def _cut_piece(self, piece: Piece, start_s: float, stop_s: float) -> None:
        by_s, half_s = stop_s - start_s, self.frame_s / 2
        left_s, right_s = min(piece.end_s, start_s), max(piece.start_s, stop_s)
        has_left, has_right = left_s - piece.start_s > half_s, piece.end_s - right_s > half_s
        if has_right:
            later = replace(piece, start_s=right_s - by_s, end_s=piece.end_s - by_s, spans=[])
            if not has_left:
                piece.start_s, piece.end_s = later.start_s, later.end_s
                return
            later.is_first, later.effects = False, dict(piece.effects)
            self.add(later)
        if has_left:
            piece.end_s = left_s
        else:
            self.drop(piece)

    def _runs_through(self, piece: Piece) -> bool:
        """Whether it is a sound that goes to the end of the film, as music does, or a watermark."""
        is_long = abs(piece.end_s - self.length_s) <= self.frame_s and piece.length_s > self.length_s / 2
        return is_long and (piece.kind == "sound" or piece.is_watermark)

    def _say_names(self) -> str:
        """As in `clip 1 to clip 3, sound 1`."""
        counts: dict[str, int] = {}
        for name in self._names:
            kind = name.split()[0]
            counts[kind] = counts.get(kind, 0) + 1
        said = [f"{k} 1" if n == 1 else f"{k} 1 to {k} {n}" for k, n in counts.items()]
        return ", ".join(said) or "nothing yet"


def _find_overlays(items: tuple[Item, ...]) -> frozenset[str]:
    """The clips that lie over others: they say so, or most of them overlaps the clips of lower tracks."""
    tracks: dict[int, list[Item]] = {}
    for item in items:
        if item.kind == "clip":
            tracks.setdefault(id(item.track), []).append(item)
    over: set[str] = set()
    lower: list[Item] = []
    for clips in tracks.values():
        over.update(clip.item for clip in clips if _lies_over_most(clip, lower))
        lower += [clip for clip in clips if clip.item not in over]
    return frozenset(over)


def _lies_over_most(clip: Item, lower: list[Item]) -> bool:
    covered_s = sum(_overlap_s(clip, each) for each in lower)
    return covered_s > _length_s(clip) / 2 or clip.segment.effect("picture in picture") is not None


def _overlap_s(one: Item, other: Item) -> float:
    both_s = min(one.segment.end_s, other.segment.end_s) - max(one.segment.start_s, other.segment.start_s)
    return max(0.0, both_s)


def _length_s(item: Item) -> float:
    return item.segment.end_s - item.segment.start_s


def _lies_over(piece: Piece, clip: Piece) -> bool:
    return clip.start_s <= piece.start_s and piece.end_s <= clip.end_s

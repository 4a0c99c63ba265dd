"""Whether a timeline shows an edit: a question for each op, answered with yes, no, or "it does not tell"."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Final

from nemo_video.timeline.edits.applying import Applied
from nemo_video.timeline.edits.edit import Op
from nemo_video.timeline.edits.film import EffectValue, Film, Piece
from nemo_video.timeline.edits.matching import match_pieces, plain_words
from nemo_video.timeline.edits.values import is_same, is_usual
from nemo_video.timeline.edits.words import say_seen
from nemo_video.timeline.items import Item, list_items
from nemo_video.timeline.model import Segment, Timeline
from nemo_video.timeline.summary import span, title


@dataclass(frozen=True)
class Finding:
    """What a timeline shows of an edit.

    Attributes:
        is_shown: Whether it shows it; None where the draft does not tell.
        seen: What it shows, in words.
    """

    is_shown: bool | None
    seen: str


@dataclass(frozen=True)
class Judge:
    """Holds a timeline against the film that edits should have led to.

    Attributes:
        before: The timeline before the turn.
        after: The timeline after it.
        film: What the edits, all together, should have led to.
        language: Of the words.
    """

    before: Timeline
    after: Timeline
    film: Film
    language: str

    def find(self, applied: Applied) -> Finding:
        """What the timeline shows of one of the edits."""
        return _QUESTIONS[applied.edit.op](self, applied)

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """What is on the timeline now."""
        return list_items(self.after)

    @cached_property
    def _matched(self) -> dict[Piece, Item]:
        return match_pieces(self.film, self.items)

    @cached_property
    def _tolerance_s(self) -> float:
        """One frame for each edit that changed a length, since each may be rounded to one."""
        frame_s = 1 / (self.after.fps or 1 / self.film.frame_s)
        return frame_s * max(1, self.film.time_edits) + 0.001

    def is_close(self, one_s: float, other_s: float) -> bool:
        """Whether two times are the same but for a frame."""
        return abs(one_s - other_s) <= self._tolerance_s

    def seen(self, piece: Piece) -> Item | None:
        """The segment that a piece has become."""
        return self._matched.get(piece)

    def show(self, *items: Item | None) -> str:
        """Segments in words, as they are now."""
        told = dict.fromkeys(_say_item(item) for item in items if item)
        return "; ".join(told) or say_seen("missing", self.language)

    def show_film(self) -> str:
        """How long the film is, and was."""
        now, before = (f"{t.duration_s:.2f}".rstrip("0").rstrip(".") for t in (self.after, self.before))
        return say_seen("film", self.language, now=now, before=before)

    @property
    def is_film_as_long(self) -> bool:
        """Whether the film is as long as it should be."""
        return self.is_close(self.after.duration_s, self.film.length_s)

    def is_living(self, applied: Applied) -> bool:
        """Whether what an edit was about is still there after the edits that followed it."""
        return all(piece in self.film.pieces for piece in applied.pieces)

    def has_span(self, item: Item, piece: Piece) -> bool:
        """Whether a segment lies where a piece should, or may."""
        spans = [(piece.start_s, piece.end_s), *piece.spans]
        segment = item.segment
        return any(self.is_close(segment.start_s, s) and self.is_close(segment.end_s, e) for s, e in spans)

    def check_effects(self, piece: Piece, item: Item, names: tuple[str, ...]) -> bool | None:
        """Whether all these effects are as they should be; no wins over "not told"."""
        answers = [
            self._check_effect(piece, item.segment, name, piece.effects[name])
            for name in names
            if name in piece.effects
        ]
        return False if False in answers else (None if None in answers else True)

    def _check_effect(self, piece: Piece, segment: Segment, name: str, wanted: EffectValue) -> bool | None:
        told = _told(segment, name)
        if told is not None:
            return is_same(name, wanted, told)
        if name in segment.usual:
            return is_usual(name, wanted)
        origin = piece.origin.segment if piece.origin and piece.is_first else None
        if is_usual(name, wanted):
            return True if origin and _told(origin, name) is not None else None
        is_same_rest = origin is not None and origin.rest == segment.rest
        return False if is_same_rest and self.before.rest == self.after.rest else None


def _told(segment: Segment, name: str) -> EffectValue | None:
    """An effect as the draft tells it; None where it tells of none."""
    if name == "volume":
        return segment.volume
    effect = segment.effect("transition" if name == "transition length" else name)
    if effect is None:
        return None
    if name in _KINDS:
        return effect.value
    if name == "transition length":
        return effect.number
    if effect.number is not None:
        return effect.number
    return effect.value or True


_KINDS: Final = frozenset({"transition", "picture in picture"})
"""Effects that have a kind and a size; their words hold both."""


def _say_item(item: Item) -> str:
    segment = item.segment
    facts = [span(segment.start_s, segment.end_s), *([item.detail] if item.detail else [])]
    return f"{item.item}: {title(item.track, segment)} ({', '.join(facts)})"


def _missing(judge: Judge) -> Finding:
    return Finding(False, say_seen("missing", judge.language))


def _about_living(
    question: Callable[[Judge, Applied, Piece, Item], Finding],
) -> Callable[[Judge, Applied], Finding]:
    """A question about one piece that should be there."""

    def ask(judge: Judge, applied: Applied) -> Finding:
        if not judge.is_living(applied):
            return Finding(None, say_seen("gone_later", judge.language))
        (piece,) = applied.pieces
        item = judge.seen(piece)
        return question(judge, applied, piece, item) if item else _missing(judge)

    return ask


def _lasts(judge: Judge, _applied: Applied, piece: Piece, item: Item) -> Finding:
    length_s = item.segment.end_s - item.segment.start_s
    return Finding(judge.is_close(length_s, piece.length_s), judge.show(item))


def _has_speed(judge: Judge, applied: Applied, piece: Piece, item: Item) -> Finding:
    told = judge.check_effects(piece, item, ("speed",))
    lasts = _lasts(judge, applied, piece, item)
    return Finding(bool(told) or lasts.is_shown, lasts.seen)


def _has_effects(*names: str) -> Callable[[Judge, Applied], Finding]:
    def ask(judge: Judge, _applied: Applied, piece: Piece, item: Item) -> Finding:
        is_shown = judge.check_effects(piece, item, names)
        shown = judge.show(item)
        untold = say_seen("untold", judge.language)
        return Finding(is_shown, f"{shown}; {untold}" if is_shown is None else shown)

    return _about_living(ask)


def _has_volume(judge: Judge, _applied: Applied, piece: Piece, item: Item) -> Finding:
    """Its own volume; of a clip that has none, that of a sound which lies under it and changed."""
    own = judge.check_effects(piece, item, ("volume",))
    if own or piece.kind != "clip" or item.segment.volume is not None:
        return Finding(own, judge.show(item))
    sounds = [i for i in judge.items if i.kind == "sound" and _is_under(i.segment, item.segment)]
    before = {(i.name, i.segment.volume) for i in list_items(judge.before) if i.kind == "sound"}
    changed = [i for i in sounds if (i.name, i.segment.volume) not in before]
    right = [i for i in changed if i.segment.volume is not None]
    right = [i for i in right if is_same("volume", piece.effects["volume"], i.segment.volume or 0.0)]
    return Finding(True if right else own, judge.show(*(right or [item, *changed])))


def _is_under(sound: Segment, clip: Segment) -> bool:
    overlap_s = min(sound.end_s, clip.end_s) - max(sound.start_s, clip.start_s)
    return overlap_s > (clip.end_s - clip.start_s) / 2


def _is_cut(judge: Judge, applied: Applied) -> Finding:
    """The film is shorter by that, unless it is plain that something else was cut."""
    cut = {plain_words(piece.words) for piece in applied.pieces} - {None}
    wanted_s = sum(p.length_s for p in judge.film.pieces if p.is_row and plain_words(p.words) in cut)
    now = [i for i in judge.items if i.kind == "clip" and plain_words(i.name) in cut]
    is_right_part = judge.is_close(wanted_s, sum(i.segment.end_s - i.segment.start_s for i in now))
    is_shown = (judge.is_film_as_long and (is_right_part or not cut)) or bool(cut and is_right_part)
    return Finding(is_shown, "; ".join([judge.show_film(), *([judge.show(*now)] if now else [])]))


def _has_border(judge: Judge, applied: Applied) -> Finding:
    (later,) = applied.pieces
    if not judge.is_living(applied):
        return Finding(None, say_seen("gone_later", judge.language))
    there = [i for i in judge.items if i.kind == "clip" and judge.is_close(i.segment.start_s, later.start_s)]
    clips = [i for i in judge.items if i.kind == "clip" and plain_words(i.name) == plain_words(later.words)]
    return Finding(bool(there), judge.show(*(there or clips)))


def _has_moved(judge: Judge, _applied: Applied, piece: Piece, item: Item) -> Finding:
    """Its place among the clips that are there; what looks all alike does not tell."""
    row = [p for p in judge.film.row if judge.seen(p)]
    items = sorted((each for p in row if (each := judge.seen(p))), key=lambda each: each.segment.start_s)
    order = ", ".join(title(each.track, each.segment) for each in items)
    shown = say_seen("order", judge.language, order=order)
    is_there = items.index(item) == row.index(piece)
    has_ids = all(each.segment.segment_id for each in items)
    looks = {(plain_words(p.words), round(p.length_s, 2)) for p in row}
    if is_there and len(row) > 1 and len(looks) == 1 and not has_ids:
        return Finding(None, shown)
    return Finding(is_there, shown)


def _is_gone(judge: Judge, applied: Applied) -> Finding:
    (piece,) = applied.pieces
    origin = piece.origin.segment if piece.origin else None
    alike = [
        i for i in judge.items if i.kind == piece.kind and plain_words(i.name) == plain_words(piece.words)
    ]
    expected = sum(
        p.kind == piece.kind and plain_words(p.words) == plain_words(piece.words) for p in judge.film.pieces
    )
    by_id = [i for i in alike if origin and origin.segment_id and i.segment.segment_id == origin.segment_id]
    is_shown = not by_id and len(alike) <= expected
    return Finding(is_shown, say_seen("gone", judge.language) if is_shown else judge.show(*(by_id or alike)))


def _is_frozen(judge: Judge, applied: Applied) -> Finding:
    (still,) = applied.pieces
    if judge.is_film_as_long:
        return Finding(True, judge.show_film())
    item = judge.seen(still) if judge.is_living(applied) else None
    is_held = item is not None and judge.has_span(item, still)
    return Finding(is_held, judge.show(item) if is_held else judge.show_film())


def _has_title(judge: Judge, applied: Applied) -> Finding:
    (piece,) = applied.pieces
    if not judge.is_living(applied):
        return Finding(None, say_seen("gone_later", judge.language))
    titles = [i for i in judge.items if i.kind == "title"]
    same = [i for i in titles if plain_words(i.name) == plain_words(piece.words)]
    there = [i for i in same if judge.has_span(i, piece)]
    right = [i for i in there if judge.check_effects(piece, i, _STYLE) is not False]
    return Finding(bool(right), judge.show(*(right or there or same)))


def _has_subtitles(judge: Judge, applied: Applied) -> Finding:
    titles: dict[str | None, list[Item]] = {}
    for item in judge.items:
        if item.kind == "title":
            titles.setdefault(plain_words(item.name), []).append(item)
    alike = [(piece, titles.get(plain_words(piece.words), ())) for piece in applied.pieces]
    there = [piece for piece, items in alike if any(judge.has_span(item, piece) for item in items)]
    count, wanted = len(there), len(applied.pieces)
    return Finding(count == wanted, say_seen("count", judge.language, count=count, wanted=wanted))


def _is_changed(judge: Judge, applied: Applied, piece: Piece, item: Item) -> Finding:
    edit = applied.edit
    has_words = edit.text is None or plain_words(item.name) == plain_words(piece.words)
    has_times = (edit.from_s is None and edit.to_s is None) or judge.has_span(item, piece)
    styled = judge.check_effects(piece, item, _STYLE)
    is_shown = styled if has_words and has_times else False
    return Finding(is_shown, judge.show(item))


def _has_music(judge: Judge, applied: Applied) -> Finding:
    (music,) = applied.pieces
    if not judge.is_living(applied):
        return Finding(None, say_seen("gone_later", judge.language))
    sounds = [i for i in judge.items if i.kind == "sound" and i.segment.label != "Ambience"]
    before = [_without_id(i.segment) for i in list_items(judge.before) if i.kind == "sound"]
    new = [i for i in sounds if _without_id(i.segment) not in before]
    there = [i for i in new if judge.has_span(i, music)]
    right = [i for i in there if judge.check_effects(music, i, ("volume",)) is not False]
    return Finding(bool(right), judge.show(*(right or there or new)))


def _without_id(segment: Segment) -> tuple[object, ...]:
    return (segment.name, segment.start_s, segment.end_s, segment.volume, segment.traits)


def _is_placed(judge: Judge, applied: Applied) -> Finding:
    if not judge.is_living(applied):
        return Finding(None, say_seen("gone_later", judge.language))
    if applied.edit.text is not None:
        return _is_card(judge, applied)
    (piece,) = applied.pieces
    named = [i for i in judge.items if i.kind == piece.kind and _is_file(i.name, piece.words)]
    wanted = sum(p.kind == piece.kind and _is_file(p.words, piece.words) for p in judge.film.pieces)
    right = [i for i in named if judge.check_effects(piece, i, _SMALL_PICTURE) is not False]
    if applied.edit.watermark:
        right = [i for i in right if judge.has_span(i, piece)]
    return Finding(len(named) >= wanted and bool(right), judge.show(*(right or named)))


def _is_card(judge: Judge, applied: Applied) -> Finding:
    """The picture, and a text of those words in its time."""
    card, line = applied.pieces
    pictures = [i for i in judge.items if i.kind == "clip" and _is_file(i.name, card.words)]
    shown = [i for i in pictures if judge.has_span(i, card)]
    lines = [i for i in judge.items if i.kind == "title" and plain_words(i.name) == plain_words(line.words)]
    there = [i for i in lines if judge.has_span(i, line)]
    return Finding(bool(shown and there), judge.show(*(shown or pictures), *(there or lines)))


def _is_file(name: str | None, file_name: str | None) -> bool:
    """Whether a segment is named after a file, with or without its ending."""
    told, wanted = (plain_words(each) or "" for each in (name, file_name))
    return bool(told) and told.lower() in (wanted.lower(), wanted.rpartition(".")[0].lower())


def _is_canvas(judge: Judge, applied: Applied) -> Finding:
    edit, after = applied.edit, judge.after
    asked = {
        "aspect_ratio": (edit.aspect_ratio, after.aspect_ratio),
        "resolution": (edit.resolution, after.resolution),
        "fps": (edit.fps, after.fps),
        # A backend that knows no platforms does all of it by the three above.
        "platform": (edit.platform if after.platform else None, after.platform),
    }
    told = {name: pair for name, pair in asked.items() if pair[0] is not None}
    answers = [
        None if now is None else is_same(name, wanted or "", now) for name, (wanted, now) in told.items()
    ]
    seen = [
        f"{name} {now:g}" if isinstance(now, float) else f"{name} {now}"
        for name, (_, now) in told.items()
        if now
    ]
    is_shown = False if False in answers else (None if None in answers else True)
    words = (
        say_seen("canvas", judge.language, told=", ".join(seen))
        if seen
        else say_seen("untold", judge.language)
    )
    return Finding(is_shown, words)


def _is_other(judge: Judge, _applied: Applied) -> Finding:
    is_other = judge.before != judge.after
    return Finding(is_other, say_seen("changed" if is_other else "as_before", judge.language))


_SMALL_PICTURE: Final = ("picture in picture", "opacity", "margin", "watermark")
_STYLE: Final = ("place", "size", "color", "animation")
_QUESTIONS: Final[Mapping[Op, Callable[[Judge, Applied], Finding]]] = MappingProxyType(
    {
        "trim": _about_living(_lasts),
        "cut": _is_cut,
        "split": _has_border,
        "move": _about_living(_has_moved),
        "remove": _is_gone,
        "length": _about_living(_lasts),
        "speed": _about_living(_has_speed),
        "reverse": _has_effects("reversed"),
        "freeze": _is_frozen,
        "volume": _about_living(_has_volume),
        "fade": _has_effects("fade in", "fade out"),
        "transition": _has_effects("transition", "transition length"),
        "title": _has_title,
        "subtitles": _has_subtitles,
        "change": _about_living(_is_changed),
        "music": _has_music,
        "look": _has_effects("look", "brightness", "contrast", "saturation"),
        "frame": _has_effects("fit", "zoom", "rotation", "mirrored", "flipped"),
        "place": _is_placed,
        "canvas": _is_canvas,
        "undo": _is_other,
        "redo": _is_other,
    }
)

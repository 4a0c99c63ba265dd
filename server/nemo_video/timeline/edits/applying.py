"""What each edit does to a film, an op a function. What cannot be meant is refused, with what would be."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from nemo_video.timeline.edits.adding import (
    Uploads,
    add_music,
    add_subtitles,
    add_title,
    place_file,
    style_of,
)
from nemo_video.timeline.edits.checks import find_clip, need, say_seconds, span_of_film
from nemo_video.timeline.edits.edit import Edit, Op
from nemo_video.timeline.edits.film import Film, ImpossibleEdit, Piece, given


@dataclass(frozen=True)
class Applied:
    """An edit that was carried out on a film.

    Attributes:
        edit: The edit.
        pieces: What it is about or what it made, as it goes on; of a cut, what it took something from.
        before_s: How long the film was before it.
    """

    edit: Edit
    pieces: tuple[Piece, ...]
    before_s: float


def apply(film: Film, edit: Edit, uploads: Uploads) -> Applied:
    """Carry an edit out on a film.

    Raises:
        ImpossibleEdit: It cannot be meant; the film may be half changed then.
        InvalidArgument: Its subtitles cannot be read.
    """
    before_s = film.length_s
    if edit.op == "place":
        return Applied(edit, place_file(film, edit, uploads), before_s)
    return Applied(edit, _OPS[edit.op](film, edit), before_s)


def _trim(film: Film, edit: Edit) -> tuple[Piece, ...]:
    piece = find_clip(film, edit, may_be_sound=True)
    start_s, stop_s = edit.from_s or 0.0, edit.to_s or 0.0
    need(start_s < stop_s, "to_s has to be later than from_s")
    length = say_seconds(piece.length_s)
    need(
        stop_s <= piece.length_s + film.frame_s,
        f"{edit.item} is {length} s long, so to_s can be {length} at most",
    )
    film.set_length(piece, stop_s - start_s)
    return (piece,)


def _cut(film: Film, edit: Edit) -> tuple[Piece, ...]:
    start_s, stop_s = span_of_film(film, edit)
    is_all = stop_s - start_s >= film.length_s - film.frame_s
    need(not is_all, "that would leave nothing of the film")
    cut = tuple(p for p in film.row if p.start_s < stop_s and p.end_s > start_s)
    film.cut_out(start_s, stop_s)
    return cut


def _split(film: Film, edit: Edit) -> tuple[Piece, ...]:
    at_s = edit.at_s or 0.0
    need(film.row, "there is no clip on the timeline yet")
    end_s = film.row[-1].end_s
    need(
        at_s < end_s,
        f"{say_seconds(at_s)} s is outside the film, whose clips end at {say_seconds(end_s)} s by then",
    )
    later = film.split(at_s)
    if later is None:
        raise ImpossibleEdit(f"a clip begins or ends at {say_seconds(at_s)} s already, or there is none")
    return (later,)


def _move(film: Film, edit: Edit) -> tuple[Piece, ...]:
    piece, row = find_clip(film, edit), film.row
    need(piece.is_row, f"{edit.item} lies over other clips and has no place among them")
    to = edit.to or 0
    need(to <= len(row), f"there are {len(row)} clips by then, so to can be {len(row)} at most")
    others = [each for each in row if each is not piece]
    film.arrange([*others[: to - 1], piece, *others[to - 1 :]])
    return (piece,)


def _remove(film: Film, edit: Edit) -> tuple[Piece, ...]:
    piece = film.find(edit.item)
    if piece.is_row:
        film.remove_clip(piece)
    else:
        film.drop(piece)
    return (piece,)


def _length(film: Film, edit: Edit) -> tuple[Piece, ...]:
    piece = film.find(edit.item)
    film.set_length(piece, edit.duration_s or 0.0)
    return (piece,)


def _speed(film: Film, edit: Edit) -> tuple[Piece, ...]:
    piece = find_clip(film, edit, may_be_sound=True)
    now, factor = piece.told("speed"), edit.factor or 1.0
    is_known = isinstance(now, int | float) and now > 0
    film.set_length(piece, piece.length_s * (float(now) if now and is_known else 1.0) / factor)
    piece.effects["speed"] = factor
    return (piece,)


def _reverse(film: Film, edit: Edit) -> tuple[Piece, ...]:
    piece = find_clip(film, edit)
    piece.effects["reversed"] = not is_reversed(piece)
    return (piece,)


def is_reversed(piece: Piece) -> bool:
    """Whether a piece runs backwards, as far as is known."""
    now = piece.told("reversed")
    return now is not None and now is not False


def _freeze(film: Film, edit: Edit) -> tuple[Piece, ...]:
    at_s, duration_s = edit.at_s or 0.0, edit.duration_s or 0.0
    need(film.row, "there is no clip on the timeline yet")
    end_s = film.row[-1].end_s
    need(
        at_s <= end_s + film.frame_s,
        f"{say_seconds(at_s)} s is outside the film, whose clips end at {say_seconds(end_s)} s by then",
    )
    shown = film.clip_at(at_s) or film.row[-1]
    still = Piece("clip", shown.words, at_s, at_s + duration_s, shown.label, is_row=True)
    return (film.insert(still, at_s),)


def _volume(film: Film, edit: Edit) -> tuple[Piece, ...]:
    piece = find_clip(film, edit, may_be_sound=True)
    piece.effects["volume"] = (edit.percent or 0.0) / 100
    return (piece,)


def _fade(film: Film, edit: Edit) -> tuple[Piece, ...]:
    piece = find_clip(film, edit, may_be_sound=True)
    for name, effect, seconds in (("in_s", "fade in", edit.in_s), ("out_s", "fade out", edit.out_s)):
        if seconds is not None:
            longest = say_seconds(piece.length_s)
            need(
                seconds <= piece.length_s + film.frame_s,
                f"{name} can be {longest} at most: {edit.item} is {longest} s long by then",
            )
            piece.effects[effect] = seconds
    return (piece,)


def _transition(film: Film, edit: Edit) -> tuple[Piece, ...]:
    piece, row = find_clip(film, edit), film.row
    need(piece.is_row, f"{edit.item} lies over other clips, so none comes before it")
    index = row.index(piece)
    need(index, f"{edit.item} is the first clip by then; name the later of two clips")
    longest_s = min(row[index - 1].length_s, piece.length_s)
    duration_s = edit.duration_s or 0.0
    need(
        duration_s <= longest_s + film.frame_s,
        f"duration_s can be {say_seconds(longest_s)} at most: so long is the shorter of the two clips",
    )
    piece.effects["transition"] = edit.kind or "none"
    piece.effects.pop("transition length", None)
    if edit.kind != "none":
        piece.effects["transition length"] = duration_s
    return (piece,)


def _change(film: Film, edit: Edit) -> tuple[Piece, ...]:
    piece = film.find(edit.item)
    style = style_of(edit)
    if piece.kind != "title":
        need(
            not style and edit.text is None, f"{edit.item} is a {piece.kind}: only from_s and to_s can change"
        )
        need(not piece.is_row, f"{edit.item} follows other clips: use trim, length or move")
    if edit.text is not None:
        piece.words = edit.text
    if edit.from_s is not None or edit.to_s is not None:
        moved_s = (edit.from_s if edit.from_s is not None else piece.start_s) - piece.start_s
        stop_s = edit.to_s if edit.to_s is not None else piece.end_s + moved_s
        # A start alone moves the piece; where it then does not fit, its end is the film's.
        stop_s = min(stop_s, film.length_s) if edit.to_s is None else stop_s
        span = replace(edit, from_s=piece.start_s + moved_s, to_s=stop_s)
        piece.start_s, piece.end_s = span_of_film(film, span)
        piece.spans.append((piece.start_s, piece.end_s))
    piece.effects.update(style)
    return (piece,)


def _look(film: Film, edit: Edit) -> tuple[Piece, ...]:
    piece = find_clip(film, edit)
    effects = {
        "look": edit.look,
        "brightness": edit.brightness,
        "contrast": edit.contrast,
        "saturation": edit.saturation,
    }
    piece.effects.update(given(effects))
    return (piece,)


def _frame(film: Film, edit: Edit) -> tuple[Piece, ...]:
    piece = find_clip(film, edit)
    effects = {
        "fit": edit.fit,
        "zoom": edit.zoom,
        "rotation": edit.rotate,
        "mirrored": edit.mirror,
        "flipped": edit.flip,
    }
    piece.effects.update(given(effects))
    return (piece,)


def _nothing_known(_film: Film, _edit: Edit) -> tuple[Piece, ...]:
    return ()


_OPS: Final[Mapping[Op, Callable[[Film, Edit], tuple[Piece, ...]]]] = MappingProxyType(
    {
        "trim": _trim,
        "cut": _cut,
        "split": _split,
        "move": _move,
        "remove": _remove,
        "length": _length,
        "speed": _speed,
        "reverse": _reverse,
        "freeze": _freeze,
        "volume": _volume,
        "fade": _fade,
        "transition": _transition,
        "title": add_title,
        "subtitles": add_subtitles,
        "change": _change,
        "music": add_music,
        "look": _look,
        "frame": _frame,
        "canvas": _nothing_known,
        "undo": _nothing_known,
        "redo": _nothing_known,
    }
)

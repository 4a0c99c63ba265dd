"""What each edit does to a film, an op a function. What cannot be meant is refused, with what would be."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from nemo_video.timeline.edits.edit import Edit, Media, Op
from nemo_video.timeline.edits.film import STILL_S, USUAL_MUSIC, Film, ImpossibleEdit, Piece
from nemo_video.wire.subtitles import Cue, read_cues


@dataclass(frozen=True)
class Uploads:
    """The files that can be placed, by name."""

    media: Mapping[str, Media]

    @classmethod
    def of(cls, media: Iterable[Media]) -> "Uploads":
        """These files; of two of one name the later one."""
        return cls({each.name: each for each in media})

    def find(self, name: str) -> Media:
        """The file of a name.

        Raises:
            ImpossibleEdit: There is none.
        """
        if name in self.media:
            return self.media[name]
        there = ", ".join(f'"{each}"' for each in self.media) or "none; call upload first"
        raise ImpossibleEdit(f'there is no uploaded file "{name}"; there is {there}')


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
        return Applied(edit, _place(film, edit, uploads), before_s)
    return Applied(edit, _OPS[edit.op](film, edit), before_s)


def cues_of(edit: Edit) -> tuple[Cue, ...]:
    """The cues of an edit that writes subtitles.

    Raises:
        InvalidArgument: They cannot be read.
    """
    return read_cues(edit.text or "") if edit.op == "subtitles" else ()


def _need(condition: object, message: str) -> None:
    if not condition:
        raise ImpossibleEdit(message)


def _say(seconds: float) -> str:
    return f"{seconds:.3f}".rstrip("0").rstrip(".")


def _span_of_film(film: Film, edit: Edit) -> tuple[float, float]:
    _need(film.length_s > 0, "there is nothing on the timeline yet")
    start_s, stop_s = edit.from_s or 0.0, film.length_s if edit.to_s is None else edit.to_s
    _need(start_s < stop_s, "to_s has to be later than from_s")
    _need(
        stop_s <= film.length_s + film.frame_s or not film.is_length_known,
        f"{_say(stop_s)} s is outside the film, which is {_say(film.length_s)} s long by then",
    )
    return start_s, stop_s


def _clip(film: Film, edit: Edit, *, may_be_sound: bool = False) -> Piece:
    piece = film.find(edit.item)
    if piece.kind == "title" or (piece.kind == "sound" and not may_be_sound):
        takes = "a clip or a sound" if may_be_sound else "a clip"
        raise ImpossibleEdit(f"{edit.op} takes {takes}, and {edit.item} is a {piece.kind}")
    return piece


def _trim(film: Film, edit: Edit) -> tuple[Piece, ...]:
    piece = _clip(film, edit, may_be_sound=True)
    start_s, stop_s = edit.from_s or 0.0, edit.to_s or 0.0
    _need(start_s < stop_s, "to_s has to be later than from_s")
    _need(
        stop_s <= piece.length_s + film.frame_s,
        f"{edit.item} is {_say(piece.length_s)} s long, so to_s can be {_say(piece.length_s)} at most",
    )
    film.set_length(piece, stop_s - start_s)
    return (piece,)


def _cut(film: Film, edit: Edit) -> tuple[Piece, ...]:
    start_s, stop_s = _span_of_film(film, edit)
    is_all = stop_s - start_s >= film.length_s - film.frame_s
    _need(not is_all, "that would leave nothing of the film")
    cut = tuple(p for p in film.row if p.start_s < stop_s and p.end_s > start_s)
    film.cut_out(start_s, stop_s)
    return cut


def _split(film: Film, edit: Edit) -> tuple[Piece, ...]:
    at_s = edit.at_s or 0.0
    _need(film.row, "there is no clip on the timeline yet")
    end_s = film.row[-1].end_s
    _need(at_s < end_s, f"{_say(at_s)} s is outside the film, whose clips end at {_say(end_s)} s by then")
    later = film.split(at_s)
    if later is None:
        raise ImpossibleEdit(f"a clip begins or ends at {_say(at_s)} s already, or there is none")
    return (later,)


def _move(film: Film, edit: Edit) -> tuple[Piece, ...]:
    piece, row = _clip(film, edit), film.row
    _need(piece.is_row, f"{edit.item} lies over other clips and has no place among them")
    to = edit.to or 0
    _need(to <= len(row), f"there are {len(row)} clips by then, so to can be {len(row)} at most")
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
    piece = _clip(film, edit, may_be_sound=True)
    now, factor = piece.told("speed"), edit.factor or 1.0
    is_known = isinstance(now, int | float) and now > 0
    film.set_length(piece, piece.length_s * (float(now) if now and is_known else 1.0) / factor)
    piece.effects["speed"] = factor
    return (piece,)


def _reverse(film: Film, edit: Edit) -> tuple[Piece, ...]:
    piece = _clip(film, edit)
    piece.effects["reversed"] = not is_reversed(piece)
    return (piece,)


def is_reversed(piece: Piece) -> bool:
    """Whether a piece runs backwards, as far as is known."""
    now = piece.told("reversed")
    return now is not None and now is not False


def _freeze(film: Film, edit: Edit) -> tuple[Piece, ...]:
    at_s, duration_s = edit.at_s or 0.0, edit.duration_s or 0.0
    _need(film.row, "there is no clip on the timeline yet")
    end_s = film.row[-1].end_s
    _need(
        at_s <= end_s + film.frame_s,
        f"{_say(at_s)} s is outside the film, whose clips end at {_say(end_s)} s by then",
    )
    shown = film.clip_at(at_s) or film.row[-1]
    still = Piece("clip", shown.words, at_s, at_s + duration_s, shown.label, is_row=True)
    return (film.insert(still, at_s),)


def _volume(film: Film, edit: Edit) -> tuple[Piece, ...]:
    piece = _clip(film, edit, may_be_sound=True)
    piece.effects["volume"] = (edit.percent or 0.0) / 100
    return (piece,)


def _fade(film: Film, edit: Edit) -> tuple[Piece, ...]:
    piece = _clip(film, edit, may_be_sound=True)
    for name, effect, seconds in (("in_s", "fade in", edit.in_s), ("out_s", "fade out", edit.out_s)):
        if seconds is not None:
            longest = _say(piece.length_s)
            _need(
                seconds <= piece.length_s + film.frame_s,
                f"{name} can be {longest} at most: {edit.item} is {longest} s long by then",
            )
            piece.effects[effect] = seconds
    return (piece,)


def _transition(film: Film, edit: Edit) -> tuple[Piece, ...]:
    piece, row = _clip(film, edit), film.row
    _need(piece.is_row, f"{edit.item} lies over other clips, so none comes before it")
    index = row.index(piece)
    _need(index, f"{edit.item} is the first clip by then; name the later of two clips")
    longest_s = min(row[index - 1].length_s, piece.length_s)
    duration_s = edit.duration_s or 0.0
    _need(
        duration_s <= longest_s + film.frame_s,
        f"duration_s can be {_say(longest_s)} at most: so long is the shorter of the two clips",
    )
    piece.effects["transition"] = edit.kind or "none"
    piece.effects.pop("transition length", None)
    if edit.kind != "none":
        piece.effects["transition length"] = duration_s
    return (piece,)


def _title(film: Film, edit: Edit) -> tuple[Piece, ...]:
    start_s, stop_s = _span_of_film(film, edit)
    piece = Piece("title", edit.text, start_s, stop_s, "Title", effects=_style_of(edit))
    piece.spans.append((start_s, stop_s))
    return (film.add(piece),)


def _style_of(edit: Edit) -> dict[str, str | float | bool]:
    told = {"place": edit.place, "size": edit.size, "color": edit.color, "animation": edit.animation}
    return {name: value for name, value in told.items() if value is not None}


def _subtitles(film: Film, edit: Edit) -> tuple[Piece, ...]:
    _need(film.length_s > 0, "there is nothing on the timeline yet")
    cues = cues_of(edit)
    late = next((cue for cue in cues if cue.start_ms / 1000 >= film.length_s), None)
    if late:
        raise ImpossibleEdit(
            f"the subtitle at {_say(late.start_ms / 1000)} s is outside the film, which is "
            f"{_say(film.length_s)} s long by then"
        )
    for piece in [p for p in film.pieces if p.is_subtitle]:
        film.drop(piece)
    pieces: list[Piece] = []
    for cue in cues:
        start_s, stop_s = cue.start_ms / 1000, min(cue.end_ms / 1000, film.length_s)
        piece = Piece("title", cue.text, start_s, stop_s, "Subtitles")
        piece.spans += [(start_s, stop_s), (start_s, cue.end_ms / 1000)]
        pieces.append(film.add(piece))
    return tuple(pieces)


def _change(film: Film, edit: Edit) -> tuple[Piece, ...]:
    piece = film.find(edit.item)
    style = _style_of(edit)
    if piece.kind != "title":
        _need(
            not style and edit.text is None, f"{edit.item} is a {piece.kind}: only from_s and to_s can change"
        )
        _need(not piece.is_row, f"{edit.item} follows other clips: use trim, length or move")
    if edit.text is not None:
        piece.words = edit.text
    if edit.from_s is not None or edit.to_s is not None:
        moved_s = (edit.from_s if edit.from_s is not None else piece.start_s) - piece.start_s
        stop_s = edit.to_s if edit.to_s is not None else piece.end_s + moved_s
        # A start alone moves the piece; where it then does not fit, its end is the film's.
        stop_s = min(stop_s, film.length_s) if edit.to_s is None else stop_s
        span = replace(edit, from_s=piece.start_s + moved_s, to_s=stop_s)
        piece.start_s, piece.end_s = _span_of_film(film, span)
        piece.spans.append((piece.start_s, piece.end_s))
    piece.effects.update(style)
    return (piece,)


def _music(film: Film, edit: Edit) -> tuple[Piece, ...]:
    start_s, stop_s = _span_of_film(film, edit)
    film.make_room_for_music(start_s, stop_s)
    music = Piece("sound", edit.mood, start_s, stop_s, USUAL_MUSIC)
    music.spans.append((start_s, stop_s))
    if edit.percent is not None:
        music.effects["volume"] = edit.percent / 100
    return (film.add(music),)


def _look(film: Film, edit: Edit) -> tuple[Piece, ...]:
    piece = _clip(film, edit)
    told = {
        "look": edit.look,
        "brightness": edit.brightness,
        "contrast": edit.contrast,
        "saturation": edit.saturation,
    }
    piece.effects.update({name: value for name, value in told.items() if value is not None})
    return (piece,)


def _frame(film: Film, edit: Edit) -> tuple[Piece, ...]:
    piece = _clip(film, edit)
    told = {
        "fit": edit.fit,
        "zoom": edit.zoom,
        "rotation": edit.rotate,
        "mirrored": edit.mirror,
        "flipped": edit.flip,
    }
    piece.effects.update({name: value for name, value in told.items() if value is not None})
    return (piece,)


def _place(film: Film, edit: Edit, uploads: Uploads) -> tuple[Piece, ...]:
    media = uploads.find(edit.media or "")
    at_s, end_s = edit.at_s, film.row[-1].end_s if film.row else 0.0
    _need(
        at_s is None or at_s <= end_s + film.frame_s,
        f"{_say(at_s or 0)} s is outside the film, whose clips end at {_say(end_s)} s by then",
    )
    if edit.text is not None:
        return _place_card(film, edit, media)
    if edit.watermark:
        return (_place_watermark(film, edit, media),)
    length_s = media.duration_s or STILL_S
    film.is_length_known = film.is_length_known and media.duration_s is not None
    if media.kind == "audio":
        _need(edit.corner is None, f'"{media.name}" is a sound and has no corner')
        start_s = at_s or 0.0
        return (film.add(Piece("sound", media.name, start_s, start_s + length_s, "Voice")),)
    if edit.corner is not None:
        _need(film.row, "there is no clip yet over which it could lie")
        start_s = at_s or 0.0
        inset = Piece("clip", media.name, start_s, min(start_s + length_s, end_s), "Video")
        inset.effects.update(_small_picture(edit))
        return (film.add(inset),)
    start_s = end_s if at_s is None else at_s
    clip = Piece("clip", media.name, start_s, start_s + length_s, "Video", is_row=True)
    return (film.insert(clip, start_s),)


def _small_picture(edit: Edit) -> dict[str, str | float | bool]:
    told = {
        "picture in picture": edit.corner,
        "opacity": edit.opacity,
        "margin": None if edit.margin is None else edit.margin / 100,
        "watermark": edit.watermark or None,
    }
    return {name: value for name, value in told.items() if value is not None}


def _place_watermark(film: Film, edit: Edit, media: Media) -> Piece:
    _need(media.kind == "image", f'"{media.name}" is no picture, and a watermark is one')
    _need(film.row, "there is no clip yet over which it could lie")
    mark = Piece("clip", media.name, 0.0, film.length_s, "Video")
    mark.effects.update(_small_picture(edit))
    return film.add(mark)


def _place_card(film: Film, edit: Edit, media: Media) -> tuple[Piece, ...]:
    """A picture after the last clip, and the line over it."""
    _need(media.kind != "audio", f'"{media.name}" is a sound, and an end card needs a picture')
    start_s = film.row[-1].end_s if film.row else 0.0
    end_s = start_s + (edit.duration_s or STILL_S)
    card = film.insert(Piece("clip", media.name, start_s, end_s, "Video", is_row=True), start_s)
    line = Piece("title", edit.text, start_s, end_s, "Title")
    line.spans.append((start_s, end_s))
    return (card, film.add(line))


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
        "title": _title,
        "subtitles": _subtitles,
        "change": _change,
        "music": _music,
        "look": _look,
        "frame": _frame,
        "canvas": _nothing_known,
        "undo": _nothing_known,
        "redo": _nothing_known,
    }
)

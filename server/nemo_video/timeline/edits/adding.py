"""What edits add to a film: titles, subtitles, music and uploaded files."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from nemo_video.timeline.edits.checks import need, say_seconds, span_of_film
from nemo_video.timeline.edits.edit import Edit, Media
from nemo_video.timeline.edits.film import (
    STILL_S,
    USUAL_MUSIC,
    EffectValue,
    Film,
    ImpossibleEdit,
    Piece,
    given,
)
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


def cues_of(edit: Edit) -> tuple[Cue, ...]:
    """The cues of an edit that writes subtitles.

    Raises:
        InvalidArgument: They cannot be read.
    """
    return read_cues(edit.text or "") if edit.op == "subtitles" else ()


def add_title(film: Film, edit: Edit) -> tuple[Piece, ...]:
    """A title over a part of the film."""
    start_s, stop_s = span_of_film(film, edit)
    piece = Piece("title", edit.text, start_s, stop_s, "Title", effects=style_of(edit))
    piece.spans.append((start_s, stop_s))
    return (film.add(piece),)


def style_of(edit: Edit) -> dict[str, EffectValue]:
    """How a text looks, as far as an edit tells."""
    return given({"place": edit.place, "size": edit.size, "color": edit.color, "animation": edit.animation})


def add_subtitles(film: Film, edit: Edit) -> tuple[Piece, ...]:
    """Subtitles in the place of those that there are."""
    need(film.length_s > 0, "there is nothing on the timeline yet")
    cues = cues_of(edit)
    late = next((cue for cue in cues if cue.start_ms / 1000 >= film.length_s), None)
    if late:
        raise ImpossibleEdit(
            f"the subtitle at {say_seconds(late.start_ms / 1000)} s is outside the film, which is "
            f"{say_seconds(film.length_s)} s long by then"
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


def add_music(film: Film, edit: Edit) -> tuple[Piece, ...]:
    """Music under a part of the film, in the place of what plays there."""
    start_s, stop_s = span_of_film(film, edit)
    film.make_room_for_music(start_s, stop_s)
    music = Piece("sound", edit.mood, start_s, stop_s, USUAL_MUSIC)
    music.spans.append((start_s, stop_s))
    if edit.percent is not None:
        music.effects["volume"] = edit.percent / 100
    return (film.add(music),)


def place_file(film: Film, edit: Edit, uploads: Uploads) -> tuple[Piece, ...]:
    """An uploaded file: as a clip, a sound, a picture in the picture, a watermark or an end card."""
    media = uploads.find(edit.media or "")
    at_s, end_s = edit.at_s, film.row[-1].end_s if film.row else 0.0
    need(
        at_s is None or at_s <= end_s + film.frame_s,
        f"{say_seconds(at_s or 0)} s is outside the film, whose clips end at {say_seconds(end_s)} s by then",
    )
    if edit.text is not None:
        return _place_card(film, edit, media)
    if edit.watermark:
        return (_place_watermark(film, edit, media),)
    length_s = media.duration_s or STILL_S
    film.is_length_known = film.is_length_known and media.duration_s is not None
    if media.kind == "audio":
        need(edit.corner is None, f'"{media.name}" is a sound and has no corner')
        start_s = at_s or 0.0
        return (film.add(Piece("sound", media.name, start_s, start_s + length_s, "Voice")),)
    if edit.corner is not None:
        need(film.row, "there is no clip yet over which it could lie")
        start_s = at_s or 0.0
        inset = Piece("clip", media.name, start_s, min(start_s + length_s, end_s), "Video")
        inset.effects.update(_small_picture(edit))
        return (film.add(inset),)
    start_s = end_s if at_s is None else at_s
    clip = Piece("clip", media.name, start_s, start_s + length_s, "Video", is_row=True)
    return (film.insert(clip, start_s),)


def _small_picture(edit: Edit) -> dict[str, EffectValue]:
    effects = {
        "picture in picture": edit.corner,
        "opacity": edit.opacity,
        "margin": None if edit.margin is None else edit.margin / 100,
        "watermark": edit.watermark or None,
    }
    return given(effects)


def _place_watermark(film: Film, edit: Edit, media: Media) -> Piece:
    need(media.kind == "image", f'"{media.name}" is no picture, and a watermark is one')
    need(film.row, "there is no clip yet over which it could lie")
    mark = Piece("clip", media.name, 0.0, film.length_s, "Video")
    mark.effects.update(_small_picture(edit))
    return film.add(mark)


def _place_card(film: Film, edit: Edit, media: Media) -> tuple[Piece, ...]:
    """A picture after the last clip, and the line over it."""
    need(media.kind != "audio", f'"{media.name}" is a sound, and an end card needs a picture')
    start_s = film.row[-1].end_s if film.row else 0.0
    end_s = start_s + (edit.duration_s or STILL_S)
    card = film.insert(Piece("clip", media.name, start_s, end_s, "Video", is_row=True), start_s)
    line = Piece("title", edit.text, start_s, end_s, "Title")
    line.spans.append((start_s, end_s))
    return (card, film.add(line))

"""What every edit is asked before it is carried out; the sentences say what would be right."""

from nemo_video.timeline.edits.edit import Edit
from nemo_video.timeline.edits.film import Film, ImpossibleEdit, Piece


def need(condition: object, message: str) -> None:
    """Refuse an edit unless a condition holds.

    Raises:
        ImpossibleEdit: It does not.
    """
    if not condition:
        raise ImpossibleEdit(message)


def say_seconds(seconds: float) -> str:
    """Seconds to the millisecond, without zeros that tell nothing."""
    return f"{seconds:.3f}".rstrip("0").rstrip(".")


def span_of_film(film: Film, edit: Edit) -> tuple[float, float]:
    """From when to when an edit reaches, in seconds of the film; the whole film where it names neither."""
    need(film.length_s > 0, "there is nothing on the timeline yet")
    start_s, stop_s = edit.from_s or 0.0, film.length_s if edit.to_s is None else edit.to_s
    need(start_s < stop_s, "to_s has to be later than from_s")
    need(
        stop_s <= film.length_s + film.frame_s or not film.is_length_known,
        f"{say_seconds(stop_s)} s is outside the film, which is {say_seconds(film.length_s)} s long by then",
    )
    return start_s, stop_s


def find_clip(film: Film, edit: Edit, *, may_be_sound: bool = False) -> Piece:
    """The clip, or the sound where that is meant too, that an edit names."""
    piece = film.find(edit.item)
    if piece.kind == "title" or (piece.kind == "sound" and not may_be_sound):
        takes = "a clip or a sound" if may_be_sound else "a clip"
        raise ImpossibleEdit(f"{edit.op} takes {takes}, and {edit.item} is a {piece.kind}")
    return piece

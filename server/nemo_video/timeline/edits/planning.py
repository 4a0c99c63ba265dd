"""Exact edits held against the timeline that they are for, before anything is sent."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from nemo_video.errors import InvalidArgument
from nemo_video.timeline.edits.adding import Uploads, cues_of
from nemo_video.timeline.edits.applying import apply, is_reversed
from nemo_video.timeline.edits.edit import Edit, Media
from nemo_video.timeline.edits.film import Film, ImpossibleEdit
from nemo_video.timeline.items import Item
from nemo_video.timeline.model import Timeline
from nemo_video.wire.subtitles import Cue

ALONE: Final = frozenset({"undo", "redo"})
"""Ops after which the numbers of a call mean nothing: they stand alone in it."""


@dataclass(frozen=True)
class PlannedEdit:
    """An edit, and what is known of it when its turn comes.

    Attributes:
        edit: The edit.
        item: What it is about, as it is before all edits; None where it names nothing.
        is_row: Whether that is one of the clips that follow one another.
        is_reversed: Whether that runs backwards by then.
        media: The file that it places.
        cues: The subtitles that it writes.
    """

    edit: Edit
    item: Item | None = None
    is_row: bool = False
    is_reversed: bool = False
    media: Media | None = None
    cues: tuple[Cue, ...] = ()


def plan_edits(timeline: Timeline, edits: Sequence[Edit], media: Iterable[Media]) -> tuple[PlannedEdit, ...]:
    """What the edits mean on a timeline, one after another.

    Raises:
        InvalidArgument: One is not possible there; it is named by its number, with what would be right.
    """
    film, uploads = Film(timeline), Uploads.of(media)
    return tuple(_plan(film, number, edit, edits, uploads) for number, edit in enumerate(edits, 1))


def _plan(film: Film, number: int, edit: Edit, edits: Sequence[Edit], uploads: Uploads) -> PlannedEdit:
    try:
        _check_company(edit, edits)
        planned = _describe(film, edit, uploads)
        apply(film, edit, uploads)
    except ImpossibleEdit as error:
        raise InvalidArgument(
            f"edit {number}: {edit.op} is not possible: {error}.",
            advice="Correct that edit and call edit again; nothing was sent. state shows what there is.",
        ) from None
    except InvalidArgument as error:
        raise InvalidArgument(f"edit {number}: {edit.op}: {error.message}", advice=error.advice) from None
    return planned


def _check_company(edit: Edit, edits: Sequence[Edit]) -> None:
    if edit.op in ALONE and len(edits) > 1:
        raise ImpossibleEdit(f"{edit.op} goes alone, and the other edits in a call of their own")


def _describe(film: Film, edit: Edit, uploads: Uploads) -> PlannedEdit:
    if edit.op == "place":
        return PlannedEdit(edit, media=uploads.find(edit.media or ""))
    if edit.item is None:
        return PlannedEdit(edit, cues=cues_of(edit))
    piece = film.find(edit.item)
    return PlannedEdit(edit, piece.origin, piece.is_row, is_reversed(piece))

"""All readers in the order in which they are asked: the plainest words first, a picture to be drawn last."""

from collections.abc import Callable
from typing import Final

from nemo_studio.edits.canvas.reader import read_canvas
from nemo_studio.edits.cutting.reader import read_length, read_order, read_parts, read_pieces, read_speed
from nemo_studio.edits.history.reader import read_history
from nemo_studio.edits.language.clauses import Clause
from nemo_studio.edits.media.reader import (
    is_new_scene,
    read_change,
    read_media,
    read_mention,
    read_replacement,
    read_scene,
)
from nemo_studio.edits.picture.reader import read_framing, read_inset, read_look, read_transition
from nemo_studio.edits.registry import Command
from nemo_studio.edits.sound.reader import read_music, read_sound
from nemo_studio.edits.titles.reader import read_title_style, read_titles

Reader = Callable[[Clause], tuple[Command, ...]]

_BEFORE_SCENES: Final[tuple[Reader, ...]] = (
    read_history, read_titles, read_transition, read_music, read_inset
)  # fmt: skip
_AFTER_SCENES: Final[tuple[Reader, ...]] = (
    read_sound, read_parts, read_media, read_replacement, read_order, read_speed, read_framing,
    read_length, read_pieces, read_look, read_title_style, read_change, read_mention,
)  # fmt: skip


def read_clause(clause: Clause, *, is_first: bool = True) -> tuple[Command, ...]:
    """The commands that a clause gives; none where it is not understood.

    Args:
        clause: What is read.
        is_first: Whether it opens the message, or follows another scene: then the bare name of a scene asks
            for it, where in the midst of edits it only describes.
    """
    if commands := _read_with(_BEFORE_SCENES, clause):
        return commands
    if is_new_scene(clause):
        return read_scene(clause)
    commands = _read_with(_AFTER_SCENES, clause) or read_scene(clause, is_first=is_first)
    return commands or read_canvas(clause)


def _read_with(readers: tuple[Reader, ...], clause: Clause) -> tuple[Command, ...]:
    return next((commands for reader in readers if (commands := reader(clause))), ())

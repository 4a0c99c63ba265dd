"""All readers in the order in which they are asked: the plainest words first, a picture to be drawn last."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from nemo_studio.edits.canvas import words as canvas
from nemo_studio.edits.canvas.reader import read_canvas
from nemo_studio.edits.cutting import words as cutting
from nemo_studio.edits.cutting.reader import read_length, read_order, read_parts, read_pieces, read_speed
from nemo_studio.edits.history import words as history
from nemo_studio.edits.history.reader import read_history
from nemo_studio.edits.language.clauses import Clause
from nemo_studio.edits.media import words as media
from nemo_studio.edits.media.reader import (
    read_change,
    read_media,
    read_mention,
    read_new_scene,
    read_replacement,
    read_scene,
)
from nemo_studio.edits.picture import words as picture
from nemo_studio.edits.picture.reader import read_framing, read_inset, read_look, read_transition
from nemo_studio.edits.registry import Command
from nemo_studio.edits.sound import words as sound
from nemo_studio.edits.sound.reader import read_music, read_sound
from nemo_studio.edits.titles import words as titles
from nemo_studio.edits.titles.reader import read_title_style, read_titles

Reader = Callable[[Clause], tuple[Command, ...]]

_READERS: Final[tuple[tuple[Reader, str], ...]] = (
    (read_history, history.BESIDE_HISTORY),
    (read_titles, titles.BESIDE_TITLES),
    (read_transition, picture.BESIDE_TRANSITION),
    (read_music, sound.BESIDE_MUSIC),
    (read_inset, picture.BESIDE_INSET),
    (read_canvas, canvas.BESIDE_CANVAS),
    (read_new_scene, ""),
    (read_sound, sound.BESIDE_SOUND),
    (read_parts, cutting.BESIDE_PARTS),
    (read_media, media.BESIDE_MEDIA),
    (read_replacement, ""),
    (read_order, cutting.BESIDE_ORDER),
    (read_speed, cutting.BESIDE_SPEED),
    (read_framing, picture.BESIDE_FRAMING),
    (read_length, cutting.BESIDE_LENGTH),
    (read_pieces, cutting.BESIDE_PIECES),
    (read_look, picture.BESIDE_LOOK),
    (read_title_style, titles.STYLING),
    (read_change, media.BESIDE_CHANGE),
    (read_mention, media.BESIDE_MEDIA),
)
"""In the order in which they are asked, each with words that say no more beside its own."""


_NEGATIONS: Final = frozenset(
    {"not", "don't", "don’t", "never", "no", "without", "but", "except", "别", "不", "不要"}
)
"""What is left over with one of these may have meant the opposite."""


@dataclass(frozen=True)
class Reading:
    """What a clause was read as.

    Attributes:
        commands: What it asks for; none where it is not understood.
        belief: What it may have asked for, where words were left over.
        left_over: Those words.
    """

    commands: tuple[Command, ...] = ()
    belief: tuple[Command, ...] = ()
    left_over: tuple[str, ...] = ()


def read_clause(clause: Clause, *, is_first: bool = True) -> Reading:
    """Read a clause as commands: by the first reader that uses every word in it that matters.

    Args:
        clause: What is read.
        is_first: Whether it opens the message, or follows another scene: then the bare name of a scene asks
            for it, where in the midst of edits it only describes.
    """
    readers = (*_READERS, (partial(read_scene, is_first=is_first), ""))
    beliefs: list[Reading] = []
    for reader, beside in readers:
        said = clause.fresh()
        commands = reader(said)
        if commands and beside:
            said.find_all(beside)
        if commands and not said.left_over:
            return Reading(commands)
        if commands and not set(said.left_over) & _NEGATIONS:
            beliefs.append(Reading((), commands, said.left_over))
    return min(beliefs, key=lambda each: len("".join(each.left_over)), default=Reading())

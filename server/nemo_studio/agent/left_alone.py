"""Which clips a message leaves alone, and the orders to all clips without them."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from nemo_studio.agent.subjects import clips_of
from nemo_studio.edits.cutting.commands import Delete, SetLength, SetSpeed
from nemo_studio.edits.history import words
from nemo_studio.edits.history.commands import StartOver
from nemo_studio.edits.language.meaning import ALL_CLIPS
from nemo_studio.edits.lexicon import tokenize
from nemo_studio.edits.media.commands import ChangeScene
from nemo_studio.edits.picture.commands import Adjust, Mirror, Rotate, SetFit, SetLook, Zoom
from nemo_studio.edits.references import IT, Reference
from nemo_studio.edits.registry import Command
from nemo_studio.edits.sound.reader import ALL_SOUND

_FLAGS: Final = re.IGNORECASE
_MEASURED: Final = frozenset(
    {"part", "span", "only", "length", "lasting", "percent", "side", "position", "beside", "title",
     "subtitle", "music", "look", "sound", "own_sound", "sound_of", "all", "rest", "at", "number", "quote",
     "transition"}
)  # fmt: skip
"""Words beside a clip that say more than that it is left alone."""
_SEEN: Final = (Adjust, ChangeScene, Mirror, Rotate, SetFit, SetLook, Zoom)
"""What is done to the whole film where nothing is named, how it is seen behind other orders too."""


def clips_left_alone(text: str) -> list[Reference]:
    """The clips of which a clause says only that they stay as they are: "keep the city full length"."""
    said = [token.meanings.keys() for token in tokenize(text)]  # "the last" is a clip, and no side
    is_more = any(_MEASURED & each and "clip" not in each for each in said)
    return clips_of(text) if re.search(words.STAYS, text, _FLAGS) and not is_more else []


def except_clips(commands: Sequence[Command], left_alone: Sequence[Reference]) -> tuple[Command, ...]:
    """The commands, of which those to all clips are to all but the ones that are left alone."""
    if not left_alone:
        return tuple(commands)
    but = tuple(dict.fromkeys(left_alone))
    return tuple(_except(each, but, is_first=each is commands[0]) for each in commands)


def _except(command: Command, but: tuple[Reference, ...], *, is_first: bool) -> Command:
    others = replace(ALL_CLIPS, but=but)
    if isinstance(command, StartOver):
        return Delete(others)
    target = getattr(command, "target", None)
    is_film = target == IT and isinstance(command, (*_SEEN, SetLength, SetSpeed) if is_first else _SEEN)
    return replace(command, target=others) if is_film or target in (ALL_CLIPS, ALL_SOUND) else command

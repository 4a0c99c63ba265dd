"""Undo, redo, start over, and what the studio is asked about."""

from typing import Final

from nemo_studio.edits.canvas.commands import SetAspect
from nemo_studio.edits.canvas.reader import aspect_ratio, read_fineness
from nemo_studio.edits.history import words
from nemo_studio.edits.history.commands import Explain, Redo, StartOver, Undo
from nemo_studio.edits.language.clauses import Clause
from nemo_studio.edits.language.tokens import Said
from nemo_studio.edits.media.words import FILE
from nemo_studio.edits.registry import Command
from nemo_studio.project import STEPS

_OTHER_THINGS: Final = (
    "look", "look_noun", "color_noun", "camera", "flip", "transition", "fade", "speed", "speed_noun", "title",
    "subtitle", "text", "music", "sound", "volume", "brightness_noun",
)  # fmt: skip
"""What is set back as it was, where the last step is not."""


def read_history(said: Said, clause: Clause) -> tuple[Command, ...]:
    """Commands about the work itself."""
    is_back, is_again = said.has("undo"), said.has("redo")
    if said.has("start_over"):
        said.skip("all whole it")
        return (StartOver(),)
    if not (is_back or is_again) or said.sees(*_OTHER_THINGS):
        return ()
    said.skip("step not side")
    is_all = said.has("all") and not clause.sees("刚")
    steps = STEPS if is_all else int(said.one("number") or said.one("factor") or said.one("times") or 1)
    return (Redo(steps) if is_again else Undo(steps),)


def read_talk(clause: Clause) -> tuple[Command, ...]:
    """What is asked of the studio beside edits; any words may stand around it."""
    if clause.sees(words.PUBLISH):
        return (Explain("publishing"),)
    if clause.sees(words.QUALITY):
        return (Explain("quality"),)
    if clause.sees(words.EXPORT) and not clause.sees(rf"{FILE}|\bfrom\b|从"):
        ratio = aspect_ratio(clause.text)
        return (*([SetAspect(ratio)] if ratio else []), *read_fineness(clause), Explain("export"))
    return ()


RULES: Final = (read_history,)

"""Undo, redo, start over."""

from nemo_studio.edits.canvas.reader import read_fineness
from nemo_studio.edits.history import words
from nemo_studio.edits.history.commands import Explain, Redo, StartOver, Undo
from nemo_studio.edits.language.clauses import Clause
from nemo_studio.edits.language.quantities import number
from nemo_studio.edits.language.reference_words import FILE_NAME
from nemo_studio.edits.registry import Command
from nemo_studio.project import STEPS


def read_history(clause: Clause) -> tuple[Command, ...]:
    """Commands about the work itself."""
    if clause.has(words.PUBLISH):
        return (Explain("publishing"),)
    if clause.has(words.QUALITY):
        return (Explain("quality"),)
    if clause.find_all(words.EXPORT) and not clause.search(FILE_NAME):
        return (*read_fineness(clause), Explain("export"))
    if clause.has(words.START_OVER):
        return (StartOver(),)
    if clause.has(words.REDO):
        return (Redo(_steps(clause)),)
    if clause.has(words.UNDO) and not clause.sees(words.EFFECT_NOUN):
        return (Undo(_steps(clause)),)
    return ()


def _steps(clause: Clause) -> int:
    if clause.has(words.ALL_STEPS):
        return STEPS
    found = clause.search(words.STEPS)
    twice = clause.has(r"\btwice\b")
    return max(1, int(number(found[1]))) if found else 2 if twice else 1

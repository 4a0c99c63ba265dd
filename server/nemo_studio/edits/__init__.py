"""Edits on a draft, a folder a subject: its commands, how they are read, applied and spoken of.

They know the draft and what is on it, not messages, HTTP or rendering. A new edit is a command in a subject's
`commands`, its words in `words` and `reader`, its change in `application`;
its sentences stand in `replies.toml`.
"""

from nemo_studio.edits.history.commands import Explain, Redo, Undo
from nemo_studio.edits.readers import read_clause
from nemo_studio.edits.references import Place, Reference
from nemo_studio.edits.refusals import CannotEdit, NeedsChoice
from nemo_studio.edits.registry import Command, apply, load_subjects
from nemo_studio.edits.session import EditSession, Note

load_subjects()

__all__ = [
    "CannotEdit",
    "Command",
    "EditSession",
    "Explain",
    "NeedsChoice",
    "Note",
    "Place",
    "Redo",
    "Reference",
    "Undo",
    "apply",
    "read_clause",
]

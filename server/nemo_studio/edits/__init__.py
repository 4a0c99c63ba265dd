"""Edits on a draft, a subject a file. They know the draft and what is on it, not words, HTTP or rendering."""

from nemo_studio.edits.refusals import CannotEdit, NeedsChoice
from nemo_studio.edits.workbench import Note, Workbench

__all__ = ["CannotEdit", "NeedsChoice", "Note", "Workbench"]

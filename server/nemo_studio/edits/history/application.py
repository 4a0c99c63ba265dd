"""Applies undo, redo and start over."""

from nemo_studio.draft import duration_ms, empty_draft
from nemo_studio.edits.history.commands import Explain, Redo, StartOver, Undo
from nemo_studio.edits.refusals import CannotEdit
from nemo_studio.edits.registry import applies
from nemo_studio.edits.session import EditSession


@applies(Undo)
def undo(edit: EditSession, command: Undo) -> None:
    """Go back, as far as there is something to go back to, at least one step."""
    for step in range(command.steps):
        earlier = edit.history.undo(edit.snapshot())
        if earlier is None and not step:
            raise CannotEdit("nothing_to_undo")
        if earlier is None:
            return
        snapshot, edit.history = earlier
        edit.restore(snapshot)


@applies(Redo)
def redo(edit: EditSession, command: Redo) -> None:
    """Go forward again, as far as something was taken back, at least one step."""
    for step in range(command.steps):
        later = edit.history.redo(edit.snapshot())
        if later is None and not step:
            raise CannotEdit("nothing_to_redo")
        if later is None:
            return
        snapshot, edit.history = later
        edit.restore(snapshot)


@applies(StartOver)
def start_over(edit: EditSession, _command: StartOver) -> None:
    """Clear the timeline."""
    edit.draft = empty_draft()


@applies(Explain)
def explain(edit: EditSession, command: Explain) -> None:
    """Say how something is done."""
    is_empty = command.topic == "export" and not duration_ms(edit.draft)
    edit.note("explain_export_empty" if is_empty else f"explain_{command.topic}")

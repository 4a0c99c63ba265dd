"""Applies undo, redo and start over."""

from collections.abc import Callable

from nemo_studio.draft import START_MS, Segment, duration_ms, empty_draft, end_ms, find
from nemo_studio.edits.history.commands import Explain, Redo, StartOver, Undo
from nemo_studio.edits.refusals import CannotEdit
from nemo_studio.edits.registry import applies
from nemo_studio.edits.session import EditSession
from nemo_studio.project import History, Snapshot
from nemo_video.wire.draft import METADATA

Step = Callable[[History, Snapshot], tuple[Snapshot, History] | None]


@applies(Undo)
def undo(edit: EditSession, command: Undo) -> None:
    """Go back, as far as there is something to go back to, at least one step."""
    _walk(edit, command.steps, History.undo, "nothing_to_undo")


@applies(Redo)
def redo(edit: EditSession, command: Redo) -> None:
    """Go forward again, as far as something was taken back, at least one step."""
    _walk(edit, command.steps, History.redo, "nothing_to_redo")


def _walk(edit: EditSession, steps: int, step: Step, reason: str) -> None:
    for number in range(steps):
        if not (found := step(edit.history, edit.snapshot())):
            if not number:
                raise CannotEdit(reason)
            return
        snapshot, edit.history = found
        edit.restore(snapshot)


@applies(StartOver)
def start_over(edit: EditSession, _command: StartOver) -> None:
    """Clear the timeline."""
    edit.draft = empty_draft()


@applies(Explain)
def explain(edit: EditSession, command: Explain) -> None:
    """Say how something is done."""
    is_empty = command.topic in ("export", "timeline") and not duration_ms(edit.draft)
    facts = {} if is_empty or command.topic != "timeline" else _describe(edit)
    edit.note("explain_export_empty" if is_empty else f"explain_{command.topic}", **facts)


def _describe(edit: EditSession) -> dict[str, str | int | float]:
    """What lies on the timeline, in names and figures that both languages read."""
    music = find(edit.draft, "music")
    return {
        "total": duration_ms(edit.draft) / 1000,
        "aspect": edit.canvas.aspect_ratio,
        "clips": _list(find(edit.draft, "clip"), "name"),
        "titles": _list(find(edit.draft, "title", "subtitle"), "text") or "–",
        "music": ", ".join(f"{m[METADATA]['name']} {m[METADATA].get('volume', 1):.0%}" for m in music) or "–",
    }


def _list(found: list[Segment], name: str) -> str:
    return ", ".join(
        f"{number}. {each[METADATA][name]} ({each[START_MS] / 1000:g}–{end_ms(each) / 1000:g} s)"
        for number, each in enumerate(found, 1)
    )

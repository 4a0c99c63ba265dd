"""Applies undo, redo and start over."""

from collections.abc import Callable

from nemo_studio.draft import ID, SegmentKind, empty_draft
from nemo_studio.edits.facts import name_of, time_of
from nemo_studio.edits.history.commands import Explain, Redo, StartOver, Undo
from nemo_studio.edits.media.application import waiting_uploads
from nemo_studio.edits.refusals import CannotEdit
from nemo_studio.edits.registry import applies, word
from nemo_studio.edits.session import EditSession
from nemo_studio.project import History, Snapshot
from nemo_video.wire.draft import METADATA
from nemo_video.wire.formats import ASPECT_RATIOS

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
    earlier = edit.find()
    for number in range(steps):
        if not (found := step(edit.history, edit.snapshot())):
            if not number:
                raise CannotEdit(reason)
            break
        snapshot, edit.history = found
        edit.restore(snapshot)
    edit.changed |= {each[ID] for each in edit.find() if each not in earlier}


@applies(StartOver)
def start_over(edit: EditSession, _command: StartOver) -> None:
    """Clear the timeline."""
    edit.draft = empty_draft()


@applies(Explain)
def explain(edit: EditSession, command: Explain) -> None:
    """Say how something is done, or what there is."""
    if command.topic == "timeline":
        _tell_timeline(edit)
    elif command.topic == "export" and not edit.total_ms:
        edit.note("explain_export_empty")
    else:
        edit.note(f"explain_{command.topic}", shapes=", ".join(ASPECT_RATIOS))


def _tell_timeline(edit: EditSession) -> None:
    """What lies on the timeline, and what was uploaded and does not."""
    if edit.total_ms:
        edit.note(
            "explain_timeline",
            total=edit.total_ms / 1000,
            aspect=edit.canvas.aspect_ratio,
            lines=edit.canvas.resolution,
            fps=edit.canvas.fps,
            count=len(edit.find("clip", "inset")),
            clips=_list(edit, ("clip", "inset"), ("look", "speed")),
            titles=_list(edit, ("title", "subtitle"), ("place", "color")) or "–",
            music=_list(edit, ("music", "voice"), ("volume",)) or "–",
            sounds=_list(edit, ("ambience",), ("volume",)) or "–",
        )
    if waiting := waiting_uploads(edit):
        edit.note("explain_uploads", names=", ".join(media.name for media in waiting))
    elif not edit.total_ms:
        edit.note("explain_export_empty")


def _list(edit: EditSession, kinds: tuple[SegmentKind, ...], properties: tuple[str, ...]) -> str:
    """Each with its time, and what the draft says of it."""
    listed: list[str] = []
    for number, each in enumerate(edit.find(*kinds), 1):
        metadata = {"volume": 1, **each[METADATA]}
        told = [_tell(edit, key, metadata[key]) for key in properties if key in metadata]
        listed.append(f"{number}. {name_of(each)}{time_of(each)} {', '.join(told)}".rstrip())
    return ("；" if edit.language == "zh" else "; ").join(listed)


def _tell(edit: EditSession, key: str, value: str | float) -> str:
    if known := word(key, str(value)):
        return known.zh if edit.language == "zh" else known.en
    return value if isinstance(value, str) else f"{value:.0%}" if key == "volume" else f"{value:g}x"

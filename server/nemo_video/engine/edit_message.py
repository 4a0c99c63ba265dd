"""Planned edits as the message that the backend gets: a sentence each, and nothing else."""

from dataclasses import asdict

from nemo_video.language import ExactEdit, FieldValue, Language, NamedItem, say_edits
from nemo_video.timeline import Item
from nemo_video.timeline.edits import Edit, PlannedEdit


def compose_edits(planned: tuple[PlannedEdit, ...], language: Language) -> str:
    """The message for edits, one sentence a line."""
    return say_edits(tuple(_in_words(each) for each in planned), language)


def _in_words(planned: PlannedEdit) -> ExactEdit:
    edit, item = planned.edit, planned.item
    return ExactEdit(
        op=edit.op,
        fields=_fields(planned),
        item=_name(item) if item else None,
        cues=tuple((cue.start_ms / 1000, cue.end_ms / 1000, cue.text) for cue in planned.cues),
        variant=_variant(planned),
    )


def _fields(planned: PlannedEdit) -> dict[str, FieldValue]:
    edit = planned.edit
    left_out = {"op", "item", "text"} if edit.op == "subtitles" else {"op", "item"}
    fields = {
        name: value for name, value in asdict(edit).items() if value is not None and name not in left_out
    }
    if edit.op == "place" and edit.at_s is None and _variant(planned):
        fields["at_s"] = 0.0  # a clip goes to the end, what lies under or over the others to the start
    return fields


def _variant(planned: PlannedEdit) -> str:
    edit: Edit = planned.edit
    if edit.op == "remove":
        return "clip" if planned.is_row else ""
    if edit.op == "reverse":
        return "again" if planned.is_reversed else ""
    if edit.op == "transition":
        return "none" if edit.kind == "none" else ""
    if edit.op == "place" and planned.media and planned.media.kind == "audio":
        return "sound"
    return "inset" if edit.op == "place" and edit.corner else ""


def _name(item: Item) -> NamedItem:
    return NamedItem(item.kind, item.number, item.name, item.segment.start_s, item.segment.end_s)

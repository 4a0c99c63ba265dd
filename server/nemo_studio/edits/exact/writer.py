"""What a command would be as an exact edit, so that what was not understood can be asked for exactly."""

import json
from operator import itemgetter
from typing import Any

from nemo_studio.draft import ID, START_MS, Segment, duration_ms, segments
from nemo_studio.edits.cutting.commands import Delete, Reverse, RippleDelete, SetLength, SetSpeed
from nemo_studio.edits.picture.commands import Adjust, SetLook
from nemo_studio.edits.references import Reference
from nemo_studio.edits.refusals import CannotEdit, NeedsChoice
from nemo_studio.edits.registry import Command
from nemo_studio.edits.ripple import place_span
from nemo_studio.edits.session import EditSession
from nemo_studio.edits.sound.commands import Fade, SetVolume
from nemo_studio.edits.spans import WHOLE, TimeSpan
from nemo_studio.edits.targets import EVERYTHING, resolve
from nemo_studio.edits.titles.commands import AddTitle, StyleTitle
from nemo_video.wire.draft import METADATA, TrackType
from nemo_video.wire.envelope import JsonObject

_KINDS = {TrackType.VIDEO: "clip", TrackType.AUDIO: "sound", TrackType.TEXT: "title"}
_USUAL_TITLE_S = 3


def write_edit(edit: EditSession, command: Command) -> str | None:
    """The exact edit of a command as JSON; None where there is none, or where it is not clear of what."""
    target = getattr(command, "target", None)
    item = _find_item(edit, target) if isinstance(target, Reference) else None
    if isinstance(target, Reference) and item is None:
        return None
    fields = _fields(edit, command, item[1] if item else None)
    if fields is None:
        return None
    op, values = fields
    said = {"op": op, **({"item": item[0]} if item else {}), **values}
    return json.dumps({key: value for key, value in said.items() if value is not None}, ensure_ascii=False)


def _find_item(edit: EditSession, target: Reference) -> tuple[str, Segment] | None:
    """The name of what is meant on the list of items, where it is one thing."""
    try:
        found = resolve(edit, target, EVERYTHING)
    except (CannotEdit, NeedsChoice):
        return None
    if len(found) != 1:
        return None
    for family, kind in _KINDS.items():
        items = sorted(segments(edit.draft, family), key=itemgetter(START_MS))
        for number, segment in enumerate(items, 1):
            if segment[ID] == found[0][ID]:
                return f"{kind} {number}", segment
    return None


def _fields(
    edit: EditSession, command: Command, segment: Segment | None
) -> tuple[str, dict[str, Any]] | None:
    metadata: JsonObject = segment[METADATA] if segment else {}
    match command:
        case Delete():
            return "remove", {}
        case Reverse():
            return "reverse", {}
        case SetVolume(volume, factor):
            level = volume if volume is not None else float(metadata.get("volume", 1)) * factor
            return "volume", {"percent": round(100 * level)}
        case SetSpeed(speed, factor):
            return "speed", {"factor": speed or round(float(metadata.get("speed", 1)) * factor, 3)}
        case SetLength(length_s=seconds) if seconds is not None:
            rest_ms = duration_ms(edit.draft) - segment[START_MS] if segment else 0
            is_open = seconds == WHOLE.end_s  # to the end, however far that is
            return "length", {"duration_s": rest_ms / 1000 if is_open else seconds}
        case SetLook(look):
            return "look", {"look": look}
        case Adjust(quality, amount):
            return "look", {quality: round(float(metadata.get(quality, 0)) + amount, 3)}
        case Fade(of, fade_in_s, fade_out_s) if of.kind != "any":
            return "fade", {"in_s": fade_in_s, "out_s": fade_out_s}
        case StyleTitle(style):
            size = style.size or round(float(metadata.get("size", 1)) * style.size_factor, 3)
            said = {"place": style.place, "color": style.color, "animation": style.animation}
            is_sized = style.size is not None or style.size_factor != 1
            said |= {"size": size} if is_sized else {}
            return ("change", said) if any(said.values()) else None
        case AddTitle(text, span):
            shown = TimeSpan(last_s=_USUAL_TITLE_S) if span.last_s == 0 else span
            start_ms, length_ms = place_span(shown, duration_ms(edit.draft), _USUAL_TITLE_S)
            return "title", {"text": text, "from_s": start_ms / 1000, "to_s": (start_ms + length_ms) / 1000}
        case RippleDelete(span, None):
            start_ms, length_ms = place_span(span, duration_ms(edit.draft), duration_ms(edit.draft) / 1000)
            return "cut", {"from_s": start_ms / 1000, "to_s": (start_ms + length_ms) / 1000}
        case _:
            return None

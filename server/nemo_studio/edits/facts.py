"""What replies tell of a command: the things that it worked on, as the draft shows them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import fields
from types import MappingProxyType
from typing import Any, Final

from nemo_studio.draft import ID, START_MS, Segment, duration_ms, end_ms, find
from nemo_studio.edits.registry import Command
from nemo_studio.edits.session import EditSession
from nemo_video.wire.draft import DURATION_MS, METADATA
from nemo_video.wire.envelope import JsonObject

Facts = Mapping[str, str | int | float]

_MAX_NAMED: Final = 4
"""How many names a sentence holds."""
_USUAL: Final[Mapping[str, str | float | bool]] = MappingProxyType(
    {
        "look": "none", "brightness": 0, "contrast": 0, "saturation": 0, "zoom": 1, "fit": "blur",
        "rotate": 0, "mirror": False, "flip": False, "transition": "cut", "transition_ms": 0, "speed": 1,
        "volume": 1, "fade_in_ms": 0, "fade_out_ms": 0, "duck": False,
        "place": "center", "size": 1, "color": "#FFFFFF", "animation": "fade",
    }
)  # fmt: skip
"""What the draft says of a segment, and what holds where it says nothing."""
SOUND_FADE_MS: Final = 1500
"""How music and ambience end unless the draft says otherwise."""
_PERCENT: Final = frozenset({"brightness", "contrast", "saturation", "zoom", "volume", "size"})


def describe(edit: EditSession, command: Command, changed: Collection[str], before: JsonObject) -> Facts:
    """What the sentence on a command names.

    Args:
        edit: The work as it is now.
        command: What was carried out.
        changed: Ids of what it worked on.
        before: The draft before it: what it took off is named by that.
    """
    total_ms = duration_ms(edit.draft)
    own = {each.name: getattr(command, each.name) for each in fields(command)}
    there = find(edit.draft)
    touched = [segment for segment in there if segment[ID] in changed]
    told = [note.facts["start"] for note in edit.notes if note.key == "in_part"]
    is_part = any(getattr(own.get("target"), key, None) for key in ("span", "over"))
    at_ms = 1000 * float(told[-1]) if told and is_part else None
    names = _name_gone(before, there) if "steps" in own or not touched else []
    names += _name_apart(touched, there, are_measured=bool({"by_s", "speed"} & own.keys()))
    start_ms = min((s[START_MS] for s in touched), default=0)
    stop_ms = max((end_ms(s) for s in touched), default=total_ms)
    return {
        **{key: value for key, value in own.items() if isinstance(value, str | int | float)},
        **{key: _agreed(touched, key, at_ms) for key in _USUAL if touched},
        "parameters": "/".join(map(str, own.get("parameters", {}).values())),
        "what": ", ".join([*names[:_MAX_NAMED], *(["…"] if len(names) > _MAX_NAMED else [])]),
        "bare": ", ".join(dict.fromkeys(map(name_of, touched))),
        "start": start_ms / 1000,
        "end": stop_ms / 1000,
        "length": sum(s[DURATION_MS] for s in touched) / 1000,
        "count": len(touched),
        "total": total_ms / 1000,
    }


def name_of(segment: Segment) -> str:
    """What people call it, in quotes."""
    return f'"{segment[METADATA].get("text") or segment[METADATA].get("name", "")}"'


def _name_apart(touched: Collection[Segment], there: Iterable[Segment], *, are_measured: bool) -> list[str]:
    """What was worked on, each name once; with its time where something else has the same name.

    Of several that are to have a length together, each is told with its own.
    """
    if are_measured and len({segment[DURATION_MS] for segment in touched}) > 1:
        return [f"{name_of(each)} ({each[DURATION_MS] / 1000:.3g} s)" for each in touched]
    others = {name_of(each) for each in there if each not in touched}
    return [*dict.fromkeys(name_of(s) + time_of(s) * (name_of(s) in others) for s in touched)]


def time_of(segment: Segment) -> str:
    """When it is there."""
    return f" ({segment[START_MS] / 1000:g}–{end_ms(segment) / 1000:g} s)"


def _name_gone(before: JsonObject, there: Iterable[Segment]) -> list[str]:
    """What is no longer there; sounds of places go with their places."""
    left = {segment[ID] for segment in there}
    gone = [segment for segment in find(before) if segment[ID] not in left]
    own = [segment for segment in gone if segment[METADATA].get("kind") != "ambience"]
    return [*dict.fromkeys(map(name_of, own or gone))]


def _agreed(segments: Iterable[Segment], key: str, at_ms: float | None) -> str | float:
    """What the draft says of them: of fades the longest, else all that it says, from the least."""
    found = sorted({_property(segment, key, at_ms) for segment in segments})
    if len(found) == 1 or key.startswith("fade"):
        return found[-1]
    return "/".join(each if isinstance(each, str) else f"{each:g}" for each in found)


def _property(segment: Segment, key: str, at_ms: float | None) -> Any:
    """In percent and seconds, as people read it; a volume of a part of the time as it is there."""
    metadata = segment[METADATA]
    value = metadata.get("ambience" if key == "volume" and "scene" in metadata else key, _USUAL[key])
    if key == "fade_out_ms" and metadata.get("kind") in ("music", "ambience"):
        value = metadata.get(key, SOUND_FADE_MS)
    if isinstance(value, str | bool):
        return str(value)
    if key == "volume" and at_ms is not None:
        since_ms = max(at_ms - segment[START_MS], 0)
        value *= next((f for a, b, f in metadata.get("envelope", []) if a <= since_ms < b), 1)
    return round(value * (0.001 if key.endswith("_ms") else 100 if key in _PERCENT else 1), 3)

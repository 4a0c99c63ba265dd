"""Exact edits as a caller wrote them, read into what they mean. What is wrong is told with its number."""

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, cast, get_args

from nemo_video.engine.edit_rules import (
    COLORS,
    FIELDS,
    LIMITS,
    MAX_EDITS,
    MAX_SUBTITLES_CHARS,
    MAX_TEXT_CHARS,
    OPS,
    FieldRule,
    OpRule,
)
from nemo_video.errors import InvalidArgument
from nemo_video.timeline.edits import Edit, Op
from nemo_video.wire.platforms import PLATFORMS

_ITEM: Final = re.compile(r"(clip|sound|title)\s*#?\s*(\d{1,6})")
_HEX: Final = re.compile(r"#?([0-9a-f]{6}|[0-9a-f]{3})")
USUAL_CORNER: Final = "top_right"
USUAL_PERCENT: Final = 15
USUAL_CARD_S: Final = 3
_LENGTHS: Final = {"item": 100, "color": 30, "mood": 200, "look": 60, "media": 500}

Fields = Mapping[str, Any]


class WrongEdit(InvalidArgument):
    """An edit that lacks something, or has what cannot be.

    Args:
        what: The sentence, without its full stop.
        item: What the edit is about, where it names something.
    """

    default_advice = "Correct that edit and call edit again; nothing was sent."

    def __init__(self, what: str, item: object = None) -> None:
        super().__init__(f"{what}.")
        self.what = what
        self.item = item if isinstance(item, str) else None

    def with_length(self, lengths_s: Mapping[str, float]) -> "WrongEdit":
        """The same, and how long the item is: a caller who guesses a time needs it."""
        length_s = lengths_s.get((self.item or "").strip().lower())
        return self if length_s is None else WrongEdit(f"{self.what}; {self.item} is {length_s:g} s long")


def read_edits(raw: Sequence[object]) -> tuple[Edit, ...]:
    """The edits of a call.

    Raises:
        InvalidArgument: There are none or too many, or one lacks a field, has one that its op does not take,
            or a value that cannot be; it is named by its number.
    """
    if not raw:
        raise InvalidArgument("There is no edit.", advice='Pass at least one, as {"op": "undo"}.')
    if len(raw) > MAX_EDITS:
        raise InvalidArgument(
            f"There are {len(raw)} edits; {MAX_EDITS} are the most.", advice="Make them in several calls."
        )
    return tuple(_read_edit(number, each) for number, each in enumerate(raw, 1))


def _read_edit(number: int, raw: object) -> Edit:
    if not isinstance(raw, Mapping):
        raise WrongEdit(f'edit {number} has to be an object, as {{"op": "remove", "item": "clip 2"}}')
    given = cast("Fields", raw)
    fields = {name: value for name, value in given.items() if not _is_left_out(value)}
    op = _read_op(number, fields.pop("op", None))
    try:
        _check_names(fields, OPS[op])
        values = {name: _read_value(op, name, value) for name, value in fields.items()}
        _check_pairs(Edit(op=op, **values))
        edit = Edit(op=op, **(_implied(op, values) | values))
    except _Problem as problem:
        raise WrongEdit(f"edit {number}: {op} {problem}", fields.get("item")) from None
    return edit


class _Problem(Exception):
    """What is wrong with an edit, as the end of a sentence that starts with its op."""


def _is_left_out(value: object) -> bool:
    """As in any call: null and blank are nothing."""
    return value is None or (isinstance(value, str) and not value.strip())


def _read_op(number: int, value: object) -> Op:
    name = value.strip().lower() if isinstance(value, str) else None
    for op in get_args(Op):
        if name == op:
            return op
    said = f'"{value}" is no op' if name else "op is missing"
    raise WrongEdit(f"edit {number}: {said}; it is one of {', '.join(get_args(Op))}")


def _check_names(fields: Fields, rule: OpRule) -> None:
    unknown = [name for name in fields if name not in rule.takes]
    if unknown:
        takes = f"it takes {_list(rule.takes)}" if rule.takes else "it takes no field"
        raise _Problem(f"has no {_list(unknown)}; {takes}")
    missing = [name for name in rule.needs if name not in fields]
    if missing:
        raise _Problem(f"needs {_list(missing)}")
    if rule.one_of and not any(name in fields for name in rule.one_of):
        raise _Problem(f"needs at least one of {', '.join(rule.one_of)}")


def _read_value(op: Op, name: str, value: object) -> Any:
    rule = FIELDS[name]
    match rule.type:
        case "number" | "integer":
            return _read_number(op, name, value)
        case "switch":
            return _read_switch(name, value)
        case "choice":
            return _read_choice(name, value, rule)
        case _:
            return _read_text(op, name, value)


def _read_number(op: Op, name: str, value: object) -> float | int:
    """Models write numbers as text now and then."""
    rule = FIELDS[name]
    low, high = LIMITS.get((op, name), (rule.low, rule.high))
    number = _number(value)
    bounds = f"from {low:g} to {high:g}" if not rule.is_above else f"above {low:g}, {high:g} at most"
    if number is None or not low <= number <= high or (rule.is_above and number <= low):
        raise _Problem(f"{name} has to be a number {bounds}")
    if rule.type == "integer":
        if number != int(number):
            raise _Problem(f"{name} has to be a whole number {bounds}")
        return int(number)
    if name == "rotate" and number % 90:
        raise _Problem("rotate has to be 0, 90, 180 or 270")
    return round(number, 3)


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _read_switch(name: str, value: object) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.strip().lower() in ("true", "false"):
        return value.strip().lower() == "true"
    raise _Problem(f"{name} has to be true or false")


def _read_choice(name: str, value: object, rule: FieldRule) -> str:
    plain = value.strip().lower().replace(" ", "_").replace("-", "_") if isinstance(value, str) else None
    if plain in rule.choices:
        return plain
    raise _Problem(f"{name} has to be one of {', '.join(rule.choices)}")


def _read_text(op: Op, name: str, value: object) -> str:
    if not isinstance(value, str):
        raise _Problem(f"{name} has to be text")
    longest = MAX_SUBTITLES_CHARS if op == "subtitles" else _LENGTHS.get(name, MAX_TEXT_CHARS)
    if len(value) > longest:
        raise _Problem(f"{name} has {len(value)} characters; {longest} are the most")
    text = value.encode("utf-8", "replace").decode()
    if name == "item":
        return _read_item(text)
    if name == "color":
        return _read_color(text)
    return text if name == "text" else " ".join(text.split())


def _read_item(text: str) -> str:
    found = _ITEM.fullmatch(text.strip().lower())
    if found is None:
        raise _Problem(f'item "{text}" has to be a name from timeline.items, as clip 2')
    return f"{found[1]} {int(found[2])}"


def _read_color(text: str) -> str:
    name = text.strip().lower()
    if name in COLORS:
        return COLORS[name]
    found = _HEX.fullmatch(name)
    if found is None:
        raise _Problem(f'color "{text}" has to be as #FF8800, or one of {", ".join(COLORS)}')
    digits = found[1] if len(found[1]) == 6 else "".join(2 * digit for digit in found[1])
    return f"#{digits.upper()}"


def _check_pairs(edit: Edit) -> None:
    """What one field says of another."""
    if edit.from_s is not None and edit.to_s is not None and edit.from_s >= edit.to_s:
        raise _Problem(f"to_s has to be later than from_s, which is {edit.from_s:g}")
    if edit.op == "transition" and edit.kind != "none" and edit.duration_s is None:
        raise _Problem(f"needs duration_s with the kind {edit.kind}")
    if edit.op == "place":
        _check_place(edit)


def _check_place(edit: Edit) -> None:
    """A clip, a picture in the picture, a watermark and an end card do not mix."""
    small = {"percent": edit.percent, "opacity": edit.opacity, "margin": edit.margin}
    told = [name for name, value in small.items() if value is not None]
    if edit.text is not None:
        others = {**small, "at_s": edit.at_s, "corner": edit.corner, "watermark": edit.watermark}
        if mixed := [name for name, value in others.items() if value not in (None, False)]:
            raise _Problem(f"with text is an end card, which takes no {_list(mixed)}")
    elif edit.duration_s is not None:
        raise _Problem("takes duration_s only with text, for an end card")
    elif edit.watermark and edit.at_s is not None:
        raise _Problem("takes no at_s for a watermark: it shows over the whole film")
    elif told and edit.corner is None and not edit.watermark:
        raise _Problem(f"needs a corner where {told[0]} is given: it is of a picture in the picture")


def _implied(op: Op, values: Fields) -> dict[str, Any]:
    """What a platform stands for; what a watermark and an end card are like where nothing else is said."""
    if op == "canvas" and (platform := PLATFORMS.get(values.get("platform", ""))):
        size = {"aspect_ratio": platform.aspect_ratio, "resolution": platform.resolution}
        return {**size, "fps": platform.fps}
    if op == "place" and values.get("watermark"):
        return {"corner": USUAL_CORNER, "percent": USUAL_PERCENT}
    return {"duration_s": USUAL_CARD_S} if op == "place" and "text" in values else {}


def _list(names: Sequence[str]) -> str:
    """As in `item, from_s and to_s`."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"

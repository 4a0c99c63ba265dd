"""Reads fields of foreign JSON, where a wrong type counts as nothing said."""

import math
import re
from typing import Any

from nemo_video.wire.envelope import JsonObject

_MAX_WORDS_CHARACTERS = 500
_NUMBER = re.compile(r"\s*-?\d{1,16}(?:\.\d{1,16})?\s*", re.ASCII)
_MAX_NUMBER = 1e15
"""More bytes, credits or milliseconds than there are; floats count no further one by one."""


def as_object(value: Any) -> JsonObject:
    """The object, empty for anything else."""
    return value if isinstance(value, dict) else {}  # pyright: ignore[reportUnknownVariableType]  JSON keys are strings, and a cast takes as long as the check


def as_list(value: Any) -> list[Any]:
    """The list, empty for anything else."""
    return value if isinstance(value, list) else []  # pyright: ignore[reportUnknownVariableType]  likewise


def as_objects(value: Any) -> list[JsonObject]:
    """The objects in a list, without empty ones and what is none."""
    return [found for item in as_list(value) if (found := as_object(item))]


def as_string(value: Any) -> str:
    """The string, empty for anything else."""
    return value if isinstance(value, str) else ""


def as_number(value: Any) -> float | None:
    """The number, also one written as text; None for anything else.

    JSON's true and false are none, nor is what no float can hold.
    """
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        value = float(value)
    if not isinstance(value, int | float) or isinstance(value, bool) or abs(value) > _MAX_NUMBER:
        return None
    return value if math.isfinite(value) else None


def first_string(fields: JsonObject, *keys: str) -> str:
    """The first of these fields that says something."""
    return next(filter(None, (as_string(fields.get(key)) for key in keys)), "")


def one_line(words: str) -> str:
    """A failure's words on one line and of bounded length: no stack trace, no page."""
    return " ".join(words.split())[:_MAX_WORDS_CHARACTERS]

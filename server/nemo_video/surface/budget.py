"""How much a result may hold: hosts cut or refuse what is too long, so it is shortened here, and says so.

What a result leaves out stands whole in a resource.
"""

import json
from collections.abc import Mapping
from typing import Any, cast

MAX_WORDS_CHARS = 6_500
MAX_STEPS_CHARS = 3_000
MAX_FACTS_CHARS = 13_000
MAX_ARGUMENTS_CHARS = 2_000
"""Text and structured content stay below 25,000 together; pictures have a limit of their own."""

_CAPS = ((4_000, 100), (2_000, 50), (1_000, 25), (400, 12), (150, 6), (60, 3))
"""From generous to tight: characters of a string, items of a list."""

_WHOLE = frozenset(
    {"path", "uri", "url", "download_url", "register_url", "project_id", "job_id", "arguments"}
)
"""What is of no use in part."""


def shorten(text: str, max_chars: int) -> str:
    """The beginning of a text, as long as it may be in JSON."""
    if size_of(text) <= max_chars:
        return text
    kept = text[:max_chars]
    while size_of(kept) > max_chars - 2:
        kept = kept[: len(kept) * 9 // 10]
    return f"{kept.rstrip()} …"


def fit(facts: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, int]]:
    """Facts that are short enough, and how many items of which list are left out."""
    fitting = _without_long_calls(facts)
    left_out: dict[str, int] = {}
    for chars, items in _CAPS:
        if size_of(fitting) <= MAX_FACTS_CHARS:
            break
        left_out = {}
        fitting = {name: _cut(name, fact, chars, items, left_out) for name, fact in facts.items()}
        fitting = _without_long_calls(fitting)
    return fitting, left_out


def size_of(value: object) -> int:
    """Characters that a value takes in an answer."""
    return len(json.dumps(value, ensure_ascii=False))


def is_callable_in_short(suggestion: Mapping[str, Any]) -> bool:
    """Whether a suggested call is short enough to be handed on; a part of its arguments would mislead."""
    return size_of(suggestion["arguments"]) <= MAX_ARGUMENTS_CHARS


def _without_long_calls(facts: Mapping[str, Any]) -> dict[str, Any]:
    if "suggestions" not in facts:
        return dict(facts)
    return {**facts, "suggestions": [each for each in facts["suggestions"] if is_callable_in_short(each)]}


def _cut(name: str, fact: Any, chars: int, items: int, left_out: dict[str, int]) -> Any:
    if name in _WHOLE:
        return fact
    if isinstance(fact, str):
        return shorten(fact, chars)
    if isinstance(fact, list):
        kept = cast("list[Any]", fact)
        if len(kept) > items:
            left_out[name] = len(kept) - items
        return [_cut(name, each, chars, items, left_out) for each in kept[:items]]
    if isinstance(fact, dict):
        parts = cast("dict[str, Any]", fact)
        return {part: _cut(part, value, chars, items, left_out) for part, value in parts.items()}
    return fact

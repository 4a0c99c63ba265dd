"""How much a result may hold: hosts cut or refuse what is too long, so it is shortened here, and says so.

Nothing is cut as long as there is room. What a result leaves out stands whole in a resource.
"""

import copy
import json
from collections.abc import Iterator, Mapping, MutableMapping, MutableSequence
from dataclasses import dataclass
from typing import Any, cast

MAX_RESULT_CHARS = 24_000
"""Of the text and the data together; pictures have a limit of their own."""

MIN_WORDS_CHARS = 6_500
"""So much of the text stays, however long the data is."""

MAX_STEPS_CHARS = 3_000
MAX_ARGUMENTS_CHARS = 2_000

_FEWEST_ITEMS, _FEWEST_CHARS = 3, 60
"""Shorter lists and texts are not shortened any more."""

_WHOLE = frozenset(
    {"path", "uri", "url", "download_url", "register_url", "project_id", "job_id", "arguments", "question"}
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


def fit(facts: Mapping[str, Any], max_chars: int) -> tuple[dict[str, Any], dict[str, int]]:
    """Facts that are short enough: as long as they are not, the longest text or list among them is halved.

    Returns:
        The facts, and how many items of which list and characters of which text they leave out.
    """
    fitting: dict[str, Any] = copy.deepcopy(_without_long_calls(facts))
    left_out: dict[str, int] = {}
    while size_of(fitting) > max_chars and (longest := max(_parts(fitting), key=_Part.size, default=None)):
        left_out[longest.name] = left_out.get(longest.name, 0) + longest.halve()
    return fitting, left_out


def size_of(value: object) -> int:
    """Characters that a value takes in an answer."""
    return len(json.dumps(value, ensure_ascii=False))


def is_callable_in_short(suggestion: Mapping[str, Any]) -> bool:
    """Whether a suggested call is short enough to be handed on; a part of its arguments would mislead."""
    return size_of(suggestion["arguments"]) <= MAX_ARGUMENTS_CHARS


@dataclass(frozen=True)
class _Part:
    """A text or a list that can be shortened, and where it stands."""

    holder: MutableMapping[str, Any] | MutableSequence[Any]
    key: Any
    name: str

    @property
    def value(self) -> Any:
        return self.holder[self.key]

    def size(self) -> int:
        return size_of(self.value)

    def halve(self) -> int:
        """Leave out half of it.

        Returns:
            So many items or characters.
        """
        kept = self.value[: len(self.value) // 2]
        gone = len(self.value) - len(kept)
        self.holder[self.key] = f"{kept.rstrip(' …')} …" if isinstance(kept, str) else kept
        return gone


def _parts(value: Any, name: str = "") -> Iterator[_Part]:
    """Everything in a value that is long enough to be shortened; a list as a whole before what is in it."""
    holder = cast("dict[str, Any] | list[Any]", value)
    pairs = holder.items() if isinstance(holder, dict) else enumerate(holder)
    for key, part in pairs:
        part_name = key if isinstance(key, str) else name
        if part_name in _WHOLE:
            continue
        if (isinstance(part, str) and len(part) > _FEWEST_CHARS) or (
            isinstance(part, list) and len(cast("list[Any]", part)) > _FEWEST_ITEMS
        ):
            yield _Part(holder, key, part_name)
        if isinstance(part, dict | list):
            yield from _parts(part, part_name)


def _without_long_calls(facts: Mapping[str, Any]) -> dict[str, Any]:
    if "suggestions" not in facts:
        return dict(facts)
    return {**facts, "suggestions": [each for each in facts["suggestions"] if is_callable_in_short(each)]}

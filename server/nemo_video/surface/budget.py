"""How much a result may hold: hosts cut or refuse what is too long, so it is shortened here, and says so.

Nothing is cut as long as there is room. What a result leaves out stands whole in a resource.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, MutableMapping, MutableSequence
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
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

    A list is no shorter than what is in it, so that is looked at when nothing of the list can be left out any
    more. Each part is measured once for each time that it is halved: facts of any size take a few passes.

    Args:
        facts: Of nobody else: what is in them is changed.
        max_chars: So much they may take.

    Returns:
        The facts, and how many items of which list and characters of which text they leave out.
    """
    fitting = _without_long_calls(facts)
    left_out = Counter[str](fitting.pop("left_out", {}))
    too_long = size_of(fitting) - max_chars
    parts = list(_parts(fitting))
    heapify(parts)
    while too_long > 0 and parts:
        longest = heappop(parts)
        left_out[longest.name] += longest.halve()
        shortened = _part(longest.holder, longest.key, longest.name)
        too_long -= longest.size - shortened.size
        for part in [shortened] if shortened.is_long else _parts(shortened.value, shortened.name):
            heappush(parts, part)
    return fitting, dict(left_out)


def size_of(value: object) -> int:
    """Characters that a value takes in an answer."""
    return len(json.dumps(value, ensure_ascii=False))


def is_callable_in_short(suggestion: Mapping[str, Any]) -> bool:
    """Whether a suggested call is short enough to be handed on; a part of its arguments would mislead."""
    return size_of(suggestion["arguments"]) <= MAX_ARGUMENTS_CHARS


@dataclass(order=True)
class _Part:
    """A text or a list that can be shortened, and where it stands; the longest first.

    Attributes:
        order: Longer ones are less.
    """

    order: int
    holder: MutableMapping[str, Any] | MutableSequence[Any] = field(compare=False)
    key: Any = field(compare=False)
    name: str = field(compare=False)

    @property
    def value(self) -> Any:
        return self.holder[self.key]

    @property
    def size(self) -> int:
        return -self.order

    @property
    def is_long(self) -> bool:
        return len(self.value) > (_FEWEST_CHARS if isinstance(self.value, str) else _FEWEST_ITEMS)

    def halve(self) -> int:
        """Leave out half of it.

        Returns:
            So many items or characters.
        """
        kept = self.value[: len(self.value) // 2]
        gone = len(self.value) - len(kept)
        self.holder[self.key] = f"{kept.rstrip(' …')} …" if isinstance(kept, str) else kept
        return gone


def _part(holder: MutableMapping[str, Any] | MutableSequence[Any], key: Any, name: str) -> _Part:
    return _Part(-size_of(holder[key]), holder, key, name)


def _parts(value: Any, name: str = "") -> Iterator[_Part]:
    """What is long enough to be shortened, outermost: not what is in such a list itself."""
    if not isinstance(value, dict | list):
        return
    holder = cast("dict[str, Any] | list[Any]", value)
    pairs = holder.items() if isinstance(holder, dict) else enumerate(holder)
    for key, held in pairs:
        part_name = key if isinstance(key, str) else name
        if part_name in _WHOLE or not isinstance(held, str | dict | list):
            continue
        if not isinstance(held, dict) and (part := _part(holder, key, part_name)).is_long:
            yield part
        else:
            yield from _parts(cast("object", held), part_name)


def _without_long_calls(facts: Mapping[str, Any]) -> dict[str, Any]:
    if "suggestions" not in facts:
        return dict(facts)
    return {**facts, "suggestions": [each for each in facts["suggestions"] if is_callable_in_short(each)]}

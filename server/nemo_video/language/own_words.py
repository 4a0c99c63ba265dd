"""The few sentences that we say ourselves, in the language of the caller."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from nemo_video.language.languages import Language
from nemo_video.language.tables import read_table


@cache
def _table() -> dict[str, Any]:
    return dict(read_table("own_words.toml"))


def phrase_outlook(tools: Sequence[str], language: Language) -> str:
    """Say in one sentence what can be done next."""
    own = _table()[language]
    return own["outlook"].format(own["joint"].join(own["outlook_of"][tool] for tool in tools))


def phrase_reason(tool: str, language: Language) -> str:
    """Say why a tool is suggested."""
    return _table()[language]["reason_of"][tool]


def phrase_unmapped(sentence: str, language: Language) -> str:
    """Mark a sentence that only a person at the web page can follow."""
    return _table()[language]["unmapped"] + sentence


@cache
def unmapped_marks() -> tuple[str, ...]:
    """Return the marks of all languages."""
    return tuple(own["unmapped"] for own in _table().values())


def phrase_links(links: Sequence[str], language: Language) -> str:
    """Name the links that stood in a handling of the screen."""
    own = _table()[language]
    return own["link"].format(own["joint"].join(links))


@cache
def own_sentences() -> tuple[str, ...]:
    """Return how our own sentences begin, in all languages."""
    return tuple(own[kind].partition("{")[0] for own in _table().values() for kind in ("outlook", "link"))

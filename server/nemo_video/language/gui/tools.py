"""Says which tool does what a handling of the screen would have done."""

from collections.abc import Iterator, Sequence
from typing import Literal

from nemo_video.language.words import Word

Tool = Literal["generate", "upload", "export", "credits", "state"]
TOOLS: tuple[Tool, ...] = ("export", "credits", "upload", "generate", "state")
NAME_WEIGHT, FIRST_NAME_WEIGHT, PLACE_WEIGHT, HINT_WEIGHT, BIAS_WEIGHT = 2.0, 3.0, 1.2, 1.0, 1.3


def choose_tool(words: Sequence[Word]) -> tuple[Tool | None, bool]:
    """Return the tool that most of the words ask for, and whether more than the verb asks for it."""
    votes = dict.fromkeys(TOOLS, 0.0)
    has_name = False
    for word in _open_quotes(words):
        named = [tool for tool in TOOLS if word.has(f"{tool}.names")]
        for tool in named:
            votes[tool] += NAME_WEIGHT if has_name else FIRST_NAME_WEIGHT
        has_name = has_name or bool(named)
        for tool in TOOLS:
            votes[tool] += HINT_WEIGHT * word.has(f"{tool}.hints") + BIAS_WEIGHT * word.has(f"bias.{tool}")
        votes["state"] += PLACE_WEIGHT * word.has("state.places")
    best = max(TOOLS, key=lambda tool: votes[tool])
    if votes[best] == 0:
        return None, False
    return best, votes[best] > BIAS_WEIGHT


def asks_for_nothing_of_ours(words: Sequence[Word]) -> bool:
    """Tell whether the handling is about the web page itself (its theme, its log-in)."""
    return any(word.has("none.names") for word in _open_quotes(words))


def _open_quotes(words: Sequence[Word]) -> Iterator[Word]:
    for word in words:
        yield from word.inner if word.kind == "quote" else (word,)

"""Weighs the traits of a segment: whether it handles the screen, and which tool does the same.

Two linear models; their weights are learned from the labelled sentences of the tests
(`tests/language/learn_replies.py`) and lie as data beside the code. Knows nothing of what becomes of a
segment.
"""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import repeat
from typing import Literal, TypeAlias

from nemo_video.language.gui.sentences import Sentence
from nemo_video.language.gui.tags import HINTS, NAMES
from nemo_video.language.gui.traits import Place, describe_aim, describe_segment
from nemo_video.language.tables import FOLDER
from nemo_video.language.words import Word

Tool: TypeAlias = Literal["export", "credits", "upload", "generate", "state"]
TOOLS: tuple[Tool, ...] = ("export", "credits", "upload", "generate", "state")
VAGUE = frozenset(["verbs.weak", "verbs.follow", "screen.where"])
"""Lists of words that plain talk is full of: `get`, `then`, `here`."""
NEEDED_WITHOUT_SCREEN = 2.0
"""Evidence that a segment needs where no word of the reply is of a screen; `Here it is.` must stay."""
NOTHING = len(TOOLS)
"""The column of what leads to another handling and needs no tool of its own (`In the File menu, ...`)."""


@cache
def _handling_weights() -> Mapping[str, float]:
    return json.loads((FOLDER / "handling_weights.json").read_text(encoding="utf-8"))


@cache
def _tool_weights() -> Mapping[str, Sequence[float]]:
    return json.loads((FOLDER / "tool_weights.json").read_text(encoding="utf-8"))


def find_handling(sentences: Sequence[Sentence], text: str) -> list[list[bool]]:
    """Tell of each segment of each sentence whether it handles the screen (or leads to what does)."""
    needed = 0.0 if _speaks_of_screen(sentences) else NEEDED_WITHOUT_SCREEN
    return [
        [
            weigh_handling(Place(sentences, row, column, text)) > needed
            for column in range(len(sentence.segments))
        ]
        for row, sentence in enumerate(sentences)
    ]


def _speaks_of_screen(sentences: Sequence[Sentence]) -> bool:
    """Tell whether any word of a reply is one of a screen: a verb, a part of it, a tool's name, a key."""
    words = (word for sentence in sentences for segment in sentence.segments for word in segment.words)
    return any(_is_of_screen(part) for word in words for part in (word, *word.inner))


def _is_of_screen(word: Word) -> bool:
    return word.kind == "key" or any(
        tag not in VAGUE and (tag.startswith(("verbs.", "screen.")) or tag in NAMES or tag in HINTS)
        for tag in word.tags
    )


def weigh_handling(place: Place) -> float:
    """Return the evidence that a segment handles the screen: above zero it does."""
    return sum(map(_handling_weights().get, describe_segment(place), repeat(0.0)))


def choose_tools(places: Sequence[Place]) -> list[Tool | None]:
    """Say for each of some handlings which tool does the same; None where it only leads to another."""
    columns = settle_tools([_weigh_tools(place) for place in places])
    return [TOOLS[column] if column < NOTHING else None for column in columns]


def settle_tools(evidence: Sequence[Sequence[float]]) -> list[int]:
    """Return the column with the most evidence in each row; at least one row comes out as a tool."""
    best = [max(range(NOTHING + 1), key=row.__getitem__) for row in evidence]
    if all(column == NOTHING for column in best):
        surest = max(range(len(best)), key=lambda i: max(evidence[i][:NOTHING]) - evidence[i][NOTHING])
        best[surest] = max(range(NOTHING), key=evidence[surest].__getitem__)
    return best


def _weigh_tools(place: Place) -> list[float]:
    weights = _tool_weights()
    found = [weights[trait] for trait in describe_aim(place) if trait in weights]
    return [sum(column) for column in zip(*found, strict=True)]

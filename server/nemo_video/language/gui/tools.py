"""Says which tool does what a handling of the screen would have done."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Literal

from nemo_video.language.words import PATH_MARKS, Word

Tool = Literal["generate", "upload", "export", "credits", "state"]
TOOLS: tuple[Tool, ...] = ("export", "credits", "upload", "generate", "state")

FIRST_NAME_WEIGHT = 4.0
NAME_WEIGHT = 2.0
"""A name behind the first one, or one that is only a picture (`the coin`)."""
HINT_WEIGHT = 1.0
BIAS_WEIGHT = 1.3
"""What the verb alone is after: `drag` an edit, `open` something to see."""
PLACE_WEIGHT, TOUCHED_PLACE_WEIGHT = 1.0, 0.4
"""A place is looked at, unless the verb changes something there."""
PURPOSE_FACTOR = 1.6
"""`... to shorten it` tells more than the same word before it."""
LOOKED_AT_FACTOR = 0.3
"""`Open the Captions panel` looks at captions and edits none."""


def choose_tool(words: Sequence[Word]) -> tuple[Tool | None, bool]:
    """Return the tool that most of the words ask for, and whether more than the verb asks for it."""
    votes = _count_votes(list(_open_quotes(_without_wish(words))))
    if _looks_at_place(words):
        votes["generate"] *= LOOKED_AT_FACTOR
    if _brings_in(words):
        votes["upload"] += FIRST_NAME_WEIGHT
    best: Tool = max(TOOLS, key=lambda tool: votes[tool])
    if not votes[best]:
        return ("generate", True) if _presses_unknown(words) else (None, False)
    is_done_by_hand = any(word.has("verbs.strong") and word.has("bias.generate") for word in words)
    return best, votes[best] > BIAS_WEIGHT or is_done_by_hand


def _without_wish(words: Sequence[Word]) -> Sequence[Word]:
    """Leave out the condition before a Chinese verb: `进度满了点导出` is about the export."""
    verb = next((i for i, word in enumerate(words) if word.has("verbs.strong")), 0)
    ends = [i for i, word in enumerate(words[:verb]) if word.has("word.wished", "word.aspect")]
    return words[ends[-1] + 1 :] if ends else words


def _count_votes(words: Sequence[Word]) -> dict[Tool, float]:
    votes: dict[Tool, float] = dict.fromkeys(TOOLS, 0.0)
    is_changed = any(word.has("bias.generate") for word in words)
    has_name, purpose = False, 1.0
    for i, word in enumerate(words):
        purpose = PURPOSE_FACTOR if i and word.has("word.purpose") else purpose
        is_landmark = _is_landmark(words, i)
        is_lesser = has_name or word.has("screen.icon")
        name = HINT_WEIGHT if is_landmark else NAME_WEIGHT if is_lesser else FIRST_NAME_WEIGHT
        for tool in TOOLS:
            is_named = word.has(f"{tool}.names")
            has_name = has_name or (is_named and not is_landmark)
            hint = max(HINT_WEIGHT * word.has(f"{tool}.hints"), BIAS_WEIGHT * word.has(f"bias.{tool}"))
            votes[tool] += name * is_named + purpose * hint
        votes["state"] += word.has("state.places") * (TOUCHED_PLACE_WEIGHT if is_changed else PLACE_WEIGHT)
    return votes


def _is_landmark(words: Sequence[Word], i: int) -> bool:
    """Tell whether a word only says where something is: `the scissors beside the playhead`."""
    if any(word.text in PATH_MARKS for word in words[i : i + 3]):
        return False
    is_beside = any(word.has("word.near") for word in words[max(0, i - 2) : i])
    is_next_to = i > 1 and words[i - 2].text == "next"
    return is_beside or is_next_to or any(word.has("word.next_to") for word in words[i + 1 : i + 2])


def _presses_unknown(words: Sequence[Word]) -> bool:
    """Tell whether a button is pressed whose name we do not know: most likely an edit."""
    after = next((after for word, after in pairwise(words) if word.has("verbs.strong")), None)
    if after is None:
        return False
    is_unknown_chinese = not after.tags and not after.text.isascii()
    return after.kind == "quote" or (is_unknown_chinese and after.kind in ("word", "symbol"))


def _looks_at_place(words: Sequence[Word]) -> bool:
    return any(word.has("bias.state") for word in words) and any(
        word.has("screen.place") and not word.has("screen.control") for word in words
    )


def _brings_in(words: Sequence[Word]) -> bool:
    """Tell whether a medium is dragged into a part of the screen that takes files."""
    is_moved = any(
        word.has("bias.upload") or (word.has("bias.generate") and word.has("verbs.strong")) for word in words
    )
    is_medium = any(word.has("upload.media") or word.text in ("one", "一") for word in words)
    is_taken = any(word.has("screen.place") and not word.has("upload.refused") for word in words)
    return is_moved and is_medium and is_taken


def asks_for_nothing_of_ours(words: Sequence[Word]) -> bool:
    """Tell whether the handling is about the web page itself (its theme, its log-in)."""
    return any(word.has("none.names") for word in _open_quotes(words))


def _open_quotes(words: Sequence[Word]) -> Iterator[Word]:
    for word in words:
        yield from word.inner if word.kind == "quote" else (word,)

"""Finds the tool of a clause that tells a reader of a screen where something is, whatever its grammar.

`handling.py` reads instructions. This reads the rest: `credits can be added on the Billing page`, `the file
is behind the arrow`. The evidence is a part of a screen and a sign that a reader is meant (a gesture, `you`,
a place where something is). The tool follows from the name of that part, else from what the clause speaks
of. Such a sentence stays in the reply.
"""

import re
from dataclasses import dataclass
from typing import cast

from nemo_video.language.controls import Tool
from nemo_video.language.screen_words import ScreenWords

_SETTERS = ("switched", "setting")
_BUTTON = re.compile(r"⟦[^⟧]*⟧")


@dataclass(frozen=True, slots=True)
class Hint:
    """The tool of a clause, and the edit that it speaks of."""

    tool: Tool
    purpose: str = ""


def find_hint(clause: str, sentence: str, words: ScreenWords) -> Hint | None:
    """Return the tool of a clause.

    Args:
        clause: Its words, with names between ⟦ and ⟧.
        sentence: The sentence that it is a part of.
        words: The words of its language.
    """
    is_told_off = words.pattern("denied").search(clause) or words.search("untold", _BUTTON.sub(" ", clause))
    if is_told_off or not _is_for_a_reader(clause, sentence, words):
        return None
    tools = [tool for text in (clause, sentence) for tool in _find_tools(text, words)]
    tool = next(iter(tools), "state")
    if tool in ("state", "generate"):
        edit = _find_edit(clause, "" if tools else sentence, words)
        is_set = tool == "generate" and any(words.pattern(kind).search(clause) for kind in _SETTERS)
        if edit or is_set:
            return Hint("generate", edit)
    return Hint(cast(Tool, tool)) if tools and tool not in ("none", "generate") else None


def _find_edit(clause: str, sentence: str, words: ScreenWords) -> str:
    """Return the edit that a clause, or else its sentence, says can be made; what was made is none."""
    told = words.pattern("edit_told")
    found = told.search(clause) or told.search(sentence)
    return found["what"] if found and not words.search("past", sentence or clause) else ""


def _is_for_a_reader(clause: str, sentence: str, words: ScreenWords) -> bool:
    """Tell whether a part of a screen is named, and whoever has it before them is meant."""
    if not any(words.search(kind, clause) for kind in ("told_at", "soft_part")):
        return False
    return bool(words.search("reader_sign", sentence) or words.search("told_where", clause))


def _find_tools(text: str, words: ScreenWords) -> list[str]:
    """Return the tools of a text, the most telling first: a look comes last.

    Names on parts tell the most, the longest first, then what can be had; what is only a picture comes after.
    """
    labels = [
        (found.start(), -len(found[0]), tool)
        for tool in words.names
        for found in words.find_all(f"labelled {tool}", text)
    ]
    wanted = [tool for tool in words.goals if words.search(f"goal {tool}", text)]
    pictured = [tool for tool in words.names if _shows_picture(tool, text, words)]
    return sorted([*(tool for *_, tool in sorted(labels)), *wanted, *pictured], key="state".__eq__)


def _shows_picture(tool: str, text: str, words: ScreenWords) -> bool:
    return any(words.is_one("pictures", found[0]) for found in words.find_all(f"name {tool}", text))

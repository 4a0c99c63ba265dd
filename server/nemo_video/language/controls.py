"""Finds the control or panel that a gesture is done to, and the tool that does what it does."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias, cast

from nemo_video.language.screen_words import ScreenWords

Tool: TypeAlias = Literal["export", "credits", "upload", "generate", "state", "cancel", "projects"]
_IN_QUOTES, _ON_CONTROL, _AIMED_AT = range(3)


@dataclass(frozen=True, slots=True)
class Target:
    """What a gesture is done to, and what for; `is_strong` where only screens are handled so (`click`)."""

    verb: str
    what: str
    purpose: str
    is_strong: bool


def find_tool(target: Target, words: ScreenWords) -> tuple[Tool | None, str]:
    """Return the tool that a gesture stands for and the name on its control.

    Without strong evidence, a control or a name of one, there is no tool.
    """
    hinted = _find_hinted(target.purpose, words)
    has_part = _has_part(target, words)
    is_thing = words.search("object", target.what) or words.search("brought", target.what)
    if words.match("moving", target.verb) and (has_part or is_thing):
        return _find_tool_of_move(target.what, hinted, words), ""
    tool, name = next(iter(_find_names(target, words)), ("", ""))
    if hinted and words.is_one("pictures", name) and (tool, hinted) != ("credits", "state"):
        tool = hinted
    if tool == "none":
        return None, ""
    if not (name or has_part):
        is_done_to = hinted not in ("", "generate") or _is_of_film(target.what, words)
        if hinted and is_done_to and words.is_one("strong", target.verb):
            return cast(Tool, hinted), ""
        is_deed = words.match("opening_choice", target.verb) and words.search("object", target.what)
        return ("generate", "") if is_deed else (None, "")
    if tool in ("state", "generate", "") and _is_looked_at(target.what, words):
        tool = hinted or "state"
    is_edit = target.is_strong and words.pattern("labelled_edit").search(target.what)
    if tool == "cancel" and target.purpose and hinted != "cancel":
        return None, ""
    tool = tool or hinted or ("generate" if is_edit else "")
    return (cast(Tool, tool), name) if tool else (None, "")


def _is_of_film(what: str, words: ScreenWords) -> bool:
    """Tell whether it is a thing of the film that is clicked, or one that was named before."""
    return any(words.search(kind, what) for kind in ("object", "pronoun"))


def _find_hinted(purpose: str, words: ScreenWords) -> str:
    """Return the tool that a purpose speaks of: `to save it` is export."""
    if not purpose:
        return ""
    named = next((tool for tool in words.purposes if words.is_one(f"purpose {tool}", purpose)), "")
    return named or ("generate" if words.match("edit_verb", purpose) else "")


def _has_part(target: Target, words: ScreenWords) -> bool:
    """Tell whether a part of the screen is named, or something in quotes that is clicked."""
    is_button = target.is_strong and target.what.startswith("⟦", max(0, _start(target.what, words) - 1))
    return is_button or any(words.search(kind, target.what) for kind in ("control", "place"))


def _find_tool_of_move(what: str, hinted: str, words: ScreenWords) -> Tool:
    """What is brought from outside is uploaded; the rest is an edit, or the playhead is moved to look."""
    is_brought = words.search("brought", what)
    is_inside = words.search("inside", what)
    if words.search("scrubber", what):
        return "state"
    if words.search("upload_place", what) and not is_inside:
        return "upload"
    if hinted == "upload" or (is_brought and (_is_storage(what, words) or not is_inside)):
        return "upload"
    return "state" if hinted == "state" and words.search("control", what) else "generate"


def _is_storage(what: str, words: ScreenWords) -> bool:
    return any(words.search(kind, what) for kind in ("name upload", "place"))


def _is_looked_at(what: str, words: ScreenWords) -> bool:
    """Tell whether it is a panel that the gesture is done to, and not something in one."""
    if words.is_spaced:
        return words.search("looked_at", words.pattern("head_end").split(what)[0]) is not None
    end = len(what.rstrip("里中上⟧一下吧哦 "))
    return any(found.end() >= end for found in words.find_all("looked_at", what))


def _start(what: str, words: ScreenWords) -> int:
    found = words.pattern("determiners").match(what)
    return found.end() if found else 0


def _find_names(target: Target, words: ScreenWords) -> list[tuple[str, str]]:
    """Return (tool, name) of the names on controls, the most telling first.

    A name counts in quotes, in capitals, before a control or a place, or where a gesture is done to it; not
    the clip that is selected, nor the timeline that a button is near. In Chinese the last one is the head.
    """
    found: list[tuple[int, int, int, str, str]] = []
    matches = [
        (tool, match)
        for tool in (words.names if words.search("name", target.what) else ())
        for match in words.find_all(f"name {tool}", target.what)
    ]
    if len(matches) > 1:  # `render` in `stop rendering` is none
        spans = {match.span() for _, match in matches}
        matches = [(tool, match) for tool, match in matches if not _lies_within(match.span(), spans)]
    for tool, match in matches:
        if (rank := _rank(match, target, words)) is not None:
            place = match.start() if words.is_spaced else -match.start()
            found.append((rank, place, -len(match[0]), tool, match[0].lower()))
    return [(tool, name) for *_, tool, name in sorted(found)]


def _lies_within(span: tuple[int, int], spans: Iterable[tuple[int, int]]) -> bool:
    """Tell whether a span is a part of another one."""
    return any(start <= span[0] and span[1] <= end and (start, end) != span for start, end in spans)


def _rank(match: re.Match[str], target: Target, words: ScreenWords) -> int | None:
    what, start = target.what, _start(target.what, words)
    before, after = what[: match.start()], what[match.end() :].lstrip(" ⟧")
    if before.rfind("⟦") > before.rfind("⟧"):
        is_named = target.is_strong or words.is_one("entering", target.verb)
        return _IN_QUOTES if is_named or _has_part(target, words) else None
    is_list = words.search("looked_at", match[0]) and not words.is_one("looked_at", match[0])
    is_part = (
        is_list
        or words.search("control", match[0])
        or words.match("control", after)
        or words.match("place", after)
    )
    if is_part or (words.is_spaced and match[0][0].isupper()):
        return _ON_CONTROL
    is_last = not words.is_spaced and match.end() == len(what.rstrip("一下吧哦 "))
    is_aim = is_last or (match.start() <= start and not words.match("locative", after))
    if words.is_one("object", match[0]) or not is_aim:
        return None
    return _AIMED_AT if target.is_strong or words.is_one("rooms", match[0]) else None

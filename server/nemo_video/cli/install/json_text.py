"""Edits one member of a JSON text and leaves every other character as it is, comments included.

Hosts let people write comments and trailing commas into their configuration; reading it as data and writing
that back would lose them. It knows text, not what the members mean.
"""

import json
import re
from dataclasses import dataclass
from typing import Any

_STRING_OR_NOISE = re.compile(r'"(?:\\.|[^"\\])*"|//[^\n]*|/\*.*?\*/', re.DOTALL)
_STRING_OR_TRAILING_COMMA = re.compile(r'"(?:\\.|[^"\\])*"|,(?=\s*[}\]])', re.DOTALL)
_DECODER = json.JSONDecoder()
_USUAL_INDENT = "  "


@dataclass(frozen=True)
class Member:
    """A member of an object: its name, and where its name and value lie in the text."""

    name: str
    start: int
    value_start: int
    end: int


def read_object(text: str) -> dict[str, Any]:
    """The object of a JSON text with comments and trailing commas; an empty text is an empty one.

    Raises:
        ValueError: It is no such text; the message says where.
    """
    data: dict[str, Any] = json.loads(_without_noise(text)) if text.strip() else {}
    if type(data) is not dict:
        raise ValueError("it is no object")
    return data


def set_member(text: str, path: tuple[str, ...], value: Any) -> str:
    """Give the member at `path` a value; objects on the way are made where they are missing.

    Raises:
        ValueError: The text is not JSON, or something on the way is not an object.
    """
    if not text.strip():
        text = "{}\n"
    newline = "\r\n" if "\r\n" in text else "\n"
    start = _skip_space(_without_noise(text), 0)
    for depth, name in enumerate(path):
        members = _members(text, start)
        found = _find(members, name)
        if found is None:
            for missing in reversed(path[depth + 1 :]):
                value = {missing: value}
            return _insert(text, start, members, name, value, newline)
        start = found.value_start
        if depth == len(path) - 1:
            if json.loads(_without_noise(text)[found.value_start : found.end]) == value:
                return text
            written = _dump(value, _indent_of(text, found.start), _indent_unit(text), newline)
            return text[: found.value_start] + written + text[found.end :]
    return text


def remove_member(text: str, path: tuple[str, ...]) -> str:
    """Take the member at `path` out, with its comma and its line, and what it leaves empty.

    Returns:
        The same text when the member is not there.

    Raises:
        ValueError: The text is not JSON, or something on the way is not an object.
    """
    members, found = _locate(text, path)
    if found is None:
        return text
    text = _cut(text, members, members.index(found))
    if len(members) > 1:  # perhaps twins
        return remove_member(text, path)
    return remove_member(text, path[:-1]) if _is_bare(text, path[:-1]) else text


def _is_bare(text: str, path: tuple[str, ...]) -> bool:
    """Whether an object holds neither members nor comments, nor has a twin that would go with it."""
    if not path:
        return False
    members, found = _locate(text, path)
    twins = sum(member.name == path[-1] for member in members)
    return found is not None and twins == 1 and not text[found.value_start + 1 : found.end - 1].strip()


def _locate(text: str, path: tuple[str, ...]) -> tuple[list[Member], Member | None]:
    """The members of the object that a path ends in, and the one that it names."""
    start = _skip_space(_without_noise(text), 0)
    for name in path[:-1]:
        found = _find(_members(text, start), name)
        if found is None:
            return [], None
        start = found.value_start
    members = _members(text, start)
    return members, _find(members, path[-1])


def _find(members: list[Member], name: str) -> Member | None:
    """The member of that name; of twins the last one, which is what readers of JSON take."""
    return next((member for member in reversed(members) if member.name == name), None)


def _cut(text: str, members: list[Member], index: int) -> str:
    bare = _without_comments(text)
    first, last = members[index].start, members[index].end
    follows = _skip_space(bare, last)
    if bare[follows] == ",":
        last = follows + 1
    elif index:
        comma = bare.index(",", members[index - 1].end)
        text = text[:comma] + text[comma + 1 :]
        first, last = first - 1, last - 1
    above, below = text[:first].rstrip(" \t"), text[last:]
    if below.lstrip(" \t").startswith(("\r", "\n")):  # else what is below must not join a comment above
        above = above.removesuffix("\n").removesuffix("\r")
    return above + below


def _insert(text: str, start: int, members: list[Member], name: str, value: Any, newline: str) -> str:
    unit = _indent_unit(text)
    outer = _indent_of(text, start)
    inner = _indent_of(text, members[0].start) if members else outer + unit
    member = f"{newline}{inner}{json.dumps(name, ensure_ascii=False)}: {_dump(value, inner, unit, newline)}"
    if members:
        return f"{text[: members[-1].end]},{member}{text[members[-1].end :]}"
    rest = text[start + 1 :]
    closing = "" if "\n" in rest[: _without_noise(text)[start + 1 :].index("}")] else newline + outer
    return f"{text[: start + 1]}{member}{closing}{rest}"


def _dump(value: Any, indent: str, unit: str, newline: str) -> str:
    lines = json.dumps(value, indent=unit, ensure_ascii=False).split("\n")
    return (newline + indent).join(lines)


def _members(text: str, start: int) -> list[Member]:
    """The members of the object that begins at `start`."""
    bare = _without_noise(text)
    if bare[start : start + 1] != "{":
        raise ValueError(f"there is no object at character {start + 1}")
    members: list[Member] = []
    at = _skip_space(bare, start + 1)
    while bare[at] != "}":
        name, end = _DECODER.raw_decode(bare, at)
        value_start = _skip_space(bare, _skip_space(bare, end) + 1)
        _, value_end = _DECODER.raw_decode(bare, value_start)
        members.append(Member(name, at, value_start, value_end))
        at = _skip_space(bare, value_end)
        if bare[at] == ",":
            at = _skip_space(bare, at + 1)
    return members


def _without_noise(text: str) -> str:
    """The text with comments and trailing commas blanked; positions stay the same.

    Plain JSON has neither, and the files of some hosts hold megabytes of it.

    Raises:
        ValueError: What is left is not JSON.
    """
    try:
        json.loads(text)
    except ValueError:
        pass
    else:
        return text
    bare = _STRING_OR_TRAILING_COMMA.sub(_blank_unless_string, _without_comments(text))
    json.loads(bare)
    return bare


def _without_comments(text: str) -> str:
    return _STRING_OR_NOISE.sub(_blank_unless_string, text)


def _blank_unless_string(match: re.Match[str]) -> str:
    found = match.group()
    return found if found.startswith('"') else re.sub(r"[^\n]", " ", found)


def _skip_space(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _indent_of(text: str, at: int) -> str:
    """The white space that the line of a character begins with."""
    line = text[text.rfind("\n", 0, at) + 1 : at]
    return line[: len(line) - len(line.lstrip())]


def _indent_unit(text: str) -> str:
    found = re.search(r"^[ \t]+(?=\")", text, re.MULTILINE)
    return found.group() if found else _USUAL_INDENT

"""Edits one member of a YAML text and leaves every other character as it is, comments included.

The library tells where each value lies. Letting it write the whole text would indent lists anew and move
comments.
"""

import json
import re
from dataclasses import dataclass
from typing import Any, cast

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

_PLAIN_KEY = re.compile(r"(?!(?:true|false|null|yes|no|on|off|y|n)$)[a-z_][a-z0-9_-]*", re.IGNORECASE)
"""Keys that need no quotes: names, but not words that some version of YAML takes for values."""

_COLON = re.compile(r"\s*:")
_ALIAS = re.compile(r"\s*\*[^\s,\[\]{}]+")
"""A value that repeats one from further up, as `*name`."""

_USUAL_INDENT = "  "


@dataclass(frozen=True)
class Value:
    """Where a value lies in the text, as offsets in characters.

    Attributes:
        start: Its first character.
        end: Behind its last one; for an empty value both are behind the colon.
        members: Those of a mapping; None for all else, also for a mapping that is repeated from further up:
            whoever writes into that one changes another, too.
        in_braces: Whether a mapping is written as in JSON.
        is_empty: Whether it is a mapping without members, or nothing at all.
    """

    start: int
    end: int
    members: tuple["Member", ...] | None = None
    in_braces: bool = False
    is_empty: bool = False


@dataclass(frozen=True)
class Member:
    """A member of a mapping: its key, where that lies, how far it is indented, and its value."""

    key: object
    start: int
    key_end: int
    column: int
    value: Value

    @property
    def end(self) -> int:
        """Behind its last character."""
        return self.value.end


def read_object(text: str) -> dict[str, Any]:
    """The mapping of a YAML text; an empty text is an empty one.

    Raises:
        ValueError: It is no such text; the message says where.
    """
    try:
        data: object = _yaml().load(text)  # pyright: ignore[reportUnknownMemberType]: the library is half typed
    except YAMLError as error:
        raise ValueError(" ".join(str(error).split())) from error
    if type(data) is not dict and data is not None:
        raise ValueError("it is no mapping")
    return cast("dict[str, Any]", data or {})


def set_member(text: str, path: tuple[str, ...], value: Any) -> str:
    """Give the member at `path` a value; mappings on the way are made where they are missing.

    Raises:
        ValueError: The text is not YAML, or something on the way is not a mapping.
    """
    at = _locate(text)
    if at is None:
        return _add_lines(text, len(text), _dump(path, value))
    for depth, name in enumerate(path):
        rest = path[depth + 1 :]
        found = _find(at, name)
        if found is None:
            return _insert(text, at, path[depth:], value)
        if not rest:
            return _replace(text, at, found, value)
        if found.value.is_empty and not at.in_braces:
            return _fill(text, found, rest, value)
        at = found.value
    return text


def remove_member(text: str, path: tuple[str, ...]) -> str:
    """Take the member at `path` out, and what that leaves empty; the same text when it is not there.

    Raises:
        ValueError: The text is not YAML, or something on the way is not a mapping.
    """
    at = _locate(text)
    way: list[tuple[Value, Member]] = []
    for name in path:
        found = None if at is None or at.is_empty else _find(at, name)
        if at is None or found is None:
            return text
        way.append((at, found))
        at = found.value
    while len(way) > 1 and len(way[-1][0].members or ()) == 1:
        way.pop()
    return _cut(text, *way[-1])


def _yaml() -> YAML:
    return YAML(typ="safe", pure=True)


def _locate(text: str) -> Value | None:
    """Where the values of a text lie; None where there are only comments."""
    read_object(text)
    node = _yaml().compose(text)  # pyright: ignore[reportUnknownMemberType]: the library is half typed
    return None if node is None or _is_missing(node) else _place(text, node)


def _place(text: str, node: Any) -> Value:
    start, end = node.start_mark.index, node.end_mark.index
    kind = node.__class__
    if kind is ScalarNode:
        is_nothing = node.style is None and node.value in {"", "~", "null"}
        # A text in lines of its own reaches to the next member.
        return Value(start, end if is_nothing else len(text[:end].rstrip()), is_empty=is_nothing)
    flow: bool = node.flow_style
    if kind is SequenceNode:
        items = cast("list[Any]", node.value)
        return Value(start, end if flow or not items else _place(text, items[-1]).end)
    members = tuple(_place_member(text, key, value) for key, value in cast("list[Any]", node.value))
    end = end if flow or not members else members[-1].end
    return Value(start, end, members if kind is MappingNode else None, flow, not members)


def _place_member(text: str, key: Any, value: Any) -> Member:
    start, key_end = key.start_mark.index, key.end_mark.index
    colon = _COLON.match(text, key_end)
    behind = colon.end() if colon else key_end
    if _is_missing(value):  # the library has its place before the next word, which may be many lines below
        place = Value(behind, behind, is_empty=True)
    elif value.start_mark.index < start and (alias := _ALIAS.match(text, behind)):
        place = Value(behind, alias.end())  # the library has the place of what it repeats
    else:
        place = _place(text, value)
    return Member(key.value, start, key_end, key.start_mark.column, place)


def _is_missing(node: Any) -> bool:
    """Whether nothing is written there."""
    return node.__class__ is ScalarNode and node.style is None and not node.value


def _find(mapping: Value, name: str) -> Member | None:
    if mapping.members is None:
        raise ValueError(f'there is no mapping where "{name}" belongs')
    return next((member for member in mapping.members if member.key == name), None)


def _insert(text: str, mapping: Value, path: tuple[str, ...], value: Any) -> str:
    members = list(mapping.members or ())
    if not mapping.in_braces:
        last = members[-1]
        return _add_lines(text, last.end, _dump(path, value, " " * last.column))
    for name in reversed(path[1:]):
        value = {name: value}
    at = members[-1].end if members else mapping.start + 1
    return f"{text[:at]}{', ' if members else ''}{json.dumps(path[0])}: {_dump_value(value)}{text[at:]}"


def _replace(text: str, mapping: Value, member: Member, value: Any) -> str:
    if mapping.in_braces:
        return text[: member.value.start] + _dump_value(value) + text[member.end :]
    written = _dump((str(member.key),), value, " " * member.column).strip()
    return text[: member.start] + _with_line_ends_of(text, written) + text[member.end :]


def _fill(text: str, member: Member, path: tuple[str, ...], value: Any) -> str:
    """Write into a mapping that is there in name only, such as `extensions: {}`."""
    text = text[: member.value.start].rstrip(" ") + text[member.value.end :]
    return _add_lines(text, member.key_end, _dump(path, value, " " * member.column + _USUAL_INDENT))


def _cut(text: str, mapping: Value, member: Member) -> str:
    start, end = member.start, member.end
    if not mapping.in_braces:
        return text[: text.rfind("\n", 0, start) + 1] + text[_next_line(text, end) :]
    members = mapping.members or ()
    index = members.index(member)
    if index + 1 < len(members):
        end = members[index + 1].start
    elif index:
        start = members[index - 1].end
    return text[:start] + text[end:]


def _next_line(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end + 1


def _add_lines(text: str, at: int, lines: str) -> str:
    """The text with more lines below the one that `at` is in."""
    end = _next_line(text, at)
    above = text[:end]
    if above and not above.endswith("\n"):
        lines = "\n" + lines
    return above + _with_line_ends_of(text, lines) + text[end:]


def _with_line_ends_of(text: str, lines: str) -> str:
    return lines.replace("\n", "\r\n") if "\r\n" in text else lines


def _dump(path: tuple[str, ...], value: Any, indent: str = "") -> str:
    """A member in lines."""
    name, *rest = path
    key = indent + (name if _PLAIN_KEY.fullmatch(name) else _dump_value(name))
    deeper = indent + _USUAL_INDENT
    if rest:
        return f"{key}:\n{_dump(tuple(rest), value, deeper)}"
    if isinstance(value, dict) and value:
        members = cast("dict[str, Any]", value).items()
        return f"{key}:\n{''.join(_dump((inner,), member, deeper) for inner, member in members)}"
    return f"{key}: {_dump_value(value)}\n"


def _dump_value(value: Any) -> str:
    """A value in one line, as in JSON, which YAML reads too."""
    return json.dumps(value, ensure_ascii=False)

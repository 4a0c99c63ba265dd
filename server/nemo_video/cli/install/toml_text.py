"""Edits one table of a TOML text and leaves every other character as it is, comments included.

It takes the text apart into statements, so that nothing but those of the table is touched. Libraries that
write TOML count a comment above the next table to the one before it, and would take it out with that.
"""

import json
import re
import tomllib
from dataclasses import dataclass
from typing import Any, cast

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True)
class Statement:
    """A header, an assignment with all lines of its value, a comment or an empty line.

    Attributes:
        text: With its line end.
        path: The table that the header opens, or the member that is assigned; empty for neither.
    """

    text: str
    path: tuple[str, ...]

    @property
    def is_header(self) -> bool:
        """Whether it opens a table."""
        return bool(self.path) and self.text.lstrip().startswith("[")


def read_object(text: str) -> dict[str, Any]:
    """The data of a TOML text.

    Raises:
        ValueError: It is no such text; the message says where.
    """
    return tomllib.loads(text)


def set_member(text: str, path: tuple[str, ...], value: dict[str, Any]) -> str:
    """Write the table at `path`: where its header stands, or at the end of the text.

    Raises:
        ValueError: The text is not TOML.
    """
    if _look_up(read_object(text), path) == value:
        return text
    table = _dump_table(path, value)
    if "\r\n" in text:
        table = table.replace("\n", "\r\n")
    before: list[str] = []
    after: list[str] = []
    kept = before
    for statement in _statements(text):
        if statement.path[: len(path)] != path:
            kept.append(statement.text)
        elif statement.is_header:
            kept = after
    if kept is after:
        return "".join((*before, table, *after))
    return _with_space_below("".join(before)) + table


def remove_member(text: str, path: tuple[str, ...]) -> str:
    """Take the table at `path` out, with the empty line above it; the same text when it is not there.

    Raises:
        ValueError: The text is not TOML.
    """
    kept: list[str] = []
    for statement in _statements(text):
        if statement.path[: len(path)] != path:
            kept.append(statement.text)
        elif statement.is_header and kept and not kept[-1].strip():
            kept.pop()
    return "".join(kept)


def _statements(text: str) -> list[Statement]:
    """The text in statements: as many lines as it takes until they can be read."""
    read_object(text)
    statements: list[Statement] = []
    table: tuple[str, ...] = ()
    lines = ""
    for line in _LINE.findall(text):
        lines += line
        try:
            data = tomllib.loads(lines)
        except tomllib.TOMLDecodeError:  # within a value of several lines
            continue
        if lines.lstrip().startswith("["):
            table = _only_path(data)
            statements.append(Statement(lines, table))
        else:
            statements.append(Statement(lines, (*table, *_only_path(data)) if data else ()))
        lines = ""
    return statements


def _only_path(data: object) -> tuple[str, ...]:
    """The names on the way down, for as long as there is only one."""
    if isinstance(data, dict) and len(members := cast("dict[str, object]", data)) == 1:
        ((name, value),) = members.items()
        return (name, *_only_path(value))
    return ()


def _look_up(data: object, path: tuple[str, ...]) -> object:
    for name in path:
        data = cast("dict[str, object]", data).get(name) if isinstance(data, dict) else None
    return data


def _with_space_below(text: str) -> str:
    """The text, ended by an empty line unless there is nothing in it."""
    newline = "\r\n" if "\r\n" in text else "\n"
    if not text.strip():
        return text
    return text + (newline if text.endswith("\n") else newline * 2)


def _dump_table(path: tuple[str, ...], value: dict[str, Any]) -> str:
    header = f"[{'.'.join(map(_dump_key, path))}]"
    return "\n".join(
        (header, *(f"{_dump_key(name)} = {_dump(member)}" for name, member in value.items()), "")
    )


def _dump_key(name: str) -> str:
    return name if _BARE_KEY.fullmatch(name) else _dump(name)


def _dump(value: Any) -> str:
    match value:
        case dict():
            members = cast("dict[str, Any]", value).items()
            inner = ", ".join(f"{_dump_key(name)} = {_dump(member)}" for name, member in members)
            return f"{{ {inner} }}" if inner else "{}"
        case list():
            return f"[{', '.join(map(_dump, cast('list[Any]', value)))}]"
        case bool():
            return "true" if value else "false"
        case str():  # TOML writes strings as JSON does, and wants one more character escaped
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case _:  # numbers and times
            return str(value)

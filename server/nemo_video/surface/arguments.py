"""The gate in: the arguments of a call, made plain before they are validated, and what is wrong with them.

Hosts and models send more than the schema says: "" and 0 for what they leave out, a list as text, a path as
the shell would write it, keys of their own. What that means is certain, so it is taken; everything else is
refused by name, in plain words.
"""

import ast
import json
import os
import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, cast
from unicodedata import normalize
from urllib.request import url2pathname

from pydantic import ValidationError

from nemo_video.errors import InvalidArgument

_OF_HOSTS = frozenset({"_meta", "random_string"})
"""Cursor sends `random_string` to tools without arguments; some gateways leave `_meta` among them."""

_ZERO_IS_UNSET = frozenset({"duration_s"})
_PATHS = frozenset({"source"})

_QUOTES = {'"': '"', "'": "'", "`": "`", "“": "”", "‘": "’"}
_ESCAPED = re.compile(r"\\([^\w./\\-])")
"""What a shell needs a backslash for: `my\\ clip.mp4`, `take\\(2\\).mov`."""

_NUMBERS = re.compile(r"\s*\d+(?:\.\d+)?(?:(?:,\s+|;\s*)\d+(?:\.\d+)?)+\s*")
"""`1, 2.5`: a list whose brackets are missing; `1,5` may be one number."""

_RATIO = re.compile(r"^(\d+)\s*[x×/:]\s*(\d+)$")
"""`16x9`, `16 : 9`."""

_NUMBER_TYPES = frozenset({"number", "integer"})

_PYTHON_LIST = re.compile(r"\s*\[['\"{].{0,20000}\]\s*", re.DOTALL)
"""`['a.mp4', 'b.mp4']`: how Python prints a list, and models write one."""

_NUMBER = "has to be a number"
_REASONS = MappingProxyType(
    {
        "missing": "is missing",
        "string_type": "has to be text",
        "float_type": _NUMBER,
        "float_parsing": _NUMBER,
        "finite_number": _NUMBER,
        "bool_type": "has to be true or false",
        "bool_parsing": "has to be true or false",
        "list_type": "has to be a list",
        "literal_error": "has to be {expected}",
        "string_too_long": "is longer than {max_length} characters",
        "string_too_short": "is empty",
        "too_long": "has more than {max_length} items",
        "greater_than": "has to be more than {gt:g}",
        "greater_than_equal": "has to be at least {ge:g}",
        "less_than_equal": "has to be at most {le:g}",
    }
)
"""Pydantic's kind of error → the end of a sentence that starts with the argument."""


def plain_arguments(schema: Mapping[str, Any], arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments as the tool validates them.

    Args:
        schema: Of the tool's arguments, as the SDK makes it.
        arguments: As they came.

    Raises:
        InvalidArgument: The tool has no argument of that name.
    """
    known: Mapping[str, Mapping[str, Any]] = schema.get("properties", {})
    given = {name: value for name, value in arguments.items() if name in known or name not in _OF_HOSTS}
    if unknown := given.keys() - known.keys():
        raise _unknown_argument(sorted(unknown), list(known))
    return _left_in(given, schema)


def _left_in(given: Mapping[str, Any], schema: Mapping[str, Any]) -> dict[str, Any]:
    """What was given, made plain, without what was left out in one of the ways in which models do that."""
    known, required = schema.get("properties", {}), schema.get("required", [])
    plain = {name: _plain(name, value, known.get(name, {})) for name, value in given.items()}
    return {name: value for name, value in plain.items() if name in required or not _is_unset(name, value)}


def _is_unset(name: str, value: Any) -> bool:
    is_nought = name in _ZERO_IS_UNSET and str(value).strip() in ("0", "0.0")
    return value is None or value in ("", []) or is_nought


def _plain(name: str, value: Any, schema: Mapping[str, Any]) -> Any:
    kinds = [schema, *schema.get("anyOf", [])]
    (items, *_) = [kind["items"] for kind in kinds if kind.get("type") == "array"] or [None]
    if items is not None:
        value = _as_list(value, takes_text=any(kind.get("type") == "string" for kind in kinds))
    if isinstance(value, list):
        given = [each for each in cast("list[Any]", value) if each is not None and each != ""]
        return [_plain_item(name, each, items or {}) for each in given]
    if isinstance(value, str):
        return _plain_text(name, value, [choice for kind in kinds for choice in kind.get("enum", [])])
    # true is no number, though Python counts with it
    is_measure = isinstance(value, bool) and any(kind.get("type") in _NUMBER_TYPES for kind in kinds)
    return str(value) if is_measure else value


def _plain_item(name: str, value: Any, schema: Mapping[str, Any]) -> Any:
    if isinstance(value, str) and "properties" in schema:
        value = _read(value)
    if isinstance(value, dict):
        return _left_in(cast("dict[str, Any]", value), schema)
    return _plain_path(value) if name in _PATHS and isinstance(value, str) else value


def _as_list(value: Any, *, takes_text: bool) -> Any:
    """The list that is meant by a list as text or by its only item. Any other value stays as it is."""
    if isinstance(value, str):
        read = _read(
            value if takes_text else f"[{value.replace(';', ',')}]" if _NUMBERS.fullmatch(value) else value
        )
        if isinstance(read, list) or not (takes_text or isinstance(read, str)):
            value = cast("Any", read)
    is_only_item = isinstance(value, int | float | dict) and not isinstance(value, bool)
    return [cast("Any", value)] if is_only_item and not takes_text else cast("Any", value)


def _read(text: str) -> Any:
    """What a text of JSON, or of Python's lists, stands for; any other text stays as it is."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        pass
    if not _PYTHON_LIST.fullmatch(text):
        return text
    try:
        return ast.literal_eval(text.strip())
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return text


def _plain_text(name: str, value: str, choices: Sequence[str]) -> str:
    text = value.strip()
    if not any(each.isprintable() and not each.isspace() for each in text):
        return ""
    if choices:
        wanted = normalize("NFKC", text).strip("\"'`").lstrip(".").casefold()
        wanted = _RATIO.sub(r"\1:\2", wanted)
        return next((choice for choice in choices if choice.casefold() == wanted), text)
    return _plain_path(text) if name in _PATHS else text


def _plain_path(source: str) -> str:
    """A path as the system knows it: without quotes, escapes of a shell, or `file://` before it."""
    path = source.strip()
    if len(path) > 1 and _QUOTES.get(path[0]) == path[-1]:
        path = path[1:-1].strip()
    if path[:5].lower() == "file:":
        return _path_of_address(path)
    return path if "://" in path or os.sep == "\\" else _ESCAPED.sub(r"\1", path)


def _path_of_address(address: str) -> str:
    """The path of a `file:` address of this machine; `#` and `?` belong to it, for files have no queries."""
    rest = address[len("file:") :]
    host, slash, path = rest[2:].partition("/") if rest.startswith("//") else ("", "", rest)
    return url2pathname(slash + path) if host in ("", "localhost") else address


def unknown_tool(name: str, known: Sequence[str]) -> InvalidArgument:
    """The error of a call to a tool that is not listed."""
    return InvalidArgument(f'There is no tool "{name}".', advice=f"Call one of: {', '.join(known)}.")


def _unknown_argument(names: Sequence[str], known: Sequence[str]) -> InvalidArgument:
    takes = f"This tool takes: {', '.join(known)}." if known else "This tool takes no arguments."
    return InvalidArgument(f"Unknown argument: {', '.join(names)}.", advice=takes)


def bad_values(error: ValidationError) -> InvalidArgument:
    """The error of arguments that are missing, of another type or out of bounds."""
    reasons: dict[str, list[str]] = {}
    for problem in error.errors(include_url=False, include_input=False):
        name = str(problem["loc"][0]) if problem["loc"] else "the call"
        template = _REASONS.get(problem["type"], "has a value that cannot be used")
        reason = template.format(**problem.get("ctx", {}))
        said = reasons.setdefault(name, [])
        if reason not in said:
            said.append(reason)
    sentences = [f"The argument {name} {' or '.join(said)}." for name, said in reasons.items()]
    return InvalidArgument(" ".join(sentences))

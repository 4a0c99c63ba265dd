"""What the server says, in the words of the command line: commands for calls, options for arguments."""

import ast
import re
import shlex
from typing import Any, cast

_TOOLS = "generate|edit|upload|export|credits|state|preview|projects|wait|cancel"
_CALL = re.compile(rf"\b(?:{_TOOLS})\([^()]*\)")
"""A call as results and advice write it; one with brackets in its words stays as it is."""

_ARGUMENTS = {
    "duration_s": "--duration",
    "aspect_ratio": "--aspect-ratio",
    "project_id": "--project",
    "filename": "--output",
    "at_s": "--at",
    "from_s": "--from-s",
    "to_s": "--to-s",
    "in_s": "--in-s",
    "out_s": "--out-s",
}
_ARGUMENT = re.compile(rf"(?<![\w.-])({'|'.join(_ARGUMENTS)})\b")
_POSITIONAL = frozenset({"prompt", "source", "job_id", "action"})
_QUOTATION = "> "
"""Begins each line of the backend's own words, in which nothing is changed."""


def in_commands(text: str) -> str:
    """Say a result or an error the way it can be typed."""
    return "\n".join(line if line.startswith(_QUOTATION) else _reword(line) for line in text.split("\n"))


def _reword(line: str) -> str:
    return _ARGUMENT.sub(lambda found: _ARGUMENTS[found[1]], _CALL.sub(_as_command, line))


def _as_command(found: re.Match[str]) -> str:
    """The command line of a call; the call itself where its values are none that can be typed."""
    try:
        call = ast.parse(found[0], mode="eval").body
        if not isinstance(call, ast.Call) or call.args:
            return found[0]
        given: dict[str, Any] = {each.arg: ast.literal_eval(each.value) for each in call.keywords if each.arg}
    except (SyntaxError, ValueError):
        return found[0]
    return shlex.join(["nemo-video-mcp", found[0].partition("(")[0], *_words(given)])


def _words(arguments: dict[str, Any]) -> list[str]:
    edits = _listed(arguments.pop("edits", None))
    fields = cast("dict[str, Any]", edits[0]) if len(edits) == 1 else {"file": "edits.json"} if edits else {}
    positional = [str(part) for name in _POSITIONAL for part in _listed(arguments.pop(name, None))]
    options = [word for name, value in {**fields, **arguments}.items() for word in _option(name, value)]
    return [*positional, *options]


def _option(name: str, value: Any) -> list[str]:
    option = _ARGUMENTS.get(name, f"--{name.replace('_', '-')}")
    if isinstance(value, bool):
        return [option if value else option.replace("--", "--no-", 1)]
    return [word for part in _listed(value) for word in (option, str(part))]


def _listed(value: Any) -> list[Any]:
    return cast("list[Any]", value) if isinstance(value, list) else [] if value is None else [value]

"""Exact edits as a person types them: one by its options, or a list from a file."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

from nemo_video.engine import EDIT_FIELDS
from nemo_video.errors import InvalidArgument

STDIN = "-"


def read_edits(op: str | None, file: str | None, options: Sequence[str]) -> list[Any]:
    """The edits of a command line.

    Args:
        op: Of the one edit that is typed.
        file: A JSON file with a list of edits; `-` for standard input.
        options: What else was typed, as `--from-s 1 --mirror`.

    Raises:
        InvalidArgument: There is neither or both, the file cannot be read, or an option is no field.
    """
    if (op is None) == (file is None):
        raise InvalidArgument(
            "Either --op or --file is needed.", advice='For example: edit --op remove --item "clip 2".'
        )
    if file is None:
        return [{"op": op, **_read_options(options)}]
    if options:
        raise InvalidArgument(f"{options[0]} does not go with --file.", advice="Write it into the file.")
    return _read_file(file)


def _read_options(options: Sequence[str]) -> dict[str, Any]:
    """Fields of an edit: `--from-s 1`, `--from-s=1`, `--mirror`, `--no-mirror`."""
    fields: dict[str, Any] = {}
    rest = list(options)
    while rest:
        name, equals, value = rest.pop(0).partition("=")
        field = name.removeprefix("--").replace("-", "_")
        if not name.startswith("--"):
            raise InvalidArgument(
                f'"{name}" belongs to no option.', advice="Put words with spaces in quotes."
            )
        switch = field.removeprefix("no_")
        if switch in EDIT_FIELDS and EDIT_FIELDS[switch].type == "switch" and not equals:
            fields[switch] = field == switch
        elif field not in EDIT_FIELDS:
            raise InvalidArgument(f"There is no field {name}.", advice=f"The fields: {_list_fields()}.")
        elif not equals and not rest:
            raise InvalidArgument(f"{name} lacks its value.", advice=f"For example: {name} 1.")
        else:
            fields[field] = value if equals else rest.pop(0)
    return fields


def _list_fields() -> str:
    return " ".join(f"--{name.replace('_', '-')}" for name in EDIT_FIELDS)


def _read_file(file: str) -> list[Any]:
    try:
        text = sys.stdin.read() if file == STDIN else Path(file).read_text(encoding="utf-8-sig")
        read: Any = json.loads(text)
    except (OSError, ValueError) as error:
        raise InvalidArgument(f"{file} cannot be read as JSON: {error}") from None
    if isinstance(read, dict):
        whole = cast("dict[str, Any]", read)
        read = whole.get("edits", [whole])
    if not isinstance(read, list):
        raise InvalidArgument(f"{file} holds no list of edits.")
    return cast("list[Any]", read)

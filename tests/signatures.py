"""What the SDK learns of a tool, a resource or a prompt, once for all servers and hosts of a process.

It is most of what a server in this process takes to be built, and a host to check its first answer, and tests
build hundreds of both.
"""

import inspect
import json
from collections.abc import Callable, Hashable, Sequence
from typing import Any

from jsonschema import Draft202012Validator
from mcp.server.mcpserver.prompts import base as prompts
from mcp.server.mcpserver.resources import templates
from mcp.server.mcpserver.tools import base as tools
from mcp.server.mcpserver.utilities.func_metadata import FuncMetadata, func_metadata

from homes import Json

_learned: dict[Hashable, FuncMetadata] = {}
_sound_schemas: set[str] = set()
_check_schema = Draft202012Validator.check_schema


def _learn_once(
    function: Callable[..., Any], skip_names: Sequence[str] = (), structured_output: bool | None = None
) -> FuncMetadata:
    written = inspect.unwrap(function)
    key = (getattr(written, "__code__", written), tuple(skip_names), structured_output)
    if key not in _learned:
        _learned[key] = learned = func_metadata(function, skip_names, structured_output)
        text = json.dumps(learned.arg_model.model_json_schema(by_alias=True))

        def read_schema(**_: object) -> Json:
            return json.loads(text)

        setattr(learned.arg_model, "model_json_schema", read_schema)  # noqa: B010 - in place of a method
    return _learned[key]


def _check_once(schema: Any, *arguments: Any, **options: Any) -> None:
    text = json.dumps(schema, sort_keys=True)
    if text not in _sound_schemas:
        _check_schema(schema, *arguments, **options)
        _sound_schemas.add(text)


def learn_signatures_once() -> None:
    """Let all servers and hosts of this process share what is learned: it is the same for each."""
    for module in (tools, templates, prompts):
        setattr(module, "func_metadata", _learn_once)  # noqa: B010 - where it is called
    Draft202012Validator.check_schema = _check_once

"""How the tools are listed: schemas without what tells a reader nothing, since hosts pay for every byte."""

from typing import Any, cast

from mcp_types import Tool

_NULL = {"type": "null"}


def compact_tool(tool: Tool) -> Tool:
    """The tool with short schemas, of its arguments and of its result or error."""
    result = compact(tool.output_schema)
    schemas = {"input_schema": compact(tool.input_schema), "output_schema": result and or_error(result)}
    return tool.model_copy(update=schemas)


def or_error(result: dict[str, Any]) -> dict[str, Any]:
    """The schema of a result in whose place an error may stand.

    Clients on the TypeScript SDK 1.x hold errors against a tool's output schema as well, and show the user
    their own complaint instead of an error that does not fit.
    """
    either = [{"required": result.get("required", [])}, {"required": ["error"]}]
    properties = {**result["properties"], "error": {"type": "object"}}
    rest = {name: part for name, part in result.items() if name != "required"}
    return {**rest, "properties": properties, "anyOf": either}


def compact(schema: Any) -> Any:
    """A schema without generated titles, defaults and the alternative null.

    A value that may be left out is never null in an answer, and null in a call is taken as left out. Defaults
    are told in descriptions: some gateways refuse the keyword.
    """
    if isinstance(schema, list):
        return [compact(each) for each in cast("list[Any]", schema)]
    if not isinstance(schema, dict):
        return schema
    parts = cast("dict[str, Any]", schema)
    return {name: compact(part) for name, part in _without_null(parts).items() if not _is_idle(name, part)}


def _without_null(parts: dict[str, Any]) -> dict[str, Any]:
    choices = [choice for choice in parts.get("anyOf", []) if choice != _NULL]
    if len(choices) != 1:
        return parts
    return {**choices[0], **{name: part for name, part in parts.items() if name != "anyOf"}}


def _is_idle(name: str, part: Any) -> bool:
    """Whether a keyword says nothing; a property of the same name is a schema, never such a value."""
    return (
        (name == "title" and isinstance(part, str))
        or (name == "default" and not isinstance(part, dict))
        or (name == "additionalProperties" and part is True)
    )

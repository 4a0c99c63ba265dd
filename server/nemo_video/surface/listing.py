"""How the tools are listed: schemas without what tells a reader nothing, since hosts pay for every byte."""

from types import MappingProxyType
from typing import Any, cast
from urllib.parse import quote

from mcp_types import Icon, Tool

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


_DRAWING = (
    "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'>"
    "<path fill='none' stroke='#e60' d='{path}'/></svg>"
)
_PATHS = MappingProxyType(
    {
        "generate": "M2 1v6l5-3z",
        "edit": "m1 7 1-2 4-4 1 1-4 4z",
        "upload": "M4 6V1L2 3m2-2 2 2M1 7h6",
        "export": "M4 1v5L2 4m2 2 2-2M1 7h6",
        "credits": "M1 4a3 3 0 1 0 6 0 3 3 0 1 0-6 0m3-1v2",
        "state": "M1 2h6M1 4h4M2 6h5",
        "wait": "M2 1h4L2 7h4z",
        "cancel": "m1 1 6 6m0-6L1 7",
        "preview": "M1 1h6v6H1zm0 3h6M4 1v6",
        "projects": "M1 7V2h2l1 1h3v4z",
    }
)
"""Tool → what is drawn for it: one stroke, small enough to be listed, legible on light and dark."""


def icon_of(tool: str) -> Icon:
    """The icon of a tool."""
    drawing = quote(_DRAWING.format(path=_PATHS[tool]), safe="/:='")
    return Icon(src=f"data:image/svg+xml,{drawing}", mime_type="image/svg+xml")

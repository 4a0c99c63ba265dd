"""The tools, resources and prompts that the conformance suite calls by name, added to any server of ours.

They do what the suite says that they do and nothing else. What answers, checks arguments and turns errors
into answers is the server that they are added to.
"""

import json
from base64 import b64encode
from io import BytesIO
from typing import Any

import anyio
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.mcpserver.prompts.base import UserMessage
from mcp_types import (
    AudioContent,
    CallToolResult,
    ContentBlock,
    EmbeddedResource,
    ImageContent,
    TextContent,
    TextResourceContents,
)
from PIL import Image

from nemo_video.surface.lazy_engine import CallContext
from nemo_video.surface.server import VideoServer

PAUSE_S = 0.05
EMPTY_WAV = b"RIFF$\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0@\x1f\0\0\x80>\0\0\x02\0\x10\0data\0\0\0\0"
OPTIONS = ["option1", "option2", "option3"]
TITLED = [{"const": f"value{n}", "title": title} for n, title in enumerate(("First", "Second", "Third"), 1)]
DEFAULTS: dict[str, Any] = {
    "name": {"type": "string", "default": "John Doe"},
    "age": {"type": "integer", "default": 30},
    "score": {"type": "number", "default": 95.5},
    "status": {"type": "string", "enum": ["active", "inactive", "pending"], "default": "active"},
    "verified": {"type": "boolean", "default": True},
}
ENUMS: dict[str, Any] = {
    "untitledSingle": {"type": "string", "enum": OPTIONS},
    "titledSingle": {"type": "string", "oneOf": TITLED},
    "legacyEnum": {"type": "string", "enum": OPTIONS, "enumNames": ["One", "Two", "Three"]},
    "untitledMulti": {"type": "array", "items": {"type": "string", "enum": OPTIONS}},
    "titledMulti": {"type": "array", "items": {"anyOf": TITLED}},
}
SCHEMA_2020_12: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "$defs": {
        "address": {
            "type": "object",
            "properties": {"street": {"type": "string"}, "city": {"type": "string"}},
        }
    },
    "properties": {"name": {"type": "string"}, "address": {"$ref": "#/$defs/address"}},
    "additionalProperties": False,
}


def add_fixtures(server: VideoServer) -> None:
    """Add everything that the suite looks for."""
    for tool in (
        test_simple_text,
        test_image_content,
        test_audio_content,
        test_embedded_resource,
        test_multiple_content_types,
        test_error_handling,
        test_tool_with_progress,
        test_elicitation,
        test_elicitation_sep1034_defaults,
        test_elicitation_sep1330_enums,
        test_reconnection,
        json_schema_2020_12_tool,
    ):
        server.add_tool(tool, description="For the conformance suite.", structured_output=False)
    tools = server._tool_manager  # pyright: ignore[reportPrivateUsage] - it takes schemas from signatures alone
    with_schema = tools.get_tool("json_schema_2020_12_tool")
    assert with_schema
    with_schema.parameters = SCHEMA_2020_12
    server.resource("test://static-text", mime_type="text/plain")(static_text)
    server.resource("test://static-binary", mime_type="image/png")(static_binary)
    server.resource("test://watched-resource", mime_type="text/plain")(watched_resource)
    server.resource("test://template/{id}/data", mime_type="application/json")(template_data)
    for prompt in (
        test_simple_prompt,
        test_prompt_with_arguments,
        test_prompt_with_embedded_resource,
        test_prompt_with_image,
    ):
        server.prompt(description="For the conformance suite.")(prompt)


async def test_simple_text() -> str:
    return "This is a simple text response for testing."


async def test_image_content() -> ImageContent:
    return _image()


async def test_audio_content() -> AudioContent:
    return AudioContent(type="audio", data=b64encode(EMPTY_WAV).decode(), mime_type="audio/wav")


async def test_embedded_resource() -> EmbeddedResource:
    return _embedded("test://embedded-resource", "text/plain", "This is an embedded resource content.")


async def test_multiple_content_types() -> list[ContentBlock]:
    data = json.dumps({"test": "data", "value": 123})
    return [
        TextContent(type="text", text="Multiple content types test:"),
        _image(),
        _embedded("test://mixed-content-resource", "application/json", data),
    ]


async def test_error_handling() -> str:
    raise ToolError("This tool intentionally returns an error for testing")


async def test_tool_with_progress(ctx: CallContext) -> str:
    for progress in (0, 50, 100):
        await ctx.report_progress(progress, 100)
        await anyio.sleep(PAUSE_S)
    return "Done."


async def test_elicitation(message: str, ctx: CallContext) -> str:
    return await _ask(ctx, message, {"username": {"type": "string"}, "email": {"type": "string"}})


async def test_elicitation_sep1034_defaults(ctx: CallContext) -> str:
    return await _ask(ctx, "Is this you?", DEFAULTS)


async def test_elicitation_sep1330_enums(ctx: CallContext) -> str:
    return await _ask(ctx, "Which of these?", ENUMS)


async def test_reconnection(ctx: CallContext) -> str:
    await ctx.close_sse_stream()
    await anyio.sleep(PAUSE_S)
    return "Reconnected."


async def json_schema_2020_12_tool() -> CallToolResult:
    return CallToolResult(content=[])


async def static_text() -> str:
    return "This is the content of the static text resource."


async def static_binary() -> bytes:
    return _png()


async def watched_resource() -> str:
    return "This resource may change."


async def template_data(id: str) -> str:
    return json.dumps({"id": id, "templateTest": True, "data": f"Data for ID: {id}"})


async def test_simple_prompt() -> str:
    return "This is a simple prompt for testing."


async def test_prompt_with_arguments(arg1: str, arg2: str) -> str:
    return f"Prompt with arguments: arg1='{arg1}', arg2='{arg2}'"


async def test_prompt_with_embedded_resource(resourceUri: str) -> list[UserMessage]:
    resource = _embedded(resourceUri, "text/plain", "Embedded resource content for testing.")
    return [UserMessage(resource), UserMessage("Please process the embedded resource above.")]


async def test_prompt_with_image() -> list[UserMessage]:
    return [UserMessage(_image()), UserMessage("Please analyze the image above.")]


async def _ask(ctx: CallContext, message: str, properties: dict[str, Any]) -> str:
    schema: dict[str, Any] = {"type": "object", "properties": properties}
    answer = await ctx.session.elicit_form(message, schema, ctx.request_id)
    return f"Elicitation completed: action={answer.action}, content={json.dumps(answer.content)}"


def _png() -> bytes:
    picture = BytesIO()
    Image.new("RGB", (1, 1), "red").save(picture, "png")
    return picture.getvalue()


def _image() -> ImageContent:
    return ImageContent(type="image", data=b64encode(_png()).decode(), mime_type="image/png")


def _embedded(uri: str, mime_type: str, text: str) -> EmbeddedResource:
    contents = TextResourceContents(uri=uri, mime_type=mime_type, text=text)
    return EmbeddedResource(type="resource", resource=contents)

"""A host for the tests: the real server as a child process, spoken to with the SDK's client."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from mcp import Client, StdioServerParameters
from mcp.client.session import MessageHandlerFnT
from mcp_types import CallToolResult, Implementation, TextContent

from homes import COMMAND, Json, clean_environment


@asynccontextmanager
async def open_host(
    home: Path,
    settings: Mapping[str, str] | None = None,
    *,
    mode: str = "auto",
    name: str = "claude-code",
    on_message: MessageHandlerFnT | None = None,
) -> AsyncGenerator[Client]:
    """A host that has started the server."""
    server = StdioServerParameters(command=str(COMMAND), env=clean_environment(home, **(settings or {})))
    client_info = Implementation(name=name, version="1")
    async with Client(
        server, mode=mode, client_info=client_info, read_timeout_seconds=120, message_handler=on_message
    ) as client:
        yield client


def text_of(result: CallToolResult) -> str:
    """The words of a result."""
    return "\n".join(part.text for part in result.content if isinstance(part, TextContent))


def facts_of(result: CallToolResult) -> Json:
    """The structured content of a success."""
    assert not result.is_error, text_of(result)
    facts: Json = result.structured_content
    return facts


def error_of(result: CallToolResult) -> Json:
    """The structured content of an error."""
    assert result.is_error
    error: Json = result.structured_content["error"]
    return error

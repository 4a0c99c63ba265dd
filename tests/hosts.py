"""Hosts for the tests, of the SDK's client: before a process of the server, and before one in this process.

A start takes as long as a hundred calls. What a test says of the process (its streams, signals, end) it says
of a process; what it says of tools, resources and prompts, it says of the server.
"""

import os
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters
from mcp_types import CallToolResult, Implementation, TextContent

from homes import COMMAND, Json, clean_environment
from nemo_video.cli.composition import make_server
from signatures import learn_signatures_once

learn_signatures_once()


@asynccontextmanager
async def open_host(
    home: Path,
    settings: Mapping[str, str] | None = None,
    *,
    mode: str = "auto",
    name: str = "claude-code",
) -> AsyncGenerator[Client]:
    """A host that has started the server."""
    server = StdioServerParameters(command=str(COMMAND), env=clean_environment(home, **(settings or {})))
    client_info = Implementation(name=name, version="1")
    async with Client(server, mode=mode, client_info=client_info, read_timeout_seconds=120) as client:
        yield client


@asynccontextmanager
async def open_server(
    home: Path,
    settings: Mapping[str, str] | None = None,
    *,
    mode: str = "auto",
    name: str = "claude-code",
    **options: Any,
) -> AsyncGenerator[Client]:
    """A host and the server in this process, put together as the command does.

    Args:
        home: A folder of its own.
        settings: Variables to set.
        mode: The protocol era.
        name: Of the host.
        options: What else the SDK's client takes.
    """
    with pytest.MonkeyPatch.context() as patch:
        environment = clean_environment(home, **(settings or {}))
        for variable in {*os.environ} - {*environment}:
            patch.delenv(variable)
        for variable, value in environment.items():
            patch.setenv(variable, value)
        client_info = Implementation(name=name, version="1")
        async with Client(make_server(), mode=mode, client_info=client_info, **options) as client:
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

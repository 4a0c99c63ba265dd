"""The command line as a host: it starts the server as a child process and calls its tools like any other."""

import os
import sys
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from mcp import Client, StdioServerParameters
from mcp_types import CallToolResult, TextContent

Facts = dict[str, Any]
Report = Callable[[float, str], None]
"""Told how far a call is: percent, and what is going on."""

JOBS = ("generate", "export", "wait")
_WAIT_S = 240
"""How long one call blocks; a longer job is waited for again."""


@asynccontextmanager
async def open_own_server(settings: Mapping[str, str] | None = None) -> AsyncGenerator[Client]:
    """Start this installation's server.

    Args:
        settings: Variables to set on top of the process's own.
    """
    environment = {**os.environ, **(settings or {})}
    command = Path(sys.executable).with_name("nemo-video-mcp")
    if command.exists():
        server = StdioServerParameters(command=str(command), args=["serve"], env=environment)
    else:
        server = StdioServerParameters(
            command=sys.executable, args=["-m", "nemo_video", "serve"], env=environment
        )
    async with Client(server) as client:
        yield client


async def call_until_done(client: Client, tool: str, arguments: Facts, report: Report) -> CallToolResult:
    """Call a tool; a job is waited for until it has an end."""

    async def heard(progress: float, total: float | None, message: str | None) -> None:
        report(100 * progress / (total or 100), message or "")

    bounded = {**arguments, "wait_s": _WAIT_S} if tool in JOBS else arguments
    result = await client.call_tool(tool, bounded, progress_callback=heard)
    while (facts := facts_of(result)).get("status") == "running":
        again = {"job_id": facts["job_id"], "wait_s": _WAIT_S}
        result = await client.call_tool("wait", again, progress_callback=heard)
    return result


def facts_of(result: CallToolResult) -> Facts:
    """What a result says to programs."""
    return result.structured_content or {}


def words_of(result: CallToolResult) -> str:
    """What a result says to people."""
    return "\n".join(part.text for part in result.content if isinstance(part, TextContent))

"""A host for the tests: the real server as a child process, spoken to with the SDK's client."""

import os
import sys
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from mcp import Client, StdioServerParameters
from mcp.client.session import MessageHandlerFnT
from mcp_types import CallToolResult, Implementation, TextContent

Json = dict[str, Any]

COMMAND = Path(sys.executable).with_name(
    "nemo-video-mcp.exe" if sys.platform == "win32" else "nemo-video-mcp"
)
VIDEOS = Path("Movies" if sys.platform == "darwin" else "Videos", "NemoVideo")
"""Where videos are saved in a home folder."""


def clean_environment(home: Path, **settings: str) -> dict[str, str]:
    """An environment with a HOME of its own and only these settings of ours."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("NEMO_", "XDG_"))}
    return {**kept, **_home_variables(home), "NEMO_BACKEND": "studio", **settings}


def _home_variables(home: Path) -> dict[str, str]:
    """What leads programs to a home folder; on Windows platformdirs would ask the system for the real one."""
    return {
        "HOME": str(home),
        "USERPROFILE": str(home),
        "APPDATA": str(home / "AppData" / "Roaming"),
        "WIN_PD_OVERRIDE_LOCAL_APPDATA": str(home / "AppData" / "Local"),
        "WIN_PD_OVERRIDE_MYVIDEO": str(home / VIDEOS.parent),
    }


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

"""The hosts that the server can be put into: where each keeps its configuration, and under which name.

Sources: the hosts' own documentation of their MCP configuration.
"""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from nemo_video.errors import InvalidArgument


@dataclass(frozen=True)
class Host:
    """A host.

    Attributes:
        name: As on the command line.
        title: As its users know it.
        locate: Where its configuration lies on this platform.
        servers_key: The member that holds its servers.
        says_type: Whether an entry says `"type": "stdio"`.
        restart: What its user does for the change to be seen.
    """

    name: str
    title: str
    locate: Callable[[], Path]
    servers_key: str = "mcpServers"
    says_type: bool = False
    restart: str = "Restart it to see the change."

    def is_found(self) -> bool:
        """Whether the host has been used here: its configuration, or the folder for it, is there."""
        path = self.locate()
        try:
            return path.exists() or (path.parent != Path.home() and path.parent.is_dir())
        except PermissionError:  # something is there that we may not look at
            return True


def _application_data() -> Path:
    """Where applications keep their data on this platform."""
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")


HOSTS = (
    Host(
        "claude-desktop",
        "Claude Desktop",
        lambda: _application_data() / "Claude" / "claude_desktop_config.json",
        restart="Quit Claude Desktop and start it again to see the change.",
    ),
    Host(
        "claude-code",
        "Claude Code",
        lambda: Path.home() / ".claude.json",
        says_type=True,
        restart="Start a new conversation, or type /mcp, to see the change.",
    ),
    Host(
        "cursor",
        "Cursor",
        lambda: Path.home() / ".cursor" / "mcp.json",
        restart="Switch the server on under Settings, Tools & MCP, if Cursor does not by itself.",
    ),
    Host(
        "vscode",
        "VS Code",
        lambda: _application_data() / "Code" / "User" / "mcp.json",
        servers_key="servers",
        says_type=True,
        restart="Run “MCP: List Servers” from the command palette and start it there.",
    ),
    Host(
        "windsurf",
        "Windsurf",
        lambda: Path.home() / ".codeium" / "windsurf" / "mcp_config.json",
        restart="Press refresh in Windsurf's list of MCP servers.",
    ),
)


def find_host(name: str) -> Host:
    """The host of that name.

    Raises:
        InvalidArgument: There is none.
    """
    for host in HOSTS:
        if host.name == name:
            return host
    raise InvalidArgument(
        f'"{name}" is no host that can be set up.', advice=f"Choose from {', '.join(h.name for h in HOSTS)}."
    )

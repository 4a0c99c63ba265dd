"""The hosts that the server can be put into: where each keeps its configuration, and in which words.

Each names the page of the host's own documentation that says so.
"""

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from nemo_video.cli.install.entry import SERVER_NAME, STANDARD, TYPED, EntryShape
from nemo_video.errors import InvalidArgument

Location = Callable[[], Path]
MemberPath = tuple[str, ...]


@dataclass(frozen=True)
class Host:
    """A host.

    Attributes:
        name: As on the command line.
        title: As its users know it.
        locate: Where its configuration lies on this platform.
        servers: The member that holds its servers.
        newer_servers: The member that holds them in files which its newer versions wrote.
        shape: How it writes a server.
        syntax: What the file is written in; comments are fine in each.
        restart: What its user does for the change to be seen.
    """

    name: str
    title: str
    locate: Location
    servers: MemberPath = ("mcpServers",)
    newer_servers: MemberPath | None = None
    shape: EntryShape = STANDARD
    syntax: Literal["json", "toml", "yaml"] = "json"
    restart: str = "Restart it to see the change."

    def is_found(self) -> bool:
        """Whether the host has been used here: its configuration, or the folder for it, is there."""
        path = self.locate()
        try:
            return path.exists() or (path.parent != Path.home() and path.parent.is_dir())
        except PermissionError:  # something is there that we may not look at
            return True


def _in_home(*parts: str) -> Location:
    return lambda: Path.home().joinpath(*parts)


def _in_application_data(*parts: str) -> Location:
    return lambda: _application_data().joinpath(*parts)


def _application_data() -> Path:
    """Where applications keep their data on this platform."""
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    return _roaming() if sys.platform == "win32" else _xdg_config()


def _roaming() -> Path:
    return Path(os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming")


def _xdg_config() -> Path:
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")


def _locate_codex() -> Path:
    return Path(os.environ.get("CODEX_HOME") or Path.home() / ".codex") / "config.toml"


def _locate_zed() -> Path:
    match sys.platform:
        case "win32":
            folder = _roaming() / "Zed"
        case "darwin":
            folder = Path.home() / ".config" / "zed"
        case _:
            folder = _xdg_config() / "zed"
    return folder / "settings.json"


def _locate_goose() -> Path:
    if sys.platform == "win32":
        return _roaming() / "Block" / "goose" / "config" / "config.yaml"
    return Path.home() / ".config" / "goose" / "config.yaml"


def _locate_cline() -> Path:
    if named := os.environ.get("CLINE_MCP_SETTINGS_PATH"):
        return Path(named)
    return Path.home() / ".cline" / "data" / "settings" / "cline_mcp_settings.json"


def _locate_opencode() -> Path:
    folder = Path.home() / ".config" / "opencode"
    plain, commented = folder / "opencode.json", folder / "opencode.jsonc"
    with suppress(PermissionError):  # who reads the file tells of it
        return commented if commented.exists() and not plain.exists() else plain
    return plain


HOSTS = (
    Host(  # https://modelcontextprotocol.io/docs/develop/connect-local-servers
        "claude-desktop",
        "Claude Desktop",
        _in_application_data("Claude", "claude_desktop_config.json"),
        restart="Quit Claude Desktop and start it again to see the change.",
    ),
    Host(  # https://code.claude.com/docs/en/mcp
        "claude-code",
        "Claude Code",
        _in_home(".claude.json"),
        shape=TYPED,
        restart="Start a new conversation, or type /mcp, to see the change.",
    ),
    Host(  # https://cursor.com/docs/context/mcp
        "cursor",
        "Cursor",
        _in_home(".cursor", "mcp.json"),
        restart="Switch the server on under Settings, Tools & MCP, if Cursor does not by itself.",
    ),
    Host(  # https://code.visualstudio.com/docs/copilot/reference/mcp-configuration
        "vscode",
        "VS Code",
        _in_application_data("Code", "User", "mcp.json"),
        servers=("servers",),
        shape=TYPED,
        restart="Run “MCP: List Servers” from the command palette and start it there.",
    ),
    Host(  # https://docs.windsurf.com/windsurf/cascade/mcp
        "windsurf",
        "Windsurf",
        _in_home(".codeium", "windsurf", "mcp_config.json"),
        restart="Press refresh in Windsurf's list of MCP servers.",
    ),
    Host(  # https://developers.openai.com/codex/mcp
        "codex",
        "Codex",
        _locate_codex,
        servers=("mcp_servers",),
        syntax="toml",
        restart="Start Codex again; /mcp shows the server.",
    ),
    Host(  # https://github.com/google-gemini/gemini-cli/blob/main/docs/tools/mcp-server.md
        "gemini-cli",
        "Gemini CLI",
        _in_home(".gemini", "settings.json"),
        restart="Start Gemini CLI again; /mcp shows the server.",
    ),
    Host(  # https://zed.dev/docs/ai/mcp and https://zed.dev/docs/configuring-zed
        "zed",
        "Zed",
        _locate_zed,
        servers=("context_servers",),
        shape=EntryShape(constants={"source": "custom"}),
        restart="Zed starts it at once; a green dot in the Agent Panel's settings shows that it runs.",
    ),
    Host(  # https://junie.jetbrains.com/docs/junie-cli-mcp-configuration.html
        # AI Assistant tells of no file: https://www.jetbrains.com/help/ai-assistant/mcp.html
        "jetbrains",
        "JetBrains Junie",
        _in_home(".junie", "mcp", "mcp.json"),
        restart="Junie sees it in its next task; into AI Assistant's settings paste what --print shows.",
    ),
    Host(  # https://goose-docs.ai/docs/guides/config-files
        "goose",
        "Goose",
        _locate_goose,
        servers=("extensions",),
        shape=EntryShape(
            command="cmd",
            env="envs",
            constants={"type": "stdio", "name": SERVER_NAME},
            defaults={"enabled": True, "timeout": 300, "description": "Generate, edit and export video"},
        ),
        syntax="yaml",
        restart="Start a new Goose session to see the change.",
    ),
    Host(  # https://lmstudio.ai/docs/app/mcp
        "lm-studio",
        "LM Studio",
        _in_home(".lmstudio", "mcp.json"),
        restart="Switch the server on under Program in the right-hand sidebar.",
    ),
    Host(  # https://docs.cline.bot/mcp/mcp-overview
        "cline",
        "Cline",
        _locate_cline,
        restart="Cline starts it at once; its list of MCP servers shows it.",
    ),
    Host(  # https://opencode.ai/v1/docs/mcp-servers; version 2 reads it: https://opencode.ai/docs/migrate-v1
        "opencode",
        "opencode",
        _locate_opencode,
        servers=("mcp",),
        newer_servers=("mcp", "servers"),
        shape=EntryShape(args=None, env="environment", constants={"type": "local"}),
        restart="Start opencode again to see the change.",
    ),
)


class WrongUse(InvalidArgument):
    """A command names what there is not: nothing was looked at."""


def find_host(name: str) -> Host:
    """The host of that name.

    Raises:
        WrongUse: There is none.
    """
    for host in HOSTS:
        if host.name == name:
            return host
    raise WrongUse(
        f'"{name}" is no host that can be set up.', advice=f"Choose from {', '.join(h.name for h in HOSTS)}."
    )

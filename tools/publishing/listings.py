"""The files by which hosts, registries and plugin lists find the server; all say the same."""

import base64
import json
from typing import Any
from urllib.parse import quote

from nemo_video.cli.install.entry import SERVER_NAME, STANDARD, TYPED, ServerEntry
from nemo_video.settings import SettingDescription, describe_settings
from tools.publishing.inventory import Inventory
from tools.publishing.project import ROOT, Project

Json = dict[str, Any]

_REGISTRY_SCHEMA = "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json"
_PLUGIN_SCHEMAS = "https://agent-plugins.org/schemas/1.0.0"
_TITLE = "Nemo Video"


def entry_by_uvx(project: Project) -> ServerEntry:
    """What a host starts where nothing is installed yet."""
    return ServerEntry("uvx", (project.name,))


def bundle_manifest(project: Project, inventory: Inventory) -> Json:
    """The Claude Desktop bundle's manifest: written by hand but for what the project and the server tell."""
    manifest: Json = json.loads((ROOT / "manifest.json").read_text(encoding="utf-8"))
    return {
        **manifest,
        "name": project.name,
        "display_name": _TITLE,
        "version": project.version,
        "description": project.description,
        "author": {"name": project.author, "url": project.repository},
        "repository": {"type": "git", "url": project.repository},
        "homepage": project.repository,
        "documentation": f"{project.repository}#readme",
        "support": f"{project.repository}/issues",
        "privacy_policies": [f"{project.repository}/blob/main/docs/privacy.md"],
        "license": project.license,
        "keywords": list(project.keywords),
        "tools": [{"name": tool.name, "description": tool.summary} for tool in inventory.tools],
        "prompts": [
            {
                "name": prompt.name,
                "description": prompt.description,
                "arguments": list(prompt.arguments),
                "text": prompt.text,
            }
            for prompt in inventory.prompts
        ],
    }


def registry_entry(project: Project) -> Json:
    """`server.json` of the MCP registry."""
    return {
        "$schema": _REGISTRY_SCHEMA,
        "name": project.registry_name,
        "title": _TITLE,
        "description": project.description,
        "version": project.version,
        "repository": {"url": project.repository, "source": "github"},
        "packages": [
            {
                "registryType": "pypi",
                "identifier": project.name,
                "version": project.version,
                "runtimeHint": "uvx",
                "transport": {"type": "stdio"},
                "environmentVariables": [_variable(setting) for setting in _settings_for_people()],
            }
        ],
    }


def plugin(project: Project) -> Json:
    """`plugin.json` of the Claude Code plugin."""
    return {
        "name": SERVER_NAME,
        "version": project.version,
        "description": project.description,
        "author": {"name": project.author},
        "homepage": project.repository,
        "repository": project.repository,
        "license": project.license,
        "keywords": list(project.keywords),
    }


def plugin_servers(project: Project) -> Json:
    """`.mcp.json` of the Claude Code plugin: the installed command, which starts at once."""
    return {"mcpServers": {SERVER_NAME: STANDARD.write(ServerEntry(project.name))}}


def portable_plugin(project: Project) -> Json:
    """`plugin.json` of the same folder as an Agent Plugin, which several hosts read."""
    return {"$schema": f"{_PLUGIN_SCHEMAS}/plugin.schema.json", **plugin(project)}


def portable_plugin_servers(project: Project) -> Json:
    """`mcp.json` of the Agent Plugin."""
    entry = TYPED.write(ServerEntry(project.name))
    return {"$schema": f"{_PLUGIN_SCHEMAS}/mcp.schema.json", "mcpServers": {SERVER_NAME: entry}}


def plugin_market(project: Project) -> Json:
    """The marketplace that this repository is: one plugin, in its own folder."""
    return {
        "name": project.name,
        "owner": {"name": project.author},
        "description": project.description,
        "plugins": [{"name": SERVER_NAME, "source": "./plugin", "description": project.description}],
    }


def cursor_deeplink(project: Project) -> str:
    """The link that makes Cursor ask whether to install the server."""
    config = json.dumps(STANDARD.write(entry_by_uvx(project)), separators=(",", ":"))
    encoded = quote(base64.b64encode(config.encode()).decode(), safe="")
    return f"cursor://anysphere.cursor-deeplink/mcp/install?name={SERVER_NAME}&config={encoded}"


def one_click_links() -> str:
    """Links for the README, which the hosts' own pages turn into a question whether to install the server.

    They start the command that is installed, on the studio. Sources: cursor.com/docs/mcp/install-links,
    code.visualstudio.com/api/extension-guides/ai/mcp.
    """
    entry = ServerEntry("nemo-video-mcp", env={"NEMO_BACKEND": "studio"})
    config = json.dumps(STANDARD.write(entry), separators=(",", ":"))
    for_cursor = quote(base64.b64encode(config.encode()).decode(), safe="")
    cursor = f"https://cursor.com/en/install-mcp?name={SERVER_NAME}&config={for_cursor}"
    for_vscode = quote(config, safe="")
    vscode = f"https://insiders.vscode.dev/redirect/mcp/install?name={SERVER_NAME}&config={for_vscode}"
    return f"[Cursor]({cursor}) · [VS Code]({vscode})"


def _settings_for_people() -> list[SettingDescription]:
    """The settings that the bundle asks for, the backend by a switch: the same that a registry shows."""
    manifest: Json = json.loads((ROOT / "manifest.json").read_text(encoding="utf-8"))
    asked = {"NEMO_BACKEND", *manifest["server"]["mcp_config"]["env"]}
    return [setting for setting in describe_settings() if setting.name in asked]


def _variable(setting: SettingDescription) -> Json:
    default = setting.default.strip("`") if setting.default.startswith("`") else ""
    return {
        "name": setting.name,
        "description": setting.meaning.replace("`", ""),
        "isRequired": False,
        "isSecret": setting.is_secret,
        **({"default": default} if setting.name == "NEMO_BACKEND" else {}),
        **({"choices": ["cloud", "studio"]} if setting.name == "NEMO_BACKEND" else {}),
    }

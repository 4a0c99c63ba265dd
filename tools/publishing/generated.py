"""Every file that is made from the code, with its text as it should be now."""

import json
from pathlib import Path
from typing import Any

from nemo_video.surface.skills import SKILL_NAME, read_skill
from tools.publishing import listings, tables
from tools.publishing.architecture import import_picture, rooms_table
from tools.publishing.blocks import fill_blocks
from tools.publishing.inventory import take_inventory
from tools.publishing.project import ROOT, Project, read_project
from tools.publishing.tables import Translate
from tools.publishing.translation import Chinese, keep_english

_CHINESE_SUFFIX = ".zh-CN.md"
_ALL_DOCUMENTS = sorted((*ROOT.glob("README*.md"), *(ROOT / "docs").glob("*.md")))
_CHINESE_DOCUMENTS = [path for path in _ALL_DOCUMENTS if path.name.endswith(_CHINESE_SUFFIX)]
_ENGLISH_DOCUMENTS = [path for path in _ALL_DOCUMENTS if path not in _CHINESE_DOCUMENTS]


async def make_files() -> dict[Path, str]:
    """Path → text, of all made files.

    Raises:
        Untranslated: An English sentence has no Chinese one.
    """
    project = read_project()
    inventory = await take_inventory()
    english = _blocks(project, inventory, keep_english)
    chinese = _blocks(project, inventory, Chinese())
    return {
        **{path: _filled(path, english) for path in _ENGLISH_DOCUMENTS},
        **{path: _filled(path, chinese) for path in _CHINESE_DOCUMENTS},
        ROOT / "manifest.json": _json(listings.bundle_manifest(project, inventory)),
        ROOT / "server.json": _json(listings.registry_entry(project)),
        ROOT / "plugin" / ".claude-plugin" / "plugin.json": _json(listings.plugin(project)),
        ROOT / "plugin" / ".mcp.json": _json(listings.plugin_servers(project)),
        ROOT / "plugin" / "plugin.json": _json(listings.portable_plugin(project)),
        ROOT / "plugin" / "mcp.json": _json(listings.portable_plugin_servers(project)),
        ROOT / "plugin" / "skills" / SKILL_NAME / "SKILL.md": read_skill(),
        ROOT / ".claude-plugin" / "marketplace.json": _json(listings.plugin_market(project)),
    }


def find_outdated(files: dict[Path, str]) -> list[str]:
    """Names of the files that are not what they should be."""
    return [str(path.relative_to(ROOT)) for path, text in files.items() if _read(path) != text]


def _blocks(project: Project, inventory: tables.Inventory, say: Translate) -> dict[str, str]:
    return {
        "registry-name": f"<!-- mcp-name: {project.registry_name} -->",
        "hosts": tables.hosts_table(say),
        "host-snippets": tables.host_snippets(),
        "tools": tables.tools_table(inventory, say),
        "prompts": tables.prompts_table(inventory, say),
        "settings": tables.settings_table(say),
        "errors": tables.errors_table(say),
        "platforms": tables.platforms_table(),
        "platform-sources": tables.platform_sources_table(),
        "cursor-link": f"```text\n{listings.cursor_deeplink(project)}\n```",
        "one-click": listings.one_click_links(),
        "imports": import_picture("nemo_video"),
        "studio-imports": import_picture("nemo_studio"),
        "rooms": rooms_table("nemo_video"),
        "studio-rooms": rooms_table("nemo_studio"),
    }


def _filled(path: Path, texts: dict[str, str]) -> str:
    return fill_blocks(_read(path), texts)


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""

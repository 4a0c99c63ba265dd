"""What hosts, registries and plugin lists are told of the server, held against the running server."""

import base64
import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import jsonschema
import pytest
from PIL import Image

from homes import clean_environment
from hosts import open_server
from nemo_video.settings import describe_settings
from tools.publishing.listings import cursor_deeplink
from tools.publishing.project import ROOT, read_project

Json = dict[str, Any]
LIMIT_S = 60


def read(name: str) -> Json:
    return json.loads((ROOT / name).read_text(encoding="utf-8"))


@pytest.mark.anyio
async def test_the_bundle_lists_the_tools_and_prompts_of_the_running_server(tmp_path: Path) -> None:
    async with open_server(tmp_path) as host:
        tools = [tool.name for tool in (await host.list_tools()).tools]
        prompts = {
            prompt.name: [argument.name for argument in prompt.arguments or ()]
            for prompt in (await host.list_prompts()).prompts
        }
    manifest = read("manifest.json")
    assert [tool["name"] for tool in manifest["tools"]] == tools
    assert {prompt["name"]: prompt["arguments"] for prompt in manifest["prompts"]} == prompts
    for prompt in manifest["prompts"]:
        assert all(f"${{arguments.{name}}}" in prompt["text"] for name in prompt["arguments"]), prompt["name"]


def test_the_bundle_asks_for_settings_that_the_server_has_and_hides_the_secret_one() -> None:
    manifest = read("manifest.json")
    secrets = {setting.name: setting.is_secret for setting in describe_settings()}
    for variable, placeholder in manifest["server"]["mcp_config"]["env"].items():
        asked = manifest["user_config"][placeholder.removeprefix("${user_config.").removesuffix("}")]
        assert asked.get("sensitive", False) == secrets[variable]
        assert asked["required"] is False
    asked_beside = set(manifest["user_config"]) - {"offline"}
    assert len(asked_beside) == len(manifest["server"]["mcp_config"]["env"])


@pytest.mark.slow
@pytest.mark.parametrize(("switch", "code"), [("true", None), ("${user_config.offline}", "unreachable")])
def test_the_bundles_switch_takes_the_studio_and_unset_leaves_the_cloud(
    switch: str, code: str | None, tmp_path: Path
) -> None:
    ended = subprocess.run(
        [sys.executable, str(ROOT / "server" / "main.py"), "credits", "--json", f"--offline={switch}"],
        env=clean_environment(tmp_path, NEMO_BACKEND="cloud", NEMO_API_URL="http://127.0.0.1:9"),
        capture_output=True,
        encoding="utf-8",
        timeout=LIMIT_S,
        check=False,
    )
    assert json.loads(ended.stdout).get("error", {}).get("code") == code


def test_the_icon_is_a_picture_of_the_size_that_hosts_want() -> None:
    with Image.open(ROOT / read("manifest.json")["icon"]) as icon:
        assert (icon.format, icon.size) == ("PNG", (512, 512))


def test_the_registry_entry_keeps_the_registrys_rules() -> None:
    entry = read("server.json")
    assert len(entry["description"]) <= 100
    assert entry["name"] == read_project().registry_name
    assert f"<!-- mcp-name: {entry['name']} -->" in (ROOT / "README.md").read_text(encoding="utf-8")
    (package,) = entry["packages"]
    assert package["version"] == entry["version"] == read_project().version
    secret = [variable["name"] for variable in package["environmentVariables"] if variable["isSecret"]]
    assert secret == ["NEMO_TOKEN"]


@pytest.mark.registry
def test_the_registry_entry_keeps_the_schema_that_it_names() -> None:
    entry = read("server.json")
    try:
        schema = httpx.get(entry["$schema"], timeout=LIMIT_S).raise_for_status().json()
    except httpx.TransportError:
        pytest.skip("the host of the registry's schema does not answer")
    jsonschema.validate(entry, schema, format_checker=jsonschema.FormatChecker())


def test_every_listing_starts_the_same_command() -> None:
    link = parse_qs(urlsplit(cursor_deeplink(read_project())).query)
    from_link = json.loads(base64.b64decode(link["config"][0]))
    package = read("server.json")["packages"][0]
    assert from_link == {"command": "uvx", "args": ["nemo-video-mcp"]}
    assert [package["runtimeHint"], package["identifier"]] == ["uvx", "nemo-video-mcp"]


def test_the_marketplace_names_the_plugin_that_lies_in_its_folder() -> None:
    (listed,) = read(".claude-plugin/marketplace.json")["plugins"]
    assert read(f"{listed['source']}/.claude-plugin/plugin.json")["name"] == listed["name"]


def test_the_plugin_starts_the_installed_command_and_carries_the_servers_skill() -> None:
    installed: Json = {"nemo-video": {"command": "nemo-video-mcp", "args": []}}
    assert read("plugin/.mcp.json")["mcpServers"] == installed
    assert read("plugin/mcp.json")["mcpServers"] == {
        name: {"type": "stdio", **entry} for name, entry in installed.items()
    }
    skill = Path("skills", "make-video", "SKILL.md")
    served = ROOT / "server" / "nemo_video" / "surface" / skill
    assert (ROOT / "plugin" / skill).read_bytes() == served.read_bytes()


def test_the_agent_plugin_has_only_the_fields_that_its_specification_knows() -> None:
    manifest = read("plugin/plugin.json")
    known = "$schema name version description author homepage repository license keywords extensions"
    assert set(manifest) <= set(known.split())
    assert manifest["$schema"] == "https://agent-plugins.org/schemas/1.0.0/plugin.schema.json"

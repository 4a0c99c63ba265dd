"""The Claude Desktop bundle, packed with its vendor's tool and started with its own command."""

import json
import os
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters
from mcp_types import Implementation

from homes import clean_environment
from tools.publishing.bundle import pack_bundle

UV = Path(sys.executable).with_name("uv")
START_S = 240

pytestmark = [pytest.mark.registry, pytest.mark.usefixtures("npm")]


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return pack_bundle(tmp_path_factory.mktemp("bundle"))


def test_the_bundle_holds_what_the_server_needs_and_nothing_else(bundle: Path) -> None:
    with zipfile.ZipFile(bundle) as packed:
        names = set(packed.namelist())
        manifest = json.loads(packed.read("manifest.json"))
    top = {name for name in names if not name.startswith("server/")}
    assert top == {
        "manifest.json",
        "icon.png",
        "pyproject.toml",
        "requirements.server.lock",
        "README.md",
        "LICENSE",
    }
    assert manifest["server"]["entry_point"] in names
    assert "server/nemo_video/language/phrases/handling.toml" in names
    assert [name for name in names if "__pycache__" in name or name.endswith(".pyc")] == []


@pytest.mark.anyio
@pytest.mark.usefixtures("pypi")
async def test_the_bundle_starts_with_its_own_command_while_nothing_is_filled_in(
    bundle: Path, tmp_path: Path
) -> None:
    unpacked = tmp_path / "unpacked"
    with zipfile.ZipFile(bundle) as packed:
        packed.extractall(unpacked)
    manifest = json.loads((unpacked / "manifest.json").read_text(encoding="utf-8"))
    server = as_a_host_would_start_it(manifest["server"]["mcp_config"], unpacked, tmp_path)
    tools = [tool["name"] for tool in manifest["tools"]]
    claude = Implementation(name="claude-ai", version="1")
    async with Client(server, client_info=claude, mode="legacy", read_timeout_seconds=START_S) as host:
        assert [tool.name for tool in (await host.list_tools()).tools] == tools
    assert not (unpacked / ".venv" / "bin" / "pyright").exists()


def as_a_host_would_start_it(config: dict[str, Any], unpacked: Path, home: Path) -> StdioServerParameters:
    """The bundle's command, with the placeholders of unset settings left as they stand."""
    assert config["command"] == "uv"
    args = [argument.replace("${__dirname}", str(unpacked)) for argument in config["args"]]
    kept = {"UV_CACHE_DIR": os.environ["UV_CACHE_DIR"]}
    return StdioServerParameters(
        command=str(UV),
        args=args,
        env={**clean_environment(home), **kept, **config["env"]},
        cwd=home,
    )

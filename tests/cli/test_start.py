"""The start: a list of tools costs little more than the SDK itself, and the rest comes with the calls."""

import json
import sys
from pathlib import Path

import anyio
import pytest
from mcp import Client, StdioServerParameters

from homes import clean_environment
from hosts import facts_of

HEAVY = {
    "av",
    "numpy",
    "PIL",
    "uvicorn",
    "rich",
    "typer",
    "httpx",
    "httpx_sse",
    "sqlite3",
    "tomllib",
    "requests",
    "opentelemetry.sdk",
}
OURS = {
    "nemo_video.client",
    "nemo_video.engine.engine",
    "nemo_video.engine.ledger",
    "nemo_video.language.replies",
    "nemo_video.language.requests",
    "nemo_studio",
}
SERVE = """
import json, pathlib, sys
sys.argv = ["nemo-video-mcp"]
from nemo_video.cli import main
try:
    main()
finally:
    pathlib.Path({told!r}).write_text(json.dumps(sorted(sys.modules)))
"""


@pytest.mark.slow
@pytest.mark.anyio
async def test_the_list_of_tools_loads_nothing_that_only_calls_need(tmp_path: Path) -> None:
    async with Client(server_that_tells_its_modules(tmp_path)) as host:
        assert (await host.list_tools()).tools[0].name == "generate"
    loaded = await modules_of(tmp_path)
    assert "nemo_video.surface.server" in loaded
    assert loaded & (HEAVY | OURS) == set()


@pytest.mark.slow
@pytest.mark.anyio
async def test_a_call_loads_the_engine_and_what_its_backend_needs(tmp_path: Path) -> None:
    async with Client(server_that_tells_its_modules(tmp_path)) as host:
        assert facts_of(await host.call_tool("credits", {}))["account"] == "studio"
    loaded = await modules_of(tmp_path)
    assert loaded >= {"uvicorn", "httpx", "sqlite3", "nemo_video.engine.engine", "nemo_studio.service.app"}
    assert loaded & {"av", "numpy", "PIL", "nemo_studio.edits", "nemo_studio.render"} == set()


def server_that_tells_its_modules(home: Path) -> StdioServerParameters:
    code = SERVE.format(told=str(home / "modules.json"))
    return StdioServerParameters(command=sys.executable, args=["-c", code], env=clean_environment(home))


async def modules_of(home: Path) -> set[str]:
    """The modules that the server had loaded at its end."""
    return set(json.loads(await anyio.Path(home / "modules.json").read_text()))

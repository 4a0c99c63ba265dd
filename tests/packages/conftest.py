"""The registries: what needs one that does not answer is skipped for that reason."""

import subprocess
import sys

import pytest

from tools.publishing.bundle import npm

LIMIT_S = 60


@pytest.fixture(scope="session", name="npm")
def npm_registry() -> None:
    """The npm registry answers."""
    _ask("npm", *npm("view", "npm", "version", "--fetch-retries=0", "--fetch-timeout=20000"))


@pytest.fixture(scope="session", name="pypi")
def python_index() -> None:
    """The Python package index answers."""
    quick = ("--retries=0", "--timeout=20", "--disable-pip-version-check")
    _ask("Python package", sys.executable, "-m", "pip", "index", "versions", "anyio", *quick)


def _ask(name: str, *question: str) -> None:
    if subprocess.run(question, capture_output=True, timeout=LIMIT_S, check=False).returncode:
        pytest.skip(f"the {name} registry does not answer")

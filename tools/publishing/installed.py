"""Runs the tests against the wheel, installed into a clean environment, instead of the checkout.

With `--lowest` every direct dependency comes in the lowest version that pyproject.toml allows.
"""

import shutil
import subprocess
import sys
from pathlib import Path

from tools.publishing.project import ROOT

CACHE = ROOT / ".cache"
_BIN = "Scripts" if sys.platform == "win32" else "bin"
_UV = str(Path(sys.executable).with_name("uv"))


def main(arguments: list[str]) -> int:
    """Run pytest with these arguments against the wheel.

    Returns:
        pytest's exit status.
    """
    lowest = "--lowest" in arguments
    python = install_wheel(CACHE / ("lowest" if lowest else "wheel"), lowest=lowest)
    chosen = [argument for argument in arguments if argument != "--lowest"]
    return subprocess.run([str(python), "-m", "pytest", *chosen], cwd=ROOT, check=False).returncode


def install_wheel(folder: Path, *, lowest: bool) -> Path:
    """A clean environment with the wheel of this checkout and what the tests need.

    Args:
        folder: Where the environment is made anew.
        lowest: Whether the direct dependencies are the lowest that are allowed.

    Returns:
        Its Python.

    Raises:
        subprocess.CalledProcessError: Something cannot be built, fetched or installed.
    """
    shutil.rmtree(folder, ignore_errors=True)
    environment = folder / "environment"
    python = environment / _BIN / "python"
    _run(_UV, "venv", "--quiet", "--python", sys.executable, str(environment))
    _install(python, *_versions(folder, lowest=lowest))
    _install(python, "--no-deps", str(build_wheel(folder)))
    _expect_no_checkout(python)
    return python


def build_wheel(folder: Path) -> Path:
    """The wheel of this checkout, built into a folder of its own."""
    target = folder / "dist"
    _run(sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(target))
    (wheel,) = target.glob("*.whl")
    return wheel


def _versions(folder: Path, *, lowest: bool) -> list[str]:
    """What to install before the wheel: the lock, or the lowest versions and the tools of the tests."""
    if not lowest:
        return ["--require-hashes", "--requirements", "requirements.lock"]
    compiled = folder / "lowest.txt"
    choice = ["--resolution", "lowest-direct", "--only-binary", ":all:", "--output-file", str(compiled)]
    _run(
        _UV,
        "pip",
        "compile",
        "--quiet",
        "pyproject.toml",
        "--all-extras",
        "--python",
        sys.executable,
        *choice,
    )
    return ["--requirements", str(compiled), "--group", "dev"]


def _install(python: Path, *what: str) -> None:
    _run(_UV, "pip", "install", "--quiet", "--python", str(python), *what)


def _expect_no_checkout(python: Path) -> None:
    asked = "import sys, nemo_video; sys.exit('site-packages' not in nemo_video.__file__)"
    _run(str(python), "-c", asked)


def _run(*command: str) -> None:
    subprocess.run(command, cwd=ROOT, check=True, stdin=subprocess.DEVNULL)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

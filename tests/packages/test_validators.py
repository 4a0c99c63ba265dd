"""The checkers of those who take plugins and skills, from their registries."""

import subprocess
import sys
from pathlib import Path

import pytest

from homes import clean_environment
from tools.publishing.bundle import npm
from tools.publishing.project import ROOT

CLAUDE_CODE = "@anthropic-ai/claude-code@2.1.197"
SKILLSAW = "skillsaw==0.22.0"
UV = Path(sys.executable).with_name("uv")
LIMIT_S = 300

pytestmark = pytest.mark.registry


@pytest.mark.usefixtures("npm")
@pytest.mark.parametrize("folder", [".", "plugin"])
def test_claude_code_takes_the_marketplace_and_the_plugin(folder: str, tmp_path: Path) -> None:
    said = _run(npm("--yes", CLAUDE_CODE, "plugin", "validate", folder, program="npx"), tmp_path)
    assert "Validation passed" in said


@pytest.mark.usefixtures("pypi")
def test_skillsaw_finds_no_fault_in_the_plugin(tmp_path: Path) -> None:
    said = _run([str(UV), "tool", "run", SKILLSAW, "lint", "plugin"], tmp_path)
    assert "All checks passed" in said


def _run(command: list[str], home: Path) -> str:
    ended = subprocess.run(
        command,
        cwd=ROOT,
        env=clean_environment(home),
        capture_output=True,
        encoding="utf-8",
        timeout=LIMIT_S,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout

"""The house itself: the import rules, one version, and no address where none belongs."""

import json
import re
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

from nemo_video import __version__

ROOT = Path(__file__).parents[1]


def test_lower_rooms_never_import_higher_ones() -> None:
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True, no_logo=True) == 0


def test_the_version_stands_in_one_place_and_the_bundle_repeats_it() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert re.search(r'^dynamic = \[.*"version"', project, re.MULTILINE)
    assert json.loads((ROOT / "manifest.json").read_text(encoding="utf-8"))["version"] == __version__


@pytest.mark.parametrize("name", ["requirements.lock", "requirements.server.lock"])
def test_a_lock_has_hashes_for_every_package_and_no_address(name: str) -> None:
    lock = (ROOT / name).read_text(encoding="utf-8")
    pins = re.findall(r"^[\w.\-\[\]]+==\S+.*?(?=^\S|\Z)", lock, re.MULTILINE | re.DOTALL)
    assert len(pins) > 40
    assert [pin.splitlines()[0] for pin in pins if "--hash=sha256:" not in pin] == []
    assert "://" not in lock

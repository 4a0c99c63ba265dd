"""The house itself: import rules, one version, names that are there, and no address where none belongs."""

import ast
import json
import re
from importlib import import_module
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


def test_every_pattern_that_a_reader_names_stands_in_the_lexicon() -> None:
    # The checker cannot tell: modules of words find their patterns by name when a line runs.
    for path in sorted((ROOT / "server" / "nemo_studio").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module]
        words = {
            name.asname or name.name: import_module(f"{each.module}.words")
            for each in imports
            for name in each.names
            if name.name == "words"
        }
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Attribute)
                and isinstance(node.value, ast.Name)
                and node.value.id in words
            ):
                assert hasattr(words[node.value.id], node.attr), f"{path.name} names {node.attr}"

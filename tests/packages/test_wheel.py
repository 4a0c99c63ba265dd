"""The wheel and the source archive, built as a release builds them, without network."""

import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from nemo_video import __version__
from tools.publishing.project import ROOT

pytestmark = pytest.mark.slow

LIMIT_S = 120


def build(source: Path, kind: str, folder: Path) -> Path:
    command = [sys.executable, "-m", "hatchling", "build", "--target", kind, "--directory", str(folder)]
    subprocess.run(command, cwd=source, check=True, capture_output=True, timeout=LIMIT_S)
    (built,) = folder.iterdir()
    return built


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(ROOT, "wheel", tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The unpacked source archive."""
    archive = build(ROOT, "sdist", tmp_path_factory.mktemp("sdist"))
    folder = tmp_path_factory.mktemp("source")
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    (unpacked,) = folder.iterdir()
    return unpacked


def tracked(folder: str) -> set[str]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", folder],
        cwd=ROOT,
        check=True,
        capture_output=True,
        encoding="utf-8",
        timeout=LIMIT_S,
    ).stdout.splitlines()
    return {name for name in listed if (ROOT / name).exists()}


needs_git = pytest.mark.skipif(not (ROOT / ".git").exists(), reason="the list of files is git's")


@needs_git
def test_the_wheel_holds_the_package_with_its_data_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        names = {name for name in packed.namelist() if ".dist-info/" not in name}
    packages = tracked("server/nemo_video") | tracked("server/nemo_studio")
    assert names == {name.removeprefix("server/") for name in packages}
    assert {"nemo_video/py.typed", "nemo_studio/py.typed"} <= names


@needs_git
def test_the_source_archive_holds_what_git_holds(source: Path) -> None:
    packed = {path.relative_to(source).as_posix() for path in source.rglob("*") if path.is_file()}
    assert packed - {"PKG-INFO"} == tracked(".")


def test_the_wheel_from_the_source_archive_is_the_same(source: Path, wheel: Path, tmp_path: Path) -> None:
    assert build(source, "wheel", tmp_path).read_bytes() == wheel.read_bytes()


def test_the_metadata_name_the_command_the_licence_and_the_python(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        folder = next(name.split("/")[0] for name in packed.namelist() if ".dist-info/" in name)
        metadata = packed.read(f"{folder}/METADATA").decode()
        commands = packed.read(f"{folder}/entry_points.txt").decode()
        assert f"{folder}/licenses/LICENSE" in packed.namelist()
    assert "nemo-video-mcp = nemo_video.cli:main" in commands
    assert "License-Expression: MIT\n" in metadata
    assert "Requires-Python: >=3.11\n" in metadata


def test_links_of_the_description_lead_somewhere_from_an_index_too(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        name = next(name for name in packed.namelist() if name.endswith(".dist-info/METADATA"))
        description = packed.read(name).decode().partition("\n\n")[2]
    links = re.findall(r"\]\(([^)\s]+)\)", description)
    repository = "https://github.com/nemovideo/nemo-video-mcp/blob/v"
    assert f"{repository}{__version__}/docs/tools.md" in links
    assert [link for link in links if not link.startswith("https://")] == []

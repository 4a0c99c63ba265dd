"""The examples for many machines name settings, commands and options that there are."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from distributed.cli import dask_scheduler, dask_worker
from ruamel.yaml import YAML
from typer.main import get_command

from nemo_video.cli.commands import app
from nemo_video.settings import describe_settings

DEPLOY = Path(__file__).parents[2] / "tools" / "deploy"
FILES = sorted(path for path in DEPLOY.rglob("*.yaml") if path.name != "kustomization.yaml")
DASK: dict[str, Any] = {"scheduler": dask_scheduler.main, "worker": dask_worker.main}


def load(path: Path) -> Any:
    return list(YAML(typ="safe", pure=True).load_all(path.read_text(encoding="utf-8")))  # pyright: ignore[reportUnknownMemberType] - untyped


def walk(value: Any) -> Iterator[Any]:
    """The value and all that is in it."""
    yield value
    inner: list[Any] = []
    if isinstance(value, dict):
        inner = [*value, *cast(dict[str, Any], value).values()]
    elif isinstance(value, list):
        inner = cast(list[Any], value)
    for each in inner:
        yield from walk(each)


def find_commands(document: Any) -> list[list[str]]:
    """What is started in containers."""
    lists = (cast(list[Any], each) for each in walk(document) if isinstance(each, list))
    return [each for each in lists if each[:1] in (["nemo-video-mcp"], ["dask"])]


def list_options(program: str, name: str) -> set[str]:
    """What a command takes; Typer and Dask each have a Click of their own."""
    command: Any = DASK[name] if program == "dask" else cast(Any, get_command(app)).commands[name]
    return {option for parameter in command.params for option in parameter.opts}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_settings_and_options_of_an_example_are_there(path: Path) -> None:
    document = load(path)
    names = {setting.name for setting in describe_settings()}

    assert {each for each in walk(document) if isinstance(each, str) and each.startswith("NEMO_")} <= names
    for program, name, *arguments in find_commands(document):
        assert {each for each in arguments if each.startswith("--")} <= list_options(program, name)


def test_the_image_has_the_locked_versions_and_what_builds_the_package() -> None:
    top = DEPLOY.parents[1]
    locked, image = (
        {
            line.split()[0]
            for line in path.read_text(encoding="utf-8").splitlines()
            if "==" in line.partition(" ")[0]
        }
        for path in (top / "requirements.lock", DEPLOY / "requirements.lock")
    )
    builders = tomllib.loads((top / "pyproject.toml").read_text(encoding="utf-8"))["build-system"]["requires"]

    assert image <= locked
    assert {re.split("[<>=]", each)[0] for each in builders} <= {each.partition("==")[0] for each in image}


def test_both_examples_start_the_same_programs() -> None:
    composed, *pods = ([tuple(command[:5]) for command in find_commands(load(path))] for path in FILES)

    assert sorted(composed) == sorted(command for pod in pods for command in pod)

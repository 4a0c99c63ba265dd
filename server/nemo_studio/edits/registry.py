"""What belongs to every command: how it is applied to a draft, and how the studio speaks of it.

Its fields are all that a command has to tell: it becomes a frozen dataclass by being a `Command`. Its
application is registered under its type, its sentences stand in `replies.toml` under its name; a test finds
the command that lacks one.
"""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from importlib.resources import files
from typing import Any, ClassVar, Final, NamedTuple, TypeVar, dataclass_transform

from nemo_studio.edits.session import EditSession


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
@dataclass(frozen=True)
class Command:
    """One thing that is asked for.

    Attributes:
        needs_picture: Whether it works on what is there, so that uploads that wait come on it first.
    """

    needs_picture: ClassVar[bool]

    def __init_subclass__(cls, *, needs_picture: bool = True) -> None:
        cls.needs_picture = needs_picture
        dataclass(frozen=True)(cls)


class Sentence(NamedTuple):
    """One sentence of the studio's in each of its languages."""

    en: str
    zh: str


class Wording(NamedTuple):
    """How the studio speaks of a command.

    Attributes:
        done: That it was carried out, empty where a note says it; it may hold fields of the command.
        example: Words that give such a command, offered where one was not understood.
    """

    done: Sentence
    example: Sentence


SUBJECTS: Final = ("media", "canvas", "cutting", "picture", "sound", "titles", "history")

C = TypeVar("C", bound=Command)
Application = Callable[[EditSession, C], None]

_applications: dict[type[Command], Application[Any]] = {}


def applies(command: type[C]) -> Callable[[Application[C]], Application[C]]:
    """Register the function that changes a draft as this kind of command asks."""

    def register(application: Application[C]) -> Application[C]:
        _applications[command] = application
        return application

    return register


def load_subjects() -> None:
    """Import every subject, so that what it registers is there."""
    for module in (*(f"{subject}.application" for subject in SUBJECTS), "cutting.playing"):
        import_module(f"nemo_studio.edits.{module}")


def apply(edit: EditSession, command: Command) -> None:
    """Change the draft as a command asks.

    Raises:
        CannotEdit: It cannot be done.
        NeedsChoice: It could mean several things.
    """
    _applications[type(command)](edit, command)


def wording_of(command: type[Command]) -> Wording:
    """How the studio speaks of this kind of command."""
    said = _read_replies()["command"][command.__name__]
    return Wording(Sentence(**said.get("done", {"en": "", "zh": ""})), Sentence(**said["example"]))


def remark(key: str) -> Sentence:
    """A sentence by its key."""
    return Sentence(**_read_replies()["note"][key])


def word(fact: str, value: str) -> Sentence | None:
    """A value of a fact in words, where it needs any."""
    said = _read_replies()["word"].get(fact, {}).get(value)
    return said and Sentence(*said)


@cache
def _read_replies() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files("nemo_studio.edits").joinpath("replies.toml").read_text(encoding="utf-8"))


def applied_commands() -> frozenset[type[Command]]:
    """All kinds of commands that have an application."""
    return frozenset(_applications)

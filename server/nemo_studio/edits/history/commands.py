"""Commands about the work itself."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from nemo_studio.edits.registry import Command

Topic = Literal["abilities", "timeline", "export", "publishing", "quality"]


@dataclass(frozen=True)
class Undo(Command):
    """Take back the last turns that edited."""

    needs_picture: ClassVar[bool] = False

    steps: int = 1


@dataclass(frozen=True)
class Redo(Command):
    """Do again what was taken back."""

    needs_picture: ClassVar[bool] = False

    steps: int = 1


@dataclass(frozen=True)
class StartOver(Command):
    """Clear the timeline."""

    needs_picture: ClassVar[bool] = False


@dataclass(frozen=True)
class Explain(Command):
    """Say how something is done; changes nothing."""

    needs_picture: ClassVar[bool] = False

    topic: Topic

"""Orders about the work itself."""

from dataclasses import dataclass
from typing import Literal

Topic = Literal["abilities", "export", "publishing", "quality"]


@dataclass(frozen=True)
class Undo:
    """Take back the last turns that edited."""

    steps: int = 1


@dataclass(frozen=True)
class Redo:
    """Do again what was taken back."""

    steps: int = 1


@dataclass(frozen=True)
class StartOver:
    """Clear the timeline."""


@dataclass(frozen=True)
class Explain:
    """Say how something is done; changes nothing."""

    topic: Topic

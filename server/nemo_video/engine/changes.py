"""What changed, told at once to whoever listens. What a listener does with it is not known here."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class JobChanged:
    """A job went on, or ended."""

    job_id: str


@dataclass(frozen=True)
class TimelineChanged:
    """Something else is on a project's timeline now."""

    project_id: str


@dataclass(frozen=True)
class DrawingChanged:
    """The drawing of a project's timeline shows more of what is on it now."""

    project_id: str


@dataclass(frozen=True)
class ProjectsChanged:
    """There is a new project, or another one is the current one."""


Change = JobChanged | TimelineChanged | DrawingChanged | ProjectsChanged


class Changes:
    """Everything that the engine tells. Listeners do their work later: they must neither wait nor raise."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[Change], None]] = []

    def listen(self, listener: Callable[[Change], None]) -> None:
        """Hear of every change from now on."""
        self._listeners.append(listener)

    def tell(self, change: Change) -> None:
        """Let everybody know."""
        for listener in self._listeners:
            listener(change)

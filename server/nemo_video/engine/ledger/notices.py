"""What other servers on the same ledger changed, told at once; without anybody who tells, one has to look."""

from collections.abc import Callable
from dataclasses import dataclass

import anyio

RARELY_S = 5.0
"""How often one looks all the same where changes are told: a notice may be lost with its connection."""


@dataclass(frozen=True)
class JobNotice:
    """Another server began, moved or ended a job, or asked whoever runs it to stop."""

    job_id: str
    project_id: str
    tool: str
    status: str


@dataclass(frozen=True)
class ProjectNotice:
    """Another server made or used a project."""


Notice = JobNotice | ProjectNotice


class Notices:
    """The notices for one user.

    Attributes:
        are_told: Whether anybody tells them now.
    """

    def __init__(self) -> None:
        self.are_told = False
        self._listeners: list[Callable[[Notice], None]] = []
        self._told = anyio.Event()

    def listen(self, listener: Callable[[Notice], None]) -> None:
        """Hear of every notice from now on. A listener must neither wait nor raise."""
        self._listeners.append(listener)

    def tell(self, notice: Notice) -> None:
        """Let everybody know."""
        self.wake()
        for listener in self._listeners:
            listener(notice)

    def wake(self) -> None:
        """Let everybody look who waits: something may have changed."""
        self._told.set()
        self._told = anyio.Event()

    async def wait(self, timeout_s: float) -> bool:
        """Return at the next notice, or after the time; says whether there was one."""
        with anyio.move_on_after(timeout_s):
            await self._told.wait()
            return True
        return False

    async def pause(self, look_s: float) -> None:
        """Wait before the next look, and no longer than until something changes.

        Args:
            look_s: How often one has to look where nobody tells.
        """
        await self.wait(max(look_s, RARELY_S) if self.are_told else look_s)

"""What waits for the database is done together: one thread is asked, and one commit reaches the disk for all.

A turn asks the ledger some twenty times. While many turns begin and end, each of these would else wait behind
all the others, and so would a `state` that comes between them.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, cast

import anyio
import anyio.lowlevel

from nemo_video.engine.ledger.database import Answer, Work


@dataclass(eq=False)
class Task(Generic[Answer]):
    """Statements that somebody waits for.

    Attributes:
        is_write: Whether they need to be kept before their caller goes on.
        answer: What they gave, once they are done.
        error: Why they failed, where they did.
        woken: They are done; or, where they are not, they are now the first of those that wait.
    """

    work: Work[Answer]
    is_write: bool
    is_done: bool = False
    answer: Answer | None = None
    error: Exception | None = None
    woken: anyio.Event = field(default_factory=anyio.Event)

    def end(self, answer: Answer | None = None, error: Exception | None = None) -> None:
        """Note what came of it; the last time counts."""
        self.is_done, self.answer, self.error = True, answer, error

    def result(self) -> Answer:
        """What the statements gave.

        Raises:
            Exception: They failed.
        """
        if self.error:
            raise self.error
        return cast("Answer", self.answer)


class Batches:
    """Takes tasks in the order in which they come, all that wait at a time.

    Args:
        run: Ends each of some tasks; it is called once at a time.
    """

    def __init__(self, run: Callable[[Sequence[Task[Any]]], Awaitable[None]]) -> None:
        self._run = run
        self._waiting: list[Task[Any]] = []
        self._is_busy = False

    async def do(self, task: Task[Answer]) -> Answer:
        """Have a task done, with those that wait beside it.

        Raises:
            Exception: It failed.
        """
        await anyio.lowlevel.checkpoint_if_cancelled()  # what is not begun by then is not wanted
        self._waiting.append(task)
        if self._is_busy:
            await self._wait_for(task)
        if not task.is_done:
            await self._do_all_that_wait()
        return task.result()

    async def _wait_for(self, task: Task[Any]) -> None:
        """Wait until a task is done, or is the first of those that wait; a cancelled one is not begun."""
        try:
            await task.woken.wait()
        except BaseException:
            if task in self._waiting:
                self._waiting.remove(task)
                if task.woken.is_set():
                    self._pass_on()
            raise

    async def _do_all_that_wait(self) -> None:
        tasks, self._waiting, self._is_busy = self._waiting, [], True
        try:
            with anyio.CancelScope(shield=True):  # others wait for it too
                await self._run(tasks)
        except Exception as error:
            for task in tasks:
                task.end(error=error)
            raise
        finally:
            for task in tasks:
                task.woken.set()
            self._pass_on()

    def _pass_on(self) -> None:
        """Let the first of those that wait go on."""
        self._is_busy = bool(self._waiting)
        if self._waiting:
            self._waiting[0].woken.set()

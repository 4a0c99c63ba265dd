"""A clock that jumps to the next deadline once nothing is left to do: ten minutes of silence take none.

Trio's own MockClock jumps as soon as every task waits, also where one waits for a thread. What the thread
is at (SQLite, a file, the name of a host) then seems to take for ever on a busy machine, and a limit strikes
that no user would meet. This clock holds still while a thread works: how fast the machine is decides nothing.

Real time is left to what has a clock of its own: leases on PostgreSQL, which are by the database's seconds;
another process, a file or a row, which tell nobody of a change and are looked at every few milliseconds;
and the second in which a server of its own reads its file of tokens again.
"""

import math
import time
from collections.abc import Iterator

import pytest
import trio
from trio.abc import Clock, Instrument

SOCKETS_S = 0.02
"""How long it is quiet before the clock jumps, where sockets of this machine have to carry a word first."""

LATE_S = 0.005
"""A nap that ends so late says that others wait for the processor as well, the word on its way among them."""

MAX_NAPS = 100


class VirtualClock(Clock, Instrument):
    """The clock; it learns as an instrument of the run whether anything happens.

    Attributes:
        idle_s: How many real seconds nothing may happen before it jumps.
    """

    def __init__(self, idle_s: float = 0.0) -> None:
        self.idle_s = idle_s
        self._now_s = 0.0
        self._idle_since_s: float | None = None
        self._naps = 0

    def start_clock(self) -> None:
        """It moves by jumps alone."""

    def current_time(self) -> float:
        return self._now_s

    def before_task_step(self, task: trio.lowlevel.Task) -> None:
        del task
        self._idle_since_s = None

    def deadline_to_sleep_time(self, deadline: float) -> float:
        """How many real seconds the loop may wait for news; it asks whenever no task can go on."""
        if deadline <= self._now_s or math.isinf(deadline):
            return max(0.0, deadline - self._now_s)
        if _is_a_thread_at_work():
            return math.inf  # its end wakes the loop
        if self._idle_since_s is None:
            self._idle_since_s = time.monotonic()
            return self.idle_s
        quiet_s = time.monotonic() - self._idle_since_s
        if quiet_s < self.idle_s:
            return self.idle_s - quiet_s
        if self.idle_s and quiet_s > self.idle_s + LATE_S and self._naps < MAX_NAPS:
            self._naps += 1
            self._idle_since_s = time.monotonic()
            return self.idle_s
        self._naps = 0
        self._now_s = deadline
        return 0.0


def virtual_clock(idle_s: float = 0.0) -> tuple[str, dict[str, object]]:
    """What the fixture `anyio_backend` gives for a run on such a clock."""
    clock = VirtualClock(idle_s)
    return "trio", {"clock": clock, "instruments": [clock]}


on_virtual_clock = pytest.mark.parametrize("anyio_backend", [virtual_clock(SOCKETS_S)], ids=[""])
"""For a test that waits for a pause between two attempts over a socket."""


def _is_a_thread_at_work() -> bool:
    """Whether a task waits for one; each limiter of threads is somebody's own, so the tasks are asked."""
    in_thread = trio.to_thread.run_sync.__code__
    return any(frame.f_code is in_thread for task in _tasks() for frame, _ in task.iter_await_frames())


def _tasks() -> Iterator[trio.lowlevel.Task]:
    root = trio.lowlevel.current_root_task()
    waiting = [root] if root else []
    while waiting:
        yield (task := waiting.pop())
        waiting += [child for nursery in task.child_nurseries for child in nursery.child_tasks]

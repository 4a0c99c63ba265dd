"""Goes on with what a process leaves unfinished when its host closes it.

Some hosts start a process for every call. What runs on a backend that ends with its process would begin anew
in each of them and never end; so one process more is started that has no host and ends when the work is done.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass
class Finisher:
    """How that process is started.

    Attributes:
        start: Starts it. It may take over at once what was handed on to it.
        is_for_one_call: Whether the host started this process for one call.
        is_stopped: Whether a signal ends this process: whoever sends one wants the work to end as well.
    """

    start: Callable[[], None]
    is_for_one_call: bool = False
    is_stopped: bool = False

    @property
    def is_wanted(self) -> bool:
        """Whether the work shall go on when this process ends."""
        return self.is_for_one_call and not self.is_stopped

"""The life of a process that serves a host: what ends it, how, and that nothing holds it then."""

import os
import signal
import sys
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from threading import Timer
from typing import TYPE_CHECKING

import anyio
from anyio.abc import TaskStatus

if TYPE_CHECKING:
    from nemo_video.engine import Finisher
    from nemo_video.surface.server import VideoServer

LAST_WORDS_S = 0.5
"""How long a host may take to read what was still to be said; a process ends within a second."""

ENDING = (signal.SIGTERM, signal.SIGINT)
EXIT_BY_SIGNAL = 128


class StdioProcess:
    """A process that serves one host over standard input and output.

    SIGTERM and SIGINT end it like the end of standard input: what is open is closed first. By themselves
    SIGTERM skips every clean-up, and SIGINT waits until the host closes standard input. Windows has no
    signals to receive; there the host's end of standard input does the same.

    Args:
        server: What is served.
        finisher: Who goes on with what is left at the end of standard input.
    """

    def __init__(self, server: "VideoServer", finisher: "Finisher") -> None:
        self._server = server
        self._finisher = finisher
        self._received: int | None = None
        self._leaving = Timer(LAST_WORDS_S, os._exit, (0,))
        self._leaving.daemon = True

    def run(self) -> None:
        """Serve until the host or a signal ends it."""
        try:
            anyio.run(self._serve)
        finally:
            self._leaving.cancel()

    async def _serve(self) -> None:
        async with anyio.create_task_group() as tasks:
            if sys.platform != "win32":
                await tasks.start(self._receive, tasks.cancel_scope)
            await self._server.serve_stdio(self._leave)
            tasks.cancel_scope.cancel()

    async def _receive(self, scope: anyio.CancelScope, *, task_status: TaskStatus[None]) -> None:
        with anyio.open_signal_receiver(*ENDING) as signals:
            task_status.started()
            async for number in signals:
                self._received = number
                self._finisher.is_stopped = True
                scope.cancel()
                return

    def _leave(self) -> None:
        """Everything is closed: after a signal the process ends at once, else soon.

        The thread that reads standard input would hold it until that is closed.
        """
        if self._received is None:
            self._leaving.start()
            return
        sys.stderr.flush()
        os._exit(EXIT_BY_SIGNAL + self._received)


@contextmanager
def hearing_the_end() -> Generator[Callable[[], Awaitable[None]]]:
    """From now on take Ctrl+C and SIGTERM, which by itself skips every clean-up and leaves folders behind.

    Yields:
        Waits for one of them, also one that has already come.
    """
    if sys.platform == "win32":  # which has no signals to receive: there Ctrl+C interrupts the process
        yield anyio.sleep_forever
        return
    with anyio.open_signal_receiver(*ENDING) as signals:

        async def until_told_to_end() -> None:
            async for _ in signals:
                return

        yield until_told_to_end


@contextmanager
def hidden(*modules: str) -> Generator[None]:
    """Importing these fails, as if they were not installed."""
    for name in modules:
        sys.modules[name] = None  # pyright: ignore[reportArgumentType] - Python's own way to hide a module
    try:
        yield
    finally:
        for name in modules:
            del sys.modules[name]

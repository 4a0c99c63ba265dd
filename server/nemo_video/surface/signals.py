"""SIGTERM and SIGINT end the server like the end of standard input: what is open is closed first.

Left to themselves SIGTERM skips every clean-up, and SIGINT waits until the host closes standard input.
"""

import os
import signal
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import anyio
from anyio.abc import TaskStatus

ENDING = (signal.SIGTERM, signal.SIGINT)
_EXIT_BY_SIGNAL = 128


@asynccontextmanager
async def ended_by_signals() -> AsyncGenerator[None]:
    """A context that is cancelled by a signal, and ends the process once everything inside it is closed.

    The process ends at once then: the thread that reads standard input would hold it until it is closed.
    Windows has no signals to receive; there the host's end of standard input does the same.
    """
    if sys.platform == "win32":
        yield
        return
    received: list[int] = []
    try:
        async with anyio.create_task_group() as tasks:
            await tasks.start(_receive, received, tasks.cancel_scope)
            yield
            tasks.cancel_scope.cancel()
    finally:
        if received:
            sys.stderr.flush()
            os._exit(_EXIT_BY_SIGNAL + received[0])


async def _receive(received: list[int], scope: anyio.CancelScope, *, task_status: TaskStatus[None]) -> None:
    with anyio.open_signal_receiver(*ENDING) as signals:
        task_status.started()
        async for number in signals:
            received.append(number)
            scope.cancel()
            return

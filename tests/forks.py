"""Processes that a test may kill: forks of one that has loaded what they need, so that they start at once.

A program of the tests calls `serve_forks` with its work. Where there are no forks, each process is a start.
"""

import gc
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE
from typing import Any

import anyio

Work = Callable[..., None]
LIMIT_S = 60
_KILL = signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL  # on Windows the one is the other


@dataclass
class Forks:
    """The process that is forked, seen from the tests."""

    process: subprocess.Popen[str]

    async def start(self, environment: Mapping[str, str], *arguments: object) -> Any:
        """A new process, until it has told what it has to tell; its id comes with that.

        Args:
            environment: Of the process, and nothing else.
            arguments: What its work is called with.
        """
        with anyio.fail_after(LIMIT_S):
            return await anyio.to_thread.run_sync(
                self._start, [dict(environment), *arguments], abandon_on_cancel=True
            )

    def _start(self, line: list[object]) -> Any:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps(line) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


@contextmanager
def forks_of(program: str, *folders: Path) -> Generator[Forks]:
    """Start a program that calls `serve_forks`; these folders come first among its modules' folders."""
    paths = [*map(str, folders), str(Path(__file__).parent), *filter(None, sys.path)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
    with subprocess.Popen(
        [sys.executable, program], env=environment, stdin=PIPE, stdout=PIPE, encoding="utf-8"
    ) as process:
        yield Forks(process)


def kill(pid: int) -> None:
    """End a process at once, as a crash does: it gets no chance to tidy up."""
    with suppress(ProcessLookupError, PermissionError):  # Windows refuses to end what has ended
        os.kill(pid, _KILL)


async def end(pid: int) -> None:
    """Kill a process and wait until it is gone."""
    kill(pid)
    with anyio.fail_after(LIMIT_S):
        while sys.platform != "win32" and _is_there(pid):  # noqa: ASYNC110 - the system tells nobody else
            await anyio.sleep(0.001)


def _is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def serve_forks(work: Work) -> None:
    """Do the work in a new process for each line of standard input, until that ends."""
    if len(sys.argv) > 1:
        _begin(work, sys.argv[1])
        return
    if sys.platform == "win32":
        for line in sys.stdin:
            subprocess.Popen([sys.executable, *sys.argv, line])
        return
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the processes
    gc.freeze()  # a collection in a fork would write to pages that it shares with this process
    for line in sys.stdin:
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            _begin(work, line)
            os._exit(0)


def _begin(work: Work, line: str) -> None:
    environment, *arguments = json.loads(line)
    os.environ.clear()
    os.environ.update(environment)
    work(*arguments)


def tell(**facts: object) -> None:
    """What the test gets of a new process, once it is ready; what it prints after that is for nobody."""
    sys.stdout.write(json.dumps({"pid": os.getpid(), **facts}) + "\n")
    sys.stdout.flush()
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

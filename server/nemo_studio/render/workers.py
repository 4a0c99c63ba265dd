"""Worker processes of the renderer: forked from one that has loaded everything, on Linux; elsewhere started.

A new interpreter takes half a second of CPU to load NumPy, FFmpeg and the fonts, a fork some milliseconds.
`multiprocessing` has such a server too, but it loads the parent's main module into every child.
"""

import atexit
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import AsyncGenerator, Callable
from contextlib import ExitStack, asynccontextmanager, suppress
from typing import IO, Final, Protocol, TypeVar

from anyio import CancelScope, CapacityLimiter, to_thread

from nemo_studio.render.worker_process import worker_environment
from nemo_video.errors import DiskFailure

FORK_SERVER: Final = "nemo_studio.render.fork_server"

_HANDSHAKE_S: Final = 30.0
"""The most that a fork server may take to start: what a slow disk with many readers takes to load it."""

T = TypeVar("T")


class Worker(Protocol):
    """A worker process, as `subprocess.Popen` has it."""

    @property
    def pid(self) -> int:
        """Its number."""
        ...

    @property
    def stdin(self) -> IO[bytes] | None:
        """What it reads."""
        ...

    @property
    def stdout(self) -> IO[bytes] | None:
        """What it writes."""
        ...

    def kill(self) -> None:
        """End it at once."""
        ...

    def wait(self) -> object:
        """Return when it has ended."""
        ...


class ForkedWorker:
    """A child of the fork server: one socket is its standard input and output."""

    def __init__(self, pid: int, handle: int, connection: socket.socket) -> None:
        self.pid = pid
        self._handle: int | None = handle  # which, other than a number, is never another process's
        with connection:
            self.stdin: IO[bytes] | None = connection.makefile("wb")
            self.stdout: IO[bytes] | None = connection.makefile("rb")

    def kill(self) -> None:
        """End it at once."""
        if self._handle is not None:
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._handle, signal.SIGKILL)

    def wait(self) -> None:
        """Return when it has ended."""
        if self._handle is not None:
            ending = select.poll()
            ending.register(self._handle, select.POLLIN)
            ending.poll()
            os.close(self._handle)
            self._handle = None


def start_worker(module: str) -> Worker:
    """Run a module's `main` in a process of its own, which reads and writes as with `python -m`.

    It blocks: the first call loads what workers need.

    Raises:
        DiskFailure: No process can be started.
    """
    if sys.platform == "linux":
        with suppress(OSError):  # a sandbox may forbid what it takes
            return _fork(module)
    try:
        return _spawn(module)
    except OSError as error:
        raise DiskFailure(f"A render worker could not be started: {error.strerror}.") from error


def close_worker(worker: Worker) -> None:
    """Kill a worker: what it holds is memory alone, and it goes with it."""
    worker.kill()
    worker.wait()
    for pipe in (worker.stdin, worker.stdout):
        with suppress(OSError):  # what it did not read is flushed to nobody
            if pipe:
                pipe.close()


@asynccontextmanager
async def open_worker(module: str) -> AsyncGenerator[Worker]:
    """A worker that is killed at the end of the block.

    Raises:
        DiskFailure: No process can be started.
    """
    worker = await to_thread.run_sync(start_worker, module)
    try:
        yield worker
    finally:
        with CancelScope(shield=True):
            await to_thread.run_sync(close_worker, worker)


async def converse(talk: Callable[[], T]) -> T:
    """Run what talks with a worker in a thread of its own; when it is cancelled, the worker's end ends it."""
    return await to_thread.run_sync(talk, abandon_on_cancel=True, limiter=CapacityLimiter(1))


class _ForkServer:
    """The process that this one's workers are forked from. It ends with this one, and when it idles long."""

    def __init__(self) -> None:
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
        with theirs:
            ends = self.control.fileno(), theirs.fileno()
            self._process = subprocess.Popen(
                [sys.executable, "-m", FORK_SERVER, *map(str, ends)],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=worker_environment(),
                pass_fds=ends,
            )

    @property
    def is_running(self) -> bool:
        return self._process.poll() is None

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        self.control.close()
        assert self._process.stdin
        self._process.stdin.close()


class _ForkServers:
    """The fork server of this process, one at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._server: _ForkServer | None = None
        self._inherited: socket.socket | None = None

    def inherit(self, control: socket.socket) -> None:
        """This process is a worker: those that it needs come from where it came from."""
        self._inherited = control

    def control(self) -> socket.socket:
        """Where to ask for a worker; to be closed."""
        if self._inherited:
            return self._inherited.dup()
        with self._lock:
            if self._server and not self._server.is_running:
                self._server.close()
                self._server = None
            self._server = self._server or _ForkServer()
            return self._server.control.dup()

    def close(self) -> None:
        with self._lock:
            if self._server:
                self._server.close()
            self._server = None


fork_servers: Final = _ForkServers()
atexit.register(fork_servers.close)


def _fork(module: str) -> ForkedWorker:
    try:
        return _ask(fork_servers.control(), module)
    except ConnectionError:  # it ended just then, of idleness or by somebody's hand
        fork_servers.close()
        return _ask(fork_servers.control(), module)


def _ask(control: socket.socket, module: str) -> ForkedWorker:
    """Have a worker forked.

    Raises:
        OSError: It cannot be; `ConnectionError`, the server has ended.
    """
    wanted = json.dumps({"module": module, "environment": dict(worker_environment())})
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    with ExitStack() as left:
        left.enter_context(ours)
        with control, theirs:
            socket.send_fds(control, [wanted.encode()], [theirs.fileno()])
        ours.settimeout(_HANDSHAKE_S)
        told, handles, _, _ = socket.recv_fds(ours, 16, 1)
        if not handles:
            raise BrokenPipeError
        ours.settimeout(None)
        left.pop_all()
        return ForkedWorker(int(told), handles[0], ours)


def _spawn(module: str) -> "subprocess.Popen[bytes]":
    pipe = subprocess.PIPE
    return subprocess.Popen(
        [sys.executable, "-m", module],
        stdin=pipe,
        stdout=pipe,
        stderr=subprocess.DEVNULL,
        env=worker_environment(),
    )

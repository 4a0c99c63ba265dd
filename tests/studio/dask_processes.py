"""A Dask scheduler and workers as an operator starts them, each a process of its own."""

import json
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from distributed import Client

START_S = 120
_QUIET = ("--no-dashboard", "--host", "127.0.0.1")


@dataclass(frozen=True)
class DaskCluster:
    """Its address and its workers, any of which a test may kill."""

    address: str
    workers: list["subprocess.Popen[bytes]"]


@contextmanager
def run_cluster(folder: Path, workers: int) -> Generator[DaskCluster]:
    """Start a scheduler with its workers; they are gone when the context ends."""
    told = folder / "scheduler.json"
    named = ("--scheduler-file", str(told))
    processes = [_start(folder, "scheduler", "--port", "0", *named)]
    try:
        # Without a nanny, which would start a worker anew that a test has killed.
        for number in range(workers):
            own = folder / f"worker{number}"  # as at machines that share no disk
            own.mkdir()
            options = ("--nthreads", "1", "--no-nanny", "--local-directory", str(own))
            processes.append(_start(own, "worker", *options, *named))
        yield DaskCluster(_wait_for(told, workers), processes[1:])
    finally:
        for process in processes:
            process.kill()
        for process in processes:
            process.wait()


def _start(folder: Path, *arguments: str) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "dask", *arguments, *_QUIET]
    return subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _wait_for(told: Path, workers: int) -> str:
    """The scheduler's address, when so many workers are there."""
    # The client waits for the file.
    with Client(scheduler_file=str(told), timeout=START_S, set_as_default=False) as client:
        client.wait_for_workers(workers, timeout=START_S)  # pyright: ignore[reportUnknownMemberType] - partly typed
    return str(json.loads(told.read_bytes())["address"])

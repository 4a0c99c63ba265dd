"""What a job takes: it runs in a process of its own, and all that it starts counts with it."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from nemo_studio.render.workers import FORK_SERVER

LOOK_EVERY_S = 0.1


@dataclass(frozen=True)
class Cost:
    """What a job took."""

    wall_s: float
    cpu_s: float
    peak_mb: float


def measure(work: Callable[[], object]) -> Cost:
    """Do something in a process of its own, and tell what it and its workers took."""
    begin = time.perf_counter()
    child = os.fork()
    if not child:
        os.setpgrp()
        work()
        os._exit(0)
    peak, looked_s, done, status, usage = 0.0, 0.0, 0, 0, None
    forked_s: dict[int, float] = {}
    while not done:
        # To add up a process's memory costs the kernel more than a look whether it has ended.
        if time.perf_counter() - looked_s > LOOK_EVERY_S:
            looked_s = time.perf_counter()
            family = _family(child)
            peak = max(peak, sum(_memory_mb(process) for process in family))
            for process in family:  # one that ends while it is looked at counts what it had before
                forked_s[process] = max(forked_s.get(process, 0.0), _forked_cpu_s(process))
        done, status, usage = os.wait4(child, os.WNOHANG)
        time.sleep(0.01)
    assert usage is not None
    assert status == 0, "a job of the bench failed"
    cpu_s = usage.ru_utime + usage.ru_stime + sum(forked_s.values())
    return Cost(time.perf_counter() - begin, cpu_s, peak)


def _family(process: int) -> list[int]:
    try:
        listed = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except OSError:
        return []
    return [process, *(each for child in listed for each in _family(int(child)))]


def _forked_cpu_s(process: int) -> float:
    """What the fork server or a worker of it has taken: nobody waits for them, so no parent's time has it."""
    try:
        command = Path(f"/proc/{process}/cmdline").read_bytes()
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    if FORK_SERVER.encode() not in command:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _memory_mb(process: int) -> float:
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024

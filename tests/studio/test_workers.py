"""Worker processes: quick to start, and none outlives what it works for."""

import json
import os
import pickle
import select
import signal
import subprocess
import sys

import pytest

from nemo_studio.render import peaks, workers
from nemo_studio.render.composition import Sound
from nemo_studio.render.workers import FORK_SERVER, Worker, close_worker, start_worker

PEAKS = "nemo_studio.render.peaks"
LOADED = "import json, sys, nemo_studio.render.worker; print(json.dumps(list(sys.modules)))"
KILLED = """
import os, signal
from nemo_studio.render.workers import start_worker
print(start_worker("nemo_studio.render.span_worker").pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""
WAVES = Sound(0, 200, 1.0, "ambience", "waves")

only_linux = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing is forked")


def measure(worker: Worker) -> object:
    assert worker.stdin
    assert worker.stdout
    try:
        pickle.dump([WAVES], worker.stdin)
        worker.stdin.flush()
        return pickle.load(worker.stdout)
    finally:
        close_worker(worker)


@pytest.mark.slow
def test_a_render_worker_loads_neither_web_server_nor_models_of_requests() -> None:
    answer = subprocess.run(
        [sys.executable, "-c", LOADED], capture_output=True, encoding="utf-8", timeout=60, check=True
    )
    assert {"starlette", "uvicorn", "httpx", "pydantic"} & set(json.loads(answer.stdout)) == set()


@pytest.mark.slow
@pytest.mark.parametrize("platform", [sys.platform, "darwin"])
def test_a_worker_answers_the_same_forked_or_started(monkeypatch: pytest.MonkeyPatch, platform: str) -> None:
    monkeypatch.setattr(workers.sys, "platform", platform)
    assert measure(start_worker(PEAKS)) == peaks.measure_all([WAVES])


@only_linux
@pytest.mark.slow
def test_where_the_fork_server_was_killed_another_takes_its_place() -> None:
    close_worker(start_worker(PEAKS))
    listed = subprocess.run(
        ["ps", "-A", "-ww", "-o", "pid=,ppid=,args="], capture_output=True, text=True, check=True
    )
    rows = [line.split(None, 2) for line in listed.stdout.splitlines() if FORK_SERVER in line]
    (server,) = [int(pid) for pid, parent, _ in rows if int(parent) == os.getpid()]
    os.kill(server, signal.SIGKILL)
    assert measure(start_worker(PEAKS)) == peaks.measure_all([WAVES])


@only_linux
@pytest.mark.slow
def test_a_worker_ends_with_its_parent_whatever_ended_that() -> None:
    parent = subprocess.run([sys.executable, "-c", KILLED], capture_output=True, text=True, timeout=60)
    assert parent.returncode == -signal.SIGKILL
    try:
        worker = os.pidfd_open(int(parent.stdout))
    except ProcessLookupError:
        return  # it has ended already
    ended, _, _ = select.select([worker], [], [], 60)
    os.close(worker)
    assert ended

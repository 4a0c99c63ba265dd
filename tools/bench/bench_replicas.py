"""What servers that share a ledger bear: one and two of them, on SQLite and on PostgreSQL.

Users at a time ask for their projects, one call after another, through a plain round-robin proxy: calls a
second, and the slowest hundredth. The proxy and the callers are this one process, so on a machine with few
processors the servers, the database and the callers take them from each other: two servers on one machine are
no faster than it is. Then more users come once and stay idle: what the process has grown by, shared out among
them, is the memory of an idle user. Last, users have a turn under way at a backend that takes its time: what
the server has worked for each of them says how many users it bears at turns of a minute.

Run it with `PYTHONPATH=tests python tools/bench/bench_replicas.py`.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Generator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import anyio
import httpx2
from bench_http import CALL, HEADERS, memory_mb

from postgres import Cluster, running_cluster
from remote.round_robin import round_robin
from remote.served import Served, serving, write_tokens

AT_A_TIME, CALLS, IDLE_USERS = 8, 40, 40
TURNS, TURN_S, MINUTE_S = 40, 20.0, 60.0
LIMIT_S = 120.0
SPARE = 0.7
"""Of one processor: a server that works all the time has long queues."""

ROOT = Path(__file__).parents[2]
TOKENS = {f"user{number}": f"token-of-user-{number}" for number in range(AT_A_TIME + IDLE_USERS + TURNS)}

Caller = Callable[[str, str, dict[str, Any]], Awaitable[dict[str, Any]]]


@contextmanager
def servers(count: int, backend: str, ledger: str | None) -> Generator[list[Served]]:
    """Servers on one folder, and on one ledger."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        home = Path(folder)
        settings = {
            "NEMO_BACKEND": "cloud",
            "NEMO_API_URL": backend,
            "NEMO_HTTP_TOKENS": str(write_tokens(home / "tokens", TOKENS)),
            **({"NEMO_LEDGER_URL": ledger} if ledger else {}),
        }
        yield [stack.enter_context(serving(home, **settings)) for _ in range(count)]


@contextmanager
def slow_backend() -> Generator[str]:
    """A backend whose turns take their time, in a process of its own."""
    command = [sys.executable, "-m", "tools.load.backend", str(TURN_S)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            yield process.stdout.readline().strip()
        finally:
            process.kill()


async def call(
    client: httpx2.AsyncClient,
    origin: str,
    token: str,
    tool: str,
    *,
    may_fail: bool = False,
    **arguments: Any,
) -> dict[str, Any]:
    """What a tool answers."""
    body = {**CALL, "params": {**CALL["params"], "name": tool, "arguments": arguments}}
    headers = {**HEADERS, "Mcp-Name": tool, "Authorization": f"Bearer {token}"}
    answer = await client.post(f"{origin}/mcp", json=body, headers=headers)
    assert answer.status_code == 200, answer.text
    told = answer.text.splitlines()
    messages = [line.removeprefix("data: ") for line in told if line.startswith(("{", "data: {"))]
    result = json.loads(messages[-1])[
        "result"
    ]  # what takes long comes as a stream, at whose end the answer is
    assert may_fail or not result.get("isError"), result
    return result["structuredContent"]


async def measure_calls(client: httpx2.AsyncClient, origin: str, name: str) -> None:
    """Print the rate and the slowest hundredth."""
    took_ms: list[float] = []

    async def keep_calling(token: str) -> None:
        for _ in range(CALLS):
            began_s = time.perf_counter()
            await call(client, origin, token, "projects")
            took_ms.append((time.perf_counter() - began_s) * 1000)

    busy = [*TOKENS.values()][:AT_A_TIME]
    for token in busy:
        for _ in range(4):  # whichever server it reaches has opened this user's engine then
            await call(client, origin, token, "projects")
    began_s = time.perf_counter()
    async with anyio.create_task_group() as users:
        for token in busy:
            users.start_soon(keep_calling, token)
    rate = len(took_ms) / (time.perf_counter() - began_s)
    p50, p99 = statistics.median(took_ms), statistics.quantiles(took_ms, n=100)[98]
    sys.stdout.write(f"{name}: {rate:.0f} calls/s, half within {p50:.0f} ms, 99 % within {p99:.0f} ms\n")


async def measure_idle(client: httpx2.AsyncClient, served: Served) -> None:
    """Print what a user holds who came once."""
    before_mb = memory_mb(served)
    idle = [*TOKENS.values()][AT_A_TIME : AT_A_TIME + IDLE_USERS]
    for token in idle:
        await call(client, served.origin, token, "projects")
    each_mb = (memory_mb(served) - before_mb) / len(idle)
    sys.stdout.write(
        f"memory: {before_mb:.0f} MB with {AT_A_TIME} users, {each_mb:.2f} MB an idle user more\n"
    )


async def measure_turns(client: httpx2.AsyncClient, served: Served) -> None:
    """Print how many users with a turn of a minute each one server bears."""
    began_cpu_s = cpu_s(served)
    jobs: dict[str, str] = {}
    ends = Counter[str]()
    at_a_time = anyio.CapacityLimiter(AT_A_TIME)

    async def begin(token: str) -> None:
        async with at_a_time:
            begun = await call(client, served.origin, token, "generate", prompt="a sunset", wait_s=0)
        jobs[token] = begun["job_id"]

    async def finish(token: str, job_id: str) -> None:
        told = await call(client, served.origin, token, "wait", may_fail=True, job_id=job_id, wait_s=LIMIT_S)
        ends[told.get("status", "failed")] += 1

    async with anyio.create_task_group() as users:
        for token in [*TOKENS.values()][-TURNS:]:
            users.start_soon(begin, token)
    await anyio.sleep(TURN_S / 3)  # what the beginnings left to be done is done
    begun_cpu_s, begun_s = cpu_s(served), time.perf_counter()
    await anyio.sleep(TURN_S / 3)
    waited_s = time.perf_counter() - begun_s
    waiting_cpu_s = (cpu_s(served) - begun_cpu_s) / waited_s / TURNS
    async with anyio.create_task_group() as users:
        for token, job_id in jobs.items():
            users.start_soon(finish, token, job_id)
    if ends["completed"] < TURNS:
        sys.stdout.write(f"turns: this machine is too busy to say ({dict(ends)})\n")
        return
    each_cpu_s = (cpu_s(served) - began_cpu_s) / TURNS
    of_a_minute_s = each_cpu_s + waiting_cpu_s * (MINUTE_S - TURN_S)
    sys.stdout.write(
        f"turns: {each_cpu_s * 1000:.0f} ms of a processor for one of {TURN_S:g} s, of which waiting takes "
        f"{waiting_cpu_s * 1000:.1f} ms a second; so one server bears about "
        f"{SPARE * MINUTE_S / of_a_minute_s:.0f} users who are each at a turn of a minute, "
        f"at {SPARE:.0%} of one processor\n"
    )


def cpu_s(served: Served) -> float:
    """What the process has worked, as Linux counts it."""
    fields = Path(f"/proc/{served.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def measure(count: int, running: Sequence[Served], engine: str) -> None:
    """Print the figures of one arrangement."""
    each_anew = httpx2.Limits(max_keepalive_connections=0)
    name = f"{count} server{'s' if count > 1 else ''} on {engine}"
    async with (
        round_robin([served.origin for served in running]) as origin,
        httpx2.AsyncClient(trust_env=False, timeout=LIMIT_S, limits=each_anew) as client,
    ):
        await measure_calls(client, origin, name)
        if count == 1:
            await measure_idle(client, running[0])
            await measure_turns(client, running[0])


def main(postgres: Cluster) -> None:
    """Measure all arrangements."""
    load = os.getloadavg()[0]
    sys.stdout.write(
        f"{os.cpu_count()} processors, load {load:.1f} at the start, {AT_A_TIME} users at a time\n"
    )
    with slow_backend() as backend:
        for engine in ("SQLite", "PostgreSQL"):
            for count in (1, 2):
                ledger = postgres.make_database() if engine == "PostgreSQL" else None
                with servers(count, backend, ledger) as running:
                    anyio.run(measure, count, running, engine)


if __name__ == "__main__":
    with running_cluster() as cluster:
        main(cluster)

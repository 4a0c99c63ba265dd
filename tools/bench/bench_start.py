"""How long a host waits for the list of tools, for a call and for the end; ours beside others, in one run.

Every round starts each server cold, the first round only warms the disk. The others are a JSON-RPC echo
without any SDK, the SDK's own server with one tool, and three servers as their users install them, each in a
virtual environment of its own. A call is one that needs no network: an echo, and for ours the list of
projects from the ledger. Holds when ours takes at most 1.15 times as long as the SDK's own server to list its
tools, and ends within 50 ms.

Run it with `PYTHONPATH=tests python tools/bench/bench_start.py`.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from foreign_packages import FASTMCP, Unavailable, install
from homes import COMMAND, clean_environment

ROUNDS, CALLS = 7, 200
MAX_RATIO, MAX_EXIT_MS = 1.15, 50
OURS, BARE = "ours", "bare MCPServer"
ECHO = Path(__file__).parent / "echo_servers"
CLIENT = {"capabilities": {}, "clientInfo": {"name": "bench", "version": "1"}}
NO_KEYS = {
    "ELEVENLABS_API_KEY": "none",
    "MINIMAX_API_KEY": "none",
    "MINIMAX_API_HOST": "https://127.0.0.1",
    "MINIMAX_MCP_BASE_PATH": tempfile.gettempdir(),
}

HEADS = ("", "x bare", "to list, ms", "memory, MB", "exit, ms", "call, ms", "exit then, ms")

Params = Mapping[str, Any]


@dataclass(frozen=True)
class Candidate:
    """A server to measure.

    Attributes:
        name: What the table calls it.
        command: How it is started.
        call: A call that needs no network; None where there is none.
    """

    name: str
    command: Sequence[str]
    call: Params | None = None


@dataclass(frozen=True)
class Life:
    """One life of a server.

    Attributes:
        list_ms: From its start to the list of its tools.
        exit_ms: From the end of its standard input to its own, after the list alone.
        memory_mb: What it holds after the list.
    """

    list_ms: float
    exit_ms: float
    memory_mb: float


class Server:
    """A running server, spoken to line by line."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self._last_id = 0

    def request(self, method: str, params: Params) -> None:
        """Send a request and wait for its answer."""
        self._last_id += 1
        self._send({"id": self._last_id, "method": method, "params": params})
        assert self.process.stdout
        for line in self.process.stdout:
            if line.startswith("{") and json.loads(line).get("id") == self._last_id:
                return  # anything else is a notification, or a banner that does not belong there
        raise RuntimeError(f"{self.process.args!r} ended instead of answering {method}")

    def open(self) -> None:
        """Say hello and ask for the tools."""
        self.request("initialize", {"protocolVersion": "2025-11-25", **CLIENT})
        self._send({"method": "notifications/initialized"})
        self.request("tools/list", {})

    def close(self) -> None:
        """End its standard input and wait for its end."""
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait(timeout=30)

    def _send(self, message: Params) -> None:
        assert self.process.stdin
        self.process.stdin.write(json.dumps({"jsonrpc": "2.0", **message}) + "\n")
        self.process.stdin.flush()


@contextmanager
def started(candidate: Candidate, home: Path) -> Generator[Server]:
    """A server in a home of its own."""
    environment = {**clean_environment(home), **NO_KEYS}
    with subprocess.Popen(
        candidate.command,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
    ) as process:
        try:
            yield Server(process)
        finally:
            process.kill()


def candidates() -> Iterator[Candidate]:
    """All that can be had; what cannot is told."""
    echo: Params = {"name": "echo", "arguments": {"text": "hello"}}
    yield Candidate("raw JSON-RPC", [sys.executable, str(ECHO / "raw.py")], echo)
    yield Candidate(BARE, [sys.executable, str(ECHO / "bare.py")], echo)
    yield Candidate(OURS, [str(COMMAND)], {"name": "projects", "arguments": {"action": "list"}})
    for requirement, command, call in (
        (FASTMCP, ["python", str(ECHO / "on_fastmcp.py")], echo),
        ("elevenlabs-mcp==0.12.2", ["elevenlabs-mcp"], None),
        ("minimax-mcp==0.0.19", ["minimax-mcp"], None),
    ):
        try:
            programs = install(requirement)
        except Unavailable as reason:
            sys.stdout.write(f"SKIPPED {requirement}: {reason}\n")
            continue
        yield Candidate(requirement.replace("==", " "), [str(programs / command[0]), *command[1:]], call)


def live(candidate: Candidate, home: Path) -> Life:
    """One life, from a cold start to the end."""
    started_at_s = time.perf_counter()
    with started(candidate, home) as server:
        server.open()
        listed_at_s = time.perf_counter()
        memory_mb = memory_of(server.process.pid)
        closing_at_s = time.perf_counter()
        server.close()
        ended_at_s = time.perf_counter()
    return Life((listed_at_s - started_at_s) * 1e3, (ended_at_s - closing_at_s) * 1e3, memory_mb)


def time_calls(candidate: Candidate, home: Path) -> tuple[float, float] | None:
    """Milliseconds of a call, and of the end after many; None where there is no call."""
    if candidate.call is None:
        return None
    with started(candidate, home) as server:
        server.open()
        server.request("tools/call", candidate.call)
        times_s: list[float] = []
        for _ in range(CALLS):
            started_at_s = time.perf_counter()
            server.request("tools/call", candidate.call)
            times_s.append(time.perf_counter() - started_at_s)
        closing_at_s = time.perf_counter()
        server.close()
        exit_s = time.perf_counter() - closing_at_s
    return statistics.median(times_s) * 1e3, exit_s * 1e3


def memory_of(process_id: int) -> float:
    """Megabytes of memory that a process holds; not a number where the system does not tell."""
    status = Path(f"/proc/{process_id}/status")
    if not status.exists():
        return float("nan")
    held = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
    return int(held.split()[1]) / 1024


def median(lives: Sequence[Life], what: str) -> float:
    return statistics.median(getattr(life, what) for life in lives)


def main() -> bool:
    """Print the table; whether the aims are met."""
    servers = list(candidates())
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        rounds = [{server.name: live(server, home) for server in servers} for _ in range(ROUNDS + 1)][1:]
        calls = {server.name: time_calls(server, home) for server in servers}
    show(HEADS)
    for server in servers:
        lives = [each[server.name] for each in rounds]
        measured = [f"{median(lives, what):.0f}" for what in ("list_ms", "memory_mb", "exit_ms")]
        called = [f"{ms:.2f}" for ms in calls[server.name] or ()] or ["-", "-"]
        show((server.name, f"{ratio_of(rounds, server.name):.2f}", *measured, *called))
    exit_ms = median([each[OURS] for each in rounds], "exit_ms")
    return ratio_of(rounds, OURS) <= MAX_RATIO and exit_ms < MAX_EXIT_MS


def ratio_of(rounds: Sequence[Mapping[str, Life]], name: str) -> float:
    """How many times as long as the SDK's own server one takes to list its tools, round by round."""
    return statistics.median(each[name].list_ms / each[BARE].list_ms for each in rounds)


def show(cells: Sequence[str]) -> None:
    sys.stdout.write(f"{cells[0]:<22}" + "".join(f"{cell:>15}" for cell in cells[1:]) + "\n")


if __name__ == "__main__":
    sys.exit(not main())

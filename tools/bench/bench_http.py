"""What one server over HTTP bears: calls a second with their slowest hundredth, and memory for a user.

Several users at a time ask for their projects, each one call after another, over kept connections. Then more
users come once and stay idle: what the process has grown by, shared out among them, is a user's memory.

Run it with `PYTHONPATH=tests python tools/bench/bench_http.py`.
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import anyio
import httpx2

from remote.served import Served, serving, write_tokens

AT_A_TIME, CALLS, IDLE_USERS = 8, 60, 40
CALL: dict[str, Any] = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "tools/call",
    "params": {
        "name": "projects",
        "arguments": {},
        "_meta": {
            "io.modelcontextprotocol/protocolVersion": "2026-07-28",
            "io.modelcontextprotocol/clientInfo": {"name": "bench", "version": "1"},
            "io.modelcontextprotocol/clientCapabilities": {},
        },
    },
}
HEADERS = {
    "Accept": "application/json, text/event-stream",
    "MCP-Protocol-Version": "2026-07-28",
    "Mcp-Method": "tools/call",
    "Mcp-Name": "projects",
}


def memory_mb(served: Served) -> float:
    """What the process holds, as Linux counts it."""
    pages = int(Path(f"/proc/{served.process.pid}/statm").read_text().split()[1])
    return pages * 4096 / 1e6


async def call(client: httpx2.AsyncClient, served: Served, token: str) -> float:
    """Milliseconds of one call."""
    began_s = time.perf_counter()
    answer = await client.post(served.mcp, json=CALL, headers={**HEADERS, "Authorization": f"Bearer {token}"})
    assert answer.status_code == 200, answer.text
    return (time.perf_counter() - began_s) * 1000


async def measure(served: Served, tokens: list[str]) -> None:
    """Print the figures."""
    took_ms: list[float] = []

    async def keep_calling(token: str) -> None:
        took_ms.extend([await call(client, served, token) for _ in range(CALLS)])

    async with httpx2.AsyncClient(trust_env=False, timeout=60) as client:
        busy, idle = tokens[:AT_A_TIME], tokens[AT_A_TIME:]
        for token in busy:
            await call(client, served, token)
        began_s = time.perf_counter()
        async with anyio.create_task_group() as users:
            for token in busy:
                users.start_soon(keep_calling, token)
        rate = len(took_ms) / (time.perf_counter() - began_s)
        before_mb = memory_mb(served)
        for token in idle:
            await call(client, served, token)
        per_user_mb = (memory_mb(served) - before_mb) / len(idle)
    p50, p99 = statistics.median(took_ms), statistics.quantiles(took_ms, n=100)[98]
    sys.stdout.write(
        f"{AT_A_TIME} users at a time: {rate:.0f} calls/s, half within {p50:.0f} ms, "
        f"99 % within {p99:.0f} ms\n"
        f"memory: {before_mb:.0f} MB with {AT_A_TIME} users, {per_user_mb:.2f} MB for each user more\n"
    )


def main() -> None:
    """Start a server and measure it."""
    tokens = {f"user{number}": f"token-of-user-{number}" for number in range(AT_A_TIME + IDLE_USERS)}
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        path = write_tokens(home / "tokens", tokens)
        with serving(home, NEMO_HTTP_TOKENS=str(path)) as served:
            anyio.run(measure, served, list(tokens.values()))


if __name__ == "__main__":
    main()

"""The life of a server process: however it is ended, it closes what is open and leaves nothing behind."""

import json
import signal
import sys
from pathlib import Path

import anyio
import pytest
from anyio.abc import Process

from hosts import COMMAND, Json, clean_environment


@pytest.mark.anyio
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals to send")
@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
async def test_a_signal_ends_the_server_and_its_studio(
    tmp_path: Path, number: signal.Signals, status: int
) -> None:
    async with await start(tmp_path) as process:
        await answer_of(process, call("generate", {"prompt": "a sunset over the sea"}))
        assert list((tmp_path / "tmp").glob("nemo-studio-*"))
        process.send_signal(number)
        with anyio.fail_after(5):
            assert await process.wait() == status
    assert list((tmp_path / "tmp").iterdir()) == []


@pytest.mark.anyio
async def test_the_end_of_standard_input_ends_the_server_and_a_render_that_runs(tmp_path: Path) -> None:
    async with await start(tmp_path) as process:
        await answer_of(process, call("generate", {"prompt": "a 30-second sunset over the sea"}))
        await answer_of(process, call("export", {"wait_s": 0}))
        assert process.stdin
        await process.stdin.aclose()
        with anyio.fail_after(5):
            assert await process.wait() == 0
    assert list((tmp_path / "tmp").iterdir()) == []


async def start(home: Path) -> Process:
    (home / "tmp").mkdir()
    environment = clean_environment(home, TMPDIR=str(home / "tmp"))
    process = await anyio.open_process([str(COMMAND)], env=environment)
    client: Json = {"capabilities": {}, "clientInfo": {"name": "x", "version": "1"}}
    await answer_of(process, {"method": "initialize", "params": {"protocolVersion": "2025-11-25", **client}})
    await send(process, {"method": "notifications/initialized"})
    return process


def call(tool: str, arguments: Json) -> Json:
    return {"method": "tools/call", "params": {"name": tool, "arguments": arguments}}


async def send(process: Process, message: Json) -> None:
    assert process.stdin
    await process.stdin.send(json.dumps({"jsonrpc": "2.0", **message}).encode() + b"\n")


async def answer_of(process: Process, request: Json) -> Json:
    await send(process, {"id": 1, **request})
    assert process.stdout
    buffer = b""
    with anyio.fail_after(30):
        while True:
            buffer += await process.stdout.receive()
            for line in buffer.splitlines():
                if line.endswith(b"}") and b'"id":1' in line.replace(b" ", b""):
                    answer: Json = json.loads(line)
                    return answer

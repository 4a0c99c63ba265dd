"""What the server writes: the protocol on standard output, redacted lines on standard error, nothing else."""

import json
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import anyio
import pytest

from homes import Json, clean_environment
from surface.raw_host import RawHost, raw_host

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

SERVE_WITH_A_LIBRARY_THAT_TALKS = """
import logging, os, sqlite3, sys, warnings
sys.argv = ["nemo-video-mcp"]
connect = sqlite3.connect

def connect_and_talk(*args, **options):
    print("noise: print")
    os.write(1, b"noise: write\\n")
    os.system("echo noise: child")
    warnings.warn("noise: warning")
    logging.getLogger("library").error("noise: log of nmv_usr_secret, Bearer abc.def")
    logging.getLogger("library").info("noise: never asked for")
    return connect(*args, **options)

sqlite3.connect = connect_and_talk
from nemo_video.cli import main
main()
"""
CALLS: list[tuple[str, Json]] = [
    ("credits", {}),
    ("generate", {"prompt": "a 1-second sunset over the sea in 360p"}),
    ("generate", {"prompt": "export it"}),
    ("edit", {"edits": [{"op": "fade", "item": "clip 1", "out_s": 0.2}]}),
    ("upload", {"source": "/nowhere/film.mp4"}),
    ("export", {"quality": "low", "wait_s": 0}),
    ("state", {"picture": True}),
    ("wait", {"job_id": "job_nobody"}),
    ("cancel", {"job_id": "job_nobody"}),
    ("preview", {}),
    ("projects", {"action": "new"}),
    ("projects", {"action": "use", "project_id": "prj_0"}),
    ("export", {"format": "avi"}),
    ("generate", {"prompts": "misspelt"}),
    ("nothing", {}),
]


@dataclass
class Heard:
    """Both outputs of a server that has ended."""

    output: list[bytes]
    errors: str


async def test_standard_output_holds_nothing_but_the_protocol_and_logs_no_token_whatever_a_library_prints(
    tmp_path: Path,
) -> None:
    heard = await drive(tmp_path, NEMO_LOG_LEVEL="debug")
    messages = [json.loads(line) for line in heard.output]
    assert {message["jsonrpc"] for message in messages} == {"2.0"}
    assert len(messages) >= len(CALLS)
    for kind in ("print", "write", "child", "warning", "log"):
        assert f"noise: {kind}" in heard.errors
    assert "ERROR library: noise: log of [redacted], [redacted]" in heard.errors
    assert "nmv_usr_" not in heard.errors
    assert "never asked for" not in heard.errors
    assert "╭" not in heard.errors


async def drive(home: Path, **settings: str) -> Heard:
    """Call every tool, well and badly, then send what is no message at all, then end the server."""
    async with talking_server(home, **settings) as (host, errors):
        await host.shake_hands()
        listed = await host.answer_of({"method": "tools/list"})
        assert {tool["name"] for tool in listed["result"]["tools"]} <= {tool for tool, _ in CALLS}
        for tool, arguments in CALLS:
            await host.answer_of({"method": "tools/call", "params": {"name": tool, "arguments": arguments}})
        assert host.process.stdin
        await host.process.stdin.send(b"no message\n")
        assert await host.end_input() == 0
    return Heard(host.lines, await anyio.Path(errors).read_text())


@asynccontextmanager
async def talking_server(home: Path, **settings: str) -> AsyncGenerator[tuple[RawHost, Path]]:
    """A server with a library that prints on it, and the file that its standard error goes to."""
    command = [sys.executable, "-c", SERVE_WITH_A_LIBRARY_THAT_TALKS]
    errors = home / "errors.txt"
    environment = clean_environment(home, **settings)
    environment.pop("PYTHONUNBUFFERED", None)  # what is printed would leave at once, and not at the end
    with errors.open("wb") as stream:
        async with raw_host(environment, command, errors=stream) as host:
            yield host, errors

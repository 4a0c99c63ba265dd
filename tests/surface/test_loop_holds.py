"""How long the event loop is held while a host's first calls load what they need, in time of a processor."""

import sys
from pathlib import Path
from subprocess import DEVNULL
from typing import Final

import pytest

from homes import clean_environment
from surface.raw_host import raw_host

pytestmark = [pytest.mark.anyio, pytest.mark.thorough]

MAX_HOLD_MS: Final = 150
"""The goal is 100 ms on a machine that is quiet; OpenCC and the patterns took 200 and more."""

_WATCHED: Final = """
import asyncio, os, sys, time
run, longest_s = asyncio.events.Handle._run, 0.0

def watch(handle):
    global longest_s
    began_s = time.thread_time()
    run(handle)
    if (held_s := time.thread_time() - began_s) > longest_s:
        longest_s = held_s
        with open(os.environ["LONGEST_HOLD"], "w") as file:
            file.write(f"{held_s} {handle!r}")

asyncio.events.Handle._run = watch
sys.argv = ["nemo-video-mcp"]
from nemo_video.cli import main
main()
"""


@pytest.mark.parametrize("prompt", ["1秒的海上日落", "a 1-second sunset"])
async def test_the_first_calls_of_a_host_hold_the_loop_for_a_moment_only(tmp_path: Path, prompt: str) -> None:
    told = tmp_path / "longest hold"
    environment = clean_environment(tmp_path, LONGEST_HOLD=str(told))
    async with raw_host(environment, (sys.executable, "-c", _WATCHED), errors=DEVNULL) as host:
        await host.shake_hands()
        made = await host.call("generate", prompt=prompt, wait_s=60)
        await host.call("state", picture=True)
    assert made["structuredContent"]["status"] == "completed"
    held_s, _, held_by = told.read_text().partition(" ")
    assert 1000 * float(held_s) < MAX_HOLD_MS, held_by

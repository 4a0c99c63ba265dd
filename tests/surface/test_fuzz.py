"""A small run of `make fuzz`: whatever comes on standard input is answered, and the next call is served."""

from pathlib import Path
from subprocess import DEVNULL

import pytest

from homes import clean_environment
from surface.raw_host import raw_host
from tools.fuzz.messages import fuzz_arguments, fuzz_lines, send_large

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

ARGUMENTS, LINES, LARGE_BYTES = 150, 150, 4_000_000


async def test_random_arguments_mutated_lines_and_large_ones_are_answered(tmp_path: Path) -> None:
    async with raw_host(clean_environment(tmp_path), errors=DEVNULL) as host:
        await host.shake_hands()
        ends = await fuzz_arguments(host, ARGUMENTS, seed=1)
        sent = await fuzz_lines(host, LINES, seed=1)
        await send_large(host, LARGE_BYTES)
    assert (ends.total(), sent.total()) == (ARGUMENTS, LINES)
    assert ends["answered"]

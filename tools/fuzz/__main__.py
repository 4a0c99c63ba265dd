"""Runs all of it and prints what came of it: `make fuzz`; SHARE=0.01 for a hundredth, SEED for others."""
# ruff: noqa: T201 - what it prints is what it is for

import os
import secrets
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from subprocess import DEVNULL
from tempfile import TemporaryDirectory

import anyio

from client.test_recorded_streams import FOLDER
from homes import clean_environment
from media.conftest import DRAWINGS
from surface.raw_host import RawHost, raw_host
from tools.fuzz.drafts import draw_media, fuzz_drafts
from tools.fuzz.media import fuzz_media
from tools.fuzz.messages import fuzz_arguments, fuzz_lines, send_large
from tools.fuzz.streams import fuzz_streams

MEDIA, DRAFTS, ARGUMENTS, LINES, STREAMS = 5000, 5000, 10_000, 5000, 20_000


async def main() -> None:
    """Every subject, the quick ones first."""
    share, seed = float(os.environ.get("SHARE", "1")), int(os.environ.get("SEED", secrets.randbelow(10**6)))
    print(f"seed {seed}")
    with TemporaryDirectory(prefix="nemo-fuzz-") as name:
        folder = Path(name)
        streams = [path.read_bytes() for path in sorted(FOLDER.glob("*.sse"))]
        tell("streams", await fuzz_streams(streams, round(STREAMS * share), seed))
        tell("drafts", fuzz_drafts(draw_media(folder), round(DRAFTS * share), seed))
        async with host_in(folder) as host:
            tell("arguments", await fuzz_arguments(host, round(ARGUMENTS * share), seed))
        async with host_in(folder) as host:
            tell("lines", await fuzz_lines(host, round(LINES * share), seed))
            tell("lines of 50 MB", await send_large(host))
        files = [draw(folder / name) for name, draw in DRAWINGS.items()]
        tell("media files", await fuzz_media(files, folder, round(MEDIA * share), seed))


@asynccontextmanager
async def host_in(folder: Path) -> AsyncGenerator[RawHost]:
    """A server with a home of its own."""
    with TemporaryDirectory(dir=folder) as home:
        async with raw_host(clean_environment(Path(home)), errors=DEVNULL) as host:
            await host.shake_hands()
            yield host


def tell(what: str, ends: Counter[str]) -> None:
    """How many there were, and how they ended."""
    told = ", ".join(f"{count} {end}" for end, count in ends.most_common())
    print(f"{ends.total():6} {what}: {told}", flush=True)


if __name__ == "__main__":
    anyio.run(main)

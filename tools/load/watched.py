"""The server with a watch on its event loop: how long one callback held it, in time of a processor.

The clock would tell what else the machine does. Noted is the longest hold since the note was taken away.
"""

import asyncio
import os
import sys
import time
from pathlib import Path
from typing import Final

NOTE: Final = "LONGEST_HOLD"
"""Names the variable with the path of the note: milliseconds, and what held the loop for so long."""

COMMAND: Final = (sys.executable, "-m", "tools.load.watched")

_NOTED_FROM_MS: Final = 5.0


def longest_hold(note: Path) -> tuple[float, str]:
    """Milliseconds, and by what; no time at all where nothing was noted."""
    if not note.exists():
        return 0.0, ""
    held_ms, _, held_by = note.read_text().partition(" ")
    return float(held_ms), held_by


def _watch(note: Path) -> None:
    run = asyncio.events.Handle._run  # pyright: ignore[reportPrivateUsage]

    def watched(self: asyncio.Handle) -> None:
        began_s = time.thread_time()
        run(self)
        held_ms = 1000 * (time.thread_time() - began_s)
        if held_ms >= _NOTED_FROM_MS and held_ms > longest_hold(note)[0]:
            note.write_text(f"{held_ms} {self!r}")

    asyncio.events.Handle._run = watched  # pyright: ignore[reportPrivateUsage]


if __name__ == "__main__":
    _watch(Path(os.environ[NOTE]))
    sys.argv = ["nemo-video-mcp"]
    from nemo_video.cli import main

    main()

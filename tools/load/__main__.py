"""Many turns at once: that all end, what a turn costs in memory, and how long `state` takes meanwhile.

`make load`; TURNS=200 and TURN_S=20 for less. Or a soak: `make soak`; SOAK_S=120 for two minutes.
"""
# ruff: noqa: T201 - what it prints is what it is for

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import anyio

from tools.load.load import measure_load
from tools.load.soak import soak


async def main(what: str) -> None:
    """Measure and print."""
    with TemporaryDirectory(prefix="nemo-load-") as home:
        if what == "soak":
            rounds = await soak(Path(home), float(os.environ.get("SOAK_S", "1800")), print)
            print(f"{rounds.count} rounds; memory grew by {rounds.grown_kb_each:.2f} KB a round at the end")
            return
        turns, turn_s = int(os.environ.get("TURNS", "1000")), float(os.environ.get("TURN_S", "60"))
        load = await measure_load(Path(home), turns, turn_s)
        print(
            f"{load.completed} of {turns} turns of {turn_s:g} s completed; {load.kb_a_turn:.0f} KB a turn "
            f"of the {load.running} that ran at once; "
            f"{load.cpu_ms_a_start:.0f} ms of a processor to begin one; "
            f"state: median {load.state_ms(0.5):.0f} ms, p99 {load.state_ms(0.99):.0f} ms "
            f"of {len(load.state_s)} calls; "
            f"the loop was held for {load.longest_hold_ms:.0f} ms of a processor at most; "
            f"{load.descriptors} descriptors"
        )


if __name__ == "__main__":
    anyio.run(main, sys.argv[1])

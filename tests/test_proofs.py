"""Every promise of the protocol's tables names the tests that prove it, and they are there."""

import re
import tomllib
from pathlib import Path
from typing import get_args

import pytest

from nemo_video.surface.schemas import Status

HERE = Path(__file__).parent
PROTOCOL = (HERE.parent / "docs" / "protocol.md").read_text(encoding="utf-8")
PROOFS = tomllib.loads((HERE / "data" / "proofs.toml").read_text(encoding="utf-8"))


def first_cells(heading: str) -> set[str]:
    """The first cells of the table under a heading of the protocol."""
    table = PROTOCOL.split(f"## {heading}", 1)[1].split("\n## ", 1)[0]
    rows = [line.split("|")[1].strip() for line in table.splitlines() if line.startswith("|")]
    return set(rows[2:])


def test_every_row_of_the_shapes_the_codes_and_the_statuses_has_its_proof() -> None:
    assert set(PROOFS["shapes"]) == first_cells("Shapes seen")
    assert set(PROOFS["codes"]) == first_cells("Error codes and what must follow")
    assert set(PROOFS["statuses"]) == set(get_args(Status))


def test_every_line_about_the_order_of_events_has_its_proof() -> None:
    chat = PROTOCOL.split("## The chat stream", 1)[1].split("\n## ", 1)[0]
    lines = [line.removeprefix("- ") for line in chat.splitlines() if line.startswith("- ")]
    assert [line for line in lines if not line.startswith(tuple(PROOFS["events"]))] == []
    assert len(lines) == len(PROOFS["events"])


@pytest.mark.parametrize("kind", PROOFS)
def test_the_tests_that_are_named_as_proof_are_there(kind: str) -> None:
    rooms = ("client", "engine", "studio", "surface", "timeline")
    files = [path for room in rooms for path in (HERE / room).glob("test_*.py")]
    there = {
        name
        for path in files
        for name in re.findall(r"^(?:async )?def (test_\w+)", path.read_text("utf-8"), re.M)
    }
    assert [name for names in PROOFS[kind].values() for name in names if name not in there] == []

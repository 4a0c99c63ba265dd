"""Reads the TOML files beside the code, at first use, so that importing this room costs next to nothing."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "phrases"


@cache
def read_table(name: str) -> Mapping[str, Any]:
    """Read one TOML file of this room, once."""
    import tomllib  # only a reply or a request needs it, the start of the server does not

    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))

"""Ends the process like a power cut at a write to its ledger. Python loads this before everything else.

The file that `CRASH_FILE` names holds a number: so many commits from now the process is killed, just before
the commit. Without the file nothing happens.
"""

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

_connect: Callable[..., sqlite3.Connection] = sqlite3.connect


class _Connection(sqlite3.Connection):
    def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
        if sql == "COMMIT" and (file := Path(os.environ.get("CRASH_FILE", "none"))).exists():
            _count_down(file)
        return super().execute(sql, *values)


def _count_down(file: Path) -> None:
    left = int(file.read_text()) - 1
    if left == 0:
        file.unlink()
        os._exit(1)  # as abrupt as a power cut, and known to every platform
    file.write_text(str(left))


def _connect_counting(*args: Any, **options: Any) -> sqlite3.Connection:
    return _connect(*args, factory=_Connection, **options)


sqlite3.connect = _connect_counting

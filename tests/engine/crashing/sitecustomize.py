"""Ends the process like a power cut, at a write to its ledger or at a step by which a file gets its name.

Python loads this before everything else. The file that `CRASH_FILE` names holds a number: so many commits
from now the process is killed, just before the commit. The one that `CRASH_MOVE_FILE` names does the same for
steps of a move. Without these files nothing happens.
"""

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

_connect: Callable[..., sqlite3.Connection] = sqlite3.connect


class _Connection(sqlite3.Connection):
    def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
        if sql == "COMMIT":
            _count_down("CRASH_FILE")
        return super().execute(sql, *values)


def _count_down(variable: str) -> None:
    file = Path(os.environ.get(variable, "none"))
    if not file.exists():
        return
    left = int(file.read_text()) - 1
    if left == 0:
        _unlink(file)
        os._exit(1)  # as abrupt as a power cut, and known to every platform
    file.write_text(str(left))


def _connect_counting(*args: Any, **options: Any) -> sqlite3.Connection:
    return _connect(*args, factory=_Connection, **options)


def _counted(step: Callable[..., Any]) -> Callable[..., Any]:
    def call(*args: Any, **options: Any) -> Any:
        _count_down("CRASH_MOVE_FILE")
        return step(*args, **options)

    return call


sqlite3.connect = _connect_counting
_unlink = os.unlink
os.fsync, os.link, os.unlink, os.replace = map(_counted, (os.fsync, os.link, os.unlink, os.replace))

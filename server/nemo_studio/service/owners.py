"""Which server processes live on one folder. The system lets go of a process's lock however it ends.

A lock is better than a process id, which another process may get, and better than a heartbeat, which a
suspended machine misses.
"""

import secrets
import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

_PATIENCE_S: Final = 10
_ALONE: Final = "alone"


class Owners:
    """The processes on one folder, this one among them. Its methods block for a moment.

    Attributes:
        me: The name of this process in the store.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "owners"
        self.me = secrets.token_hex(8)
        self._held: sqlite3.Connection | None = None

    def enter(self) -> None:
        """Take this process's lock."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._held = _lock(self._path(self.me))

    def leave(self) -> None:
        """Give it back: what this process leaves unfinished is anybody's."""
        if self._held:
            self._held.close()
            self._held = None
            self._path(self.me).unlink(missing_ok=True)

    def is_alive(self, owner: str) -> bool:
        """Whether a process of that name still runs."""
        path = self._path(owner)
        if owner == self.me:
            return True
        if not path.exists():
            return False
        try:
            _lock(path).close()
        except sqlite3.Error:
            return True
        path.unlink(missing_ok=True)
        return False

    def is_anybody_alive(self) -> bool:
        """Whether any process still runs on this folder."""
        return any(self.is_alive(lock.stem) for lock in self._folder.glob("*.lock") if lock.stem != _ALONE)

    @contextmanager
    def alone(self) -> Generator[None]:
        """Hold what only one process at a time may do; others wait."""
        with closing(_lock(self._path(_ALONE), wait_s=_PATIENCE_S)):
            yield

    def _path(self, owner: str) -> Path:
        return self._folder / f"{owner}.lock"


def _lock(path: Path, wait_s: float = 0) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=wait_s, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA journal_mode = MEMORY")  # a journal file would stay behind
        connection.execute("BEGIN EXCLUSIVE")
    except BaseException:
        connection.close()
        raise
    return connection

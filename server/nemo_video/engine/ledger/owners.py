"""Which processes live. Each holds a lock that the system lets go of when the process ends, however it ends.

A lock is better than a process id, which another process may get, and better than a heartbeat, which a
suspended machine misses.
"""

import contextlib
import logging
import secrets
import sqlite3
from pathlib import Path

import anyio

from nemo_video.engine.ledger.sqlite import make_file, make_folder

_DAMAGE_CODES = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})

logger = logging.getLogger(__name__)


class Owners:
    """The processes on one state folder, this one among them.

    Attributes:
        me: The name of this process in the ledger.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "owners"
        self.me = secrets.token_hex(8)
        self._held: sqlite3.Connection | None = None

    async def enter(self) -> None:
        """Take this process's lock; without a folder to write there are no others to tell."""
        await anyio.to_thread.run_sync(self._enter)

    async def leave(self) -> None:
        """Give it back: what this process leaves unfinished is anybody's."""
        if self._held:
            await anyio.to_thread.run_sync(self._held.close)
            await anyio.to_thread.run_sync(self._remove, self.me)
            self._held = None

    async def is_alive(self, owner: str) -> bool:
        """Whether a process of that name still runs."""
        return owner == self.me or await anyio.to_thread.run_sync(self._is_locked, owner)

    def have_company(self) -> bool:
        """Whether another process on the folder lives. It blocks."""
        try:
            others = [path.stem for path in self._folder.glob("*.lock") if path.stem != self.me]
        except OSError:
            return False
        return any(self._is_locked(other) for other in others)

    def _enter(self) -> None:
        try:
            make_folder(self._folder.parent)
            make_folder(self._folder)
            self._held = _lock(self._path(self.me))
        except (OSError, sqlite3.Error) as error:
            logger.info("No lock in the state folder: %s", type(error).__name__)

    def _is_locked(self, owner: str) -> bool:
        if not self._path(owner).exists():
            return False
        try:
            _lock(self._path(owner)).close()
        except sqlite3.Error as error:
            # a lock file that is damaged holds nobody: its process could not have taken it
            if getattr(error, "sqlite_errorcode", None) not in _DAMAGE_CODES:
                return True
        except OSError:
            return True
        self._remove(owner)
        return False

    def _remove(self, owner: str) -> None:
        with contextlib.suppress(OSError):
            self._path(owner).unlink(missing_ok=True)

    def _path(self, owner: str) -> Path:
        return self._folder / f"{owner}.lock"


def _lock(path: Path) -> sqlite3.Connection:
    make_file(path)
    connection = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA journal_mode = MEMORY")
        connection.execute("BEGIN EXCLUSIVE")
    except BaseException:
        connection.close()
        raise
    return connection

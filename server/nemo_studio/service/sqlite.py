"""The studio's tables as one SQLite file, shared by every server process on its folder."""

import os
import sqlite3
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from nemo_studio.service.database import (
    DISK_FULL,
    Answer,
    Connection,
    StoreClosed,
    Work,
    make_private_folder,
)
from nemo_studio.service.owners import Owners
from nemo_studio.service.schema import VERSIONS, steps_from
from nemo_video.errors import BackendRefusal, DiskFailure

FILE_NAME: Final = "studio.sqlite"
BUSY_S: Final = 10
"""How long a statement waits for another process."""


class SQLiteDatabase:
    """One connection, used by one worker thread at a time; a `Database`.

    Args:
        folder: Where the file lies; made when it is not there.
        note_set_aside: Told within a transaction that a file was unreadable, and its new name.

    Raises:
        DiskFailure: The folder cannot be written.
    """

    max_threads = 1

    def __init__(self, folder: Path, note_set_aside: Callable[[Connection, str], None]) -> None:
        self._owners = Owners(folder)
        self._note_set_aside = note_set_aside
        self.me = self._owners.me
        self._is_closed = False
        try:
            make_private_folder(folder)
            self._owners.enter()
            self._connection = self._connect_or_set_aside(folder / FILE_NAME)
        except (OSError, sqlite3.Error) as error:
            self._owners.leave()
            why = error.strerror if isinstance(error, OSError) else error  # whose own words repeat the path
            raise DiskFailure(
                f"The studio cannot keep its projects in {folder}: {why}.",
                advice="Free some space there, make it writable, or set NEMO_STATE_DIR to another folder.",
            ) from error

    def read(self, work: Work[Answer]) -> Answer:
        """Run queries; see `Database`."""
        with self._translate_errors():
            return work(self._connection)

    def write(self, work: Work[Answer]) -> Answer:
        """Run statements as one transaction; see `Database`."""
        with self._translate_errors():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                answer = work(self._connection)
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise
            return answer

    def is_alive(self, db: Connection, owner: str) -> bool:  # noqa: ARG002 - the system knows it
        """Whether a process of that name still runs."""
        return self._owners.is_alive(owner)

    def close(self) -> None:
        """Let go of the file, and of what this process had begun."""
        self._is_closed = True
        self._connection.close()
        self._owners.leave()

    @contextmanager
    def _translate_errors(self) -> Generator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the low byte is the kind of error
            if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise BackendRefusal(429, message="Another process holds the studio's store.") from error
            if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR):
                raise DISK_FULL from error
            raise
        except sqlite3.ProgrammingError as error:
            if self._is_closed:
                raise StoreClosed from error
            raise

    def _connect_or_set_aside(self, path: Path) -> sqlite3.Connection:
        """An unreadable file is moved aside and told; the media that it knew stay where they are."""
        try:
            return _connect(path)
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):  # busy, read-only, full: the file itself is sound
                raise
        with self._owners.alone():  # of two processes that find it so, the second finds a new file
            try:
                return _connect(path)
            except sqlite3.DatabaseError:
                return self._set_aside(path)

    def _set_aside(self, path: Path) -> sqlite3.Connection:
        aside = path.with_name(f"{path.name}.unreadable-{time.time_ns()}")
        path.replace(aside)
        for journal in (f"{path.name}-wal", f"{path.name}-shm"):
            path.with_name(journal).unlink(missing_ok=True)
        connection = _connect(path)
        self._note_set_aside(connection, aside.name)
        return connection


def _connect(path: Path) -> sqlite3.Connection:
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    connection = sqlite3.connect(path, timeout=BUSY_S, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        _migrate(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _migrate(connection: sqlite3.Connection) -> None:
    if _version_of(connection) >= len(VERSIONS):
        return
    connection.execute("BEGIN IMMEDIATE")
    for statement in steps_from(_version_of(connection)):  # another process may have been first
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {max(len(VERSIONS), _version_of(connection))}")
    connection.execute("COMMIT")


def _version_of(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])

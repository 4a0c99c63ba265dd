"""The ledger's file: SQLite in WAL mode, shared with other processes, replaced by memory when it fails."""

import contextlib
import logging
import os
import sqlite3
import stat
import time
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import anyio

from nemo_video.engine.ledger.batches import Batches, Task
from nemo_video.engine.ledger.database import Answer, Work
from nemo_video.engine.ledger.schema import NewerVersion, migrate
from nemo_video.errors import Busy

FOLDER_MODE, FILE_MODE = 0o700, 0o600
_OTHERS = 0o077
"""The rights of the group and of everybody else."""


logger = logging.getLogger(__name__)

FILE_NAME = "ledger.sqlite"

SET_ASIDE = ".unreadable-"
"""Between the name of a file that could not be read and when that was found."""

BUSY_S = 10

_MEMORY = ":memory:"

_COMPANIONS = ("", "-wal", "-shm")
"""SQLite keeps these files beside each other; one without the others is another database."""

_BUSY_CODES = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})

_DAMAGE_CODES = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR})
"""The file itself is to blame. `SQLITE_ERROR` is a schema that is not the one that it claims to be."""

_FILE_ERRORS = (sqlite3.DatabaseError, UnicodeDecodeError)
"""What a damaged file raises; the second when the damage stands in SQLite's own message."""


def make_folder(path: Path) -> None:
    """Make a folder that only the user can enter; one that is wider is tightened.

    Raises:
        OSError: It cannot be made.
    """
    path.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
    _tighten(path, FOLDER_MODE)


def make_file(path: Path) -> None:
    """Make a file that only the user can read, unless it is there; one that is wider is tightened.

    Raises:
        OSError: It cannot be made or opened.
    """
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, FILE_MODE))
    _tighten(path, FILE_MODE)


def tighten_files(folder: Path) -> None:
    """Tighten what an older version, or a copy by hand, left open to others."""
    for path in folder.iterdir():
        if path.is_file() and not path.is_symlink():
            _tighten(path, FILE_MODE)


def _tighten(path: Path, mode: int) -> None:
    """Take the rights of others away, where the file is ours to change."""
    now = path.stat().st_mode
    is_shared_by_design = bool(now & stat.S_ISVTX)  # such as /tmp, where everybody keeps files
    if now & _OTHERS and not is_shared_by_design:
        with contextlib.suppress(OSError):  # a folder of another user, or a file system without rights
            path.chmod(mode)


class _TakenAway(sqlite3.OperationalError):
    """The file is not where it was."""


class SQLiteDatabase:
    """One connection, opened at the first use, used by one worker thread at a time; a `Database`.

    Args:
        folder: The state folder; made when it is not there.
        has_company: Whether other processes use the file now: it is not moved away from them.

    Attributes:
        warning: Why it works in memory only; None when all is well.
    """

    skip_locked = ""  # a transaction that writes has the whole file to itself

    def __init__(self, folder: Path, has_company: Callable[[], bool] = lambda: False) -> None:
        self._path = folder / FILE_NAME
        self._has_company = has_company
        self._connection: sqlite3.Connection | None = None
        self._file_id: tuple[int, int] | None = None
        self._lock = anyio.Lock()
        self._batches = Batches(self._do_in_thread)
        self.warning: str | None = None

    async def close(self) -> None:
        """Let go of the file."""
        async with self._lock:
            if self._connection:
                await anyio.to_thread.run_sync(self._connection.close)
                self._connection = None

    async def read(self, work: Work[Answer]) -> Answer:
        """Run queries.

        Raises:
            Busy: Another process holds the file for too long.
        """
        return await self._batches.do(Task(work, is_write=False))

    async def write(self, work: Work[Answer]) -> Answer:
        """Run statements as one transaction: all of them are on the disk when this returns, or none.

        Raises:
            Busy: Another process holds the file for too long.
        """
        return await self._batches.do(Task(work, is_write=True))

    async def _do_in_thread(self, tasks: Sequence[Task[Any]]) -> None:
        async with self._lock:
            await anyio.to_thread.run_sync(self._do, tasks)

    def _do(self, tasks: Sequence[Task[Any]]) -> None:
        try:
            connection = self._open()
            self._check_presence()
            _do_together(connection, tasks)
        except sqlite3.ProgrammingError:
            raise  # a defect of ours, not of the file
        except _FILE_ERRORS as error:
            if getattr(error, "sqlite_errorcode", None) in _BUSY_CODES:
                self._tell_busy(tasks, error)
                return
            self._go_on_in_memory(error, is_damaged=_is_damage(error))
            _do_together(self._open(), tasks)

    def _tell_busy(self, tasks: Sequence[Task[Any]], cause: Exception) -> None:
        """Nothing can be kept now; what only reads can do without whoever holds the file."""
        reading = [task for task in tasks if not task.is_write]
        has_tried_reading = len(reading) == len(tasks)
        for task in tasks:
            if task.is_write or has_tried_reading:
                error = Busy("Another process holds the ledger.")
                error.__cause__ = cause
                task.end(error=error)
        if reading and not has_tried_reading:
            self._do(reading)

    def _open(self) -> sqlite3.Connection:
        """The connection. A file that cannot be used costs its memory, never the start of the server."""
        if self._connection is None:
            try:
                self._connection = self._connect_to_file()
            except OSError as error:
                self._go_on_in_memory(error)
            except _FILE_ERRORS as error:
                if getattr(error, "sqlite_errorcode", None) in _BUSY_CODES:
                    raise
                self._go_on_in_memory(error, self._set_aside(error))
        assert self._connection
        return self._connection

    def _connect_to_file(self) -> sqlite3.Connection:
        make_folder(self._path.parent)
        make_file(self._path)
        tighten_files(self._path.parent)
        connection = _connect(str(self._path))
        found = self._path.stat()
        self._file_id = found.st_dev, found.st_ino
        return connection

    def _check_presence(self) -> None:
        """The file must still be the one that was opened: SQLite goes on writing to one that is gone.

        Raises:
            _TakenAway: It was moved, removed, or taken away with its folder.
        """
        if self.warning:
            return
        try:
            found = self._path.stat()
        except OSError as error:
            raise _TakenAway("the file was taken away") from error
        if self._file_id != (found.st_dev, found.st_ino):
            raise _TakenAway("another file has taken its place")

    def _set_aside(self, error: Exception) -> Path | None:
        """Move a damaged file out of the way of the next start; where it lies then."""
        if not _is_damage(error) or self._has_company():
            return None
        aside = self._path.with_name(f"{FILE_NAME}{SET_ASIDE}{time.strftime('%Y%m%d-%H%M%S')}")
        try:
            for companion in _COMPANIONS:
                with contextlib.suppress(FileNotFoundError):
                    Path(f"{self._path}{companion}").rename(f"{aside}{companion}")
        except OSError:
            return None
        return aside

    def _go_on_in_memory(
        self, error: Exception, aside: Path | None = None, *, is_damaged: bool = False
    ) -> None:
        """Forget the file, and keep what can still be read of it for as long as this process lives."""
        where = (
            f"It was set aside as {aside.name}, and the next start makes a new one."
            if aside
            else "Make the folder writable, or move the file away, and restart the server."
        )
        self.warning = (
            f"The ledger {self._path} cannot be used, so jobs and projects are forgotten when the server "
            f"stops. {where}"
        )
        logger.warning("%s (%s)", self.warning, type(error).__name__)
        failed, self._connection = self._connection, None
        try:
            self._connection = _connect(_MEMORY) if is_damaged or not failed else _copy_to_memory(failed)
        except _FILE_ERRORS:
            self._connection = _connect(_MEMORY)
        finally:
            if failed:
                failed.close()  # the user is told to move the file away: nothing may hold it


def _is_damage(error: Exception) -> bool:
    """Whether what a file holds is to blame, not its place, its rights, or a full disk."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF  # without its extended part
    return not isinstance(error, NewerVersion | sqlite3.IntegrityError | _TakenAway) and code in _DAMAGE_CODES


def _connect(path: str) -> sqlite3.Connection:
    connection = _connection_to(path)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        migrate(connection)
        _check(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _copy_to_memory(connection: sqlite3.Connection) -> sqlite3.Connection:
    """What a file still holds when it can no longer be written: a full disk, a folder taken away."""
    copy = _connection_to(_MEMORY)
    try:
        connection.backup(copy)
        _check(copy)
        migrate(copy)
    except BaseException:
        copy.close()
        raise
    return copy


def _connection_to(path: str) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=BUSY_S, isolation_level=None, check_same_thread=False)
    connection.text_factory = _decode
    return connection


def _decode(text: bytes) -> str:
    """One bad byte in a text must not make its whole row unreadable."""
    return text.decode("utf-8", "replace")


def _check(connection: sqlite3.Connection) -> None:
    """Find damage before work depends on the file.

    Raises:
        sqlite3.DatabaseError: A page is damaged, or a table or column is not there.
    """
    (verdict,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if verdict != "ok" or not _expected_columns() <= _columns(connection):
        raise sqlite3.DatabaseError(verdict)


@cache
def _expected_columns() -> frozenset[tuple[str, str]]:
    with contextlib.closing(sqlite3.connect(_MEMORY, isolation_level=None)) as model:
        migrate(model)
        return _columns(model)


def _columns(connection: sqlite3.Connection) -> frozenset[tuple[str, str]]:
    """Every column with its table."""
    query = "SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'"
    return frozenset((table, column) for table, column in connection.execute(query))


def _do_together(connection: sqlite3.Connection, tasks: Sequence[Task[Any]]) -> None:
    """Do tasks one after the other; what they write is kept by one commit."""
    if not any(task.is_write for task in tasks):
        for task in tasks:
            _do_one(connection, task)
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        for task in tasks:
            _do_one(connection, task)
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _do_one(connection: sqlite3.Connection, task: Task[Any]) -> None:
    """Do a task; one that fails undoes what it wrote, and not what the others did."""
    connection.execute("SAVEPOINT task")
    try:
        task.end(task.work(connection))
    except Exception as error:
        if isinstance(error, _FILE_ERRORS) and not isinstance(error, sqlite3.ProgrammingError):
            raise
        connection.execute("ROLLBACK TO task")
        task.end(error=error)
    connection.execute("RELEASE task")

"""The studio's memory: one SQLite file beside its media, shared by every server process on the folder.

What an answer tells is on the disk before the answer leaves. Work that a process had begun carries the name
of that process, so that the next one can tell what was left behind (see `owners`).
"""

import logging
import os
import sqlite3
import time
import uuid
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final, TypeVar

import anyio

from nemo_studio.service.owners import Owners
from nemo_video.errors import BackendRefusal, DiskFailure

logger = logging.getLogger(__name__)

FILE_NAME: Final = "studio.sqlite"
BUSY_S: Final = 10
"""How long a statement waits for another process."""

_MAX_REMOVALS: Final = 200

_FIRST: Final = """
CREATE TABLE owner (client_id TEXT NOT NULL);
CREATE TABLE accounts (
    client_id TEXT PRIMARY KEY, bind_id TEXT NOT NULL, token TEXT NOT NULL UNIQUE, expires_at REAL NOT NULL,
    available REAL NOT NULL, frozen REAL NOT NULL DEFAULT 0, address TEXT NOT NULL, opened_at REAL NOT NULL);
CREATE TABLE reservations (
    id INTEGER PRIMARY KEY, client_id TEXT NOT NULL, price REAL NOT NULL, owner TEXT NOT NULL);
CREATE TABLE sessions (
    session_id TEXT PRIMARY KEY, task_id TEXT NOT NULL, client_id TEXT NOT NULL, language TEXT NOT NULL,
    used_at REAL NOT NULL, turn_owner TEXT, project BLOB NOT NULL, history BLOB);
CREATE INDEX sessions_of_client ON sessions (client_id, used_at);
CREATE TABLE uploads (
    id INTEGER PRIMARY KEY, media_id TEXT NOT NULL, session_id TEXT NOT NULL, name TEXT NOT NULL,
    kind TEXT NOT NULL, file TEXT NOT NULL, bytes INTEGER NOT NULL, duration_s REAL, width INTEGER,
    height INTEGER);
CREATE INDEX uploads_of_session ON uploads (session_id);
CREATE TABLE files (
    name TEXT PRIMARY KEY, what TEXT NOT NULL, bytes INTEGER NOT NULL DEFAULT 0, used_at REAL NOT NULL,
    writer TEXT);
CREATE TABLE readers (file TEXT NOT NULL, owner TEXT NOT NULL);
CREATE TABLE renders (
    client_id TEXT NOT NULL, render_id TEXT NOT NULL, session_id TEXT NOT NULL, draft BLOB NOT NULL,
    canvas TEXT NOT NULL, format TEXT NOT NULL, quality TEXT NOT NULL, file TEXT NOT NULL,
    url_key TEXT NOT NULL UNIQUE, phase TEXT NOT NULL, progress REAL NOT NULL DEFAULT 0, error TEXT,
    owner TEXT NOT NULL, submitted_at REAL NOT NULL, PRIMARY KEY (client_id, render_id));
CREATE TABLE removals (id INTEGER PRIMARY KEY, at REAL NOT NULL, what TEXT NOT NULL);
"""

_CLIPS: Final = """
CREATE TABLE turns (
    turn_id TEXT PRIMARY KEY, session_id TEXT NOT NULL, client_id TEXT NOT NULL, message TEXT NOT NULL,
    owner TEXT NOT NULL);
CREATE TABLE clips (
    turn_id TEXT NOT NULL, number INTEGER NOT NULL, model TEXT NOT NULL, plan TEXT NOT NULL,
    ordered_at REAL NOT NULL, status TEXT NOT NULL, job_id TEXT, polling_url TEXT, price REAL, cost REAL,
    PRIMARY KEY (turn_id, number));
"""

_SCENES_OF_CLIPS: Final = "ALTER TABLE clips ADD COLUMN scene INTEGER NOT NULL DEFAULT 0"
"""One scene may be made of several clips."""

_REFUSALS: Final = """
CREATE TABLE refusals (session_id TEXT NOT NULL, at REAL NOT NULL, code TEXT NOT NULL, words TEXT NOT NULL);
"""
"""What a model refused when nobody listened any more."""

_FILES_OF_CALLERS: Final = "ALTER TABLE files ADD COLUMN client_id TEXT NOT NULL DEFAULT ''"
"""Whose share of the disk a file needs."""

_VERSIONS: Final = (_FIRST, _CLIPS, _SCENES_OF_CLIPS, _REFUSALS, _FILES_OF_CALLERS)
"""What each version added."""

Answer = TypeVar("Answer")
Work = Callable[[sqlite3.Connection], Answer]

DISK_FULL: Final = BackendRefusal(
    507, message="The studio's disk is full.", advice="Free some space, then call again."
)
"""Insufficient Storage: to wait, as after 429, helps nobody."""


class Store:
    """One connection, used by one worker thread at a time.

    Attributes:
        folder: Where it lies; the media lie below it.
        owners: The processes on it.
        closing: Set when this process ends in good order: what is unfinished is then the next one's.
    """

    def __init__(self, folder: Path, owners: Owners, connection: sqlite3.Connection) -> None:
        self.folder = folder
        self.owners = owners
        self.closing = anyio.Event()
        self._connection = connection
        self._lock = anyio.Lock()

    async def read(self, work: Work[Answer]) -> Answer:
        """Run queries."""
        async with self._lock:
            return await anyio.to_thread.run_sync(_translate_errors, lambda: work(self._connection))

    async def write(self, work: Work[Answer]) -> Answer:
        """Run statements as one transaction: all of them are on the disk when this returns, or none.

        Raises:
            BackendRefusal: 507, the disk is full or read-only, or another process holds the file too long.
        """
        async with self._lock:
            return await anyio.to_thread.run_sync(_translate_errors, lambda: self._in_transaction(work))

    def _in_transaction(self, work: Work[Answer]) -> Answer:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            answer = work(self._connection)
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise
        return answer

    async def owner_id(self) -> str:
        """The secret client id of this folder's user: whoever knows it can read the folder."""
        return await self.write(_owner_id)

    async def close(self) -> None:
        """Let go of the file, and of what this process had begun."""
        async with self._lock:
            await anyio.to_thread.run_sync(self._close)

    def _close(self) -> None:
        self._connection.close()
        self.owners.leave()


@asynccontextmanager
async def open_store(folder: Path) -> AsyncGenerator[Store]:
    """The store of a folder, made where there is none.

    Raises:
        DiskFailure: The folder cannot be written.
    """
    store = Store(folder, *await anyio.to_thread.run_sync(_open, folder))
    try:
        yield store
    finally:
        with anyio.CancelScope(shield=True):
            await store.close()


def note_removal(db: sqlite3.Connection, at: float, what: str) -> None:
    """Remember, within a transaction, that something was cleaned away; the doctor tells it."""
    logger.warning("The studio cleaned up: %s", what)
    db.execute("INSERT INTO removals (at, what) VALUES (?, ?)", (at, what))
    db.execute("DELETE FROM removals WHERE id <= (SELECT max(id) FROM removals) - ?", (_MAX_REMOVALS,))


def _open(folder: Path) -> tuple[Owners, sqlite3.Connection]:
    owners = Owners(folder)
    try:
        make_private_folder(folder)
        owners.enter()
        return owners, _connect_or_set_aside(folder / FILE_NAME, owners)
    except (OSError, sqlite3.Error) as error:
        owners.leave()
        raise DiskFailure(
            f"The studio cannot keep its projects in {folder}: {error}.",
            advice="Make that folder writable, or set NEMO_STATE_DIR to another one.",
        ) from error


def make_private_folder(folder: Path) -> None:
    """Make a folder that only this user may look into, as are those above it that are missing.

    One that others can look into is tightened.
    """
    for missing in [each for each in (*reversed(folder.parents), folder) if not each.exists()]:
        missing.mkdir(exist_ok=True, mode=0o700)  # `parents=True` would leave those above open to others
    if folder.stat().st_mode & 0o077:
        folder.chmod(0o700)


def _connect_or_set_aside(path: Path, owners: Owners) -> sqlite3.Connection:
    """An unreadable file is moved aside and told; the media that it knew stay where they are."""
    try:
        return _connect(path)
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):  # busy, read-only, full: the file itself is sound
            raise
    with owners.alone():  # of two processes that find it so, the second finds a new file
        try:
            return _connect(path)
        except sqlite3.DatabaseError:
            return _set_aside(path)


def _set_aside(path: Path) -> sqlite3.Connection:
    aside = path.with_name(f"{path.name}.unreadable-{time.time_ns()}")
    path.replace(aside)
    for journal in (f"{path.name}-wal", f"{path.name}-shm"):
        path.with_name(journal).unlink(missing_ok=True)
    connection = _connect(path)
    note_removal(connection, time.time(), f"its store could not be read and was set aside as {aside.name}")
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


def _owner_id(db: sqlite3.Connection) -> str:
    row = db.execute("SELECT client_id FROM owner").fetchone()
    if row is None:
        row = (str(uuid.uuid4()),)
        db.execute("INSERT INTO owner (client_id) VALUES (?)", row)
    return str(row[0])


def _migrate(connection: sqlite3.Connection) -> None:
    """Make the tables; a newer file is used as it is: columns are named, and unknown ones passed over."""
    if _version_of(connection) >= len(_VERSIONS):
        return
    connection.execute("BEGIN IMMEDIATE")
    for script in _VERSIONS[_version_of(connection) :]:  # another process may have been first
        for statement in filter(str.strip, script.split(";")):
            connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {max(len(_VERSIONS), _version_of(connection))}")
    connection.execute("COMMIT")


def _version_of(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _translate_errors(work: Callable[[], Answer]) -> Answer:
    try:
        return work()
    except sqlite3.OperationalError as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the low byte is the kind of error
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise BackendRefusal(429, message="Another process holds the studio's store.") from error
        if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR):
            raise DISK_FULL from error
        raise

"""The ledger's file: SQLite in WAL mode, shared with other processes, replaced by memory when it fails."""

import logging
import os
import sqlite3
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

import anyio

from nemo_video.engine.ledger.schema import migrate
from nemo_video.errors import Busy

logger = logging.getLogger(__name__)

FILE_NAME = "ledger.sqlite"
BUSY_S = 10
_MEMORY = ":memory:"
_BUSY_CODES = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})

Answer = TypeVar("Answer")
Work = Callable[[sqlite3.Connection], Answer]


class Database:
    """One connection, opened at the first use, used by one worker thread at a time.

    Attributes:
        warning: Why it works in memory only; None when all is well.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._connection: sqlite3.Connection | None = None
        self._lock = anyio.Lock()
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
        async with self._lock:
            return await anyio.to_thread.run_sync(self._run, work)

    async def write(self, work: Work[Answer]) -> Answer:
        """Run statements as one transaction: all of them are on the disk when this returns, or none.

        Raises:
            Busy: Another process holds the file for too long.
        """
        async with self._lock:
            return await anyio.to_thread.run_sync(self._run, partial(_in_transaction, work=work))

    def _run(self, work: Work[Answer]) -> Answer:
        try:
            return work(self._open())
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorcode", None) in _BUSY_CODES:
                raise Busy("Another process holds the ledger.") from error
            if not _is_of_the_file(error) or self.warning:
                raise
            self._go_on_in_memory(error)
            return work(self._open())

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            try:
                self._connection = _connect(self._prepare_file())
            except OSError as error:
                self._go_on_in_memory(error)
        assert self._connection
        return self._connection

    def _prepare_file(self) -> str:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self._folder / FILE_NAME
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        return str(path)

    def _go_on_in_memory(self, error: Exception) -> None:
        self.warning = (
            f"The ledger {self._folder / FILE_NAME} cannot be used, so jobs and projects are forgotten when "
            "the server stops. Make the folder writable, or move the file away, and restart the server."
        )
        logger.warning("%s (%s)", self.warning, type(error).__name__)
        if self._connection:
            self._connection.close()  # the user is told to move the file away: nothing may hold it
        self._connection = _connect(_MEMORY)


def _is_of_the_file(error: sqlite3.DatabaseError) -> bool:
    """Whether the file is to blame (corrupt, read-only, full disk), not a statement of ours."""
    return type(error) in (sqlite3.DatabaseError, sqlite3.OperationalError)


def _connect(path: str) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=BUSY_S, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        migrate(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _in_transaction(connection: sqlite3.Connection, work: Work[Answer]) -> Answer:
    connection.execute("BEGIN IMMEDIATE")
    try:
        answer = work(connection)
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
    return answer

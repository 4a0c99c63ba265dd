"""The studio's memory: its tables in a SQLite file beside its media, or on PostgreSQL, for every process.

What an answer tells is on the disk before the answer leaves. Work that a process had begun carries the name
of that process, so that the next one can tell what was left behind.
"""

import logging
import time
import uuid
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import anyio

from nemo_studio.service.database import Answer, Connection, Database, Work
from nemo_studio.service.sqlite import SQLiteDatabase

logger = logging.getLogger(__name__)

_MAX_REMOVALS: Final = 200


class Store:
    """The tables, used by worker threads.

    Attributes:
        folder: Where this machine keeps files.
        me: The name of this process.
        closing: Set when this process ends in good order: what is unfinished is then the next one's.
    """

    def __init__(self, folder: Path, database: Database) -> None:
        self.folder = folder
        self.me = database.me
        self.closing = anyio.Event()
        self._database = database
        self._threads = anyio.CapacityLimiter(database.max_threads)

    async def read(self, work: Work[Answer]) -> Answer:
        """Run queries."""
        return await anyio.to_thread.run_sync(self._database.read, work, limiter=self._threads)

    async def write(self, work: Work[Answer]) -> Answer:
        """Run statements as one transaction: all of them are on the disk when this returns, or none.

        Raises:
            BackendRefusal: 507, the disk is full or read-only; 429, others hold the store for too long; 500,
                it cannot be reached.
        """
        return await anyio.to_thread.run_sync(self._database.write, work, limiter=self._threads)

    def is_alive(self, db: Connection, owner: str) -> bool:
        """Within a transaction: whether a process of that name still runs."""
        return self._database.is_alive(db, owner)

    async def owner_id(self) -> str:
        """The secret client id of this store's user: whoever knows it can read the store."""
        return await self.write(_owner_id)

    async def close(self) -> None:
        """Let go of the store, and of what this process had begun."""
        await anyio.to_thread.run_sync(self._database.close, limiter=self._threads)


@asynccontextmanager
async def open_store(folder: Path, url: str | None = None) -> AsyncGenerator[Store]:
    """The store of a folder, made where there is none.

    Args:
        folder: Where files are kept, and the tables.
        url: Of the PostgreSQL that has the tables instead.

    Raises:
        DiskFailure: The folder cannot be written.
        BackendRefusal: PostgreSQL cannot be reached.
        InvalidArgument: Its address is none, or what it needs is not installed.
    """
    store = Store(folder, await anyio.to_thread.run_sync(_open, folder, url))
    try:
        yield store
    finally:
        with anyio.CancelScope(shield=True):
            await store.close()


def _open(folder: Path, url: str | None) -> Database:
    if url is None:
        return SQLiteDatabase(folder, _note_set_aside)
    from nemo_studio.service.postgres import PostgresDatabase

    return PostgresDatabase(url)


def note_removal(db: Connection, at: float, what: str) -> None:
    """Remember, within a transaction, that something was cleaned away; the doctor tells it."""
    logger.warning("The studio cleaned up: %s", what)
    db.execute("INSERT INTO removals (at, what) VALUES (?, ?)", (at, what))
    db.execute("DELETE FROM removals WHERE id <= (SELECT max(id) FROM removals) - ?", (_MAX_REMOVALS,))


def _note_set_aside(db: Connection, name: str) -> None:
    note_removal(db, time.time(), f"its store could not be read and was set aside as {name}")


def _owner_id(db: Connection) -> str:
    row = db.execute("SELECT client_id FROM owner").fetchone()
    if row is None:
        row = (str(uuid.uuid4()),)
        db.execute("INSERT INTO owner (client_id) VALUES (?)", row)
    return str(row[0])

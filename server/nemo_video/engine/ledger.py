"""What outlives the process: tokens, and which session belongs to which project.

SQLite, safe for several processes. Drafts and replies are not here: they are read from the backend again.
Where the file cannot be used (read-only folder, corrupt file), the ledger goes on in memory and says so.
"""

import logging
import os
import sqlite3
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import anyio
from pydantic import SecretStr

from nemo_video.client import StoredToken
from nemo_video.language import Language
from nemo_video.settings import BackendName

logger = logging.getLogger(__name__)

_Answer = TypeVar("_Answer")
_BUSY_S = 10
_RENEWAL_S = 120
"""Longer than a renewal with its pause after 429, so that whoever waits finds the new token."""

_MIGRATIONS = (
    """
    CREATE TABLE tokens (
        client_id TEXT NOT NULL, api_url TEXT NOT NULL, token TEXT NOT NULL, expires_at REAL NOT NULL,
        PRIMARY KEY (client_id, api_url)
    );
    CREATE TABLE projects (
        project_id TEXT PRIMARY KEY, backend TEXT NOT NULL, language TEXT NOT NULL, title TEXT,
        task_id TEXT NOT NULL, session_id TEXT NOT NULL, bind_id TEXT, last_used_at REAL NOT NULL
    );
    """,
)
"""One script for each schema version, run in order; the version is SQLite's `user_version`."""


@dataclass(frozen=True)
class StoredProject:
    """What it takes to find a project's session again."""

    project_id: str
    backend: BackendName
    language: Language
    title: str | None
    task_id: str
    session_id: str
    bind_id: str | None
    last_used_at: float


class Ledger:
    """The ledger of one state folder. It is also the client's store of tokens.

    Attributes:
        warning: Why it works in memory only; None when all is well.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._connection: sqlite3.Connection | None = None
        self._lock = anyio.Lock()
        self.warning: str | None = None

    async def close(self) -> None:
        """Write what is left and let go of the file."""
        async with self._lock:
            if self._connection:
                await anyio.to_thread.run_sync(self._connection.close)
                self._connection = None

    async def read(self, client_id: str, api_url: str) -> StoredToken | None:
        """The token of a client at a backend, if one was kept."""
        query = "SELECT token, expires_at FROM tokens WHERE client_id = ? AND api_url = ?"
        row = await self._run(lambda db: db.execute(query, (client_id, api_url)).fetchone())
        return StoredToken(SecretStr(row[0]), row[1]) if row else None

    async def write(self, client_id: str, api_url: str, token: StoredToken) -> None:
        """Keep a token, in place of the one before."""
        values = (client_id, api_url, token.token.get_secret_value(), token.expires_at)
        await self._run(lambda db: db.execute("INSERT OR REPLACE INTO tokens VALUES (?, ?, ?, ?)", values))

    @asynccontextmanager
    async def renewing(self, client_id: str, api_url: str) -> AsyncGenerator[None]:
        """Hold the right to renew a token: one holder at a time among all processes on this folder."""
        del client_id, api_url  # one lock serves all: renewals are rare and short
        held = await anyio.to_thread.run_sync(self._hold_renewal)
        try:
            yield
        finally:
            if held:
                with anyio.CancelScope(shield=True):
                    await anyio.to_thread.run_sync(held.close)

    async def keep_project(self, project: StoredProject) -> None:
        """Remember a project's session, in place of what was known of it."""
        values = (
            project.project_id, project.backend, project.language, project.title,
            project.task_id, project.session_id, project.bind_id, project.last_used_at,
        )  # fmt: skip
        statement = "INSERT OR REPLACE INTO projects VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        await self._run(lambda db: db.execute(statement, values))

    async def find_project(self, project_id: str) -> StoredProject | None:
        """A project by its handle."""
        query = "SELECT * FROM projects WHERE project_id = ?"
        row = await self._run(lambda db: db.execute(query, (project_id,)).fetchone())
        return StoredProject(*row) if row else None

    async def list_projects(self) -> list[StoredProject]:
        """All projects, the one used last first."""
        query = "SELECT * FROM projects ORDER BY last_used_at DESC LIMIT 100"
        return [StoredProject(*row) for row in await self._run(lambda db: db.execute(query).fetchall())]

    async def _run(self, work: Callable[[sqlite3.Connection], _Answer]) -> _Answer:
        async with self._lock:
            return await anyio.to_thread.run_sync(self._run_now, work)

    def _run_now(self, work: Callable[[sqlite3.Connection], _Answer]) -> _Answer:
        try:
            with self._open() as connection:
                return work(connection)
        except sqlite3.Error as error:
            self._go_on_in_memory(error)
            with self._open() as connection:
                return work(connection)

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            try:
                self._connection = _connect(self._prepare_file())
            except (OSError, sqlite3.Error) as error:
                self._go_on_in_memory(error)
        assert self._connection
        return self._connection

    def _prepare_file(self) -> str:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self._folder / "ledger.sqlite"
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        return str(path)

    def _go_on_in_memory(self, error: Exception) -> None:
        self.warning = f"The ledger in {self._folder} cannot be used, so nothing outlives this process."
        logger.warning("%s (%s)", self.warning, type(error).__name__)
        self._connection = _connect(":memory:")

    def _hold_renewal(self) -> sqlite3.Connection | None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            path = self._folder / "renewal.sqlite"
            lock = sqlite3.connect(path, timeout=_RENEWAL_S, isolation_level=None, check_same_thread=False)
            lock.execute("BEGIN EXCLUSIVE")
        except (OSError, sqlite3.Error):
            return None
        return lock


def _connect(path: str) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=_BUSY_S, check_same_thread=False)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    _migrate(connection)
    return connection


def _migrate(connection: sqlite3.Connection) -> None:
    """Bring the schema to the newest version; one process at a time."""
    with closing(connection.cursor()) as cursor:
        cursor.execute("BEGIN IMMEDIATE")
        (version,) = cursor.execute("PRAGMA user_version").fetchone()
        for script in _MIGRATIONS[version:]:
            for statement in script.split(";"):
                cursor.execute(statement)
        cursor.execute(f"PRAGMA user_version = {max(version, len(_MIGRATIONS))}")
        connection.commit()

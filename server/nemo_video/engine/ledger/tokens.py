"""Anonymous tokens, kept for all processes on this folder. This is the client's store of tokens."""

import sqlite3
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import anyio
from pydantic import SecretStr

from nemo_video.client import StoredToken
from nemo_video.engine.ledger.database import BUSY_S, Database, make_file, make_folder


class Tokens:
    """One token for each client id and API address."""

    def __init__(self, database: Database, folder: Path) -> None:
        self._database = database
        self._folder = folder
        self._kept: dict[tuple[str, str], StoredToken] = {}

    async def read(self, client_id: str, api_url: str) -> StoredToken | None:
        """The token kept last, expired or not; a ledger that fails under way does not lose it."""
        query = "SELECT token, expires_at, bind_id FROM tokens WHERE client_id = ? AND api_url = ?"
        row = await self._database.read(lambda db: db.execute(query, (client_id, api_url)).fetchone())
        return StoredToken(SecretStr(row[0]), row[1], row[2]) if row else self._kept.get((client_id, api_url))

    async def write(self, client_id: str, api_url: str, token: StoredToken) -> None:
        """Keep a token, in place of the one before."""
        self._kept[client_id, api_url] = token
        values = (client_id, api_url, token.token.get_secret_value(), token.expires_at, token.bind_id)
        statement = (
            "INSERT OR REPLACE INTO tokens (client_id, api_url, token, expires_at, bind_id) "
            "VALUES (?, ?, ?, ?, ?)"
        )
        await self._database.write(lambda db: db.execute(statement, values))

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

    def _hold_renewal(self) -> sqlite3.Connection | None:
        """The lock, or None where there is no folder to have one in."""
        path = self._folder / "renewal.sqlite"
        try:
            make_folder(self._folder)
            make_file(path)
            lock = sqlite3.connect(path, timeout=BUSY_S, isolation_level=None, check_same_thread=False)
        except (OSError, sqlite3.Error):
            return None
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error:
            lock.close()
            return None
        return lock

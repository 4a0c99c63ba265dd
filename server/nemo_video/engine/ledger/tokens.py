"""Anonymous tokens, kept for all processes on this ledger. This is the client's store of tokens."""

import sqlite3
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Protocol

import anyio
from pydantic import SecretStr

from nemo_video.client import StoredToken
from nemo_video.engine.ledger.database import Connection, Database
from nemo_video.engine.ledger.sqlite import BUSY_S, make_file, make_folder


class Held(Protocol):
    """A lock that is held until it is closed."""

    def close(self) -> None:
        """Let go of it."""
        ...


class Tokens:
    """One token for each client id and API address.

    Args:
        database: Where they are kept.
        hold_renewal: Takes the lock of whoever renews one, or gives None where there is none to be had.
    """

    def __init__(self, database: Database, hold_renewal: Callable[[], Held | None]) -> None:
        self._database = database
        self._hold_renewal = hold_renewal
        self._kept: dict[tuple[str, str], StoredToken] = {}

    async def read(self, client_id: str, api_url: str) -> StoredToken | None:
        """The token kept last, expired or not; a ledger that fails under way does not lose it."""
        query = (
            "SELECT token, expires_at, bind_id FROM tokens "
            "WHERE client_id = :client_id AND api_url = :api_url"
        )
        values = {"client_id": client_id, "api_url": api_url}
        row = await self._database.read(lambda db: db.execute(query, values).fetchone())
        return StoredToken(SecretStr(row[0]), row[1], row[2]) if row else self._kept.get((client_id, api_url))

    async def write(self, client_id: str, api_url: str, token: StoredToken) -> None:
        """Keep a token, in place of the one before."""
        self._kept[client_id, api_url] = token
        named = {"client_id": client_id, "api_url": api_url}
        kept = {
            "token": token.token.get_secret_value(),
            "expires_at": token.expires_at,
            "bind_id": token.bind_id,
        }
        before = "DELETE FROM tokens WHERE client_id = :client_id AND api_url = :api_url"
        insert = (
            "INSERT INTO tokens (client_id, api_url, token, expires_at, bind_id) "
            "VALUES (:client_id, :api_url, :token, :expires_at, :bind_id)"
        )

        def work(db: Connection) -> None:
            db.execute(before, named)
            db.execute(insert, {**named, **kept})

        await self._database.write(work)

    @asynccontextmanager
    async def renewing(self, client_id: str, api_url: str) -> AsyncGenerator[None]:
        """Hold the right to renew a token: one holder at a time among all processes on this ledger."""
        del client_id, api_url  # one lock serves all: renewals are rare and short
        held = await anyio.to_thread.run_sync(self._hold_renewal)
        try:
            yield
        finally:
            if held:
                with anyio.CancelScope(shield=True):
                    await anyio.to_thread.run_sync(held.close)


def hold_file(path: Path) -> Held | None:
    """A lock that is a file of SQLite. It blocks while another process holds it, for a while."""
    try:
        make_folder(path.parent)
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

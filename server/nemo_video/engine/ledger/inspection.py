"""Looks at a ledger from outside, without changing it: is it healthy, and what went wrong lately."""

import contextlib
import os
import sqlite3
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import SecretStr

from nemo_video.client import StoredToken
from nemo_video.engine.ledger.schema import MIGRATIONS
from nemo_video.engine.ledger.sqlite import FILE_NAME, SET_ASIDE
from nemo_video.engine.refusals import read_error
from nemo_video.errors import VideoError

_MAX_FAILURES = 3
_BUSY_S = 5


@dataclass(frozen=True)
class Failure:
    """A job that failed: when (unix seconds), which tool, and what its caller was told."""

    at: float
    tool: str
    message: str


@dataclass(frozen=True)
class LedgerReport:
    """What a look at the ledger found.

    Attributes:
        path: The file.
        is_there: Whether it has been made.
        problem: Why it cannot be used; None when it can.
        running: Jobs that have no end yet.
        failures: The last failures, newest first.
        set_aside: Older files that could not be read, newest first.
    """

    path: Path
    is_there: bool
    problem: str | None = None
    running: int = 0
    failures: tuple[Failure, ...] = ()
    set_aside: tuple[Path, ...] = ()


@dataclass(frozen=True)
class SharedLedgerReport:
    """What a look at a ledger on PostgreSQL found.

    Attributes:
        is_there: Whether it has been made.
        problem: Why it cannot be used; None when it can.
        running: Jobs that have no end yet, of all users.
        servers: Servers that hold a lease now.
    """

    is_there: bool = True
    problem: str | None = None
    running: int = 0
    servers: int = 0


def inspect_shared_ledger(url: str) -> SharedLedgerReport:
    """Look at a ledger on PostgreSQL. It blocks: call it in a worker thread."""
    from nemo_video.engine.ledger.postgres import Postgres, translate_failures
    from nemo_video.engine.ledger.postgres_schema import IS_MADE, SCHEMA, find_problem

    try:
        postgres = Postgres(url, "doctor")
    except VideoError as error:
        return SharedLedgerReport(problem=f"{error.message} {error.advice}")
    running = f"SELECT count(*) FROM {SCHEMA}.all_jobs WHERE status = 'running'"
    servers = f"SELECT count(*) FROM {SCHEMA}.owners WHERE expires_at > clock_timestamp()"
    try:
        with translate_failures(), postgres.engine.connect() as connection:
            if not connection.exec_driver_sql(IS_MADE).scalar():
                return SharedLedgerReport(is_there=False)
            if problem := find_problem(connection):
                return SharedLedgerReport(problem=problem)
            counts = [connection.exec_driver_sql(query).scalar_one() for query in (running, servers)]
            return SharedLedgerReport(running=counts[0], servers=counts[1])
    except VideoError as error:
        return SharedLedgerReport(problem=error.message)
    finally:
        postgres.engine.dispose()


def _find_set_aside(folder: Path) -> tuple[Path, ...]:
    """The newest first; none where the folder may not be looked into, which is told elsewhere."""
    try:
        found = sorted(folder.glob(f"{FILE_NAME}{SET_ASIDE}*"), reverse=True)
    except OSError:
        return ()
    return tuple(each for each in found if not each.name.endswith(("-wal", "-shm")))


def inspect_ledger(folder: Path) -> LedgerReport:
    """Look at the ledger of a state folder. It blocks: call it in a worker thread."""
    path = folder / FILE_NAME
    set_aside = _find_set_aside(folder)
    if not os.access(path, os.F_OK):
        return LedgerReport(path, is_there=False, set_aside=set_aside)
    try:
        connection = _open(path)
        try:
            return replace(_inspect(connection, path), set_aside=set_aside)
        finally:
            connection.close()
    except sqlite3.Error as error:
        return LedgerReport(path, is_there=True, problem=str(error), set_aside=set_aside)


def has_work(folder: Path) -> bool:
    """Whether the ledger of a state folder has jobs without an end. It blocks."""
    path = folder / FILE_NAME
    if not os.access(path, os.F_OK):
        return False
    try:
        with contextlib.closing(_open(path)) as connection:
            found = connection.execute("SELECT 1 FROM jobs WHERE status = 'running' LIMIT 1").fetchone()
    except sqlite3.Error:
        return False
    return found is not None


def read_kept_token(folder: Path, client_id: str, api_url: str) -> StoredToken | None:
    """The anonymous token that the ledger keeps, expired or not; None where there is none to be read."""
    path = folder / FILE_NAME
    if not os.access(path, os.F_OK):
        return None
    query = "SELECT token, expires_at FROM tokens WHERE client_id = ? AND api_url = ?"
    try:
        connection = _open(path)
        try:
            row = connection.execute(query, (client_id, api_url)).fetchone()
        finally:
            connection.close()
    except sqlite3.Error:
        return None
    return StoredToken(SecretStr(row[0]), row[1]) if row else None


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=_BUSY_S)


def _inspect(connection: sqlite3.Connection, path: Path) -> LedgerReport:
    (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if verdict != "ok":
        return LedgerReport(path, is_there=True, problem=str(verdict))
    if version > len(MIGRATIONS):
        return LedgerReport(path, is_there=True, problem="a newer version of this program made it")
    (running,) = connection.execute("SELECT count(*) FROM jobs WHERE status = 'running'").fetchone()
    rows = connection.execute(
        "SELECT updated_at, tool, error FROM jobs WHERE error IS NOT NULL ORDER BY updated_at DESC LIMIT ?",
        (_MAX_FAILURES,),
    )
    failures = tuple(Failure(at, tool, _message(error)) for at, tool, error in rows)
    return LedgerReport(path, is_there=True, running=running, failures=failures)


def _message(text: str) -> str:
    try:
        error = read_error(text)
    except (TypeError, ValueError):
        return "an error that another version kept"
    return f"{error.message} ({error.code})"

"""A look at a studio's folder from outside, for the doctor: it changes nothing and starts no studio."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from nemo_studio.service.sqlite import FILE_NAME


@dataclass(frozen=True)
class Removal:
    """Something that was cleaned away: when, in unix seconds, and what and why, in words."""

    at: float
    what: str


@dataclass(frozen=True)
class StoreReport:
    """What a studio keeps.

    Attributes:
        path: Its store.
        is_there: Whether there is one yet.
        sessions: Projects that are kept.
        files: Media files that are kept.
        bytes: Their size together.
        removals: What was cleaned away lately, the newest first.
        unanswered_orders: Clips that were ordered of a model, and no answer came.
        problem: Why it cannot be read; None when it can.
    """

    path: Path
    is_there: bool = False
    sessions: int = 0
    files: int = 0
    bytes: int = 0
    removals: tuple[Removal, ...] = ()
    unanswered_orders: int = 0
    problem: str | None = None


def inspect_store(folder: Path) -> StoreReport:
    """Look at a studio's folder. It blocks."""
    path = folder / FILE_NAME
    if not path.exists():
        return StoreReport(path)
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as db:
            return _report(path, db)
    except sqlite3.Error as error:
        return StoreReport(path, is_there=True, problem=str(error))


def _report(path: Path, db: sqlite3.Connection) -> StoreReport:
    sessions = db.execute("SELECT count(*) FROM sessions").fetchone()[0]
    files, size = db.execute("SELECT count(*), coalesce(sum(bytes), 0) FROM files").fetchone()
    rows = db.execute("SELECT at, what FROM removals ORDER BY id DESC").fetchall()
    removals = tuple(Removal(*row) for row in rows)
    return StoreReport(path, True, sessions, files, size, removals, _count_unanswered(db))


def _count_unanswered(db: sqlite3.Connection) -> int:
    """Zero in a store of a version that knew no models."""
    if not db.execute("SELECT count(*) FROM sqlite_master WHERE name = 'clips'").fetchone()[0]:
        return 0
    return int(db.execute("SELECT count(*) FROM clips WHERE status = 'unknown'").fetchone()[0])

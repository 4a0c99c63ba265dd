"""What the tables need of a database, so that each statement is written once for SQLite and PostgreSQL.

A statement marks its values with `?` and keeps to what both have in common.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final, Protocol, TypeVar

from nemo_video.errors import BackendRefusal

Answer = TypeVar("Answer")

NO_LIMIT: Final = 2**62
"""For an OFFSET alone: SQLite wants a LIMIT before it, and PostgreSQL takes no negative one."""

DISK_FULL: Final = BackendRefusal(
    507, message="The studio's disk is full.", advice="Free some space, then call again."
)
"""Insufficient Storage: to wait, as after 429, helps nobody."""


class StoreClosed(BackendRefusal):
    """The studio has ended under a call."""

    def __init__(self) -> None:
        super().__init__(500, message="The studio has ended.", advice="Start it, then call again.")


class Rows(Protocol):
    """What a statement gives: `sqlite3.Cursor` is one as it stands."""

    @property
    def rowcount(self) -> int:
        """How many rows it changed."""
        ...

    def fetchone(self) -> Any:
        """The next row; None after the last."""
        ...

    def fetchall(self) -> list[Any]:
        """All rows that are left."""
        ...

    def __iter__(self) -> Iterator[Any]: ...


class Connection(Protocol):
    """What statements are run on: `sqlite3.Connection` is one as it stands."""

    def execute(self, sql: str, values: Sequence[Any] = (), /) -> Rows:
        """Run a statement."""
        ...

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]], /) -> Any:
        """Run a statement once for each row of values."""
        ...


Work = Callable[[Connection], Answer]


class Database(Protocol):
    """The tables, shared by several processes. Its methods block.

    Attributes:
        me: The name of this process in them.
        max_threads: How many threads may use them at a time.
    """

    me: str
    max_threads: int

    def read(self, work: Work[Answer]) -> Answer:
        """Run queries.

        Raises:
            BackendRefusal: Others hold the tables for too long, or they are out of reach.
        """
        ...

    def write(self, work: Work[Answer]) -> Answer:
        """Run statements as one transaction, one at a time of all processes: all are kept, or none.

        Raises:
            BackendRefusal: 507, the disk is full or read-only; or as `read` does.
        """
        ...

    def is_alive(self, db: Connection, owner: str) -> bool:
        """Within a transaction: whether a process of that name still runs."""
        ...

    def close(self) -> None:
        """Let go of the tables, and of what this process had begun."""
        ...


def make_private_folder(folder: Path) -> None:
    """Make a folder that only this user may look into, as are those above it that are missing.

    One that others can look into is tightened.
    """
    for missing in [each for each in (*reversed(folder.parents), folder) if not each.exists()]:
        missing.mkdir(exist_ok=True, mode=0o700)  # `parents=True` would leave those above open to others
    if folder.stat().st_mode & 0o077:
        folder.chmod(0o700)

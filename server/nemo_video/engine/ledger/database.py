"""What the tables need of a database. Both engines take the same statements, so that each is written once.

A statement names its values (`:job_id`) and keeps to what SQLite and PostgreSQL have in common.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol, TypeVar

Answer = TypeVar("Answer")


class Rows(Protocol):
    """What a statement gives."""

    @property
    def rowcount(self) -> int:
        """How many rows it changed."""
        ...

    def fetchone(self) -> Any:
        """The next row; None after the last."""
        ...

    def __iter__(self) -> Iterator[Any]: ...


class Connection(Protocol):
    """What statements are run on: `sqlite3.Connection` is one as it stands."""

    def execute(self, sql: str, values: Mapping[str, Any] = ..., /) -> Rows:
        """Run a statement."""
        ...


Work = Callable[[Connection], Answer]


class Database(Protocol):
    """One user's tables.

    Attributes:
        skip_locked: Ends a SELECT whose rows are about to be changed, where others may be at them.
    """

    skip_locked: str

    @property
    def warning(self) -> str | None:
        """Why it works in memory only; None when all is well."""
        ...

    async def read(self, work: Work[Answer]) -> Answer:
        """Run queries.

        Raises:
            Busy: Others hold it for too long.
            Unreachable: Its server cannot be reached.
        """
        ...

    async def write(self, work: Work[Answer]) -> Answer:
        """Run statements as one transaction, one at a time of all processes: all are kept, or none.

        Raises:
            Busy: Others hold it for too long.
            Unreachable: Its server cannot be reached.
        """
        ...

    async def close(self) -> None:
        """Let go of it."""
        ...

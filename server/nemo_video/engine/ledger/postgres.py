"""Statements on PostgreSQL, by SQLAlchemy: one pool of connections for a server and all its users.

Nothing of SQLAlchemy is loaded where the ledger is a file: it costs a third of a second and 25 MB.
"""

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager, suppress
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from nemo_video.engine.ledger.postgres_schema import SCHEMA
from nemo_video.errors import Busy, InvalidArgument, Unreachable

if TYPE_CHECKING:
    import psycopg
    import sqlalchemy

MAX_CONNECTIONS = 16
"""Statements at a time; each server needs one connection more to listen on."""

CONNECT_S, SILENCE_S, LOCK_S = 5, 15, 10
"""How long a connection, an answer of a silent network, and another server's transaction are waited for."""

_NETWORK = {
    "connect_timeout": CONNECT_S,
    "keepalives_idle": SILENCE_S,
    "keepalives_interval": CONNECT_S,
    "keepalives_count": 3,
    "tcp_user_timeout": SILENCE_S * 1000,
}

_ENTER = f"""
    SELECT set_config('search_path', '{SCHEMA}', true), set_config('nemo.principal', :principal, true),
    set_config('nemo.owner', :owner, true), set_config('lock_timeout', '{LOCK_S}s', true),
    CASE current_setting('synchronous_commit')
        WHEN 'off' THEN set_config('synchronous_commit', 'on', true) END
"""
"""A commit is on the disk before anything is sent, also where the database would not wait for that."""

_ENTER_ALONE = f"{_ENTER}, pg_advisory_xact_lock(hashtextextended(:principal, 0))"
"""One writer at a time for each user: what a transaction has read stands until its end, as in a file."""

_NO_RIGHT, _READ_ONLY = "42501", "25006"
"""SQLSTATEs: what the role may not do, and what nobody may at a standby."""

_BUSY_STATES = frozenset({"55P03", "57014", "40P01", "40001", "53300"})
"""SQLSTATEs: lock and statement time-outs, a deadlock, a conflict, no connection left."""

Given = TypeVar("Given")


class LedgerAway(Unreachable):
    """The database cannot be reached. It is no `unreachable` backend: another one would not help."""

    code = "busy"
    default_advice = "Try again soon; whoever runs this server looks at its database (NEMO_LEDGER_URL)."


class Statements:
    """A connection of SQLAlchemy as a `Connection` of ours."""

    def __init__(self, connection: "sqlalchemy.Connection") -> None:
        self._connection = connection

    def execute(self, sql: str, values: Mapping[str, Any] | None = None, /) -> Any:
        """Run a statement."""
        return self._connection.execute(
            _parse(sql), {name: _storable(value) for name, value in (values or {}).items()}
        )


class HeldLock:
    """A lock that is held as long as its transaction."""

    def __init__(self, connection: "sqlalchemy.Connection") -> None:
        self._connection = connection

    def close(self) -> None:
        """Let go of it."""
        from sqlalchemy.exc import SQLAlchemyError

        with suppress(SQLAlchemyError):
            self._connection.close()


class Postgres:
    """The connections of one server. Its methods block.

    Args:
        url: `postgresql://…`.
        owner: The server's name in the ledger.

    Raises:
        InvalidArgument: What PostgreSQL needs is not installed, or the address cannot be read.
    """

    def __init__(self, url: str, owner: str) -> None:
        self.engine = _make_engine(url)
        self._url = url
        self._owner = owner

    def transact(self, principal: str, work: Callable[[Statements], Given], *, alone: bool = False) -> Given:
        """Run statements in one transaction.

        Args:
            principal: The user whose rows the views show.
            work: The statements.
            alone: Whether no other transaction of that user may write meanwhile.

        Raises:
            Busy: Others hold the ledger for too long.
            Unreachable: It cannot be reached.
        """
        with translate_failures(), self._enter(_ENTER_ALONE if alone else _ENTER, principal) as connection:
            answer = work(Statements(connection))
            connection.commit()
            return answer

    def hold(self, principal: str, what: str) -> HeldLock | None:
        """A lock that one holder has among all servers; None where it cannot be had in time."""
        from sqlalchemy.exc import SQLAlchemyError

        try:
            connection = self._enter(_ENTER, principal)
        except SQLAlchemyError:
            return None
        held = HeldLock(connection)
        try:
            key = {"key": f"{what} {principal}"}
            Statements(connection).execute("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))", key)
        except SQLAlchemyError:
            held.close()
            return None
        return held

    def listen(self, channel: str) -> "psycopg.Connection[Any]":
        """A connection of its own that hears what is told on a channel."""
        import psycopg
        from psycopg.conninfo import make_conninfo

        connection = psycopg.connect(make_conninfo(self._url, **_NETWORK), autocommit=True)
        connection.execute(f"LISTEN {channel}".encode())
        return connection

    def _enter(self, statement: str, principal: str) -> "sqlalchemy.Connection":
        """A connection in a transaction; another one, where the first turns out to be cut."""
        from sqlalchemy.exc import DBAPIError

        values = {"principal": principal, "owner": self._owner}
        try:
            return self._begin(statement, values)
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
            return self._begin(statement, values)

    def _begin(self, statement: str, values: Mapping[str, str]) -> "sqlalchemy.Connection":
        connection = self.engine.connect()
        try:
            Statements(connection).execute(statement, values)
        except BaseException:
            connection.close()
            raise
        return connection


@contextmanager
def translate_failures() -> Generator[None]:
    """Errors of the database as ours; a defect of a statement stays one.

    Raises:
        Busy: Others hold the ledger for too long.
        Unreachable: It cannot be reached.
    """
    from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

    try:
        yield
    except DBAPIError as error:
        state = getattr(error.orig, "sqlstate", None)
        if state in _BUSY_STATES:
            raise Busy("Other servers hold the ledger.") from error
        if state == _READ_ONLY:
            raise LedgerAway(
                "The ledger's database takes no changes: it is a standby, or read-only.",
                advice="Whoever runs this server names the primary in NEMO_LEDGER_URL.",
            ) from error
        if state == _NO_RIGHT:
            raise LedgerAway(
                "The ledger's database refuses this server's role what it needs.",
                advice="Whoever runs this server lets the role of NEMO_LEDGER_URL create a schema in that "
                "database, or has a role that may start a server there once and grant it the tables.",
            ) from error
        if isinstance(error, OperationalError | InterfaceError):
            raise LedgerAway("The ledger cannot be reached, and without it nothing is sent.") from error
        raise


def _make_engine(url: str) -> "sqlalchemy.Engine":
    try:
        import sqlalchemy
        from sqlalchemy.dialects.postgresql import psycopg
        from sqlalchemy.exc import ArgumentError

        psycopg.dialect.import_dbapi()  # the driver, which is a package of its own
        from psycopg import ProgrammingError, conninfo
    except ImportError:
        raise InvalidArgument(
            "NEMO_LEDGER_URL needs SQLAlchemy and psycopg, which are not installed.",
            advice='Install them with `pip install "nemo-video-mcp[postgres]"`.',
        ) from None
    try:
        conninfo.conninfo_to_dict(url)  # the driver knows the names of options
        address = sqlalchemy.make_url(url).set(drivername="postgresql+psycopg")
    except (ArgumentError, ValueError, ProgrammingError):
        raise InvalidArgument(
            "NEMO_LEDGER_URL is no address of a PostgreSQL database.",
            advice="Write postgresql://user:password@host:5432/database.",
        ) from None
    return sqlalchemy.create_engine(
        address,
        pool_size=MAX_CONNECTIONS,
        max_overflow=-1,  # threads are counted; whoever renews a token holds a connection beside them
        connect_args=_NETWORK,
    )


@lru_cache(maxsize=256)
def _parse(sql: str) -> "sqlalchemy.TextClause":
    import sqlalchemy

    return sqlalchemy.text(sql)


def _storable(value: Any) -> Any:
    """PostgreSQL takes neither a NUL nor half of a surrogate pair in a text."""
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "replace").decode()
    return value

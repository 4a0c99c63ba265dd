"""The studio's tables on PostgreSQL, by SQLAlchemy, shared by studios on several machines.

Nothing of SQLAlchemy is loaded where the store is a file: it costs a third of a second and 25 MB.
"""

import logging
import secrets
import threading
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final

from nemo_studio.service.database import DISK_FULL, Answer, Connection, Work
from nemo_studio.service.schema import VERSIONS, for_postgres, steps_from
from nemo_video.errors import BackendRefusal, InvalidArgument

if TYPE_CHECKING:
    import sqlalchemy

logger = logging.getLogger(__name__)

SCHEMA: Final = "nemo_studio"
MAX_THREADS: Final = 8
"""Statements at a time; each studio needs one connection more, which says that it lives."""

CONNECT_S, SILENCE_S, LOCK_S = 5, 15, 10
"""How long a connection, an answer of a silent network, and another studio's transaction are waited for."""

PRESENCE_S: Final = 2
"""How often a studio looks whether its sign of life still stands."""

_RESTART_GRACE_S: Final = 5 * PRESENCE_S
"""After PostgreSQL itself was started every sign of life is gone, so nobody counts as ended for so long."""

_NETWORK: Final = {
    "connect_timeout": CONNECT_S,
    "keepalives_idle": SILENCE_S,
    "keepalives_interval": CONNECT_S,
    "keepalives_count": 3,
    "tcp_user_timeout": SILENCE_S * 1000,
}

_SERVER_NETWORK: Final = (
    f"-c tcp_keepalives_idle={SILENCE_S} -c tcp_keepalives_interval={CONNECT_S} -c tcp_keepalives_count=3"
)
"""A machine that vanished closes no connection: PostgreSQL finds out by asking, else in two hours."""

_ENTER: Final = f"SELECT set_config('search_path', '{SCHEMA}', true)"
_ENTER_ALONE: Final = (
    f"{_ENTER}, set_config('lock_timeout', '{LOCK_S}s', true), "
    f"pg_advisory_xact_lock(hashtextextended('{SCHEMA}', 0))"
)
"""One writer at a time: what a transaction has read stands until its end, as in a file."""

_OWNER_KEY: Final = f"hashtextextended('{SCHEMA} owner ' || ?, 0)"
_SAY_ALIVE: Final = f"SELECT pg_advisory_lock({_OWNER_KEY})"
_HAS_ENDED: Final = (
    "SELECT CASE WHEN clock_timestamp() - pg_postmaster_start_time() < "
    f"interval '{_RESTART_GRACE_S} seconds' THEN false ELSE pg_try_advisory_xact_lock({_OWNER_KEY}) END"
)
"""PostgreSQL lets go of a lock when the connection that holds it ends, however its process ended."""

_BUSY_STATES: Final = frozenset({"55P03", "57014", "40P01", "40001", "53300"})
"""SQLSTATEs: lock and statement time-outs, a deadlock, a conflict, no connection left."""

_DISK_STATES: Final = frozenset({"53100", "25006"})
"""The disk is full; the database is read-only."""


class Statements:
    """A connection of SQLAlchemy as a `Connection` of ours."""

    def __init__(self, connection: "sqlalchemy.Connection") -> None:
        self._connection = connection

    def execute(self, sql: str, values: Sequence[Any] = (), /) -> Any:
        """Run a statement."""
        return self._connection.exec_driver_sql(_for_driver(sql), _storable(values) or None)

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]], /) -> None:
        """Run a statement once for each row of values."""
        if kept := [_storable(row) for row in rows]:
            self._connection.exec_driver_sql(_for_driver(sql), kept)


class PostgresDatabase:
    """A pool of connections; a `Database`.

    Args:
        url: `postgresql://…`.

    Raises:
        InvalidArgument: What PostgreSQL needs is not installed, or the address cannot be read.
        BackendRefusal: It cannot be reached.
    """

    max_threads = MAX_THREADS

    def __init__(self, url: str) -> None:
        self.me = secrets.token_hex(8)
        self._engine = _make_engine(url)
        self._presence: sqlalchemy.Connection | None = None
        self._is_closed = threading.Event()
        with self._translate_errors():
            self._migrate()
            self._say_alive()
        self._keeper = threading.Thread(target=self._keep_alive, name="studio-presence", daemon=True)
        self._keeper.start()

    def read(self, work: Work[Answer]) -> Answer:
        """Run queries; see `Database`."""
        return self._transact(work, _ENTER)

    def write(self, work: Work[Answer]) -> Answer:
        """Run statements as one transaction; see `Database`."""
        return self._transact(work, _ENTER_ALONE)

    def is_alive(self, db: Connection, owner: str) -> bool:
        """Whether a process of that name still runs, on whatever machine."""
        return owner == self.me or not db.execute(_HAS_ENDED, (owner,)).fetchone()[0]

    def close(self) -> None:
        """Let go of the connections, and of what this process had begun."""
        self._is_closed.set()
        self._keeper.join()
        self._drop_presence()
        self._engine.dispose()

    def _transact(self, work: Work[Answer], enter: str) -> Answer:
        with self._translate_errors(), self._engine.begin() as connection:
            connection.exec_driver_sql(enter)
            return work(Statements(connection))

    def _migrate(self) -> None:
        """Make the tables, or bring them up to this version."""
        with self._engine.begin() as connection:
            db = Statements(connection)
            db.execute(_ENTER_ALONE)
            db.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
            db.execute("CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL)")
            row = db.execute("SELECT version FROM schema_version").fetchone()
            if row is None:
                db.execute("INSERT INTO schema_version (version) VALUES (0)")
            version = row[0] if row else 0
            for statement in steps_from(version):
                db.execute(for_postgres(statement))
            db.execute("UPDATE schema_version SET version = ?", (max(version, len(VERSIONS)),))

    def _say_alive(self) -> None:
        """Hold a lock in this process's name on a connection of its own."""
        connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        try:
            Statements(connection).execute(_SAY_ALIVE, (self.me,))
        except BaseException:
            connection.close()
            raise
        self._presence = connection

    def _keep_alive(self) -> None:
        """Say it again where the connection broke. A thread of its own: calls must not make it wait."""
        from sqlalchemy.exc import SQLAlchemyError

        while not self._is_closed.wait(PRESENCE_S):
            try:
                if self._presence is None:
                    self._say_alive()
                else:
                    self._presence.exec_driver_sql("SELECT 1")
            except SQLAlchemyError as error:
                logger.warning("The studio's sign of life was lost: %s", type(error).__name__)
                self._drop_presence()

    def _drop_presence(self) -> None:
        from sqlalchemy.exc import SQLAlchemyError

        held, self._presence = self._presence, None
        if held is not None:
            with suppress(SQLAlchemyError):
                held.invalidate()  # closed, not given back to the pool with its lock
                held.close()

    @contextmanager
    def _translate_errors(self) -> Generator[None]:
        from sqlalchemy.exc import InterfaceError, OperationalError

        try:
            yield
        except (OperationalError, InterfaceError) as error:
            state = getattr(error.orig, "sqlstate", None)
            if state in _BUSY_STATES:
                raise BackendRefusal(429, message="Other studios hold the store.") from error
            if state in _DISK_STATES:
                raise DISK_FULL from error
            raise BackendRefusal(
                500,
                message="The studio's store cannot be reached, so nothing is kept.",
                advice="Try again soon; whoever runs the studio looks at its database (NEMO_LEDGER_URL).",
            ) from error


def _make_engine(url: str) -> "sqlalchemy.Engine":
    try:
        import sqlalchemy
        from sqlalchemy.dialects.postgresql import psycopg
        from sqlalchemy.exc import ArgumentError

        psycopg.dialect.import_dbapi()  # the driver, which is a package of its own
    except ImportError:
        raise InvalidArgument(
            "NEMO_LEDGER_URL needs SQLAlchemy and psycopg, which are not installed.",
            advice='Install them with `pip install "nemo-video-mcp[postgres]"`.',
        ) from None
    try:
        address = sqlalchemy.make_url(url).set(drivername="postgresql+psycopg")
    except (ArgumentError, ValueError):
        raise InvalidArgument(
            "NEMO_LEDGER_URL is no address of a PostgreSQL database.",
            advice="Write postgresql://user:password@host:5432/database.",
        ) from None
    return sqlalchemy.create_engine(
        address,
        pool_size=MAX_THREADS + 1,
        pool_pre_ping=True,  # PostgreSQL may have been started anew since a connection was used
        connect_args={**_NETWORK, "options": _SERVER_NETWORK},
    )


def _for_driver(sql: str) -> str:
    return sql.replace("?", "%s")


def _storable(values: Sequence[Any]) -> tuple[Any, ...]:
    """PostgreSQL takes neither a NUL nor half of a surrogate pair in a text."""
    return tuple(
        value.replace("\0", "").encode("utf-8", "replace").decode() if isinstance(value, str) else value
        for value in values
    )

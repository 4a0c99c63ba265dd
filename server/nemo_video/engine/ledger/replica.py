"""One server among those that share a ledger on PostgreSQL: its name, its lease, and what it hears.

Jobs bear the name of the server that runs them. It renews a lease, and when that has run out, however the
server ended, its jobs are anybody's. Time is the database's, for the clocks of machines differ.
"""

import json
import logging
import secrets
import threading
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakValueDictionary

import anyio
from anyio import to_thread

from nemo_video.engine.ledger.database import Answer, Work
from nemo_video.engine.ledger.jobs import FINISHER, HANDOVER_S
from nemo_video.engine.ledger.notices import JobNotice, Notice, Notices, ProjectNotice
from nemo_video.engine.ledger.postgres import (
    MAX_CONNECTIONS,
    HeldLock,
    Postgres,
    Statements,
    translate_failures,
)
from nemo_video.engine.ledger.postgres_schema import CHANNEL, SCHEMA, migrate
from nemo_video.errors import VideoError

if TYPE_CHECKING:
    import psycopg

logger = logging.getLogger(__name__)

BEATS = 3
"""So often a lease is renewed within its time."""

RECONNECT_S = 2.0

LEAVE_S = 0.5
"""A process ends within a second, whatever its ledger does."""

MAX_CLAIMED = 50
"""Jobs of ended servers that one server takes at a time, so that the others get some as well."""

MORE_LEFT_S = 1.0
"""So soon it looks again where it took so many: all of an ended server's work is to go on within a minute."""

_CLAIMING = "+"
"""Behind the name of a server in a job that it is about to take over."""

_TOOLS = ["generate", "edit", "export"]
"""A job of another tool is a newer version's, whose servers know how to go on with it."""

_BEAT = f"""
    INSERT INTO {SCHEMA}.owners (owner, expires_at)
    VALUES (:owner, clock_timestamp() + make_interval(secs => :lease_s))
    ON CONFLICT (owner) DO UPDATE SET expires_at = excluded.expires_at
"""
_LEAVE = f"DELETE FROM {SCHEMA}.owners WHERE owner = :owner"
_TELL = f"SELECT pg_notify('{CHANNEL}', :told)"
_FORGET_ENDED = f"DELETE FROM {SCHEMA}.owners WHERE expires_at < clock_timestamp() - interval '1 day'"
_HAS_LEASE = "SELECT 1 FROM owners WHERE owner = :owner AND expires_at > clock_timestamp()"
_CLAIM = """
    UPDATE all_jobs SET owner = :claiming WHERE job_id IN (
        SELECT job_id FROM all_jobs j WHERE status = 'running' AND tool = ANY(:tools)
        AND (principal = '') = :is_only_user AND owner != :claiming
        AND NOT (owner = :finisher AND updated_at > :awaited_since)
        AND NOT EXISTS (
            SELECT 1 FROM owners o WHERE o.owner = rtrim(j.owner, '+') AND o.expires_at > clock_timestamp()
        )
        ORDER BY started_at LIMIT :most FOR UPDATE SKIP LOCKED
    )
"""
_CLAIMED = "SELECT DISTINCT principal FROM all_jobs WHERE owner = :claiming AND status = 'running'"

Given = TypeVar("Given")


class Replica:
    """This server's part in a shared ledger.

    Args:
        url: `postgresql://…`.
        lease_s: How long a server that does not renew its lease counts as living.

    Attributes:
        me: The name of this server in the ledger.

    Raises:
        InvalidArgument: What PostgreSQL needs is not installed, or the address cannot be read.
    """

    def __init__(self, url: str, lease_s: float) -> None:
        self.me = secrets.token_hex(8)
        self._postgres = Postgres(url, self.me)
        self._lease_s = lease_s
        self._limiter = anyio.CapacityLimiter(MAX_CONNECTIONS)
        self._preparing = threading.Lock()
        self._is_prepared = False
        self._has_left = False
        self._beaten_s: float | None = None
        self._trusts_leases_from_s = 0.0
        self._is_more_left = False
        self._somebody_left = anyio.Event()
        self._notices = WeakValueDictionary[str, Notices]()
        self._are_notices_told = False

    @asynccontextmanager
    async def opened(self) -> AsyncGenerator[None]:
        """Hold the lease and listen, for the time of a context; what still runs then is anybody's."""
        leaving, listening = anyio.Event(), anyio.CancelScope()
        try:
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(self._keep_beating, leaving)
                tasks.start_soon(self._keep_listening, listening)
                try:
                    yield
                finally:
                    self._has_left = True
                    listening.cancel()
                    leaving.set()  # a beat ends by itself, so that its connection is closed with the others
                    tasks.cancel_scope.shield = True
                    tasks.cancel_scope.deadline = anyio.current_time() + LEAVE_S
        finally:
            with anyio.move_on_after(LEAVE_S, shield=True):
                await to_thread.run_sync(self.leave, abandon_on_cancel=True)

    def leave(self) -> None:
        """Give the lease back, tell the others, and let go of all connections. It blocks."""
        from sqlalchemy.exc import SQLAlchemyError

        with suppress(SQLAlchemyError), self._postgres.engine.begin() as connection:
            statements = Statements(connection)
            statements.execute(_LEAVE, {"owner": self.me})
            statements.execute(_TELL, {"told": json.dumps([self.me])})
        self.disconnect()

    def disconnect(self) -> None:
        """Let go of all connections, as the system does for a server that is killed; the lease stays."""
        self._postgres.engine.dispose()

    def database(self, user: str | None) -> "PostgresDatabase":
        """The tables of one user; None for the one user of a server of one's own."""
        return PostgresDatabase(self, user or "")

    def notices(self, user: str | None) -> Notices:
        """What other servers tell of that user."""
        found = self._notices.get(user or "")
        if found is None:
            found = self._notices[user or ""] = Notices()
            found.are_told = self._are_notices_told
        return found

    async def is_alive(self, owner: str) -> bool:
        """Whether a server of that name still runs, as far as can be told."""
        if owner == self.me:
            return True
        if owner == self._claiming:
            return False  # it is for this very server to take over
        name = {"owner": owner.removesuffix(_CLAIMING)}
        found = await self.run("", lambda db: db.execute(_HAS_LEASE, name).fetchone())
        return found is not None or time.monotonic() < self._trusts_leases_from_s

    def claim_left_work(self, *, of_only_user: bool) -> list[str]:
        """Set jobs of ended servers aside for this one. It blocks.

        Args:
            of_only_user: Those of the one user of a server without tokens, else those of all the others.

        Returns:
            Whose jobs they are, and those that were claimed before and not yet taken over.

        Raises:
            Busy: Others hold the ledger for too long.
            Unreachable: It cannot be reached.
        """
        values = {
            "claiming": self._claiming,
            "tools": _TOOLS,
            "is_only_user": of_only_user,
            "finisher": FINISHER,
            "awaited_since": time.time() - HANDOVER_S,
            "most": MAX_CLAIMED,
        }

        def work(db: Statements) -> list[str]:
            self._is_more_left = (
                time.monotonic() >= self._trusts_leases_from_s
                and db.execute(_CLAIM, values).rowcount == MAX_CLAIMED
            )
            return [row[0] for row in db.execute(_CLAIMED, {"claiming": self._claiming})]

        return self._transact("", work)

    async def wait_for_left_work(self, timeout_s: float) -> None:
        """Return when another server leaves, or after the time; soon where more was left than one takes."""
        with anyio.move_on_after(MORE_LEFT_S if self._is_more_left else timeout_s):
            await self._somebody_left.wait()

    def can_be_reached(self) -> bool:
        """Whether the ledger answers now. It blocks."""
        try:
            self._transact("", lambda db: db.execute("SELECT 1").fetchone())
        except VideoError:
            return False
        return True

    def read_key(self, name: str, make: Callable[[], bytes]) -> bytes:
        """A secret that all servers on the ledger share; the first one makes it. It blocks.

        Raises:
            Busy: Others hold the ledger for too long.
            Unreachable: It cannot be reached.
        """

        def work(db: Statements) -> bytes:
            insert = "INSERT INTO keys (name, value) VALUES (:name, :value) ON CONFLICT DO NOTHING"
            db.execute(insert, {"name": name, "value": make()})
            return bytes(
                db.execute("SELECT value FROM keys WHERE name = :name", {"name": name}).fetchone()[0]
            )

        return self._transact("", work)

    def hold_renewal(self, user: str | None) -> HeldLock | None:
        """The lock of whoever renews a token of a user; None where it cannot be had. It blocks."""
        return self._postgres.hold(user or "", "renewal of")

    async def run(self, principal: str, work: Callable[[Statements], Given], *, alone: bool = False) -> Given:
        """Run statements in one transaction, in a worker thread; see `Postgres.transact`.

        Raises:
            Busy: Others hold the ledger for too long.
            Unreachable: It cannot be reached.
        """
        return await to_thread.run_sync(
            partial(self._transact, principal, work, alone=alone), limiter=self._limiter
        )

    def _transact(self, principal: str, work: Callable[[Statements], Given], *, alone: bool = False) -> Given:
        with translate_failures():
            self._prepare()
        return self._postgres.transact(principal, work, alone=alone)

    @property
    def _claiming(self) -> str:
        return f"{self.me}{_CLAIMING}"

    def _prepare(self) -> None:
        """See that the tables are there and that others know of this server, before anything is done."""
        if self._is_prepared:
            return
        with self._preparing:
            if not self._is_prepared:
                with self._postgres.engine.begin() as connection:
                    migrate(connection)
                self._beat()
                self._is_prepared = True

    def _beat(self) -> None:
        """Renew the lease."""
        with self._postgres.engine.begin() as connection:
            statements = Statements(connection)
            statements.execute(_BEAT, {"owner": self.me, "lease_s": self._lease_s})
            statements.execute(_FORGET_ENDED)
        now_s = time.monotonic()
        if self._beaten_s is not None and now_s - self._beaten_s > self._lease_s:
            # the ledger was away, or this machine slept: the others could not renew their leases either
            self._trusts_leases_from_s = now_s + self._lease_s
        self._beaten_s = now_s

    def _try_to_beat(self) -> None:
        from sqlalchemy.exc import SQLAlchemyError

        try:
            self._prepare()
            self._beat()
        except (SQLAlchemyError, VideoError) as error:
            self._is_prepared = False
            logger.warning("The lease of this server could not be renewed: %s", type(error).__name__)

    async def _keep_beating(self, leaving: anyio.Event) -> None:
        while not leaving.is_set():
            await to_thread.run_sync(self._try_to_beat, abandon_on_cancel=True)
            with anyio.move_on_after(self._lease_s / BEATS):
                await leaving.wait()

    async def _keep_listening(self, listening: anyio.CancelScope) -> None:
        import psycopg

        with listening:
            while True:
                try:
                    await self._hear_changes()
                except (psycopg.Error, OSError) as error:
                    logger.warning("Changes by other servers are not heard for now: %s", type(error).__name__)
                finally:
                    self._set_told(are_told=False)
                await anyio.sleep(RECONNECT_S)

    async def _hear_changes(self) -> None:
        """Hand on what is told, until the connection breaks; it raises what its driver does."""
        with await to_thread.run_sync(self._listen, abandon_on_cancel=True) as connection:
            self._set_told(are_told=True)
            while True:
                await anyio.wait_readable(connection.fileno())
                connection.pgconn.consume_input()
                while told := connection.pgconn.notifies():
                    self._take_notice(told.extra)

    def _listen(self) -> "psycopg.Connection[Any]":
        connection = self._postgres.listen(CHANNEL)
        if self._has_left:  # nobody waits for it any more
            connection.close()
        return connection

    def _set_told(self, *, are_told: bool) -> None:
        """What changed meanwhile was not heard of, so everybody looks."""
        self._are_notices_told = are_told
        for notices in list(self._notices.values()):
            notices.are_told = are_told
            notices.wake()

    def _take_notice(self, text: bytes) -> None:
        match json.loads(text):
            case [self.me, *_]:
                return  # of this server's own doing
            case [_, str(principal), str(job_id), str(project_id), str(tool), str(status)]:
                notice: Notice = JobNotice(job_id, project_id, tool, status)
            case [_, str(principal)]:
                notice = ProjectNotice()
            case [str()]:
                self._somebody_left.set()
                self._somebody_left = anyio.Event()
                return
            case _:
                return  # a newer version's
        if notices := self._notices.get(principal):
            notices.tell(notice)


class PostgresDatabase:
    """One user's tables on PostgreSQL; a `Database`.

    It never goes on in memory: the other servers would know nothing of what is done then.
    """

    skip_locked = "FOR UPDATE SKIP LOCKED"
    warning = None

    def __init__(self, replica: Replica, principal: str) -> None:
        self._replica = replica
        self._principal = principal

    async def read(self, work: Work[Answer]) -> Answer:
        """Run queries.

        Raises:
            Busy: Others hold the ledger for too long.
            Unreachable: It cannot be reached.
        """
        return await self._replica.run(self._principal, work)

    async def write(self, work: Work[Answer]) -> Answer:
        """Run statements as one transaction, one at a time for this user.

        Raises:
            Busy: Others hold the ledger for too long.
            Unreachable: It cannot be reached.
        """
        return await self._replica.run(self._principal, work, alone=True)

    async def close(self) -> None:
        """The connections are the server's, and stay."""

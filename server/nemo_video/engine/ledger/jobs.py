"""Jobs as the ledger keeps them, and which call repeats which job."""

import secrets
import sqlite3
import time

from nemo_video.engine.ledger.database import Database
from nemo_video.engine.ledger.records import Call, JobRecord
from nemo_video.engine.ledger.rows import columns, insert, read_all
from nemo_video.engine.ledger.schema import prune

UNCOLLECTED_S = 600
"""A repeat within this time joins a job whose result nobody collected."""

FINISHER = "finisher"
"""The owner of jobs that an ended process left to the one that is started to finish them."""

HANDOVER_S = 15.0
"""So long they wait for that process; then anybody may have them."""

MAX_LISTED = 20
_SELECT = f"SELECT {columns(JobRecord)} FROM jobs WHERE"


class JobTable:
    """The jobs of all processes on this folder.

    Args:
        owner: The name of this process.
    """

    def __init__(self, database: Database, owner: str) -> None:
        self._database = database
        self._owner = owner

    async def admit(self, call: Call) -> tuple[JobRecord, bool]:
        """Write a new job down, unless the call repeats one.

        Returns:
            The job, and whether it is a new one.
        """
        return await self._database.write(lambda db: self._admit(db, call))

    async def find_repeated(self, call: Call) -> JobRecord | None:
        """The job that a call repeats, if it does."""
        return await self._database.read(lambda db: _repeated(db, call))

    async def find(self, job_id: str) -> JobRecord | None:
        """A job by its id."""
        found = await self._select("job_id = ?", job_id)
        return found[0] if found else None

    async def find_by_request(self, tool: str, request_id: str) -> JobRecord | None:
        """The job that an idempotency key stands for, if that call did anything."""
        query = f"{_SELECT} tool = ? AND request_id = ? ORDER BY started_at DESC"

        def work(db: sqlite3.Connection) -> JobRecord | None:
            rows = read_all(JobRecord, db.execute(query, (tool, request_id)))
            return next((row for row in rows if _stands(db, row)), None)

        return await self._database.read(work)

    async def newest_by_request(self, request_id: str) -> JobRecord | None:
        """The newest job of an idempotency key, whatever became of it."""
        found = await self._select("request_id = ? ORDER BY started_at DESC LIMIT 1", request_id)
        return found[0] if found else None

    async def uncollected(self, tool: str, fingerprint: str) -> list[JobRecord]:
        """Jobs that such a call started a short while ago and of which nobody got the result."""
        since = time.time() - UNCOLLECTED_S
        where = (
            "tool = ? AND fingerprint = ? AND collected_at IS NULL AND updated_at > ? "
            "AND status NOT IN ('cancelled', 'failed')"
        )
        return await self._select(where, tool, fingerprint, since)

    async def of_project(self, project_id: str) -> list[JobRecord]:
        """The jobs of one project, the newest first."""
        return await self._select(
            f"project_id = ? ORDER BY started_at DESC, rowid DESC LIMIT {MAX_LISTED}", project_id
        )

    async def completed_of(self, project_id: str) -> list[JobRecord]:
        """What was completed for a project, the newest first."""
        where = "project_id = ? AND status = 'completed' ORDER BY updated_at DESC, rowid DESC"
        return await self._select(where, project_id)

    async def newest(self) -> list[JobRecord]:
        """The jobs of all projects, the newest first."""
        return await self._select(f"1 ORDER BY started_at DESC, rowid DESC LIMIT {MAX_LISTED}")

    async def completed_exports(self) -> list[JobRecord]:
        """The exports that saved a file, of all projects, the newest first."""
        return await self._select("tool = 'export' AND status = 'completed' ORDER BY updated_at DESC")

    async def running_elsewhere(self) -> list[JobRecord]:
        """What other processes, living or dead, have under way; the oldest first."""
        return await self._select("status = 'running' AND owner != ? ORDER BY started_at, rowid", self._owner)

    async def running_here(self) -> list[JobRecord]:
        """What this process has under way."""
        return await self._select("status = 'running' AND owner = ?", self._owner)

    async def handed_on(self) -> list[JobRecord]:
        """What was left to the process that finishes it."""
        return await self._select("status = 'running' AND owner = ?", FINISHER)

    async def hand_on(self, job_id: str, request: str | None) -> None:
        """Leave a job of this process to the one that is started to finish it.

        Args:
            job_id: The job.
            request: What is asked, where it was not sent yet.
        """
        statement = (
            "UPDATE jobs SET owner = ?, updated_at = ?, arguments = coalesce(arguments, ?) "
            "WHERE job_id = ? AND owner = ?"
        )
        values = (FINISHER, time.time(), request, job_id, self._owner)
        await self._database.write(lambda db: db.execute(statement, values))

    async def claim(self, record: JobRecord) -> bool:
        """Become the owner of a job, unless somebody else was quicker."""
        statement = (
            "UPDATE jobs SET owner = ?, status = 'running', updated_at = ? "
            "WHERE job_id = ? AND owner = ? AND status IN ('running', 'unknown')"
        )
        values = (self._owner, time.time(), record.job_id, record.owner)
        return await self._database.write(lambda db: db.execute(statement, values).rowcount == 1)

    async def give_up_unsent(self, record: JobRecord, error: str) -> bool:
        """End a turn of an ended process whose message never left; False for any other job."""
        statement = (
            "UPDATE jobs SET status = 'failed', error = ?, updated_at = ? "
            "WHERE job_id = ? AND owner = ? AND status = 'running' AND tool != 'export' AND NOT EXISTS "
            "(SELECT 1 FROM turns WHERE turns.job_id = jobs.job_id AND sent_at IS NOT NULL)"
        )
        values = (error, time.time(), record.job_id, record.owner)
        return await self._database.write(lambda db: db.execute(statement, values).rowcount == 1)

    async def note_progress(self, job_id: str, stage: str, percent: float) -> None:
        """Let other processes know how far a job is."""
        statement = "UPDATE jobs SET stage = ?, percent = ?, updated_at = ? WHERE job_id = ?"
        values = (stage, percent, time.time(), job_id)
        await self._database.write(lambda db: db.execute(statement, values))

    async def finish(self, job_id: str, status: str, *, result: str | None, error: str | None) -> bool:
        """Write down how a job ended; what its turn had without an answer is answered with it.

        Returns:
            Whether this process still had the job. An end that is there already stands.
        """
        now = time.time()
        end = (
            "UPDATE jobs SET status = ?, result = ?, error = ?, percent = ?, updated_at = ? "
            "WHERE job_id = ? AND owner = ? AND status = 'running'"
        )
        percent = 100 if result else 0

        def work(db: sqlite3.Connection) -> bool:
            values = (status, result, error, percent, now, job_id, self._owner)
            if db.execute(end, values).rowcount == 0:
                return False
            if status != "unknown":
                _close_turn(db, job_id, "cancelled" if status == "cancelled" else "answered", now)
            return True

        return await self._database.write(work)

    async def take_away(self, job_id: str) -> None:
        """Cancel a job whose process does not answer. It cannot send or finish it any more."""
        now = time.time()
        end = "UPDATE jobs SET status = 'cancelled', updated_at = ? WHERE job_id = ? AND status = 'running'"

        def work(db: sqlite3.Connection) -> None:
            if db.execute(end, (now, job_id)).rowcount:
                _close_turn(db, job_id, "cancelled", now)

        await self._database.write(work)

    async def collect(self, job_id: str) -> None:
        """A caller got the result."""
        statement = "UPDATE jobs SET collected_at = ? WHERE job_id = ? AND collected_at IS NULL"
        await self._database.write(lambda db: db.execute(statement, (time.time(), job_id)))

    async def ask_to_cancel(self, job_id: str) -> None:
        """Ask the process that runs a job to stop it."""
        statement = "UPDATE jobs SET cancel_asked = 1 WHERE job_id = ?"
        await self._database.write(lambda db: db.execute(statement, (job_id,)))

    async def is_cancel_asked(self, job_id: str) -> bool:
        """Whether another process asked to stop this job."""
        query = "SELECT cancel_asked FROM jobs WHERE job_id = ?"
        row = await self._database.read(lambda db: db.execute(query, (job_id,)).fetchone())
        return bool(row and row[0])

    def _admit(self, db: sqlite3.Connection, call: Call) -> tuple[JobRecord, bool]:
        if repeated := _repeated(db, call):
            return repeated, False
        prune(db)
        record = self._new_record(call)
        insert(db, "jobs", record)
        return record, True

    def _new_record(self, call: Call) -> JobRecord:
        now = time.time()
        return JobRecord(
            job_id=f"job_{secrets.token_urlsafe(24)}",
            tool=call.tool,
            project_id=call.project_id,
            fingerprint=call.fingerprint,
            request_id=call.request_id,
            language=call.language,
            arguments=call.arguments,
            owner=self._owner,
            status="running",
            stage="connecting",
            percent=0,
            result=None,
            error=None,
            started_at=now,
            updated_at=now,
            collected_at=None,
            cancel_asked=False,
        )

    async def _select(self, where: str, *values: object) -> list[JobRecord]:
        query = f"{_SELECT} {where}"
        return await self._database.read(lambda db: read_all(JobRecord, db.execute(query, values)))


def is_awaited(record: JobRecord, now_s: float) -> bool:
    """Whether a job is left to a process that is on its way."""
    return record.owner == FINISHER and now_s - record.updated_at < HANDOVER_S


def may_be_sent(record: JobRecord) -> bool:
    """Whether a turn that was not sent yet was handed on with what is asked."""
    return record.owner == FINISHER and record.arguments is not None


def is_repeat(call: Call, record: JobRecord, now_s: float) -> bool:
    """Whether a call means a job that there is already.

    A call with the same idempotency key always does. Without one, the same call does while the job runs,
    while nobody knows what became of it, and for a while when nobody collected its result.
    """
    if call.request_id:
        return record.request_id == call.request_id
    if (record.fingerprint, record.project_id) != (call.fingerprint, call.project_id):
        return False
    is_recent = now_s - record.updated_at < UNCOLLECTED_S
    if record.status == "unknown":
        return is_recent
    return record.status == "running" or (record.collected_at is None and is_recent)


def _repeated(db: sqlite3.Connection, call: Call) -> JobRecord | None:
    query = f"{_SELECT} tool = ? AND (request_id = ? OR fingerprint = ?) ORDER BY started_at DESC"
    records = read_all(JobRecord, db.execute(query, (call.tool, call.request_id, call.fingerprint)))
    return next((r for r in records if is_repeat(call, r, time.time()) and _stands(db, r)), None)


def _close_turn(db: sqlite3.Connection, job_id: str, outcome: str, now_s: float) -> None:
    close = "UPDATE turns SET outcome = ?, answered_at = ? WHERE job_id = ? AND outcome IS NULL"
    db.execute(close, (outcome, now_s, job_id))


def _stands(db: sqlite3.Connection, record: JobRecord) -> bool:
    """Whether the job is worth joining: a cancelled one is not, nor one that failed before anything left."""
    if record.status == "cancelled":
        return False
    return record.status != "failed" or _has_sent(db, record.job_id)


def _has_sent(db: sqlite3.Connection, job_id: str) -> bool:
    query = """
        SELECT 1 FROM turns WHERE job_id = ? AND sent_at IS NOT NULL AND outcome IS NOT 'refused'
        UNION SELECT 1 FROM renders WHERE job_id = ? AND outcome IS NOT 'refused'
    """
    return db.execute(query, (job_id, job_id)).fetchone() is not None

"""Jobs as the ledger keeps them."""

import secrets
import time
from collections.abc import Iterable, Mapping

from nemo_video.engine.facts import Progress
from nemo_video.engine.ledger.database import Connection, Database
from nemo_video.engine.ledger.records import Call, JobRecord
from nemo_video.engine.ledger.repeats import SELECT_JOBS, UNCOLLECTED_S, find_repeated, is_worth_joining
from nemo_video.engine.ledger.rows import insert, read_all
from nemo_video.engine.ledger.schema import prune
from nemo_video.errors import Busy

MAX_RUNNING = 100
"""Jobs of one of several users at a time, on all servers: a loop that runs away takes no room of others."""

FINISHER = "finisher"
"""The owner of jobs that an ended process left to the one that is started to finish them."""

NOBODY = "nobody"
"""The owner of jobs whose engine closed in a process that goes on."""

HANDOVER_S = 15.0
"""So long they wait for that process; then anybody may have them."""

MAX_LISTED = 20


class JobTable:
    """The jobs of all processes on this folder.

    Args:
        owner: The name of this process.
        has_others: Whether other users' jobs need room beside these.
    """

    def __init__(self, database: Database, owner: str, *, has_others: bool = False) -> None:
        self._database = database
        self._owner = owner
        self._has_others = has_others

    async def admit(self, call: Call) -> tuple[JobRecord, bool]:
        """Write a new job down, unless the call repeats one.

        Returns:
            The job, and whether it is a new one.

        Raises:
            Busy: Too many run.
        """
        return await self._database.write(lambda db: self._admit(db, call))

    async def find_repeated(self, call: Call) -> JobRecord | None:
        """The job that a call repeats, if it does."""
        return await self._database.read(lambda db: find_repeated(db, call))

    async def find(self, job_id: str) -> JobRecord | None:
        """A job by its id."""
        found = await self._select("job_id = :job_id", job_id=job_id)
        return found[0] if found else None

    async def find_by_request(self, tool: str, request_id: str) -> JobRecord | None:
        """The job that an idempotency key stands for, if that call did anything."""
        query = f"{SELECT_JOBS} tool = :tool AND request_id = :request_id ORDER BY started_at DESC"

        def work(db: Connection) -> JobRecord | None:
            rows = read_all(JobRecord, db.execute(query, {"tool": tool, "request_id": request_id}))
            return next((row for row in rows if is_worth_joining(db, row)), None)

        return await self._database.read(work)

    async def newest_by_request(self, request_id: str) -> JobRecord | None:
        """The newest job of an idempotency key, whatever became of it."""
        where = "request_id = :request_id ORDER BY started_at DESC LIMIT 1"
        found = await self._select(where, request_id=request_id)
        return found[0] if found else None

    async def uncollected(self, tool: str, fingerprint: str) -> list[JobRecord]:
        """Jobs that such a call started a short while ago and of which nobody got the result."""
        since = time.time() - UNCOLLECTED_S
        where = (
            "tool = :tool AND fingerprint = :fingerprint AND collected_at IS NULL AND updated_at > :since "
            "AND status NOT IN ('cancelled', 'failed')"
        )
        return await self._select(where, tool=tool, fingerprint=fingerprint, since=since)

    async def of_project(self, project_id: str) -> list[JobRecord]:
        """The jobs of one project, the newest first."""
        where = f"project_id = :project_id ORDER BY started_at DESC, rowid DESC LIMIT {MAX_LISTED}"
        return await self._select(where, project_id=project_id)

    async def completed_of(self, project_id: str) -> list[JobRecord]:
        """What was completed for a project, the newest first."""
        where = "project_id = :project_id AND status = 'completed' ORDER BY updated_at DESC, rowid DESC"
        return await self._select(where, project_id=project_id)

    async def newest(self) -> list[JobRecord]:
        """The jobs of all projects, the newest first."""
        return await self._select(f"1 = 1 ORDER BY started_at DESC, rowid DESC LIMIT {MAX_LISTED}")

    async def completed_exports(self) -> list[JobRecord]:
        """The exports that saved a file, of all projects, the newest first."""
        return await self._select("tool = 'export' AND status = 'completed' ORDER BY updated_at DESC")

    async def running_elsewhere(self) -> list[JobRecord]:
        """What other processes, living or dead, have under way; the oldest first."""
        where = "status = 'running' AND owner != :owner ORDER BY started_at, rowid"
        return await self._select(where, owner=self._owner)

    async def running_here(self) -> list[JobRecord]:
        """What this process has under way."""
        return await self._select("status = 'running' AND owner = :owner", owner=self._owner)

    async def handed_on(self) -> list[JobRecord]:
        """What was left to the process that finishes it."""
        return await self._select("status = 'running' AND owner = :owner", owner=FINISHER)

    async def hand_on(self, job_id: str, request: str | None) -> None:
        """Leave a job of this process to the one that is started to finish it.

        Args:
            job_id: The job.
            request: What is asked, for a turn that was not sent yet or can be taken again.
        """
        statement = (
            "UPDATE jobs SET owner = :finisher, updated_at = :now, arguments = COALESCE(arguments, :request) "
            "WHERE job_id = :job_id AND owner = :owner"
        )
        values = {
            "finisher": FINISHER, "now": time.time(), "request": request, "job_id": job_id,
            "owner": self._owner,
        }  # fmt: skip
        await self._database.write(lambda db: db.execute(statement, values))

    async def leave(self) -> None:
        """Let anybody have what this process still has under way, while others of its users go on."""
        statement = "UPDATE jobs SET owner = :nobody WHERE owner = :owner AND status = 'running'"
        values = {"nobody": NOBODY, "owner": self._owner}
        await self._database.write(lambda db: db.execute(statement, values))

    async def claim(self, record: JobRecord) -> bool:
        """Become the owner of a job, unless somebody else was quicker."""
        statement = (
            "UPDATE jobs SET owner = :owner, status = 'running', updated_at = :now WHERE job_id = "
            "(SELECT job_id FROM jobs WHERE job_id = :job_id AND owner = :before "
            f"AND status IN ('running', 'unknown') {self._database.skip_locked})"
        )
        values = {
            "owner": self._owner, "now": time.time(), "job_id": record.job_id, "before": record.owner,
        }  # fmt: skip
        return await self._database.write(lambda db: db.execute(statement, values).rowcount == 1)

    async def give_up_unsent(self, record: JobRecord, error: str) -> bool:
        """End a turn of an ended process whose message never left; False for any other job."""
        statement = (
            "UPDATE jobs SET status = 'failed', error = :error, updated_at = :now "
            "WHERE job_id = :job_id AND owner = :before AND status = 'running' AND tool != 'export' "
            "AND NOT EXISTS "
            "(SELECT 1 FROM turns WHERE turns.job_id = jobs.job_id AND sent_at IS NOT NULL)"
        )
        values = {"error": error, "now": time.time(), "job_id": record.job_id, "before": record.owner}
        return await self._database.write(lambda db: db.execute(statement, values).rowcount == 1)

    async def note_progress(self, progress: Mapping[str, tuple[Progress, str | None]]) -> None:
        """Tell other processes how far jobs of this one are, and what is known of each if it ends.

        A job that has ended while the note was on its way keeps its end.
        """
        statement = (
            "UPDATE jobs SET stage = :stage, percent = :percent, error = :error, updated_at = :now "
            "WHERE job_id = :job_id AND owner = :owner AND status = 'running'"
        )
        now = time.time()

        def work(db: Connection) -> None:
            for job_id, (now_at, error) in progress.items():
                values = {"stage": now_at.stage, "percent": now_at.percent, "error": error, "now": now}
                db.execute(statement, {**values, "job_id": job_id, "owner": self._owner})

        await self._database.write(work)

    async def finish(self, job_id: str, status: str, *, result: str | None, error: str | None) -> bool:
        """Write down how a job ended; what its turn had without an answer is answered with it.

        Returns:
            Whether this process still had the job. An end that is there already stands.
        """
        now = time.time()
        end = (
            "UPDATE jobs SET status = :status, result = :result, error = :error, percent = :percent, "
            "updated_at = :now WHERE job_id = :job_id AND owner = :owner AND status = 'running'"
        )
        values = {
            "status": status, "result": result, "error": error, "percent": 100 if result else 0, "now": now,
            "job_id": job_id, "owner": self._owner,
        }  # fmt: skip

        def work(db: Connection) -> bool:
            if db.execute(end, values).rowcount == 0:
                return False
            if status != "unknown":
                _close_turn(db, job_id, "cancelled" if status == "cancelled" else "answered", now)
            return True

        return await self._database.write(work)

    async def take_away(self, job_id: str) -> None:
        """Cancel a job whose process does not answer. It cannot send or finish it any more."""
        now = time.time()
        end = (
            "UPDATE jobs SET status = 'cancelled', error = NULL, updated_at = :now "
            "WHERE job_id = :job_id AND status = 'running'"
        )

        def work(db: Connection) -> None:
            if db.execute(end, {"now": now, "job_id": job_id}).rowcount:
                _close_turn(db, job_id, "cancelled", now)

        await self._database.write(work)

    async def collect(self, job_id: str) -> None:
        """A caller got the result."""
        statement = "UPDATE jobs SET collected_at = :now WHERE job_id = :job_id AND collected_at IS NULL"
        values = {"now": time.time(), "job_id": job_id}
        await self._database.write(lambda db: db.execute(statement, values))

    async def ask_to_cancel(self, job_id: str) -> None:
        """Ask the process that runs a job to stop it."""
        statement = "UPDATE jobs SET cancel_asked = 1 WHERE job_id = :job_id"
        await self._database.write(lambda db: db.execute(statement, {"job_id": job_id}))

    async def find_disturbed(self, job_ids: Iterable[str]) -> dict[str, bool]:
        """Which of the jobs that this process runs others stopped here.

        Returns:
            Of each of these, whether another process took it; else somebody asked to cancel it.
        """
        undisturbed = (
            "SELECT job_id FROM jobs WHERE status = 'running' AND owner = :owner AND cancel_asked = 0"
        )
        found = "SELECT owner, cancel_asked FROM jobs WHERE job_id = :job_id"

        def work(db: Connection) -> dict[str, bool]:
            left_alone = {row[0] for row in db.execute(undisturbed, {"owner": self._owner})}
            others = [each for each in job_ids if each not in left_alone]  # just ended, most of them
            rows = {each: db.execute(found, {"job_id": each}).fetchone() for each in others}
            is_lost = {each: row[0] != self._owner for each, row in rows.items() if row}
            return {each: lost for each, lost in is_lost.items() if lost or rows[each][1]}

        return await self._database.read(work)

    def _admit(self, db: Connection, call: Call) -> tuple[JobRecord, bool]:
        if repeated := find_repeated(db, call):
            return repeated, False
        if self._has_others:
            _check_room(db)
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

    async def _select(self, where: str, **values: object) -> list[JobRecord]:
        query = f"{SELECT_JOBS} {where}"
        return await self._database.read(lambda db: read_all(JobRecord, db.execute(query, values)))


def is_awaited(record: JobRecord, now_s: float) -> bool:
    """Whether a job is left to a process that is on its way."""
    return record.owner == FINISHER and now_s - record.updated_at < HANDOVER_S


def may_be_sent(record: JobRecord) -> bool:
    """Whether a turn was handed on with what is asked, to be taken where nothing came of it yet."""
    return record.owner == FINISHER and record.arguments is not None


def _check_room(db: Connection) -> None:
    running = "SELECT count(*) FROM jobs WHERE status = 'running'"
    if db.execute(running).fetchone()[0] >= MAX_RUNNING:
        raise Busy(f"{MAX_RUNNING} jobs are under way, and no more start before one of them ends.")


def _close_turn(db: Connection, job_id: str, outcome: str, now_s: float) -> None:
    close = (
        "UPDATE turns SET outcome = :outcome, answered_at = :now WHERE job_id = :job_id AND outcome IS NULL"
    )
    db.execute(close, {"outcome": outcome, "now": now_s, "job_id": job_id})

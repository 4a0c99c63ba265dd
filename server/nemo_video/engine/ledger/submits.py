"""What was sent: every message and every render, noted before it leaves and after each answer."""

import time

from nemo_video.engine.ledger.database import Connection, Database
from nemo_video.engine.ledger.records import RenderRecord, TurnRecord
from nemo_video.engine.ledger.rows import columns, first, insert, read_all
from nemo_video.errors import Busy


class Turns:
    """The messages to the chat, at most one for each job.

    Args:
        owner: The name of this process.
    """

    def __init__(self, database: Database, owner: str) -> None:
        self._database = database
        self._owner = owner

    async def open(self, job_id: str, project_id: str) -> bool:
        """Take the project's turn, unless another job has it, in whatever process."""
        taken = (
            "SELECT 1 FROM turns JOIN jobs USING (job_id) WHERE turns.project_id = :project_id "
            "AND jobs.status = 'running' AND job_id != :job_id"
        )
        insert = "INSERT INTO turns (job_id, project_id) VALUES (:job_id, :project_id) ON CONFLICT DO NOTHING"
        values = {"job_id": job_id, "project_id": project_id}

        def work(db: Connection) -> bool:
            if db.execute(taken, values).fetchone():
                return False
            db.execute(insert, values)
            return True

        return await self._database.write(work)

    async def are_under_way(self, project_id: str) -> bool:
        """Whether a turn of a project runs or waits for the ones before it, in whatever process."""
        query = (
            "SELECT 1 FROM jobs WHERE project_id = :project_id AND tool != 'export' AND status = 'running' "
            "LIMIT 1"
        )
        values = {"project_id": project_id}
        row = await self._database.read(lambda db: db.execute(query, values).fetchone())
        return row is not None

    async def send(self, job_id: str, timeline: str, credits: float | None) -> None:
        """The message is about to leave.

        Raises:
            Busy: This process has lost the job, so nothing may leave: it was cancelled while we hung.
        """
        statement = (
            "UPDATE turns SET timeline = :timeline, credits = :credits, sent_at = :now "
            "WHERE job_id = :job_id AND EXISTS (SELECT 1 FROM jobs "
            "WHERE jobs.job_id = turns.job_id AND owner = :owner AND status = 'running')"
        )
        values = {
            "timeline": timeline, "credits": credits, "now": time.time(), "job_id": job_id,
            "owner": self._owner,
        }  # fmt: skip
        if not await self._database.write(lambda db: db.execute(statement, values).rowcount):
            raise Busy("This job was cancelled before its message left, so nothing was sent.")

    async def note(self, job_id: str, outcome: str) -> None:
        """The answer came: `answered`, or `refused` when nothing was done."""
        statement = "UPDATE turns SET outcome = :outcome, answered_at = :now WHERE job_id = :job_id"
        values = {"outcome": outcome, "now": time.time(), "job_id": job_id}
        await self._database.write(lambda db: db.execute(statement, values))

    async def find(self, job_id: str) -> TurnRecord | None:
        """The message of a job."""
        query = f"SELECT {columns(TurnRecord)} FROM turns WHERE job_id = :job_id"
        return await self._database.read(lambda db: first(TurnRecord, db.execute(query, {"job_id": job_id})))


class Renders:
    """The renders, one for each attempt of an export.

    Args:
        owner: The name of this process.
    """

    def __init__(self, database: Database, owner: str) -> None:
        self._database = database
        self._owner = owner

    async def submit(self, job_id: str, file_name: str, duration_s: float) -> RenderRecord:
        """A render is about to leave; it gets an id that no other render of this ledger has.

        Raises:
            Busy: This process has lost the job, so nothing may leave.
        """
        ours = "SELECT 1 FROM jobs WHERE job_id = :job_id AND owner = :owner AND status = 'running'"

        def work(db: Connection) -> RenderRecord | None:
            if not db.execute(ours, {"job_id": job_id, "owner": self._owner}).fetchone():
                return None
            now = time.time()
            record = RenderRecord(_new_render_id(db, now), job_id, file_name, duration_s, now)
            insert(db, "renders", record)
            return record

        record = await self._database.write(work)
        if record is None:
            raise Busy("This job is another process's by now, so nothing was sent.")
        return record

    async def note(self, render_id: str, outcome: str) -> None:
        """The answer came: `accepted`, or `refused` when nothing was started."""
        statement = "UPDATE renders SET outcome = :outcome, answered_at = :now WHERE render_id = :render_id"
        values = {"outcome": outcome, "now": time.time(), "render_id": render_id}
        await self._database.write(lambda db: db.execute(statement, values))

    async def of_job(self, job_id: str) -> list[RenderRecord]:
        """The renders of an export that may have arrived, the oldest first."""
        query = (
            f"SELECT {columns(RenderRecord)} FROM renders "
            "WHERE job_id = :job_id AND COALESCE(outcome, '') != 'refused' ORDER BY submitted_at, rowid"
        )
        values = {"job_id": job_id}
        return await self._database.read(lambda db: read_all(RenderRecord, db.execute(query, values)))


def _new_render_id(db: Connection, now_s: float) -> str:
    """`render_<ms timestamp>`; exports of the same millisecond get the next ones."""
    at_ms = round(now_s * 1000)
    query = "SELECT 1 FROM renders WHERE render_id = :render_id"
    while db.execute(query, {"render_id": f"render_{at_ms}"}).fetchone():
        at_ms += 1
    return f"render_{at_ms}"

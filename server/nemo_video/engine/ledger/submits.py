"""What was sent: every message and every render, noted before it leaves and after each answer."""

import sqlite3
import time

from nemo_video.engine.ledger.database import Database
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
            "SELECT 1 FROM turns JOIN jobs USING (job_id) WHERE turns.project_id = ? "
            "AND jobs.status = 'running' AND job_id != ?"
        )
        insert = "INSERT OR IGNORE INTO turns (job_id, project_id) VALUES (?, ?)"

        def work(db: sqlite3.Connection) -> bool:
            if db.execute(taken, (project_id, job_id)).fetchone():
                return False
            db.execute(insert, (job_id, project_id))
            return True

        return await self._database.write(work)

    async def are_under_way(self, project_id: str) -> bool:
        """Whether a turn of a project runs or waits for the ones before it, in whatever process."""
        query = "SELECT 1 FROM jobs WHERE project_id = ? AND tool != 'export' AND status = 'running' LIMIT 1"
        row = await self._database.read(lambda db: db.execute(query, (project_id,)).fetchone())
        return row is not None

    async def send(self, job_id: str, timeline: str, credits: float | None) -> None:
        """The message is about to leave.

        Raises:
            Busy: This process has lost the job, so nothing may leave: it was cancelled while we hung.
        """
        statement = (
            "UPDATE turns SET timeline = ?, credits = ?, sent_at = ? WHERE job_id = ? AND EXISTS "
            "(SELECT 1 FROM jobs WHERE jobs.job_id = turns.job_id AND owner = ? AND status = 'running')"
        )
        values = (timeline, credits, time.time(), job_id, self._owner)
        if not await self._database.write(lambda db: db.execute(statement, values).rowcount):
            raise Busy("This job was cancelled before its message left, so nothing was sent.")

    async def note(self, job_id: str, outcome: str) -> None:
        """The answer came: `answered`, or `refused` when nothing was done."""
        statement = "UPDATE turns SET outcome = ?, answered_at = ? WHERE job_id = ?"
        await self._database.write(lambda db: db.execute(statement, (outcome, time.time(), job_id)))

    async def find(self, job_id: str) -> TurnRecord | None:
        """The message of a job."""
        query = f"SELECT {columns(TurnRecord)} FROM turns WHERE job_id = ?"
        return await self._database.read(lambda db: first(TurnRecord, db.execute(query, (job_id,))))


class Renders:
    """The renders, one for each attempt of an export."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def submit(self, job_id: str, file_name: str, duration_s: float) -> RenderRecord:
        """A render is about to leave; it gets an id that no other render on this folder has."""

        def work(db: sqlite3.Connection) -> RenderRecord:
            now = time.time()
            record = RenderRecord(_new_render_id(db, now), job_id, file_name, duration_s, now)
            insert(db, "renders", record)
            return record

        return await self._database.write(work)

    async def note(self, render_id: str, outcome: str) -> None:
        """The answer came: `accepted`, or `refused` when nothing was started."""
        statement = "UPDATE renders SET outcome = ?, answered_at = ? WHERE render_id = ?"
        await self._database.write(lambda db: db.execute(statement, (outcome, time.time(), render_id)))

    async def of_job(self, job_id: str) -> list[RenderRecord]:
        """The renders of an export that may have arrived, the oldest first."""
        query = (
            f"SELECT {columns(RenderRecord)} FROM renders "
            "WHERE job_id = ? AND outcome IS NOT 'refused' ORDER BY submitted_at, rowid"
        )
        return await self._database.read(lambda db: read_all(RenderRecord, db.execute(query, (job_id,))))


def _new_render_id(db: sqlite3.Connection, now_s: float) -> str:
    """`render_<ms timestamp>`; exports of the same millisecond get the next ones."""
    at_ms = round(now_s * 1000)
    while db.execute("SELECT 1 FROM renders WHERE render_id = ?", (f"render_{at_ms}",)).fetchone():
        at_ms += 1
    return f"render_{at_ms}"

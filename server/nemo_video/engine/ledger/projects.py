"""Which session belongs to which project, and what was uploaded to it."""

import json
import time
from collections.abc import Sequence
from dataclasses import asdict

from nemo_video.client import Session
from nemo_video.engine.facts import UploadedFile
from nemo_video.engine.ledger.database import Connection, Database
from nemo_video.engine.ledger.records import StoredProject
from nemo_video.engine.ledger.rows import columns, first, insert, read_all, read_json
from nemo_video.settings import BackendName

_SELECT = f"SELECT {columns(StoredProject)} FROM projects"


class ProjectTable:
    """Projects and their uploads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, project: StoredProject) -> None:
        """Remember a new project."""
        await self._database.write(lambda db: insert(db, "projects", project))

    async def find(self, project_id: str) -> StoredProject | None:
        """A project by its handle."""
        return await self._database.read(lambda db: _find(db, project_id))

    async def used_last(self, configured: BackendName) -> StoredProject | None:
        """The project that was used last by a process with that setting; older versions noted no setting."""
        where = "WHERE COALESCE(configured, backend) = :configured ORDER BY last_used_at DESC LIMIT 1"
        values = {"configured": configured}
        return await self._database.read(
            lambda db: first(StoredProject, db.execute(f"{_SELECT} {where}", values))
        )

    async def used_lately(self, limit: int) -> tuple[list[StoredProject], int]:
        """The projects, the one used last first, and how many there are beyond the limit too."""
        query = f"{_SELECT} ORDER BY last_used_at DESC LIMIT :limit"

        def work(db: Connection) -> tuple[list[StoredProject], int]:
            listed = read_all(StoredProject, db.execute(query, {"limit": limit}))
            return listed, db.execute("SELECT count(*) FROM projects").fetchone()[0]

        return await self._database.read(work)

    async def use(self, project_id: str, configured: BackendName) -> StoredProject | None:
        """A project by its handle, which a process with that setting uses now."""

        def work(db: Connection) -> StoredProject | None:
            _update(db, project_id, last_used_at=time.time(), configured=configured)
            return _find(db, project_id)

        return await self._database.write(work)

    async def note_turn(self, project_id: str, configured: BackendName, title: str | None) -> None:
        """A process with that setting has changed a project by a turn, and what the project is about."""
        await self._update(project_id, last_used_at=time.time(), configured=configured, title=title)

    async def note_language(self, project_id: str, language: str) -> None:
        """The language that a project's first words are in."""
        await self._update(project_id, language=language)

    async def note_question(self, project_id: str, job_id: str | None) -> None:
        """The job whose question the next instruction answers."""
        await self._update(project_id, asked_by=job_id)

    async def replace_session(
        self, project_id: str, before: str | None, session: Session
    ) -> tuple[bool, StoredProject | None]:
        """Give a project a session, if it still has the one before.

        Returns:
            Whether it had; False when somebody was quicker. And the project as it is then.
        """
        statement = (
            "UPDATE projects SET task_id = :task_id, session_id = :session_id, bind_id = :bind_id "
            "WHERE project_id = :project_id AND COALESCE(session_id, '') = :before"
        )
        values = {**asdict(session), "project_id": project_id, "before": before or ""}

        def work(db: Connection) -> tuple[bool, StoredProject | None]:
            is_taken = db.execute(statement, values).rowcount == 1
            return is_taken, _find(db, project_id)

        return await self._database.write(work)

    async def add_uploads(self, project_id: str, files: Sequence[UploadedFile]) -> None:
        """Remember what was uploaded; a file from the same source takes the place of the one before."""
        before = "DELETE FROM uploads WHERE project_id = :project_id AND source = :source"
        insert = "INSERT INTO uploads (project_id, source, file) VALUES (:project_id, :source, :file)"

        def work(db: Connection) -> None:
            for file in files:
                named = {"project_id": project_id, "source": file.source}
                db.execute(before, named)
                db.execute(insert, {**named, "file": json.dumps(asdict(file))})

        await self._database.write(work)

    async def uploads(self, project_id: str) -> list[UploadedFile]:
        """What was uploaded to a project, in that order."""
        return await self._database.read(lambda db: _uploads(db, project_id))

    async def forget_uploads(self, project_id: str) -> list[UploadedFile]:
        """Forget what was uploaded, and return it."""

        def work(db: Connection) -> list[UploadedFile]:
            files = _uploads(db, project_id)
            db.execute("DELETE FROM uploads WHERE project_id = :project_id", {"project_id": project_id})
            return files

        return await self._database.write(work)

    async def _update(self, project_id: str, **values: object) -> None:
        await self._database.write(lambda db: _update(db, project_id, **values))


def _find(db: Connection, project_id: str) -> StoredProject | None:
    query = f"{_SELECT} WHERE project_id = :project_id"
    return first(StoredProject, db.execute(query, {"project_id": project_id}))


def _update(db: Connection, project_id: str, **values: object) -> None:
    assignments = ", ".join(f"{name} = :{name}" for name in values)
    statement = f"UPDATE projects SET {assignments} WHERE project_id = :project_id"
    db.execute(statement, {**values, "project_id": project_id})


def _uploads(db: Connection, project_id: str) -> list[UploadedFile]:
    query = "SELECT file FROM uploads WHERE project_id = :project_id ORDER BY rowid"
    return read_json(UploadedFile, [row[0] for row in db.execute(query, {"project_id": project_id})])

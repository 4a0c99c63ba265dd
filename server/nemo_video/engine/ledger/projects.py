"""Which session belongs to which project, and what was uploaded to it."""

import json
from dataclasses import asdict

from nemo_video.engine.facts import UploadedFile
from nemo_video.engine.ledger.database import Database
from nemo_video.engine.ledger.records import StoredProject

MOST_LISTED = 1000


class ProjectTable:
    """Projects and their uploads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, project: StoredProject) -> None:
        """Remember a project, in place of what was known of it."""
        values = (
            project.project_id, project.backend, project.language, project.title,
            project.task_id, project.session_id, project.bind_id, project.last_used_at,
        )  # fmt: skip
        statement = "INSERT OR REPLACE INTO projects VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        await self._database.write(lambda db: db.execute(statement, values))

    async def find(self, project_id: str) -> StoredProject | None:
        """A project by its handle."""
        query = "SELECT * FROM projects WHERE project_id = ?"
        row = await self._database.read(lambda db: db.execute(query, (project_id,)).fetchone())
        return StoredProject(*row) if row else None

    async def all(self) -> list[StoredProject]:
        """The projects, the one used last first."""
        query = f"SELECT * FROM projects ORDER BY last_used_at DESC LIMIT {MOST_LISTED}"
        return [
            StoredProject(*row) for row in await self._database.read(lambda db: db.execute(query).fetchall())
        ]

    async def keep_uploads(self, project_id: str, files: list[UploadedFile]) -> None:
        """Remember what was uploaded, in place of what was known of it."""
        rows = [(project_id, file.source, json.dumps(asdict(file))) for file in files]
        await self._database.write(
            lambda db: (
                db.execute("DELETE FROM uploads WHERE project_id = ?", (project_id,)),
                db.executemany("INSERT OR REPLACE INTO uploads VALUES (?, ?, ?)", rows),
            )
        )

    async def uploads(self, project_id: str) -> list[UploadedFile]:
        """What was uploaded to a project."""
        query = "SELECT file FROM uploads WHERE project_id = ?"
        rows = await self._database.read(lambda db: db.execute(query, (project_id,)).fetchall())
        return [UploadedFile(**json.loads(row[0])) for row in rows]

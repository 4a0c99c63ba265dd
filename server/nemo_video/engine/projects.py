"""Projects: a handle of ours over one editing session of a backend."""

import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import anyio

from nemo_video.client import Session
from nemo_video.engine.changes import Changes, ProjectsChanged, TimelineChanged
from nemo_video.engine.facts import ProjectReport, UploadedFile
from nemo_video.engine.ledger import ProjectTable, StoredProject
from nemo_video.errors import NotFound
from nemo_video.language import Language
from nemo_video.settings import BackendName


@dataclass
class Project:
    """One project and its session.

    Attributes:
        session: The backend's session; None until the first call that needs one.
        turn: Held by the one instruction that works on the project; others wait in order of arrival.
        uploads: What was uploaded, to be offered again when the backend loses the session.
        asked_by: The job that ended with a question of the backend's; the next instruction answers it.
        is_restored: It comes from the ledger; if a studio had it, that studio ended with its process.
    """

    project_id: str
    backend: BackendName
    language: Language
    session: Session | None = None
    title: str | None = None
    last_used_at: float = field(default_factory=time.time)
    turn: anyio.Lock = field(default_factory=anyio.Lock)
    uploads: list[UploadedFile] = field(default_factory=list[UploadedFile])
    asked_by: str | None = None
    is_restored: bool = False

    @property
    def sources(self) -> tuple[str, ...]:
        """Where its uploads came from, each once."""
        return tuple(dict.fromkeys(file.source for file in self.uploads))

    def report(self) -> ProjectReport:
        """The project as a line of a list."""
        return ProjectReport(self.project_id, self.backend, self.title, self.last_used_at)


class Projects:
    """All projects of this process, and the current one; those of other processes are found in the ledger."""

    def __init__(self, records: ProjectTable, changes: Changes) -> None:
        self._records = records
        self._changes = changes
        self._projects: dict[str, Project] = {}
        self.current: Project | None = None

    def make(self, backend: BackendName, language: Language) -> Project:
        """A new project; it becomes the current one."""
        project = Project(f"prj_{secrets.token_hex(8)}", backend, language)
        self._projects[project.project_id] = self.current = project
        self._changes.tell(ProjectsChanged())
        return project

    async def use(self, project_id: str) -> Project:
        """A project by its handle; it becomes the current one.

        Raises:
            NotFound: There is none.
        """
        project = await self.find(project_id)
        project.last_used_at = time.time()
        if project is not self.current:
            self.current = project
            self._changes.tell(ProjectsChanged())
        return project

    async def find(self, project_id: str) -> Project:
        """A project by its handle.

        Raises:
            NotFound: There is none.
        """
        if project_id not in self._projects:
            kept = await self._records.find(project_id)
            if kept is None:
                raise NotFound(f'There is no project "{project_id}".')
            uploads = await self._records.uploads(project_id)
            self._projects.setdefault(project_id, _restored(kept, uploads))
        return self._projects[project_id]

    async def keep(self, project: Project) -> None:
        """Remember a project for later processes."""
        await self._records.keep(_stored(project))
        self._changes.tell(ProjectsChanged())

    async def add_uploads(self, project: Project, files: Sequence[UploadedFile]) -> None:
        """Remember what was uploaded."""
        project.uploads.extend(files)
        await self._records.keep_uploads(project.project_id, project.uploads)

    async def lose_session(self, project: Project) -> tuple[str, ...]:
        """The backend has lost the session, and with it what was uploaded; returns the sources of that."""
        sources = project.sources
        project.session = None
        project.uploads.clear()
        self.note_timeline(project)
        await self._records.keep_uploads(project.project_id, [])
        await self.keep(project)
        return sources

    def note_timeline(self, project: Project) -> None:
        """Something else is on the project's timeline now."""
        self._changes.tell(TimelineChanged(project.project_id))

    async def report(self) -> tuple[ProjectReport, ...]:
        """Every project, the one used last first."""
        reports = [project.report() for project in self._projects.values()]
        reports += [
            ProjectReport(kept.project_id, kept.backend, kept.title, kept.last_used_at)
            for kept in await self._records.all()
            if kept.project_id not in self._projects
        ]
        return tuple(sorted(reports, key=lambda report: -report.last_used_at))


def _stored(project: Project) -> StoredProject:
    session = project.session
    return StoredProject(
        project_id=project.project_id,
        backend=project.backend,
        language=project.language,
        title=project.title,
        task_id=session.task_id if session else None,
        session_id=session.session_id if session else None,
        bind_id=session.bind_id if session else None,
        last_used_at=project.last_used_at,
    )


def _restored(kept: StoredProject, uploads: list[UploadedFile]) -> Project:
    """A project as the ledger kept it; its session may be gone on the backend's side."""
    has_session = kept.task_id is not None and kept.session_id is not None
    return Project(
        project_id=kept.project_id,
        backend=kept.backend,
        language=kept.language,
        session=Session(kept.task_id or "", kept.session_id or "", kept.bind_id) if has_session else None,
        title=kept.title,
        last_used_at=kept.last_used_at,
        uploads=uploads,
        is_restored=True,
    )

"""Projects: a handle of ours over one editing session of a backend, in memory."""

import secrets
import time
from dataclasses import dataclass, field

import anyio

from nemo_video.client import Session
from nemo_video.engine.facts import ProjectReport, UploadedFile
from nemo_video.engine.ledger import StoredProject
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
    """

    project_id: str
    backend: BackendName
    language: Language
    session: Session | None = None
    title: str | None = None
    last_used_at: float = field(default_factory=time.time)
    turn: anyio.Lock = field(default_factory=anyio.Lock)
    uploads: list[UploadedFile] = field(default_factory=list[UploadedFile])

    def report(self) -> ProjectReport:
        """The project as a line of a list."""
        return ProjectReport(self.project_id, self.backend, self.title, self.last_used_at)


class Projects:
    """All projects of this process, and the current one."""

    def __init__(self) -> None:
        self._projects: dict[str, Project] = {}
        self.current: Project | None = None

    def make(self, backend: BackendName, language: Language) -> Project:
        """A new project; it becomes the current one."""
        project = Project(f"prj_{secrets.token_hex(8)}", backend, language)
        return self.add(project)

    def add(self, project: Project) -> Project:
        """Take a project in; it becomes the current one."""
        self._projects[project.project_id] = self.current = project
        return project

    def use(self, project_id: str) -> Project:
        """Make a project the current one.

        Raises:
            NotFound: There is none.
        """
        project = self._projects.get(project_id)
        if project is None:
            raise NotFound(f'There is no project "{project_id}".')
        project.last_used_at = time.time()
        self.current = project
        return project

    def knows(self, project_id: str) -> bool:
        """Whether the project is in memory."""
        return project_id in self._projects

    def all(self) -> list[Project]:
        """Every project, the one used last first."""
        return sorted(self._projects.values(), key=lambda project: -project.last_used_at)


def stored(project: Project, session: Session) -> StoredProject:
    """What the ledger keeps of a project."""
    return StoredProject(
        project_id=project.project_id,
        backend=project.backend,
        language=project.language,
        title=project.title,
        task_id=session.task_id,
        session_id=session.session_id,
        bind_id=session.bind_id,
        last_used_at=project.last_used_at,
    )


def restored(kept: StoredProject) -> Project:
    """A project as the ledger kept it; its session may be gone on the backend's side."""
    return Project(
        project_id=kept.project_id,
        backend=kept.backend,
        language=kept.language,
        session=Session(kept.task_id, kept.session_id, kept.bind_id),
        title=kept.title,
        last_used_at=kept.last_used_at,
    )

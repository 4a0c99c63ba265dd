"""Projects: a handle of ours over one editing session of a backend.

The ledger is the truth about them, for other processes on the state folder work on the same projects: a
project is read again before it is used, and a session is taken only in the place of the one that was read.
"""

import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from weakref import WeakValueDictionary

import anyio

from nemo_video.client import Session
from nemo_video.engine.changes import Changes, ProjectsChanged, TimelineChanged
from nemo_video.engine.facts import ProjectReport, UploadedFile
from nemo_video.engine.ledger import ProjectTable, StoredProject
from nemo_video.errors import NotFound
from nemo_video.language import Language
from nemo_video.settings import BackendName
from nemo_video.timeline import Miniatures, Timeline


@dataclass
class Looks:
    """How a project looks and sounds, as far as this process has seen it.

    Attributes:
        drawn: The timeline as it was last drawn, so that the next picture marks what is new.
        asked: The timeline of which frames and waveforms were last asked for.
        complete: The timeline of which all of them are known.
        thumbnails: The newest frame of each clip that is known, by its segment's id; it may be of before the
            clip's last change.
        lent: Frames of clips that were cut, by the ids of those of their parts that have none yet.
        waveforms: The same of its sounds.
        picture: The last picture of it, as JPEG, and all that it was drawn from.
    """

    drawn: Timeline | None = None
    asked: Timeline | None = None
    complete: Timeline | None = None
    thumbnails: dict[str, bytes] = field(default_factory=dict[str, bytes])
    lent: dict[str, bytes] = field(default_factory=dict[str, bytes])
    waveforms: dict[str, Sequence[float]] = field(default_factory=dict[str, Sequence[float]])
    picture: tuple[tuple[Timeline, Timeline | None, Miniatures, Language], bytes] | None = None


@dataclass
class Project:
    """One project as this process works on it.

    Attributes:
        session: The backend's session; None until the first call that needs one.
        asked_by: The job that ended with a question of the backend's; the next instruction answers it.
        looks: What is known of its picture, so that the next one draws and marks only what is new.
        turn: Held by the one instruction that works on the project; others wait in order of arrival.
    """

    project_id: str
    backend: BackendName
    language: Language
    session: Session | None = None
    title: str | None = None
    asked_by: str | None = None
    looks: Looks = field(default_factory=Looks)
    turn: anyio.Lock = field(default_factory=anyio.Lock)

    def update(self, stored: StoredProject) -> None:
        """Take over what the ledger knows."""
        self.title, self.asked_by = stored.title, stored.asked_by
        self.session = None
        if stored.task_id is not None and stored.session_id is not None:
            self.session = Session(stored.task_id, stored.session_id, stored.bind_id)


class Projects:
    """All projects, and the current one of this process.

    Args:
        records: What the ledger knows of them.
        changes: Told of what changes.
        configured: The backend that the settings name. A process goes on with the project used last under
            the same setting: whoever switches to the studio, or back, does not want the other's project.
        is_shared: Whether other servers work for the same user, so that the next call may go to any of them.
        is_onlooker: Whether a person just looks around here, and later processes shall not follow.
    """

    def __init__(
        self,
        records: ProjectTable,
        changes: Changes,
        configured: BackendName,
        *,
        is_shared: bool = False,
        is_onlooker: bool = False,
    ) -> None:
        self._is_shared = is_shared
        self._is_onlooker = is_onlooker
        self._records = records
        self._changes = changes
        self._configured: BackendName = configured
        self._projects = WeakValueDictionary[str, Project]()
        self._current: Project | None = None
        self.has_been_used = False
        """Whether a call of this process named or made a project; until then only earlier processes did."""

    async def current(self) -> Project | None:
        """The current project: the one used last, by this process or else by an earlier one."""
        before = self._current
        if before is None or self._is_shared:
            stored = await self._records.used_last(self._configured)
            if stored and self._current is before:
                self._current = self._update(stored)
        return self._current

    async def make(self, backend: BackendName, language: Language) -> Project:
        """A new project; it becomes the current one."""
        stored = StoredProject(
            project_id=f"prj_{secrets.token_hex(8)}",
            backend=backend,
            language=language,
            title=None,
            task_id=None,
            session_id=None,
            bind_id=None,
            last_used_at=time.time(),
            asked_by=None,
            configured=self._configured,
        )
        await self._records.add(stored)
        self.has_been_used = True
        self._current = self._update(stored)
        self._changes.tell(ProjectsChanged())
        return self._current

    async def use(self, project_id: str) -> Project:
        """A project by its handle; it becomes the current one, of later processes too.

        Raises:
            NotFound: There is none.
        """
        return self._choose(project_id, await self._records.use(project_id, self._configured))

    async def look_at(self, project_id: str) -> Project:
        """The same; where a person just looks around, it becomes the current one of this process alone.

        Raises:
            NotFound: There is none.
        """
        if not self._is_onlooker:
            return await self.use(project_id)
        return self._choose(project_id, await self._records.find(project_id))

    def _choose(self, project_id: str, stored: StoredProject | None) -> Project:
        project = self._existing(project_id, stored)
        self.has_been_used = True
        if project is not self._current:
            self._current = project
            self._changes.tell(ProjectsChanged())
        return project

    async def find(self, project_id: str) -> Project:
        """A project by its handle, as it is now.

        Raises:
            NotFound: There is none.
        """
        return self._existing(project_id, await self._records.find(project_id))

    def _existing(self, project_id: str, stored: StoredProject | None) -> Project:
        if stored is None:
            raise NotFound(f'There is no project "{project_id}".')
        return self._update(stored)

    async def refresh(self, project: Project) -> None:
        """Read again what other processes may have changed."""
        if stored := await self._records.find(project.project_id):
            project.update(stored)

    async def replace_session(self, project: Project, session: Session) -> bool:
        """Give a project another session, unless another process did so first: then its session stands.

        Returns:
            Whether it is the one given.
        """
        before = project.session.session_id if project.session else None
        is_taken, stored = await self._records.replace_session(project.project_id, before, session)
        if stored:
            project.update(stored)
        return is_taken

    async def note_language(self, project: Project, language: Language) -> None:
        """A project that was made without words speaks as its first ones do."""
        if project.session is None and project.language != language:
            project.language = language
            await self._records.note_language(project.project_id, language)

    async def note_question(self, project: Project, job_id: str | None) -> None:
        """A job ended with a question, or nothing is asked any more."""
        if project.asked_by != job_id:
            project.asked_by = job_id
            await self._records.note_question(project.project_id, job_id)

    async def note_turn(self, project: Project, title: str | None, *, has_changed: bool) -> None:
        """A turn is over."""
        project.title = title or project.title
        await self._records.note_turn(project.project_id, self._configured, project.title)
        if has_changed:
            self._changes.tell(TimelineChanged(project.project_id))
        self._changes.tell(ProjectsChanged())

    async def uploads(self, project: Project) -> list[UploadedFile]:
        """What was uploaded to it, to be offered again when the backend loses the session."""
        return await self._records.uploads(project.project_id)

    async def add_uploads(self, project: Project, files: Sequence[UploadedFile]) -> None:
        """Remember what was uploaded."""
        await self._records.add_uploads(project.project_id, files)

    async def forget_uploads(self, project: Project) -> tuple[str, ...]:
        """What was uploaded is gone with its session; returns where it came from, each once."""
        lost = await self._records.forget_uploads(project.project_id)
        self._changes.tell(TimelineChanged(project.project_id))
        return tuple(dict.fromkeys(file.source for file in lost))

    async def report(self, limit: int) -> tuple[tuple[ProjectReport, ...], int]:
        """The projects, the one used last first, and how many there are beyond the limit too."""
        listed, total = await self._records.used_lately(limit)
        reports = (ProjectReport(p.project_id, p.backend, p.title, p.last_used_at) for p in listed)
        return tuple(reports), total

    def _update(self, stored: StoredProject) -> Project:
        """The one object of a project in this process, as the ledger knows it."""
        project = self._projects.get(stored.project_id)
        if project is None:
            project = Project(stored.project_id, stored.backend, stored.language)
            self._projects[stored.project_id] = project
        project.update(stored)
        return project

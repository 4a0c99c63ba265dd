"""What the use cases share: settings, backends, ledger, projects and the budget, and how a session is had."""

import logging
from collections.abc import AsyncGenerator
from contextlib import AbstractContextManager, asynccontextmanager
from dataclasses import dataclass

from nemo_video.client import Session
from nemo_video.engine.backend import Backend, Backends, Capabilities
from nemo_video.engine.budget import Budget
from nemo_video.engine.ledger import Ledger
from nemo_video.engine.projects import Project, Projects
from nemo_video.engine.refusals import session_lost, translate_errors
from nemo_video.engine.sentences import choose_language
from nemo_video.errors import BackendRefusal, NotFound
from nemo_video.language import Language
from nemo_video.settings import Settings

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Workspace:
    """One state folder with the backends that its projects live on."""

    settings: Settings
    backends: Backends
    ledger: Ledger
    projects: Projects
    budget: Budget

    def capabilities(self, project: Project | None) -> Capabilities:
        """What the backend of a project can do; that of the settings where there is no project yet."""
        return self.backends.capabilities(project.backend if project else self.settings.backend)

    def choose_language(self, words: str, project: Project | None = None) -> Language:
        """The language of our own sentences: as set, else that of the words, else the project's."""
        return choose_language(words, self.settings.lang, project.language if project else None)

    async def find_project(self, project_id: str | None) -> Project | None:
        """The project named, which becomes the current one; without a name the current one, if any."""
        return await self.projects.use(project_id) if project_id else await self.projects.current()

    async def require_project(self, project_id: str | None) -> Project:
        """The project that a call changes.

        Raises:
            NotFound: There is none of that name, or none at all.
        """
        return _existing(await self.find_project(project_id))

    async def look_at(self, project_id: str | None) -> Project:
        """The project that a call looks at.

        Raises:
            NotFound: There is none of that name, or none at all.
        """
        projects = self.projects
        return _existing(await (projects.look_at(project_id) if project_id else projects.current()))

    async def find_or_make_project(self, project_id: str | None, words: str) -> Project:
        """The project that a call works on; without one, the first call makes one."""
        found = await self.find_project(project_id)
        return found or await self.projects.make(self.settings.backend, self.choose_language(words))

    @asynccontextmanager
    async def session(
        self, project: Project, *, is_resuming: bool = False
    ) -> AsyncGenerator[tuple[Backend, Session]]:
        """The project's backend and session; the first call of a project opens one.

        Args:
            project: The project.
            is_resuming: Nobody called for this. A lost session stays then, for the next call to hear of it.

        Raises:
            SessionLost: The backend has lost the session; for a call, the project has a new one by then.
            BackendRefusal: For lack of credits, with the registration link for an anonymous user.
        """
        backend = await self.backends.open(project.backend)
        with self.errors_translated(backend, project):
            session = await self._have_session(backend, project)
        with self.errors_translated(backend, project):  # where to register, the session tells
            try:
                yield backend, session
            except BackendRefusal as refusal:
                if refusal.kind != "session_gone":
                    raise
                sources = () if is_resuming else await self._replace_session(backend, project, session)
                raise session_lost(refusal, project.project_id, sources, project.language) from refusal

    def errors_translated(self, backend: Backend, project: Project | None) -> AbstractContextManager[None]:
        """What the backend refuses becomes what the user can do about it."""
        is_own = self.capabilities(project).account == "studio"
        return translate_errors(self.register_url(backend, project), is_own=is_own)

    def register_url(self, backend: Backend, project: Project | None) -> str | None:
        """Where an anonymous user registers; None for the others."""
        if self.capabilities(project).account != "anonymous":
            return None
        return backend.register_url(project.session.bind_id if project and project.session else None)

    async def _have_session(self, backend: Backend, project: Project) -> Session:
        """The session of a project as it is now: another process may have opened or replaced it."""
        await self.projects.refresh(project)
        if project.session is None:
            opened = await backend.open_session(project.language)
            await self.projects.replace_session(project, opened)
            return project.session or opened
        return project.session

    async def _replace_session(self, backend: Backend, project: Project, lost: Session) -> tuple[str, ...]:
        """Open a new session for the same project, unless another call did; returns what was lost."""
        await self.projects.refresh(project)
        if project.session != lost:
            return ()
        opened = await backend.open_session(project.language)
        if not await self.projects.replace_session(project, opened):
            return ()
        return await self.projects.forget_uploads(project)


def _existing(project: Project | None) -> Project:
    if project is None:
        raise NotFound("There is no project yet.", advice="Call generate or upload first.")
    return project

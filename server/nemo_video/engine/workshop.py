"""What jobs need to work on a project: its client, its session, and the work itself.

It says what a lost session means, and gives the work of a job that an ended process left unfinished.
"""

import json
import logging
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import partial

import anyio

from nemo_video.client import BackendClient, Session
from nemo_video.engine.backends import Backends
from nemo_video.engine.exports import Export
from nemo_video.engine.facts import (
    Account,
    Concern,
    Consent,
    Exported,
    ExportRequest,
    Generated,
    GenerateRequest,
)
from nemo_video.engine.jobs import Job, Work
from nemo_video.engine.ledger import JobRecord, Ledger
from nemo_video.engine.money import PRICES, Purse, estimate_turn
from nemo_video.engine.projects import Project, Projects
from nemo_video.engine.refusals import SESSION_GONE, explained, never_sent, session_lost
from nemo_video.engine.sentences import say, say_concern
from nemo_video.engine.turns import Turn
from nemo_video.errors import BackendRefusal, VideoError
from nemo_video.language import Language
from nemo_video.settings import BackendName, Settings
from nemo_video.timeline import Timeline, decode

logger = logging.getLogger(__name__)


STUDIO_POLL_S = 0.25
"""The studio is in the house: its renders are asked for at once, without the cloud's long pauses."""

WEIGH_S = 5.0
"""How long the balance and the timeline may take before a turn starts without a question about its cost."""

TURN_POLL_S = 0.5
"""How often a turn asks whether the turn of another process on the same project is over."""


class Workshop:
    """Works on projects, over the backends and the ledger."""

    def __init__(
        self, settings: Settings, backends: Backends, ledger: Ledger, projects: Projects, purse: Purse
    ) -> None:
        self._settings = settings
        self._backends = backends
        self._ledger = ledger
        self._projects = projects
        self._purse = purse

    @asynccontextmanager
    async def working_on(self, project: Project) -> AsyncGenerator[tuple[BackendClient, Session]]:
        """The project's client and session; the first call of a project opens one.

        Raises:
            SessionLost: The backend has lost the session; the project has a new one by then.
            BackendRefusal: For lack of credits, with the registration link for an anonymous user.
        """
        client = await self._backends.client(project.backend)
        session = project.session or await self._open_session(client, project)
        with explained(self.register_url(client, project)):
            try:
                yield client, session
            except BackendRefusal as refusal:
                if refusal.code != SESSION_GONE:
                    raise
                await self._replace_session(client, project, session, refusal)

    async def is_agreed(
        self, project: Project, request: GenerateRequest, language: Language, consent: Consent
    ) -> bool:
        """Whether nothing speaks against the cost of a turn, or the user agrees to it, today or before."""
        concern = await self._weigh(project, request.duration_s)
        if concern is None or self._purse.has_agreed(concern):
            return True
        if not await consent(f"{say_concern(concern, language)} {say('go_on', language)}"):
            return False
        self._purse.note_agreement(concern)
        return True

    async def take_turn(
        self, project: Project, request: GenerateRequest, language: Language, job: Job
    ) -> Generated:
        """One instruction, after those that came before it."""
        if project.turn.locked():
            job.advance("connecting", 0, say("waits_its_turn", language))
        async with project.turn:
            await self._wait_for_turn(project, language, job)
            job.advance("connecting", 1)
            async with self.working_on(project) as (client, session):
                generated = await self._turn(client, session, project, language).take(job, request)
        project.asked_by = job.job_id if generated.question else None
        await self._remember(project, generated)
        return generated

    async def export(
        self, project: Project, request: ExportRequest, language: Language, job: Job
    ) -> Exported:
        """One export; any number runs at a time."""
        poll_s = STUDIO_POLL_S if project.backend == "studio" else self._settings.poll_s
        async with self.working_on(project) as (client, session):
            export = Export(
                client, project.project_id, session.session_id, request,
                self._settings.output_dir, poll_s, language, self._ledger.renders,
            )  # fmt: skip
            return await export.run(job)

    def resume(self, record: JobRecord) -> Work:
        """The work of a job that an ended process left unfinished, or that lost sight of the backend."""
        return partial(self._resume_export if record.tool == "export" else self._reconcile, record)

    def account(self, backend: BackendName) -> Account:
        """Whose credits a backend takes."""
        if backend == "studio":
            return "studio"
        return "token" if self._settings.token else "anonymous"

    def register_url(self, client: BackendClient, project: Project | None) -> str | None:
        """Where an anonymous user of the cloud registers."""
        if self.account(project.backend if project else self._settings.backend) != "anonymous":
            return None
        return client.register_url(project.session.bind_id if project and project.session else None)

    async def _weigh(self, project: Project, duration_s: float | None) -> Concern | None:
        """What speaks against the cost of a turn. A backend that cannot be read is no reason to ask."""
        if project.backend != "cloud":
            return None
        with anyio.move_on_after(WEIGH_S):
            try:
                client = await self._backends.client(project.backend)
                available = (await client.read_credits()).available
                if not any([await self._purse.find_concern(price, available) for price in PRICES.values()]):
                    return None
                timeline = await self._read_timeline(client, project)
                return await self._purse.find_concern(estimate_turn(timeline, duration_s), available)
            except VideoError as error:
                logger.info("The cost of a turn could not be weighed: %s", error.code)
        return None

    async def _read_timeline(self, client: BackendClient, project: Project) -> Timeline:
        if project.session is None:
            return Timeline(0.0, ())
        return decode((await client.read_state(project.session.session_id)).draft)

    async def _open_session(self, client: BackendClient, project: Project) -> Session:
        project.session = await client.open_session(project.language)
        await self._projects.keep(project)
        return project.session

    async def _replace_session(
        self, client: BackendClient, project: Project, lost: Session, refusal: BackendRefusal
    ) -> None:
        """Open a new session for the same project, unless another call did, and say what was lost."""
        sources: tuple[str, ...] = ()
        if project.session == lost:
            sources = await self._projects.lose_session(project)
            await self._open_session(client, project)
        raise session_lost(project.project_id, sources, project.language) from refusal

    async def _wait_for_turn(self, project: Project, language: Language, job: Job) -> None:
        """Wait until no other process works on the project."""
        while not await self._ledger.turns.open(job.job_id, project.project_id):
            job.advance("connecting", 0, say("waits_its_turn", language))
            await anyio.sleep(TURN_POLL_S)

    def _turn(self, client: BackendClient, session: Session, project: Project, language: Language) -> Turn:
        purse = self._purse if project.backend == "cloud" else None
        return Turn(
            client,
            self._settings,
            project.project_id,
            session.session_id,
            language,
            self._ledger.turns,
            purse,
        )

    async def _reconcile(self, record: JobRecord, job: Job) -> Generated:
        sent = await self._ledger.turns.find(record.job_id)
        if sent is None or sent.sent_at is None:
            raise never_sent()
        project = await self._find_living(record)
        async with self.working_on(project) as (client, session):
            generated = await self._turn(client, session, project, record.language).reconcile(job, sent)
        await self._remember(project, generated)
        return generated

    async def _resume_export(self, record: JobRecord, job: Job) -> Exported:
        project = await self._find_living(record)
        request = ExportRequest(**json.loads(record.arguments or "{}"))
        return await self.export(project, request, record.language, job)

    async def _find_living(self, record: JobRecord) -> Project:
        """The project of a job, unless it was in a studio, which ended with its process."""
        project = await self._projects.find(record.project_id)
        if project.backend == "studio" and project.is_restored:
            raise session_lost(project.project_id, project.sources, project.language)
        return project

    async def _remember(self, project: Project, generated: Generated) -> None:
        if generated.changes:
            self._projects.note_timeline(project)
        project.last_used_at = time.time()
        tracks = generated.timeline.tracks if generated.timeline else ()
        names = [track.name for track in tracks if track.name]
        project.title = names[0] if names else project.title
        await self._projects.keep(project)

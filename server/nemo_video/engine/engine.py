"""The use cases, one method each. Everything that a host can ask for goes through here."""

import time
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, replace
from functools import partial

import anyio
from anyio.abc import TaskGroup

from nemo_video.client import BackendClient, Session, TokenStore
from nemo_video.engine.backends import Backends, Connector
from nemo_video.engine.exports import Export, check_file_name, nothing_to_export
from nemo_video.engine.facts import (
    Account,
    CreditReport,
    Exported,
    ExportRequest,
    Generated,
    GenerateRequest,
    ProjectReport,
    ProjectsReport,
    StateReport,
    Uploaded,
)
from nemo_video.engine.jobs import Job, Jobs, Work, fingerprint_of
from nemo_video.engine.ledger import Ledger
from nemo_video.engine.projects import Project, Projects, restored, stored
from nemo_video.engine.refusals import all_rejected, explained, register_url_of
from nemo_video.engine.sentences import say
from nemo_video.engine.suggestions import suggest_export, suggest_generate, suggest_routed
from nemo_video.engine.turns import Turn, compose_message
from nemo_video.engine.uploads import media_of, rejected_file, uploaded_file
from nemo_video.errors import InvalidArgument, NotFound
from nemo_video.language import Argument, Language, detect_language, route_request
from nemo_video.settings import BackendName, Settings
from nemo_video.timeline import Timeline, decode

STUDIO_POLL_S = 0.25
"""The studio is in the house: its renders are asked for at once, without the cloud's long pauses."""

MAX_PROMPT_CHARS = 10_000
SHUTDOWN_LIMIT_S = 3

Connectors = Callable[[TokenStore], Mapping[BackendName, Connector]]


@asynccontextmanager
async def open_engine(settings: Settings, connectors: Connectors) -> AsyncGenerator["Engine"]:
    """An engine for the time of a context; its jobs end with it.

    Args:
        settings: The settings of the process.
        connectors: Gives, over a store of tokens, the way to open each backend.
    """
    ledger = Ledger(settings.state_dir)
    try:
        async with anyio.create_task_group() as tasks:
            backends = Backends(connectors(ledger), tasks)
            try:
                yield Engine(settings, backends, ledger, tasks)
            finally:
                backends.close()
                tasks.cancel_scope.cancel()
    finally:
        with anyio.move_on_after(SHUTDOWN_LIMIT_S, shield=True):
            await ledger.close()


class Engine:
    """The use cases over the backends, the ledger and a task group that owns the jobs."""

    def __init__(self, settings: Settings, backends: Backends, ledger: Ledger, tasks: TaskGroup) -> None:
        self._settings = settings
        self._backends = backends
        self._ledger = ledger
        self._jobs = Jobs(tasks)
        self._projects = Projects()

    # The work that takes its time: jobs.

    async def generate(self, request: GenerateRequest) -> Job | Generated:
        """Start a turn of the chat, or answer at once when the words ask for another tool.

        Raises:
            InvalidArgument: The prompt is empty or too long.
            NotFound: There is no such project.
        """
        request = replace(request, prompt=request.prompt.strip())
        prompt = request.prompt
        if not prompt:
            raise InvalidArgument("The prompt is empty.", advice="Say what to make or what to change.")
        if len(prompt) > MAX_PROMPT_CHARS:
            raise InvalidArgument(
                f"The prompt has {len(prompt)} characters; at most {MAX_PROMPT_CHARS} are taken.",
                advice="Shorten it, or say it in several calls.",
            )
        routed = route_request(prompt)
        if routed.action != "chat":
            return self._route(request.project_id, routed.action, routed.arguments, self._language(prompt))
        project = await self._project(request.project_id, prompt)
        language = self._language(prompt, project)
        work = partial(self._take_turn, project, compose_message(request, language), language)
        return self._start("generate", project, request, work)

    async def export(self, request: ExportRequest) -> Job:
        """Start an export.

        Raises:
            NotFound: There is no such project, or nothing on its timeline.
            InvalidArgument: The file name is not a plain name.
        """
        check_file_name(request.filename)
        project = await self._known_project(request.project_id)
        if project is None or project.session is None:
            raise nothing_to_export()
        return self._start("export", project, request, partial(self._run_export, project, request))

    def job(self, job_id: str) -> Job:
        """A job by its id.

        Raises:
            NotFound: There is none.
        """
        return self._jobs.find(job_id)

    # What is answered at once.

    async def upload(self, project_id: str | None, sources: Sequence[str]) -> Uploaded:
        """Upload files and URLs; a bad one never loses the good ones.

        Raises:
            VideoError: Every source was rejected, or the backend cannot be reached.
        """
        if not sources:
            raise InvalidArgument("There is no source.", advice="Name a path or an http(s) URL.")
        project = await self._project(project_id, "")
        client, session = await self._connect(project)
        with explained(project):
            outcome = await client.upload(session.session_id, sources)
        if not outcome.stored:
            raise all_rejected(outcome.rejected)
        files = tuple(uploaded_file(media) for media in outcome.stored)
        rejected = tuple(rejected_file(each) for each in outcome.rejected)
        project.uploads.extend(files)
        following = suggest_generate(project.project_id, project.language)
        return Uploaded(project.project_id, files, rejected, (following,))

    async def credits(self) -> CreditReport:
        """What the account has."""
        project = self._projects.current
        backend = project.backend if project else self._settings.backend
        client = await self._backends.client(backend)
        balance = await client.read_credits()
        account = self._account(backend)
        register_url = register_url_of(client, project, anonymous=account == "anonymous") if project else None
        language = project.language if project else self._language("")
        return CreditReport(
            available=balance.available,
            frozen=balance.frozen,
            total=balance.total,
            account=account,
            register_url=register_url,
            advice=say(f"credits_{account}", language),
        )

    async def state(self, project_id: str | None) -> StateReport:
        """What is on the timeline, what was uploaded, which jobs there are.

        Raises:
            NotFound: There is no project yet, or none of that name.
        """
        project = await self._known_project(project_id)
        if project is None:
            raise NotFound("There is no project yet.", advice="Call generate or upload first.")
        timeline, media = Timeline(0.0, ()), ()
        if project.session:
            client, session = await self._connect(project)
            with explained(project):
                state = await client.read_state(session.session_id)
            timeline, media = decode(state.draft), media_of(state)
        jobs = tuple(job.report() for job in self._jobs.of_project(project.project_id))
        following = (suggest_export if timeline.tracks else suggest_generate)(
            project.project_id, project.language
        )
        return StateReport(project.project_id, project.backend, timeline, media, jobs, (following,))

    async def list_projects(self) -> ProjectsReport:
        """All projects, those of earlier processes included."""
        reports = [project.report() for project in self._projects.all()]
        reports += [
            ProjectReport(kept.project_id, kept.backend, kept.title, kept.last_used_at)
            for kept in await self._ledger.list_projects()
            if not self._projects.knows(kept.project_id)
        ]
        current = self._projects.current
        return ProjectsReport(tuple(reports), current.project_id if current else None)

    async def new_project(self, backend: BackendName | None) -> ProjectsReport:
        """Make a project, on the backend that the settings name unless another is given."""
        self._projects.make(backend or self._settings.backend, self._language(""))
        return await self.list_projects()

    async def use_project(self, project_id: str | None) -> ProjectsReport:
        """Switch to a project.

        Raises:
            NotFound: There is none of that name.
        """
        if not project_id:
            raise InvalidArgument("The project_id is missing.", advice='Call projects(action="list").')
        await self._known_project(project_id)
        return await self.list_projects()

    async def link_project(self, project_id: str | None) -> ProjectsReport:
        """A link that opens the project in a browser.

        Raises:
            NotFound: There is no project with a session.
        """
        project = await self._known_project(project_id)
        if project is None or project.session is None:
            raise NotFound("There is no project to open yet.", advice="Call generate first.")
        client, session = await self._connect(project)
        with explained(project):
            url = await client.claim_link(session)
        return replace(await self.list_projects(), url=url)

    # The parts of these.

    def _route(
        self, project_id: str | None, tool: str, arguments: Mapping[str, Argument], language: Language
    ) -> Generated:
        current = self._projects.current
        known = project_id or (current.project_id if current else None)
        suggestion = suggest_routed(tool, arguments, known, language)
        reply = say("routed", language, tool=tool)
        return Generated("routed", known, reply, suggestions=(suggestion,))

    def _start(
        self,
        tool: str,
        project: Project,
        request: GenerateRequest | ExportRequest,
        work: Work,
    ) -> Job:
        arguments = asdict(replace(request, project_id=project.project_id, request_id=None))
        fingerprint = fingerprint_of(tool, arguments)
        return self._jobs.start(tool, project.project_id, fingerprint, request.request_id, work)

    async def _take_turn(self, project: Project, message: str, language: Language, job: Job) -> Generated:
        if project.turn.locked():
            job.advance("connecting", 0, say("waits_its_turn", language))
        async with project.turn:
            job.advance("connecting", 1)
            client, session = await self._connect(project)
            anonymous = self._account(project.backend) == "anonymous"
            with explained(project, register_url_of(client, project, anonymous=anonymous)):
                turn = Turn(client, self._settings, project.project_id, session.session_id, message, language)
                generated = await turn.take(job)
        await self._remember(project, generated.timeline)
        return generated

    async def _run_export(self, project: Project, request: ExportRequest, job: Job) -> Exported:
        client, session = await self._connect(project)
        poll_s = STUDIO_POLL_S if project.backend == "studio" else self._settings.poll_s
        export = Export(
            client, project.project_id, session.session_id, request,
            self._settings.output_dir, poll_s, project.language,
        )  # fmt: skip
        with explained(project):
            return await export.run(job)

    async def _connect(self, project: Project) -> tuple[BackendClient, Session]:
        """The project's client and session; the first call of a project opens one."""
        client = await self._backends.client(project.backend)
        if project.session is None:
            project.session = await client.open_session(project.language)
            await self._remember(project, None)
        return client, project.session

    async def _remember(self, project: Project, timeline: Timeline | None) -> None:
        project.last_used_at = time.time()
        names = [track.name for track in timeline.tracks if track.name] if timeline else []
        project.title = names[0] if names else project.title
        if project.session:
            await self._ledger.keep_project(stored(project, project.session))

    async def _project(self, project_id: str | None, words: str) -> Project:
        """The project that a call works on; without one, the first call makes one."""
        return await self._known_project(project_id) or self._projects.make(
            self._settings.backend, self._language(words)
        )

    async def _known_project(self, project_id: str | None) -> Project | None:
        """The project named, from memory or the ledger; without a name the current one."""
        if not project_id:
            return self._projects.current
        if not self._projects.knows(project_id) and (kept := await self._ledger.find_project(project_id)):
            return self._projects.add(restored(kept))
        return self._projects.use(project_id)

    def _language(self, words: str, project: Project | None = None) -> Language:
        """The language of our own sentences: as set, else that of the words, else the project's."""
        detected = detect_language(words)
        if self._settings.lang == "en":
            return "en"
        if self._settings.lang == "zh":
            return "zh-Hant" if detected == "zh-Hant" else "zh-Hans"
        return detected or (project.language if project else "en")

    def _account(self, backend: BackendName) -> Account:
        if backend == "studio":
            return "studio"
        return "token" if self._settings.token else "anonymous"

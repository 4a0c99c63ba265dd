"""The use cases, one method each. Everything that a host can ask for goes through here."""

import json
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, replace
from functools import partial

import anyio
from anyio.abc import TaskGroup

from nemo_video.client import TokenStore
from nemo_video.engine.backends import Backends, Connector, opened_backends
from nemo_video.engine.changes import Changes
from nemo_video.engine.exported_files import list_exports, read_export
from nemo_video.engine.facts import (
    Cancelled,
    Consent,
    CreditReport,
    ExportRequest,
    Generated,
    GenerateRequest,
    JobReport,
    Preview,
    ProjectsReport,
    StateReport,
    Uploaded,
)
from nemo_video.engine.file_names import check_file_name
from nemo_video.engine.jobs import Job, Jobs, Work, fingerprint_of, name_answer
from nemo_video.engine.ledger import Call, Ledger
from nemo_video.engine.money import PRICES, Purse
from nemo_video.engine.previews import Previews
from nemo_video.engine.projects import Project, Projects
from nemo_video.engine.refusals import all_rejected
from nemo_video.engine.rendering import nothing_to_export
from nemo_video.engine.sentences import say
from nemo_video.engine.suggestions import suggest_export, suggest_generate, suggest_routed
from nemo_video.engine.uploads import media_of, rejected_file, uploaded_file
from nemo_video.engine.workshop import Workshop
from nemo_video.errors import InvalidArgument, NotAllowed, NotFound
from nemo_video.language import Argument, Language, detect_language, route_request
from nemo_video.settings import BackendName, Settings
from nemo_video.timeline import Timeline, decode

MAX_PROMPT_CHARS = 10_000

Connectors = Callable[[TokenStore], Mapping[BackendName, Connector]]


@asynccontextmanager
async def open_engine(settings: Settings, connectors: Connectors) -> AsyncGenerator["Engine"]:
    """An engine for the time of a context; its jobs end with it.

    Args:
        settings: The settings of the process.
        connectors: Gives, over a store of tokens, the way to open each backend.
    """
    ledger = Ledger(settings.state_dir)
    await ledger.open()
    try:
        async with opened_backends(connectors(ledger.tokens)) as backends, anyio.create_task_group() as tasks:
            try:
                yield Engine(settings, backends, ledger, tasks)
            finally:
                tasks.cancel_scope.cancel()
    finally:
        with anyio.CancelScope(shield=True):
            await ledger.close()


class Engine:
    """The use cases over the backends, the ledger and a task group that owns the jobs.

    Attributes:
        changes: Tells what changes.
    """

    def __init__(self, settings: Settings, backends: Backends, ledger: Ledger, tasks: TaskGroup) -> None:
        self.changes = Changes()
        self._settings = settings
        self._backends = backends
        self._ledger = ledger
        self._purse = Purse(ledger.spending, settings.max_credits)
        self._projects = Projects(ledger.projects, self.changes)
        self._workshop = Workshop(settings, backends, ledger, self._projects, self._purse)
        self._jobs = Jobs(tasks, ledger, self._workshop.resume, self.changes)
        tasks.start_soon(self._jobs.keep_taking_over)

    @property
    def warning(self) -> str | None:
        """What is wrong with the ledger; None when all is well."""
        return self._ledger.warning

    # The work that takes its time: jobs.

    async def generate(self, request: GenerateRequest, consent: Consent | None = None) -> Job | Generated:
        """Start a turn of the chat, or answer at once when the words ask for another tool.

        Args:
            request: What is asked.
            consent: How the user agrees to a turn that comes near a limit of theirs; without it the same
                concern stands in the result. The cap holds in any case.

        Raises:
            InvalidArgument: The prompt is empty or too long.
            NotFound: There is no such project.
        """
        request = replace(request, prompt=_checked(request.prompt))
        language = self._language(request.prompt, self._projects.current)
        routed = route_request(request.prompt)
        if (
            not request.as_is
            and routed.action != "chat"
            and not await self._is_answer(request.project_id, routed.action)
        ):
            return self._route(request.project_id, routed.action, routed.arguments, language)
        if repeated := await self._find_repeated("generate", request):
            return repeated
        project = await self._project(request.project_id, request.prompt)
        call = _call("generate", project, request, language)
        is_new = await self._ledger.jobs.find_repeated(call) is None
        if consent and is_new and not await self._workshop.is_agreed(project, request, language, consent):
            return Generated("cancelled", project.project_id, say("not_agreed", language), language=language)
        work = partial(self._workshop.take_turn, project, request, language)
        return await self._start(call, project, work)

    async def export(self, request: ExportRequest) -> Job:
        """Start an export.

        Raises:
            NotFound: There is no such project, or nothing on its timeline.
            InvalidArgument: The file name is not a plain name.
        """
        check_file_name(request.filename)
        if repeated := await self._find_repeated("export", request):
            return repeated
        project = await self._known_project(request.project_id)
        if project is None or project.session is None:
            raise nothing_to_export()
        work = partial(self._workshop.export, project, request, project.language)
        return await self._start(_call("export", project, request, project.language), project, work)

    async def job(self, job_id: str) -> Job:
        """A job by its id, of this process or an earlier one.

        Raises:
            NotFound: There is none.
        """
        return await self._jobs.find(job_id)

    async def last_job(self, job_id: str) -> Job:
        """A job, or the one that goes on after the answer to its question, and so on to the last.

        Raises:
            NotFound: There is none.
        """
        job = await self._jobs.find(job_id, look_again=False)
        while job.status == "needs_input" and (answer := await self._jobs.find_answer(job)):
            job = answer
        return job

    async def open_question(self, job: Job) -> str | None:
        """The question with which a job ended, as long as it waits for an answer."""
        if job.status != "needs_input" or not isinstance(job.result, Generated):
            return None
        project = await self._projects.find(job.project_id)
        return job.result.question if project.asked_by == job.job_id else None

    async def answer(self, job: Job, words: str) -> Job | Generated:
        """Answer the question of a job. It is answered once: a repeat joins the first answer.

        Raises:
            InvalidArgument: There are no words, or too many.
        """
        request_id = name_answer(job.job_id)
        answering = await self.generate(GenerateRequest(words, job.project_id, request_id=request_id))
        await self._jobs.collect(job)
        return answering

    async def drop_question(self, job: Job) -> None:
        """Wait no longer for the answer to a job's question."""
        project = await self._projects.find(job.project_id)
        if project.asked_by == job.job_id:
            project.asked_by = None

    async def collect(self, job: Job) -> None:
        """The caller got the job's result: the same call starts a new job from now on."""
        await self._jobs.collect(job)

    async def cancel(self, job_id: str) -> Cancelled:
        """Stop our side of a job; the project stays usable.

        Raises:
            NotFound: There is none.
        """
        job = await self._jobs.find(job_id)
        was_running = job.is_running
        await self._jobs.cancel(job)
        if not was_running or job.status != "cancelled":
            return Cancelled(job_id, job.status, say("cancelled_late", job.language))
        return Cancelled(job_id, job.status, await self._charge_note(job))

    # What is answered at once.

    async def upload(self, project_id: str | None, sources: Sequence[str]) -> Uploaded:
        """Upload files and URLs; a bad one never loses the good ones.

        Raises:
            VideoError: Every source was rejected, or the backend cannot be reached.
        """
        if not sources:
            raise InvalidArgument("There is no source.", advice="Name a path or an http(s) URL.")
        project = await self._project(project_id, "")
        async with self._workshop.working_on(project) as (client, session):
            outcome = await client.upload(session.session_id, sources)
        if not outcome.stored:
            raise all_rejected(outcome.rejected)
        files = tuple(uploaded_file(media) for media in outcome.stored)
        rejected = tuple(rejected_file(each) for each in outcome.rejected)
        await self._projects.add_uploads(project, files)
        following = suggest_generate(project.project_id, project.language)
        return Uploaded(project.project_id, files, rejected, (following,), project.language)

    async def credits(self) -> CreditReport:
        """What the account has, and what was spent today."""
        project = self._projects.current
        backend = project.backend if project else self._settings.backend
        client = await self._backends.client(backend)
        balance = await client.read_credits()
        account = self._workshop.account(backend)
        language = project.language if project else self._language("")
        return CreditReport(
            available=balance.available,
            frozen=balance.frozen,
            total=balance.total,
            account=account,
            register_url=self._workshop.register_url(client, project),
            advice=say(f"credits_{account}", language),
            spent_today=await self._purse.spent_today(),
            cap=self._purse.cap,
            language=language,
        )

    async def state(self, project_id: str | None) -> StateReport:
        """What is on the timeline, what was uploaded, which jobs there are.

        Raises:
            NotFound: There is no project yet, or none of that name.
        """
        project = await self._known_project(project_id)
        if project is None:
            raise NotFound("There is no project yet.", advice="Call generate or upload first.")
        await self._jobs.take_over()
        timeline, media = Timeline(0.0, ()), ()
        if project.session:
            async with self._workshop.working_on(project) as (client, session):
                state = await client.read_state(session.session_id)
            timeline, media = decode(state.draft), media_of(state)
        suggest = suggest_export if timeline.tracks else suggest_generate
        return StateReport(
            project_id=project.project_id,
            backend=project.backend,
            timeline=timeline,
            media=media,
            jobs=tuple(await self._jobs.of_project(project.project_id)),
            suggestions=(suggest(project.project_id, project.language),),
            warning=self.warning,
            language=project.language,
        )

    async def preview(self, project_id: str | None, at_s: Sequence[float] = ()) -> Preview:
        """Pictures of the newest export, else of the media that the project is made from.

        Raises:
            NotFound: There is no such project, or nothing to take pictures of yet.
            InvalidArgument: A time lies beyond the end.
        """
        project = await self._known_project(project_id)
        if project is None:
            raise NotFound("There is no project yet.", advice="Call generate or upload first.")
        return await Previews(self._settings, self._ledger, self._workshop).take(project, at_s)

    async def read_export(self, name: str) -> bytes:
        """The bytes of a file that an export saved.

        Raises:
            NotFound: There is none of that name.
            NotAllowed: It is too large.
        """
        return await read_export(self._ledger, name)

    async def list_exports(self) -> list[str]:
        """The names of the files that exports saved, the newest first, each once."""
        return list(dict.fromkeys(path.name for path in await list_exports(self._ledger)))

    async def list_jobs(self) -> list[JobReport]:
        """The newest jobs of all projects."""
        return await self._jobs.newest()

    async def list_projects(self) -> ProjectsReport:
        """All projects, those of earlier processes included."""
        current = self._projects.current
        return ProjectsReport(
            await self._projects.report(),
            current.project_id if current else None,
            language=self._language("", current),
        )

    async def new_project(self, backend: BackendName | None) -> ProjectsReport:
        """Make a project, on the backend that the settings name unless another is given."""
        project = self._projects.make(backend or self._settings.backend, self._language(""))
        await self._projects.keep(project)
        return await self.list_projects()

    async def use_project(self, project_id: str | None) -> ProjectsReport:
        """Switch to a project.

        Raises:
            NotFound: There is none of that name.
        """
        if not project_id:
            raise InvalidArgument("The project_id is missing.", advice='Call projects(action="list").')
        await self._projects.use(project_id)
        return await self.list_projects()

    async def link_project(self, project_id: str | None) -> ProjectsReport:
        """A link that opens the project in a browser.

        Raises:
            NotFound: There is no project with a session.
            NotAllowed: The project is in the built-in studio, which has no pages.
        """
        project = await self._known_project(project_id)
        if project and project.backend == "studio":
            raise NotAllowed(
                "This project is in the offline studio on this computer, so no web page can open it.",
                advice="Call preview to look at it, or export to get the video as a file.",
            )
        if project is None or project.session is None:
            raise NotFound("There is no project to open yet.", advice="Call generate first.")
        async with self._workshop.working_on(project) as (client, session):
            url = await client.claim_link(session)
        return replace(await self.list_projects(), url=url)

    # The parts of these.

    async def _is_answer(self, project_id: str | None, tool: str) -> bool:
        """Whether words that name a tool answer a question of the backend. "Export" never goes there."""
        project = await self._known_project(project_id)
        return project is not None and project.asked_by is not None and tool != "export"

    def _route(
        self, project_id: str | None, tool: str, arguments: Mapping[str, Argument], language: Language
    ) -> Generated:
        current = self._projects.current
        known = project_id or (current.project_id if current else None)
        suggestion = suggest_routed(tool, arguments, known, language)
        reply = say("routed", language, tool=tool)
        return Generated("routed", known, reply, suggestions=(suggestion,), language=language)

    async def _find_repeated(self, tool: str, request: GenerateRequest | ExportRequest) -> Job | None:
        """The job that a call means without naming its project: by its own name, or after a restart.

        One that its process never sent is none: the call starts anew.
        """
        await self._jobs.take_over()
        job = await self._jobs.find_by_request(tool, request.request_id)
        if job is None and not request.request_id and not request.project_id and not self._projects.current:
            job = await self._jobs.find_abandoned(tool, _fingerprint(tool, request))
        if job and not self._projects.current:
            await self._projects.use(job.project_id)
        return job

    async def _start(self, call: Call, project: Project, work: Work) -> Job:
        await self._projects.keep(project)
        return await self._jobs.start(call, work)

    async def _charge_note(self, job: Job) -> str:
        """What a cancelled job may still cost."""
        if job.tool == "export" or (await self._projects.find(job.project_id)).backend == "studio":
            return say("cancelled_free", job.language)
        sent = await self._ledger.turns.find(job.job_id)
        if sent is None or sent.sent_at is None or sent.outcome == "refused":
            return say("cancelled_unsent", job.language)
        return say("cancelled_sent", job.language, credits=job.estimate or PRICES["clip"])

    async def _project(self, project_id: str | None, words: str) -> Project:
        """The project that a call works on; without one, the first call makes one."""
        return await self._known_project(project_id) or self._projects.make(
            self._settings.backend, self._language(words)
        )

    async def _known_project(self, project_id: str | None) -> Project | None:
        """The project named, from memory or the ledger; without a name the current one."""
        return await self._projects.use(project_id) if project_id else self._projects.current

    def _language(self, words: str, project: Project | None = None) -> Language:
        """The language of our own sentences: as set, else that of the words, else the project's."""
        detected = detect_language(words)
        if self._settings.lang == "en":
            return "en"
        if self._settings.lang == "zh":
            return "zh-Hant" if detected == "zh-Hant" else "zh-Hans"
        return detected or (project.language if project else "en")


def _checked(prompt: str) -> str:
    prompt = prompt.strip()
    if not prompt:
        raise InvalidArgument("The prompt is empty.", advice="Say what to make or what to change.")
    if len(prompt) > MAX_PROMPT_CHARS:
        raise InvalidArgument(
            f"The prompt has {len(prompt)} characters; at most {MAX_PROMPT_CHARS} are taken.",
            advice="Shorten it, or say it in several calls.",
        )
    return prompt


def _call(tool: str, project: Project, request: GenerateRequest | ExportRequest, language: Language) -> Call:
    arguments = json.dumps(asdict(request)) if isinstance(request, ExportRequest) else None
    return Call(
        tool, project.project_id, _fingerprint(tool, request), request.request_id, language, arguments
    )


def _fingerprint(tool: str, request: GenerateRequest | ExportRequest) -> str:
    """Of what is asked; the project stands beside it in the ledger."""
    return fingerprint_of(tool, asdict(replace(request, project_id=None, request_id=None)))

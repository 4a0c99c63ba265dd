"""The face of this room: everything that a host can ask for, one method for one use case."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import anyio
from anyio.abc import TaskGroup

from nemo_video.engine import project_list, questions
from nemo_video.engine.backend import Backends, ListBackends, opened_backends
from nemo_video.engine.budget import Budget
from nemo_video.engine.cancel import cancel
from nemo_video.engine.changes import Changes
from nemo_video.engine.credits import read_credits
from nemo_video.engine.diagrams import Diagrams, known_miniatures
from nemo_video.engine.edit import start_edit
from nemo_video.engine.edit_runner import resume_edit
from nemo_video.engine.export import resume_export, start_export
from nemo_video.engine.exported_files import find_export, list_exports, read_export
from nemo_video.engine.facts import (
    Cancelled,
    CreditReport,
    Generated,
    JobReport,
    Preview,
    ProjectsReport,
    StateReport,
    Uploaded,
)
from nemo_video.engine.finisher import Finisher
from nemo_video.engine.generate import start_generate
from nemo_video.engine.job import Job, Resume
from nemo_video.engine.jobs import Jobs
from nemo_video.engine.ledger import Ledger, Replica
from nemo_video.engine.preview import take_preview
from nemo_video.engine.projects import Projects
from nemo_video.engine.requests import Consent, EditRequest, ExportRequest, GenerateRequest
from nemo_video.engine.state import read_state
from nemo_video.engine.storyboard import draw_storyboard
from nemo_video.engine.turn_runner import resume_turn
from nemo_video.engine.upload import Transfers, upload
from nemo_video.engine.workspace import Workspace
from nemo_video.errors import VideoError
from nemo_video.language import Language
from nemo_video.settings import BackendName, Settings
from nemo_video.timeline import Timeline

TAKE_FILE_S = 20.0
"""How long whoever sends a subtitle file waits to hear that it is on the timeline."""

HAND_ON_S = 1.8
"""A host's SDK gives its server two seconds to end; a turn that was sent may use most of them."""


@asynccontextmanager
async def open_engine(
    settings: Settings,
    list_backends: ListBackends,
    finisher: Finisher | None = None,
    *,
    is_finisher: bool = False,
    replica: Replica | None = None,
    user: str | None = None,
    is_shared: bool = False,
    is_onlooker: bool = False,
) -> AsyncGenerator["Engine"]:
    """An engine for the time of a context; its jobs end with it.

    Args:
        settings: The settings of the process.
        list_backends: Gives, over a store of tokens, the backends that there are.
        finisher: Who goes on with jobs that would have to begin anew in the next process.
        is_finisher: Whether this process is that one.
        replica: This server's part in a shared ledger, where it serves several users.
        user: Whose engine, then.
        is_shared: Whether other processes may answer the same host's next call.
        is_onlooker: Whether a project that is looked at here is no current one elsewhere.
    """
    is_left = False
    async with joined_ledger(settings, replica) as joined:
        ledger = Ledger(settings.state_dir, joined, user)
        await ledger.open()
        try:
            async with (
                opened_backends(list_backends(ledger.tokens)) as backends,
                anyio.create_task_group() as tasks,
            ):
                engine = Engine(
                    settings, backends, ledger, tasks, is_finisher=is_finisher,
                    is_shared=is_shared or ledger.is_shared, is_onlooker=is_onlooker,
                )  # fmt: skip
                try:
                    yield engine
                finally:
                    if finisher and finisher.is_wanted:
                        with anyio.move_on_after(HAND_ON_S, shield=True) as in_time:
                            is_left = await engine.hand_on()
                        # Before anything is closed: on a slow disk the process ends before that is done.
                        if is_left or in_time.cancelled_caught:
                            finisher.start()
                    tasks.cancel_scope.cancel()
        finally:
            with anyio.CancelScope(shield=True):
                await ledger.close()


@asynccontextmanager
async def joined_ledger(settings: Settings, replica: Replica | None) -> AsyncGenerator[Replica | None]:
    """This process's part in a shared ledger, where the settings name one and it has none yet."""
    if replica or settings.ledger_url is None:
        yield replica
        return
    url = settings.ledger_url.get_secret_value()
    own = await anyio.to_thread.run_sync(Replica, url, settings.lease_s)
    async with own.opened():
        yield own


class Engine:
    """The use cases over the backends, the ledger and a task group that owns the jobs.

    Attributes:
        changes: Tells what changes.
    """

    def __init__(
        self,
        settings: Settings,
        backends: Backends,
        ledger: Ledger,
        tasks: TaskGroup,
        *,
        is_finisher: bool = False,
        is_shared: bool = False,
        is_onlooker: bool = False,
    ) -> None:
        self.changes = Changes()
        projects = Projects(
            ledger.projects, self.changes, settings.backend, is_shared=is_shared, is_onlooker=is_onlooker
        )
        budget = Budget(ledger.spending, settings.max_credits)
        self._workspace = Workspace(settings, backends, ledger, projects, budget)
        self._diagrams = Diagrams(self._workspace, tasks, self.changes)
        self._transfers = Transfers(tasks)
        resume: dict[str, Resume] = {
            "generate": partial(resume_turn, self._workspace),
            "edit": partial(resume_edit, self._workspace),
            "export": partial(resume_export, self._workspace),
        }
        self._jobs = Jobs(tasks, ledger, resume, self.changes, is_finisher=is_finisher)
        tasks.start_soon(self._jobs.keep_taking_over)
        tasks.start_soon(self._jobs.keep_watching)

    @property
    def warning(self) -> str | None:
        """What is wrong with the ledger; None when all is well."""
        return self._workspace.ledger.warning

    async def choose_language(self, words: str) -> Language:
        """The language of our own sentences to a caller: as set, else of the words, else of the project."""
        return self._workspace.choose_language(words, await self._workspace.projects.current())

    # The work that takes its time: jobs.

    async def generate(self, request: GenerateRequest, consent: Consent | None = None) -> Job | Generated:
        """Start a turn of the chat, or answer at once when the words ask for another tool."""
        return await start_generate(self._workspace, self._jobs, request, consent)

    async def edit(self, request: EditRequest, consent: Consent | None = None) -> Job | Generated:
        """Make exact edits, all in one turn, and see of each whether it was done."""
        return await start_edit(self._workspace, self._jobs, request, consent)

    async def export(self, request: ExportRequest) -> Job:
        """Start an export."""
        return await start_export(self._workspace, self._jobs, request)

    async def job(self, job_id: str) -> Job:
        """A job by its id, of this process or another one."""
        return await self._jobs.find(job_id)

    async def last_job(self, job_id: str) -> Job:
        """A job, or the last of those that go on after the answers to its questions."""
        return await questions.last_job(self._jobs, job_id)

    async def open_question(self, job: Job) -> questions.OpenQuestion | None:
        """The question with which a job ended, as long as it waits for an answer."""
        return await questions.open_question(self._workspace, job)

    async def answer(self, job: Job, words: str) -> Job | Generated:
        """Answer the question of a job, once."""
        return await questions.answer(self._workspace, self._jobs, job, words)

    async def drop_question(self, job: Job) -> None:
        """Wait no longer for the answer to a job's question."""
        await questions.drop_question(self._workspace, job)

    async def collect(self, job: Job) -> None:
        """The caller got the job's result: the same call starts a new job from now on."""
        await self._jobs.collect(job)

    async def is_working(self) -> bool:
        """Whether a job runs in this process."""
        return bool(await self._workspace.ledger.jobs.running_here())

    async def take_over(self) -> None:
        """Go on now with what ended processes left; it is looked for now and then as well."""
        await self._jobs.take_over()

    async def hand_on(self) -> bool:
        """Leave to the finisher what would begin anew in another process; says whether there is any."""
        is_left = False
        for record in await self._workspace.ledger.jobs.running_here():
            project = await self._workspace.projects.find(record.project_id)
            if not self._workspace.capabilities(project).outlives_process:
                is_left |= await self._jobs.hand_on(record)
        return is_left

    async def finish_left(self) -> None:
        """Finish what was handed on."""
        await self._jobs.finish_left()

    async def cancel(self, job_id: str) -> Cancelled:
        """Stop our side of a job; the project stays usable."""
        return await cancel(self._workspace, self._jobs, job_id)

    async def list_jobs(self) -> list[JobReport]:
        """The newest jobs of all projects."""
        return await self._jobs.newest()

    # What is answered at once.

    async def upload(self, project_id: str | None, sources: Sequence[str], *, wait_s: float = 0) -> Uploaded:
        """Upload files and URLs; a bad one never loses the good ones. Subtitles become an edit.

        Args:
            project_id: Where; None for the current project.
            sources: Paths and URLs.
            wait_s: How long to wait for that edit.
        """
        return await upload(self._workspace, self._jobs, self._transfers, project_id, sources, wait_s)

    async def take_file(self, project_id: str, path: Path) -> Uploaded:
        """Upload a file that was sent here."""
        return await self.upload(project_id, [str(path)], wait_s=TAKE_FILE_S)

    async def receive_uploads(self, project_id: str | None) -> str:
        """The project that files are about to be sent to; without a name the current one, made if need be."""
        return (await self._workspace.find_or_make_project(project_id, "")).project_id

    async def credits(self) -> CreditReport:
        """What the account has, and what was spent today."""
        return await read_credits(self._workspace)

    async def state(self, project_id: str | None, *, picture: bool = False) -> StateReport:
        """What is on the timeline, what was uploaded, which jobs there are; drawn, too, where asked."""
        return await read_state(self._workspace, self._jobs, project_id, self._diagrams if picture else None)

    async def preview(self, project_id: str | None, at_s: Sequence[float] = ()) -> Preview:
        """Pictures of the draft where it can be drawn, else of what there is."""
        return await take_preview(self._workspace, self._diagrams, project_id, at_s)

    async def known_waveforms(
        self, project_id: str, timeline: Timeline | None
    ) -> Mapping[str, Sequence[float]] | None:
        """Peaks of the sounds of a timeline, 0 to 1, as far as they are known, by the names that edits use.

        None where the backend does not draw what is on the timeline at once, for nothing.
        """
        try:
            project = await self._workspace.projects.find(project_id)
        except VideoError:
            return None
        if timeline is None or not self._workspace.capabilities(project).draws_drafts:
            return None
        return known_miniatures(project, timeline).waveforms

    async def draw_storyboard(self, generated: Generated) -> bytes | None:
        """A first cut in pictures, where that is free."""
        return await draw_storyboard(self._workspace, generated)

    async def draw_vectors(self, project_id: str) -> str:
        """The timeline as SVG."""
        return await self._diagrams.draw_vectors(project_id)

    async def draw_changed(self, generated: Generated) -> bytes | None:
        """The timeline after a turn that changed it."""
        return await self._diagrams.draw_changed(generated)

    async def draw_ahead(self, generated: Generated) -> None:
        """Have the frames for the next picture of a timeline drawn, where it has been looked at before."""
        await self._diagrams.draw_ahead(generated)

    async def read_export(self, name: str) -> bytes:
        """The bytes of a file that an export saved."""
        return await read_export(self._workspace.ledger, name)

    async def find_export(self, job_id: str) -> Path:
        """Where the file of an export lies."""
        return await find_export(self._jobs, job_id)

    async def list_exports(self) -> list[str]:
        """The names of the files that exports saved, the newest first, each once."""
        return list(dict.fromkeys(path.name for path in await list_exports(self._workspace.ledger)))

    # Projects.

    async def list_projects(self) -> ProjectsReport:
        """The projects used last, as many as an answer holds, those of other processes included."""
        return await project_list.list_projects(self._workspace)

    async def all_projects(self) -> ProjectsReport:
        """All of them, as far as a document holds them."""
        return await project_list.list_projects(self._workspace, project_list.MAX_LISTED)

    async def new_project(self, backend: BackendName | None) -> ProjectsReport:
        """Make a project, on the backend that the settings name unless another is given."""
        return await project_list.new_project(self._workspace, backend)

    async def use_project(self, project_id: str | None) -> ProjectsReport:
        """Switch to a project."""
        return await project_list.use_project(self._workspace, project_id)

    async def link_project(self, project_id: str | None) -> ProjectsReport:
        """A link that opens the project in a browser."""
        return await project_list.link_project(self._workspace, project_id)

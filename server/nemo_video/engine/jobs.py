"""Jobs: the one truth about work under way. Calls, waits and progress messages are views of these objects.

A job runs in a task group that outlives the call which started it, so a host that gives up loses nothing; and
it is in the ledger before it starts, so a process that ends loses nothing either.
"""

import hashlib
import json
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

import anyio
from anyio.abc import TaskGroup

from nemo_video.engine.changes import Change, Changes, JobChanged
from nemo_video.engine.endings import Ending, read_ending, write_error, write_result
from nemo_video.engine.facts import JobReport, Progress, Result
from nemo_video.engine.ledger import Call, JobRecord, Ledger
from nemo_video.engine.refusals import never_sent
from nemo_video.engine.tracing import job_traced
from nemo_video.errors import Busy, Internal, NotFound, TimedOut, Unreachable, VideoError
from nemo_video.language import Language

logger = logging.getLogger(__name__)

JobStatus = Literal["running", "completed", "needs_input", "failed", "cancelled", "unknown"]
RECORD_S = 1.0
"""How often a running job looks into the ledger: to say how far it is, to hear that it shall stop."""

FOLLOW_S = 0.5
"""How often a job that another process runs is looked up."""

TAKE_OVER_S = 5.0
"""How often a living process looks for the jobs of ended ones."""

_GATEWAY_CODES = frozenset({502, 503, 504})


@dataclass
class Job:
    """One piece of work and everything that is known about it.

    Attributes:
        job_id: Unguessable.
        tool: `generate` or `export`.
        project_id: The project that it works on.
        language: Of the words that started it.
        estimate: Credits that it is thought to cost, once that is known.
        warning: What speaks against spending them, where something does.
        tell: Told of every change.
        has_sent: Whether something left that the backend may be working on.
        started_at: When it started, in whatever process; unix seconds.
        changed_at: When it last changed; unix seconds.
        age_s: Seconds since it started.
    """

    job_id: str
    tool: str
    project_id: str
    language: Language = "en"
    status: JobStatus = "running"
    progress: Progress = field(default_factory=Progress)
    result: Result | None = None
    error: VideoError | None = None
    estimate: float | None = None
    warning: str | None = None
    has_sent: bool = False
    scope: anyio.CancelScope = field(default_factory=anyio.CancelScope)
    started_at: float = field(default_factory=time.time)
    changed_at: float = field(default_factory=time.time)
    tell: Callable[[Change], None] | None = None
    _started_s: float = field(default_factory=anyio.current_time)
    _changed: anyio.Event = field(default_factory=anyio.Event)

    @classmethod
    def of(cls, record: JobRecord) -> "Job":
        """The job of a record, as far as it is."""
        progress = Progress(record.stage, record.percent)
        job = cls(
            record.job_id,
            record.tool,
            record.project_id,
            record.language,
            progress=progress,
            started_at=record.started_at,
            changed_at=record.updated_at,
        )
        job._started_s -= max(0.0, time.time() - record.started_at)
        return job

    @property
    def is_running(self) -> bool:
        """Whether the work goes on."""
        return self.status == "running"

    @property
    def age_s(self) -> float:
        """Seconds since the job started."""
        return anyio.current_time() - self._started_s

    def advance(self, stage: str, percent: float, note: str | None = None) -> None:
        """Note progress; the percentage never falls."""
        self.progress = Progress(stage, max(percent, self.progress.percent), note)
        self._wake()

    def finish(self, ending: Ending) -> None:
        """End the job, once."""
        if self.is_running:
            self.status, self.result, self.error = ending.status, ending.result, ending.error
            if ending.result:
                self.progress = replace(self.progress, percent=100.0, note=None)
            self._wake()

    async def wait_for_change(self, timeout_s: float) -> None:
        """Return at the next change, or after the time."""
        with anyio.move_on_after(timeout_s):
            await self._changed.wait()

    def report(self) -> JobReport:
        """The job as a line of a list."""
        return JobReport(self.job_id, self.tool, self.status, self.progress.stage, self.progress.percent)

    def _wake(self) -> None:
        self.changed_at = time.time()
        self._changed.set()
        self._changed = anyio.Event()
        if self.tell:
            self.tell(JobChanged(self.job_id))


Work = Callable[[Job], Awaitable[Result]]
Resume = Callable[[JobRecord], Work]
"""How a job goes on that another process began, or this one gave up."""


class Jobs:
    """All jobs of this process, run in a task group that the server's lifespan owns.

    Args:
        tasks: The task group.
        ledger: Knows the jobs of all processes.
        resume: Gives the work of a job that is taken over.
        changes: Told of every change of a job.
    """

    def __init__(self, tasks: TaskGroup, ledger: Ledger, resume: Resume, changes: Changes) -> None:
        self._tasks = tasks
        self._changes = changes
        self._ledger = ledger
        self._resume = resume
        self._jobs: dict[str, Job] = {}

    async def start(self, call: Call, work: Work) -> Job:
        """Start work as a job, or join the job that this call repeats, in whatever process it runs."""
        await self.take_over()
        record, is_new = await self._ledger.jobs.admit(call)
        if not is_new:
            return self._join(record)
        job = self._add(Job.of(record))
        self._tasks.start_soon(self._run, job, work)
        return job

    async def find(self, job_id: str, *, look_again: bool = True) -> Job:
        """A job by its id.

        Args:
            job_id: Its id.
            look_again: Ask the backend again about one that nobody knows the end of.

        Raises:
            NotFound: There is none.
        """
        job = self._jobs.get(job_id)
        if job and (job.status != "unknown" or not look_again):
            return job
        record = await self._ledger.jobs.find(job_id)
        if record:
            return self._join(record)
        if job:
            return job
        raise NotFound(f'There is no job "{job_id}".')

    async def find_by_request(self, tool: str, request_id: str | None) -> Job | None:
        """The job that the caller's own name for the call stands for."""
        record = await self._ledger.jobs.find_by_request(tool, request_id) if request_id else None
        return self._join(record) if record else None

    async def find_answer(self, job: Job) -> Job | None:
        """The job that answered the question with which another one ended."""
        record = await self._ledger.jobs.newest_by_request(name_answer(job.job_id))
        return await self.find(record.job_id, look_again=False) if record else None

    async def find_abandoned(self, tool: str, fingerprint: str) -> Job | None:
        """The job of the same call to a process that ended before its host got the result."""
        for record in await self._ledger.jobs.uncollected(tool, fingerprint):
            if record.owner == self._ledger.owners.me or not await self._ledger.owners.is_alive(record.owner):
                return self._join(record)
        return None

    async def keep_taking_over(self) -> None:
        """Look now and then for what ended processes left unfinished, for as long as this one lives."""
        while True:
            try:
                await self.take_over()
            except Busy:
                logger.info("The ledger is busy; the next look is soon enough")
            await anyio.sleep(TAKE_OVER_S)

    async def take_over(self) -> None:
        """Go on with what ended processes left unfinished."""
        for record in await self._ledger.jobs.running_elsewhere():
            if record.job_id in self._jobs or await self._ledger.owners.is_alive(record.owner):
                continue
            if not await self._ledger.jobs.give_up_unsent(record, write_error(never_sent())):
                self._join(record)

    async def cancel(self, job: Job) -> None:
        """Stop our side of a job, in whatever process it runs."""
        if job.is_running:
            await self._ledger.jobs.ask_to_cancel(job.job_id)
            job.scope.cancel()
        while job.is_running:
            await job.wait_for_change(RECORD_S)

    async def collect(self, job: Job) -> None:
        """A caller got the result."""
        await self._ledger.jobs.collect(job.job_id)

    async def of_project(self, project_id: str) -> list[JobReport]:
        """The jobs of one project, of all processes, the newest first."""
        records = await self._ledger.jobs.of_project(project_id)
        return [self._jobs[r.job_id].report() if r.job_id in self._jobs else _report(r) for r in records]

    async def newest(self) -> list[JobReport]:
        """The jobs of all projects and processes, the newest first."""
        records = await self._ledger.jobs.newest()
        return [self._jobs[r.job_id].report() if r.job_id in self._jobs else _report(r) for r in records]

    def _join(self, record: JobRecord) -> Job:
        job = self._jobs.get(record.job_id)
        if job and job.status != "unknown":
            return job
        job = self._add(Job.of(record))
        if record.status in ("running", "unknown"):
            self._tasks.start_soon(self._follow, job)
        else:
            job.finish(read_ending(record))
        return job

    def _add(self, job: Job) -> Job:
        self._jobs[job.job_id] = job
        job.tell = self._changes.tell
        self._changes.tell(JobChanged(job.job_id))
        return job

    async def _follow(self, job: Job) -> None:
        try:
            await self._follow_to_its_end(job)
        except VideoError as error:
            job.finish(Ending("unknown", error=_unknown(job, error)))

    async def _follow_to_its_end(self, job: Job) -> None:
        """Watch a job that another process runs; when that process ends, go on with the work here."""
        while record := await self._ledger.jobs.find(job.job_id):
            if record.status not in ("running", "unknown"):
                job.finish(read_ending(record))
                return
            if await self._may_claim(record) and await self._ledger.jobs.claim(record):
                await self._run(job, self._resume(record))
                return
            if record.status == "running":
                job.advance(record.stage, record.percent)
            await anyio.sleep(FOLLOW_S)
        job.finish(Ending("failed", error=Internal("The ledger no longer knows this job.")))

    async def _may_claim(self, record: JobRecord) -> bool:
        return record.status == "unknown" or not await self._ledger.owners.is_alive(record.owner)

    async def _run(self, job: Job, work: Work) -> None:
        """Do the work. When the whole process ends, the job stays as it is, for the next process."""
        with job_traced(job):
            async with anyio.create_task_group() as watching:
                watching.start_soon(self._watch, job)
                with job.scope:
                    await self._end(job, await _attempt(job, work))
                watching.cancel_scope.cancel()
            if job.is_running:
                await self._end(job, Ending("cancelled"))

    async def _watch(self, job: Job) -> None:
        told = job.progress.stage
        while True:
            await anyio.sleep(RECORD_S)
            try:
                if job.progress.stage != told:
                    told = job.progress.stage
                    await self._ledger.jobs.note_progress(job.job_id, told, job.progress.percent)
                if await self._ledger.jobs.is_cancel_asked(job.job_id):
                    job.scope.cancel()
            except Busy:
                logger.info("The ledger is busy; the next look is soon enough")

    async def _end(self, job: Job, ending: Ending) -> None:
        """Write down how it ended, then let everybody know."""
        result = write_result(ending.result) if ending.result else None
        error = write_error(ending.error) if ending.error else None
        with anyio.CancelScope(shield=True):
            try:
                await self._ledger.jobs.finish(job.job_id, ending.status, result=result, error=error)
            except Busy:
                logger.warning("The end of a job could not be written down: the ledger is busy")
        job.finish(ending)


async def _attempt(job: Job, work: Work) -> Ending:
    try:
        result = await work(job)
    except VideoError as error:
        if job.has_sent and _is_of_the_network(error):
            return Ending("unknown", error=_unknown(job, error))
        return Ending("failed", error=error)
    except Exception:
        logger.exception("The %s job ended with a defect", job.tool)
        return Ending("failed", error=Internal("Something went wrong inside the server."))
    return Ending("needs_input" if result.status == "needs_input" else "completed", result=result)


def _is_of_the_network(error: VideoError) -> bool:
    return isinstance(error, Unreachable | TimedOut) or error.code in _GATEWAY_CODES


def _unknown(job: Job, error: VideoError) -> VideoError:
    """The error of work that left and of which the end is not known."""
    advice = f'Call wait(job_id="{job.job_id}") to look again; it sends and charges nothing a second time.'
    return TimedOut(f"{error.message} The backend may have done the work all the same.", advice=advice)


def name_answer(job_id: str) -> str:
    """The request id of the call that answers a job's question, so that a question is answered once."""
    return f"answer to {job_id}"


def fingerprint_of(tool: str, arguments: Mapping[str, object]) -> str:
    """A hash of a call, the same for the same tool and arguments."""
    text = json.dumps([tool, arguments], sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _report(record: JobRecord) -> JobReport:
    return JobReport(record.job_id, record.tool, record.status, record.stage, record.percent)

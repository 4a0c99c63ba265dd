"""Jobs: the one truth about work under way, in this process and in the others on the state folder.

A job runs in a task group that outlives the call which started it, so a host that gives up loses nothing; and
it is in the ledger before it starts, so a process that ends loses nothing either. Ended jobs are let go of:
the ledger knows them.
"""

import logging
import time
from collections.abc import Mapping
from functools import partial
from weakref import WeakValueDictionary

import anyio
from anyio.abc import TaskGroup

from nemo_video.engine.changes import Changes, JobChanged, ProjectsChanged, TimelineChanged
from nemo_video.engine.endings import Ending, read_ending, write_result
from nemo_video.engine.facts import Generated, JobReport
from nemo_video.engine.job import Job, Resume, Work
from nemo_video.engine.job_watch import JobWatch
from nemo_video.engine.ledger import (
    Call,
    JobRecord,
    Ledger,
    Notice,
    ProjectNotice,
    is_awaited,
    may_be_sent,
)
from nemo_video.engine.model_errors import OfTheModel
from nemo_video.engine.refusals import may_pass, never_sent, write_error
from nemo_video.engine.snapshot import work_on
from nemo_video.engine.tracing import job_traced
from nemo_video.errors import BackendRefusal, Busy, Internal, NotFound, TimedOut, Unreachable, VideoError

logger = logging.getLogger(__name__)

FOLLOW_S = 0.5
"""How often a job that another process runs is looked up."""

TAKE_OVER_S = 5.0
"""How often a living process looks for the jobs of ended ones."""

CANCEL_S = 3.0
"""How long a cancel waits for whoever runs the job; its caller has an answer within five seconds."""


TURN_ENDS_S = 1.5
"""So long the close of a process waits for a turn of a backend that ends with it."""


class Jobs:
    """All jobs, those of this process run in a task group that the server's lifespan owns.

    Args:
        tasks: The task group.
        ledger: Knows the jobs of all processes.
        resume: How a job is taken over, for each tool that starts one.
        changes: Told of every change of a job.
        is_finisher: Whether what ended processes handed on is for this one.
    """

    def __init__(
        self,
        tasks: TaskGroup,
        ledger: Ledger,
        resume: Mapping[str, Resume],
        changes: Changes,
        *,
        is_finisher: bool = False,
    ) -> None:
        self._is_finisher = is_finisher
        self._tasks = tasks
        self._changes = changes
        self._ledger = ledger
        self._resume = resume
        self._jobs = WeakValueDictionary[str, Job]()
        self._unwritten: dict[str, tuple[Job, Ending]] = {}
        self._watch = JobWatch(ledger)
        ledger.notices.listen(self._hear)

    async def start(self, call: Call, work: Work) -> Job:
        """Start work as a job, or join the job that this call repeats, in whatever process it runs."""
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

    async def find_by_request(self, tool: str, request_id: str) -> Job | None:
        """The job that an idempotency key stands for."""
        record = await self._ledger.jobs.find_by_request(tool, request_id)
        return self._join(record) if record else None

    async def newest_by_request(self, request_id: str) -> Job | None:
        """The newest job of an idempotency key, whatever became of it."""
        record = await self._ledger.jobs.newest_by_request(request_id)
        return await self.find(record.job_id, look_again=False) if record else None

    async def find_abandoned(self, tool: str, fingerprint: str) -> Job | None:
        """The job of the same call to a process that ended before its host got the result."""
        for record in await self._ledger.jobs.uncollected(tool, fingerprint):
            if record.owner == self._ledger.me or not await self._ledger.is_alive(record.owner):
                return self._join(record)
        return None

    async def keep_taking_over(self) -> None:
        """Look now and then for what ended processes left unfinished, for as long as this one lives."""
        while True:
            try:
                await self.take_over()
                await self._write_late_endings()
            except (Busy, Unreachable):
                logger.info("The ledger cannot be had; the next look is soon enough")
            except Exception:  # one odd row must not end the whole server
                logger.exception("The jobs of ended processes could not be looked at")
            await anyio.sleep(TAKE_OVER_S)

    async def keep_watching(self) -> None:
        """Keep the ledger and the jobs that run here in step, for as long as this process lives."""
        await self._watch.keep_looking()

    async def take_over(self) -> None:
        """Go on with what ended processes left unfinished."""
        for record in await self._ledger.jobs.running_elsewhere():
            if record.job_id in self._jobs or record.tool not in self._resume:
                continue
            if await self._has_owner(record):
                continue
            is_given_up = not may_be_sent(record) and await self._ledger.jobs.give_up_unsent(
                record, write_error(never_sent())
            )
            if not is_given_up:
                self._join(record)

    async def hand_on(self, record: JobRecord) -> bool:
        """Leave a job of this process to the finisher; not one whose request nobody could send.

        The backend goes with this process, so a turn that was sent gets a moment to end.
        """
        job = self._jobs.get(record.job_id)
        sent = await self._ledger.turns.find(record.job_id)
        is_sent_turn = sent is not None and sent.sent_at is not None
        if job and is_sent_turn and await job.wait_for_end(TURN_ENDS_S):
            return False
        is_sent = record.tool == "export" or is_sent_turn
        request = job.request if job and record.tool != "export" else None
        if not (is_sent or request or record.arguments):  # these were handed on to this process
            return False
        await self._ledger.jobs.hand_on(record.job_id, request)
        return True

    async def finish_left(self) -> None:
        """Take over what ended processes handed on, and see it to its end."""
        for job in [self._join(record) for record in await self._ledger.jobs.handed_on()]:
            while job.is_running:
                await job.wait_for_change(FOLLOW_S)

    async def cancel(self, job: Job) -> None:
        """Stop our side of a job, in whatever process it runs.

        A process that does not answer loses the job: its end is written down here, and nothing that it has
        not sent by then can be sent any more.
        """
        if not job.is_running:
            return
        await self._ledger.jobs.ask_to_cancel(job.job_id)
        job.scope.cancel()
        if not await job.wait_for_end(CANCEL_S):
            await self._ledger.jobs.take_away(job.job_id)
            job.finish(Ending("cancelled"))

    async def collect(self, job: Job) -> None:
        """A caller got the result: the same call starts a new job from now on."""
        await self._ledger.jobs.collect(job.job_id)

    async def of_project(self, project_id: str) -> list[JobReport]:
        """The jobs of one project, of all processes, the newest first."""
        return [self._report(record) for record in await self._ledger.jobs.of_project(project_id)]

    async def newest(self) -> list[JobReport]:
        """The jobs of all projects and processes, the newest first."""
        return [self._report(record) for record in await self._ledger.jobs.newest()]

    def _report(self, record: JobRecord) -> JobReport:
        if job := self._jobs.get(record.job_id):
            return job.report()
        return JobReport(record.job_id, record.tool, record.status, record.stage, record.percent)

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
        except Exception:
            logger.exception("A job of another process could not be followed")
            job.finish(Ending("unknown", error=_unknown(job, Internal("This job cannot be followed."))))

    async def _follow_to_its_end(self, job: Job) -> None:
        """Watch a job that another process runs; when that process ends, go on with the work here."""
        while record := await self._ledger.jobs.find(job.job_id):
            if record.status not in ("running", "unknown"):
                job.finish(read_ending(record))
                return
            if await self._is_free(record) and await self._ledger.jobs.claim(record):
                await self._run(job, partial(self._resume[record.tool], record))
                return
            if record.status == "running":
                job.advance(record.stage, record.percent)
            await self._ledger.notices.pause(FOLLOW_S)
        job.finish(Ending("failed", error=Internal("The ledger no longer knows this job.")))

    async def _is_free(self, record: JobRecord) -> bool:
        """Whether nobody works on a job, so that this process may.

        Raises:
            Internal: Nobody does, and this version of the server does not know such work.
        """
        if record.status == "running" and await self._has_owner(record):
            return False
        if record.tool not in self._resume:
            raise Internal(f"A newer version of this server began this {record.tool} and did not end it.")
        return True

    async def _has_owner(self, record: JobRecord) -> bool:
        """Whether somebody works on a job, or is on the way to do so."""
        is_for_another = not self._is_finisher and is_awaited(record, time.time())
        return is_for_another or await self._ledger.is_alive(record.owner)

    async def _run(self, job: Job, work: Work) -> None:
        """Do the work. When the whole process ends, the job stays as it is, for the next process."""
        with job_traced(job):
            with self._watch.watched(job), job.scope:
                await self._end(job, await _attempt(job, work))
            if job.is_lost:
                job.is_lost, job.scope = False, anyio.CancelScope()
                self._tasks.start_soon(self._follow, job)
            elif job.is_running:
                await self._end(job, Ending("cancelled"))

    def _hear(self, notice: Notice) -> None:
        """Tell what another server changed."""
        if isinstance(notice, ProjectNotice):
            self._changes.tell(ProjectsChanged())
            return
        self._changes.tell(JobChanged(notice.job_id))
        if notice.status != "running" and notice.tool != "export":
            self._changes.tell(TimelineChanged(notice.project_id))

    async def _end(self, job: Job, ending: Ending) -> None:
        """Write down how it ended, then let everybody know."""
        kept = ending
        with anyio.CancelScope(shield=True):
            try:
                kept = await self._write_ending(job, ending)
            except Exception:
                logger.exception("The end of a job could not be written down; it is tried again")
                self._unwritten[job.job_id] = (job, ending)
        job.finish(kept)

    async def _write_ending(self, job: Job, ending: Ending) -> Ending:
        """Write an end down; the one that stands already, where this process has lost the job."""
        timeline = ending.result.timeline if isinstance(ending.result, Generated) else None
        result = await work_on(timeline, partial(write_result, ending.result)) if ending.result else None
        error = write_error(ending.error) if ending.error else None
        if await self._ledger.jobs.finish(job.job_id, ending.status, result=result, error=error):
            return ending
        record = await self._ledger.jobs.find(job.job_id)
        return read_ending(record) if record and record.status != "running" else ending

    async def _write_late_endings(self) -> None:
        for job_id, (job, ending) in list(self._unwritten.items()):
            await self._write_ending(job, ending)
            del self._unwritten[job_id]


async def _attempt(job: Job, work: Work) -> Ending:
    try:
        result = await work(job)
    except VideoError as error:
        if job.has_sent and _is_unseen(job, error):
            return Ending("unknown", error=_unknown(job, error))
        return Ending("failed", error=error)
    except Exception:
        logger.exception("The %s job ended with a defect", job.tool)
        return Ending("failed", error=Internal("Something went wrong inside the server."))
    return Ending("needs_input" if result.status == "needs_input" else "completed", result=result)


def _is_unseen(job: Job, error: VideoError) -> bool:
    """Whether nobody knows what came of work that left: it was not heard of, or the look at it failed.

    With its session the work is gone, and so is what it came to.
    """
    if isinstance(error, BackendRefusal):
        return error.kind == "unavailable" or (job.is_looking and error.kind != "session_gone")
    return job.is_looking or (isinstance(error, Unreachable | TimedOut) and not isinstance(error, OfTheModel))


def _unknown(job: Job, error: VideoError) -> VideoError:
    """The error of work that left and of which the end is not known."""
    advice = f'Call wait(job_id="{job.job_id}") to look again; it sends and charges nothing a second time.'
    if not may_pass(error):
        advice = f"{error.advice} After that: {advice}"
    unknown = TimedOut(f"{error.message} The backend may have done the work all the same.", advice=advice)
    unknown.said = error.said
    return unknown

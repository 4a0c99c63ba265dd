"""Jobs: the one truth about work under way. Calls, waits and progress messages are views of these objects.

A job runs in a task group that outlives the call which started it, so a host that gives up loses nothing.
"""

import hashlib
import json
import logging
import secrets
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import anyio
from anyio.abc import TaskGroup

from nemo_video.engine.facts import JobReport, Progress, Result
from nemo_video.errors import Internal, NotFound, VideoError

logger = logging.getLogger(__name__)

JobStatus = Literal["running", "completed", "needs_input", "failed", "cancelled", "unknown"]
UNCOLLECTED_S = 600
"""A repeat within this time joins a finished job whose result nobody collected."""


@dataclass
class Job:
    """One piece of work and everything that is known about it.

    Attributes:
        job_id: Unguessable.
        tool: `generate` or `export`.
        project_id: The project that it works on.
        fingerprint: Hash of tool, arguments and project; repeats are found by it.
        request_id: The caller's own name for the call.
        collected: Whether a caller got the result.
    """

    job_id: str
    tool: str
    project_id: str
    fingerprint: str
    request_id: str | None
    status: JobStatus = "running"
    progress: Progress = field(default_factory=Progress)
    result: Result | None = None
    error: VideoError | None = None
    collected: bool = False
    started_at: float = field(default_factory=time.time)
    updated_at: float = field(default_factory=time.time)
    scope: anyio.CancelScope = field(default_factory=anyio.CancelScope)
    _changed: anyio.Event = field(default_factory=anyio.Event)

    @property
    def is_running(self) -> bool:
        """Whether the work goes on."""
        return self.status == "running"

    def advance(self, stage: str, percent: float, note: str | None = None) -> None:
        """Note progress; the percentage never falls."""
        self.progress = Progress(stage, max(percent, self.progress.percent), note)
        self._wake()

    def finish(
        self, status: JobStatus, *, result: Result | None = None, error: VideoError | None = None
    ) -> None:
        """End the job, once."""
        if self.is_running:
            self.status, self.result, self.error = status, result, error
            self._wake()

    async def wait_for_change(self, timeout_s: float) -> None:
        """Return at the next change, or after the time."""
        with anyio.move_on_after(timeout_s):
            await self._changed.wait()

    def report(self) -> JobReport:
        """The job as a line of a list."""
        return JobReport(self.job_id, self.tool, self.status, self.progress.stage, self.progress.percent)

    def _wake(self) -> None:
        self.updated_at = time.time()
        self._changed.set()
        self._changed = anyio.Event()


Work = Callable[[Job], Awaitable[Result]]


class Jobs:
    """All jobs of this process, run in a task group that the server's lifespan owns."""

    def __init__(self, tasks: TaskGroup) -> None:
        self._tasks = tasks
        self._jobs: dict[str, Job] = {}

    def start(self, tool: str, project_id: str, fingerprint: str, request_id: str | None, work: Work) -> Job:
        """Start work as a job, or join the job that this call repeats."""
        if repeated := self._find_repeated(fingerprint, request_id):
            return repeated
        job = Job(f"job_{secrets.token_urlsafe(24)}", tool, project_id, fingerprint, request_id)
        self._jobs[job.job_id] = job
        self._tasks.start_soon(self._run, job, work)
        return job

    def find(self, job_id: str) -> Job:
        """A job by its id.

        Raises:
            NotFound: There is none.
        """
        job = self._jobs.get(job_id)
        if job is None:
            raise NotFound(f'There is no job "{job_id}" here.')
        return job

    def of_project(self, project_id: str) -> list[Job]:
        """The jobs of one project, the newest first."""
        return [job for job in reversed(self._jobs.values()) if job.project_id == project_id]

    def _find_repeated(self, fingerprint: str, request_id: str | None) -> Job | None:
        for job in reversed(self._jobs.values()):
            if request_id and job.request_id == request_id:
                return job
            if not request_id and job.fingerprint == fingerprint and _awaits_collection(job):
                return job
        return None

    async def _run(self, job: Job, work: Work) -> None:
        with job.scope:
            try:
                result = await work(job)
            except VideoError as error:
                job.finish("failed", error=error)
            except Exception:
                logger.exception("The %s job ended with a defect", job.tool)
                job.finish("failed", error=Internal("Something went wrong inside the server."))
            else:
                job.finish("needs_input" if result.status == "needs_input" else "completed", result=result)
        job.finish("cancelled")


def fingerprint_of(tool: str, arguments: Mapping[str, object]) -> str:
    """A hash of a call, the same for the same tool and arguments."""
    text = json.dumps([tool, arguments], sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _awaits_collection(job: Job) -> bool:
    if job.is_running:
        return True
    return not job.collected and time.time() - job.updated_at < UNCOLLECTED_S

"""One job: what is known about a piece of work, and how to hear that it went on.

Calls, waits, progress messages and tasks are views of these objects.
"""

import time
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

import anyio

from nemo_video.engine.changes import Change, JobChanged
from nemo_video.engine.endings import Ending
from nemo_video.engine.facts import JobReport, Progress, Result
from nemo_video.engine.ledger import JobRecord
from nemo_video.errors import VideoError
from nemo_video.language import Language

if TYPE_CHECKING:
    from nemo_video.client import CostEstimate

JobStatus = Literal["running", "completed", "needs_input", "failed", "cancelled", "unknown"]


@dataclass
class Job:
    """One piece of work and everything that is known about it.

    Attributes:
        job_id: Unguessable.
        tool: `generate`, `edit` or `export`.
        project_id: The project that it works on.
        language: Of the words that started it.
        estimate: Credits that it is thought to cost, once that is known.
        warning: What speaks against spending them, where something does.
        cost: Money that a real model is thought to take, where one makes clips.
        tell: Told of every change.
        dashboard: Where the cluster that does the work can be watched.
        has_sent: Whether something left that the backend may be working on.
        is_looking: Whether what came of it is being looked up, or the last look failed.
        is_lost: Whether another process has taken the job, because this one seemed to have ended.
        words: Gives what the backend has said in its turn so far.
        request: What is asked, as JSON, for whoever has to go on with a job that has not sent it yet.
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
    cost: "CostEstimate | None" = None
    dashboard: str | None = None
    has_sent: bool = False
    is_looking: bool = False
    is_lost: bool = False
    words: Callable[[], str] = str
    request: str | None = None
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

    @contextmanager
    def looking(self) -> Generator[None]:
        """A look at what the backend did. Where it fails, the look has failed and not the work."""
        self.is_looking = True
        yield
        self.is_looking = False

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

    async def wait_for_end(self, timeout_s: float) -> bool:
        """Return when the job has ended, or after the time; says whether it has."""
        with anyio.move_on_after(timeout_s):
            while self.is_running:
                await self._changed.wait()
        return not self.is_running

    def report(self) -> JobReport:
        """The job as a line of a list."""
        stage, percent = self.progress.stage, self.progress.percent
        return JobReport(self.job_id, self.tool, self.status, stage, percent, self.dashboard)

    def _wake(self) -> None:
        self.changed_at = time.time()
        self._changed.set()
        self._changed = anyio.Event()
        if self.tell:
            self.tell(JobChanged(self.job_id))


Work = Callable[[Job], Awaitable[Result]]
Resume = Callable[[JobRecord, Job], Awaitable[Result]]
"""How a job goes on that another process began, or this one gave up."""

"""The jobs of this process, as the other processes see them: how far they are, and whether they shall stop.

One look is for all of them. A look for each took a whole processor while a thousand turns waited.
"""

import logging
from collections.abc import Generator
from contextlib import contextmanager

import anyio

from nemo_video.engine.job import Job
from nemo_video.engine.ledger import RARELY_S, Ledger
from nemo_video.engine.refusals import unheard, write_error
from nemo_video.errors import Busy, Unreachable

logger = logging.getLogger(__name__)

RECORD_S = 1.0
"""How often this process looks into the ledger while jobs run: to say how far they are, to hear of an end."""


class JobWatch:
    """Keeps the ledger and the running jobs of this process in step.

    Args:
        ledger: Knows the jobs of all processes.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._jobs: dict[str, Job] = {}
        self._noted: dict[str, tuple[str, str]] = {}
        self._has_jobs = anyio.Event()

    @contextmanager
    def watched(self, job: Job) -> Generator[None]:
        """Watch a job for the time of a context."""
        self._jobs[job.job_id] = job
        self._noted[job.job_id] = job.progress.stage, ""
        self._has_jobs.set()
        try:
            yield
        finally:
            del self._jobs[job.job_id], self._noted[job.job_id]

    async def keep_looking(self) -> None:
        """Look again and again, as long as jobs run."""
        looked_s = 0.0
        while True:
            await self._has_jobs.wait()
            is_told = await self._ledger.notices.wait(RECORD_S)
            try:
                await self._note_progress()
                now_s = anyio.current_time()
                if is_told or not self._ledger.notices.are_told or now_s - looked_s >= RARELY_S:
                    looked_s = now_s
                    await self._stop_what_others_stopped()
            except (Busy, Unreachable):
                logger.info("The ledger cannot be had; the next look is soon enough")
            except Exception:  # jobs are worth more than the note of their progress
                logger.exception("The progress of jobs could not be noted")
            if not self._jobs:
                self._has_jobs = anyio.Event()

    async def _note_progress(self) -> None:
        """Tell the other processes how far the jobs are, and what was said: to them, if this one ends."""
        now = {job_id: (job.progress.stage, job.words()) for job_id, job in self._jobs.items()}
        moved = {job_id: told for job_id, told in now.items() if told != self._noted[job_id]}
        if moved:
            await self._ledger.jobs.note_progress(
                {
                    job_id: (self._jobs[job_id].progress, write_error(unheard(words)) if words else None)
                    for job_id, (_, words) in moved.items()
                }
            )
        self._noted.update({job_id: told for job_id, told in moved.items() if job_id in self._jobs})

    async def _stop_what_others_stopped(self) -> None:
        """Stop a job as others ask for, and one that another process has taken: it goes on there."""
        for job_id, is_lost in (await self._ledger.jobs.find_disturbed(list(self._jobs))).items():
            if job := self._jobs.get(job_id):
                job.is_lost = is_lost
                job.scope.cancel()

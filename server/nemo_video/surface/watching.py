"""A call that follows its job: bounded, with progress that rises, and a word from time to time.

A question of the backend is put to the user within the call, where the client can; so is the page that an
anonymous user without credits registers on.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import anyio
from mcp_types import CallToolResult

from nemo_video.engine import Exported, Generated, OutOfCredits, say, say_still_working, work_on
from nemo_video.errors import TimedOut
from nemo_video.redaction import clean
from nemo_video.surface import asking
from nemo_video.surface.boundary import error_result
from nemo_video.surface.callers import opens_pages, shows_forms, shows_pictures, takes_links
from nemo_video.surface.lazy_engine import CallContext, engine_of
from nemo_video.surface.player import with_drawing
from nemo_video.surface.views import show_cancelled, show_exported, show_generated, show_running

if TYPE_CHECKING:
    from nemo_video.engine import Engine, Job

Made = TypeVar("Made")

PROGRESS_S = 5.0
"""A host hears of a job at least this often."""

PICTURE_S = 2.0
"""A result that is there waits no longer than this for its pictures."""

_CREEP = 0.01
_MOST = 90.0
"""Percent that work of unknown length comes near; from there it creeps."""


@dataclass
class Watch:
    """One call that waits.

    Attributes:
        ctx: The call.
        ends_s: Until when it may wait, on anyio's clock.
        still_working_s: How often a long job says that it is still working.
        sent: The last progress; values only rise, from one job to the one that goes on with it too.
    """

    ctx: CallContext
    ends_s: float
    still_working_s: float
    sent: float = -1.0

    async def follow(self, job: "Job") -> CallToolResult:
        """Wait for a job, and for the one that answers its question, and show what came of it.

        Raises:
            Awaiting: The user is asked something first.
        """
        engine = await engine_of(self.ctx)
        await self._wait(job)
        while not job.is_running and (words := await self._ask(job)):
            going_on = await engine.answer(job, words)
            if isinstance(going_on, Generated):
                return show_generated(None, going_on)
            job = going_on
            await self._wait(job)
        if job.is_running:
            return show_running(job)
        await self._report(max(100.0, self.sent), job.status)
        await self._offer_registration(job)
        session = self.ctx.session
        shown = await show_job(
            engine, job, with_link=takes_links(session), with_pictures=shows_pictures(session)
        )
        await engine.collect(job)
        return shown

    async def tell_of(self, stage: str, work: Callable[[], Awaitable[Made]]) -> Made:
        """What some work gives that is no job; the host hears of it while it goes on.

        Raises:
            Exception: What the work failed with.
        """
        made: list[Made] = []
        failed: list[Exception] = []
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(self._keep_telling, stage)
            try:
                made.append(await work())
            except Exception as error:  # noqa: BLE001 - whatever it is: a task group would wrap it
                failed.append(error)
            tasks.cancel_scope.cancel()
        if failed:
            raise failed[0]
        return made[0]

    async def _keep_telling(self, stage: str) -> None:
        while True:
            await self._report(max(self.sent + _CREEP, min(self.sent + 1, _MOST)), stage)
            await anyio.sleep(PROGRESS_S)

    @property
    def left_s(self) -> float:
        """How long the call may still wait."""
        return self.ends_s - anyio.current_time()

    async def _wait(self, job: "Job") -> None:
        told = 0
        while job.is_running and (left_s := self.left_s) > 0:
            count = int(job.age_s // self.still_working_s)
            note = _still_working(job) if count > told else job.progress.note
            told = max(told, count)
            await self._report(max(job.progress.percent, self.sent + _CREEP), note or job.progress.stage)
            next_word_s = (told + 1) * self.still_working_s - job.age_s
            await job.wait_for_change(min(PROGRESS_S, left_s, next_word_s))

    async def _report(self, percent: float, message: str) -> None:
        self.sent = percent
        await self.ctx.report_progress(percent, 100, clean(message))

    async def _ask(self, job: "Job") -> str:
        """The user's answer to the question that a job ended with, where there is one."""
        question = await (await engine_of(self.ctx)).open_question(job)
        if not question or not shows_forms(self.ctx.session):
            return ""
        form = asking.question_form(question.words, question.prompts)
        return asking.words_of(await asking.ask(self.ctx, job.job_id, form, left_s=self.left_s))

    async def _offer_registration(self, job: "Job") -> None:
        """Open the page of an account with credits. Whatever the user does there, the call ends refused."""
        if isinstance(job.error, OutOfCredits) and opens_pages(self.ctx.session):
            message = say("register", job.language)
            page = asking.page(message, job.error.register_url, self.ctx.session)
            await asking.ask(self.ctx, asking.REGISTER, page, left_s=self.left_s)


async def show_job(engine: "Engine", job: "Job", *, with_link: bool, with_pictures: bool) -> CallToolResult:
    """A job that has ended, as its own tool shows it; what changed with a picture, where that is seen."""
    if job.status == "cancelled":
        return show_cancelled(job)
    if job.error:
        return error_result(job.error, job.language)
    if isinstance(job.result, Exported):
        return show_exported(job, job.result, with_link=with_link)
    if job.result:
        picture = await _draw(engine, job.result) if with_pictures else None
        if not with_pictures:
            await engine.draw_ahead(job.result)
        shown = await work_on(job.result.timeline, partial(show_generated, job.job_id, job.result, picture))
        waveforms = await engine.known_waveforms(job.project_id, job.result.timeline)
        return shown if waveforms is None else with_drawing(shown, waveforms)
    return error_result(TimedOut("What became of this job is not known."), job.language)


async def _draw(engine: "Engine", generated: Generated) -> bytes | None:
    """The storyboard of a first cut, and the timeline after an edit."""
    with anyio.move_on_after(PICTURE_S):
        return await engine.draw_storyboard(generated) or await engine.draw_changed(generated)
    return None


def _still_working(job: "Job") -> str:
    return say_still_working(job.progress, job.age_s, job.language)

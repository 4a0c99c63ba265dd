"""A call that waits for its job: bounded, with progress that rises, and a word from time to time."""

from typing import TYPE_CHECKING

import anyio
from mcp_types import CallToolResult

from nemo_video.engine import Exported, say_still_working
from nemo_video.errors import TimedOut
from nemo_video.surface.boundary import error_result
from nemo_video.surface.lazy_engine import CallContext, engine_of
from nemo_video.surface.views import show_cancelled, show_exported, show_generated, show_running

if TYPE_CHECKING:
    from nemo_video.engine import Job

PROGRESS_S = 5.0
"""A host hears of a job at least this often."""

_CREEP = 0.01
_LINKS_SINCE = "2025-06-18"


async def watch(job: "Job", ctx: CallContext, wait_s: float, still_working_s: float) -> CallToolResult:
    """Wait for a job, for so long, and show what came of it."""
    ends_s = anyio.current_time() + wait_s
    told, sent = 0, -1.0
    while job.is_running and (left_s := ends_s - anyio.current_time()) > 0:
        sent = max(job.progress.percent, sent + _CREEP)
        count = int(job.age_s // still_working_s)
        note = _still_working(job) if count > told else job.progress.note
        told = max(told, count)
        await ctx.report_progress(sent, 100, note or job.progress.stage)
        await job.wait_for_change(min(PROGRESS_S, left_s, (told + 1) * still_working_s - job.age_s))
    if job.is_running:
        return show_running(job)
    await ctx.report_progress(max(100.0, sent), 100, job.status)
    await (await engine_of(ctx)).collect(job)
    return show_job(job, ctx)


def show_job(job: "Job", ctx: CallContext) -> CallToolResult:
    """A job that has ended, as its own tool shows it."""
    if job.status == "cancelled":
        return show_cancelled(job)
    if job.error:
        return error_result(job.error)
    if isinstance(job.result, Exported):
        return show_exported(job.job_id, job.result, with_link=_takes_links(ctx))
    if job.result:
        return show_generated(job.job_id, job.result)
    return error_result(TimedOut("What became of this job is not known."))


def _still_working(job: "Job") -> str:
    return say_still_working(job.progress.stage, job.age_s, job.language)


def _takes_links(ctx: CallContext) -> bool:
    return (ctx.protocol_version or "") >= _LINKS_SINCE

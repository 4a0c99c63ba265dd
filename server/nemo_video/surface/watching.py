"""A call that waits for its job: bounded, with progress that rises, and a word from time to time."""

import time

from mcp.server.mcpserver import Context
from mcp_types import CallToolResult

from nemo_video.engine import Engine, Exported, Job
from nemo_video.errors import TimedOut
from nemo_video.surface.boundary import error_result
from nemo_video.surface.views import show_cancelled, show_exported, show_generated, show_running

PROGRESS_S = 5.0
"""A host hears of a job at least this often."""

_CREEP = 0.01
_LINKS_SINCE = "2025-06-18"

CallContext = Context[Engine, object]


async def watch(job: Job, ctx: CallContext, wait_s: float, still_working_s: float) -> CallToolResult:
    """Wait for a job, for so long, and show what came of it."""
    started, told, sent = time.monotonic(), 0, -1.0
    while job.is_running and (left_s := wait_s - (time.monotonic() - started)) > 0:
        elapsed_s = time.monotonic() - started
        sent = max(job.progress.percent, sent + _CREEP)
        note = job.progress.note
        if elapsed_s // still_working_s > told:
            told = elapsed_s // still_working_s
            note = f"Still working: {job.progress.stage}, {elapsed_s / 60:.0f} min so far."
        await ctx.report_progress(sent, 100, note or job.progress.stage)
        await job.wait_for_change(min(PROGRESS_S, left_s))
    if not job.is_running:
        await ctx.report_progress(max(100.0, sent), 100, job.status)
    return show_job(job, ctx)


def show_job(job: Job, ctx: CallContext) -> CallToolResult:
    """A job as its own tool shows it."""
    if job.is_running:
        return show_running(job)
    job.collected = True
    if job.status == "cancelled":
        return show_cancelled(job)
    if job.error:
        return error_result(job.error)
    if isinstance(job.result, Exported):
        return show_exported(job.job_id, job.result, with_link=_takes_links(ctx))
    if job.result:
        return show_generated(job.job_id, job.result)
    return error_result(TimedOut("What became of this job is not known."))


def _takes_links(ctx: CallContext) -> bool:
    return (ctx.protocol_version or "") >= _LINKS_SINCE

"""The use case `cancel`: stop our side of a job, and say what it may still cost."""

import anyio

from nemo_video.engine.budget import PRICES
from nemo_video.engine.facts import Cancelled
from nemo_video.engine.job import Job
from nemo_video.engine.jobs import Jobs
from nemo_video.engine.sentences import say
from nemo_video.engine.workspace import Workspace

CALL_OFF_S = 1.0
"""A caller who cancels waits no longer than this for the backend to hear of it."""


async def cancel(workspace: Workspace, jobs: Jobs, job_id: str) -> Cancelled:
    """Stop our side of a job; the project stays usable.

    Raises:
        NotFound: There is none.
    """
    job = await jobs.find(job_id)
    was_running = job.is_running
    await jobs.cancel(job)
    if not was_running or job.status != "cancelled":
        return Cancelled(job_id, job.status, say("cancelled_late", job.language))
    await _call_off(workspace, job)
    return Cancelled(job_id, job.status, await _charge_note(workspace, job))


async def _call_off(workspace: Workspace, job: Job) -> None:
    """Let the backend know that nobody waits for the job's renders. Whether it hears makes no difference."""
    project = await workspace.projects.find(job.project_id)
    renders = await workspace.ledger.renders.of_job(job.job_id)
    with anyio.move_on_after(CALL_OFF_S):
        for render in renders:
            backend = await workspace.backends.open(project.backend)
            await backend.cancel_render(render.render_id)


async def _charge_note(workspace: Workspace, job: Job) -> str:
    project = await workspace.projects.find(job.project_id)
    if job.tool == "export" or workspace.capabilities(project).is_free:
        return say("cancelled_free", job.language)
    sent = await workspace.ledger.turns.find(job.job_id)
    if sent is None or sent.sent_at is None or sent.outcome == "refused":
        return say("cancelled_unsent", job.language)
    return say("cancelled_sent", job.language, credits=job.estimate or PRICES["clip"])

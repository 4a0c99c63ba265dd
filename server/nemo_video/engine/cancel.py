"""The use case `cancel`: stop our side of a job, and say what it may still cost."""

from nemo_video.engine.budget import PRICES
from nemo_video.engine.facts import Cancelled
from nemo_video.engine.job import Job
from nemo_video.engine.jobs import Jobs
from nemo_video.engine.sentences import say
from nemo_video.engine.workspace import Workspace


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
    return Cancelled(job_id, job.status, await _charge_note(workspace, job))


async def _charge_note(workspace: Workspace, job: Job) -> str:
    project = await workspace.projects.find(job.project_id)
    if job.tool == "export" or workspace.capabilities(project).is_free:
        return say("cancelled_free", job.language)
    sent = await workspace.ledger.turns.find(job.job_id)
    if sent is None or sent.sent_at is None or sent.outcome == "refused":
        return say("cancelled_unsent", job.language)
    return say("cancelled_sent", job.language, credits=job.estimate or PRICES["clip"])

"""Which call starts a job, and which one means a job that there is already."""

import hashlib
import json
from dataclasses import asdict, replace

from nemo_video.engine.job import Job
from nemo_video.engine.jobs import Jobs
from nemo_video.engine.ledger import Call
from nemo_video.engine.projects import Project
from nemo_video.engine.requests import EditRequest, ExportRequest, GenerateRequest
from nemo_video.engine.workspace import Workspace
from nemo_video.language import Language

Request = GenerateRequest | EditRequest | ExportRequest


def call_of(tool: str, project: Project, request: Request, language: Language) -> Call:
    """What the ledger notes of a call that starts a job.

    A turn is never sent again; what an export asks for, and by which edits a turn is judged, is kept for a
    later process.
    """
    is_kept = not isinstance(request, GenerateRequest)
    arguments = json.dumps(asdict(request)) if is_kept else None
    fingerprint = fingerprint_of(tool, request)
    return Call(tool, project.project_id, fingerprint, request.request_id, language, arguments)


def fingerprint_of(tool: str, request: Request) -> str:
    """A hash of what is asked; the project stands beside it in the ledger."""
    asked = asdict(replace(request, project_id=None, request_id=None))
    text = json.dumps([tool, asked], sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


async def find_repeated(workspace: Workspace, jobs: Jobs, tool: str, request: Request) -> Job | None:
    """The job that a call means without naming its project: by its idempotency key, or after a restart.

    One that its process never sent is none: the call starts anew.
    """
    await jobs.take_over()
    if request.request_id:
        job = await jobs.find_by_request(tool, request.request_id)
    elif request.project_id or workspace.projects.has_been_used:
        return None
    else:
        job = await jobs.find_abandoned(tool, fingerprint_of(tool, request))
    if job and not workspace.projects.has_been_used:
        await workspace.projects.use(job.project_id)
    return job

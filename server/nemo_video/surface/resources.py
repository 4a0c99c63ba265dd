"""The resources: jobs and timelines as documents, views of what the tools show."""

import json
from collections.abc import Generator
from contextlib import contextmanager

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ResourceError, ResourceNotFoundError

from nemo_video.errors import NotFound, VideoError
from nemo_video.surface.boundary import redact
from nemo_video.surface.lazy_engine import CallContext, LazyEngine, engine_of
from nemo_video.surface.views import job_document, timeline_document

_JSON = "application/json"


def register_resources(server: MCPServer[LazyEngine]) -> None:
    """List the resources, in their fixed order."""
    server.resource(
        "video://projects/{project_id}/timeline",
        name="timeline",
        title="A project's timeline",
        description="What is on the timeline of a project now.",
        mime_type=_JSON,
    )(read_timeline)
    server.resource(
        "video://jobs/{job_id}",
        name="job",
        title="A job",
        description="How far a generate or an export is, without waiting for it.",
        mime_type=_JSON,
    )(read_job)


async def read_timeline(project_id: str, ctx: CallContext) -> str:
    """The timeline of a project.

    Raises:
        ResourceError: It cannot be read; `ResourceNotFoundError` where there is no such project.
    """
    with _told_as_resource_errors():
        report = await (await engine_of(ctx)).state(project_id)
    return json.dumps(timeline_document(report.timeline), ensure_ascii=False)


async def read_job(job_id: str, ctx: CallContext) -> str:
    """A job: status, stage, percent.

    Raises:
        ResourceError: It cannot be read; `ResourceNotFoundError` where there is no such job.
    """
    with _told_as_resource_errors():
        job = await (await engine_of(ctx)).job(job_id)
    return json.dumps(job_document(job.report()), ensure_ascii=False)


@contextmanager
def _told_as_resource_errors() -> Generator[None]:
    try:
        yield
    except VideoError as error:
        kind = ResourceNotFoundError if isinstance(error, NotFound) else ResourceError
        raise kind(redact(f"{error.message} {error.advice}")) from error

"""The resources: projects, timelines, jobs and files as documents, views of what the tools show."""

import json
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import replace
from importlib.resources import files
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from mcp.server.lowlevel.helper_types import ReadResourceContents
from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ResourceError, ResourceNotFoundError

from nemo_video.engine import (
    ASPECT_RATIOS,
    EXPORT_QUALITIES,
    MAX_UPLOAD_BYTES,
    MEDIA_TYPES,
    UPLOAD_TYPES,
    Exported,
    Generated,
    ProjectsReport,
    Segment,
    Timeline,
    work_on,
)
from nemo_video.errors import NotFound, VideoError
from nemo_video.surface.bodies import exported_body, generated_body, job_body, projects_body, timeline_body
from nemo_video.surface.boundary import error_body
from nemo_video.surface.lazy_engine import CallContext, LazyEngine, engine_of
from nemo_video.surface.remote import OVER_HTTP, remote_caller

if TYPE_CHECKING:
    from nemo_video.engine import Job


EXPORTS = "video://exports/"

_JSON, _SVG, _MARKDOWN = "application/json", "image/svg+xml", "text/markdown"
_BYTES = "application/octet-stream"


class Resources:
    """The resources over one engine.

    Args:
        running: The engine of the server that runs: what has no argument gets no context either.
    """

    def __init__(self, running: Callable[[], LazyEngine]) -> None:
        self._running = running

    def register(self, server: MCPServer[LazyEngine]) -> None:
        """List the resources, in their fixed order."""
        timeline = "video://projects/{project_id}/timeline"
        for uri, name, title, media_type, read in (
            ("video://projects", "projects", "All projects", _JSON, self.read_projects),
            ("video://formats", "formats", "File formats and shapes", _JSON, read_formats),
            ("video://guide", "guide", "How to make a video", _MARKDOWN, read_guide),
            (timeline, "timeline", "A timeline", _JSON, read_timeline),
            (f"{timeline}.svg", "drawing", "A drawn timeline", _SVG, draw_timeline),
            ("video://jobs/{job_id}", "job", "A job and its result", _JSON, read_job),
            (f"{EXPORTS}{{name}}", "export", "An exported file", _BYTES, read_export),
        ):
            words = " ".join((read.__doc__ or "").partition("\n\n")[0].split())
            server.resource(uri, name=name, title=title, description=words, mime_type=media_type)(read)

    async def read_projects(self) -> str:
        """Every project, and which one is the current one."""
        with _told_as_resource_errors():
            engine = await self._running().get()
            return _json(_projects_document(await engine.all_projects()))


async def read_formats() -> str:
    """What can be uploaded, what exports are made in, and the shapes of the picture."""
    return _json(
        {
            "upload": {"types": dict(UPLOAD_TYPES), "max_bytes": MAX_UPLOAD_BYTES},
            "export": {"formats": list(MEDIA_TYPES), "qualities": list(EXPORT_QUALITIES)},
            "aspect_ratios": list(ASPECT_RATIOS),
        }
    )


async def read_guide() -> str:
    """The order of work, what an answer means, what it costs."""
    guide = files("nemo_video.surface").joinpath("guide.md").read_text(encoding="utf-8")
    return f"{guide}\n## Over HTTP\n{OVER_HTTP}\n" if remote_caller() else guide


async def read_timeline(project_id: str, ctx: CallContext) -> str:
    """What is on the timeline of a project now, with every segment.

    Raises:
        ResourceError: It cannot be read; `ResourceNotFoundError` where there is no such project.
    """
    with _told_as_resource_errors():
        report = await (await engine_of(ctx)).state(project_id)
    return await work_on(report.timeline, lambda: _json(_timeline_document(report.timeline)))


async def draw_timeline(project_id: str, ctx: CallContext) -> str:
    """The timeline of a project as a picture.

    Raises:
        ResourceError: As for `read_timeline`.
    """
    with _told_as_resource_errors():
        return await (await engine_of(ctx)).draw_vectors(project_id)


async def read_job(job_id: str, ctx: CallContext) -> str:
    """How far a generate, an edit or an export is, and what came of it, without waiting.

    Raises:
        ResourceError: It cannot be read; `ResourceNotFoundError` where there is no such job.
    """
    with _told_as_resource_errors():
        job = await (await engine_of(ctx)).job(job_id)
    timeline = job.result.timeline if isinstance(job.result, Generated) else None
    return await work_on(timeline, lambda: _json(_job_document(job)))


async def read_export(name: str, ctx: CallContext) -> bytes:
    """The bytes of a file that export saved, by its name.

    Raises:
        ResourceError: It is too large; `ResourceNotFoundError` where there is no such export.
    """
    with _told_as_resource_errors():
        return await (await engine_of(ctx)).read_export(name)


def with_media_type(uri: str, contents: Iterable[ReadResourceContents]) -> list[ReadResourceContents]:
    """What was read, with an exported file's own media type instead of the one that is listed for all."""
    if not uri.startswith(EXPORTS):
        return list(contents)
    media_type = MEDIA_TYPES.get(PurePosixPath(uri).suffix.removeprefix(".").lower(), _BYTES)
    return [replace(content, mime_type=media_type) for content in contents]


def _projects_document(report: ProjectsReport) -> dict[str, Any]:
    """All projects."""
    return projects_body(report).as_json()


def _timeline_document(timeline: Timeline) -> dict[str, Any]:
    """A timeline; every track has `items`, its segments."""
    document = timeline_body(timeline).as_json()
    for listed, track in zip(document["tracks"], timeline.tracks, strict=True):
        listed["items"] = [_item(segment) for segment in track.segments]
    return document


def _job_document(job: "Job") -> dict[str, Any]:
    """A job, with its `result` or `error` once it has ended."""
    document = job_body(job.report()).as_json()
    if isinstance(job.result, Exported):
        document["result"] = exported_body(job.job_id, job.result).as_json()
    elif job.result:
        document["result"] = generated_body(job.job_id, job.result).as_json()
    elif job.error:
        document["error"] = error_body(job.error, job.language)
    return document


def _item(segment: Segment) -> dict[str, Any]:
    facts = {
        "name": segment.name,
        "text": segment.text,
        "start_s": segment.start_s,
        "end_s": segment.end_s,
        "volume": segment.volume,
    }
    return {name: fact for name, fact in facts.items() if fact is not None}


def _json(document: Mapping[str, object]) -> str:
    return json.dumps(document, ensure_ascii=False)


@contextmanager
def _told_as_resource_errors() -> Generator[None]:
    try:
        yield
    except VideoError as error:
        kind = ResourceNotFoundError if isinstance(error, NotFound) else ResourceError
        raise kind(f"{error.message} {error.advice}") from error

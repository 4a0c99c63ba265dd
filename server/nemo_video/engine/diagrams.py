"""The timeline as a picture: to scale, with a frame of each clip where the backend draws drafts for free."""

import logging
from collections.abc import Mapping
from functools import partial
from types import MappingProxyType
from typing import Final

import anyio
from anyio import to_thread

from nemo_video.engine.backend import Backend
from nemo_video.engine.facts import Generated
from nemo_video.engine.projects import Project
from nemo_video.engine.snapshot import read_timeline
from nemo_video.engine.workspace import Workspace
from nemo_video.errors import VideoError
from nemo_video.media import decoder_limiter, fit_frames
from nemo_video.timeline import LIGHT, Timeline, draw_svg, lay_out, list_items
from nemo_video.wire.calls import MAX_PREVIEW_FRAMES

logger = logging.getLogger(__name__)

THUMBNAILS_S: Final = 1.5
"""A picture of the timeline waits no longer than this for the frames on it."""

_THUMBNAIL_BYTES: Final = 8_000
_NONE: Final[Mapping[str, bytes]] = MappingProxyType({})


async def draw_changed(workspace: Workspace, generated: Generated) -> bytes | None:
    """The timeline after a turn that changed it, as JPEG; None after any other.

    It is a courtesy beside the result: a failure to draw stops nothing.
    """
    timeline = generated.timeline
    if not (generated.project_id and timeline and timeline.tracks and generated.changes):
        return None
    try:
        project = await workspace.projects.find(generated.project_id)
        async with workspace.session(project, is_resuming=True) as (backend, _):
            return await draw_with_thumbnails(workspace, project, backend, timeline)
    except VideoError as error:
        logger.info("The timeline could not be drawn: %s", error.code)
        return None


async def draw_with_thumbnails(
    workspace: Workspace, project: Project, backend: Backend, timeline: Timeline
) -> bytes:
    """The timeline as JPEG, with a frame of each clip where that is free and quick."""
    thumbnails = await _take_thumbnails(workspace, project, backend, timeline)
    return await draw_timeline(project, timeline, thumbnails)


async def draw_vectors(workspace: Workspace, project_id: str) -> str:
    """The timeline as SVG, with the same frames.

    Raises:
        NotFound: There is no such project.
    """
    project = await workspace.require_project(project_id)
    if project.session is None:
        return draw_svg(Timeline(0.0, ()), language=project.language)
    async with workspace.session(project) as (backend, session):
        timeline = await read_timeline(backend, session.session_id)
        thumbnails = await _take_thumbnails(workspace, project, backend, timeline)
    return await to_thread.run_sync(
        partial(draw_svg, timeline, thumbnails=thumbnails, language=project.language)
    )


async def _take_thumbnails(
    workspace: Workspace, project: Project, backend: Backend, timeline: Timeline
) -> Mapping[str, bytes]:
    if project.session and workspace.capabilities(project).draws_drafts:
        with anyio.move_on_after(THUMBNAILS_S):
            return await _draw_thumbnails(backend, project.session.session_id, timeline)
    return _NONE


async def draw_timeline(
    project: Project, timeline: Timeline, thumbnails: Mapping[str, bytes] = _NONE
) -> bytes:
    """The timeline as a JPEG; what was not on the last picture of the project is marked.

    Args:
        project: Whose.
        timeline: What is drawn.
        thumbnails: Name of an item → a frame of it, as JPEG.
    """
    before, project.pictured = project.pictured, timeline
    return await to_thread.run_sync(_draw_jpeg, timeline, before, thumbnails, project.language)


async def _draw_thumbnails(backend: Backend, session_id: str, timeline: Timeline) -> Mapping[str, bytes]:
    """Frames from the middles of the longest clips."""
    clips = [item for item in list_items(timeline) if item.kind == "clip"]
    clips.sort(key=lambda item: item.segment.start_s - item.segment.end_s)
    shown = clips[:MAX_PREVIEW_FRAMES]
    if not shown:
        return _NONE
    at_s = [round((item.segment.start_s + item.segment.end_s) / 2, 3) for item in shown]
    try:
        jpegs = await backend.draw_frames(session_id, at_s)
        frames = await to_thread.run_sync(
            fit_frames, jpegs, at_s, _THUMBNAIL_BYTES, abandon_on_cancel=True, limiter=decoder_limiter()
        )
    except VideoError as error:
        logger.info("The frames of a timeline could not be drawn: %s", error.code)
        return _NONE
    return {item.item: frame.jpeg for item, frame in zip(shown, frames, strict=True)}


def _draw_jpeg(
    timeline: Timeline, before: Timeline | None, thumbnails: Mapping[str, bytes], language: str
) -> bytes:
    from nemo_video.media.diagram import draw_diagram  # brings Pillow, which most calls need not

    layout = lay_out(timeline, before, thumbnails=thumbnails, language=language)
    size = layout.width, layout.height
    return draw_diagram(size, layout.boxes, layout.labels, LIGHT, layout.thumbnails)

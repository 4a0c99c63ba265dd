"""The timeline as a picture: to scale, with frames and waveforms where the backend has them for free."""

import logging
from collections.abc import Mapping, Sequence
from functools import partial
from heapq import nlargest
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
from nemo_video.timeline import (
    NO_MINIATURES,
    THEMES,
    Item,
    Miniatures,
    Timeline,
    draw_svg,
    lay_out,
    list_items,
)
from nemo_video.wire.calls import MAX_PREVIEW_FRAMES

logger = logging.getLogger(__name__)

MINIATURES_S: Final = 1.5
"""A picture of the timeline waits no longer than this for the frames and waveforms on it."""

_THUMBNAIL_BYTES: Final = 5_000


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
            return await draw_with_miniatures(workspace, project, backend, timeline)
    except VideoError as error:
        logger.info("The timeline could not be drawn: %s", error.code)
        return None


async def draw_with_miniatures(
    workspace: Workspace, project: Project, backend: Backend, timeline: Timeline
) -> bytes:
    """The timeline as JPEG, with frames of clips and waveforms of sounds where these are free and quick."""
    miniatures = await _take_miniatures(workspace, project, backend, timeline)
    return await draw_timeline(workspace, project, timeline, miniatures)


async def draw_vectors(workspace: Workspace, project_id: str) -> str:
    """The timeline as SVG, with the same.

    Raises:
        NotFound: There is no such project.
    """
    project = await workspace.look_at(project_id)
    if project.session is None:
        return draw_svg(Timeline(0.0, ()), language=project.language)
    async with workspace.session(project) as (backend, session):
        timeline = await read_timeline(backend, session.session_id)
        miniatures = await _take_miniatures(workspace, project, backend, timeline)
    return await to_thread.run_sync(
        partial(draw_svg, timeline, miniatures=miniatures, language=project.language)
    )


async def draw_timeline(
    workspace: Workspace, project: Project, timeline: Timeline, miniatures: Miniatures = NO_MINIATURES
) -> bytes:
    """The timeline as a JPEG; what was not on the last picture of the project is marked.

    Args:
        workspace: Its settings say whether it is light or dark.
        project: Whose.
        timeline: What is drawn.
        miniatures: What items look or sound like.
    """
    before, project.pictured = project.pictured, timeline
    theme = THEMES[workspace.settings.theme]
    return await to_thread.run_sync(_draw_jpeg, timeline, before, miniatures, theme, project.language)


async def _take_miniatures(
    workspace: Workspace, project: Project, backend: Backend, timeline: Timeline
) -> Miniatures:
    """Both at a time; of what is not there soon, the backend keeps what the next picture needs."""
    if project.session is None or not workspace.capabilities(project).draws_drafts:
        return NO_MINIATURES
    thumbnails: dict[str, bytes] = {}
    waveforms: dict[str, Sequence[float]] = {}
    items, session_id = list_items(timeline), project.session.session_id

    async def look() -> None:
        thumbnails.update(await _draw_thumbnails(backend, session_id, items))

    async def listen() -> None:
        waveforms.update(await _draw_waveforms(backend, session_id, items))

    with anyio.move_on_after(MINIATURES_S):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(look)
            tasks.start_soon(listen)
    return Miniatures(thumbnails, waveforms)


async def _draw_thumbnails(backend: Backend, session_id: str, items: Sequence[Item]) -> Mapping[str, bytes]:
    """Frames from the middles of the longest clips."""
    clips = [item for item in items if item.kind == "clip"]
    shown = nlargest(MAX_PREVIEW_FRAMES, clips, key=_length_s)
    if not shown:
        return {}
    at_s = [round((item.segment.start_s + item.segment.end_s) / 2, 3) for item in shown]
    try:
        jpegs = await backend.draw_frames(session_id, at_s)
        frames = await to_thread.run_sync(
            fit_frames, jpegs, at_s, _THUMBNAIL_BYTES, abandon_on_cancel=True, limiter=decoder_limiter()
        )
    except VideoError as error:
        logger.info("The frames of a timeline could not be drawn: %s", error.code)
        return {}
    return {item.item: frame.jpeg for item, frame in zip(shown, frames, strict=True)}


async def _draw_waveforms(
    backend: Backend, session_id: str, items: Sequence[Item]
) -> Mapping[str, Sequence[float]]:
    """Of those sounds that the backend has listened to."""
    sounds = {item.segment.segment_id: item.item for item in items if item.kind == "sound"}
    if not sounds:
        return {}
    try:
        peaks = await backend.measure_sounds(session_id)
    except VideoError as error:
        logger.info("The sounds of a timeline could not be measured: %s", error.code)
        return {}
    return {sounds[key]: each for key, each in peaks.items() if key in sounds}


def _length_s(item: Item) -> float:
    return item.segment.end_s - item.segment.start_s


def _draw_jpeg(
    timeline: Timeline,
    before: Timeline | None,
    miniatures: Miniatures,
    theme: Mapping[str, str],
    language: str,
) -> bytes:
    from nemo_video.media.diagram import draw_diagram  # brings Pillow, which most calls need not

    return draw_diagram(lay_out(timeline, before, miniatures=miniatures, language=language), theme)

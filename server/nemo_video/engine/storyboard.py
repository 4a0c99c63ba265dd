"""A draft in pictures before anything is rendered: one frame a clip, or an even look through it.

People say "the second one warmer" after a look, so each picture carries the name that an edit uses.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from anyio import to_thread

from nemo_video.engine.backend import Backend
from nemo_video.engine.facts import Generated
from nemo_video.engine.workspace import Workspace
from nemo_video.errors import VideoError
from nemo_video.media import Sheet, decoder_limiter, sheet_of
from nemo_video.timeline import Item, Timeline, list_items, span
from nemo_video.wire.calls import MAX_PREVIEW_FRAMES

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Still:
    """One picture that is to be drawn: when, and what is written on it."""

    at_s: float
    label: str


def has_pictures(timeline: Timeline) -> bool:
    """Whether there is anything to see on it."""
    return any(track.kind in ("video", "text") for track in timeline.tracks)


def plan_storyboard(timeline: Timeline) -> tuple[Still, ...]:
    """The middle of each clip with its name and times; an even look where there are too many, or none."""
    clips = _clips(timeline)
    return tuple(map(_still_of, clips)) if 0 < len(clips) <= MAX_PREVIEW_FRAMES else _plan_even_look(timeline)


def plan_look(timeline: Timeline) -> tuple[Still, ...]:
    """A storyboard of several clips; through a single one an even look tells more."""
    return plan_storyboard(timeline) if len(_clips(timeline)) > 1 else _plan_even_look(timeline)


async def draw_sheet(backend: Backend, session_id: str, stills: Sequence[Still]) -> Sheet:
    """The pictures on one sheet.

    Raises:
        VideoError: The backend cannot draw them.
    """
    at_s = [still.at_s for still in stills]
    jpegs = await backend.draw_frames(session_id, at_s)
    labels = [still.label for still in stills]
    return await to_thread.run_sync(sheet_of, jpegs, at_s, labels, limiter=decoder_limiter())


async def draw_storyboard(workspace: Workspace, generated: Generated) -> bytes | None:
    """One frame of each clip of a first cut, as JPEG; None of anything else, and where nobody draws for free.

    It is a courtesy beside the result: a failure to draw stops nothing.
    """
    timeline = generated.timeline
    if not (generated.project_id and timeline and generated.is_first_cut and has_pictures(timeline)):
        return None
    try:
        project = await workspace.projects.find(generated.project_id)
        if not workspace.capabilities(project).draws_drafts:
            return None
        async with workspace.session(project, is_resuming=True) as (backend, session):
            sheet = await draw_sheet(backend, session.session_id, plan_storyboard(timeline))
    except VideoError as error:
        logger.info("The storyboard could not be drawn: %s", error.code)
        return None
    project.looks.drawn = timeline  # what changes from here on is marked on the next picture
    return sheet.jpeg


def _still_of(clip: Item) -> Still:
    start_s, end_s = clip.segment.start_s, clip.segment.end_s
    told = (clip.item, span(start_s, end_s), clip.name)
    return Still(round((start_s + end_s) / 2, 3), " · ".join(filter(None, told)))


def _plan_even_look(timeline: Timeline) -> tuple[Still, ...]:
    """The middles of equal parts, each with its time and the clip that shows."""
    part_s = timeline.duration_s / MAX_PREVIEW_FRAMES
    times_s = [round(part_s * (index + 0.5), 3) for index in range(MAX_PREVIEW_FRAMES)]
    clips = _clips(timeline)
    return tuple(Still(at_s, " · ".join([f"{at_s:.1f}s", *_showing(clips, at_s)])) for at_s in times_s)


def _showing(clips: Sequence[Item], at_s: float) -> list[str]:
    return [clip.item for clip in clips if clip.segment.start_s <= at_s < clip.segment.end_s][-1:]


def _clips(timeline: Timeline) -> list[Item]:
    return [item for item in list_items(timeline) if item.kind == "clip"]

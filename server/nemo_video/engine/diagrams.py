"""The timeline as a picture: to scale, with frames and waveforms where the backend has them for free.

No answer waits for those: a picture shows what is there, and the rest is drawn meanwhile for the next one.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from heapq import nlargest
from typing import Final, TypeVar

import anyio
from anyio import to_thread
from anyio.abc import TaskGroup

from nemo_video.client import SegmentMiniatures
from nemo_video.engine.backend import Backend
from nemo_video.engine.changes import Changes, DrawingChanged
from nemo_video.engine.facts import Generated
from nemo_video.engine.projects import Project
from nemo_video.engine.snapshot import read_timeline
from nemo_video.engine.workspace import Workspace
from nemo_video.errors import VideoError
from nemo_video.timeline import (
    NO_MINIATURES,
    THEMES,
    Item,
    Miniatures,
    Timeline,
    draw_svg,
    lay_out,
    list_items,
    list_roomy_clips,
)
from nemo_video.wire.calls import MAX_PREVIEW_FRAMES, PREVIEW_LIMIT_S

logger = logging.getLogger(__name__)

_Value = TypeVar("_Value")

MINIATURES_S: Final = 0.05
"""A picture of the timeline waits no longer than this for the frames and waveforms on it: with what else it
takes, it is there within the 150 ms in which people feel no waiting."""


_BUSY_S: Final = 0.5
"""A backend that is too busy to keep to that is not waited for any longer."""

_NOTHING: Final = SegmentMiniatures({}, {}, is_complete=False)


class Diagrams:
    """Draws timelines.

    Args:
        workspace: Where the projects are; its settings say whether pictures are light or dark.
        tasks: Owns the work for which no answer waits.
        changes: Told when a drawing would show more than it did.
    """

    def __init__(self, workspace: Workspace, tasks: TaskGroup, changes: Changes) -> None:
        self._workspace = workspace
        self._tasks = tasks
        self._changes = changes
        self._followed: set[str] = set()

    async def draw_changed(self, generated: Generated) -> bytes | None:
        """The timeline after a turn that changed it, as JPEG; None after any other.

        It is a courtesy beside the result: a failure to draw stops nothing.
        """
        timeline = generated.timeline
        if not (generated.project_id and timeline and timeline.tracks and generated.changes):
            return None
        try:
            project = await self._workspace.projects.find(generated.project_id)
            async with self._workspace.session(project, is_resuming=True) as (backend, _):
                return await self.draw(project, timeline, backend)
        except VideoError as error:
            logger.info("The timeline could not be drawn: %s", error.code)
            return None

    async def draw_vectors(self, project_id: str) -> str:
        """The timeline as SVG.

        Raises:
            NotFound: There is no such project.
        """
        project = await self._workspace.look_at(project_id)
        if project.session is None:
            return draw_svg(Timeline(0.0, ()), language=project.language)
        async with self._workspace.session(project) as (backend, session):
            timeline = await read_timeline(backend, session.session_id)
            miniatures = await self._take_miniatures(project, timeline, backend)
        return await to_thread.run_sync(
            partial(draw_svg, timeline, miniatures=miniatures, language=project.language)
        )

    async def draw(self, project: Project, timeline: Timeline, backend: Backend | None = None) -> bytes:
        """The timeline as a JPEG; what was not on the last picture of the project is marked.

        Args:
            project: Whose.
            timeline: What is drawn.
            backend: Shows what items look or sound like, where it can; None for a picture without that.
        """
        miniatures = NO_MINIATURES
        if backend:
            miniatures = await self._take_miniatures(project, timeline, backend)
        before, project.pictured = project.pictured, timeline
        theme = THEMES[self._workspace.settings.theme]
        return await to_thread.run_sync(_draw_jpeg, timeline, before, miniatures, theme, project.language)

    async def _take_miniatures(self, project: Project, timeline: Timeline, backend: Backend) -> Miniatures:
        """What is there by now. Once the rest is there too, whoever follows the drawing is told."""
        session = project.session
        if session is None or not self._workspace.capabilities(project).draws_drafts:
            return NO_MINIATURES
        roomy = nlargest(MAX_PREVIEW_FRAMES, list_roomy_clips(timeline), key=_length_s)
        clips = [clip.segment.segment_id for clip in roomy if clip.segment.segment_id]
        take = partial(backend.take_miniatures, session.session_id, clips)
        taken = _NOTHING
        try:
            with anyio.move_on_after(_BUSY_S):
                taken = await take(MINIATURES_S)
        except VideoError as error:
            logger.info("The items of a timeline could not be shown in small: %s", error.code)
            return NO_MINIATURES
        if not taken.is_complete and project.project_id not in self._followed:
            self._followed.add(project.project_id)
            self._tasks.start_soon(self._follow, project.project_id, partial(take, PREVIEW_LIMIT_S), taken)
        return _by_items(timeline, taken)

    async def _follow(
        self, project_id: str, take: Callable[[], Awaitable[SegmentMiniatures]], taken: SegmentMiniatures
    ) -> None:
        """Wait for what was not there in time, and say so when it came."""
        try:
            whole = await take()
            if (len(whole.thumbnails), len(whole.waveforms)) != (len(taken.thumbnails), len(taken.waveforms)):
                self._changes.tell(DrawingChanged(project_id))
        except VideoError as error:
            logger.info("The rest of a drawing could not be had: %s", error.code)
        finally:
            self._followed.discard(project_id)


def _by_items(timeline: Timeline, taken: SegmentMiniatures) -> Miniatures:
    """Miniatures by the names that edits use."""
    names = {item.segment.segment_id: item.item for item in list_items(timeline)}
    return Miniatures(_renamed(taken.thumbnails, names), _renamed(taken.waveforms, names))


def _renamed(found: Mapping[str, _Value], names: Mapping[str | None, str]) -> dict[str, _Value]:
    return {names[key]: value for key, value in found.items() if key in names}


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

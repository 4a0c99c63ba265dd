"""The timeline as a picture: to scale, with frames and waveforms where the backend has them for free.

No answer waits for those. A clip shows the newest frame of it that is known: after an edit the one of before,
with the mark of a change, until the new one is there; that is drawn meanwhile, for the next picture. A part
of a clip that was cut shows that clip's frame until then, pale. Of a timeline of which all is known nothing
is asked again, and the same picture is not drawn again.
"""

import logging
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from heapq import nlargest
from typing import Final, TypeVar

import anyio
from anyio import to_thread
from anyio.abc import TaskGroup

from nemo_video.engine.backend import Backend
from nemo_video.engine.changes import Changes, DrawingChanged
from nemo_video.engine.facts import Generated
from nemo_video.engine.projects import Looks, Project
from nemo_video.engine.snapshot import read_timeline
from nemo_video.engine.workspace import Workspace
from nemo_video.errors import VideoError
from nemo_video.timeline import (
    NO_MINIATURES,
    THEMES,
    Item,
    Miniatures,
    Segment,
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

_MAX_KEPT: Final = 120
"""So many frames of a project are kept, some 5 KB each: removed clips may come back with an undo."""


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

    async def draw_ahead(self, generated: Generated) -> None:
        """Have the frames of what a turn changed drawn now, where the timeline has been looked at before."""
        timeline = generated.timeline
        if not (generated.project_id and timeline and generated.changes):
            return
        try:
            project = await self._workspace.projects.find(generated.project_id)
            if project.looks.drawn and self._workspace.capabilities(project).draws_drafts:
                async with self._workspace.session(project, is_resuming=True) as (backend, _):
                    self.look_ahead(project, timeline, backend)
        except VideoError as error:
            logger.info("The timeline could not be drawn ahead: %s", error.code)

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
        looks, before = project.looks, project.looks.drawn
        looks.drawn = timeline
        content = timeline, None if before == timeline else before, miniatures, project.language
        if looks.picture is None or looks.picture[0] != content:
            theme = THEMES[self._workspace.settings.theme]
            looks.picture = content, await to_thread.run_sync(_draw_jpeg, *content, theme)
        return looks.picture[1]

    def look_ahead(self, project: Project, timeline: Timeline, backend: Backend) -> None:
        """Have the frames and waveforms of a timeline found out: somebody looks at the project."""
        _look_at(project.looks, timeline)
        self._start_following(project, timeline, backend)

    async def _take_miniatures(self, project: Project, timeline: Timeline, backend: Backend) -> Miniatures:
        """What is known by now. Once the rest is there too, whoever follows the drawing is told."""
        looks = project.looks
        if project.session is None or not self._workspace.capabilities(project).draws_drafts:
            return NO_MINIATURES
        if looks.complete != timeline:
            _look_at(looks, timeline)
            is_followed, is_done = project.project_id in self._followed, False
            try:
                with anyio.move_on_after(_BUSY_S):
                    is_done = await _ask(project, timeline, backend, 0 if is_followed else MINIATURES_S)
            except VideoError as error:
                logger.info("The items of a timeline could not be shown in small: %s", error.code)
                return known_miniatures(project, timeline)
            if not is_done:
                self._start_following(project, timeline, backend)
                return replace(known_miniatures(project, timeline), is_complete=False)
        return known_miniatures(project, timeline)

    def _start_following(self, project: Project, timeline: Timeline, backend: Backend) -> None:
        if project.looks.complete != timeline and project.project_id not in self._followed:
            self._followed.add(project.project_id)
            self._tasks.start_soon(self._follow, project, timeline, backend)

    async def _follow(self, project: Project, timeline: Timeline, backend: Backend) -> None:
        """Wait for what was not there in time, and say so when it came."""
        looks = project.looks
        shown = dict(looks.thumbnails), dict(looks.waveforms)
        try:
            await _ask(project, timeline, backend, PREVIEW_LIMIT_S)
            while looks.asked and looks.asked != timeline:
                timeline = looks.asked
                await _ask(project, timeline, backend, PREVIEW_LIMIT_S)
        except VideoError as error:
            logger.info("The rest of a drawing could not be had: %s", error.code)
        finally:
            self._followed.discard(project.project_id)
        if (looks.thumbnails, looks.waveforms) != shown:
            self._changes.tell(DrawingChanged(project.project_id))


def _look_at(looks: Looks, timeline: Timeline) -> None:
    """Take note of what is looked at now; a clip that was cut lends its frame to the parts that have none."""
    if looks.asked == timeline:
        return
    before = list_items(looks.asked) if looks.asked else ()
    looks.asked, seen = timeline, {**looks.lent, **looks.thumbnails}
    cut = [(item.segment, frame) for item in before if (frame := seen.get(item.segment.segment_id or ""))]
    looks.lent = {
        key: frame
        for clip in list_roomy_clips(timeline)
        if (key := clip.segment.segment_id) and key not in looks.thumbnails
        if (frame := next((frame for whole, frame in cut if _is_part(clip.segment, whole)), None))
    }


def _is_part(segment: Segment, whole: Segment) -> bool:
    """Whether it lies where the other lay, and shows the same."""
    shown = segment.name, segment.source.media
    is_same = any(shown) and shown == (whole.name, whole.source.media)
    return is_same and whole.start_s <= segment.start_s < whole.end_s


async def _ask(project: Project, timeline: Timeline, backend: Backend, limit_s: float) -> bool:
    """Learn how a timeline looks and sounds, as far as the backend knows or finds out within the limit.

    Returns:
        Whether nothing more is to come.
    """
    if project.session is None:
        return True
    roomy = nlargest(MAX_PREVIEW_FRAMES, list_roomy_clips(timeline), key=_length_s)
    clips = [clip.segment.segment_id for clip in roomy if clip.segment.segment_id]
    taken = await backend.take_miniatures(project.session.session_id, clips, limit_s)
    looks = project.looks
    if looks.asked != timeline:
        return False  # it has changed meanwhile, so these may be older than what is known
    _keep(looks.thumbnails, taken.thumbnails)
    _keep(looks.waveforms, taken.waveforms)
    if taken.is_complete and taken.thumbnails.keys() >= {*clips}:
        looks.complete = timeline
    return taken.is_complete


def _keep(known: dict[str, _Value], new: Mapping[str, _Value]) -> None:
    for key in new:
        known.pop(key, None)
    known.update(new)
    for oldest in list(known)[:-_MAX_KEPT]:
        del known[oldest]


def known_miniatures(project: Project, timeline: Timeline) -> Miniatures:
    """What is known of how a timeline of a project looks and sounds, by the names that edits use."""
    looks = project.looks
    if not (looks.thumbnails or looks.waveforms):
        return NO_MINIATURES
    names = {item.segment.segment_id: item.item for item in list_items(timeline)}
    own, lent = _renamed(looks.thumbnails, names), _renamed(looks.lent, names)
    return Miniatures({**lent, **own}, _renamed(looks.waveforms, names), frozenset(lent.keys() - own.keys()))


def _renamed(found: Mapping[str, _Value], names: Mapping[str | None, str]) -> dict[str, _Value]:
    return {names[key]: value for key, value in found.items() if key in names}


def _length_s(item: Item) -> float:
    return item.segment.end_s - item.segment.start_s


def _draw_jpeg(
    timeline: Timeline,
    before: Timeline | None,
    miniatures: Miniatures,
    language: str,
    theme: Mapping[str, str],
) -> bytes:
    from nemo_video.media.diagram import draw_diagram  # brings Pillow, which most calls need not

    return draw_diagram(lay_out(timeline, before, miniatures=miniatures, language=language), theme)

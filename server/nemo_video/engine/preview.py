"""The use case `preview`: pictures of a project's draft, of its newest export, its media or its timeline."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from io import FileIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import anyio
from anyio import to_thread

from nemo_video.client import check_file, open_regular
from nemo_video.engine.backend import Backend
from nemo_video.engine.diagrams import Diagrams
from nemo_video.engine.endings import read_ending
from nemo_video.engine.facts import Exported, Generated, Preview, PreviewFrame
from nemo_video.engine.ledger import JobRecord
from nemo_video.engine.media_list import NamedMedia, named_media_of
from nemo_video.engine.projects import Project
from nemo_video.engine.refusals import NothingToShow
from nemo_video.engine.requests import WRITTEN_HERE
from nemo_video.engine.sentences import say
from nemo_video.engine.snapshot import find_timeline, read_timeline
from nemo_video.engine.storyboard import draw_sheet, has_pictures, plan_look
from nemo_video.engine.suggestions import suggest_export, suggest_generate
from nemo_video.engine.workspace import Workspace
from nemo_video.errors import InvalidArgument, VideoError
from nemo_video.media import (
    Frame,
    Sheet,
    contact_sheet,
    decoder_limiter,
    fit_frames,
    frames_at,
    open_plain,
    probe,
    reached,
)
from nemo_video.wire.formats import SOUND_FORMATS

logger = logging.getLogger(__name__)

MAX_PICTURE_BYTES: Final = 200_000
MAX_PREVIEW_BYTES: Final = 600_000
"""Of all pictures of one answer: some hosts refuse over 1 MiB, and a picture grows by a third on its way."""

FETCH_LIMIT_S: Final = 60.0
DRAFT, TIMELINE = "draft", "timeline"
"""Sources of pictures that are no files."""

_PICTURE_KINDS = frozenset({"video", "image"})
_NO_PICTURES = frozenset({*SOUND_FORMATS, *WRITTEN_HERE})

_Look = Sheet | tuple[Frame, ...]


@dataclass(frozen=True)
class _Shown:
    """A file to take pictures of, and what has to be said about it.

    Attributes:
        path: Where it lies.
        open: Opens it where it is looked at: a link that takes its place meanwhile shows nothing.
        name: What it is to the caller.
    """

    path: Path
    open: Callable[[], FileIO]
    name: str
    remark: str | None = None


async def take_preview(
    workspace: Workspace, diagrams: Diagrams, project_id: str | None, at_s: Sequence[float]
) -> Preview:
    """Pictures at the given times, or a look through the whole.

    Of the draft itself where the backend draws it; else of the newest export while it still shows what is on
    the timeline; else of the media that the project is made from; else the timeline as a diagram.

    Raises:
        NotFound: There is no such project, or nothing to take pictures of yet.
        InvalidArgument: A time lies beyond the end.
    """
    project = await workspace.look_at(project_id)
    if workspace.capabilities(project).draws_drafts and (
        drawn := await _draw_draft(workspace, diagrams, project, at_s)
    ):
        return drawn
    shown = await _fresh_export(workspace, project) or await _newest_upload(workspace, project)
    if shown:
        return await _show_file(project, shown, at_s)
    return await _show_state(workspace, diagrams, project, at_s)


async def _draw_draft(
    workspace: Workspace, diagrams: Diagrams, project: Project, at_s: Sequence[float]
) -> Preview | None:
    """Pictures that the backend draws; None where nothing on the timeline can be seen."""
    if project.session is None:
        return None
    async with workspace.session(project) as (backend, session):
        timeline = await read_timeline(backend, session.session_id)
        if not has_pictures(timeline):
            return None
        remark = say("preview_draft", project.language)
        if not at_s:
            sheet = await draw_sheet(backend, session.session_id, plan_look(timeline))
            return _preview(project, DRAFT, sheet, remark)
        _check_times(at_s, timeline.duration_s)
        jpegs = await backend.draw_frames(session.session_id, at_s)
        diagrams.look_ahead(project, timeline, backend)
    frames = await to_thread.run_sync(fit_frames, jpegs, at_s, _max_bytes(at_s), limiter=decoder_limiter())
    return _preview(project, DRAFT, frames, remark)


async def _show_file(project: Project, shown: _Shown, at_s: Sequence[float]) -> Preview:
    look = await to_thread.run_sync(
        _look_at, shown, tuple(at_s), abandon_on_cancel=True, limiter=decoder_limiter()
    )
    return _preview(project, shown.name, look, shown.remark)


async def _show_state(
    workspace: Workspace, diagrams: Diagrams, project: Project, at_s: Sequence[float]
) -> Preview:
    """The newest media file of which the state names the address, else the timeline as a diagram."""
    if project.session is None:
        raise NothingToShow
    async with workspace.session(project) as (backend, session):
        state = await backend.read_state(session.session_id)
        media = _newest(named_media_of(state))
        if media and (preview := await _show_media(backend, project, media, at_s)):
            return preview
    timeline = await find_timeline(state)
    if not timeline.tracks:
        raise NothingToShow(*([suggest_generate(project.project_id, project.language)] if media else []))
    picture = await diagrams.draw(project, timeline)
    remark = say("preview_timeline", project.language)
    return _preview(project, TIMELINE, Sheet(picture, (), 0, 0), remark)


async def _show_media(
    backend: Backend, project: Project, media: NamedMedia, at_s: Sequence[float]
) -> Preview | None:
    """Pictures of a media file; None where it cannot be had."""
    try:
        with TemporaryDirectory(prefix="nemo-preview-") as folder, anyio.fail_after(FETCH_LIMIT_S):
            saved = await backend.fetch(media.url, Path(folder) / "media")
            shown = _of_media(saved.path, partial(open_plain, saved.path), media.name, media.name, project)
            return await _show_file(project, shown, at_s)
    except InvalidArgument:
        raise
    except (VideoError, TimeoutError) as error:
        logger.info("A media file that the state names could not be looked at: %s", type(error).__name__)
        return None


async def _fresh_export(workspace: Workspace, project: Project) -> _Shown | None:
    """The newest export whose file is still there, unless the project went on since."""
    records = await workspace.ledger.jobs.completed_of(project.project_id)
    for record in records:
        exported = read_ending(record).result
        if not isinstance(exported, Exported) or exported.format in _NO_PICTURES:
            continue
        if await anyio.Path(exported.path).is_file() and not await anyio.Path(exported.path).is_symlink():
            is_old = any(_changed_something_after(record, other) for other in records)
            opening = partial(open_plain, exported.path)
            return None if is_old else _Shown(exported.path, opening, str(exported.path))
    return None


async def _newest_upload(workspace: Workspace, project: Project) -> _Shown | None:
    """The newest upload that still lies on this machine, where uploads may come from."""
    folders = workspace.settings.upload_dirs
    for file in reversed(await workspace.projects.uploads(project)):
        if file.kind not in _PICTURE_KINDS or "://" in file.source:
            continue
        try:
            checked = await to_thread.run_sync(check_file, file.source, folders, limiter=decoder_limiter())
        except VideoError:
            continue
        opening = partial(_open_upload, file.source, folders)
        return _of_media(checked.path, opening, file.source, file.name, project)
    return None


def _newest(media: Sequence[NamedMedia]) -> NamedMedia | None:
    return next((each for each in reversed(media) if each.url and each.kind in _PICTURE_KINDS), None)


def _open_upload(source: str, folders: Sequence[Path]) -> FileIO:
    """Open it from the folder down once more, without following a link."""
    _, _, opened, _ = open_regular(source, folders)
    return opened


def _of_media(path: Path, opening: Callable[[], FileIO], source: str, name: str, project: Project) -> _Shown:
    return _Shown(path, opening, source, say("preview_media", project.language, name=name))


def _changed_something_after(export: JobRecord, other: JobRecord) -> bool:
    if other.tool == "export" or other.updated_at <= export.updated_at:
        return False
    result = read_ending(other).result
    return isinstance(result, Generated) and bool(result.changes)


def _look_at(shown: _Shown, at_s: tuple[float, ...]) -> _Look:
    with shown.open() as opened, reached(opened, shown.path, shown.path.name) as path:
        if not at_s:
            return contact_sheet(path, max_bytes=MAX_PICTURE_BYTES)
        _check_times(at_s, probe(path).duration_s)
        return frames_at(path, at_s, max_bytes=_max_bytes(at_s))


def _max_bytes(at_s: Sequence[float]) -> int:
    """Of each picture."""
    return min(MAX_PICTURE_BYTES, MAX_PREVIEW_BYTES // len(at_s))


def _check_times(at_s: Sequence[float], duration_s: float | None) -> None:
    """A still has no end; a film shows nothing beyond its own."""
    beyond = [time_s for time_s in at_s if duration_s is not None and time_s > duration_s]
    if beyond:
        raise InvalidArgument(
            f"at_s has {beyond[0]:g}, which is beyond the end: the video is {duration_s:g} s long.",
            advice=f"Give times from 0 to {duration_s:g}, or leave at_s out for an even look through it.",
        )


def _preview(project: Project, source: str, look: _Look, remark: str | None) -> Preview:
    """Whatever is not the video as it will be saved is followed by how to save it."""
    if isinstance(look, Sheet):
        frames = tuple(PreviewFrame(time_s, look.width, look.height) for time_s in look.at_s)
        pictures: tuple[bytes, ...] = (look.jpeg,)
    else:
        frames = tuple(PreviewFrame(round(each.at_s, 3), each.width, each.height) for each in look)
        pictures = tuple(each.jpeg for each in look)
    following = () if remark is None else (suggest_export(project.project_id, project.language),)
    return Preview(project.project_id, source, frames, pictures, remark, following, project.language)

"""The use case `preview`: pictures of a project, of its newest export or else of its media."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import anyio
from anyio import to_thread

from nemo_video.client import check_file
from nemo_video.engine.endings import read_ending
from nemo_video.engine.facts import Exported, Generated, Preview, PreviewFrame
from nemo_video.engine.ledger import JobRecord
from nemo_video.engine.media_list import NamedMedia, named_media_of
from nemo_video.engine.projects import Project
from nemo_video.engine.refusals import NothingToShow
from nemo_video.engine.sentences import say
from nemo_video.engine.suggestions import suggest_export, suggest_generate
from nemo_video.engine.workspace import Workspace
from nemo_video.errors import InvalidArgument, VideoError
from nemo_video.media import contact_sheet, frames_at, probe
from nemo_video.timeline import decode
from nemo_video.wire.formats import SOUND_FORMATS

MAX_PICTURE_BYTES = 200_000
MAX_PREVIEW_BYTES = 600_000
"""Of all pictures of one answer: some hosts refuse over 1 MiB, and a picture grows by a third on its way."""

FETCH_LIMIT_S = 60.0
_PICTURE_KINDS = frozenset({"video", "image"})


@dataclass(frozen=True)
class _Shown:
    """A file to take pictures of, and what has to be said about it."""

    path: Path
    name: str
    remark: str | None = None


async def take_preview(workspace: Workspace, project_id: str | None, at_s: Sequence[float]) -> Preview:
    """Pictures at the given times, or an even look through the whole.

    Raises:
        NotFound: There is no such project, or nothing to take pictures of yet.
        InvalidArgument: A time lies beyond the end.
    """
    project = await workspace.require_project(project_id)
    async with _find(workspace, project) as shown:
        frames, pictures = await to_thread.run_sync(
            _take_pictures, shown.path, tuple(at_s), abandon_on_cancel=True
        )
    following = () if shown.remark is None else (suggest_export(project.project_id, project.language),)
    return Preview(
        project.project_id, shown.name, frames, pictures, shown.remark, following, project.language
    )


@asynccontextmanager
async def _find(workspace: Workspace, project: Project) -> AsyncGenerator[_Shown]:
    shown = await _newest_export(workspace, project) or await _newest_upload(workspace, project)
    if shown:
        yield shown
        return
    async with _fetched_media(workspace, project) as fetched:
        yield fetched


async def _newest_export(workspace: Workspace, project: Project) -> _Shown | None:
    """The newest export whose file is still there, and whether the project went on since."""
    records = await workspace.ledger.jobs.completed_of(project.project_id)
    for record in records:
        exported = read_ending(record).result
        if not isinstance(exported, Exported) or exported.format in SOUND_FORMATS:
            continue
        if await anyio.Path(exported.path).is_file():
            is_old = any(_changed_something_after(record, other) for other in records)
            remark = say("preview_old", project.language) if is_old else None
            return _Shown(exported.path, str(exported.path), remark)
    return None


async def _newest_upload(workspace: Workspace, project: Project) -> _Shown | None:
    """The newest upload that still lies on this machine, where uploads may come from."""
    for file in reversed(await workspace.projects.uploads(project)):
        if file.kind not in _PICTURE_KINDS or "://" in file.source:
            continue
        try:
            checked = await to_thread.run_sync(check_file, file.source, workspace.settings.upload_dirs)
        except VideoError:
            continue
        return _Shown(checked.path, file.source, _of_media(file.name, project))
    return None


@asynccontextmanager
async def _fetched_media(workspace: Workspace, project: Project) -> AsyncGenerator[_Shown]:
    """The newest media file of which the backend's state names the address."""
    if project.session is None:
        raise NothingToShow(suggest_generate(project.project_id, project.language))
    async with workspace.session(project) as (backend, session):
        state = await backend.read_state(session.session_id)
        media = _newest(named_media_of(state))
        if media is None:
            has_timeline = bool(decode(state.draft).tracks)
            suggest = suggest_export if has_timeline else suggest_generate
            raise NothingToShow(suggest(project.project_id, project.language))
        with TemporaryDirectory(prefix="nemo-preview-") as folder, anyio.fail_after(FETCH_LIMIT_S):
            saved = await backend.fetch(media.url, Path(folder) / "media")
            yield _Shown(saved.path, media.name, _of_media(media.name, project))


def _newest(media: Sequence[NamedMedia]) -> NamedMedia | None:
    return next((each for each in reversed(media) if each.kind in _PICTURE_KINDS), None)


def _of_media(name: str, project: Project) -> str:
    return say("preview_media", project.language, name=name)


def _changed_something_after(export: JobRecord, other: JobRecord) -> bool:
    if other.tool == "export" or other.updated_at <= export.updated_at:
        return False
    result = read_ending(other).result
    return isinstance(result, Generated) and bool(result.changes)


def _take_pictures(path: Path, at_s: tuple[float, ...]) -> tuple[tuple[PreviewFrame, ...], tuple[bytes, ...]]:
    if not at_s:
        sheet = contact_sheet(path, max_bytes=MAX_PICTURE_BYTES)
        return tuple(PreviewFrame(time_s, sheet.width, sheet.height) for time_s in sheet.at_s), (sheet.jpeg,)
    _check_times(at_s, probe(path).duration_s)
    max_bytes = min(MAX_PICTURE_BYTES, MAX_PREVIEW_BYTES // len(at_s))
    frames = frames_at(path, at_s, max_bytes=max_bytes)
    listed = tuple(PreviewFrame(round(frame.at_s, 3), frame.width, frame.height) for frame in frames)
    return listed, tuple(frame.jpeg for frame in frames)


def _check_times(at_s: tuple[float, ...], duration_s: float | None) -> None:
    """A still has no end; a film shows nothing beyond its own."""
    beyond = [time_s for time_s in at_s if duration_s is not None and time_s > duration_s]
    if beyond:
        raise InvalidArgument(
            f"at_s has {beyond[0]:g}, which is beyond the end: the video is {duration_s:g} s long.",
            advice=f"Give times from 0 to {duration_s:g}, or leave at_s out for an even look through it.",
        )

"""Subtitle files that a call names: their words take the place of the path, as backends take no such file."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, cast

from anyio import to_thread

from nemo_video.client import SubtitleFile, is_subtitle_file, read_subtitle_file
from nemo_video.engine.facts import UploadedFile
from nemo_video.engine.projects import Project
from nemo_video.engine.requests import EditRequest
from nemo_video.engine.sentences import say
from nemo_video.engine.snapshot import read_timeline
from nemo_video.engine.workspace import Workspace
from nemo_video.language import Language, asks_for_subtitles, find_subtitle_paths
from nemo_video.timeline import SUBTITLE_LABELS
from nemo_video.wire.subtitles import write_srt

SUBTITLES: Final = "subtitles"
"""The kind of an uploaded subtitle file."""

_MAX_PATH_CHARS: Final = 1_000


async def read_file(workspace: Workspace, source: str) -> SubtitleFile:
    """Read a subtitle file of the user's disk.

    Raises:
        VideoError: It lies elsewhere than where uploads may come from, or cannot be read.
    """
    return await to_thread.run_sync(read_subtitle_file, source, workspace.settings.upload_dirs)


async def kept_files(workspace: Workspace, project: Project | None) -> list[UploadedFile]:
    """The subtitle files that were uploaded to a project."""
    uploads = await workspace.projects.uploads(project) if project else []
    return [file for file in uploads if file.kind == SUBTITLES]


async def fill_in_edits(workspace: Workspace, request: EditRequest) -> EditRequest:
    """The same edits with the words of subtitle files where they name such a file.

    That is `subtitles` with a path as its text, and `place` with the name of an uploaded subtitle file.

    Raises:
        VideoError: A file cannot be read.
    """
    kept = await _kept_sources(workspace, request)
    edits: list[object] = []
    for each in request.edits:
        source = _source_in(each, kept)
        filled = None if source is None else await read_file(workspace, source)
        edits.append(each if filled is None else {"op": SUBTITLES, "text": write_srt(filled.cues)})
    return replace(request, edits=tuple(edits))


async def attach_subtitles(
    workspace: Workspace, project: Project | None, prompt: str, language: Language
) -> str:
    """The prompt with the words of the subtitle files below it that it speaks of.

    Raises:
        VideoError: It names a file by its path which cannot be read.
    """
    paths = find_subtitle_paths(prompt)
    sources = paths or await _uploads_meant(workspace, project, prompt)
    for source in sources:
        file = await read_file(workspace, source)
        words = prompt.replace(source, file.name) if source in paths else prompt
        attached = say("attached_subtitles", language, name=file.name)
        prompt = f"{words}\n\n{attached}\n{write_srt(file.cues)}"
    return prompt


async def _kept_sources(workspace: Workspace, request: EditRequest) -> dict[str, str]:
    """Name → path of the uploaded subtitle files, where an edit places one."""
    if not any(_name_placed(each) for each in request.edits):
        return {}
    project = await workspace.find_project(request.project_id)
    return {file.name.lower(): file.source for file in await kept_files(workspace, project)}


def _source_in(edit: object, kept: Mapping[str, str]) -> str | None:
    """The subtitle file that an edit names."""
    return _path_in(edit) or kept.get(_name_placed(edit))


def _path_in(edit: object) -> str | None:
    """The path that stands where the text of subtitles would, which has several lines."""
    text = _text_of(edit, SUBTITLES, "text")
    is_path = "\n" not in text and len(text) <= _MAX_PATH_CHARS and is_subtitle_file(text)
    return text if is_path else None


def _name_placed(edit: object) -> str:
    """The name of the subtitle file that an edit places; empty where it places none."""
    name = _text_of(edit, "place", "media")
    return name.lower() if is_subtitle_file(name) else ""


def _text_of(edit: object, op: str, field: str) -> str:
    """A field of an edit of that op, as the caller wrote it; empty where it is another op or no text."""
    if not isinstance(edit, Mapping):
        return ""
    fields = cast("Mapping[str, Any]", edit)
    value, is_meant = fields.get(field), str(fields.get("op")).strip().lower() == op
    return value.strip() if is_meant and isinstance(value, str) else ""


async def _uploads_meant(workspace: Workspace, project: Project | None, prompt: str) -> Sequence[str]:
    """The uploaded subtitles that are named; else the newest, where subtitles are asked for and none are."""
    kept = await kept_files(workspace, project)
    if named := [file.source for file in kept if file.name.lower() in prompt.lower()]:
        return named
    if not kept or not asks_for_subtitles(prompt) or await _has_subtitles(workspace, project):
        return ()
    return (kept[-1].source,)


async def _has_subtitles(workspace: Workspace, project: Project | None) -> bool:
    if project is None or project.session is None:
        return False
    async with workspace.session(project) as (backend, session):
        timeline = await read_timeline(backend, session.session_id)
    return any(track.kind == "text" and track.label in SUBTITLE_LABELS for track in timeline.tracks)

"""The use case `export`: the timeline becomes a file on the user's disk."""

import json
import tempfile
from functools import partial
from pathlib import Path

from anyio import to_thread

from nemo_video.engine.admission import call_of, find_repeated
from nemo_video.engine.caption_runner import run_captions
from nemo_video.engine.chapters import check_chapters
from nemo_video.engine.export_runner import run_export
from nemo_video.engine.facts import Exported
from nemo_video.engine.file_names import check_file_name
from nemo_video.engine.job import Job
from nemo_video.engine.jobs import Jobs
from nemo_video.engine.kept_exports import make_room
from nemo_video.engine.ledger import JobRecord
from nemo_video.engine.projects import Project
from nemo_video.engine.refusals import NothingToExport
from nemo_video.engine.requests import ExportRequest
from nemo_video.engine.timeline_runner import check_extra, run_timeline
from nemo_video.engine.workspace import Workspace
from nemo_video.errors import DiskFailure
from nemo_video.language import Language
from nemo_video.timeline import CAPTION_NAMES
from nemo_video.wire.formats import TIMELINE_NAMES


async def start_export(workspace: Workspace, jobs: Jobs, request: ExportRequest) -> Job:
    """Start an export.

    Args:
        workspace: What the use cases share.
        jobs: Where the export becomes a job.
        request: What is asked.

    Raises:
        NotFound: There is no such project, or nothing on its timeline.
        InvalidArgument: The name of the file or its chapters cannot be read, or an extra is missing.
        DiskFailure: Nothing can be written where exports are saved.
    """
    check_file_name(request.filename, request.format)
    if request.format in TIMELINE_NAMES:
        check_extra()
    if request.chapters:
        check_chapters(request.chapters, request.format)
    if repeated := await find_repeated(workspace, jobs, "export", request):
        return repeated
    project = await workspace.find_project(request.project_id)
    if project is None:
        raise NothingToExport
    if project.session is None and not await workspace.ledger.turns.are_under_way(project.project_id):
        raise NothingToExport
    await to_thread.run_sync(_check_folder, workspace.settings.output_dir)
    call = call_of("export", project, request, project.language)
    return await jobs.start(call, partial(_run, workspace, project, request, project.language))


async def resume_export(workspace: Workspace, record: JobRecord, job: Job) -> Exported:
    """Go on with the export that an ended process began. What is written here begins anew."""
    project = await workspace.projects.find(record.project_id)
    request = ExportRequest(**json.loads(record.arguments or "{}"))
    return await _run(workspace, project, request, record.language, job, is_resuming=True)


async def _run(
    workspace: Workspace,
    project: Project,
    request: ExportRequest,
    language: Language,
    job: Job,
    *,
    is_resuming: bool = False,
) -> Exported:
    """The work of an export; where a server keeps the files of many users, older ones make room."""
    exported = await _export(workspace, project, request, language, job, is_resuming=is_resuming)
    return await make_room(workspace.settings, exported, language)


async def _export(
    workspace: Workspace,
    project: Project,
    request: ExportRequest,
    language: Language,
    job: Job,
    *,
    is_resuming: bool,
) -> Exported:
    """Whatever it makes."""
    if request.format in CAPTION_NAMES:
        return await run_captions(workspace, project, request, request.format, job)
    if request.format in TIMELINE_NAMES:
        return await run_timeline(workspace, project, request, request.format, job)
    return await run_export(workspace, project, request, language, job, is_resuming=is_resuming)


def _check_folder(folder: Path) -> None:
    """A film is only rendered where it can be saved."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"room")
    except OSError as error:
        reason = error.strerror or "the disk refused"
        raise DiskFailure(f"Exports cannot be saved in {folder}: {reason}.") from error

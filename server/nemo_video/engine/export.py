"""The use case `export`: the timeline becomes a file on the user's disk."""

from functools import partial

from nemo_video.engine.admission import call_of, find_repeated
from nemo_video.engine.export_runner import run_export
from nemo_video.engine.facts import ExportRequest
from nemo_video.engine.file_names import check_file_name
from nemo_video.engine.job import Job
from nemo_video.engine.jobs import Jobs
from nemo_video.engine.refusals import NothingToExport
from nemo_video.engine.workspace import Workspace


async def start_export(workspace: Workspace, jobs: Jobs, request: ExportRequest) -> Job:
    """Start an export.

    Args:
        workspace: What the use cases share.
        jobs: Where the export becomes a job.
        request: What is asked.

    Raises:
        NotFound: There is no such project, or nothing on its timeline.
        InvalidArgument: The file name is not a plain name.
    """
    check_file_name(request.filename)
    if repeated := await find_repeated(workspace, jobs, "export", request):
        return repeated
    project = await workspace.find_project(request.project_id)
    if project is None:
        raise NothingToExport
    if project.session is None and not await workspace.ledger.turns.are_under_way(project.project_id):
        raise NothingToExport
    call = call_of("export", project, request, project.language)
    return await jobs.start(call, partial(run_export, workspace, project, request, project.language))

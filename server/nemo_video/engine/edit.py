"""The use case `edit`: exact edits, checked before anything is sent, become one turn of the chat."""

from functools import partial

import anyio
from anyio import to_thread

from nemo_video.engine.admission import call_of, find_repeated
from nemo_video.engine.consent import is_agreed
from nemo_video.engine.edit_checks import WrongEdit, read_edits
from nemo_video.engine.edit_runner import EditedFilm, look_at_film, run_edit
from nemo_video.engine.facts import Generated
from nemo_video.engine.job import Job
from nemo_video.engine.jobs import Jobs
from nemo_video.engine.projects import Project
from nemo_video.engine.requests import Consent, EditRequest, GenerateRequest
from nemo_video.engine.sentences import say
from nemo_video.engine.subtitle_files import fill_in_edits
from nemo_video.engine.workspace import Workspace
from nemo_video.errors import VideoError
from nemo_video.timeline import list_items
from nemo_video.timeline.edits import Edit, plan_edits

LOOK_LIMIT_S = 2.0
"""How long a call itself looks at the film; where that takes longer, the job looks at it."""


async def start_edit(
    workspace: Workspace, jobs: Jobs, request: EditRequest, consent: Consent | None
) -> Job | Generated:
    """Start a turn that makes exact edits.

    Args:
        workspace: What the use cases share.
        jobs: Where the turn becomes a job.
        request: What is asked.
        consent: How the user agrees to a turn that comes near a limit of theirs.

    Raises:
        InvalidArgument: An edit lacks something or is not possible on the timeline; its number is told.
        NotFound: There is no such project, or no subtitle file that an edit names.
    """
    request = await fill_in_edits(workspace, request)
    edits = await _read_edits(workspace, request)
    if repeated := await find_repeated(workspace, jobs, "edit", request):
        return repeated
    project = await workspace.require_project(request.project_id)
    language = workspace.choose_language("", project)
    call = call_of("edit", project, request, language)
    if repeats := await workspace.ledger.jobs.find_repeated(call):
        return await jobs.find(repeats.job_id)
    if film := await _look_at_film(workspace, project):
        await to_thread.run_sync(plan_edits, film.timeline, edits, film.media)
    turn = GenerateRequest("", project.project_id)
    if consent and not await is_agreed(workspace, project, turn, language, consent):
        return Generated("cancelled", project.project_id, say("not_agreed", language), language=language)
    return await jobs.start(call, partial(run_edit, workspace, project, edits, film, language))


async def _read_edits(workspace: Workspace, request: EditRequest) -> tuple[Edit, ...]:
    """The edits; where one is wrong, the error says how long its item is, as far as that can be read."""
    try:
        return read_edits(request.edits)
    except WrongEdit as wrong:
        if wrong.item is None:
            raise
        raise wrong.with_length(await _lengths_s(workspace, request.project_id)) from None


async def _lengths_s(workspace: Workspace, project_id: str | None) -> dict[str, float]:
    try:
        project = await workspace.require_project(project_id)
        film = await _look_at_film(workspace, project)
    except VideoError:
        return {}
    items = list_items(film.timeline) if film else ()
    return {each.item: round(each.segment.end_s - each.segment.start_s, 3) for each in items}


async def _look_at_film(workspace: Workspace, project: Project) -> EditedFilm | None:
    """What there is to edit; None where the backend takes its time over it."""
    with anyio.move_on_after(LOOK_LIMIT_S):
        return await look_at_film(workspace, project)
    return None

"""The use case `state`: what is on the timeline, what was uploaded, which jobs there are."""

from nemo_video.engine.facts import StateReport
from nemo_video.engine.jobs import Jobs
from nemo_video.engine.media_list import media_of
from nemo_video.engine.suggestions import suggest_export, suggest_generate
from nemo_video.engine.workspace import Workspace
from nemo_video.timeline import Timeline, decode


async def read_state(workspace: Workspace, jobs: Jobs, project_id: str | None) -> StateReport:
    """What there is of a project now.

    Raises:
        NotFound: There is no project yet, or none of that name.
    """
    project = await workspace.require_project(project_id)
    await jobs.take_over()
    timeline, media = Timeline(0.0, ()), ()
    if project.session:
        async with workspace.session(project) as (backend, session):
            state = await backend.read_state(session.session_id)
        timeline, media = decode(state.draft), media_of(state)
    suggest = suggest_export if timeline.tracks else suggest_generate
    return StateReport(
        project_id=project.project_id,
        backend=project.backend,
        timeline=timeline,
        media=media,
        jobs=tuple(await jobs.of_project(project.project_id)),
        suggestions=(suggest(project.project_id, project.language),),
        warning=workspace.ledger.warning,
        language=project.language,
    )

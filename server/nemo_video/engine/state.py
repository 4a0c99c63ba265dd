"""The use case `state`: what is on the timeline, what was uploaded, which jobs there are."""

from nemo_video.engine.diagrams import Diagrams
from nemo_video.engine.facts import StateReport
from nemo_video.engine.jobs import Jobs
from nemo_video.engine.media_list import media_of
from nemo_video.engine.subtitle_files import kept_files
from nemo_video.engine.suggestions import suggest_export, suggest_generate
from nemo_video.engine.workspace import Workspace
from nemo_video.timeline import Timeline, decode


async def read_state(
    workspace: Workspace, jobs: Jobs, project_id: str | None, diagrams: Diagrams | None = None
) -> StateReport:
    """What there is of a project now, with its timeline drawn where it is said by whom.

    Raises:
        NotFound: There is no project yet, or none of that name.
    """
    project = await workspace.look_at(project_id)
    await jobs.take_over()
    timeline, media, drawn = Timeline(0.0, ()), (), None
    if project.session:
        async with workspace.session(project) as (backend, session):
            state = await backend.read_state(session.session_id)
            timeline, media = decode(state.draft), media_of(state)
            if diagrams:
                drawn = await diagrams.draw(project, timeline, backend)
    elif diagrams:
        drawn = await diagrams.draw(project, timeline)
    suggest = suggest_export if timeline.tracks else suggest_generate
    return StateReport(
        project_id=project.project_id,
        backend=project.backend,
        timeline=timeline,
        media=(*media, *await kept_files(workspace, project)),
        jobs=tuple(await jobs.of_project(project.project_id)),
        suggestions=(suggest(project.project_id, project.language),),
        picture=drawn,
        warning=workspace.ledger.warning,
        language=project.language,
    )

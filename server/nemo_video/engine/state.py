"""The use case `state`: what is on the timeline, what was uploaded, which jobs there are."""

from nemo_video.engine.diagrams import Diagrams, known_miniatures
from nemo_video.engine.facts import StateReport
from nemo_video.engine.jobs import Jobs
from nemo_video.engine.media_list import media_of
from nemo_video.engine.projects import Project
from nemo_video.engine.snapshot import find_timeline
from nemo_video.engine.subtitle_files import kept_files
from nemo_video.engine.suggestions import suggest_export, suggest_generate
from nemo_video.engine.workspace import Workspace
from nemo_video.language import Suggestion
from nemo_video.timeline import Timeline


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
            timeline = await find_timeline(state)
            media = media_of(state) or tuple(await workspace.projects.uploads(project))
            if diagrams:
                drawn = await diagrams.draw(project, timeline, backend)
    elif diagrams:
        drawn = await diagrams.draw(project, timeline)
    files = (*media, *await kept_files(workspace, project))
    return StateReport(
        project_id=project.project_id,
        backend=project.backend,
        timeline=timeline,
        media=files,
        jobs=tuple(await jobs.of_project(project.project_id)),
        suggestions=_suggest(project, has_tracks=bool(timeline.tracks), has_files=bool(files)),
        picture=drawn,
        waveforms=known_miniatures(project, timeline).waveforms,
        warning=workspace.ledger.warning,
        language=project.language,
    )


def _suggest(project: Project, *, has_tracks: bool, has_files: bool) -> tuple[Suggestion, ...]:
    """Save the film, or make one of the files; what to show where there is nothing only the user knows."""
    if has_tracks:
        return (suggest_export(project.project_id, project.language),)
    return (suggest_generate(project.project_id, project.language),) if has_files else ()

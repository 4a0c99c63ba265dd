"""The use case `projects`: list them, make one, switch to one, open one in a browser."""

from dataclasses import replace

from nemo_video.engine.facts import ProjectsReport
from nemo_video.engine.workspace import Workspace
from nemo_video.errors import InvalidArgument, NotAllowed, NotFound
from nemo_video.settings import BackendName

MAX_LISTED = 1000

MAX_TOLD = 100
"""An answer has room for about two hundred, and each of a thousand made every answer cost 100 ms."""


async def list_projects(workspace: Workspace, limit: int = MAX_TOLD) -> ProjectsReport:
    """The projects used last, those of other processes included."""
    current = await workspace.projects.current()
    projects, total = await workspace.projects.report(limit)
    return ProjectsReport(
        projects,
        total,
        current.project_id if current else None,
        language=workspace.choose_language("", current),
    )


async def new_project(workspace: Workspace, backend: BackendName | None) -> ProjectsReport:
    """Make a project, on the backend that the settings name unless another is given."""
    language = workspace.choose_language("", await workspace.projects.current())
    await workspace.projects.make(backend or workspace.settings.backend, language)
    return await list_projects(workspace)


async def use_project(workspace: Workspace, project_id: str | None) -> ProjectsReport:
    """Switch to a project.

    Raises:
        NotFound: There is none of that name.
        InvalidArgument: No name is given.
    """
    if not project_id:
        raise InvalidArgument("The project_id is missing.", advice='Call projects(action="list").')
    await workspace.projects.use(project_id)
    return await list_projects(workspace)


async def link_project(workspace: Workspace, project_id: str | None) -> ProjectsReport:
    """A link that opens the project in a browser.

    Raises:
        NotFound: There is no project with a session.
        NotAllowed: The backend of the project has no web pages.
    """
    project = await workspace.find_project(project_id)
    if project and not workspace.capabilities(project).has_pages:
        raise NotAllowed(
            f"This project is in the offline {project.backend} on this computer, so no web page can open it.",
            advice="Call preview to look at it, or export to get the video as a file.",
        )
    if project is None or project.session is None:
        raise NotFound("There is no project to open yet.", advice="Call generate first.")
    async with workspace.session(project) as (backend, session):
        url = await backend.claim_link(session)
    return replace(await list_projects(workspace), url=url)

"""The use case `upload`: files and URLs come into a project."""

from collections.abc import Sequence

from nemo_video.engine.facts import Uploaded
from nemo_video.engine.media_list import rejected_file, uploaded_file
from nemo_video.engine.refusals import all_rejected
from nemo_video.engine.suggestions import suggest_generate
from nemo_video.engine.workspace import Workspace
from nemo_video.errors import InvalidArgument


async def upload(workspace: Workspace, project_id: str | None, sources: Sequence[str]) -> Uploaded:
    """Upload files and URLs; a bad one never loses the good ones.

    Raises:
        VideoError: Every source was rejected, or the backend cannot be reached.
    """
    if not sources:
        raise InvalidArgument("There is no source.", advice="Name a path or an http(s) URL.")
    project = await workspace.find_or_make_project(project_id, "")
    async with workspace.session(project) as (backend, session):
        outcome = await backend.upload(session.session_id, sources)
    if not outcome.stored:
        raise all_rejected(outcome.rejected)
    files = tuple(uploaded_file(media, project.language) for media in outcome.stored)
    rejected = tuple(rejected_file(each) for each in outcome.rejected)
    await workspace.projects.add_uploads(project, files)
    following = suggest_generate(project.project_id, project.language)
    return Uploaded(project.project_id, files, rejected, (following,), project.language)

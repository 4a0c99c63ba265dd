"""What a refusal of the backend means for a project, told to the caller in full."""

from collections.abc import Generator, Sequence
from contextlib import contextmanager

from nemo_video.client import BackendClient, Rejected
from nemo_video.engine.projects import Project
from nemo_video.errors import BackendRefusal, VideoError

SESSION_GONE = 1002
NO_CREDITS = 2001


@contextmanager
def explained(project: Project, register_url: str | None = None) -> Generator[None]:
    """Turn a refusal into the next step for this project.

    Args:
        project: Loses its session when the backend has lost it; the next call opens a new one.
        register_url: Where an anonymous user registers, for a refusal for lack of credits.
    """
    try:
        yield
    except BackendRefusal as refusal:
        if refusal.code == SESSION_GONE:
            raise _lost_session(project) from refusal
        if refusal.code == NO_CREDITS and register_url:
            raise BackendRefusal(NO_CREDITS, advice=f"Register here to get more: {register_url}") from refusal
        raise


def register_url_of(client: BackendClient, project: Project, *, anonymous: bool) -> str | None:
    """The registration link of an anonymous user's session."""
    bind_id = project.session.bind_id if project.session else None
    return client.register_url(bind_id) if anonymous and bind_id else None


def all_rejected(rejected: Sequence[Rejected]) -> VideoError:
    """The error of an upload of which nothing was taken; it lists every source and keeps the first code."""
    first = rejected[0].error
    if len(rejected) == 1:
        return first
    lines = "\n".join(f"- {each.source}: {each.error.message} {each.error.advice}" for each in rejected)
    error = VideoError(f"No source was uploaded.\n{lines}", advice="Correct the sources, then upload again.")
    error.code = first.code
    return error


def _lost_session(project: Project) -> BackendRefusal:
    names = ", ".join(file.source for file in project.uploads)
    project.session = None
    project.uploads.clear()
    again = f"Upload again: {names}. Then call generate" if names else "Call generate"
    return BackendRefusal(
        SESSION_GONE, advice=f"{again}: the project continues in a new session with an empty timeline."
    )

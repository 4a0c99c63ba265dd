"""What a refusal of the backend means for the caller, told in full."""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from nemo_video.engine.suggestions import suggest_uploads
from nemo_video.errors import BackendRefusal, Internal, NotFound, VideoError
from nemo_video.language import Language, Suggestion

if TYPE_CHECKING:
    from nemo_video.client import Rejected

SESSION_GONE = 1002
NO_CREDITS = 2001


class SessionLost(BackendRefusal):
    """The backend lost a project's session, and the project goes on in a new, empty one.

    Attributes:
        suggestions: The uploads that were lost with it, to be offered again.
    """

    def __init__(self, *, advice: str, suggestions: tuple[Suggestion, ...]) -> None:
        super().__init__(SESSION_GONE, advice=advice)
        self.suggestions = suggestions


class NothingToShow(NotFound):
    """There is nothing yet to take pictures of.

    Attributes:
        suggestions: What makes something.
    """

    def __init__(self, suggestion: Suggestion) -> None:
        super().__init__(
            "There is no export of this project and no media file to take pictures of.",
            advice=f"Call {suggestion.tool} first, then preview again.",
        )
        self.suggestions = (suggestion,)


class OutOfCredits(BackendRefusal):
    """An anonymous user has no credits left.

    Attributes:
        register_url: The page where they register to get more.
    """

    def __init__(self, register_url: str) -> None:
        super().__init__(NO_CREDITS, advice=f"Register here to get more: {register_url}")
        self.register_url = register_url


@contextmanager
def explained(register_url: str | None) -> Generator[None]:
    """Turn a refusal for lack of credits into the way to more of them.

    Args:
        register_url: Where an anonymous user registers; None for the others.
    """
    try:
        yield
    except BackendRefusal as refusal:
        if refusal.code == NO_CREDITS and register_url:
            raise OutOfCredits(register_url) from refusal
        raise


def all_rejected(rejected: "Sequence[Rejected]") -> VideoError:
    """The error of an upload of which nothing was taken; it lists every source and keeps the first code."""
    first = rejected[0].error
    if len(rejected) == 1:
        return first
    lines = "\n".join(f"- {each.source}: {each.error.message} {each.error.advice}" for each in rejected)
    error = VideoError(f"No source was uploaded.\n{lines}", advice="Correct the sources, then upload again.")
    error.code = first.code
    return error


def session_lost(project_id: str, sources: tuple[str, ...], language: Language) -> SessionLost:
    """The error of a project whose timeline is gone.

    Args:
        project_id: The project, which has a new session or gets one at its next call.
        sources: What was uploaded to it.
        language: Of the suggestion.
    """
    again = f"Upload again: {', '.join(sources)}. Then call generate" if sources else "Call generate"
    return SessionLost(
        advice=f"{again}: the project goes on in a new session with an empty timeline.",
        suggestions=(suggest_uploads(project_id, sources, language),) if sources else (),
    )


def never_sent() -> VideoError:
    """The error of a turn whose process ended before its message left."""
    return Internal(
        "The server stopped before this was sent, so nothing was done and nothing charged.",
        advice="Call generate again.",
        retryable=True,
    )

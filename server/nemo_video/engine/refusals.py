"""What a refusal of the backend means for the caller, told in full, and kept for later processes."""

import json
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from types import MappingProxyType
from typing import Any, cast

from nemo_video.engine.suggestions import suggest_uploads
from nemo_video.errors import BackendRefusal, Internal, NotFound, RefusalKind, TimedOut, VideoError
from nemo_video.language import Language, Suggestion

_LISTED = ("code", "message", "advice", "retryable")
"""What older versions kept of an error, as a list."""


class SessionLost(BackendRefusal):
    """The backend lost a project's session, and the project goes on in a new, empty one.

    Attributes:
        suggestions: The uploads that were lost with it, to be offered again.
    """

    def __init__(self, refusal: BackendRefusal, *, advice: str, suggestions: tuple[Suggestion, ...]) -> None:
        super().__init__(int(refusal.code), advice=advice)
        self.suggestions = suggestions
        self.said = refusal.said


class OutOfCredits(BackendRefusal):
    """An anonymous user has no credits left.

    Attributes:
        register_url: The page where they register to get more.
    """

    def __init__(self, refusal: BackendRefusal, register_url: str) -> None:
        super().__init__(int(refusal.code), advice=f"Register here to get more: {register_url}")
        self.register_url = register_url
        self.said = refusal.said


class NothingToShow(NotFound):
    """There is nothing yet to take pictures of.

    Attributes:
        suggestions: What makes something of the files that are there.
    """

    def __init__(self, *suggestions: Suggestion) -> None:
        super().__init__(
            "There is no export of this project and no media file to take pictures of.",
            advice="Call generate first, then preview again.",
        )
        self.suggestions = suggestions


class NothingToExport(NotFound):
    """The timeline is empty."""

    def __init__(self) -> None:
        super().__init__(
            "There is nothing to export yet: the timeline is empty.",
            advice="Call generate with a description of the video first, then export.",
        )


class FreeTokenRefused(BackendRefusal):
    """The backend takes the token of an anonymous user no more, which they cannot renew by themselves."""

    def __init__(self, refusal: BackendRefusal) -> None:
        advice = (
            "Call again: a new one is asked for. If it happens again, set a token of your own as NEMO_TOKEN."
        )
        super().__init__(
            int(refusal.code), message="The backend does not accept the free token.", advice=advice
        )
        self.retryable = True
        self.said = refusal.said


_FINAL = frozenset[RefusalKind]({"session_gone", "bad_token", "no_credits", "plan", "denied"})
"""Refusals that the same question gets again, until the user does something."""

_OWN_FAULTS: Mapping[RefusalKind, str] = MappingProxyType(
    {
        "full": "Free some space on this machine's disk, then call again.",
        "fault": "Try again in a minute; if it happens again, run `nemo-video-mcp doctor` on this machine.",
    }
)
"""What to do about a fault of a backend that nobody else runs."""


def may_pass(error: VideoError) -> bool:
    """Whether the same question may get an answer a little later."""
    return error.kind not in _FINAL if isinstance(error, BackendRefusal) else error.retryable


@contextmanager
def translate_errors(register_url: str | None, *, is_own: bool = False) -> Generator[None]:
    """Turn a refusal into what this user can do about it.

    Args:
        register_url: Where an anonymous user registers; None for the others.
        is_own: Whether the backend is the studio inside, so that nobody else could be told of its faults.
    """
    try:
        yield
    except BackendRefusal as refusal:
        if is_own:
            refusal.advice = _OWN_FAULTS.get(refusal.kind, refusal.advice)
        if refusal.kind == "no_credits" and register_url:
            raise OutOfCredits(refusal, register_url) from refusal
        if refusal.kind in ("plan", "denied") and register_url:
            refusal.advice = f"{refusal.advice} Register here: {register_url}"
        if refusal.kind == "bad_token" and register_url:
            raise FreeTokenRefused(refusal) from refusal
        raise


def session_lost(
    refusal: BackendRefusal, project_id: str, sources: Sequence[str], language: Language
) -> SessionLost:
    """The error of a project whose timeline is gone.

    Args:
        refusal: What the backend said.
        project_id: The project, which has a new session by now.
        sources: What was uploaded to it.
        language: Of the suggestion.
    """
    again = f"Upload again: {', '.join(sources)}. Then call generate" if sources else "Call generate"
    return SessionLost(
        refusal,
        advice=f"{again}: the project goes on in a new session with an empty timeline.",
        suggestions=(suggest_uploads(project_id, tuple(sources), language),) if sources else (),
    )


def never_sent() -> VideoError:
    """The error of a turn whose process ended before its message left."""
    return Internal(
        "The server stopped before this was sent, so nothing was done and nothing charged.",
        advice="Make the same call again.",
        retryable=True,
    )


def unheard(said: str) -> VideoError:
    """What is known of a turn as long as its end was not heard: what the backend has said in it."""
    error = TimedOut("The end of this turn was not heard.", advice="Call wait to look again.")
    error.said = said
    return error


def write_error(error: VideoError) -> str:
    """An error as JSON: its class by name, and all that it carries for its caller."""
    fields = {name: value for name, value in vars(error).items() if not name.startswith("_")}
    kept = {"type": type(error).__name__, "code": error.code, **fields}
    return json.dumps(kept, default=_plain)


def read_error(text: str) -> VideoError:
    """An error that was kept, of the class that it had.

    A class that this version does not know is a plain error with the same words; older versions kept a list.

    Raises:
        ValueError: It is none.
        TypeError: Its parts are none of an error.
    """
    kept: Any = json.loads(text)
    if isinstance(kept, list):
        kept = dict(zip(_LISTED, cast("list[Any]", kept), strict=False))
    fields: dict[str, Any] = {**kept}
    if not all(isinstance(fields.get(name), str) for name in ("message", "advice")):
        raise TypeError("an error has a message and an advice")
    kind = _error_classes().get(fields.pop("type", ""), VideoError)
    error = kind.__new__(kind)
    VideoError.__init__(error, fields["message"])
    if "suggestions" in fields:
        fields["suggestions"] = tuple(Suggestion(**each) for each in fields["suggestions"])
    vars(error).update(fields)
    return error


def _error_classes() -> Mapping[str, type[VideoError]]:
    found: dict[str, type[VideoError]] = {}
    waiting: list[type[VideoError]] = [VideoError]
    while waiting:
        kind = waiting.pop()
        found.setdefault(kind.__name__, kind)
        waiting += kind.__subclasses__()
    return found


def _plain(value: object) -> object:
    return asdict(value) if isinstance(value, Suggestion) else str(value)

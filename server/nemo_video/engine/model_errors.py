"""Refusals of a real model behind the studio, as the errors that every caller knows, in its words."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import ClassVar, Final

from nemo_video.errors import (
    BackendRefusal,
    Blocked,
    Internal,
    InvalidArgument,
    NotAllowed,
    NotFound,
    Overloaded,
    TimedOut,
    Unreachable,
    VideoError,
)
from nemo_video.language import Suggestion
from nemo_video.wire.calls import ModelError


class OfTheModel(VideoError):
    """What a model said, or did not say, is the last word on a turn: nobody looks for its end any more.

    Attributes:
        suggestions: No other backend helps, and no other project.
    """

    suggestions: ClassVar[tuple[Suggestion, ...]] = ()


class ModelUnreachable(OfTheModel, Unreachable):
    """The model's address does not answer; nothing was ordered."""


class ModelTimedOut(OfTheModel, TimedOut):
    """The model took too long, or nobody knows whether an order arrived."""


class UnknownModel(OfTheModel, NotFound):
    """The model's host has no model of that name."""


_DRAW_INSTEAD: Final = 'to have it drawn by the studio instead, add "drawn by the studio".'
_ERRORS: Final[Mapping[ModelError, Callable[[str], VideoError]]] = MappingProxyType(
    {
        ModelError.SAFETY: lambda words: Blocked(f"The model's safety filter refused this: {words}"),
        ModelError.OVERLOADED: lambda words: Overloaded(f"The model has too much to do right now: {words}"),
        ModelError.KEY: lambda words: BackendRefusal(
            1001,
            message=f"The model's host does not accept the key: {words}",
            advice="Ask the user to correct NEMO_GENERATOR_KEY in the server's settings.",
        ),
        ModelError.MONEY: lambda words: BackendRefusal(
            2001,
            message=f"The account at the model's host has no money left: {words}",
            advice=f"Ask the user to top it up; {_DRAW_INSTEAD}",
        ),
        ModelError.CAP: lambda words: NotAllowed(
            words, advice="Ask the user: only they can raise NEMO_MAX_COST, in the server's settings."
        ),
        ModelError.LIMITS: lambda words: InvalidArgument(
            f"The model does not take this: {words}",
            advice="Ask for a length, a shape or a picture that it takes, then call again.",
        ),
        ModelError.UNKNOWN: lambda words: UnknownModel(
            f"The model was not found: {words}",
            advice="Ask the user to correct NEMO_GENERATOR_MODEL; `nemo-video-mcp doctor` checks it.",
        ),
        ModelError.UNREACHABLE: lambda words: ModelUnreachable(
            words, advice=f"Ask the user to check NEMO_GENERATOR_URL; {_DRAW_INSTEAD}"
        ),
        ModelError.UNANSWERED: lambda words: ModelTimedOut(
            words, advice="Ask the user before ordering it again: it may cost a second time.", retryable=False
        ),
        ModelError.EXPIRED: lambda words: ModelTimedOut(
            words, advice="Call again for another try, which costs anew."
        ),
        ModelError.FAILED: lambda words: Internal(
            f"The model did not make the clip: {words}",
            advice=f"Call again, with other words if it happens again; {_DRAW_INSTEAD}",
            retryable=True,
        ),
    }
)


def model_error(code: str | None, words: str) -> VideoError | None:
    """The error of a code of the stream; None where it is none of a model's."""
    return _ERRORS[ModelError(code)](words) if is_of_model(code) else None


def is_of_model(code: str | None) -> bool:
    """Whether a code of the stream is one of a model's, whose words are for people."""
    return code in set(ModelError)

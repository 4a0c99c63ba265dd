"""What happens in a chat turn, as typed events; the order is that of the stream."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Text:
    """One whole message to the user. Hidden reasoning never becomes one.

    Attributes:
        text: The words as the backend wrote them, not normalised, not trimmed.
        incomplete: The stream ended before the backend finished this message.
    """

    text: str
    incomplete: bool = False


@dataclass(frozen=True, slots=True)
class ToolStarted:
    """A tool of the backend starts."""

    name: str


@dataclass(frozen=True, slots=True)
class ToolFinished:
    """A tool of the backend is done, well or not."""

    name: str


@dataclass(frozen=True, slots=True)
class Stage:
    """The backend names the stage that its work is in."""

    name: str


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """The backend is alive and has nothing to say."""


@dataclass(frozen=True, slots=True)
class Question:
    """The backend stops to ask something: nothing was finished."""

    text: str


@dataclass(frozen=True, slots=True)
class StreamError:
    """The backend reports a failure inside the stream.

    Attributes:
        message: One line, as the backend wrote it.
        code: The backend's own code or kind of error, when it names one (`SAFETY`, `ValueError`, `2001`).
    """

    message: str
    code: str | None = None


@dataclass(frozen=True, slots=True)
class End:
    """The last event of every stream.

    Attributes:
        reason: `clean` when the backend closed the stream, `cut` when the connection broke, `timed_out`
            when a watchdog gave up.
    """

    reason: Literal["clean", "cut", "timed_out"]


ChatEvent = Text | ToolStarted | ToolFinished | Stage | Heartbeat | Question | StreamError | End

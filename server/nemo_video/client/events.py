"""What happens in a chat turn, as typed events; the order is that of the stream."""

from dataclasses import dataclass
from typing import Literal

from nemo_video.client.failures import FailureKind, kind_of, words_for_people


@dataclass(frozen=True, slots=True)
class Text:
    """One whole message to the user. Hidden reasoning never becomes one.

    Attributes:
        text: The words as the backend wrote them, not normalised, not trimmed.
        incomplete: The backend did not finish this message.
    """

    text: str
    incomplete: bool = False


@dataclass(frozen=True, slots=True)
class Media:
    """A picture, a sound, a film or a file in the place of words.

    Attributes:
        media_type: As `image/png`; empty where nobody said.
        url: Where it lies, if at an https address.
    """

    media_type: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class ToolStarted:
    """A tool of the backend starts."""

    name: str


@dataclass(frozen=True, slots=True)
class ToolFinished:
    """A tool of the backend is done.

    Attributes:
        failure: The words with which it reports that it failed; None where it does not.
    """

    name: str
    failure: str | None = None

    @property
    def public_failure(self) -> str:
        """What of these words people may read."""
        return words_for_people(self.failure or "")


@dataclass(frozen=True, slots=True)
class Stage:
    """The backend names the stage that its work is in."""

    name: str


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """The backend is alive and has nothing to say."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """One thing that the backend asks.

    Attributes:
        text: The question.
        options: The answers to choose from; empty where any words will do.
        allow_multiple: Several of them may be chosen.
        notes: What else is told with it: what it is about, what an option means.
    """

    text: str
    options: tuple[str, ...] = ()
    allow_multiple: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """The backend stops to ask something.

    Attributes:
        prompts: What it asks, one thing each; none where the call holds no words.
        title: What stands above them.
    """

    prompts: tuple[Prompt, ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class StreamError:
    """The backend reports a failure inside the stream. What comes after it decides whether it still counts.

    Attributes:
        message: One line, as the backend wrote it, empty without words; people read `public_message`.
        code: The backend's own code or kind of error, when it names one (`SAFETY`, `ValueError`, `2001`).
    """

    message: str
    code: str | None = None

    @property
    def kind(self) -> FailureKind:
        """Of what kind it is."""
        return kind_of(self.code, self.message)

    @property
    def public_message(self) -> str:
        """What of its words people may read; empty where they are an exception or its inside."""
        return words_for_people(self.message)


@dataclass(frozen=True, slots=True)
class End:
    """The last event of every stream.

    Attributes:
        reason: `clean` when the backend closed the stream or said that the turn is complete, `cut` when the
            connection broke, `timed_out` when a watchdog gave up.
    """

    reason: Literal["clean", "cut", "timed_out"]


ChatEvent = Text | Media | ToolStarted | ToolFinished | Stage | Heartbeat | Question | StreamError | End

"""What every model is asked and answers, whatever its dialect: a third dialect keeps `VideoModel`."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:  # render workers import this on their way, and pydantic is a fifth of their start
    from pydantic import SecretStr

Dialect = Literal["openai", "openrouter"]
Phase = Literal["queued", "running", "completed", "failed"]
Reason = Literal[
    "blocked",
    "overloaded",
    "key",
    "money",
    "cap",
    "limits",
    "unknown_model",
    "unreachable",
    "unanswered",
    "expired",
    "failed",
]
"""Why a clip was not made. `money` is the account's, `cap` the user's own; `limits` is a length, shape or
picture that the model does not take; `unanswered` an order of which nobody knows whether it arrived."""


@dataclass(frozen=True)
class Generator:
    """Which model makes the clips.

    Attributes:
        url: The base of its interface, as `https://openrouter.ai/api/v1`.
        model: Its name there.
        key: Sent to the origin of the base alone.
        dialect: How it is spoken to; None finds out.
        max_cost: Most money a day, in the currency of its prices; None for no cap.
    """

    url: str
    model: str
    key: "SecretStr | None" = None
    dialect: Dialect | None = None
    max_cost: float | None = None


class ModelRefusal(Exception):
    """A clip was not made.

    Args:
        reason: What kind of refusal it is.
        words: The model's own words, or ours where it had none.
    """

    def __init__(self, reason: Reason, words: str) -> None:
        super().__init__(words)
        self.reason: Reason = reason
        self.words = words


class NetworkFailure(Exception):
    """The network between failed, or the other side for now: the job is as it was."""


class SubmitUnanswered(Exception):
    """An order left and no answer came: whether the model works on it is not known."""


@dataclass(frozen=True)
class ClipRequest:
    """A clip as the user wants it: words, seconds, and the size of the canvas in pixels."""

    prompt: str
    duration_s: float
    width: int
    height: int


@dataclass(frozen=True)
class ClipPlan:
    """A clip as it is ordered: the nearest to the request that the model can, and not longer.

    Attributes:
        prompt: The words.
        seconds: Its length.
        width: In pixels; 0 where the model is told a resolution and a shape.
        height: In pixels; 0 likewise.
        resolution: As `720p`, or empty.
        aspect_ratio: As `16:9`, or empty.
        price: What it will cost; None where no price is told.
        takes_first_frame: Whether a picture may be sent along.
    """

    prompt: str
    seconds: float
    width: int = 0
    height: int = 0
    resolution: str = ""
    aspect_ratio: str = ""
    price: float | None = None
    takes_first_frame: bool = True


@dataclass(frozen=True)
class RemoteJob:
    """A job of the model: its id, and where it is asked for when that is told."""

    id: str
    polling_url: str = ""


@dataclass(frozen=True)
class JobReport:
    """How far a job is.

    Attributes:
        phase: Where it stands.
        percent: How far, where that is told.
        refusal: Why it failed.
        cost: What it cost, where that is told.
        url: Where its file lies, where that is told.
    """

    phase: Phase
    percent: float | None = None
    refusal: ModelRefusal | None = None
    cost: float | None = None
    url: str = ""


class VideoModel(Protocol):
    """A model in one dialect.

    Every method raises `ModelRefusal` for what the model refuses and `NetworkFailure` for what passes.
    """

    model: str
    host: str

    async def plan(self, request: ClipRequest) -> ClipPlan:
        """Fit a wish to what the model can, without spending anything."""
        ...

    async def submit(self, plan: ClipPlan, first_frame: Path | None) -> RemoteJob:
        """Order a clip. Only a refused connection is tried again.

        Raises:
            SubmitUnanswered: The order left and no answer came.
        """
        ...

    async def report(self, job: RemoteJob) -> JobReport:
        """Ask for a job."""
        ...

    async def fetch(self, job: RemoteJob, report: JobReport, path: Path) -> None:
        """Write the file of a finished job."""
        ...

    async def find(self, plan: ClipPlan, since: float, known: Collection[str]) -> RemoteJob | None:
        """Look for a job whose submit had no answer; None where it cannot be told.

        Args:
            plan: What was ordered.
            since: When, in unix seconds.
            known: Ids of jobs that are others.
        """
        ...

    async def cancel(self, job: RemoteJob) -> bool:
        """Stop a job; False where the dialect cannot."""
        ...

    async def price_per_second(self) -> float | None:
        """What a second costs, in the currency of its prices; None where it is not told."""
        ...

    async def check(self) -> None:
        """Hold address, key and model against what the other side says, without spending."""
        ...


def nearest_not_longer(wanted: float, offered: Sequence[float]) -> float:
    """The longest of the offered lengths that is not longer; the shortest where all are longer."""
    fitting = [each for each in offered if each <= wanted]
    return max(fitting) if fitting else min(offered)

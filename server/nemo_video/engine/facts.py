"""What the use cases answer: finished facts, in our own words and units.

The surface gives them their listed form.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from nemo_video.language import Language, Suggestion
from nemo_video.settings import BackendName
from nemo_video.timeline import Timeline
from nemo_video.timeline.edits import Outcome

if TYPE_CHECKING:
    from nemo_video.client import ModelCosts, Prompt

Status = Literal[
    "completed", "partial", "running", "needs_input", "routed", "unchanged", "cancelled", "failed"
]
Account = Literal["anonymous", "token", "studio"]


@dataclass(frozen=True)
class CreditUse:
    """What a turn cost, as far as the balance before and after tells.

    Attributes:
        estimated: What it was thought to cost before it was sent.
        spent: Credits that the balance lost; None where it could not be read.
        available: Credits left; None where it could not be read.
        warning: What spoke against it before it was sent, where something did.
        cost_estimated: Money that a real model was thought to take; None where its prices are not told.
        cost: Money that it took, as far as that is told.
    """

    estimated: float | None = None
    spent: float | None = None
    available: float | None = None
    warning: str | None = None
    cost_estimated: float | None = None
    cost: float | None = None


@dataclass(frozen=True)
class Concern:
    """Why the user should agree before credits or money are spent.

    Attributes:
        kind: The name of its sentence.
        values: What the sentence tells.
    """

    kind: Literal["near_cap", "low_balance", "near_cost_cap", "cost_unknown"]
    values: dict[str, float]


@dataclass(frozen=True)
class EditOutcome:
    """What became of one exact edit.

    Attributes:
        op: Which.
        outcome: Whether the timeline shows it; `unseen` where this backend's draft does not tell.
        seen: What the timeline shows, in words.
    """

    op: str
    outcome: Outcome
    seen: str


@dataclass(frozen=True)
class Generated:
    """The answer to a `generate`: what the backend said and what changed on the timeline.

    Attributes:
        options: Answers to the question, to choose from.
        prompts: What the question consists of, where the backend asked with a tool call.
        not_done: What was asked for and is not on the timeline, one sentence each.
        failure: Why the backend stopped, after it had changed something.
        is_silent: The backend said nothing but how to handle its screen, or nothing, so the reply is ours.
        edits: Of an `edit`, what became of each of them, in their order.
        is_first_cut: Nothing was on the timeline before.
    """

    status: Status
    project_id: str | None
    reply: str
    question: str | None = None
    changes: tuple[str, ...] = ()
    timeline: Timeline | None = None
    suggestions: tuple[Suggestion, ...] = ()
    credits: CreditUse | None = None
    language: Language = "en"
    options: tuple[str, ...] = ()
    not_done: tuple[str, ...] = ()
    failure: str | None = None
    prompts: "tuple[Prompt, ...]" = ()
    edits: "tuple[EditOutcome, ...]" = ()
    is_silent: bool = False
    is_first_cut: bool = False


@dataclass(frozen=True)
class Exported:
    """The answer to an `export`: a file that lies at its path; a film was decoded from first to last frame.

    Attributes:
        is_decoded: Whether it was; captions and timelines have nothing to decode.
        chapters: The lines for a film's description on YouTube, where chapters were asked for.
        remarks: What a viewer would notice (mostly black, silent, another length than the draft).
    """

    status: Status
    project_id: str
    path: Path
    download_url: str | None
    format: str
    bytes: int
    duration_s: float
    width: int | None
    height: int | None
    sha256: str
    is_decoded: bool = True
    remarks: tuple[str, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    chapters: str | None = None


@dataclass(frozen=True)
class UploadedFile:
    """A file that the backend has now.

    Attributes:
        notices: What was seen of it and taken care of.
        model: Which real model made it, where one did.
        host: Where that model runs.
        cost: What it cost, where that is told.
    """

    name: str
    source: str
    kind: str
    bytes: int | None
    duration_s: float | None
    width: int | None
    height: int | None
    notices: tuple[str, ...] = ()
    model: str | None = None
    host: str | None = None
    cost: float | None = None


@dataclass(frozen=True)
class RejectedFile:
    """A source that was not uploaded, and why."""

    source: str
    code: int | str
    reason: str
    advice: str


@dataclass(frozen=True)
class Uploaded:
    """The answer to an `upload`."""

    project_id: str
    files: tuple[UploadedFile, ...]
    rejected: tuple[RejectedFile, ...]
    suggestions: tuple[Suggestion, ...] = ()
    language: Language = "en"


@dataclass(frozen=True)
class CreditReport:
    """The answer to `credits`.

    Attributes:
        spent_today: By this user's servers on this machine, running work at its estimate.
        cap: The most that may be spent in a day, where it is set.
        model: What a real model costs beside the credits, where there is one.
    """

    available: float
    frozen: float
    total: float
    account: Account
    register_url: str | None
    advice: str
    spent_today: float = 0
    cap: float | None = None
    model: "ModelCosts | None" = None
    language: Language = "en"


@dataclass(frozen=True)
class JobReport:
    """A job in a list; `dashboard` is where the cluster that does the work can be watched."""

    job_id: str
    tool: str
    status: str
    stage: str | None
    percent: float | None
    dashboard: str | None = None


@dataclass(frozen=True)
class Cancelled:
    """The answer to `cancel`.

    Attributes:
        note: What was already charged, or still may be.
    """

    job_id: str
    status: str
    note: str


@dataclass(frozen=True)
class StateReport:
    """The answer to `state`.

    Attributes:
        picture: The timeline drawn as a JPEG, where it was asked for.
        waveforms: Peaks of its sounds that are known, 0 to 1, by the names that edits use.
        warning: What is wrong with the ledger, where something is.
    """

    project_id: str
    backend: BackendName
    timeline: Timeline
    media: tuple[UploadedFile, ...]
    jobs: tuple[JobReport, ...]
    suggestions: tuple[Suggestion, ...] = ()
    picture: bytes | None = None
    waveforms: Mapping[str, Sequence[float]] = field(default_factory=dict[str, Sequence[float]])
    warning: str | None = None
    language: Language = "en"


@dataclass(frozen=True)
class PreviewFrame:
    """One picture of a preview, or one of those on its contact sheet: when, and how large (pixels)."""

    at_s: float
    width: int
    height: int


@dataclass(frozen=True)
class Preview:
    """The answer to `preview`.

    Attributes:
        source: What the pictures are of: the path of an export, the name of a media file, or `draft` or
            `timeline`, which are no files.
        frames: What is seen when; nothing where the picture is a diagram of the timeline.
        pictures: One JPEG for each frame, or one contact sheet with all of them.
        remark: What they are, where that is not an export that shows the video as it is now.
    """

    project_id: str
    source: str
    frames: tuple[PreviewFrame, ...]
    pictures: tuple[bytes, ...]
    remark: str | None = None
    suggestions: tuple[Suggestion, ...] = ()
    language: Language = "en"


@dataclass(frozen=True)
class ProjectReport:
    """A project in a list."""

    project_id: str
    backend: BackendName
    title: str | None
    last_used_at: float


@dataclass(frozen=True)
class ProjectsReport:
    """The answer to `projects`.

    Attributes:
        projects: The one used last first.
        total: How many there are, listed here or not.
    """

    projects: tuple[ProjectReport, ...]
    total: int
    current: str | None
    url: str | None = None
    language: Language = "en"


Result = Generated | Exported


@dataclass(frozen=True)
class Progress:
    """How far a job is.

    Attributes:
        stage: Connecting, thinking, generating, adding music and titles, rendering, downloading, verifying.
        percent: 0 to 100, never falling.
        note: A sentence for people, where there is one.
    """

    stage: str = "connecting"
    percent: float = 0
    note: str | None = None

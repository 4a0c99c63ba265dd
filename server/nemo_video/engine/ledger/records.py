"""The ledger's rows."""

from dataclasses import dataclass

from pydantic import FiniteFloat

from nemo_video.language import Language
from nemo_video.settings import BackendName


@dataclass(frozen=True)
class StoredProject:
    """What it takes to find a project's session again; no session before the first call that needs one.

    Attributes:
        last_used_at: Unix seconds.
        asked_by: The job whose question the next instruction answers.
        configured: The backend that the settings of the process named that used it last.
    """

    project_id: str
    backend: BackendName
    language: Language
    title: str | None
    task_id: str | None
    session_id: str | None
    bind_id: str | None
    last_used_at: FiniteFloat
    asked_by: str | None
    configured: BackendName | None


@dataclass(frozen=True)
class Call:
    """A call that wants to start a job.

    Attributes:
        fingerprint: Hash of the tool and its arguments; with the project it tells repeats.
        request_id: Idempotency key: the caller's own name for the call.
        language: Of the words of this call; our sentences follow it.
        arguments: JSON of what a later process needs to go on; None for a turn, which is never sent again.
    """

    tool: str
    project_id: str
    fingerprint: str
    request_id: str | None
    language: Language
    arguments: str | None = None


@dataclass(frozen=True)
class JobRecord:
    """A job as the ledger knows it. Times are unix seconds.

    Attributes:
        owner: The process that runs it or ran it last; see `Owners`.
        result: JSON, once there is one.
        error: JSON, once there is one.
        collected_at: When a caller got the result.
    """

    job_id: str
    tool: str
    project_id: str
    fingerprint: str
    request_id: str | None
    language: Language
    arguments: str | None
    owner: str
    status: str
    stage: str
    percent: FiniteFloat
    result: str | None
    error: str | None
    started_at: FiniteFloat
    updated_at: FiniteFloat
    collected_at: FiniteFloat | None
    cancel_asked: bool


@dataclass(frozen=True)
class TurnRecord:
    """A message to the chat, noted before it leaves.

    Attributes:
        timeline: JSON of the timeline before the turn, to tell later what came of it.
        credits: The balance before the turn, where it was known.
        sent_at: None while the turn only waits for the others.
        outcome: None without an answer; `answered`, `refused` or `cancelled`.
    """

    job_id: str
    project_id: str
    timeline: str | None
    credits: FiniteFloat | None
    sent_at: FiniteFloat | None
    outcome: str | None
    answered_at: FiniteFloat | None


@dataclass(frozen=True)
class RenderRecord:
    """A render, noted before it is submitted.

    Attributes:
        file_name: What the file shall be called.
        duration_s: Of the draft, to hold the file against.
        outcome: None without an answer; `accepted` or `refused`.
    """

    render_id: str
    job_id: str
    file_name: str
    duration_s: FiniteFloat
    submitted_at: FiniteFloat
    outcome: str | None = None
    answered_at: FiniteFloat | None = None

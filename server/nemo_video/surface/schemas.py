"""The listed form of every result: field names, types and what they mean, as hosts rely on them."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from nemo_video.engine import EDIT_FIELDS, EDIT_OPS, MAX_EDITS, Account, FieldRule, OpRule
from nemo_video.settings import BackendName

Status = Literal[
    "completed", "partial", "running", "needs_input", "routed", "unchanged", "cancelled", "failed"
]


_TYPES = {"text": "string", "choice": "string", "number": "number", "integer": "integer", "switch": "boolean"}


def _drop_docstring(schema: dict[str, Any]) -> None:
    """A model's docstring is for readers of the code; hosts would pay for it in every listing."""
    schema.pop("description", None)


class Output(BaseModel):
    """A part of a result. Fields without a value are left out of it."""

    model_config = ConfigDict(frozen=True, json_schema_extra=_drop_docstring)

    def as_json(self) -> dict[str, Any]:
        """The structured content."""
        return self.model_dump(mode="json", exclude_none=True)


class SuggestionOut(Output):
    """A call that makes sense next."""

    tool: str
    arguments: dict[str, Any]
    reason: str
    origin: Literal["reply", "next", "error"]
    said: str | None = None


class TrackOut(Output):
    """One track of a timeline."""

    kind: Literal["video", "audio", "text", "other"]
    label: str
    name: str | None = None
    start_s: float
    end_s: float
    detail: str | None = None
    segments: int


class ItemOut(Output):
    """One thing on a timeline, under the name that an edit uses."""

    item: Annotated[str, Field(description="Its name in an edit, as `clip 1`.")]
    name: str | None = None
    start_s: float
    end_s: float
    detail: str | None = None


class TimelineOut(Output):
    """What is on the timeline."""

    summary: str
    duration_s: float
    tracks: list[TrackOut]
    items: list[ItemOut] = []


class CreditUseOut(Output):
    """What it cost, where the balance told."""

    estimated: float | None = None
    spent: float | None = None
    available: float | None = None
    warning: str | None = None
    cost_estimated: float | None = None
    cost: Annotated[float | None, Field(description="Money of a real model.")] = None


class ResultOut(Output):
    """A whole result.

    Attributes:
        left_out: How many items of which list, and characters of which text, did not fit; the resources have
            all of them.
    """

    left_out: dict[str, int] | None = None


class JobOut(ResultOut):
    """Fields of every tool that starts a job."""

    status: Status
    job_id: str | None = None
    project_id: str | None = None
    stage: str | None = None
    percent: int | None = None
    suggestions: list[SuggestionOut] = []


class GenerateOut(JobOut):
    """Result of `generate`."""

    reply: str | None = None
    question: Annotated[str | None, Field(description="With needs_input: answer it with generate.")] = None
    options: list[str] = []
    changes: list[str] = []
    not_done: list[str] = []
    failure: str | None = None
    timeline: TimelineOut | None = None
    credits: CreditUseOut | None = None


class EditOutcomeOut(Output):
    """What became of one edit."""

    op: str
    outcome: Annotated[
        Literal["done", "not_done", "unseen"],
        Field(description="`unseen`: this backend's draft does not tell."),
    ]
    seen: str


class EditOut(GenerateOut):
    """Result of `edit`."""

    edits: list[EditOutcomeOut] | None = None


class ExportOut(JobOut):
    """Result of `export`."""

    path: str | None = None
    uri: str | None = None
    download_url: str | None = None
    format: str | None = None
    bytes: int | None = None
    duration_s: float | None = None
    width: int | None = None
    height: int | None = None
    sha256: str | None = None
    verified: Annotated[bool, Field(description="Decoded from first to last frame.")] = False
    remarks: list[str] = []
    chapters: str | None = None


class WaitOut(EditOut, ExportOut):
    """Result of `wait`: that of the job's own tool."""


class FileOut(Output):
    """A media file."""

    name: str
    source: str
    kind: str
    bytes: int | None = None
    duration_s: float | None = None
    width: int | None = None
    height: int | None = None
    notices: list[str] | None = None
    model: str | None = None
    host: str | None = None
    cost: float | None = None


class RejectedOut(Output):
    """A source that was not uploaded."""

    source: str
    code: int | str
    reason: str
    advice: str


class UploadOut(ResultOut):
    """Result of `upload`."""

    project_id: str
    files: list[FileOut]
    rejected: list[RejectedOut] = []
    upload_url: Annotated[str | None, Field(description="Over HTTP: PUT a file here, its name behind.")] = (
        None
    )
    expires_at: str | None = None
    suggestions: list[SuggestionOut] = []


class ModelCostsOut(Output):
    """What a real model costs, beside the credits."""

    model: str
    spent_today: float
    cap: float | None = None
    price_per_second: Annotated[float | Literal["unknown"], Field(description="Money.")]


class CreditsOut(Output):
    """Result of `credits`."""

    available: float
    frozen: float
    total: float
    account: Account
    register_url: str | None = None
    advice: str
    spent_today: float = 0
    cap: float | None = None
    model: ModelCostsOut | None = None


class JobLineOut(Output):
    """A job in a list."""

    job_id: str
    tool: str
    status: str
    stage: str | None = None
    percent: float | None = None
    dashboard: str | None = None


class StateOut(ResultOut):
    """Result of `state`."""

    project_id: str
    backend: BackendName
    timeline: TimelineOut
    media: list[FileOut] = []
    jobs: list[JobLineOut] = []
    suggestions: list[SuggestionOut] = []
    warning: str | None = None


class ProjectOut(Output):
    """A project in a list."""

    project_id: str
    backend: BackendName
    title: str | None = None


class ProjectsOut(ResultOut):
    """Result of `projects`."""

    projects: list[ProjectOut]
    current: str | None = None
    url: str | None = None


class FrameOut(Output):
    """When it is shown, and its size in pixels."""

    at_s: float
    width: int
    height: int


class PreviewOut(Output):
    """Result of `preview`; the pictures stand beside it."""

    project_id: str
    source: str
    frames: list[FrameOut]
    remark: str | None = None
    suggestions: list[SuggestionOut] = []


class CancelOut(Output):
    """Result of `cancel`."""

    job_id: str
    status: str
    note: str


def edits_schema() -> dict[str, Any]:
    """The schema of the argument `edits`."""
    fields = {name: _field(rule) for name, rule in EDIT_FIELDS.items()}
    op = {"type": "string", "enum": list(EDIT_OPS), "description": _describe_ops()}
    return {
        "type": "array",
        "description": "Carried out in order. Names are those of the timeline before the call; times are "
        "seconds.",
        "minItems": 1,
        "maxItems": MAX_EDITS,
        "items": {"type": "object", "properties": {"op": op, **fields}, "required": ["op"]},
    }


def _field(rule: FieldRule) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": _TYPES[rule.type]}
    if rule.choices:
        schema["enum"] = list(rule.choices)
    if rule.told:
        schema["description"] = rule.told
    return schema


def _describe_ops() -> str:
    """As in `trim(item from_s to_s) fade(item in_s|out_s)`."""
    said = [f"{op}({fields})" if (fields := _describe_fields(rule)) else op for op, rule in EDIT_OPS.items()]
    return f"[optional], | any: {' '.join(said)}"


def _describe_fields(rule: OpRule) -> str:
    parts = [*rule.needs, *(["|".join(rule.one_of)] if rule.one_of else [])]
    return " ".join([*parts, *(f"[{name}]" for name in rule.may)])

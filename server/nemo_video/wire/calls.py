"""The bodies and answers of the calls, one model each, with the fields that the protocol names.

Field names are snake_case, except `sessionId` in the render request.
"""

import re
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import (
    AliasChoices,
    Base64Bytes,
    BeforeValidator,
    Field,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    field_validator,
)

from nemo_video.wire import paths
from nemo_video.wire.envelope import JsonObject, Message

_BIND_IDS = AliasChoices("user_id", "id", "bind_id", "bindId", "userId")
"""What the registration link of an anonymous user binds to, in the spellings that were seen or are likely."""


_THOUSANDS = re.compile(r"\s*-?\d{1,3}(?:,\d{3})+(?:\.\d+)?\s*", re.ASCII)


def _without_commas(value: object) -> object:
    """`1,000.5` is a number as well; `95,5` may mean two, and stays what it is."""
    return value.replace(",", "") if isinstance(value, str) and _THOUSANDS.fullmatch(value) else value


_Amount = Annotated[float, BeforeValidator(_without_commas)]


def _read_or_none(value: object, read: ValidatorFunctionWrapHandler) -> Any:
    """What cannot be read must not cost what stands beside it."""
    try:
        return read(value)
    except ValueError:
        return None


_AmountOrNone = Annotated[_Amount | None, WrapValidator(_read_or_none)]


class AnonymousToken(Message):
    """`data` of a free token; without the time of its end it is valid for seven days."""

    token: str
    credits: _AmountOrNone = None
    bind_id: str | None = Field(default=None, validation_alias=_BIND_IDS)
    expires_at: datetime | None = None

    @field_validator("token")
    @classmethod
    def _check_token(cls, value: str) -> str:
        if not paths.is_sendable(value.strip()):
            raise ValueError("no header can carry it")
        return value.strip()

    @field_validator("expires_at", mode="wrap")
    @classmethod
    def _read_time(cls, value: object, read: ValidatorFunctionWrapHandler) -> datetime | None:
        """As the protocol gives no zone, that of a time without one is UTC."""
        moment: datetime | None = _read_or_none(value, read)
        return moment if moment is None or moment.tzinfo else moment.replace(tzinfo=UTC)


class NewSession(Message):
    """Body of a new session. `language` is that of the user's words."""

    task_name: str = "project"
    language: str


class Session(Message):
    """`data` of a new session; its ids are of digits or letters. Only a browser link needs the task."""

    task_id: str | None = Field(default=None, validation_alias=AliasChoices("task_id", "taskId"))
    session_id: str = Field(min_length=1, validation_alias=AliasChoices("session_id", "sessionId"))
    bind_id: str | None = Field(default=None, validation_alias=_BIND_IDS)


class TextPart(Message):
    """One piece of what the user says."""

    text: str


class UserMessage(Message):
    """What the user says."""

    parts: list[TextPart]


class ChatRequest(Message):
    """Body of a chat turn.

    ADK knows a key `streaming` beside these, which would bring every text in pieces first. It is not sent:
    the protocol does not name it, a server that refuses unknown keys would refuse every turn, and all that it
    would add is the beginning of a message that the backend never finished.
    """

    app_name: str = paths.APP_NAME
    user_id: str = paths.USER_ID
    session_id: str
    new_message: UserMessage


QUESTION_TOOL = "ask_question"
"""The name of the tool call with which the backend stops to ask something."""

CONFIRMATION_TOOL = "adk_request_confirmation"
"""ADK's own tool call, with which a tool of the backend waits to be confirmed."""


class ModelError(StrEnum):
    """Why a real model made no clip: the codes of errors in the studio's stream.

    The words beside such a code are the model's own, or the studio's where it had none, for people to read.
    """

    SAFETY = "MODEL_SAFETY"
    OVERLOADED = "MODEL_OVERLOADED"
    KEY = "MODEL_KEY"
    MONEY = "MODEL_MONEY"
    CAP = "MODEL_COST_CAP"
    LIMITS = "MODEL_LIMITS"
    UNKNOWN = "MODEL_UNKNOWN"
    UNREACHABLE = "MODEL_UNREACHABLE"
    UNANSWERED = "MODEL_UNANSWERED"
    EXPIRED = "MODEL_EXPIRED"
    FAILED = "MODEL_FAILED"


class UploadByUrl(Message):
    """Body of an upload that the backend fetches by itself."""

    urls: list[str]
    source_type: str = "url"


class Credits(Message):
    """`data` of the balance. `frozen` is reserved by work in progress; without a `total` it is both.

    `generator` is the studio's: what a real model behind it costs.
    """

    available: _Amount
    frozen: _AmountOrNone = None
    total: _AmountOrNone = None
    generator: Any = None


class EstimateRequest(Message):
    """Body of the question what a message would cost of a real model."""

    text: str


class RenderOutput(Message):
    """What an export asks for.

    The protocol names `format` and `quality`. `fps` (24 to 60) and `resolution` (`EXPORT_RESOLUTIONS`) are
    the studio's; a backend that does not know them reads them as nothing.
    """

    format: str = "mp4"
    quality: str = "high"
    fps: int | None = None
    resolution: str | None = None


class RenderRequest(Message):
    """Body of an export."""

    id: str
    session_id: str = Field(alias="sessionId")
    draft: JsonObject
    output: RenderOutput


class RenderPhase(StrEnum):
    """How far a render is."""

    PENDING = "pending"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"


MAX_PREVIEW_FRAMES = 12
"""So many pictures are taken in one preview."""

PREVIEW_LIMIT_S = 20.0
"""What drawing them may take; a dozen of twelve different scenes take three seconds on a slow machine."""


class PreviewRequest(Message):
    """Body of a preview, a call of the studio's own: frames of the draft, drawn without an export.

    Attributes:
        at_s: Times on the timeline; one past the end means the last frame.
        largest_side: In pixels; no picture is larger than the film.
    """

    at_s: list[Annotated[float, Field(ge=0, le=86_400)]] = Field(min_length=1, max_length=MAX_PREVIEW_FRAMES)
    largest_side: int = Field(default=640, ge=64, le=1920)


class PreviewFrames(Message):
    """`data` of a preview: a JPEG for each time, in the order asked for."""

    frames: list[Base64Bytes]


MAX_PREVIEW_SOUNDS = 40
"""Of so many sounds it is told how loud they are, the longest: in a picture the others are narrow."""


class MiniaturesRequest(Message):
    """Body of the studio's call for what the items of a draft look and sound like, in small.

    Attributes:
        clips: Ids of the segments of which a frame is wanted; those of sounds need not be named.
        limit_ms: How long to wait for what is not kept yet. It is drawn to the end, for the next call.
    """

    clips: list[str] = Field(max_length=MAX_PREVIEW_FRAMES)
    limit_ms: int = Field(default=0, ge=0, le=20_000)


class DraftMiniatures(Message):
    """`data` of that call.

    Attributes:
        thumbnails: Id of a clip's segment → a frame from its middle, as a JPEG.
        sounds: Id of a sound's segment → its peaks from its start to its end, in percent of its loudest.
        is_complete: Whether nothing is still being drawn or measured.
    """

    thumbnails: dict[str, Base64Bytes]
    sounds: dict[str, list[Annotated[int, Field(ge=0, le=100)]]]
    is_complete: bool


class ClaimRequest(Message):
    """Body of a browser link."""

    task_id: str
    session_id: str


class Claim(Message):
    """`data` of a browser link: `clm_…`, seven days, without API rights."""

    claim_token: str

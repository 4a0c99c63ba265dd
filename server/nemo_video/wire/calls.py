"""The bodies and answers of the calls, one model each, with the fields that the protocol names.

Field names are snake_case, except `sessionId` in the render request.
"""

from enum import StrEnum

from pydantic import Field

from nemo_video.wire import paths
from nemo_video.wire.envelope import JsonObject, Message


class AnonymousToken(Message):
    """`data` of a free token, valid for seven days."""

    token: str
    credits: float | None = None


class NewSession(Message):
    """Body of a new session. `language` is that of the user's words."""

    task_name: str = "project"
    language: str


class Session(Message):
    """`data` of a new session. `id` is what the registration link of an anonymous user binds to."""

    task_id: str
    session_id: str
    id: str | None = None


class TextPart(Message):
    """One piece of what the user says."""

    text: str


class UserMessage(Message):
    """What the user says."""

    parts: list[TextPart]


class ChatRequest(Message):
    """Body of a chat turn."""

    app_name: str = paths.APP_NAME
    user_id: str = paths.USER_ID
    session_id: str
    new_message: UserMessage


QUESTION_TOOL = "ask_question"
"""The name of the tool call with which the backend stops to ask something."""

CONFIRMATION_TOOL = "adk_request_confirmation"
"""ADK's own tool call, with which a tool of the backend waits to be confirmed."""


class UploadByUrl(Message):
    """Body of an upload that the backend fetches by itself."""

    urls: list[str]
    source_type: str = "url"


class Credits(Message):
    """`data` of the balance. `frozen` is reserved by work in progress."""

    available: float
    frozen: float = 0
    total: float


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


class ClaimRequest(Message):
    """Body of a browser link."""

    task_id: str
    session_id: str


class Claim(Message):
    """`data` of a browser link: `clm_…`, seven days, without API rights."""

    claim_token: str

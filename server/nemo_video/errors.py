"""Everything that can go wrong, as one tree; it knows nothing else of ours.

    VideoError
    ├── InvalidArgument    invalid_argument   the caller's words or values are off
    ├── Unreachable        unreachable        the backend did not answer
    ├── TimedOut           timeout            it answered too late, or not to the end
    ├── NotAllowed         not_allowed        a guard of ours said no
    ├── NotFound           not_found          no such project, job or file
    ├── DiskFailure        disk               the disk is full, read-only or not ours
    ├── Busy               busy               a limit of ours is reached
    ├── Blocked            blocked            a safety filter of the backend stopped the work
    ├── Overloaded         overloaded         the backend has too much to do
    ├── Internal           internal           a defect of ours, or an answer that makes no sense
    └── BackendRefusal     a number           the backend said no, with a code of its own

Every error says what happened (`message`), the one next step (`advice`) and whether the same call may
work later (`retryable`). None of them carries a token, a raw answer of the backend or a stack trace.
"""

from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar, Literal


class VideoError(Exception):
    """The root. Catch it where an error becomes an answer to the caller.

    Args:
        message: What happened and why, one or two sentences.
        advice: The one next step; the class's own when left out.
        retryable: Whether the same call may work later; the class's own when left out.

    Attributes:
        said: What the backend had said before it failed, cleaned like a reply; empty where it said nothing.
    """

    code: int | str = "internal"
    default_advice: ClassVar[str] = "Try again; if it happens again, report it with the server's log."
    default_retryable: ClassVar[bool] = False

    def __init__(self, message: str, *, advice: str | None = None, retryable: bool | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.advice = self.default_advice if advice is None else advice
        self.retryable = self.default_retryable if retryable is None else retryable
        self.said = ""


class InvalidArgument(VideoError):
    """An argument is missing, empty, unknown or out of its bounds."""

    code = "invalid_argument"
    default_advice = "Correct the argument and call again."


class Unreachable(VideoError):
    """The backend could not be reached, so nothing was sent."""

    code = "unreachable"
    default_advice = (
        "Check the network and NEMO_API_URL. To go on without network, ask the user, then call "
        'projects(action="new", backend="studio").'
    )
    default_retryable = True


class TimedOut(VideoError):
    """The backend was reached and then took longer than its limit, or the connection broke on the way."""

    code = "timeout"
    default_advice = "Call state to see what was done before trying again."
    default_retryable = True


class NotAllowed(VideoError):
    """A guard of ours refused: a folder, an address or a spending cap."""

    code = "not_allowed"
    default_advice = (
        "Stay within what the message allows, or ask the user to change the setting that it names."
    )


class OutsideFolders(NotAllowed):
    """A file of this machine lies where uploads may not come from."""

    default_advice = "Move it into one of them, or add its folder to NEMO_UPLOAD_DIRS and restart the server."


class NotFound(VideoError):
    """No project, job or file has that name."""

    code = "not_found"
    default_advice = "Call state or projects to see what there is."


class DiskFailure(VideoError):
    """The disk is full, read-only or out of our reach."""

    code = "disk"
    default_advice = "Free some space, or set NEMO_OUTPUT_DIR to a folder that can be written."


class Busy(VideoError):
    """A limit on work at one time is reached."""

    code = "busy"
    default_advice = "Wait for a running job to finish, then call again."
    default_retryable = True


class Blocked(VideoError):
    """A safety filter of the backend stopped the work."""

    code = "blocked"
    default_advice = "Say it in other words, without what a safety filter may object to, then call again."


class Overloaded(VideoError):
    """The backend, or a model that it uses, has too much to do right now."""

    code = "overloaded"
    default_advice = "Wait a minute, then call again with the same words."
    default_retryable = True


class Internal(VideoError):
    """A defect of ours, or an answer of the backend that cannot be understood."""

    code = "internal"


@dataclass(frozen=True)
class Refusal:
    """What one of the backend's codes means, from the table in its protocol."""

    message: str
    advice: str
    retryable: bool = False


REFUSALS = MappingProxyType(
    {
        400: Refusal(
            "The backend misses the client id.", "Set NEMO_CLIENT_ID to a UUID, then restart the server."
        ),
        402: Refusal(
            "The export is blocked by the account's plan; this is not about credits.",
            "Register or upgrade your plan to unlock export.",
        ),
        403: Refusal(
            "The account, or its token, may not do this.",
            "Register, or use a token of your own with that right as NEMO_TOKEN.",
        ),
        429: Refusal("The backend's rate limit is reached.", "Wait half a minute, then call again.", True),
        1001: Refusal(
            "The backend does not accept the access token.",
            "Renew the token in your account, set it as NEMO_TOKEN and restart the server.",
        ),
        1002: Refusal(
            "The backend no longer has this editing session, so its timeline is gone.",
            "Call generate again: a new session is made. Upload the files again first.",
            True,
        ),
        2001: Refusal("There are no credits left.", "Top up credits in your account."),
        4001: Refusal(
            "The backend does not take this kind of file.",
            "Use mp4, mov, avi, webm, mkv, jpg, png, gif, webp, mp3, wav, m4a or aac.",
        ),
        4002: Refusal("The file is larger than 200 MB.", "Compress or trim it, then upload it again."),
    }
)
"""The backend's error codes: code → what happened and what to do (the protocol's table of error codes)."""

RefusalKind = Literal[
    "bad_token",
    "session_gone",
    "no_credits",
    "plan",
    "denied",
    "absent",
    "unavailable",
    "full",
    "fault",
    "other",
]
"""What a refusal means for the work, whatever number a backend gives it.

`plan`: the account's does not allow it; `denied`: the account or its token may not; `absent`: it has no such
thing; `unavailable`: a gateway answered in its place, so nobody knows what it did; `full`: its disk is;
`fault`: it has a fault of its own.
"""

_KINDS = MappingProxyType[int, RefusalKind](
    {
        402: "plan",
        403: "denied",
        404: "absent",
        502: "unavailable",
        503: "unavailable",
        504: "unavailable",
        507: "full",
        1001: "bad_token",
        1002: "session_gone",
        2001: "no_credits",
    }
)

_UNKNOWN_REFUSAL = Refusal(
    "The backend refused the call.", "Try again; if it happens again, try other words or a new project.", True
)


_BLOCKED_BY_PLAN = 402
_OF_AN_EXPORT = ("the export", "the download")
"""How the names of its calls begin."""

_PLAN = Refusal(
    "The account's plan does not allow this; it is not about credits.", "Register or upgrade your plan."
)
"""The same refusal of anything but an export, which the protocol's table is about."""

_SERVER_ERRORS = range(500, 600)
"""HTTP's numbers for a fault that no other call avoids (RFC 9110, section 15.6)."""

_FAULT_OF_ITS_OWN = Refusal(
    _UNKNOWN_REFUSAL.message, "Try again in a minute; if it happens again, tell its operator.", True
)


class BackendRefusal(VideoError):
    """The backend answered with an error code.

    Args:
        code: The number, from the envelope or the HTTP status.
        call: What was asked, in words, for the message ("the chat").
        message: Another message than the table's.
        advice: Another advice than the table's.

    Attributes:
        kind: What the number means for the work: use cases ask for this, never for the number.
    """

    def __init__(
        self, code: int, *, call: str | None = None, message: str | None = None, advice: str | None = None
    ) -> None:
        is_fault = code in _SERVER_ERRORS
        refusal = REFUSALS.get(code, _FAULT_OF_ITS_OWN if is_fault else _UNKNOWN_REFUSAL)
        if code == _BLOCKED_BY_PLAN and call and not call.startswith(_OF_AN_EXPORT):
            refusal = _PLAN
        text = message or refusal.message
        if call and code not in REFUSALS:
            text = f"{text.rstrip('.')} (code {code} from {call})."
        super().__init__(text, advice=advice or refusal.advice, retryable=refusal.retryable)
        self.code = code
        self.kind: RefusalKind = _KINDS.get(code, "fault" if is_fault else "other")

"""Which calls are repeated, after what pause, and the errors that tell. Pure: no clock, no network."""

from nemo_video.client.call import Kind
from nemo_video.errors import BackendRefusal, TimedOut, Unreachable, VideoError

MAX_ATTEMPTS = 3

CONNECT_WINDOW_S = 1.0
"""No new attempt to connect after this, so that a dead address is told in under five seconds."""

_FIRST_PAUSE_S = 0.4

_LONGEST_PAUSE_S = 30.0


class Broken(TimedOut):
    """The connection broke after the call may have been sent."""


class Unavailable(BackendRefusal):
    """A gateway answered in the backend's place: 502, 503 or 504.

    Attributes:
        retry_after_s: How long it asked us to stay away.
    """

    def __init__(self, status: int, *, call: str, retry_after_s: float | None = None) -> None:
        super().__init__(
            status,
            message=f"The backend is not available right now (HTTP {status} from {call}).",
            advice="Wait a minute, then call again.",
        )
        self.retry_after_s = retry_after_s


def is_repeatable(kind: Kind, attempt: int, error: VideoError, *, elapsed_s: float = 0.0) -> bool:
    """Whether the call may be sent once more.

    Args:
        kind: What a repeat would mean.
        attempt: How many times it was sent, from 1.
        error: How the last attempt ended.
        elapsed_s: Since the first attempt.
    """
    if attempt >= MAX_ATTEMPTS:
        return False
    if isinstance(error, Unreachable):
        return elapsed_s < CONNECT_WINDOW_S
    return kind is Kind.READ and isinstance(error, Unavailable | Broken)


def pause_s(attempt: int, error: VideoError, jitter: float) -> float:
    """How long to wait before the next attempt.

    Args:
        attempt: How many times the call was sent, from 1.
        error: How the last attempt ended; a gateway may have said how long to stay away.
        jitter: 0 to 1, random, so that many clients do not come back at the same moment.
    """
    if isinstance(error, Unavailable) and error.retry_after_s is not None:
        return min(error.retry_after_s, _LONGEST_PAUSE_S)
    return _FIRST_PAUSE_S * 2 ** (attempt - 1) * (0.5 + jitter / 2)

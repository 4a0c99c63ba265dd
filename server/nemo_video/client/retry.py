"""Which calls are repeated, and after what pause. Pure: no clock, no network."""

from nemo_video.client.call import Kind
from nemo_video.client.faults import Broken, Unavailable
from nemo_video.errors import Unreachable, VideoError

MAX_ATTEMPTS = 3
CONNECT_WINDOW_S = 1.0
"""No new attempt to connect after this, so that a dead address is told in under five seconds."""

_FIRST_PAUSE_S = 0.4
_LONGEST_PAUSE_S = 30.0


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

"""Two of the project's errors that also carry what a repeat needs to know."""

from nemo_video.errors import BackendRefusal, TimedOut


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

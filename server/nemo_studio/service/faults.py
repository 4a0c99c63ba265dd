"""Faults to switch on: what a real backend does on its bad days. For tests; a studio that serves has none.

Each fault has a name and a number of times that it strikes. In the same process they are armed with
`options.faults.arm(Fault.LOST_SESSION, 2)`. A studio of its own is told with

    nemo-video-mcp studio --faults "lost_session:2,slow_turn"

or by the variable NEMO_STUDIO_FAULTS. Such a studio, and no other, also answers `GET /control/faults` with
the faults that are armed, and arms more by `POST /control/faults` with `{"lost_session": 2}`; 0 disarms one.
"""

from collections import Counter
from enum import StrEnum

from nemo_video.errors import InvalidArgument


class Fault(StrEnum):
    """One way to fail."""

    CUT_BEFORE_EDIT = "the stream breaks before the edit is applied"
    CUT_AFTER_EDIT = "the stream breaks after the edit is applied"
    SILENT_EDIT = "the edit is done without a word"
    SCREEN_TALK = "the answer speaks of a button on a screen"
    TRAILING_NOISE = "a temporary issue is told after the answer"
    QUESTION = "the backend asks instead of working"
    SLOW_TURN = "heartbeats for a while before the edit is applied"
    STREAM_ERROR = "an error is told inside the stream, before the edit is applied"
    UNKNOWN_EVENT = "an event with unknown keys comes first"
    PARTIAL_TEXT = "the answer comes in pieces before it comes whole"
    NO_CREDITS = "the chat is refused for lack of credits"
    RATE_LIMIT = "a call is refused because there were too many"
    UNSUPPORTED_FILE = "an upload is refused for its kind"
    FILE_TOO_LARGE = "an upload is refused for its size"
    EXPORT_BLOCKED = "an export is refused by the plan"
    FAILED_RENDER = "the render fails"
    STUCK_RENDER = "the render never starts"
    LOST_FILE = "the render's own address answers that there is nothing"
    LOST_SESSION = "the session is gone"
    EXPIRED_TOKEN = "the token has expired"
    BAD_GATEWAY = "a gateway answers in the backend's place"

    @classmethod
    def named(cls, name: str) -> "Fault":
        """The fault of a name, in any case.

        Raises:
            InvalidArgument: There is none.
        """
        try:
            return cls[name.strip().upper()]
        except KeyError:
            known = ", ".join(fault.name.lower() for fault in cls)
            raise InvalidArgument(f'There is no fault "{name.strip()}"; there are {known}.') from None


class StreamCut(Exception):
    """Breaks a stream off. The server closes the connection without its end."""


class Faults:
    """The faults of one studio, each switched on for so many times."""

    def __init__(self) -> None:
        self._left: Counter[Fault] = Counter()

    @classmethod
    def read(cls, words: str) -> "Faults":
        """Read `name:times,name`; once where no number is told.

        Raises:
            InvalidArgument: A name or a number is none.
        """
        faults = cls()
        for word in filter(str.strip, words.split(",")):
            name, _, times = word.partition(":")
            if not (times or "1").strip().isdecimal():
                raise InvalidArgument(f'"{word.strip()}" does not say how often, as in "lost_session:2".')
            faults.arm(Fault.named(name), int(times or 1))
        return faults

    def arm(self, fault: Fault, times: int = 1) -> None:
        """Let a fault happen the next times that it can."""
        self._left[fault] = times

    def armed(self) -> dict[str, int]:
        """Name and number of those that are still to happen."""
        return {fault.name.lower(): times for fault, times in self._left.items() if times > 0}

    def strikes(self, fault: Fault) -> bool:
        """Whether a fault happens now; once less from now on."""
        if self._left[fault] <= 0:
            return False
        self._left[fault] -= 1
        return True

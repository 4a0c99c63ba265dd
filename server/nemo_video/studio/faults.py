"""Faults to switch on: what a real backend does on its bad days. For tests; a studio that serves has none."""

from collections import Counter
from enum import StrEnum


class Fault(StrEnum):
    """One way to fail."""

    CUT_BEFORE_EDIT = "the stream breaks before the edit is applied"
    CUT_AFTER_EDIT = "the stream breaks after the edit is applied"
    SILENT_EDIT = "the edit is done without a word"
    TRAILING_NOISE = "a temporary issue is told after the answer"
    QUESTION = "the backend asks instead of working"
    NO_CREDITS = "the chat is refused for lack of credits"
    SLOW_TURN = "heartbeats for a while before the edit is applied"
    FAILED_RENDER = "the render fails"
    LOST_SESSION = "the session is gone"
    EXPIRED_TOKEN = "the token has expired"
    BAD_GATEWAY = "a gateway answers in the backend's place"


class StreamCut(Exception):
    """Breaks a stream off. The server closes the connection without its end.

    Attributes:
        is_done: Whether the edit was applied, and is charged.
    """

    def __init__(self, *, is_done: bool) -> None:
        super().__init__("the stream is broken off on purpose")
        self.is_done = is_done


class Faults:
    """The faults of one studio, each switched on for so many times."""

    def __init__(self) -> None:
        self._left: Counter[Fault] = Counter()

    def arm(self, fault: Fault, times: int = 1) -> None:
        """Let a fault happen the next times that it can."""
        self._left[fault] = times

    def strikes(self, fault: Fault) -> bool:
        """Whether a fault happens now; once less from now on."""
        if self._left[fault] <= 0:
            return False
        self._left[fault] -= 1
        return True

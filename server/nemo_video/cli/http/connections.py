"""The connections of the server: each has to say soon what it wants, and to take what it asked for.

Whoever has no token may open a connection all the same, and one that never ends its request would hold a file
of the process for ever. So would one that never reads its answer.
"""

from collections.abc import Iterable
from math import inf
from typing import TYPE_CHECKING

from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    from asyncio import TimerHandle, Transport

HEAD_S = 15.0
"""How long the head of a request may take to come: proxies send it at once, and so do clients."""

UNREAD_S = 60.0
"""How long a caller may take nothing of an answer that waits, as with nginx; 50 KB of it are enough."""

_WANTED_FILES = 65_536
"""Open files that the process asks the system for; what it has by default is often 1,024."""

_MAX_ELSEWHERE = 512
"""Connections where the system does not tell how many files may be open."""


class PromptConnection(H11Protocol):
    """A connection that ends where no request comes in time, or where others need its place.

    Attributes:
        idle_since_s: Since when no request is answered, on the loop's clock; None while one is.
    """

    idle_since_s: float | None = None
    _head: "TimerHandle | None" = None
    _unread: "TimerHandle | None" = None

    def connection_made(self, transport: "Transport") -> None:
        """Begin; where there are too many, the one that has been idle for longest makes room."""
        super().connection_made(transport)
        self._expect_request()
        if len(self.connections) > max_connections():
            _longest_idle(self.connections).end()

    def data_received(self, data: bytes) -> None:
        """Take what came; the time of a head does not begin anew with each byte of it."""
        super().data_received(data)
        (self._stop_waiting if self._is_answering else self._expect_request)()

    def on_response_complete(self) -> None:
        """Be idle again, unless the next request is there already; one that has begun has to end in time."""
        self.idle_since_s = self.loop.time()
        super().on_response_complete()
        if self._is_answering:
            self._stop_waiting()
        elif self.conn.trailing_data[0]:
            self._expect_request()

    @property
    def _is_answering(self) -> bool:
        return bool(self.cycle) and not self.cycle.response_complete

    def connection_lost(self, exc: Exception | None) -> None:
        """End."""
        self._stop_waiting()
        self._stop_waiting_for_reader()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """Wait for the caller to read: what answers waits as well, so nothing heaps up."""
        super().pause_writing()
        self._unread = self.loop.call_later(UNREAD_S, self.end)

    def resume_writing(self) -> None:
        """Go on: the caller has read."""
        self._stop_waiting_for_reader()
        super().resume_writing()

    def end(self) -> None:
        """End at once; nobody waits for an answer."""
        self._stop_waiting()
        self.transport.abort()

    def _expect_request(self) -> None:
        if self._head is None:
            self._head = self.loop.call_later(HEAD_S, self.end)
            self.idle_since_s = self.loop.time()

    def _stop_waiting_for_reader(self) -> None:
        if self._unread:
            self._unread.cancel()
            self._unread = None

    def _stop_waiting(self) -> None:
        self.idle_since_s = None
        if self._head:
            self._head.cancel()
            self._head = None


def _longest_idle(connections: Iterable[object]) -> PromptConnection:
    """One of them is idle: the newest."""
    ours = [each for each in connections if isinstance(each, PromptConnection)]
    return min(ours, key=lambda each: inf if each.idle_since_s is None else each.idle_since_s)


def max_connections() -> int:
    """Connections at a time: half of the files that may be open, as users' engines and films need some."""
    files = _file_limits()[0]
    return files // 2 if files > 0 else _MAX_ELSEWHERE


def raise_file_limit() -> None:
    """Let the process open as many files as the system lets it, within reason."""
    soft, hard = _file_limits()
    wanted = _WANTED_FILES if hard < 0 else min(hard, _WANTED_FILES)
    if 0 < soft < wanted:
        import resource

        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _file_limits() -> tuple[int, int]:
    """Files that may be open, and up to how many that may be raised; -1 where there is no limit."""
    try:
        import resource
    except ImportError:  # Windows has none
        return -1, -1
    return resource.getrlimit(resource.RLIMIT_NOFILE)

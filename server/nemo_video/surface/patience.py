"""How long a question that starts no work may take: less than its host waits for."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

import anyio
from mcp.server.session import ServerSession

from nemo_video.errors import TimedOut
from nemo_video.surface.callers import host_name, wait_budget_s

LONGEST_ANSWER_S: Final = 60.0
"""A question is answered by then, also where a host would wait for an hour."""


@contextmanager
def answered_in_time(session: ServerSession, asked: str, at_least_s: float = 0) -> Generator[None]:
    """Say that the backend is slow before the host gives the call up, and says so in its own words.

    Args:
        session: Whose host waits.
        asked: What the backend is asked for, as it stands in the message.
        at_least_s: How long it may take on the most impatient host as well, since work is done meanwhile.

    Raises:
        TimedOut: The backend took longer than such a call may on this host.
    """
    suits_host_s = wait_budget_s(host_name(session), asked_s=None, set_s=None)
    limit_s = min(max(suits_host_s, at_least_s), LONGEST_ANSWER_S)
    with anyio.move_on_after(limit_s) as patience:
        yield
    if patience.cancelled_caught:
        message = f"The backend took too long over {asked}."
        raise TimedOut(message, advice="Wait a minute, then call again.")

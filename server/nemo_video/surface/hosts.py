"""How long a call may block, by the host that makes it. One table, from measured and reported limits."""

from types import MappingProxyType

UNKNOWN_HOST_S = 25.0
UNTIL_DONE_S = 3600.0

WAIT_S = MappingProxyType(
    {
        "claude-ai": 50.0,
        "cursor-vscode": 50.0,
        "codex-mcp-client": 240.0,
        "Visual Studio Code": 240.0,
        "claude-code": UNTIL_DONE_S,
    }
)
"""Client name → seconds that a call blocks at most, below the host's own limit."""

SHORTEST_ASK_S, LONGEST_ASK_S = 5.0, 300.0


def ask_limit_s(host: str | None) -> float:
    """How long a question to the user may stand open within a call."""
    return min(WAIT_S.get(host or "", UNKNOWN_HOST_S), LONGEST_ASK_S)


def wait_budget_s(host: str | None, *, asked_s: float | None, set_s: float | None) -> float:
    """How long this call blocks: as asked, else as set, else what suits the host.

    Args:
        host: The client's name, if it told one.
        asked_s: The call's own `wait_s`.
        set_s: `NEMO_WAIT_S`.
    """
    if asked_s is not None:
        return asked_s
    if set_s is not None:
        return set_s
    return WAIT_S.get(host or "", UNKNOWN_HOST_S)

"""Who makes a call, what that client can take and how long it waits: read off the request, in both eras."""

from types import MappingProxyType

from mcp.server.session import ServerSession
from mcp_types import ElicitationCapability
from mcp_types.version import MODERN_PROTOCOL_VERSIONS

TASKS = "io.modelcontextprotocol/tasks"
_LINKS_SINCE = "2025-06-18"

UNKNOWN_HOST_S = 25.0
UNTIL_DONE_S = 3600.0

WAIT_S = MappingProxyType(
    {
        "mcp": 4.0,  # openai-agents and others on the Python SDK, which give up after 5 s
        "google-adk": 4.0,
        "claude-ai": 50.0,
        "cursor-vscode": 50.0,
        "codex-mcp-client": 50.0,  # it gives up after 60 s
        "Visual Studio Code": 240.0,
        "claude-code": UNTIL_DONE_S,
    }
)
"""Client name → seconds that a call blocks at most, below the host's own limit."""

TERMINALS = frozenset({"claude-code", "codex-mcp-client", "gemini-cli-mcp-client", "opencode"})
"""Clients in a terminal: nobody sees a picture there that was not asked for."""

SHORTEST_ASK_S, LONGEST_ASK_S = 5.0, 300.0


def host_name(session: ServerSession) -> str | None:
    """The client's name, if it told one."""
    params = session.client_params
    return params.client_info.name if params else None


def starts_process_for_call(session: ServerSession) -> bool:
    """Whether such a client, where it has not listed the tools, may have started the process for one call.

    LangChain's `get_tools` and LlamaIndex do, and bear the name that the Python SDK gives to all.
    """
    return host_name(session) == "mcp"


def is_modern(session: ServerSession) -> bool:
    """Whether the request speaks 2026-07-28 or newer, without a handshake."""
    return session.protocol_version in MODERN_PROTOCOL_VERSIONS


def takes_links(session: ServerSession) -> bool:
    """Whether the client knows resource links; older ones may refuse the whole result."""
    return session.protocol_version >= _LINKS_SINCE


def shows_pictures(session: ServerSession) -> bool:
    """Whether a person sees the pictures of a result beside its words."""
    return host_name(session) not in TERMINALS


def takes_tasks(session: ServerSession) -> bool:
    """Whether the client declared on this request that it takes a task in place of a result."""
    declared = session.client_capabilities.extensions if session.client_capabilities else None
    return is_modern(session) and TASKS in (declared or {})


def shows_forms(session: ServerSession) -> bool:
    """Whether the client shows forms to its user. `elicitation: {}`, the oldest way to say so, says so."""
    declared = _elicitation(session)
    return declared is not None and (declared.form is not None or declared.url is None)


def opens_pages(session: ServerSession) -> bool:
    """Whether the client opens web pages for its user."""
    declared = _elicitation(session)
    return declared is not None and declared.url is not None


def _elicitation(session: ServerSession) -> ElicitationCapability | None:
    return session.client_capabilities.elicitation if session.client_capabilities else None


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

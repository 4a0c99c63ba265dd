"""Who makes a call, and what that client can take: read off the request, in both protocol eras."""

from mcp.server.session import ServerSession
from mcp_types import ElicitationCapability
from mcp_types.version import MODERN_PROTOCOL_VERSIONS

TASKS = "io.modelcontextprotocol/tasks"
_LINKS_SINCE = "2025-06-18"


def host_name(session: ServerSession) -> str | None:
    """The client's name, if it told one."""
    params = session.client_params
    return params.client_info.name if params else None


def is_modern(session: ServerSession) -> bool:
    """Whether the request speaks 2026-07-28 or newer, without a handshake."""
    return session.protocol_version in MODERN_PROTOCOL_VERSIONS


def takes_links(session: ServerSession) -> bool:
    """Whether the client knows resource links; older ones may refuse the whole result."""
    return session.protocol_version >= _LINKS_SINCE


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

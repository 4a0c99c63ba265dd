"""Where each call of the protocol goes, below the API's base URL, and the headers that it carries."""

from urllib.parse import quote

ANONYMOUS_TOKEN = "/api/auth/anonymous-token"
CLAIM_TOKEN = "/api/auth/claim-token"
NEW_SESSION = "/api/tasks/me/with-session/nemo_agent"
CHAT = "/run_sse"
CREDITS = "/api/credits/balance/simple"
RENDER = "/api/render/proxy/lambda"

APP_NAME = "nemo_agent"
USER_ID = "me"


AUTHORIZATION = "Authorization"

CLIENT_ID = "X-Client-Id"

SKILL_SOURCE = "X-Skill-Source"

SKILL_VERSION = "X-Skill-Version"

SKILL_PLATFORM = "X-Skill-Platform"

ATTRIBUTION = (SKILL_SOURCE, SKILL_VERSION, SKILL_PLATFORM)
"""A call that lacks one of these makes exports answer 402."""

SKILL_SOURCE_VALUE = "sora-video-generation"


def _part(name: str) -> str:
    """An id of the backend's as one part of a path, whatever characters it has.

    Braces stay, which no id has: a trace calls a path by the name of its part, as in `{render_id}`.
    """
    return quote(name, safe="{}")


def upload(session_id: str) -> str:
    """Where files and URLs are uploaded to."""
    return f"/api/upload-video/{APP_NAME}/{USER_ID}/{_part(session_id)}"


def estimate(session_id: str) -> str:
    """Where the studio tells what a message would cost of a real model; the cloud has no such path."""
    return f"/api/estimate/{APP_NAME}/{USER_ID}/{_part(session_id)}"


def state(session_id: str) -> str:
    """Where the newest state of a session is read."""
    return f"/api/state/{APP_NAME}/{USER_ID}/{_part(session_id)}/latest"


def preview(session_id: str) -> str:
    """Where the studio draws frames of a session's draft; the cloud has no such call."""
    return f"/api/preview/{APP_NAME}/{USER_ID}/{_part(session_id)}"


def miniatures(session_id: str) -> str:
    """Where the studio shows the items of a draft in small; the cloud has no such call."""
    return f"/api/miniatures/{APP_NAME}/{USER_ID}/{_part(session_id)}"


def render_status(render_id: str) -> str:
    """Where the progress of a render is read."""
    return f"{RENDER}/{_part(render_id)}"


def render_cancel(render_id: str) -> str:
    """Where a render is called off."""
    return f"{RENDER}/{_part(render_id)}/cancel"


def render_download(render_id: str) -> str:
    """Where the file of a completed render lies when its own URL fails."""
    return f"/api/render/proxy/{_part(render_id)}/download"


def register_page(web_url: str, bind_id: str | None) -> str:
    """The page on which an anonymous user registers; what they have is bound to their account by the id."""
    page = f"{web_url.rstrip('/')}/register"
    return f"{page}?bind={quote(bind_id, safe='')}" if bind_id else page


def task_page(web_url: str, task_id: str, session_id: str) -> str:
    """The page of a session in the account of a user of their own."""
    return (
        f"{web_url.rstrip('/')}/workspace/task/{quote(task_id, safe='')}?session={quote(session_id, safe='')}"
    )


def claim_page(web_url: str, claim_token: str) -> str:
    """The page that opens a session in a browser."""
    return f"{web_url.rstrip('/')}/workspace/claim?ct={quote(claim_token, safe='')}"


def attribution(*, version: str, platform: str) -> dict[str, str]:
    """The three attribution headers."""
    return {SKILL_SOURCE: SKILL_SOURCE_VALUE, SKILL_VERSION: version, SKILL_PLATFORM: platform}


def is_sendable(token: str) -> bool:
    """Whether a header can carry a token: printable ASCII without blanks, which would end it."""
    return token.isascii() and token.isprintable() and " " not in token and bool(token)


def bearer(token: str) -> dict[str, str]:
    """The header that carries the access token."""
    return {AUTHORIZATION: f"Bearer {token}"}

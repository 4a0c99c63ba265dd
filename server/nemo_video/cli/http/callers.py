"""Who calls: the user whom a token stands for, and the address under which they reach the server."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote

from mcp.server.auth.middleware.bearer_auth import AuthenticatedUser
from mcp.server.auth.provider import AccessToken
from mcp.shared.exceptions import MCPError
from mcp_types import INVALID_REQUEST
from starlette.requests import Request

from nemo_video.cli.http.links import Links, Purpose
from nemo_video.settings import USERS, Settings
from nemo_video.surface.lazy_engine import User
from nemo_video.surface.remote import UploadAddress

_USER_CHARS = 32

HttpRequest = Request[Any]


@dataclass(frozen=True)
class Caller:
    """Who makes one request; a `RemoteCaller`.

    Attributes:
        user: Whose projects, jobs and files these are.
        origin: Scheme, host and port by which they came.
        links: Signs addresses.
    """

    user: User
    origin: str
    links: Links

    def export_url(self, job_id: str, file_name: str) -> str:
        """An address that expires, at which the file of an export lies."""
        return f"{self._address('files', job_id)[0]}/{quote(file_name, safe='')}"

    def upload_address(self, project_id: str) -> UploadAddress:
        """An address that expires, at which a file comes into a project."""
        address, expires_at = self._address("uploads", project_id)
        return UploadAddress(f"{address}/", expires_at)

    def _address(self, purpose: Purpose, name: str) -> tuple[str, int]:
        signed, expires_at = self.links.sign(purpose, self.user, name)
        return f"{self.origin}/{purpose}/{signed}", expires_at


@dataclass(frozen=True)
class Callers:
    """Tells who makes a request.

    Attributes:
        links: Signs addresses.
        asks: Whether a caller has to be somebody; else there is one user, and every caller is it.
    """

    links: Links
    asks: bool

    def identify(self, request: Any) -> Caller:
        """Who makes a request.

        Raises:
            MCPError: Nobody that is known. The way here is guarded; this holds where a guard has a hole.
        """
        if not isinstance(request, Request):
            raise MCPError(INVALID_REQUEST, "It is not known who sends this.")
        known = cast("HttpRequest", request)
        return self.at(known, self._user_of(known))

    def at(self, request: "HttpRequest", user: User) -> Caller:
        """A user who came by the address of a request."""
        return Caller(user, f"{request.url.scheme}://{request.url.netloc}", self.links)

    def _user_of(self, request: HttpRequest) -> User:
        if not self.asks:
            return None
        user = request.scope.get("user")
        if not isinstance(user, AuthenticatedUser) or not user.access_token.subject:
            raise MCPError(INVALID_REQUEST, "It is not known who sends this.")
        return user_of(user.access_token)


def user_of(token: AccessToken) -> str:
    """The user whom a token stands for, as a name that is safe in a path and tells nothing."""
    return user_named(token.subject or "", str((token.claims or {}).get("iss", "")))


def user_named(name: str, issuer: str = "") -> str:
    """The user of a name; issuers name theirs each for themselves."""
    return hashlib.sha256(f"{issuer}\n{name}".encode()).hexdigest()[:_USER_CHARS]


def list_users(settings: Settings) -> list[str]:
    """The users who have been here. It blocks."""
    folder: Path = settings.state_dir / USERS
    return sorted(path.name for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []

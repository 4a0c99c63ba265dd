"""Addresses that open one file, or take files into one project, for an hour: signed, so that nothing is kept.

Whoever has such an address needs no token, so that a browser, a player or `curl` can use it. It names its
user, its export or project and its end, and a signature over all of them that only this server can make.
"""

import hashlib
import hmac
import os
import secrets
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from nemo_video.errors import DiskFailure
from nemo_video.surface.lazy_engine import User

LINK_S = 3600
"""How long an address holds."""

LINKS = "links"
"""What the secret is for, among those of a ledger that several servers share."""

KEY_FILE = "links.key"
_KEY_BYTES = 32
_ONLY_USER = "local"

Purpose = Literal["files", "uploads"]


@dataclass(frozen=True)
class Link:
    """What an address is for.

    Attributes:
        user: Whose file or project.
        name: The job of the export, or the project.
        expires_at: Unix seconds.
    """

    user: User
    name: str
    expires_at: int


class Links:
    """Signs and reads addresses.

    Args:
        key: The secret; servers with the same key honour each other's addresses.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key

    def sign(self, purpose: Purpose, user: User, name: str) -> tuple[str, int]:
        """The part of an address that says what it is for, and when it ends (unix seconds)."""
        expires_at = int(time.time()) + LINK_S
        claims = f"{user or _ONLY_USER}.{name}.{expires_at:x}"
        return f"{claims}.{self._signature(purpose, claims)}", expires_at

    def read(self, purpose: Purpose, signed: str) -> Link | None:
        """What an address is for; None where it is none of ours, or has ended."""
        claims, _, signature = signed.rpartition(".")
        if not hmac.compare_digest(signature.encode(), self._signature(purpose, claims).encode()):
            return None
        user, name, expires_at = claims.split(".")
        link = Link(None if user == _ONLY_USER else user, name, int(expires_at, 16))
        return link if time.time() < link.expires_at else None

    def _signature(self, purpose: Purpose, claims: str) -> str:
        """Hexadecimal: among other characters something might look like a token, and be redacted."""
        return hmac.new(self._key, f"{purpose}.{claims}".encode(), hashlib.sha256).hexdigest()


def read_key(folder: Path) -> bytes:
    """The secret of a state folder, made at the first need. It blocks.

    Raises:
        DiskFailure: It can be neither read nor made.
    """
    path = folder / KEY_FILE
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _make_key(path)
        key = path.read_bytes()
    except OSError as error:
        raise DiskFailure(
            f"The key of links cannot be kept in {path}: {error.strerror}.",
            advice="Make NEMO_STATE_DIR a folder that can be written.",
        ) from error
    if len(key) < _KEY_BYTES:  # with an empty one anybody could sign
        raise DiskFailure(
            f"The key of links in {path} is damaged.",
            advice="Remove that file; the links that were given out end with it.",
        )
    return key


def new_key() -> bytes:
    """A secret."""
    return secrets.token_bytes(_KEY_BYTES)


def _make_key(path: Path) -> None:
    """Write a new key in one step; when another process was first, its key is the one."""
    if path.exists():
        return
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with open(draft, "xb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            file.write(new_key())
        path.hardlink_to(draft)
    except FileExistsError:
        return
    finally:
        draft.unlink(missing_ok=True)

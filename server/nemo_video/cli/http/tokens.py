"""The tokens that open a server over HTTP: a file of `name:token` lines, read again when it changes."""

import hashlib
import hmac
import logging
import time
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

from anyio import to_thread
from mcp.server.auth.provider import AccessToken

from nemo_video.errors import InvalidArgument
from nemo_video.redaction import remember_secret
from nemo_video.wire.paths import is_sendable

logger = logging.getLogger(__name__)

LOOK_S = 1.0
"""How often the file is looked at, at most."""

MIN_TOKEN_CHARS = 8
_Stamp = tuple[int, int, int]
_HOW = "Write one name:token a line, each token once and of at least 8 characters."


class TokensFile:
    """The file, as the SDK's `TokenVerifier`. A name may have several tokens, and is one user by all of them.

    Raises:
        InvalidArgument: It cannot be read, or a line of it is no `name:token`.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stamp = _stamp_of(path)
        self._names = read_tokens(path)
        self._looked_s = time.monotonic()

    async def verify_token(self, token: str) -> AccessToken | None:
        """Whose token it is. It is compared with all of them, so that the time tells nothing."""
        await self._look_again()
        digest = _digest(token)
        matches = [name for known, name in self._names.items() if hmac.compare_digest(digest, known)]
        return (
            AccessToken(token=token, client_id=matches[0], subject=matches[0], scopes=[]) if matches else None
        )

    async def names(self) -> frozenset[str]:
        """Everybody who has a token now."""
        await self._look_again()
        return frozenset(self._names.values())

    async def _look_again(self) -> None:
        if time.monotonic() - self._looked_s >= LOOK_S:
            await to_thread.run_sync(self._look)

    def _look(self) -> None:
        """Read the file again if it changed; one that is broken now changes nothing until it is mended."""
        self._looked_s = time.monotonic()
        try:
            stamp = _stamp_of(self._path)
            if stamp != self._stamp:
                self._names = read_tokens(self._path)
                self._stamp = stamp
        except InvalidArgument as error:
            logger.error("%s The tokens that were read before stay in force.", error.message)  # noqa: TRY400 - no trace


def read_tokens(path: Path) -> Mapping[bytes, str]:
    """Digest of each token → the name that it stands for.

    Empty lines and those that begin with `#` are passed over.

    Raises:
        InvalidArgument: It cannot be read, or a line of it is no `name:token`; the message has its number.
    """
    names: dict[bytes, str] = {}
    for number, line in enumerate(_lines_of(path), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, token = _read_line(line) or _refuse(path, f"line {number} is no name:token")
        if names.setdefault(_digest(token), name) != name:
            _refuse(path, f"line {number} gives a second name to a token")
        remember_secret(token)
    if not names:
        _refuse(path, "line 1 is missing: there is no token")
    return names


def _read_line(line: str) -> tuple[str, str] | None:
    name, _, token = (part.strip() for part in line.partition(":"))
    is_token = is_sendable(token) and len(token) >= MIN_TOKEN_CHARS
    return (name, token) if name and is_token else None


def _lines_of(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        return _refuse(path, f"line 1 cannot be read: {error.strerror}")
    except UnicodeDecodeError as error:
        before = bytes(error.object[: error.start])
        line = before.count(b"\n") + 1
        return _refuse(path, f"line {line} is no text")


def _refuse(path: Path, why: str) -> NoReturn:
    raise InvalidArgument(f"NEMO_HTTP_TOKENS: {why}, in {path}.", advice=_HOW)


def _stamp_of(path: Path) -> _Stamp:
    try:
        status = path.stat()
    except OSError as error:
        return _refuse(path, f"line 1 cannot be read: {error.strerror}")
    return status.st_mtime_ns, status.st_size, status.st_ino


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()

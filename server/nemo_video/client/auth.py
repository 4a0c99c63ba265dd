"""The access token of every call: the user's own, or an anonymous one that is kept and renewed."""

import time
from collections import defaultdict
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

import anyio
from pydantic import SecretStr

from nemo_video.redaction import remember_secret
from nemo_video.settings import Settings

TOKEN_LIFE_S = 7 * 24 * 3600.0


@dataclass(frozen=True)
class StoredToken:
    """A token and when it ends, in unix seconds.

    Attributes:
        bind_id: What the registration link of its anonymous user binds to, when the backend told it.
    """

    token: SecretStr
    expires_at: float
    bind_id: str | None = None


class TokenStore(Protocol):
    """Keeps one token for each client id and API address. The ledger is one, for all processes."""

    async def read(self, client_id: str, api_url: str) -> StoredToken | None:
        """The token kept last, expired or not."""
        ...

    async def write(self, client_id: str, api_url: str, token: StoredToken) -> None:
        """Keep this token instead of the last one."""
        ...

    def renewing(self, client_id: str, api_url: str) -> AbstractAsyncContextManager[None]:
        """Hold while a token is renewed: one holder at a time, also across processes."""
        ...


class MemoryTokenStore:
    """A store that ends with the process."""

    def __init__(self) -> None:
        self._tokens: dict[tuple[str, str], StoredToken] = {}
        self._locks: defaultdict[tuple[str, str], anyio.Lock] = defaultdict(anyio.Lock)

    async def read(self, client_id: str, api_url: str) -> StoredToken | None:
        """The token kept last, expired or not."""
        return self._tokens.get((client_id, api_url))

    async def write(self, client_id: str, api_url: str, token: StoredToken) -> None:
        """Keep this token instead of the last one."""
        self._tokens[client_id, api_url] = token

    @asynccontextmanager
    async def renewing(self, client_id: str, api_url: str) -> AsyncGenerator[None]:
        """Hold while a token is renewed: one holder at a time."""
        async with self._locks[client_id, api_url]:
            yield


class Authenticator:
    """Hands out the token, and gets a new one when there is none or it was refused.

    Args:
        request_token: Asks the backend for an anonymous token.

    Attributes:
        bind_id: What the registration link binds to, once a token with it was used.
    """

    def __init__(
        self,
        settings: Settings,
        client_id: str,
        tokens: TokenStore,
        request_token: Callable[[], Awaitable[StoredToken]],
    ) -> None:
        self.bind_id: str | None = None
        self._own = settings.token
        self._place = (client_id, settings.api_url)
        self._tokens = tokens
        self._request_token = request_token

    @property
    def can_renew(self) -> bool:
        """Whether the token is one of ours. The user's own is never swapped."""
        return self._own is None

    async def token(self) -> SecretStr:
        """The token to send now."""
        token = self._own or await self._kept() or await self.renew(refused=None)
        remember_secret(token.get_secret_value())
        return token

    async def renew(self, refused: SecretStr | None) -> SecretStr:
        """Get a new token, unless somebody else got one since.

        Args:
            refused: The token that the backend did not accept.
        """
        async with self._tokens.renewing(*self._place):
            kept = await self._kept()
            if kept is not None and kept != refused:
                return kept
            token = await self._request_token()
            await self._tokens.write(*self._place, token)
            self.bind_id = token.bind_id
            return token.token

    async def _kept(self) -> SecretStr | None:
        stored = await self._tokens.read(*self._place)
        if stored is None or stored.expires_at <= time.time():
            return None  # and not a moment earlier: who asks before the end is refused
        self.bind_id = stored.bind_id
        return stored.token

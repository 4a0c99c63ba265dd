"""The access token of every call: the user's own, or an anonymous one that is kept and renewed."""

import time
from collections import defaultdict
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Protocol

import anyio
from pydantic import SecretStr

from nemo_video.errors import Internal, VideoError
from nemo_video.redaction import remember_secret
from nemo_video.settings import Settings
from nemo_video.wire.paths import is_sendable

TOKEN_LIFE_S = 7 * 24 * 3600.0

GRACE_S = 4.0
"""So long a new token is waited for although its caller has given up: one is given a week."""


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
        self._used: StoredToken | None = None
        self._refused: SecretStr | None = None

    @property
    def can_renew(self) -> bool:
        """Whether the token is one of ours. The user's own is never swapped."""
        return self._own is None

    async def token(self) -> SecretStr:
        """The token to send now.

        Where no new one is given for one that a turn was refused with, that may still do for other calls.
        """
        refused, self._refused = self._refused, None
        if refused:
            with suppress(VideoError):
                await self.renew(refused)
        token = self._own or self._token_in_use() or await self._kept() or await self.renew(refused=None)
        remember_secret(token.get_secret_value())
        return token

    def refuse(self, token: SecretStr | None) -> None:
        """Note that a token was refused within a call that is not repeated: the next call renews it."""
        self._refused = token if self.can_renew else None

    async def renew(self, refused: SecretStr | None) -> SecretStr:
        """Get a new token, unless somebody else got one since.

        Args:
            refused: The token that the backend did not accept.
        """
        async with self._tokens.renewing(*self._place):
            kept = await self._kept()
            if kept is not None and kept != refused:
                return kept
            token = await self._new_token()
            self._use(token)
            return token.token

    async def _new_token(self) -> StoredToken:
        """A new token, kept. Who gives up while it is on its way would lose it, and be refused the next."""
        told: StoredToken | VideoError | None = None
        with anyio.CancelScope(shield=True) as held:
            async with anyio.create_task_group() as clock:
                clock.start_soon(_let_go, held)
                try:
                    told = await self._request_token()
                    await self._tokens.write(*self._place, told)
                except VideoError as error:
                    told = error
                clock.cancel_scope.cancel()
        if isinstance(told, StoredToken):
            return told
        raise told or Internal("No token came.")

    def _token_in_use(self) -> SecretStr | None:
        """The token used last; that another process got a new one is seen when this one is refused."""
        return self._used.token if self._used and _lasts(self._used) else None

    async def _kept(self) -> SecretStr | None:
        stored = await self._tokens.read(*self._place)
        if stored is None or not _lasts(stored):
            return None
        self._use(stored)
        return stored.token

    def _use(self, token: StoredToken) -> None:
        self._used, self.bind_id = token, token.bind_id


async def _let_go(held: anyio.CancelScope) -> None:
    await anyio.sleep(GRACE_S)
    held.shield = False


def _lasts(token: StoredToken) -> bool:
    """Whether a token is good; to its very end, for who asks for another one earlier is refused."""
    return token.expires_at > time.time() and is_sendable(token.token.get_secret_value())

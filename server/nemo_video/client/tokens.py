"""Where the anonymous token is kept between calls, and who may renew it."""

from collections import defaultdict
from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

import anyio
from pydantic import SecretStr


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

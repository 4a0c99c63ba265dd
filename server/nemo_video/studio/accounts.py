"""Who calls: tokens, and the credits that belong to them."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from nemo_video.errors import BackendRefusal
from nemo_video.studio.options import StudioOptions
from nemo_video.wire.calls import AnonymousToken, Credits

_DAY_S = 86_400


@dataclass
class Account:
    """One client and what it may spend.

    Attributes:
        client_id: The id it came with.
        bind_id: What a registration link binds to.
        token: Its access token.
        expires_at: Unix seconds after which the token is refused.
        available: Credits it can spend.
        frozen: Credits reserved by work in progress.
    """

    client_id: str
    bind_id: str
    token: str
    expires_at: float
    available: float
    frozen: float = 0

    def freeze(self, price: float) -> None:
        """Reserve the price of work that starts.

        Raises:
            BackendRefusal: 2001, there is not enough.
        """
        if price > self.available:
            raise BackendRefusal(2001)
        self.available -= price
        self.frozen += price

    def spend(self, price: float) -> None:
        """Take what was reserved: the work is done."""
        self.frozen -= price

    def refund(self, price: float) -> None:
        """Give back what was reserved: the work failed."""
        self.frozen -= price
        self.available += price

    def balance(self) -> Credits:
        """What the balance call answers."""
        return Credits(available=self.available, frozen=self.frozen, total=self.available + self.frozen)


class Accounts:
    """All accounts of one studio, in memory."""

    def __init__(self, options: StudioOptions, now: Callable[[], float] = time.time) -> None:
        self._options = options
        self._now = now
        self._by_client: dict[str, Account] = {}
        self._by_token: dict[str, Account] = {}

    def issue_token(self, client_id: str | None) -> AnonymousToken:
        """Give a client its token: one in the time that it is valid.

        Raises:
            BackendRefusal: 400 without a client id, 1001 for a client that is not served here, 429 for a
                second token in a week.
        """
        if not client_id:
            raise BackendRefusal(400)
        if self._options.only_client_id not in (None, client_id):
            raise BackendRefusal(1001)
        account = self._by_client.get(client_id)
        if account and account.expires_at > self._now():
            raise BackendRefusal(429)
        account = self._renew(account) if account else self._open(client_id)
        return AnonymousToken(token=account.token, credits=account.available)

    def account_of(self, authorization: str | None) -> Account:
        """Whose bearer this is.

        Raises:
            BackendRefusal: 1001, no token, a wrong one or an expired one.
        """
        scheme, _, token = (authorization or "").partition(" ")
        account = self._by_token.get(token.strip())
        if scheme.lower() != "bearer" or account is None or account.expires_at <= self._now():
            raise BackendRefusal(1001)
        return account

    def expire(self, account: Account) -> None:
        """End an account's token before its time."""
        account.expires_at = self._now()

    def _open(self, client_id: str) -> Account:
        account = Account(
            client_id=client_id,
            bind_id=secrets.token_hex(8),
            token=self._new_token(),
            expires_at=self._expiry(),
            available=self._options.starting_credits,
        )
        self._by_client[client_id] = self._by_token[account.token] = account
        return account

    def _renew(self, account: Account) -> Account:
        del self._by_token[account.token]
        account.token, account.expires_at = self._new_token(), self._expiry()
        self._by_token[account.token] = account
        return account

    def _new_token(self) -> str:
        return f"nmv_usr_{secrets.token_urlsafe(24)}"

    def _expiry(self) -> float:
        return self._now() + self._options.token_days * _DAY_S

"""Who calls: tokens, and the credits that belong to them."""

import secrets
from dataclasses import dataclass

from nemo_studio.service.options import StudioOptions
from nemo_video.errors import BackendRefusal
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

    def reserve(self, price: float) -> "Reservation":
        """Freeze the price of work that starts.

        Raises:
            BackendRefusal: 2001, there is not enough.
        """
        if price > self.available:
            raise BackendRefusal(2001)
        self.available -= price
        self.frozen += price
        return Reservation(self, price)

    def balance(self) -> Credits:
        """What the balance call answers."""
        return Credits(available=self.available, frozen=self.frozen, total=self.available + self.frozen)


@dataclass
class Reservation:
    """Credits that are frozen until the work is done or given up; what is settled stays as it is."""

    account: Account
    price: float

    def spend(self) -> None:
        """Take them: the work is done."""
        self.account.frozen -= self.price
        self.price = 0

    def refund(self) -> None:
        """Give back what is left of them: the work failed."""
        self.account.frozen -= self.price
        self.account.available += self.price
        self.price = 0


class Accounts:
    """All accounts of one studio, in memory."""

    def __init__(self, options: StudioOptions) -> None:
        self._options = options
        self._now = options.now
        self._by_client: dict[str, Account] = {}
        self._by_token: dict[str, Account] = {}
        self._opened_at: dict[str, list[float]] = {}

    def issue_token(self, client_id: str | None, address: str = "") -> AnonymousToken:
        """Give a client its token: one in the time that it is valid.

        Args:
            client_id: Who asks.
            address: Where from.

        Raises:
            BackendRefusal: 400 without a client id, 1001 for a client that is not served here, 429 for a
                second token in a week, or for too many new clients from one address.
        """
        if not client_id:
            raise BackendRefusal(400)
        if self._options.only_client_id not in (None, client_id):
            raise BackendRefusal(1001)
        account = self._by_client.get(client_id)
        if account and account.expires_at > self._now():
            raise BackendRefusal(429)
        if account is None:
            self._count(address)
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

    def _count(self, address: str) -> None:
        week_ago = self._now() - self._options.token_days * _DAY_S
        recent = [at for at in self._opened_at.get(address, []) if at > week_ago]
        if len(recent) >= self._options.tokens_per_address:
            raise BackendRefusal(429)
        self._opened_at[address] = [*recent, self._now()]

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

"""Who calls: tokens, and the credits that belong to them."""

import ipaddress
import math
import secrets
from dataclasses import dataclass, replace
from typing import Final

from nemo_studio.service.database import NO_LIMIT, Connection
from nemo_studio.service.options import StudioOptions
from nemo_studio.service.store import Store
from nemo_video.errors import BackendRefusal
from nemo_video.wire.calls import AnonymousToken, Credits

_DAY_S: Final = 86_400
_CALLER: Final = "caller:"
"""Before the name of a caller in its client id."""

_COLUMNS: Final = "client_id, bind_id, token, expires_at, available, frozen"


@dataclass(frozen=True)
class Account:
    """One client and what it may spend, as of the time it was read.

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

    def balance(self) -> Credits:
        """What the balance call answers."""
        return Credits(available=self.available, frozen=self.frozen, total=self.available + self.frozen)


class Reservation:
    """Credits that are frozen until the work is done or given up; what is settled stays as it is."""

    def __init__(self, store: Store, reservation_id: int | None) -> None:
        self._store = store
        self._id = reservation_id

    async def spend(self) -> None:
        """Take them: the work is done."""
        await self._settle(given_back=0)

    async def refund(self) -> None:
        """Give back what is left of them: the work failed."""
        await self._settle(given_back=1)

    async def _settle(self, given_back: int) -> None:
        if self._id is not None:
            settled, self._id = self._id, None
            await self._store.write(lambda db: _settle(db, settled, given_back))


class Accounts:
    """All accounts of one studio."""

    def __init__(self, store: Store, options: StudioOptions) -> None:
        self._store = store
        self._options = options
        self._now = options.now

    async def issue_token(self, client_id: str | None, address: str) -> AnonymousToken:
        """Give a client of this machine its token: one in the time that it is valid.

        The one client of a private studio may ask again: several server processes share its token. Callers
        from elsewhere get none, nor does anybody of a guarded studio: theirs is printed where the studio was
        started (`owner_token`). There is no limit for an address: the programs of this machine share theirs,
        and one could lock out the others.

        Args:
            client_id: Who asks.
            address: Where from.

        Raises:
            BackendRefusal: 400 without a client id, 1001 for a client that is not served here, 429 for a
                second token in a week.
        """
        if not client_id:
            raise BackendRefusal(400)
        if self._options.is_guarded or not is_loopback(address):
            raise BackendRefusal(
                1001,
                message="This studio gives no token to whoever asks.",
                advice="Ask whoever runs it for one, and set it as NEMO_TOKEN.",
            )
        if self._options.is_private and client_id != await self._store.owner_id():
            raise BackendRefusal(1001)
        account = await self._store.write(lambda db: self._issue(db, client_id, address))
        return AnonymousToken(token=account.token, credits=account.available)

    async def owner_token(self) -> str:
        """The token of whoever started the studio."""
        owner = await self._store.owner_id()
        account = await self._store.read(lambda db: _find(db, "client_id", owner))
        if account is None or account.expires_at <= self._now() or self._options.is_guarded:
            account = await self._store.write(lambda db: self._issue(db, owner, ""))
        return account.token

    async def account_of(self, authorization: str | None) -> Account:
        """Whose bearer this is.

        Raises:
            BackendRefusal: 1001, no token, a wrong one or an expired one.
        """
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.lower() != "bearer":
            raise BackendRefusal(1001)
        if self._options.callers:
            return await self._of_caller(await self._options.callers(token.strip()))
        account = await self._store.read(lambda db: _find(db, "token", token.strip()))
        if account is None or account.expires_at <= self._now():
            raise BackendRefusal(1001)
        return account

    async def _of_caller(self, name: str | None) -> Account:
        """The account of a name, opened at its first call."""
        if name is None:
            raise BackendRefusal(1001)
        client_id = f"{_CALLER}{name}"
        account = await self._store.read(lambda db: _find(db, "client_id", client_id))
        return account or await self._store.write(lambda db: self._issue(db, client_id, ""))

    async def of_client(self, client_id: str) -> Account:
        """The account of a client.

        Raises:
            BackendRefusal: 1001, there is none.
        """
        return await self._store.write(lambda db: self._read(db, client_id))

    async def balance(self, account: Account) -> Credits:
        """What an account has now."""
        return await self._store.write(lambda db: self._read(db, account.client_id).balance())

    async def reserve(self, account: Account, price: float) -> Reservation:
        """Freeze the price of work that starts.

        Raises:
            BackendRefusal: 2001, there is not enough.
        """
        if not price:
            return Reservation(self._store, None)
        return Reservation(
            self._store, await self._store.write(lambda db: self._reserve(db, account.client_id, price))
        )

    async def expire(self, account: Account) -> None:
        """End an account's token before its time."""
        statement = "UPDATE accounts SET expires_at = ? WHERE client_id = ?"
        await self._store.write(lambda db: db.execute(statement, (self._now(), account.client_id)))

    def _read(self, db: Connection, client_id: str) -> Account:
        """An account, after what ended processes had reserved was given back."""
        for reservation_id, owner in db.execute("SELECT id, owner FROM reservations").fetchall():
            if not self._store.is_alive(db, owner):
                _settle(db, reservation_id, given_back=1)
        account = _find(db, "client_id", client_id)
        if account is None:
            raise BackendRefusal(1001)
        return account

    def _reserve(self, db: Connection, client_id: str, price: float) -> int:
        if price > self._read(db, client_id).available:
            raise BackendRefusal(2001)
        freeze = "UPDATE accounts SET available = available - ?, frozen = frozen + ? WHERE client_id = ?"
        db.execute(freeze, (price, price, client_id))
        note = "INSERT INTO reservations (client_id, price, owner) VALUES (?, ?, ?) RETURNING id"
        return int(db.execute(note, (client_id, price, self._store.me)).fetchall()[0][0])

    def _issue(self, db: Connection, client_id: str, address: str) -> Account:
        account = _find(db, "client_id", client_id)
        if account is None:
            return self._open(db, client_id, address)
        if account.expires_at > self._now():
            if self._options.is_private:
                return account
            if self._options.is_guarded:  # the token that is known already, from now on without an end
                return self._renew(db, account, account.token)
            raise BackendRefusal(429)
        return self._renew(db, account, _new_token())

    def _renew(self, db: Connection, account: Account, token: str) -> Account:
        account = replace(account, token=token, expires_at=self._expiry())
        renew = "UPDATE accounts SET token = ?, expires_at = ? WHERE client_id = ?"
        db.execute(renew, (account.token, account.expires_at, account.client_id))
        return account

    def _open(self, db: Connection, client_id: str, address: str) -> Account:
        self._forget_unused(db)
        account = Account(
            client_id=client_id,
            bind_id=secrets.token_hex(8),
            token=_new_token(),
            expires_at=self._expiry(),
            available=self._options.starting_credits,
        )
        statement = f"INSERT INTO accounts ({_COLUMNS}, address, opened_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        values = (account.client_id, account.bind_id, account.token, account.expires_at, account.available, 0)
        db.execute(statement, (*values, address, self._now()))
        return account

    def _forget_unused(self, db: Connection) -> None:
        idle = (
            "SELECT client_id FROM accounts WHERE client_id NOT IN (SELECT client_id FROM sessions) "
            "AND client_id NOT IN (SELECT client_id FROM owner) "
            f"ORDER BY opened_at DESC LIMIT {NO_LIMIT} OFFSET ?"
        )
        db.execute(f"DELETE FROM accounts WHERE client_id IN ({idle})", (self._options.most_accounts - 1,))

    def _expiry(self) -> float:
        if self._options.is_guarded:  # whoever was given a token cannot get another by asking
            return math.inf
        return self._now() + self._options.token_days * _DAY_S


def is_loopback(address: str) -> bool:
    """Whether an address is this machine's own."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def _find(db: Connection, column: str, value: str) -> Account | None:
    row = db.execute(f"SELECT {_COLUMNS} FROM accounts WHERE {column} = ?", (value,)).fetchone()
    return Account(*row) if row else None


def _settle(db: Connection, reservation_id: int, given_back: int) -> None:
    row = db.execute("SELECT client_id, price FROM reservations WHERE id = ?", (reservation_id,)).fetchone()
    if row is None:
        return
    client_id, price = row
    db.execute("DELETE FROM reservations WHERE id = ?", (reservation_id,))
    thaw = "UPDATE accounts SET frozen = frozen - ?, available = available + ? WHERE client_id = ?"
    db.execute(thaw, (price, price * given_back, client_id))


def _new_token() -> str:
    return f"nmv_usr_{secrets.token_urlsafe(24)}"

"""Who gets a token of the studio, whose it is, and that no credit is lost or made whatever happens."""

import random
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from nemo_studio import StudioOptions
from nemo_studio.service.accounts import Account, Accounts, Reservation
from nemo_studio.service.sessions import Sessions
from nemo_studio.service.storage import Storage
from nemo_studio.service.store import Store, open_store
from nemo_video.errors import BackendRefusal
from studio.test_studio_limits import Clock

pytestmark = pytest.mark.anyio

HERE = "127.0.0.1"
MOVES = 80


async def code_of(accounts: Accounts, client_id: str | None, address: str = HERE) -> int:
    """0 for a token, else why there is none."""
    try:
        await accounts.issue_token(client_id, address)
    except BackendRefusal as refusal:
        return int(refusal.code or 0)
    return 0


async def opened(accounts: Accounts, client_id: str) -> Account:
    token = (await accounts.issue_token(client_id, HERE)).token
    return await accounts.account_of(f"Bearer {token}")


async def test_only_a_client_of_this_machine_gets_a_token_and_one_in_the_time_that_it_is_valid(
    tmp_path: Path,
) -> None:
    clock = Clock()
    async with open_store(tmp_path) as store:
        accounts = Accounts(store, StudioOptions(now=clock))
        asked = [("", HERE), (None, HERE), ("a", HERE), ("a", HERE), ("b", "127.9.9.9"), ("c", "::1")]
        assert [await code_of(accounts, *each) for each in asked] == [400, 400, 0, 429, 0, 0]
        for elsewhere in ("192.0.2.7", "0.0.0.0", "::2", "localhost.example", ""):
            assert await code_of(accounts, "d", elsewhere) == 1001
        clock.advance(7)
        assert await code_of(accounts, "a") == 0


async def test_a_private_studio_serves_its_owner_who_may_ask_again_and_a_guarded_one_whom_it_told(
    tmp_path: Path,
) -> None:
    clock = Clock()
    async with open_store(tmp_path) as store:
        owner = await store.owner_id()
        private = Accounts(store, StudioOptions(now=clock, is_private=True))
        tokens = [(await private.issue_token(owner, HERE)).token for _ in range(2)]
        assert tokens == [await private.owner_token()] * 2
        assert await code_of(private, "somebody") == 1001
        guarded = Accounts(store, StudioOptions(now=clock, is_guarded=True))
        assert await code_of(guarded, owner) == 1001
        told = await guarded.owner_token()
        clock.advance(10_000)
        assert (await guarded.account_of(f"Bearer {told}")).client_id == owner
        assert told == tokens[0] == await guarded.owner_token()


async def test_a_bearer_is_whose_it_is_until_it_ends(tmp_path: Path) -> None:
    clock = Clock()
    async with open_store(tmp_path) as store:
        accounts = Accounts(store, StudioOptions(now=clock))
        token = (await accounts.issue_token("a", HERE)).token
        for told in (f"Bearer {token}", f"bearer {token}", f"BEARER  {token} "):
            assert (await accounts.account_of(told)).client_id == "a"
        wrong = (None, "", token, f"Basic {token}", "Bearer", "Bearer ", f"Bearer {token}x", f"Bearer{token}")
        for told in wrong:
            with pytest.raises(BackendRefusal) as refused:
                await accounts.account_of(told)
            assert refused.value.code == 1001
        await accounts.expire(await accounts.of_client("a"))
        with pytest.raises(BackendRefusal):
            await accounts.account_of(f"Bearer {token}")
        assert (await opened(accounts, "a")).token != token, "it may ask for another at once"
        with pytest.raises(BackendRefusal):
            await accounts.of_client("nobody")


async def test_the_accounts_that_were_opened_first_are_forgotten_unless_somebody_needs_them(
    tmp_path: Path,
) -> None:
    clock = Clock()
    async with open_store(tmp_path) as store:
        options = StudioOptions(now=clock, most_accounts=3)
        accounts, sessions = Accounts(store, options), Sessions(store, Storage(store, options), options)
        owner = await store.owner_id()
        await accounts.owner_token()
        for client_id in ("used", "old", "mid", "new", "newest"):
            await accounts.issue_token(client_id, HERE)
            clock.advance(0.001)
            if client_id == "used":
                await sessions.open(await accounts.of_client(client_id), "en")
        rows = await store.read(lambda db: db.execute("SELECT client_id FROM accounts").fetchall())
    assert {row[0] for row in rows} == {owner, "used", "mid", "new", "newest"}


async def test_work_without_a_price_freezes_nothing_and_what_is_too_dear_changes_nothing(
    tmp_path: Path,
) -> None:
    async with open_store(tmp_path) as store:
        accounts = Accounts(store, StudioOptions(starting_credits=10))
        account = await opened(accounts, "a")
        free, all_of_it = await accounts.reserve(account, 0), await accounts.reserve(account, 10)
        with pytest.raises(BackendRefusal) as refused:
            await accounts.reserve(account, 0.01)
        frozen = await accounts.balance(account)
        for reservation in (free, all_of_it, all_of_it):
            await reservation.refund()
        await all_of_it.spend()  # it is settled already
        left = await accounts.balance(account)
    assert refused.value.code == 2001
    assert (frozen.available, frozen.frozen, frozen.total) == (0, 10, 10)
    assert (left.available, left.frozen, left.total) == (10, 0, 10)


@dataclass
class Expected:
    """What an account should have."""

    account: Account
    available: float = 100
    frozen: dict[Reservation, tuple[int, float]] = field(default_factory=dict[Reservation, tuple[int, float]])
    """Each reservation, with the number of the process that made it and its price."""


async def test_no_credit_is_lost_or_made_whatever_becomes_of_work_and_processes(tmp_path: Path) -> None:
    chance, options = random.Random(5), StudioOptions(starting_credits=100)
    async with AsyncExitStack() as stack:
        processes: dict[int, tuple[AsyncExitStack, Accounts]] = {}

        async def start(number: int) -> None:
            own = await stack.enter_async_context(AsyncExitStack())
            store: Store = await own.enter_async_context(open_store(tmp_path))
            processes[number] = own, Accounts(store, options)

        for number in range(2):
            await start(number)
        accounts_expected = [Expected(await opened(processes[0][1], name)) for name in ("anna", "ben")]
        for _ in range(MOVES):
            number, expected = chance.randrange(2), chance.choice(accounts_expected)
            match chance.choice(("reserve", "reserve", "spend", "refund", "end")):
                case "reserve":
                    price = chance.choice((1, 2.5, 40))
                    if price > expected.available:
                        with pytest.raises(BackendRefusal):
                            await processes[number][1].reserve(expected.account, price)
                        continue
                    made = await processes[number][1].reserve(expected.account, price)
                    expected.frozen[made] = number, price
                    expected.available -= price
                case "end" if chance.random() < 0.3:
                    await processes[number][0].aclose()
                    for each in accounts_expected:
                        for made, (by, price) in list(each.frozen.items()):
                            if by == number:  # nobody goes on with it: it comes back
                                each.available += price
                                del each.frozen[made]
                    await start(number)
                case settled if expected.frozen:
                    made = chance.choice(list(expected.frozen))
                    _, price = expected.frozen.pop(made)
                    await (made.spend() if settled == "spend" else made.refund())
                    expected.available += 0 if settled == "spend" else price
                case _:
                    continue
            for each in accounts_expected:
                told = await processes[chance.randrange(2)][1].balance(each.account)
                assert (told.available, told.frozen) == (
                    each.available,
                    sum(price for _, price in each.frozen.values()),
                )

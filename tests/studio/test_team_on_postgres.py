"""Two studios on one PostgreSQL: what is made on one is seen on the other, and nothing is overwritten."""

from collections.abc import Iterator
from pathlib import Path

import anyio
import pytest

from forks import Forks
from nemo_studio import StudioOptions
from nemo_studio.models import ClipPlan, RemoteJob
from nemo_studio.service.accounts import Accounts
from nemo_studio.service.clip_table import ClipOrder, ClipTable, WaitingTurn
from nemo_studio.service.database import Connection
from nemo_studio.service.sessions import Sessions
from nemo_studio.service.storage import Storage
from nemo_studio.service.store import Store, open_store
from nemo_video.errors import BackendRefusal
from postgres import Cluster
from studio.studio_process import load_studios, start_studio
from studio.test_kept_projects import submit
from studio.test_protocol import until_rendered
from studio.test_team import SUNSET

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

END_PRESENCE = (
    "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' "
    "AND (classid::bigint << 32) | objid::bigint = hashtextextended('nemo_studio owner ' || ?, 0)"
)


@pytest.fixture(scope="module", name="studios")
def loaded_studios() -> Iterator[Forks]:
    with load_studios() as forks:
        yield forks


async def test_the_other_goes_on_where_a_killed_one_was(
    studios: Forks, postgres: Cluster, tmp_path: Path
) -> None:
    database = {"database_url": postgres.make_database()}
    async with (
        start_studio(studios, tmp_path / "kept", faults="stuck_render", **database) as first,
        start_studio(studios, tmp_path / "kept", **database) as second,
        first.signed_in() as chat,
        second.signed_in(chat.session_id) as other,
    ):
        await chat.say(SUNSET)
        await other.say("add the title 'Golden Hour'")
        seen = await chat.sketch()
        await submit(chat, "render_1")
        waiting = (await other.http.get("/api/render/proxy/lambda/render_1")).json()
        await first.kill()
        status = await until_rendered(other.http, "render_1")
        film = await other.http.get("/api/render/proxy/render_1/download")
        await other.say("make it vertical")
        after = await other.state()
    assert any("Golden Hour" in line for line in seen)
    assert (waiting["status"], status["status"], film.status_code) == ("pending", "completed", 200)
    assert after["canvas_config"]["ratio"] == "9:16"


async def test_a_studio_that_lost_its_sign_of_life_overwrites_no_draft(
    postgres: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nemo_studio.service.postgres.PRESENCE_S", 600)
    url = postgres.make_database()
    async with open_store(tmp_path, url) as store, open_store(tmp_path, url) as other:
        options = StudioOptions(is_guarded=True)
        ours, theirs = (Sessions(each, Storage(each, options), options) for each in (store, other))
        accounts = Accounts(store, options)
        await accounts.owner_token()
        account = await accounts.of_client(await store.owner_id())
        session_id = (await ours.open(account, "en")).session_id
        async with ours.turn(account, session_id) as late:
            await other.write(lambda db: db.execute(END_PRESENCE, (store.me,)))
            with anyio.fail_after(60):  # as long as PostgreSQL is new, nobody counts as ended
                async with theirs.turn(account, session_id) as edited:
                    edited.asked = ("theirs",)
                    await theirs.keep(edited)
            late.asked = ("ours",)
            with pytest.raises(BackendRefusal, match="Another process went on"):
                await ours.keep(late)
        assert (await ours.find(account, session_id)).asked == ("theirs",)


async def test_every_table_takes_the_same_statements_on_postgresql(postgres: Cluster, tmp_path: Path) -> None:
    options = StudioOptions(starting_credits=10, max_disk_bytes=250, most_accounts=1)
    async with open_store(tmp_path, postgres.make_database()) as store:
        accounts = Accounts(store, options)
        await accounts.owner_token()
        account = await accounts.of_client(await store.owner_id())
        reservation = await accounts.reserve(account, 4)
        frozen = (await accounts.balance(account)).frozen
        await reservation.spend()
        left = await accounts.balance(account)
        clips = ClipTable(store)
        order = ClipOrder("turn", 0, 0, "model", ClipPlan("a wave", 4, price=2.5), 10**9, cost=None)
        odd = WaitingTurn("turn", "session", account.client_id, "a \0 wave \ud800")
        refused = await clips.begin_turn(odd, [order], 10**9, cap=1)
        await clips.begin_turn(odd, [order], 10**9, cap=None)
        order.status, order.job = "running", RemoteJob("job")
        await clips.keep(order)
        kept, spent = await clips.of_turn("turn"), await clips.spent_today(10**9)
        await clips.note_refusal("session", 1.5, "blocked", "no")
        storage = Storage(store, options)
        for name in ("a", "b", "c"):
            async with storage.writing(name, name, "anna") as path:
                path.write_bytes(bytes(100))
        async with storage.reading([tmp_path / "c", tmp_path / "c"]):
            readers = await count(store, "readers")
        gone = await count(store, "removals"), await count(store, "readers")
    assert (frozen, left.available, left.frozen) == (4, 6, 0)
    assert (refused, kept, spent) == (0, [order], 2.5)
    assert (readers, gone) == (2, (1, 0))
    assert sorted(path.name for path in (tmp_path / "files").iterdir()) == ["b", "c"]


async def count(store: Store, table: str) -> int:
    def read(db: Connection) -> int:
        return int(db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])

    return await store.read(read)

"""Several servers on one ledger in PostgreSQL: leases, notices, users apart, older servers, no database."""

import sqlite3
import time
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager, closing
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import anyio
import pytest
from anyio import to_thread

from engine.scripted_backend import CLIP, ScriptedBackend, draft_of, ended, engine_over, start, until
from nemo_video.cli.doctor.examination import examine_ledger
from nemo_video.client import Text
from nemo_video.engine import Change, JobChanged, TimelineChanged
from nemo_video.engine.ledger import Call, Ledger, Replica, jobs, replica
from nemo_video.engine.ledger.postgres_schema import MIGRATIONS
from nemo_video.engine.ledger.schema import migrate
from nemo_video.errors import Busy, Internal, InvalidArgument, Unreachable
from nemo_video.settings import read_settings
from nemo_video.surface.lazy_engine import OPENS_AFTER_S, lazily_opened
from postgres import Cluster
from virtual_clock import virtual_clock

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

LIMIT_S = 60
LEASE_S = 1.0
LONG_LEASE_S = 3600.0
LEFT = 30
"""Jobs of a killed server."""

MANY_LEFT = 9
"""More than a server takes at four looks, where it takes two at each."""


@pytest.fixture(name="url")
def make_database(postgres: Cluster) -> str:
    return postgres.make_database()


@asynccontextmanager
async def servers(url: str, count: int, lease_s: float = LONG_LEASE_S) -> AsyncGenerator[list[Replica]]:
    """Servers on one ledger; none of them is late for its lease on a busy machine."""
    async with AsyncExitStack() as stack:
        found = [Replica(url, lease_s) for _ in range(count)]
        for replica in found:
            await stack.enter_async_context(replica.opened())
        yield found


def call_number(number: int) -> Call:
    return Call("generate", f"prj_{number}", f"call {number}", None, "en")


async def test_jobs_of_a_killed_server_are_claimed_once_each_and_those_of_a_living_one_are_not(
    url: str, tmp_path: Path, postgres: Cluster
) -> None:
    server = Replica(url, LEASE_S)
    killed = Ledger(tmp_path, server, "alice")
    for number in range(LEFT):
        await killed.jobs.admit(call_number(number))
    server.disconnect()  # and gives nothing back
    async with servers(url, 3) as living:
        kept, _ = await Ledger(tmp_path, living[0], "bob").jobs.admit(call_number(1))
        whose: set[str] = set()

        async def claim(replica: Replica) -> None:
            whose.update(await to_thread.run_sync(partial(replica.claim_left_work, of_only_user=False)))

        with anyio.fail_after(LIMIT_S):
            while await to_thread.run_sync(count_claims, postgres, url) < LEFT:
                async with anyio.create_task_group() as tasks:
                    for replica in living:
                        tasks.start_soon(claim, replica)
        found = await Ledger(tmp_path, living[1], "bob").jobs.find(kept.job_id)
    assert (whose, found) == ({"alice"}, kept)


async def test_what_a_server_leaves_at_its_end_is_claimed_at_once(url: str, tmp_path: Path) -> None:
    leaving, other = Replica(url, LONG_LEASE_S), Replica(url, LONG_LEASE_S)
    heard = anyio.Event()

    async def wait() -> None:
        await other.wait_for_left_work(LONG_LEASE_S)
        heard.set()

    with anyio.fail_after(LIMIT_S):
        async with other.opened(), anyio.create_task_group() as tasks:
            await until(lambda: other.notices(None).are_told)
            async with leaving.opened():
                job, _ = await Ledger(tmp_path, leaving, "alice").jobs.admit(call_number(1))
                tasks.start_soon(wait)
                await anyio.wait_all_tasks_blocked()
                assert not heard.is_set()
            await heard.wait()
            assert await to_thread.run_sync(partial(other.claim_left_work, of_only_user=False)) == ["alice"]
            record = await Ledger(tmp_path, other, "alice").jobs.find(job.job_id)
            assert record
            assert not await other.is_alive(record.owner)


class TestWithinAMinute:
    @pytest.fixture
    def anyio_backend(self) -> tuple[str, dict[str, object]]:
        return virtual_clock()

    async def test_all_that_a_killed_server_had_is_taken_over(
        self, url: str, tmp_path: Path, postgres: Cluster, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The worst: it is killed as it has renewed its lease, and the other has looked as that runs out."""
        monkeypatch.setattr(replica, "MAX_CLAIMED", 2)
        lease_s = read_settings({}).lease_s
        killed, other = Replica(url, lease_s), Replica(url, lease_s)
        for number in range(MANY_LEFT):
            await Ledger(tmp_path, killed, "alice").jobs.admit(call_number(number))
        killed.disconnect()
        of_killed = f"WHERE owner = '{killed.me}'"
        left = (
            f"SELECT extract(epoch FROM expires_at - clock_timestamp()) FROM nemo_ledger.owners {of_killed}"
        )
        run_out = f"UPDATE nemo_ledger.owners SET expires_at = clock_timestamp() {of_killed}"
        assert 0 < float(postgres.run(url, left)) <= lease_s
        taken_at_s: list[float] = []

        class Engine:
            """Ends what it takes over."""

            async def take_over(self) -> None:
                claimed = "WHERE owner LIKE '%+' AND status = 'running' RETURNING 1"
                end = f"UPDATE nemo_ledger.all_jobs SET status = 'completed' {claimed}"
                ended = await to_thread.run_sync(postgres.run, url, end)
                taken_at_s.extend([anyio.current_time()] * len(ended.split()))

        def ignore(engine: object, user: str | None) -> None:
            """It is not listened to."""

        @asynccontextmanager
        async def open_engine(_: str | None) -> AsyncGenerator[Any]:
            yield Engine()

        claim = partial(other.claim_left_work, of_only_user=False)
        async with lazily_opened(open_engine, ignore, users=claim, pause=other.wait_for_left_work):
            await anyio.sleep(OPENS_AFTER_S + 1)
            assert taken_at_s == []  # it has just looked
            postgres.run(url, run_out)
            ran_out_s = anyio.current_time()
            await anyio.sleep(60 - lease_s)
        other.disconnect()
        assert len(taken_at_s) == MANY_LEFT
        assert lease_s + taken_at_s[-1] - ran_out_s <= 60


def count_claims(postgres: Cluster, url: str) -> int:
    return int(postgres.run(url, "SELECT count(*) FROM nemo_ledger.all_jobs WHERE owner LIKE '%+'"))


async def test_a_user_sees_and_changes_no_row_of_another_whoever_connects(
    url: str, tmp_path: Path, postgres: Cluster
) -> None:
    async with servers(url, 1) as (server,):
        alice, bob = Ledger(tmp_path, server, "alice"), Ledger(tmp_path, server, "bob")
        job, _ = await alice.jobs.admit(call_number(1))
        render = await alice.renders.submit(job.job_id, "film.mp4", 1.0)
        await alice.turns.open(job.job_id, "prj_1")
        await alice.spending.reserve(job.job_id, 50, None)
        await bob.jobs.take_away(job.job_id)
        await bob.renders.note(render.render_id, "refused")
        seen = [
            await bob.jobs.find(job.job_id),
            await bob.jobs.newest(),
            await bob.turns.find(job.job_id),
            await bob.renders.of_job(job.job_id),
            await bob.spending.spent_today(),
        ]
        again, is_new = await bob.jobs.admit(call_number(1))
        kept = await alice.jobs.find(job.job_id)
        renders = await alice.renders.of_job(job.job_id)
    assert seen == [None, [], None, [], 0]
    assert (is_new, again.job_id == job.job_id) == (True, False)
    assert (kept, renders) == (job, [render])
    users = "SELECT string_agg(DISTINCT principal, ',' ORDER BY principal) FROM nemo_ledger.all_jobs"
    assert postgres.run(url, users) == "alice,bob"


async def test_the_bound_on_a_users_jobs_counts_those_of_all_servers(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "MAX_RUNNING", 2)
    async with servers(url, 2) as (first, second):
        here, there, bob = (
            Ledger(tmp_path, server, user)
            for server, user in ((first, "alice"), (second, "alice"), (second, "bob"))
        )
        job, _ = await here.jobs.admit(call_number(1))
        await there.jobs.admit(call_number(2))
        with pytest.raises(Busy, match="2 jobs"):
            await there.jobs.admit(call_number(3))
        assert await there.jobs.admit(call_number(1)) == (job, False)
        assert (await bob.jobs.admit(call_number(3)))[1]
        await here.jobs.finish(job.job_id, "failed", result=None, error="{}")
        assert (await there.jobs.admit(call_number(3)))[1]


async def test_both_engines_have_the_same_tables_and_columns(url: str, postgres: Cluster) -> None:
    async with servers(url, 1) as (server,):
        await server.is_alive("anybody")
    views = (
        "SELECT string_agg(table_name || '.' || column_name, ',') FROM information_schema.columns "
        "JOIN information_schema.views USING (table_schema, table_name) "
        "WHERE table_schema = 'nemo_ledger' AND column_name != 'rowid'"
    )
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as file:
        migrate(file)
        columns = "SELECT m.name || '.' || c.name FROM sqlite_master m, pragma_table_info(m.name) c "
        of_file = {row[0] for row in file.execute(f"{columns} WHERE m.type = 'table'")}
    assert set(postgres.run(url, views).split(",")) == of_file


async def test_what_one_server_does_is_heard_at_the_other_at_once(url: str, tmp_path: Path) -> None:
    backend = ScriptedBackend([[Text("Here.")]], draft=draft_of(CLIP))
    heard: list[Change] = []
    shared = {"NEMO_LEDGER_URL": url}
    async with (
        engine_over(backend, tmp_path, **shared) as engine,
        engine_over(backend, tmp_path, **shared) as other,
    ):
        project_id = (await engine.new_project(None)).current
        other.changes.listen(heard.append)
        first = await ended(engine, await start(engine, "a sunset", project_id))
        told = await other.job(first.job_id)
        await until(lambda: TimelineChanged(str(project_id)) in heard)
    assert told.result == first.result
    assert JobChanged(first.job_id) in heard


async def test_a_server_whose_job_was_taken_from_it_sends_nothing_more_and_follows_it(
    url: str, tmp_path: Path
) -> None:
    goes_on = anyio.Event()
    backend = ScriptedBackend([[goes_on, Text("Here.")], [Text("Fine.")]])
    async with (
        engine_over(backend, tmp_path, NEMO_LEDGER_URL=url) as engine,
        servers(url, 2) as (other, third),
    ):
        job = await start(engine, "a sunset")
        await until(lambda: bool(backend.messages))
        taker = Ledger(tmp_path, other)
        record = await taker.jobs.find(job.job_id)
        assert record
        assert await taker.jobs.claim(record)
        with pytest.raises(Busy):
            await Ledger(tmp_path, third).turns.send(job.job_id, "{}", None)
        assert await taker.jobs.finish(job.job_id, "failed", result=None, error='{"message": "Elsewhere."}')
        with anyio.fail_after(LIMIT_S):
            await ended(engine, job)
        goes_on.set()
    assert (job.status, len(backend.messages)) == ("failed", 1)
    assert job.error


@pytest.mark.parametrize(("works_from", "works"), [(1, True), (len(MIGRATIONS) + 1, False)])
async def test_an_older_server_works_with_what_it_knows_of_a_newer_ledger_or_says_why_not(
    url: str, tmp_path: Path, postgres: Cluster, works_from: int, works: bool
) -> None:
    async with servers(url, 1) as (newer,):
        await newer.is_alive("anybody")
        postgres.run(
            url,
            f"UPDATE nemo_ledger.version SET version = {len(MIGRATIONS) + 1}, works_from = {works_from}; "
            "ALTER TABLE nemo_ledger.all_jobs ADD COLUMN of_a_newer_version TEXT",
        )
        server = Replica(url, LEASE_S)
        older = Ledger(tmp_path, server)
        if works:
            assert (await older.jobs.admit(call_number(1)))[1]
        else:
            with pytest.raises(Internal, match="newer version"):
                await older.jobs.admit(call_number(1))
        server.disconnect()
    finding, of_studio = examine_ledger(read_settings({"NEMO_LEDGER_URL": url, "NEMO_BACKEND": "studio"}))
    assert ("newer version" in finding.words) is not works
    assert "SQLite" in of_studio.words
    assert int(postgres.run(url, "SELECT version FROM nemo_ledger.version")) == len(MIGRATIONS) + 1


async def test_without_its_database_a_server_sends_nothing_and_works_again_when_it_is_back(
    url: str, tmp_path: Path, postgres: Cluster
) -> None:
    name = database_of(url)
    backend = ScriptedBackend(draft=draft_of(CLIP))
    async with engine_over(backend, tmp_path, NEMO_LEDGER_URL=url) as engine:
        await ended(engine, await start(engine, "a sunset"))
        postgres.run(
            "postgres",
            f"ALTER DATABASE {name} ALLOW_CONNECTIONS false; "
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'",
        )
        with pytest.raises(Unreachable, match="ledger"):
            await start(engine, "add a title")
        postgres.run("postgres", f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
        job = await ended(engine, await start(engine, "add a title"))
    assert (job.status, backend.messages) == ("completed", ["a sunset", "add a title"])


async def test_it_is_reached_by_tcp_with_a_password_with_and_without_tls(
    url: str, tmp_path: Path, postgres: Cluster
) -> None:
    name = database_of(url)
    postgres.run(url, f"CREATE ROLE tcp LOGIN PASSWORD 'p@ss w/rd'; ALTER DATABASE {name} OWNER TO tcp")
    at = f"localhost:{postgres.port}/{name}?sslmode"
    ways = ("disable", "require", f"verify-full&sslrootcert={postgres.folder / 'ca.pem'}")
    for number, way in enumerate(ways):
        server = Replica(f"postgresql://tcp:p%40ss%20w%2Frd@{at}={way}", LEASE_S)
        assert (await Ledger(tmp_path, server).jobs.admit(call_number(number)))[1]
        server.disconnect()
    with pytest.raises(Unreachable, match="cannot be reached") as refused:
        await Ledger(tmp_path, Replica(f"postgresql://tcp:wr0ng-1@{at}=disable", LEASE_S)).jobs.newest()
    assert "wr0ng-1" not in str(refused.value)


async def test_a_role_or_a_database_that_may_not_write_is_told(
    url: str, tmp_path: Path, postgres: Cluster
) -> None:
    name = database_of(url)
    server = Replica(url, LEASE_S)
    postgres.run(url, f"CREATE ROLE {name} LOGIN")
    of_role = Replica(url.replace("//nemo@", f"//{name}@"), LEASE_S)
    with pytest.raises(Unreachable, match="refuses this server's role"):
        await Ledger(tmp_path, of_role).jobs.newest()
    await Ledger(tmp_path, server).jobs.admit(call_number(1))
    tables = "ALL TABLES IN SCHEMA nemo_ledger"
    postgres.run(url, f"GRANT USAGE ON SCHEMA nemo_ledger TO {name}; GRANT ALL ON {tables} TO {name}")
    assert (await Ledger(tmp_path, of_role).jobs.admit(call_number(2)))[1]
    server.disconnect()
    of_role.disconnect()
    postgres.run("postgres", f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    with pytest.raises(Unreachable, match="standby"):
        await Ledger(tmp_path, server).jobs.admit(call_number(3))
    server.disconnect()


async def test_a_database_that_crashes_and_comes_back_is_heard_and_written_again(
    url: str, tmp_path: Path, postgres: Cluster
) -> None:
    async with servers(url, 2) as (server, other):
        job, _ = await Ledger(tmp_path, server).jobs.admit(call_number(1))
        await until(lambda: other.notices(None).are_told)
        with anyio.fail_after(LIMIT_S):
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(to_thread.run_sync, postgres.restart)
                await until(lambda: not other.notices(None).are_told)
            await until(lambda: other.notices(None).are_told)
        assert await Ledger(tmp_path, other).jobs.find(job.job_id) == job


async def test_a_lease_that_ran_out_while_nobody_could_renew_it_counts_on(
    url: str, tmp_path: Path, postgres: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_s = 0.0
    monkeypatch.setattr(replica, "time", SimpleNamespace(monotonic=lambda: at_s, time=time.time))
    late = Replica(url, LONG_LEASE_S)
    await Ledger(tmp_path, late).jobs.admit(call_number(1))
    late.disconnect()
    async with servers(url, 1, LEASE_S) as (server,):
        assert await server.is_alive(late.me)
        postgres.run(
            url, f"UPDATE nemo_ledger.owners SET expires_at = '2000-01-01' WHERE owner = '{late.me}'"
        )
        assert not await server.is_alive(late.me)
        at_s = LEASE_S + 1  # as after a crash of the database: its own lease was not renewed in time either
        with anyio.fail_after(LIMIT_S):
            while not await server.is_alive(late.me):
                pass
        assert await to_thread.run_sync(partial(server.claim_left_work, of_only_user=False)) == []


def database_of(url: str) -> str:
    return url.split("/")[3].partition("?")[0]


def test_an_address_that_is_none_is_refused_and_its_password_never_leaves() -> None:
    with pytest.raises(InvalidArgument, match="NEMO_LEDGER_URL") as refused:
        read_settings({"NEMO_LEDGER_URL": "mysql://me:passw0rd-1@host/db"})
    assert "passw0rd-1" not in str(refused.value)
    with pytest.raises(InvalidArgument, match="no address"):
        Replica("postgresql://me:passw0rd-3@host/db?no_option=1", LEASE_S)
    settings = read_settings({"NEMO_LEDGER_URL": "postgresql://me:passw0rd-2@host/db"})
    assert "passw0rd-2" not in repr(settings)

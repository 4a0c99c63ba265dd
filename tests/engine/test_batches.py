"""What waits for the ledger is done together, and each of it stands or falls for itself."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import anyio
import pytest

from nemo_video.engine.ledger.database import Connection
from nemo_video.engine.ledger.sqlite import FILE_NAME, SQLiteDatabase
from nemo_video.errors import Busy

pytestmark = pytest.mark.anyio


def spend(job_id: str) -> Callable[[Connection], None]:
    """A row for a job."""

    def work(db: Connection) -> None:
        db.execute("INSERT INTO spending (job_id, day, credits) VALUES (:job_id, '', 1)", {"job_id": job_id})

    return work


def spent(db: Connection) -> list[str]:
    """The jobs that have a row."""
    return [row[0] for row in db.execute("SELECT job_id FROM spending ORDER BY job_id")]


async def test_fifty_writes_at_a_time_take_a_few_commits(tmp_path: Path) -> None:
    database, statements = SQLiteDatabase(tmp_path), list[str]()

    def watch(db: Any) -> None:
        db.set_trace_callback(statements.append)

    await database.read(watch)
    async with anyio.create_task_group() as tasks:
        for number in range(50):
            tasks.start_soon(database.write, spend(f"{number:02}"))
    assert await database.read(spent) == [f"{number:02}" for number in range(50)]
    assert statements.count("COMMIT") <= 2
    await database.close()


async def test_one_that_fails_undoes_what_it_wrote_and_nothing_else(tmp_path: Path) -> None:
    database, told = SQLiteDatabase(tmp_path), list[str]()

    def fail(db: Connection) -> None:
        spend("bad")(db)
        raise Busy("too many")

    async def try_to(work: Callable[[Connection], None]) -> None:
        try:
            await database.write(work)
        except Busy as error:
            told.append(error.message)

    async with anyio.create_task_group() as tasks:
        for work in (spend("a"), spend("b"), fail, spend("c")):
            tasks.start_soon(try_to, work)
    assert await database.read(spent) == ["a", "b", "c"]
    assert told == ["too many"]
    assert database.warning is None
    await database.close()


async def test_one_that_is_cancelled_while_it_waits_is_not_done_and_holds_nobody(tmp_path: Path) -> None:
    database, scope = SQLiteDatabase(tmp_path), anyio.CancelScope()
    is_begun, may_end = anyio.Event(), anyio.Event()

    def hold(_: Connection) -> None:
        anyio.from_thread.run_sync(is_begun.set)
        anyio.from_thread.run(may_end.wait)

    async def write_unless_cancelled() -> None:
        with scope:
            await database.write(spend("cancelled"))

    with anyio.fail_after(60):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(database.read, hold)
            await is_begun.wait()
            tasks.start_soon(write_unless_cancelled)
            tasks.start_soon(database.write, spend("kept"))
            await anyio.wait_all_tasks_blocked()
            scope.cancel()
            may_end.set()
        assert await database.read(spent) == ["kept"]
    await database.close()


async def test_what_reads_is_answered_while_another_process_holds_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nemo_video.engine.ledger.sqlite.BUSY_S", 0.05)
    database, read, refused = SQLiteDatabase(tmp_path), list[list[str]](), list[str]()
    await database.write(spend("before"))

    async def look() -> None:
        read.append(await database.read(spent))

    async def write() -> None:
        with pytest.raises(Busy):
            await database.write(spend("now"))
        refused.append("now")

    other = sqlite3.connect(tmp_path / FILE_NAME, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    async with anyio.create_task_group() as tasks:
        for call in (look, write, look, write):
            tasks.start_soon(call)
    other.close()
    assert read == [["before"]] * 2
    assert refused == ["now"] * 2
    await database.close()

"""A ledger that other versions wrote to, or that is old: no row of it ends the server, and it stays small."""

import json
import sqlite3
import time
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import anyio
import pytest

from engine.scripted_backend import CLIP, ScriptedBackend, draft_of, ended, engine_over, start, until
from nemo_video.client import Text
from nemo_video.engine import Engine, Job
from nemo_video.engine.ledger import Call, Ledger
from nemo_video.engine.ledger.jobs import JobTable
from nemo_video.errors import NotFound, VideoError
from virtual_clock import virtual_clock

pytestmark = pytest.mark.anyio

YEAR_S = 365 * 86_400


@pytest.fixture
def anyio_backend() -> tuple[str, dict[str, object]]:
    return virtual_clock()


@contextmanager
def database(home: Path) -> Generator[sqlite3.Connection]:
    """The file, as another program sees it."""
    connection = sqlite3.connect(home / "state" / "ledger.sqlite")
    try:
        with connection:
            yield connection
    finally:
        connection.close()


@asynccontextmanager
async def ended_process(home: Path) -> AsyncGenerator[Ledger]:
    """The ledger of a process that ends without a word at the end of the block."""
    ledger = Ledger(home / "state")
    yield ledger
    await ledger.close()


async def leave_job(home: Path, tool: str = "generate", **columns: str) -> str:
    """A job of an ended process, with these columns written over."""
    async with ended_process(home) as ledger:
        record, _ = await ledger.jobs.admit(Call(tool, "prj_1", tool, None, "en"))
    with database(home) as db:
        for column, value in columns.items():
            db.execute(f"UPDATE jobs SET {column} = ? WHERE job_id = ?", (value, record.job_id))
    return record.job_id


async def works(engine: Engine) -> Job:
    """The server takes an instruction and ends it, a good while later too."""
    await anyio.sleep(60)
    return await ended(engine, await start(engine, "a sunset"))


@pytest.mark.parametrize(
    "error",
    [
        '["timeout", "Too slow.", "Wait.", true, "a fifth field"]',
        '{"type": "OfANewerVersion", "code": "odd", "message": "Odd.", "more": {"deep": [1]}}',
        '{"message": 5}',
        '"just words"',
        "no JSON at all",
        "[]",
    ],
)
async def test_an_error_that_another_version_kept_is_told_and_ends_nothing(
    tmp_path: Path, error: str
) -> None:
    job_id = await leave_job(tmp_path, status="failed", error=error)
    async with engine_over(ScriptedBackend([[Text("Fine.")]]), tmp_path) as engine:
        told = await engine.job(job_id)
        following = await works(engine)
    assert (told.status, following.status) == ("failed", "completed")
    assert isinstance(told.error, VideoError)


@pytest.mark.parametrize(
    "columns",
    [
        {"tool": "a tool of a newer version"},
        {"tool": "export", "arguments": "no JSON"},
        {"tool": "export", "arguments": '{"format": "mp4", "of_a_newer_version": 1}'},
        {"project_id": "prj_gone", "tool": "export"},
    ],
)
async def test_a_row_of_an_ended_process_that_nobody_can_go_on_with_ends_nothing(
    tmp_path: Path, columns: dict[str, str]
) -> None:
    job_id = await leave_job(tmp_path, **columns)
    async with engine_over(ScriptedBackend([[Text("Fine.")]]), tmp_path) as engine:
        following = await works(engine)
        told = await engine.job(job_id)
        await until(lambda: not told.is_running)
    assert following.status == "completed"
    assert told.status in ("failed", "unknown")


@pytest.mark.parametrize("odd", [{"language": "tlh"}, {"percent": "much"}, {"started_at": "inf"}])
async def test_a_row_that_makes_no_sense_is_as_good_as_none(tmp_path: Path, odd: dict[str, str]) -> None:
    job_id = await leave_job(tmp_path, **odd)
    async with engine_over(ScriptedBackend([[Text("Fine.")]]), tmp_path) as engine:
        following = await works(engine)
        with pytest.raises(NotFound):
            await engine.job(job_id)
    assert following.status == "completed"


async def test_a_column_that_a_newer_version_adds_under_way_ends_nothing(tmp_path: Path) -> None:
    backend = ScriptedBackend([[Text("one")], [Text("two")]], draft=draft_of(CLIP))
    async with engine_over(backend, tmp_path) as engine, engine_over(backend, tmp_path) as other:
        first = await ended(engine, await start(engine, "a sunset"))
        with database(tmp_path) as db:
            for table in ("jobs", "projects", "turns", "renders", "tokens", "spending", "uploads"):
                db.execute(f"ALTER TABLE {table} ADD COLUMN of_a_newer_version TEXT DEFAULT 'x'")
        following = await works(engine)
        report = await other.state(first.project_id)
        told = await other.job(following.job_id)
    assert (following.status, told.result) == ("completed", following.result)
    assert len(report.jobs) == 2


async def test_a_loop_goes_on_after_a_failure_of_any_kind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures = iter([ValueError("odd row"), sqlite3.OperationalError("no such column"), KeyError("x")])
    look = JobTable.running_elsewhere

    async def look_badly(self: JobTable) -> object:
        for failure in failures:
            raise failure
        return await look(self)

    job_id = await leave_job(tmp_path)
    monkeypatch.setattr(JobTable, "running_elsewhere", look_badly)
    async with engine_over(ScriptedBackend(), tmp_path) as engine:
        while (await engine.list_jobs())[0].status == "running":  # noqa: ASYNC110 - no event tells of it
            await anyio.sleep(5)
        told = await engine.job(job_id)
    assert told.status == "failed"
    assert told.error
    assert "nothing charged" in told.error.message


async def test_what_nobody_asks_for_any_more_is_forgotten_and_the_rest_stays(tmp_path: Path) -> None:
    backend = ScriptedBackend(draft=draft_of(CLIP))
    async with engine_over(backend, tmp_path) as engine:
        old = await ended(engine, await start(engine, "a sunset"))
        await engine.upload(None, ["sea.mp4"])
    with database(tmp_path) as db:
        db.execute("UPDATE jobs SET updated_at = updated_at - ?", (YEAR_S,))
        db.execute("UPDATE projects SET last_used_at = last_used_at - ?", (2 * YEAR_S,))
        db.execute("UPDATE spending SET day = '2001-01-01'")
        token = ("me", "http://x", "nmv_usr_x", time.time() - YEAR_S)
        db.execute("INSERT INTO tokens (client_id, api_url, token, expires_at) VALUES (?, ?, ?, ?)", token)
    async with engine_over(backend, tmp_path) as engine:
        await engine.new_project(None)
        new = await ended(engine, await start(engine, "a forest"))
    with database(tmp_path) as db:
        tables = ("jobs", "turns", "spending", "projects", "uploads", "tokens")
        left = {table: db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}
        jobs = [row[0] for row in db.execute("SELECT job_id FROM jobs")]
    assert left == {"jobs": 1, "turns": 1, "spending": 1, "projects": 1, "uploads": 0, "tokens": 0}
    assert jobs == [new.job_id] != [old.job_id]


async def test_the_questions_that_every_call_asks_are_answered_from_an_index(tmp_path: Path) -> None:
    async with ended_process(tmp_path) as ledger:
        await ledger.jobs.newest()
    questions = [
        "SELECT 1 FROM jobs WHERE tool = ? AND (request_id = ? OR fingerprint = ?)",
        "SELECT 1 FROM jobs WHERE request_id = ?",
        "SELECT 1 FROM jobs WHERE updated_at < ?",
        "SELECT 1 FROM turns WHERE project_id = ?",
        "SELECT 1 FROM renders WHERE job_id = ?",
        "SELECT 1 FROM spending WHERE day = ?",
        "SELECT 1 FROM projects ORDER BY last_used_at DESC LIMIT 1",
    ]
    with database(tmp_path) as db:
        for question in questions:
            plan = db.execute(f"EXPLAIN QUERY PLAN {question}", ("x",) * question.count("?")).fetchall()
            assert "INDEX" in json.dumps(plan), (question, plan)

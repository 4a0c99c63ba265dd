"""The ledger's file: shared, migrated, and replaced by memory when it cannot be used."""

import sqlite3
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr

from engine.scripted_backend import CLIP, ScriptedBackend, draft_of, ended, engine_over, start
from nemo_video.client import StoredToken
from nemo_video.engine import Generated, Progress
from nemo_video.engine.ledger import Call, Ledger
from nemo_video.engine.ledger.schema import MIGRATIONS
from nemo_video.engine.refusals import unheard, write_error
from nemo_video.wire.envelope import JsonObject

pytestmark = pytest.mark.anyio

CALL = Call("generate", "prj_1", "same", None, "en")


def is_a_file_where_the_folder_should_be(folder: Path) -> None:
    folder.write_text("not a folder")


def holds_no_database(folder: Path) -> None:
    folder.mkdir()
    (folder / "ledger.sqlite").write_bytes(b"garbage" * 1000)


def was_made_by_a_newer_version(folder: Path) -> None:
    folder.mkdir()
    with sqlite3.connect(folder / "ledger.sqlite") as database:
        database.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    database.close()


@pytest.mark.parametrize(
    "spoil", [is_a_file_where_the_folder_should_be, holds_no_database, was_made_by_a_newer_version]
)
async def test_work_goes_on_in_memory_and_the_state_says_so(tmp_path: Path, spoil: object) -> None:
    assert callable(spoil)
    spoil(tmp_path / "state")
    backend = ScriptedBackend(draft=draft_of(CLIP))
    async with engine_over(backend, tmp_path) as engine:
        job = await ended(engine, await start(engine, "a sunset"))
        report = await engine.state(None)
        found = await engine.job(job.job_id)
    assert (job.status, found.result) == ("completed", job.result)
    assert "cannot be used" in (report.warning or "")
    assert [line.job_id for line in report.jobs] == [job.job_id]


async def test_a_file_that_breaks_under_way_loses_no_token(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    token = StoredToken(SecretStr("nmv_usr_x"), 10.0)
    await ledger.tokens.write("me", "http://x", token)
    with sqlite3.connect(tmp_path / "ledger.sqlite") as database:
        database.execute("DROP TABLE tokens")
    database.close()
    assert await ledger.tokens.read("me", "http://x") == token
    assert ledger.warning
    await ledger.close()


async def test_an_old_file_is_brought_to_the_newest_schema(tmp_path: Path) -> None:
    sqlite3.connect(tmp_path / "ledger.sqlite").close()
    ledger = Ledger(tmp_path)
    await ledger.jobs.admit(CALL)
    await ledger.close()
    with sqlite3.connect(tmp_path / "ledger.sqlite") as database:
        assert database.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
        assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    database.close()


async def test_of_two_processes_with_one_call_only_one_starts_a_job(tmp_path: Path) -> None:
    first, second = Ledger(tmp_path), Ledger(tmp_path)
    job, is_new = await first.jobs.admit(CALL)
    joined, is_another = await second.jobs.admit(CALL)
    assert (is_new, is_another, joined) == (True, False, job)
    await first.close()
    await second.close()


async def test_the_job_of_a_living_process_is_not_taken_and_that_of_an_ended_one_is_taken_once(
    tmp_path: Path,
) -> None:
    owner, second, third = Ledger(tmp_path), Ledger(tmp_path), Ledger(tmp_path)
    for ledger in (owner, second, third):
        await ledger.open()
    job, _ = await owner.jobs.admit(CALL)
    assert await second.is_alive(job.owner)
    await owner.close()
    assert not await second.is_alive(job.owner)
    assert [await second.jobs.claim(job), await third.jobs.claim(job)] == [True, False]
    await second.close()
    await third.close()


async def test_a_result_is_told_by_a_later_process_as_it_was(tmp_path: Path) -> None:
    fast: JsonObject = {"tt": 0, "sg": [{"s": 0, "d": 2500, "m": {"name": "sunset", "speed": 2}}]}
    backend = ScriptedBackend(draft=draft_of(CLIP))
    backend.turns = [[backend.put(fast)]]
    async with engine_over(backend, tmp_path) as engine:
        job = await ended(engine, await start(engine, "twice as fast"))
    async with engine_over(backend, tmp_path) as engine:
        told = await engine.job(job.job_id)
    assert isinstance(job.result, Generated)
    assert job.result.timeline
    assert job.result.timeline.tracks[0].detail == "speed 2x"
    assert told.result == job.result


@pytest.mark.skipif(sys.platform == "win32", reason="a home folder of Windows is the user's own already")
@pytest.mark.parametrize("status", ["completed", "cancelled"])
async def test_words_that_are_noted_late_or_of_a_job_that_is_cancelled_are_no_end(
    tmp_path: Path, status: str
) -> None:
    ledger = Ledger(tmp_path)
    await ledger.open()
    job, _ = await ledger.jobs.admit(CALL)
    words = {job.job_id: (Progress("thinking", 5), write_error(unheard("On it.")))}
    await ledger.jobs.note_progress(words)
    if status == "cancelled":
        await ledger.jobs.take_away(job.job_id)
    else:
        assert await ledger.jobs.finish(job.job_id, status, result=None, error=None)
        await ledger.jobs.note_progress(words)
    kept = await ledger.jobs.find(job.job_id)
    assert kept
    assert (kept.status, kept.error) == (status, None)
    await ledger.close()


async def test_nobody_but_the_user_can_read_the_file(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "state")
    await ledger.jobs.admit(CALL)
    await ledger.close()
    assert (tmp_path / "state").stat().st_mode & 0o077 == 0
    assert (tmp_path / "state" / "ledger.sqlite").stat().st_mode & 0o077 == 0

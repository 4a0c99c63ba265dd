"""A look at a ledger from outside: what a doctor tells of it, without a change to it."""

import sqlite3
from pathlib import Path

import pytest
from pydantic import SecretStr

from nemo_video.client import StoredToken
from nemo_video.engine.ledger import Call, Ledger
from nemo_video.engine.ledger.inspection import (
    LedgerReport,
    has_work,
    inspect_ledger,
    read_kept_token,
)
from nemo_video.engine.ledger.schema import MIGRATIONS
from nemo_video.engine.ledger.sqlite import SET_ASIDE
from nemo_video.engine.refusals import write_error
from nemo_video.errors import TimedOut

pytestmark = pytest.mark.anyio


def call(number: int) -> Call:
    return Call("export", "prj_1", f"fingerprint {number}", None, "en")


async def fill(folder: Path, ends: list[str | None]) -> None:
    """A job for each end; None goes on."""
    ledger = Ledger(folder)
    for number, error in enumerate(ends):
        job, _ = await ledger.jobs.admit(call(number))
        if error is not None:
            await ledger.jobs.finish(job.job_id, "failed", result=None, error=error)
    await ledger.close()


def test_a_folder_without_a_ledger_has_none_and_gets_none(tmp_path: Path) -> None:
    assert inspect_ledger(tmp_path) == LedgerReport(tmp_path / "ledger.sqlite", is_there=False)
    assert not has_work(tmp_path)
    assert read_kept_token(tmp_path, "me", "http://x") is None
    assert list(tmp_path.iterdir()) == []


async def test_what_runs_is_counted_and_the_last_three_failures_are_told_newest_first(tmp_path: Path) -> None:
    errors = [write_error(TimedOut(f"It took too long, time {number}.")) for number in range(4)]
    await fill(tmp_path, [*errors, "no error of ours", None, None])
    with sqlite3.connect(tmp_path / "ledger.sqlite") as database:
        ids = [row[0] for row in database.execute("SELECT job_id FROM jobs ORDER BY rowid")]
        for at, job_id in enumerate(ids):
            database.execute("UPDATE jobs SET updated_at = ? WHERE job_id = ?", (float(at), job_id))
    database.close()
    report = inspect_ledger(tmp_path)
    assert (report.is_there, report.problem, report.running) == (True, None, 2)
    assert [(failure.at, failure.tool) for failure in report.failures] == [(at, "export") for at in (4, 3, 2)]
    assert [failure.message for failure in report.failures] == [
        "an error that another version kept",
        f"It took too long, time 3. ({TimedOut('').code})",
        f"It took too long, time 2. ({TimedOut('').code})",
    ]
    assert has_work(tmp_path)


async def test_a_ledger_whose_jobs_have_all_ended_has_no_work(tmp_path: Path) -> None:
    await fill(tmp_path, [write_error(TimedOut("It took too long."))])
    assert not has_work(tmp_path)
    assert inspect_ledger(tmp_path).running == 0


async def test_a_newer_a_damaged_and_a_strange_file_are_told_apart(tmp_path: Path) -> None:
    await fill(tmp_path, [])
    path = tmp_path / "ledger.sqlite"
    with sqlite3.connect(path) as database:
        database.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    database.close()
    assert inspect_ledger(tmp_path).problem == "a newer version of this program made it"
    path.write_bytes(b"no ledger " * 1000)
    assert inspect_ledger(tmp_path).problem == "file is not a database"
    assert not has_work(tmp_path)
    assert read_kept_token(tmp_path, "me", "http://x") is None
    path.unlink()
    sqlite3.connect(path).close()
    assert "no such table" in (inspect_ledger(tmp_path).problem or "")


async def test_files_that_were_set_aside_are_told_newest_first(tmp_path: Path) -> None:
    await fill(tmp_path, [])
    names = [f"ledger.sqlite{SET_ASIDE}{at}" for at in (1, 3, 2)]
    for name in (*names, f"{names[0]}-wal", f"{names[0]}-shm", "ledger.sqlite.other"):
        (tmp_path / name).write_bytes(b"")
    told = inspect_ledger(tmp_path).set_aside
    assert [path.name for path in told] == [names[1], names[2], names[0]]


async def test_a_kept_token_is_read_for_its_user_and_address_alone(tmp_path: Path) -> None:
    ledger, token = Ledger(tmp_path), StoredToken(SecretStr("nmv_usr_x"), 10.0)
    await ledger.tokens.write("me", "http://x", token)
    await ledger.close()
    assert read_kept_token(tmp_path, "me", "http://x") == token
    assert read_kept_token(tmp_path, "you", "http://x") is None
    assert read_kept_token(tmp_path, "me", "http://y") is None

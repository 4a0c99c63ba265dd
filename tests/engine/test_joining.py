"""Which calls join a job and which start one; across processes too."""

from pathlib import Path

import anyio
import pytest

from engine.scripted_backend import (
    CLIP,
    TITLE,
    ScriptedBackend,
    asks,
    draft_of,
    ended,
    engine_over,
    start,
    until,
)
from nemo_video.client import Session, Text
from nemo_video.engine import Generated
from nemo_video.engine.ledger import Call, JobRecord
from nemo_video.engine.ledger.repeats import is_repeat
from nemo_video.errors import Unreachable
from virtual_clock import virtual_clock

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("ledger")]


@pytest.fixture
def anyio_backend(ledger: str) -> object:
    return virtual_clock() if ledger == "file" else "asyncio"  # a lease is of real seconds


def record(**changes: object) -> JobRecord:
    fields: dict[str, object] = {
        "job_id": "job_1", "tool": "generate", "project_id": "prj_1", "fingerprint": "same",
        "request_id": None, "language": "en", "arguments": None, "owner": "me", "status": "completed",
        "stage": "thinking", "percent": 0, "result": None, "error": None, "started_at": 0,
        "updated_at": 1000, "collected_at": None,
        "cancel_asked": False, **changes,
    }  # fmt: skip
    return JobRecord(**fields)  # pyright: ignore[reportArgumentType] - the table below is checked by its test


@pytest.mark.parametrize(
    ("kept", "now_s", "request_id", "joins"),
    [
        (record(status="running"), 9_999_999, None, True),
        (record(), 1500, None, True),
        (record(), 1601, None, False),
        (record(collected_at=1100), 1200, None, False),
        (record(status="unknown", collected_at=1100), 1200, None, True),
        (record(status="unknown"), 1601, None, False),
        (record(status="running", fingerprint="other"), 1000, None, False),
        (record(status="running", project_id="prj_2"), 1000, None, False),
        (record(request_id="mine", collected_at=1100, fingerprint="other"), 9_999_999, "mine", True),
        (record(status="running", request_id="other"), 1000, "mine", False),
    ],
)
def test_a_repeat_is_told_from_a_new_call(
    kept: JobRecord, now_s: float, request_id: str | None, joins: bool
) -> None:
    call = Call("generate", "prj_1", "same", request_id, "en")
    assert is_repeat(call, kept, now_s) is joins


async def test_the_same_call_joins_while_the_job_runs_and_starts_anew_once_it_was_collected(
    tmp_path: Path,
) -> None:
    is_free = anyio.Event()
    backend = ScriptedBackend([[is_free, Text("one")], [Text("two")]])
    async with engine_over(backend, tmp_path) as engine:
        first = await start(engine, "a sunset")
        joined = await start(engine, "a sunset")
        is_free.set()
        while first.is_running:
            await first.wait_for_change(1)
        late = await start(engine, "a sunset")
        await ended(engine, late)
        deliberate = await ended(engine, await start(engine, "a sunset"))
    assert joined is first
    assert late is first
    assert deliberate.job_id != first.job_id
    assert backend.messages == ["a sunset", "a sunset"]


async def test_a_request_id_joins_for_ever_but_not_a_call_that_never_left(tmp_path: Path) -> None:
    backend = ScriptedBackend([[Unreachable("away")], [Text("one")]])
    async with engine_over(backend, tmp_path) as engine:
        unsent = await ended(engine, await start(engine, "a sunset", request_id="r1"))
        first = await ended(engine, await start(engine, "a sunset", request_id="r1"))
        joined = await ended(engine, await start(engine, "other words", request_id="r1"))
    assert [unsent.status, first.status] == ["failed", "completed"]
    assert joined.job_id == first.job_id
    assert backend.messages == ["a sunset"]


async def test_a_call_to_another_process_joins_the_job_and_hears_its_end(tmp_path: Path) -> None:
    is_free = anyio.Event()
    backend = ScriptedBackend([[is_free, Text("one")]], draft=draft_of(CLIP))
    async with engine_over(backend, tmp_path) as engine, engine_over(backend, tmp_path) as other:
        job = await start(engine, "a sunset")
        await until(lambda: backend.messages != [])
        joined = await start(other, "a sunset", project_id=job.project_id)
        is_free.set()
        await ended(engine, job)
        await ended(other, joined)
        later = (await other.state(job.project_id)).jobs
    assert joined is not job
    assert (joined.job_id, joined.result) == (job.job_id, job.result)
    assert [line.job_id for line in later] == [job.job_id]
    assert backend.messages == ["a sunset"]


async def test_an_instruction_in_another_process_waits_for_the_turn_of_this_one(tmp_path: Path) -> None:
    is_free = anyio.Event()
    backend = ScriptedBackend([[is_free, Text("one")], [Text("two")]])
    async with engine_over(backend, tmp_path) as engine, engine_over(backend, tmp_path) as other:
        job = await start(engine, "first")
        await until(lambda: backend.messages != [])
        waiting = await start(other, "second", project_id=job.project_id)
        await until(lambda: waiting.progress.note is not None)
        assert "waits its turn" in (waiting.progress.note or "")
        is_free.set()
        await ended(other, waiting)
    assert backend.messages == ["first", "second"]


async def test_a_job_of_another_process_is_cancelled_from_here(tmp_path: Path) -> None:
    backend = ScriptedBackend([[anyio.Event()]])
    async with engine_over(backend, tmp_path) as engine, engine_over(backend, tmp_path) as other:
        job = await start(engine, "a sunset")
        await until(lambda: backend.messages != [])
        assert (await other.cancel(job.job_id)).status == "cancelled"
        while job.is_running:
            await job.wait_for_change(1)
    assert job.status == "cancelled"


async def test_the_next_process_goes_on_with_what_a_closed_one_left_and_finds_what_it_finished(
    tmp_path: Path,
) -> None:
    backend = ScriptedBackend([[Text("one")], [anyio.Event()]], draft=draft_of(CLIP))
    async with engine_over(backend, tmp_path) as engine:
        done = await ended(engine, await start(engine, "first"))
        left = await start(engine, "second")
        while len(backend.messages) < 2:
            await left.wait_for_change(1)
    async with engine_over(backend, tmp_path) as engine:
        found = await engine.job(done.job_id)
        told = await ended(engine, await engine.job(left.job_id))
    assert (found.status, found.result) == ("completed", done.result)
    assert told.result
    assert told.result.status == "unchanged"
    assert backend.messages == ["first", "second"]


async def test_what_a_closed_process_had_heard_of_a_turn_is_told_by_the_next(tmp_path: Path) -> None:
    backend = ScriptedBackend(draft=draft_of(CLIP))
    backend.turns = [[Text("I begin."), asks("Which?", "One"), 3.0, backend.put(CLIP, TITLE), anyio.Event()]]
    async with engine_over(backend, tmp_path) as engine:
        left = await start(engine, "add a title")
        await until(lambda: len(backend.draft["t"]) == 2)
    async with engine_over(backend, tmp_path) as engine:
        told = (await ended(engine, await engine.job(left.job_id))).result
    assert isinstance(told, Generated)
    assert told.changes == ('Title added: "Paradise Found" (0-3s)',)
    assert [words in told.reply for words in ("I begin.", "Which?", "One", "not heard")] == [True] * 4
    assert backend.messages == ["add a title"]


class Unanswering(ScriptedBackend):
    """A backend that opens no session."""

    async def open_session(self, language: str) -> Session:
        session = await super().open_session(language)
        await anyio.sleep_forever()
        return session


@pytest.mark.parametrize("request_id", [None, "mine"])
async def test_a_call_that_its_process_never_sent_starts_anew_in_the_next(
    tmp_path: Path, request_id: str | None
) -> None:
    unanswering, backend = Unanswering(), ScriptedBackend([[Text("one")]])
    async with engine_over(unanswering, tmp_path) as engine:
        await start(engine, "a sunset", request_id=request_id)
        await until(lambda: unanswering.sessions == 1)
    async with engine_over(backend, tmp_path) as engine:
        again = await ended(engine, await start(engine, "a sunset", request_id=request_id))
    assert (again.status, backend.messages) == ("completed", ["a sunset"])

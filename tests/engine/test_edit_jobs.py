"""An exact edit as a job: kept in the ledger, judged by the next process, joined by the same call."""

from pathlib import Path

import anyio
import pytest

from engine.scripted_backend import CLIP, ScriptedBackend, draft_of, ended, engine_over, start
from nemo_video.client import Text
from nemo_video.engine import EditOutcome, EditRequest, Engine, Generated, Job
from virtual_clock import virtual_clock

pytestmark = pytest.mark.anyio

FASTER = {"op": "speed", "item": "clip 1", "factor": 2}
LOOK = {"op": "look", "item": "clip 1", "look": "warm"}
FAST = {**CLIP, "sg": [{**CLIP["sg"][0], "d": 2500}]}
SEEN = "clip 1: sunset (0-2.5s)"


@pytest.fixture
def anyio_backend() -> tuple[str, dict[str, object]]:
    return virtual_clock()


async def edit(engine: Engine, *edits: object, request_id: str | None = None) -> Job:
    job = await engine.edit(EditRequest(edits, request_id=request_id))
    assert isinstance(job, Job)
    return job


def outcomes_of(job: Job) -> tuple[EditOutcome, ...]:
    assert isinstance(job.result, Generated)
    return job.result.edits


async def test_the_next_process_judges_the_edits_that_a_closed_one_sent(tmp_path: Path) -> None:
    backend = ScriptedBackend([[Text("one")], [anyio.Event()]], draft=draft_of(CLIP))
    async with engine_over(backend, tmp_path) as engine:
        await ended(engine, await start(engine, "first"))
        left = await edit(engine, FASTER, LOOK)
        while len(backend.messages) < 2:
            await left.wait_for_change(1)
    backend.draft = draft_of(FAST)
    async with engine_over(backend, tmp_path) as engine:
        told = await ended(engine, await engine.job(left.job_id))
    async with engine_over(backend, tmp_path) as engine:
        kept = await engine.job(left.job_id)
    assert isinstance(told.result, Generated)
    assert told.result.status == "partial"
    assert outcomes_of(told) == (EditOutcome("speed", "done", SEEN), EditOutcome("look", "not_done", SEEN))
    assert kept.result == told.result
    assert len(backend.messages) == 2


async def test_the_same_call_after_a_restart_joins_and_sends_nothing(tmp_path: Path) -> None:
    backend = ScriptedBackend([[Text("one")], [anyio.Event()]], draft=draft_of(CLIP))
    async with engine_over(backend, tmp_path) as engine:
        await ended(engine, await start(engine, "first"))
        left = await edit(engine, FASTER, request_id="mine")
        while len(backend.messages) < 2:
            await left.wait_for_change(1)
    backend.draft = draft_of(FAST)
    async with engine_over(backend, tmp_path) as engine:
        told = await ended(engine, await edit(engine, FASTER, request_id="mine"))
    assert told.job_id == left.job_id
    assert [each.outcome for each in outcomes_of(told)] == ["done"]
    assert len(backend.messages) == 2


async def test_edits_that_wait_for_another_turn_say_so_and_follow_it(tmp_path: Path) -> None:
    going_on = anyio.Event()
    backend = ScriptedBackend(draft=draft_of(CLIP))
    backend.turns = [[Text("one")], [going_on, Text("two")], [backend.put(FAST), Text("three")]]
    async with engine_over(backend, tmp_path) as engine:
        await ended(engine, await start(engine, "first"))
        await start(engine, "second")
        waiting = await edit(engine, FASTER)
        while waiting.progress.note is None:
            await waiting.wait_for_change(1)
        assert waiting.progress.note.startswith("Another instruction")
        going_on.set()
        told = await ended(engine, waiting)
    assert [each.outcome for each in outcomes_of(told)] == ["done"]
    assert [message.split()[0] for message in backend.messages] == ["first", "second", "Play"]

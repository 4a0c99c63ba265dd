"""What a process leaves when its host closes it is finished by one process more where it would begin anew."""

import sqlite3
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import anyio
import pytest

from engine.scripted_backend import CLIP, ScriptedBackend, draft_of, ended, spec_of, start, until
from nemo_video.client import ProjectState, Text
from nemo_video.engine import (
    EditRequest,
    Engine,
    ExportRequest,
    Finisher,
    Generated,
    GenerateRequest,
    Job,
    open_engine,
)
from nemo_video.engine.ledger.jobs import HANDOVER_S
from nemo_video.settings import read_settings
from nemo_video.wire.calls import RenderPhase
from virtual_clock import virtual_clock

pytestmark = pytest.mark.anyio

LONG = [RenderPhase.PROCESSING] * 50


@pytest.fixture
def anyio_backend() -> tuple[str, dict[str, object]]:
    return virtual_clock()


@asynccontextmanager
async def process(
    backend: ScriptedBackend, home: Path, finisher: Finisher | None = None, **can: bool
) -> AsyncGenerator[Engine]:
    """A process on the home folder, whose backend ends with it unless the test says otherwise."""
    settings = read_settings({"NEMO_STATE_DIR": str(home / "state"), "NEMO_OUTPUT_DIR": str(home / "videos")})
    is_finisher = can.pop("is_finisher", False)
    spec = spec_of(backend, settings, **{"outlives_process": False, **can})
    async with open_engine(settings, lambda _: {"cloud": spec}, finisher, is_finisher=is_finisher) as engine:
        yield engine


async def leave_export(home: Path, finisher: Finisher, **can: bool) -> str:
    """Start an export and end its process."""
    backend = ScriptedBackend([[Text("Here.")]], draft=draft_of(CLIP), renders=[*LONG])
    async with process(backend, home, finisher, **can) as engine:
        await ended(engine, await start(engine, "a sunset"))
        job = await engine.export(ExportRequest())
        await until(lambda: bool(backend.submits))
    return job.job_id


@pytest.mark.parametrize(
    ("is_for_one_call", "is_stopped", "outlives_process", "starts"),
    [(True, False, False, 1), (False, False, False, 0), (True, True, False, 0), (True, False, True, 0)],
)
async def test_a_finisher_is_started_where_work_would_begin_anew_in_the_next_call(
    tmp_path: Path, is_for_one_call: bool, is_stopped: bool, outlives_process: bool, starts: int
) -> None:
    started: list[None] = []
    finisher = Finisher(lambda: started.append(None), is_for_one_call, is_stopped)
    await leave_export(tmp_path, finisher, outlives_process=outlives_process)
    assert len(started) == starts


async def test_nothing_that_runs_no_finisher(tmp_path: Path) -> None:
    started: list[None] = []
    async with process(ScriptedBackend(), tmp_path, Finisher(lambda: started.append(None), True)) as engine:
        await engine.credits()
    assert started == []


async def test_the_finisher_has_its_work_at_once_and_others_wait_for_it(tmp_path: Path) -> None:
    job_id = await leave_export(tmp_path, Finisher(lambda: None, is_for_one_call=True))
    waiting, finishing = ScriptedBackend(draft=draft_of(CLIP)), ScriptedBackend(draft=draft_of(CLIP))
    async with process(waiting, tmp_path) as engine:
        job = await engine.job(job_id)
        async with process(finishing, tmp_path, is_finisher=True) as finisher:
            await finisher.finish_left()
        job = await ended(engine, job)
    assert (job.is_running, waiting.polled_at_s, len(finishing.polled_at_s)) == (False, [], 1)


async def test_a_finisher_that_never_comes_holds_nobody(tmp_path: Path) -> None:
    job_id = await leave_export(tmp_path, Finisher(lambda: None, is_for_one_call=True))
    with closing(sqlite3.connect(tmp_path / "state" / "ledger.sqlite")) as ledger, ledger:
        ledger.execute("UPDATE jobs SET updated_at = updated_at - ?", (HANDOVER_S,))
    backend = ScriptedBackend(draft=draft_of(CLIP))
    async with process(backend, tmp_path) as engine:
        await ended(engine, await engine.job(job_id))
    assert len(backend.polled_at_s) == 1


async def test_a_prompt_that_its_process_had_no_time_to_send_is_sent_by_the_finisher_once(
    tmp_path: Path,
) -> None:
    first, finishing = ScriptedBackend([[60.0]]), ScriptedBackend([[Text("Here.")]])
    async with process(first, tmp_path, Finisher(lambda: None, is_for_one_call=True)) as engine:
        await start(engine, "a sunset")
        await until(lambda: bool(first.messages))
        waits: Job = await start(engine, "add a title")
    async with process(finishing, tmp_path, is_finisher=True) as engine:
        await engine.finish_left()
        ending = await ended(engine, await engine.job(waits.job_id))
    assert (ending.status, finishing.messages) == ("completed", ["add a title"])


TITLE = {"op": "title", "text": "Dawn", "from_s": 0, "to_s": 3}


@pytest.mark.parametrize(
    ("can", "is_edit", "sent"),
    [
        ({"is_free": True}, False, 1),
        ({"is_free": True}, True, 1),
        ({"is_free": True, "has_model": True}, False, 0),
        ({"is_free": True, "outlives_process": True}, False, 0),
        ({"is_free": False}, False, 0),
    ],
)
async def test_a_turn_that_ended_with_its_process_is_taken_again_only_where_it_costs_nothing(
    tmp_path: Path, can: dict[str, bool], is_edit: bool, sent: int
) -> None:
    first = ScriptedBackend([[Text("Here.")], [60.0]], draft=draft_of(CLIP))
    finishing = ScriptedBackend([[Text("Here.")]], draft=draft_of(CLIP))
    one_call = Finisher(lambda: None, is_for_one_call=True)
    async with process(first, tmp_path, one_call, **can) as engine:
        await ended(engine, await start(engine, "a sunset"))
        edit, prompt = EditRequest((TITLE,)), GenerateRequest("add a title")
        job = await engine.edit(edit) if is_edit else await engine.generate(prompt)
        assert isinstance(job, Job)
        await until(lambda: len(first.messages) == 2)
    async with process(finishing, tmp_path, None, is_finisher=True, **can) as engine:
        await engine.finish_left()
        ending = await ended(engine, await engine.job(job.job_id))
    assert isinstance(ending.result, Generated)
    assert finishing.messages == first.messages[1:] * sent
    assert (ending.result.reply == "Here.") is (sent == 1)


async def test_what_was_handed_on_can_be_handed_on_again(tmp_path: Path) -> None:
    """A finisher that came too late found the work with a process that was for one call as well."""

    class Silent(ScriptedBackend):
        async def read_state(self, session_id: str) -> ProjectState:  # noqa: ARG002 - as the client's
            reading.set()
            await anyio.sleep_forever()
            raise AssertionError

    reading = anyio.Event()
    one_call = Finisher(lambda: None, is_for_one_call=True)
    first, second, finishing = ScriptedBackend([[60.0]]), Silent(), ScriptedBackend([[Text("Here.")]])
    async with process(first, tmp_path, one_call) as engine:
        await start(engine, "a sunset")
        await until(lambda: bool(first.messages))
        waits: Job = await start(engine, "add a title")
    with closing(sqlite3.connect(tmp_path / "state" / "ledger.sqlite")) as ledger, ledger:
        ledger.execute("UPDATE jobs SET updated_at = updated_at - ?", (HANDOVER_S,))
    async with process(second, tmp_path, one_call) as engine:
        await engine.job(waits.job_id)
        await reading.wait()
    async with process(finishing, tmp_path, is_finisher=True) as engine:
        await engine.finish_left()
        ending = await ended(engine, await engine.job(waits.job_id))
    assert (ending.status, finishing.messages) == ("completed", ["add a title"])

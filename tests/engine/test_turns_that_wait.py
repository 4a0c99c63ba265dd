"""What turns cost that only wait for the backend: many may wait at a time."""

from pathlib import Path
from typing import Any

import anyio
import pytest

from engine.scripted_backend import ScriptedBackend, engine_over, start, until
from nemo_video.engine import Engine
from nemo_video.engine.ledger.sqlite import SQLiteDatabase
from virtual_clock import virtual_clock

pytestmark = pytest.mark.anyio

WAITED_S = 30


@pytest.fixture
def anyio_backend() -> tuple[str, dict[str, object]]:
    return virtual_clock()


def slow_backend() -> ScriptedBackend:
    """Its turns take longer than the tests look at them."""
    return ScriptedBackend(turns=[[10.0 * WAITED_S]] * 20)


@pytest.fixture(name="looks")
def count_looks(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Everything that was read from the ledger."""
    looks: list[object] = []
    read = SQLiteDatabase.read

    async def counted(database: SQLiteDatabase, work: Any) -> Any:
        looks.append(work)
        return await read(database, work)

    monkeypatch.setattr(SQLiteDatabase, "read", counted)
    return looks


async def test_many_turns_that_wait_look_into_the_ledger_no_oftener_than_one(
    tmp_path: Path, looks: list[object]
) -> None:
    backend = slow_backend()
    async with engine_over(backend, tmp_path) as engine:
        await _start_turns(engine, backend, 1)
        of_one = await _looks_while_waiting(looks)
        await _start_turns(engine, backend, 9)
        of_ten = await _looks_while_waiting(looks)
    assert of_ten <= of_one + 1


async def test_a_cancel_from_another_process_stops_one_of_many_turns_and_no_other(tmp_path: Path) -> None:
    backend = slow_backend()
    async with engine_over(backend, tmp_path) as engine, engine_over(ScriptedBackend(), tmp_path) as other:
        jobs = await _start_turns(engine, backend, 4)
        assert (await other.cancel(jobs[1])).status == "cancelled"
        there = [await engine.job(job_id) for job_id in jobs]
        await until(lambda: not there[1].is_running)
        await anyio.sleep(WAITED_S)
        assert [job.status for job in there] == ["running", "cancelled", "running", "running"]


async def _start_turns(engine: Engine, backend: ScriptedBackend, count: int) -> list[str]:
    """Turns in projects of their own, each of them sent."""
    sent = len(backend.messages)
    jobs = [await start(engine, "a sunset", (await engine.new_project(None)).current) for _ in range(count)]
    await until(lambda: len(backend.messages) == sent + count)
    return [job.job_id for job in jobs]


async def _looks_while_waiting(looks: list[object]) -> int:
    before = len(looks)
    await anyio.sleep(WAITED_S)
    return len(looks) - before

"""What a backend can do decides, never what it is called: a second cloud is a backend like any other."""

import sqlite3
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from itertools import pairwise
from pathlib import Path

import anyio
import pytest

from engine.scripted_backend import CLIP, ScriptedBackend, draft_of, ended, engine_over, spec_of, start, until
from nemo_video.client import Balance, Text
from nemo_video.engine import (
    Engine,
    ExportRequest,
    Generated,
    GenerateRequest,
    Job,
    OutOfCredits,
    open_engine,
)
from nemo_video.errors import BackendRefusal, NotAllowed, NotFound
from nemo_video.settings import read_settings
from nemo_video.wire.calls import RenderPhase
from virtual_clock import virtual_clock

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> tuple[str, dict[str, object]]:
    return virtual_clock()


class Uncounted(ScriptedBackend):
    """A backend that counts how often its balance is read."""

    reads_of_credits = 0

    async def read_credits(self) -> Balance:
        self.reads_of_credits += 1
        return await super().read_credits()


@asynccontextmanager
async def engine_with(backend: ScriptedBackend, home: Path, **can: object) -> AsyncGenerator[Engine]:
    """An engine over one backend that can do what the test says."""
    settings = read_settings({"NEMO_STATE_DIR": str(home / "state"), "NEMO_OUTPUT_DIR": str(home / "videos")})
    async with open_engine(settings, lambda _: {"cloud": spec_of(backend, settings, **can)}) as engine:
        yield engine


async def test_a_free_backend_is_never_asked_what_a_turn_costs_and_nothing_is_counted(tmp_path: Path) -> None:
    backend = Uncounted([[Text("Here.")]], draft=draft_of(CLIP))
    asked: list[str] = []

    async def refuse(concern: str) -> bool:
        asked.append(concern)
        return False

    async with engine_with(backend, tmp_path, is_free=True, account="studio") as engine:
        backend.balance = 1
        job = await engine.generate(GenerateRequest("a sunset"), refuse)
        assert isinstance(job, Job)
        await ended(engine, job)
        report = await engine.credits()
    assert (job.status, asked, report.spent_today, report.account) == ("completed", [], 0, "studio")


async def test_a_backend_without_pages_gives_no_link(tmp_path: Path) -> None:
    async with engine_with(ScriptedBackend(), tmp_path, has_pages=False) as engine:
        await ended(engine, await start(engine, "a sunset"))
        with pytest.raises(NotAllowed, match="no web page can open it"):
            await engine.link_project(None)


@pytest.mark.parametrize(("account", "is_linked"), [("anonymous", True), ("token", False), ("studio", False)])
async def test_only_an_anonymous_account_is_told_where_to_register(
    tmp_path: Path, account: str, is_linked: bool
) -> None:
    backend = ScriptedBackend([[BackendRefusal(2001)]])
    async with engine_with(backend, tmp_path, account=account) as engine:
        job = await ended(engine, await start(engine, "a sunset"))
        report = await engine.credits()
    assert isinstance(job.error, OutOfCredits) is is_linked
    assert (report.register_url is not None) is is_linked


async def test_a_render_is_asked_for_at_the_backends_own_pace(tmp_path: Path) -> None:
    backend = ScriptedBackend(draft=draft_of(CLIP), renders=[RenderPhase.PROCESSING] * 3)
    async with engine_with(backend, tmp_path, poll_s=7) as engine:
        await ended(engine, await start(engine, "a sunset"))
        await ended(engine, await engine.export(ExportRequest()))
    times_s = backend.polled_at_s
    assert [later - earlier for earlier, later in pairwise(times_s)] == [7, 7, 7]


@pytest.mark.parametrize(("outlives", "reads"), [(True, 6), (False, 1)])
async def test_work_that_ended_with_its_process_is_not_waited_for(
    tmp_path: Path, outlives: bool, reads: int
) -> None:
    backend = ScriptedBackend([[anyio.Event()]], draft=draft_of(CLIP))
    async with engine_with(backend, tmp_path, outlives_process=outlives) as engine:
        left = await start(engine, "add a title")
        await until(lambda: backend.messages != [])
        backend.read_at_s.clear()
    async with engine_with(backend, tmp_path, outlives_process=outlives) as engine:
        told = await ended(engine, await engine.job(left.job_id))
    assert isinstance(told.result, Generated)
    assert (told.result.status, len(backend.read_at_s)) == ("unchanged", reads)


async def test_a_project_on_a_backend_that_this_version_does_not_have_is_told_so(tmp_path: Path) -> None:
    async with engine_over(ScriptedBackend(), tmp_path) as engine:
        there = (await engine.new_project("studio")).current
    async with engine_with(ScriptedBackend(), tmp_path) as engine:
        with pytest.raises(NotFound, match='no backend "studio"'):
            await engine.link_project(there)
        await engine.new_project(None)
        job = await ended(engine, await start(engine, "a sunset"))
    assert job.status == "completed"
    connection = sqlite3.connect(tmp_path / "state" / "ledger.sqlite")
    assert connection.execute("SELECT count(*) FROM projects").fetchone() == (2,)
    connection.close()

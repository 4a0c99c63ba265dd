"""Several processes on one state folder: they see each other's work, and none loses or repeats it."""

import gc
import weakref
from dataclasses import dataclass, field
from pathlib import Path

import anyio
import pytest

from engine.scripted_backend import CLIP, ScriptedBackend, asks, draft_of, ended, engine_over, start, until
from nemo_video.client import Session, Text
from nemo_video.engine import ExportRequest, Generated, OutOfCredits, SessionLost
from nemo_video.errors import BackendRefusal, NotFound
from virtual_clock import virtual_clock

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("ledger")]


@pytest.fixture
def anyio_backend(ledger: str) -> object:
    return virtual_clock() if ledger == "file" else "asyncio"  # a lease is of real seconds


@dataclass
class SlowToOpen(ScriptedBackend):
    """A backend that opens a session when the test says so."""

    is_open: anyio.Event = field(default_factory=anyio.Event)

    async def open_session(self, language: str) -> Session:
        session = await super().open_session(language)
        await self.is_open.wait()
        return session


async def test_two_processes_that_open_a_session_for_one_project_both_work_in_the_first(
    tmp_path: Path,
) -> None:
    slow, quick = SlowToOpen(sessions=10), ScriptedBackend()
    async with engine_over(slow, tmp_path) as engine, engine_over(quick, tmp_path) as other:
        project_id = (await engine.new_project(None)).current
        late = await start(engine, "add a title", project_id)
        await until(lambda: slow.sessions == 11)
        await other.upload(project_id, ["sea.mp4"])
        slow.is_open.set()
        await ended(engine, late)
    assert (quick.sessions, slow.sessions) == (1, 11)
    assert slow.chatted_in == ["session1"]


async def test_a_session_that_another_process_replaced_is_used_from_then_on(tmp_path: Path) -> None:
    first, second = ScriptedBackend(), ScriptedBackend(sessions=10)
    async with engine_over(first, tmp_path) as engine, engine_over(second, tmp_path) as other:
        job = await ended(engine, await start(engine, "a sunset"))
        second.lost = {"session1"}
        lost = await ended(other, await start(other, "add a title", job.project_id))
        await ended(engine, await start(engine, "add music", job.project_id))
    assert isinstance(lost.error, SessionLost)
    assert first.chatted_in == ["session1", "session11"]


async def test_uploads_of_both_processes_are_offered_again_when_the_session_is_lost(tmp_path: Path) -> None:
    backend = ScriptedBackend()
    async with engine_over(backend, tmp_path) as engine, engine_over(backend, tmp_path) as other:
        project_id = (await engine.upload(None, ["sea.mp4"])).project_id
        await other.upload(project_id, ["hill.mp4"])
        await engine.upload(project_id, ["sky.mp4"])
        backend.lost = {"session1"}
        lost = await ended(other, await start(other, "add a title", project_id))
    assert isinstance(lost.error, SessionLost)
    (again,) = lost.error.suggestions
    assert again.arguments["source"] == ["sea.mp4", "hill.mp4", "sky.mp4"]


async def test_a_new_process_goes_on_with_the_project_used_last(tmp_path: Path) -> None:
    backend = ScriptedBackend()
    async with engine_over(backend, tmp_path) as engine:
        first = (await engine.new_project(None)).current
        second = (await engine.new_project(None)).current
    async with engine_over(backend, tmp_path) as engine:
        assert (await engine.list_projects()).current == second
        await engine.use_project(first)
    async with engine_over(backend, tmp_path) as engine:
        job = await ended(engine, await start(engine, "a sunset"))
        assert (await engine.state(None)).project_id == first
        await engine.state(second)
    async with engine_over(backend, tmp_path) as engine:
        assert (await engine.list_projects()).current == second
    assert job.project_id == first


async def test_a_process_set_to_another_backend_does_not_go_on_with_a_project_of_this_one(
    tmp_path: Path,
) -> None:
    backend = ScriptedBackend()
    async with engine_over(backend, tmp_path) as engine:
        await engine.new_project(None)
        chosen = (await engine.new_project("studio")).current
    async with engine_over(backend, tmp_path, NEMO_BACKEND="studio") as engine:
        assert (await engine.list_projects()).current is None
    async with engine_over(backend, tmp_path) as engine:
        assert (await engine.list_projects()).current == chosen


async def test_a_process_for_every_call_makes_a_film_and_saves_it(tmp_path: Path) -> None:
    backend = ScriptedBackend(draft=draft_of(CLIP))
    async with engine_over(backend, tmp_path) as engine:
        made = await ended(engine, await start(engine, "a sunset"))
    async with engine_over(backend, tmp_path) as engine:
        export = await engine.export(ExportRequest())
        assert export.project_id == made.project_id
    async with engine_over(backend, tmp_path) as engine:
        told = await ended(engine, await engine.job(export.job_id))
    assert told.status in ("completed", "failed")
    assert len(backend.submits) <= 1


async def test_a_question_to_one_process_is_answered_in_the_next(tmp_path: Path) -> None:
    backend = ScriptedBackend([[asks("Shall I show the status bar?")], [Text("Good.")]])
    async with engine_over(backend, tmp_path) as engine:
        asked = await ended(engine, await start(engine, "make something"))
    async with engine_over(backend, tmp_path) as engine:
        assert await engine.open_question(await engine.job(asked.job_id))
        await ended(engine, await start(engine, "status"))
        assert await engine.open_question(await engine.job(asked.job_id)) is None
    assert backend.messages == ["make something", "1. Shall I show the status bar?: status"]


async def test_an_error_of_another_process_keeps_its_class_and_its_ways_on(tmp_path: Path) -> None:
    backend = ScriptedBackend([[BackendRefusal(2001)]])
    async with engine_over(backend, tmp_path) as engine:
        project_id = (await engine.upload(None, ["sea.mp4"])).project_id
        poor = await ended(engine, await start(engine, "a sunset", project_id))
        backend.lost = {"session1"}
        lost = await ended(engine, await start(engine, "add a title", project_id))
    async with engine_over(backend, tmp_path) as engine:
        told = [(await engine.job(job.job_id)).error for job in (poor, lost)]
    assert isinstance(poor.error, OutOfCredits)
    assert isinstance(told[0], OutOfCredits)
    assert isinstance(lost.error, SessionLost)
    assert isinstance(told[1], SessionLost)
    assert (told[0].register_url, told[0].kind) == (poor.error.register_url, "no_credits")
    assert told[1].suggestions == lost.error.suggestions
    assert [vars(error) for error in told] == [vars(poor.error), vars(lost.error)]


async def test_an_export_waits_for_the_first_turn_of_its_project(tmp_path: Path) -> None:
    backend, is_free = ScriptedBackend(), anyio.Event()
    backend.turns = [[is_free, backend.put(CLIP), Text("Here.")]]
    async with engine_over(backend, tmp_path) as engine, engine_over(backend, tmp_path) as other:
        turn = await start(engine, "a sunset")
        await until(lambda: backend.messages != [])
        here = await engine.export(ExportRequest())
        there = await other.export(ExportRequest(turn.project_id, "mp3"))
        await until(lambda: all(job.progress.note for job in (here, there)))
        assert backend.submits == []
        is_free.set()
        await ended(engine, turn)
        await until(lambda: len(backend.submits) == 2)


async def test_an_export_of_a_turn_that_makes_nothing_says_so(tmp_path: Path) -> None:
    backend, is_free = ScriptedBackend(), anyio.Event()
    backend.turns = [[is_free, Text("Just words.")]]
    async with engine_over(backend, tmp_path) as engine:
        turn = await start(engine, "hello")
        export = await engine.export(ExportRequest())
        is_free.set()
        await ended(engine, turn)
        told = await ended(engine, export)
    assert isinstance(told.error, NotFound)
    assert "nothing to export" in told.error.message


async def test_jobs_and_projects_are_let_go_of_once_nobody_works_with_them(tmp_path: Path) -> None:
    backend = ScriptedBackend(draft=draft_of(CLIP))
    async with engine_over(backend, tmp_path) as engine:
        kept = [
            weakref.ref(await ended(engine, await start(engine, f"a sunset with {n} birds")))
            for n in range(20)
        ]
        job_id = (await engine.list_jobs())[0].job_id
        gc.collect()
        assert [job for job in kept[:-1] if job()] == []
        found = await engine.job(job_id)
    assert isinstance(found.result, Generated)

"""When the engine opens: with the first call or soon after the start, once, and again after a failure."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import anyio
import pytest

from engine.scripted_backend import ScriptedBackend, engine_over
from nemo_video.engine import Engine
from nemo_video.errors import DiskFailure
from nemo_video.surface import lazy_engine
from nemo_video.surface.lazy_engine import lazily_opened

pytestmark = pytest.mark.anyio

LIMIT_S = 60


@dataclass
class Openings:
    """Opens an engine over the scripted backend and counts.

    Attributes:
        failures: How often it fails first.
        opened: How many were opened.
        closed: How many were closed again.
        engine: The last that was opened.
    """

    home: Path
    failures: int = 0
    opened: int = 0
    closed: int = 0
    engine: Engine | None = None
    is_open: anyio.Event = field(default_factory=anyio.Event)
    is_closed: anyio.Event = field(default_factory=anyio.Event)

    @asynccontextmanager
    async def open(self, user: str | None) -> AsyncGenerator[Engine]:
        if self.failures:
            self.failures -= 1
            raise DiskFailure("The disk is full.")
        async with engine_over(ScriptedBackend(), self.home / (user or "")) as engine:
            self.opened += 1
            try:
                yield engine
            finally:
                self.closed += 1
                self.is_closed.set()

    def take(self, engine: Engine, _user: str | None) -> None:
        self.engine = engine
        self.is_open.set()


async def test_calls_at_the_same_time_share_one_engine_that_closes_with_the_server(tmp_path: Path) -> None:
    openings, got = Openings(tmp_path), list[Engine]()

    async def call(lazy: lazy_engine.LazyEngine) -> None:
        got.append(await lazy.get())

    with anyio.fail_after(LIMIT_S):
        async with lazily_opened(openings.open, openings.take) as lazy, anyio.create_task_group() as calls:
            calls.start_soon(call, lazy)
            calls.start_soon(call, lazy)
    assert got == [openings.engine, openings.engine]
    assert (openings.opened, openings.closed) == (1, 1)


async def test_the_engine_opens_without_a_call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lazy_engine, "OPENS_AFTER_S", 0)
    openings = Openings(tmp_path)
    with anyio.fail_after(LIMIT_S):
        async with lazily_opened(openings.open, openings.take):
            await openings.is_open.wait()
    assert openings.closed == 1


async def test_a_server_that_ends_before_the_first_call_opens_nothing(tmp_path: Path) -> None:
    openings = Openings(tmp_path)
    async with lazily_opened(openings.open, openings.take):
        pass
    assert openings.opened == 0


async def test_an_engine_that_cannot_be_opened_is_told_to_the_call_and_the_next_call_tries_again(
    tmp_path: Path,
) -> None:
    openings = Openings(tmp_path, failures=1)
    with anyio.fail_after(LIMIT_S):
        async with lazily_opened(openings.open, openings.take) as lazy:
            with pytest.raises(DiskFailure):
                await lazy.get()
            assert await lazy.get() is openings.engine


async def test_each_user_has_an_engine_and_each_call_gets_its_callers(tmp_path: Path) -> None:
    openings, calls_of = Openings(tmp_path), ["alice", "bob", "alice"]
    callers = iter(calls_of)
    with anyio.fail_after(LIMIT_S):
        async with lazily_opened(openings.open, openings.take, lambda: next(callers)) as lazy:
            hers, his, again = [await lazy.get() for _ in calls_of]
            made = await hers.new_project(None)
            assert await his.list_projects() != await hers.list_projects()
            assert await lazy.of("bob") is his
    assert (again is hers, his is hers, openings.opened, openings.closed) == (True, False, 2, 2)
    assert made.current


async def test_the_engine_of_a_user_with_work_opens_without_a_call_whenever_that_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lazy_engine, "OPENS_AFTER_S", 0)
    monkeypatch.setattr(lazy_engine, "LOOK_FOR_WORK_S", 0)
    openings = Openings(tmp_path)
    looks = iter([(), (), ("alice",)])
    with anyio.fail_after(LIMIT_S):
        async with lazily_opened(openings.open, openings.take, users=lambda: next(looks, ("alice",))):
            await openings.is_open.wait()
    assert openings.opened == 1


async def test_an_idle_users_engine_closes_unless_it_is_used_or_works_and_opens_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lazy_engine, "LOOK_S", 0)
    monkeypatch.setattr(lazy_engine, "IDLE_S", 0)
    openings = Openings(tmp_path)
    with anyio.fail_after(LIMIT_S):
        async with lazily_opened(openings.open, openings.take, lambda: "alice") as lazy:
            with lazy.used_by("alice"):
                first = await lazy.get()
                await first.credits()  # many looks pass, and it is used
                assert await lazy.get() is first
            await openings.is_closed.wait()
            with lazy.used_by("alice"):
                assert await lazy.get() is not first
                assert (await (await lazy.get()).credits()).available > 0


async def test_an_engine_that_ends_with_a_defect_takes_no_other_with_it(tmp_path: Path) -> None:
    openings, is_broken = Openings(tmp_path), anyio.Event()

    @asynccontextmanager
    async def breaking(user: str | None) -> AsyncGenerator[Engine]:
        async with openings.open(user) as engine, anyio.create_task_group() as tasks:

            async def end() -> None:
                await is_broken.wait()
                raise RuntimeError("a defect")

            if user == "bob" and openings.opened < 3:
                tasks.start_soon(end)
            yield engine
            tasks.cancel_scope.cancel()

    with anyio.fail_after(LIMIT_S):
        async with lazily_opened(breaking, openings.take) as lazy:
            alices, bobs = await lazy.of("alice"), await lazy.of("bob")
            is_broken.set()
            await openings.is_closed.wait()
            await anyio.wait_all_tasks_blocked()
            assert await lazy.of("alice") is alices
            assert await lazy.of("bob") is not bobs

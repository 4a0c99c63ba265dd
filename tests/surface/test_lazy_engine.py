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

    @asynccontextmanager
    async def open(self, _user: str | None) -> AsyncGenerator[Engine]:
        if self.failures:
            self.failures -= 1
            raise DiskFailure("The disk is full.")
        async with engine_over(ScriptedBackend(), self.home) as engine:
            self.opened += 1
            try:
                yield engine
            finally:
                self.closed += 1

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

"""The end of the engine: whatever is under way ends first, and then what it works with."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import anyio
import pytest

from engine.scripted_backend import ScriptedBackend, start, until
from nemo_video.client import Balance
from nemo_video.engine import Backend, BackendSpec, Capabilities, open_engine
from nemo_video.settings import read_settings
from virtual_clock import virtual_clock

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> tuple[str, dict[str, object]]:
    return virtual_clock()


class Stubborn(ScriptedBackend):
    """A backend that reads credits to the end, as work in a thread goes on when it is cancelled."""

    def __init__(self) -> None:
        super().__init__()
        self.story: list[str] = []

    async def read_credits(self) -> Balance:
        self.story.append("begun")
        with anyio.CancelScope(shield=True):
            await anyio.sleep(60)
        self.story.append("done")
        return await super().read_credits()

    @asynccontextmanager
    async def connect(self) -> AsyncGenerator[Backend]:
        try:
            yield self
        finally:
            self.story.append("closed")


@pytest.mark.parametrize("is_cancelled_from_outside", [False, True])
async def test_a_backend_is_closed_after_the_work_that_uses_it(
    tmp_path: Path, is_cancelled_from_outside: bool
) -> None:
    backend = Stubborn()
    spec = BackendSpec(Capabilities("anonymous", False, True, True, 30), backend.connect)
    settings = read_settings({"NEMO_STATE_DIR": str(tmp_path), "NEMO_OUTPUT_DIR": str(tmp_path)})
    with anyio.CancelScope() as outside:
        async with open_engine(settings, lambda _: {"cloud": spec}) as engine:
            await start(engine, "a sunset")
            await until(lambda: bool(backend.story))
            if is_cancelled_from_outside:
                outside.cancel()
    assert backend.story == ["begun", "done", "closed"]

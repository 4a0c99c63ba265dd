"""A cancel has its answer soon, whoever runs the job and however it hangs."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import anyio
import pytest

from engine.scripted_backend import ScriptedBackend, Step, ended, engine_over, start
from nemo_video.client import Balance, ChatEvent
from nemo_video.engine.cancel import CALL_OFF_S
from nemo_video.engine.jobs import CANCEL_S
from virtual_clock import virtual_clock

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> tuple[str, dict[str, object]]:
    return virtual_clock()


@dataclass
class Hanging(ScriptedBackend):
    """Whoever works with it hangs, deaf to every cancel, until the test lets go."""

    is_hanging: anyio.Event = field(default_factory=anyio.Event)
    let_go: anyio.Event = field(default_factory=anyio.Event)

    async def hang(self) -> None:
        with anyio.CancelScope(shield=True):
            self.is_hanging.set()
            await self.let_go.wait()


class HangsBeforeSending(Hanging):
    """The message has not left."""

    async def read_credits(self) -> Balance:
        await self.hang()
        return await super().read_credits()


class HangsUnderWay(Hanging):
    """The message has left."""

    async def _play(self, steps: Sequence[Step]) -> AsyncGenerator[ChatEvent]:
        await self.hang()
        async for event in super()._play(steps):
            yield event


@pytest.mark.parametrize(("kind", "sent"), [(HangsBeforeSending, []), (HangsUnderWay, ["a sunset"])])
async def test_a_job_of_a_process_that_hangs_is_cancelled_and_its_project_is_free(
    tmp_path: Path, kind: type[Hanging], sent: list[str]
) -> None:
    hanging = kind()
    async with engine_over(hanging, tmp_path) as engine, engine_over(ScriptedBackend(), tmp_path) as other:
        job = await start(engine, "a sunset")
        await hanging.is_hanging.wait()
        with anyio.fail_after(5):
            cancelled = await other.cancel(job.job_id)
            following = await ended(other, await start(other, "add a title", job.project_id))
        hanging.let_go.set()
        await ended(engine, job)
        told = await other.job(job.job_id)
    assert CANCEL_S + CALL_OFF_S < 5
    assert (cancelled.status, following.status) == ("cancelled", "completed")
    assert (job.status, told.status) == ("cancelled", "cancelled")
    assert hanging.messages == sent


async def test_a_job_of_this_process_that_hangs_is_cancelled_too(tmp_path: Path) -> None:
    hanging = HangsBeforeSending()
    async with engine_over(hanging, tmp_path) as engine:
        job = await start(engine, "a sunset")
        await hanging.is_hanging.wait()
        with anyio.fail_after(5):
            cancelled = await engine.cancel(job.job_id)
        hanging.let_go.set()
    assert cancelled.status == "cancelled"
    assert hanging.messages == []

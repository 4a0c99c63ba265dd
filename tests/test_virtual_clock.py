"""The clock of the tests: it jumps over what is only waited for, and never over what is worked at."""

import time

import anyio
import pytest

from virtual_clock import virtual_clock

pytestmark = pytest.mark.anyio


@pytest.fixture(params=[0, 0.02])
def anyio_backend(request: pytest.FixtureRequest) -> tuple[str, dict[str, object]]:
    return virtual_clock(request.param)


async def test_an_hour_passes_at_once() -> None:
    began_s = time.monotonic()
    await anyio.sleep(3600)
    assert anyio.current_time() >= 3600
    assert time.monotonic() - began_s < 60


async def test_no_limit_strikes_while_a_thread_works() -> None:
    with anyio.fail_after(0.001):
        for _ in range(3):
            await anyio.to_thread.run_sync(time.sleep, 0.05)


async def test_a_limit_strikes_where_nobody_works() -> None:
    with pytest.raises(TimeoutError), anyio.fail_after(600):
        await anyio.sleep_forever()


async def test_deadlines_come_in_their_order() -> None:
    heard: list[int] = []

    async def speak(after_s: int) -> None:
        await anyio.sleep(after_s)
        heard.append(after_s)

    async with anyio.create_task_group() as tasks:
        for after_s in (300, 5, 60):
            tasks.start_soon(speak, after_s)
    assert heard == [5, 60, 300]

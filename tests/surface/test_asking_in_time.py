"""Questions within a call of the handshake era, on a clock that jumps: they wait no longer than it may."""

from pathlib import Path

import anyio
import pytest
from mcp_types import ElicitRequestParams, ElicitResult

from engine.scripted_backend import ScriptedBackend, asks
from hosts import facts_of
from surface.scripted_host import scripted_host
from virtual_clock import virtual_clock


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", [virtual_clock()], ids=[""])
async def test_a_question_nobody_answers_ends_with_the_call_and_is_not_put_in_its_last_seconds(
    tmp_path: Path,
) -> None:
    backend = ScriptedBackend([[20.0, asks("Day or night?")]])
    asked_at_s: list[float] = []

    async def think_for_ever(_: object, __: ElicitRequestParams) -> ElicitResult:
        asked_at_s.append(anyio.current_time())
        await anyio.sleep_forever()
        raise AssertionError("Nobody answers")

    async with scripted_host(backend, tmp_path, "legacy", elicitation_callback=think_for_ever) as host:
        started_s = anyio.current_time()
        asked = facts_of(await host.call_tool("generate", {"prompt": "the sea", "wait_s": 40}))
        took_s = anyio.current_time() - started_s
        hurried = facts_of(await host.call_tool("wait", {"job_id": asked["job_id"], "wait_s": 2}))
    assert [asked["question"], hurried["question"]] == ["Day or night?"] * 2
    assert len(asked_at_s) == 1
    assert 39 <= took_s < 45

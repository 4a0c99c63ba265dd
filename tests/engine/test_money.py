"""What a turn is thought to cost, what it cost, and the cap of the day."""

from pathlib import Path

import pytest

from engine.scripted_backend import CLIP, TITLE, ScriptedBackend, draft_of, ended, engine_over, start
from nemo_video.client import Text
from nemo_video.engine import Generated
from nemo_video.engine.facts import CreditUse

pytestmark = pytest.mark.anyio


async def test_a_clip_and_an_edit_are_estimated_and_counted(tmp_path: Path) -> None:
    backend = ScriptedBackend()
    backend.turns = [
        [backend.put(CLIP), backend.charge(97), Text("Here.")],
        [backend.put(CLIP, TITLE), backend.charge(50), Text("Done.")],
    ]
    async with engine_over(backend, tmp_path) as engine:
        results = [
            (await ended(engine, await start(engine, words))).result for words in ("a sunset", "a title")
        ]
        report = await engine.credits()
    assert [result.credits for result in results if isinstance(result, Generated)] == [
        CreditUse(100, 97, 903),
        CreditUse(50, 50, 853),
    ]
    assert (report.spent_today, report.cap) == (147, None)


async def test_work_that_could_pass_the_cap_of_the_day_is_not_sent_by_any_process(tmp_path: Path) -> None:
    backend = ScriptedBackend()
    backend.turns = [[backend.put(CLIP), backend.charge(100), Text("Here.")]]
    async with engine_over(backend, tmp_path, NEMO_MAX_CREDITS="120") as engine:
        first = await ended(engine, await start(engine, "a sunset"))
    async with engine_over(backend, tmp_path, NEMO_MAX_CREDITS="120") as engine:
        second = await ended(engine, await start(engine, "a title", project_id=first.project_id))
    assert (first.status, second.status, second.error and second.error.code) == (
        "completed",
        "failed",
        "not_allowed",
    )
    assert second.error
    assert "100 of at most 120 a day" in second.error.message
    assert backend.messages == ["a sunset"]


async def test_nothing_spent_gives_its_estimate_back(tmp_path: Path) -> None:
    backend = ScriptedBackend([[Text("Just words.")]], draft=draft_of())
    async with engine_over(backend, tmp_path, NEMO_MAX_CREDITS="100") as engine:
        await ended(engine, await start(engine, "thank you"))
        again = await ended(engine, await start(engine, "a sunset"))
        report = await engine.credits()
    assert (again.status, report.spent_today, report.cap) == ("completed", 0, 100)

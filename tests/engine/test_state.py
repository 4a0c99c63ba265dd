"""The tool `state`: what is there now, and the call that comes next."""

import threading
from pathlib import Path

import pytest

from engine.scripted_backend import CLIP, MUSIC, ScriptedBackend, draft_of, ended, engine_over, start
from nemo_video.engine import work_on
from nemo_video.errors import NotFound
from nemo_video.timeline import decode
from nemo_video.wire.envelope import JsonObject
from virtual_clock import virtual_clock

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> tuple[str, dict[str, object]]:
    return virtual_clock()


async def test_a_state_tells_what_is_there_and_what_comes_next(tmp_path: Path) -> None:
    backend = ScriptedBackend(draft=draft_of(CLIP, MUSIC))
    async with engine_over(backend, tmp_path) as engine:
        job = await ended(engine, await start(engine, "a sunset"))
        filled = await engine.state(None)
        drawn = await engine.state(job.project_id, picture=True)
        backend.draft = {}
        empty = await engine.state(None, picture=True)
        backend.media = ({"name": "beach.mp4"}, {"filename": "jazz.mp3", "file_type": "audio/mpeg"})
        uploaded = await engine.state(None)
    assert [each.kind for each in filled.timeline.tracks] == ["video", "audio"]
    assert [each.job_id for each in filled.jobs] == [job.job_id]
    assert [each.tool for each in (*filled.suggestions, *uploaded.suggestions)] == ["export", "generate"]
    assert empty.suggestions == ()  # what to show, only the user knows
    assert [each.kind for each in uploaded.media] == ["video", "audio"]
    assert filled.picture is None
    for picture in (drawn.picture, empty.picture):
        assert picture
        assert picture.startswith(b"\xff\xd8")


async def test_work_on_a_large_timeline_leaves_the_event_loop_to_others() -> None:
    titles: JsonObject = {"tt": 7, "sg": [{"s": n, "d": 1, "m": {"text": "x"}} for n in range(150)]}
    small, large = decode(draft_of(CLIP)), decode(draft_of(titles))
    worked = [await work_on(timeline, threading.get_ident) for timeline in (None, small, large)]
    assert [each == threading.get_ident() for each in worked] == [True, True, False]


async def test_without_a_project_there_is_no_state(tmp_path: Path) -> None:
    async with engine_over(ScriptedBackend(), tmp_path) as engine:
        for project_id in (None, "prj_of_nobody"):
            with pytest.raises(NotFound):
                await engine.state(project_id)

"""Numbers that are none, from a backend: they reach no budget, no result and no JSON."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from client.scripted_server import data, meeting
from engine.scripted_backend import CLIP, ScriptedBackend, draft_of, ended, engine_over, start
from nemo_video.client import ProjectState, StoredMedia
from nemo_video.engine.media_list import media_of, uploaded_file
from nemo_video.errors import Internal

pytestmark = pytest.mark.anyio

ODD = [float("nan"), float("inf"), float("-inf"), 1e300, -5.0]


@pytest.mark.parametrize("odd", ODD[:3])
async def test_a_balance_that_is_no_number_is_an_answer_that_makes_no_sense(odd: float) -> None:
    balance = data({"available": odd, "frozen": 0, "total": 100})
    async with meeting({"GET /api/credits/balance/simple": balance}) as (client, _):
        with pytest.raises(Internal, match="credits cannot be understood"):
            await client.read_credits()


@pytest.mark.parametrize("odd", ODD)
def test_a_size_that_is_no_number_is_not_told(odd: float) -> None:
    listed = {"name": "sea", "size": odd, "duration": odd, "width": odd, "height": 480}
    stored = StoredMedia("sea", "sea.mp4", "video", 7, odd, 640, 480)
    (described,) = media_of(ProjectState(None, (listed,), (), None, None))
    uploaded = uploaded_file(stored, "en")
    assert (described.bytes, described.duration_s, described.width, described.height) == (
        None,
        None,
        None,
        480,
    )
    assert (uploaded.bytes, uploaded.duration_s, uploaded.width) == (7, None, 640)
    json.dumps([asdict(described), asdict(uploaded)], allow_nan=False)


async def test_a_draft_with_numbers_that_are_none_is_told_as_json_can_tell_it(tmp_path: Path) -> None:
    odd = {
        "tt": 0,
        "sg": [{"s": float("nan"), "d": float("inf"), "m": {"name": "sea", "volume": float("nan")}}],
    }
    backend = ScriptedBackend(draft=draft_of(CLIP))
    backend.turns = [[backend.put(CLIP, odd)]]
    async with engine_over(backend, tmp_path) as engine:
        job = await ended(engine, await start(engine, "add the sea"))
        report = await engine.state(None)
    assert job.status == "completed"
    assert job.result
    json.dumps([asdict(job.result), asdict(report.timeline)], allow_nan=False, default=str)

"""Uploads of the studio that another program exchanges for links: nothing behind them is shown or sent."""

import os
from pathlib import Path

import pytest
from PIL import Image

from nemo_studio.edits.titles.application import read_subtitle_file
from nemo_studio.models.connection import read_picture
from nemo_studio.models.video_model import ModelRefusal
from nemo_video.errors import NotFound
from studio.studio_sessions import Chat, Json, open_chat

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(os.name == "nt", reason="only administrators make links there"),
]


def exchange(path: Path, secret: Path) -> None:
    path.unlink()
    path.symlink_to(secret)


async def ended(chat: Chat) -> Json:
    """How an export of the draft ends."""
    output = {"format": "mp4", "quality": "low", "resolution": "360p", "fps": 24}
    job = {"id": "render_1", "sessionId": chat.session_id, "draft": await chat.draft(), "output": output}
    answer = (await chat.http.post("/api/render/proxy/lambda", json=job)).json()
    assert answer["code"] == 0, answer
    return await chat.until_rendered("render_1")


@pytest.mark.slow
async def test_a_worker_renders_no_file_that_lies_behind_a_link(tmp_path: Path) -> None:
    holiday, secret = tmp_path / "holiday.png", tmp_path / "secret.png"
    Image.new("RGB", (64, 36), "red").save(holiday)
    Image.new("RGB", (64, 36), "blue").save(secret)
    async with open_chat(tmp_path) as chat:
        await chat.upload(holiday)
        await chat.say("show holiday.png for 1 second")
        (kept,) = (tmp_path / "studio" / "files").iterdir()
        exchange(kept, secret)
        status = await ended(chat)
    assert status["status"] == "failed"
    assert "holiday.png" in str(status)
    assert str(tmp_path) not in str(status)


async def test_no_model_and_no_title_is_given_what_lies_behind_a_link(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("1\n00:00:00,000 --> 00:00:01,000\n-----BEGIN PRIVATE KEY-----\n")
    for kept in (tmp_path / "media_1.png", tmp_path / "media_2.srt"):
        kept.symlink_to(secret)
    with pytest.raises(ModelRefusal):
        await read_picture(tmp_path / "media_1.png")
    with pytest.raises(NotFound):
        read_subtitle_file(tmp_path / "media_2.srt")

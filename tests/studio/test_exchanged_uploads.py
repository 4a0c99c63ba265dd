"""Uploads of the studio that another program exchanges for links: nothing behind them is shown or sent."""

import os
from pathlib import Path

import pytest
from PIL import Image

from nemo_studio.edits.titles.application import read_subtitle_file
from nemo_studio.models.connection import read_picture
from nemo_studio.models.video_model import ModelRefusal
from nemo_studio.service import previews
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
async def test_no_worker_draws_what_lies_behind_a_link_and_what_it_drew_before_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pictures = [tmp_path / f"{name}.png" for name in ("beach", "holiday", "secret")]
    for path, colour in zip(pictures, ("red", "green", "blue"), strict=True):
        Image.new("RGB", (64, 36), colour).save(path)
    async with open_chat(tmp_path) as chat:
        await chat.upload(*pictures[:2])
        await chat.say("make a slideshow from my media, one second each")
        (kept_holiday,) = filter(is_green, (tmp_path / "studio" / "files").iterdir())
        exchange(kept_holiday, pictures[2])
        seen = await look(chat, 0.5, 1.5)
        monkeypatch.setattr(previews, "FRAME_WORKER", "nemo_studio.no_such_module")
        kept = await look(chat, 0.5)
        status = await ended(chat)
    assert (seen["code"], kept["code"], status["status"]) == (400, 0, "failed")
    for told in (seen["message"], status["error"]):
        assert "holiday.png" in told
        assert str(tmp_path) not in told


def is_green(path: Path) -> bool:
    with Image.open(path) as image:
        return image.convert("RGB").getpixel((0, 0)) == (0, 128, 0)


async def look(chat: Chat, *at_s: float) -> Json:
    path = f"/api/preview/nemo_agent/me/{chat.session_id}"
    return (await chat.http.post(path, json={"at_s": at_s, "largest_side": 64})).json()


async def test_no_model_and_no_title_is_given_what_lies_behind_a_link(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("1\n00:00:00,000 --> 00:00:01,000\n-----BEGIN PRIVATE KEY-----\n")
    for kept in (tmp_path / "media_1.png", tmp_path / "media_2.srt"):
        kept.symlink_to(secret)
    with pytest.raises(ModelRefusal):
        await read_picture(tmp_path / "media_1.png")
    with pytest.raises(NotFound):
        read_subtitle_file(tmp_path / "media_2.srt")

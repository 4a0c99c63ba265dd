"""The whole path as a host walks it, in both protocol eras; once through a process of the server."""

import hashlib
from base64 import b64decode
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from io import BytesIO
from pathlib import Path

import av
import numpy as np
import pytest
from mcp import Client
from mcp_types import ImageContent
from PIL import Image

from engine.scripted_backend import ScriptedBackend
from homes import VIDEOS, Json
from hosts import facts_of, open_host, open_server, text_of
from nemo_video.client import Text
from surface.scripted_host import scripted_host

pytestmark = pytest.mark.slow

SCENE = "a 1-second video of a sunset over the ocean with waves crashing in 360p"
EDIT = "add lo-fi music at 35% and the title 'Golden Hour' for the first second"


@pytest.mark.anyio
@pytest.mark.parametrize(("mode", "open"), [("legacy", open_server), ("auto", open_host)])
async def test_a_video_goes_from_words_to_a_file_that_plays(
    tmp_path: Path, mode: str, open: Callable[..., AbstractAsyncContextManager[Client]]
) -> None:
    heard: list[tuple[float, str | None]] = []

    async def hear(progress: float, total: float | None, message: str | None) -> None:
        assert total == 100
        heard.append((progress, message))

    async with open(tmp_path, mode=mode) as host:
        credits = facts_of(await host.call_tool("credits", {}))
        made = facts_of(await host.call_tool("generate", {"prompt": SCENE}))
        edited = facts_of(await host.call_tool("generate", {"prompt": EDIT}))
        state = facts_of(await host.call_tool("state", {}))
        asked = facts_of(await host.call_tool("generate", {"prompt": "how do I get my video?"}))
        (way,) = [s for s in asked["suggestions"] if s["tool"] == "export"]
        exported = facts_of(await host.call_tool("export", way["arguments"], progress_callback=hear))

    assert credits["account"] == "studio"
    assert (made["status"], made["timeline"]["duration_s"]) == ("completed", 1)
    assert "offline studio, not an AI model" in made["reply"]
    assert edited["status"] == "completed"
    assert 'Title added: "Golden Hour" (0-1s)' in edited["changes"]
    assert state["timeline"]["summary"] == (
        "Timeline (4 tracks): 1. Video: sunset over the ocean with waves crashing (0-1s) "
        '2. Ambience: Waves (0-1s, 60%) 3. BGM: Lo-fi (0-1s, 35%) 4. Title: "Golden Hour" (0-1s)'
    )
    assert "export it to get the file" in asked["reply"]
    assert "click" not in asked["reply"].lower()
    assert "top right" not in asked["reply"]
    assert [done for done, _ in heard] == sorted(done for done, _ in heard)
    assert {"rendering", "downloading", "verifying"} & {message for _, message in heard}

    assert exported["verified"] is True
    assert_it_is_the_file_that_was_told(Path(exported["path"]), exported, tmp_path)
    assert_it_plays(Path(exported["path"]))


def assert_it_is_the_file_that_was_told(film: Path, exported: Json, home: Path) -> None:
    assert film.is_absolute()
    assert film.is_relative_to(home)
    assert exported["sha256"] == hashlib.sha256(film.read_bytes()).hexdigest()
    assert exported["bytes"] == film.stat().st_size


def assert_it_plays(film: Path) -> None:
    with av.open(film) as container:
        video, audio = container.streams.video[0], container.streams.audio[0]
        frames = [frame.to_ndarray(format="gray") for frame in container.decode(video)]
        assert (video.codec_context.name, audio.codec_context.name) == ("h264", "aac")
        assert (video.width, video.height, video.average_rate) == (640, 360, 30)
    assert len(frames) == 30
    assert 40 < np.mean(frames[20]) < 200
    assert np.abs(frames[10].astype(int) - frames[29].astype(int)).mean() > 1
    with av.open(film) as container:
        sound = np.concatenate([f.to_ndarray() for f in container.decode(container.streams.audio[0])], axis=1)
    assert 0.02 < np.abs(sound).max() <= 1.0


@pytest.mark.anyio
async def test_a_chinese_user_is_understood_and_answered_in_chinese(tmp_path: Path) -> None:
    async with open_server(tmp_path) as host:
        made = facts_of(await host.call_tool("generate", {"prompt": "生成一段3秒的海上日落视频"}))
        edited = facts_of(
            await host.call_tool("generate", {"prompt": "加轻松的音乐，音量35%，前2秒加标题“黄金时刻”"})
        )
        asked = facts_of(await host.call_tool("generate", {"prompt": "怎么拿到我的视频？"}))
    assert "离线工作室，不是 AI 模型" in made["reply"]
    assert any("黄金时刻" in change for change in edited["changes"])
    assert "标题“黄金时刻”从 0 秒显示到 2 秒" in edited["reply"]
    assert "export" in [s["tool"] for s in asked["suggestions"]]
    assert "点击" not in asked["reply"]


@pytest.mark.anyio
async def test_words_that_ask_for_another_tool_never_reach_the_chat(tmp_path: Path) -> None:
    async with open_server(tmp_path) as host:
        await host.call_tool("generate", {"prompt": SCENE})
        before = facts_of(await host.call_tool("state", {}))
        routed = facts_of(await host.call_tool("generate", {"prompt": "export it as a gif"}))
        after = facts_of(await host.call_tool("state", {}))
    assert routed["status"] == "routed"
    assert routed["suggestions"][0]["tool"] == "export"
    assert routed["suggestions"][0]["arguments"]["format"] == "gif"
    assert len(after["jobs"]) == len(before["jobs"])
    assert "as_is=true" in routed["reply"]


@pytest.mark.anyio
async def test_whoever_insists_sends_the_words_as_they_are(tmp_path: Path) -> None:
    backend = ScriptedBackend([[Text("A title that reads “export it”? Done.")]])
    async with scripted_host(backend, tmp_path) as host:
        routed = facts_of(await host.call_tool("generate", {"prompt": "export it"}))
        sent = facts_of(await host.call_tool("generate", {"prompt": "export it", "as_is": True}))
    assert routed["status"] == "routed"
    assert sent["status"] != "routed"
    assert backend.messages == ["export it"]


@pytest.mark.anyio
async def test_a_call_that_must_not_wait_returns_a_job_and_wait_brings_the_result(tmp_path: Path) -> None:
    async with open_server(tmp_path) as host:
        await host.call_tool("generate", {"prompt": SCENE})
        started = facts_of(await host.call_tool("export", {"wait_s": 0}))
        joined = facts_of(await host.call_tool("export", {"wait_s": 0}))
        finished = facts_of(await host.call_tool("wait", {"job_id": started["job_id"]}))
    assert started["status"] == "running"
    assert started["suggestions"][0]["tool"] == "wait"
    assert joined["job_id"] == started["job_id"]
    assert finished["status"] == "completed"
    assert [path.name for path in (tmp_path / VIDEOS).glob("*.mp4")] == [Path(finished["path"]).name]


@pytest.mark.anyio
async def test_an_uploaded_picture_becomes_a_shot(tmp_path: Path) -> None:
    from PIL import Image

    picture = tmp_path / "海滩 beach.png"
    Image.effect_noise((640, 480), 60).convert("RGB").save(picture)
    async with open_server(tmp_path) as host:
        uploaded = facts_of(
            await host.call_tool("upload", {"source": [str(picture), str(tmp_path / "none.png")]})
        )
        made = facts_of(await host.call_tool("generate", {"prompt": "make a slideshow from my photos"}))
    assert [file["name"] for file in uploaded["files"]] == ["海滩 beach.png"]
    assert [each["code"] for each in uploaded["rejected"]] == ["not_found"]
    assert made["timeline"]["tracks"][0]["name"] == "海滩 beach.png"


@pytest.mark.anyio
async def test_every_result_names_its_project_and_tells_people_first(tmp_path: Path) -> None:
    async with open_server(tmp_path) as host:
        made = await host.call_tool("generate", {"prompt": SCENE})
    text = text_of(made)
    assert text.index("sunset") < text.index("Next: ")
    assert "- Video added: sunset" in text
    assert facts_of(made)["project_id"].startswith("prj_")


@pytest.mark.anyio
@pytest.mark.parametrize(("aspect_ratio", "size"), [("9:16", (360, 640)), ("1:1", (360, 360))])
async def test_length_and_shape_are_the_callers(
    tmp_path: Path, aspect_ratio: str, size: tuple[int, int]
) -> None:
    asked = {"prompt": "waves on a beach at dawn in 360p", "duration_s": 1, "aspect_ratio": aspect_ratio}
    async with open_server(tmp_path) as host:
        await host.call_tool("generate", asked)
        exported = facts_of(await host.call_tool("export", {"quality": "low", "filename": "beach"}))
    assert Path(exported["path"]).name == "beach.mp4"
    assert (exported["width"], exported["height"]) == size
    assert exported["duration_s"] == pytest.approx(1, abs=0.1)


NEW_EDGE = (225, 29, 72)
"""The colour of what was not on the last picture."""


def edge_pixels(picture: Image.Image) -> int:
    differences = np.abs(np.asarray(picture.convert("RGB"), dtype=int) - NEW_EDGE)
    return int((differences < 40).all(axis=2).sum())


@pytest.mark.anyio
async def test_a_state_with_a_picture_draws_the_timeline_and_marks_what_is_new(tmp_path: Path) -> None:
    async with open_server(tmp_path) as host:
        await host.call_tool("generate", {"prompt": SCENE})
        plain = await host.call_tool("state", {})
        pictures: list[Image.Image] = []
        for prompt in (None, 'add the title "Dawn"'):
            if prompt:
                await host.call_tool("generate", {"prompt": prompt})
            drawn = await host.call_tool("state", {"picture": True})
            (jpeg,) = [b64decode(part.data) for part in drawn.content if isinstance(part, ImageContent)]
            assert len(jpeg) < 200_000
            pictures.append(Image.open(BytesIO(jpeg)))
    assert not [part for part in plain.content if isinstance(part, ImageContent)]
    first, second = pictures
    assert first.size[0] == second.size[0] == 1600  # 800, twice as fine
    assert edge_pixels(second) > edge_pixels(first) + 500  # a frame of the sunset has some such pixels too

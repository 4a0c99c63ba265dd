"""Platforms, watermarks and end cards on the studio, over MCP: in the result, and in the exported file."""

# PyAV leaves the type of its packets open.
# pyright: reportUnknownMemberType=false

import math
import wave
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from mcp import Client
from numpy.typing import NDArray
from PIL import Image

from homes import Json
from hosts import error_of, facts_of, open_server, text_of

pytestmark = pytest.mark.slow

SMALL: Json = {"op": "canvas", "resolution": "360p", "fps": 24}


async def _edit(host: Client, *edits: Json) -> Json:
    return facts_of(await host.call_tool("edit", {"edits": list(edits)}))


async def _export(host: Client, **arguments: Any) -> Json:
    return facts_of(await host.call_tool("export", {"quality": "low", **arguments}))


def _frames(path: str) -> list[NDArray[np.uint8]]:
    with av.open(path) as container:
        return [frame.to_ndarray(format="rgb24").astype(np.uint8) for frame in container.decode(video=0)]


def _card(path: Path, color: tuple[int, int, int], size: tuple[int, int] = (320, 180)) -> Path:
    Image.new("RGB", size, color).save(path)
    return path


def _tone(path: Path, seconds: float, level: float) -> Path:
    """A tone of 440 Hz in stereo."""
    times = np.arange(round(48_000 * seconds)) / 48_000
    samples = (32767 * level * np.sin(2 * math.pi * 440 * times)).astype(np.int16)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(48_000)
        file.writeframes(np.stack([samples, samples], axis=1).tobytes())
    return path


async def _begin(host: Client, home: Path) -> None:
    """Two seconds of a grey picture on the timeline, and a red logo among the uploads."""
    grey, logo = _card(home / "grey.png", (90, 90, 90)), _card(home / "logo.png", (230, 20, 20), (120, 40))
    await host.call_tool("upload", {"source": [str(grey), str(logo)]})
    await _edit(host, {"op": "place", "media": "grey.png"})
    await _edit(host, {"op": "length", "item": "clip 1", "duration_s": 2}, SMALL)


@pytest.mark.anyio
async def test_a_canvas_for_a_platform_has_its_shape_and_keeps_words_in_its_safe_area(tmp_path: Path) -> None:
    async with open_server(tmp_path) as host:
        await _begin(host, tmp_path)
        canvas: Json = {"op": "canvas", "platform": "TikTok", "resolution": "360p", "fps": 24}
        title: Json = {"op": "title", "text": "W" * 60, "from_s": 0, "to_s": 2, "animation": "none"}
        facts = await _edit(host, canvas, title | {"place": "bottom"}, title | {"place": "top"})
        again = await _export(host, platform="tiktok")
    assert [each["outcome"] for each in facts["edits"]] == ["done"] * 3
    assert "platform tiktok" in facts["edits"][0]["seen"]
    assert (again["width"], again["height"]) == (360, 640)
    white = np.argwhere(_frames(again["path"])[20].min(axis=2) > 200)
    top, left = white.min(axis=0)
    bottom, right = white.max(axis=0)
    assert top >= 640 * 150 / 1920 - 1
    assert bottom <= 640 * (1 - 440 / 1920) + 1
    assert left >= 360 * 150 / 1080 - 1
    assert right <= 360 * (1 - 150 / 1080) + 1
    assert not [each for each in again["remarks"] if "words" in each or "texts" in each or "9:16" in each]


@pytest.mark.anyio
async def test_an_export_says_what_breaks_a_rule_and_the_call_it_names_mends_it(tmp_path: Path) -> None:
    async with open_server(tmp_path) as host:
        await _begin(host, tmp_path)
        wide: Json = {"op": "title", "text": "W" * 60, "from_s": 0, "to_s": 1, "animation": "none"}
        await _edit(host, wide)
        broken = await _export(host, platform="tiktok")
        (mending,) = [each for each in broken["suggestions"] if each["tool"] == "edit"]
        await host.call_tool("edit", mending["arguments"])
        await _edit(host, {"op": "length", "item": "clip 1", "duration_s": 3.5}, SMALL)
        mended = await _export(host)
        film = await _export(host, format="mkv", platform="tiktok")
    text = " ".join(broken["remarks"])
    assert "TikTok shows 9:16; 640x360 gets bars" in text
    assert "TikTok takes films of 3 s and more; this one lasts 2 s." in text
    assert f'TikTok lays its buttons and texts over: title 1 "{"W" * 60}" (0-1 s)' in text
    assert 'edit(edits=[{"op": "canvas", "platform": "tiktok"}])' in text
    assert mended["remarks"][-1] == "It keeps to what TikTok asks, as far as its rules are known."
    wrong_file = (
        'TikTok takes mp4, mov, webm, and this is mkv. To mend it: export(format="mp4", platform="tiktok").'
    )
    assert wrong_file in film["remarks"]


@pytest.mark.anyio
async def test_the_remarks_are_in_the_language_of_the_project(tmp_path: Path) -> None:
    async with open_server(tmp_path) as host:
        await host.call_tool("generate", {"prompt": "1秒的海上日落"})
        await _edit(host, SMALL)
        made = await _export(host, platform="reels")
    assert any("Instagram Reels 的影片至少 3 秒" in each for each in made["remarks"])


@pytest.mark.anyio
async def test_a_film_that_is_too_quiet_is_told_so_and_by_how_much(tmp_path: Path) -> None:
    async with open_server(tmp_path) as host:
        await _begin(host, tmp_path)
        await host.call_tool("upload", {"source": str(_tone(tmp_path / "tone.wav", 2, 0.1))})
        await _edit(host, {"op": "place", "media": "tone.wav"})
        loud = await _export(host, platform="youtube")
        await _edit(host, {"op": "volume", "item": "sound 1", "percent": 40})
        quiet = await _export(host, platform="youtube")
    (remark,) = [each for each in quiet["remarks"] if "LUFS" in each]
    assert "so it will seem quiet" in remark
    assert "raise the volumes by" in remark
    assert quiet["remarks"] != loud["remarks"]


@pytest.mark.anyio
async def test_a_watermark_lies_over_the_whole_film_however_long_it_becomes(tmp_path: Path) -> None:
    mark: Json = {"op": "place", "media": "logo.png", "watermark": True, "corner": "top_right"}
    async with open_server(tmp_path) as host:
        await _begin(host, tmp_path)
        placed = await _edit(host, mark | {"percent": 20, "opacity": 0.5, "margin": 5})
        longer = await _edit(
            host, {"op": "place", "media": "grey.png"}, {"op": "cut", "from_s": 0.5, "to_s": 1}
        )
        made = await _export(host)
    assert placed["edits"][0]["outcome"] == "done"
    assert [each["outcome"] for each in longer["edits"]] == ["done", "done"]
    (item,) = [each for each in longer["timeline"]["items"] if each["name"] == "logo.png"]
    assert (item["start_s"], item["end_s"]) == (0, 5.5)
    assert "watermark" in item["detail"]
    assert "opacity 50%" in item["detail"]
    frames = _frames(made["path"])
    for frame in (each.astype(int) for each in (frames[2], frames[len(frames) // 2], frames[-2])):
        red = np.argwhere(frame[..., 0] - frame[..., 1] > 40)
        top, left = red.min(axis=0)
        bottom, right = red.max(axis=0)
        assert right - left == pytest.approx(128, abs=4), "a fifth of 640 pixels"
        assert bottom - top == pytest.approx(128 / 3, abs=4), "in its own shape"
        assert (640 - right, top) == pytest.approx((18, 18), abs=4), "5 % of 360 from the edges"
        half = frame[top + 10, left + 30]
        assert half == pytest.approx([160, 55, 55], abs=15), "half of it is the grey below"


@pytest.mark.anyio
async def test_an_end_card_is_a_picture_and_a_line_after_all_else(tmp_path: Path) -> None:
    card: Json = {"op": "place", "media": "logo.png", "text": "See you soon", "duration_s": 2}
    async with open_server(tmp_path) as host:
        await _begin(host, tmp_path)
        placed = await _edit(host, card)
        made = await _export(host)
    assert (placed["status"], placed["edits"][0]["outcome"]) == ("completed", "done")
    shown = [(each["name"], each["start_s"], each["end_s"]) for each in placed["timeline"]["items"]]
    assert shown[1:] == [("logo.png", 2, 4), ("See you soon", 2, 4)]
    frames = _frames(made["path"])
    last = frames[72].astype(int)
    red, white = (np.argwhere(seen) for seen in (last[..., 0] - last[..., 1] > 100, last.min(axis=2) > 200))
    assert len(red) > 0.1 * last[..., 0].size
    assert len(white) > 100
    assert red.max(axis=0)[0] < white.min(axis=0)[0], "the line stands below the picture"
    assert (frames[12].min(axis=2) > 200).sum() == 0


WRONG: dict[str, tuple[Json, str]] = {
    "unknown platform": ({"op": "canvas", "platform": "myspace"}, "platform has to be one of tiktok"),
    "opacity alone": ({"op": "place", "media": "logo.png", "opacity": 0.5}, "needs a corner where opacity"),
    "opacity in percent": (
        {"op": "place", "media": "logo.png", "corner": "center", "opacity": 50},
        "opacity has to be a number above 0, 1 at most",
    ),
    "watermark at a time": (
        {"op": "place", "media": "logo.png", "watermark": True, "at_s": 1},
        "takes no at_s for a watermark",
    ),
    "card in a corner": (
        {"op": "place", "media": "logo.png", "text": "Bye", "corner": "center"},
        "with text is an end card, which takes no corner",
    ),
    "length of a clip": ({"op": "place", "media": "logo.png", "duration_s": 2}, "duration_s only with text"),
}


@pytest.mark.anyio
async def test_what_does_not_go_together_is_refused_before_anything_is_sent(tmp_path: Path) -> None:
    async with open_server(tmp_path) as host:
        for edit, words in WRONG.values():
            result = await host.call_tool("edit", {"edits": [edit]})
            assert error_of(result)["code"] == "invalid_argument"
            assert words in text_of(result), text_of(result)

"""Preview: pictures of what there is, from outside, and plain words where there is nothing."""

import os
from base64 import b64decode
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import anyio
import pytest
from mcp_types import CallToolResult, ImageContent
from PIL import Image

from engine.scripted_backend import ScriptedBackend
from hosts import error_of, facts_of, open_server, text_of
from media.drawn_media import draw_still
from nemo_video.client import Download, ProjectState
from surface.scripted_host import scripted_host

pytestmark = pytest.mark.slow

SCENE = "a 2-second video of a sunset over the sea in 360p"
MAX_JPEG_BYTES = 200_000


def pictures_of(result: CallToolResult) -> Sequence[Image.Image]:
    """The pictures of a result, each held to what hosts take."""
    jpegs = [b64decode(part.data) for part in result.content if isinstance(part, ImageContent)]
    assert {part.mime_type for part in result.content if isinstance(part, ImageContent)} <= {"image/jpeg"}
    assert max(map(len, jpegs)) <= MAX_JPEG_BYTES
    pictures = [Image.open(BytesIO(jpeg)) for jpeg in jpegs]
    assert {picture.format for picture in pictures} == {"JPEG"}
    return pictures


@pytest.mark.anyio
async def test_the_newest_export_is_shown_as_a_sheet_or_at_the_times_asked_for(tmp_path: Path) -> None:
    async with open_server(tmp_path) as host:
        await host.call_tool("generate", {"prompt": SCENE})
        exported = facts_of(await host.call_tool("export", {"quality": "low"}))
        sheet = await host.call_tool("preview", {})
        taken = await host.call_tool("preview", {"at_s": [1.5, 0]})
        beyond = error_of(await host.call_tool("preview", {"at_s": [1, 7]}))
    (picture,) = pictures_of(sheet)
    assert picture.width > 1000
    frames = facts_of(sheet)["frames"]
    assert len(frames) == 12
    assert [frame["at_s"] for frame in frames] == sorted(frame["at_s"] for frame in frames)
    assert facts_of(sheet)["source"] == exported["path"]
    assert [(frame["width"], frame["height"]) for frame in facts_of(taken)["frames"]] == [
        picture.size for picture in pictures_of(taken)
    ]
    assert [frame["at_s"] for frame in facts_of(taken)["frames"]] == pytest.approx([1.5, 0], abs=0.05)
    assert (beyond["code"], "2 s long" in beyond["message"]) == ("invalid_argument", True)


@pytest.mark.anyio
async def test_an_old_export_says_that_the_timeline_went_on(tmp_path: Path) -> None:
    async with open_server(tmp_path) as host:
        await host.call_tool("generate", {"prompt": SCENE})
        await host.call_tool("export", {"quality": "low"})
        fresh = facts_of(await host.call_tool("preview", {"at_s": [0]}))
        await host.call_tool("generate", {"prompt": "add the title 'Golden Hour'"})
        old = facts_of(await host.call_tool("preview", {"at_s": [0]}))
    assert "remark" not in fresh
    assert "has changed since this export" in old["remark"]
    assert [suggestion["tool"] for suggestion in old["suggestions"]] == ["export"]


@pytest.mark.anyio
@pytest.mark.parametrize("mode", ["legacy", "auto"])
async def test_without_an_export_the_uploaded_file_is_shown_and_named_as_what_it_is(
    tmp_path: Path, mode: str
) -> None:
    photo = tmp_path / "海滩 beach.png"
    Image.effect_noise((1600, 1200), 90).convert("RGB").save(photo)
    async with open_server(tmp_path, mode=mode) as host:
        await host.call_tool("upload", {"source": str(photo)})
        shown = await host.call_tool("preview", {})
    (picture,) = pictures_of(shown)
    assert picture.width > 300
    assert facts_of(shown)["source"] == str(photo)
    assert "not the edited video" in text_of(shown)


class Naming(ScriptedBackend):
    """A backend whose state names a picture at an address."""

    fetched: tuple[str, ...] = ()

    async def read_state(self, session_id: str) -> ProjectState:
        info = {"name": "clip_1", "type": "image", "url": "https://files.example/clip_1.png"}
        return replace(await super().read_state(session_id), generated_media=(info,))

    async def fetch(self, url: str, target: Path) -> Download:
        self.fetched += (url,)
        draw_still(target.with_suffix(".png"), size=(640, 360))
        await anyio.Path(target.with_suffix(".png")).rename(target)
        return Download(target, 1, "")


@pytest.mark.anyio
async def test_the_media_that_the_state_names_is_fetched_shown_and_not_kept(tmp_path: Path) -> None:
    backend = Naming()
    async with scripted_host(backend, tmp_path) as host:
        await host.call_tool("generate", {"prompt": "生成一段海上日落视频"})
        shown = await host.call_tool("preview", {})
    (picture,) = pictures_of(shown)
    assert picture.width > 600
    assert backend.fetched == ("https://files.example/clip_1.png",)
    assert facts_of(shown)["source"] == "clip_1"
    assert "不是剪辑后的视频" in facts_of(shown)["remark"]
    assert "下一步：export(" in text_of(shown)


@pytest.mark.anyio
async def test_where_there_is_nothing_to_see_it_says_what_makes_something(tmp_path: Path) -> None:
    async with open_server(tmp_path) as host:
        nothing = error_of(await host.call_tool("preview", {}))
        made = facts_of(await host.call_tool("generate", {"prompt": SCENE}))
        unexported = error_of(await host.call_tool("preview", {}))
        exported = facts_of(await host.call_tool("export", {"format": "mp3"}))
        sound = error_of(await host.call_tool("preview", {}))
        film = facts_of(await host.call_tool("export", {"quality": "low"}))
        os.unlink(film["path"])  # noqa: PTH108 - as a user does, behind the server's back
        gone = error_of(await host.call_tool("preview", {}))
    assert Path(exported["path"]).suffix == ".mp3"
    assert [each["code"] for each in (nothing, unexported, sound, gone)] == ["not_found"] * 4
    assert "generate" in nothing["advice"]
    for each in (unexported, sound, gone):
        (way,) = each["suggestions"]
        assert (way["tool"], way["arguments"]) == ("export", {"project_id": made["project_id"]})


@pytest.mark.anyio
async def test_times_are_bounded_in_number_and_sign(tmp_path: Path) -> None:
    async with open_server(tmp_path) as host:
        errors = [
            error_of(await host.call_tool("preview", {"at_s": at_s})) for at_s in ([-1], [0] * 13, ["soon"])
        ]
    assert [error["code"] for error in errors] == ["invalid_argument"] * 3
    assert all("at_s" in error["message"] for error in errors)

"""A look before "done", over MCP: what a viewer would mind in an exported film is told with its time."""

import re
from pathlib import Path

import pytest
from mcp import Client
from PIL import Image

from homes import Json
from hosts import facts_of, open_server
from media.faulty_media import Part, write_film

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

SMALL: Json = {"op": "canvas", "resolution": "360p", "fps": 24}


async def place(host: Client, path: Path, *edits: Json) -> Json:
    await host.call_tool("upload", {"source": str(path)})
    return facts_of(await host.call_tool("edit", {"edits": [{"op": "place", "media": path.name}, *edits]}))


async def edit(host: Client, *edits: Json) -> Json:
    return facts_of(await host.call_tool("edit", {"edits": list(edits)}))


async def remarks(host: Client) -> list[str]:
    """Of an export; their times to the second, as a codec may move them by a frame."""
    found: list[str] = facts_of(await host.call_tool("export", {"quality": "low"}))["remarks"]
    return [re.sub(r"\d+\.\d\d?(?= (to|s\.))", lambda time: f"{float(time[0]):.0f}", each) for each in found]


LOOKS: list[Part] = [("moving", 1.6), ("black", 1.5), ("moving", 0.5), ("held", 4.5), ("moving", 0.5)]
TONES: list[Part] = [("tone", 1.0008), ("peak", 4), ("rest", 3.6)]


async def test_what_is_wrong_with_the_picture_and_the_sound_is_told(tmp_path: Path) -> None:
    async with open_server(tmp_path) as host:
        await place(host, write_film(tmp_path / "film.mkv", LOOKS, TONES), SMALL)
        found = await remarks(host)
    assert found == [
        "There is a click in the sound at 1 s.",
        "The picture is black from 2 to 3 s.",
        "The picture stands still from 4 to 8 s.",
        "There is no sound from 5 to 9 s.",
    ]


async def test_a_text_that_is_hard_to_read_is_told_until_it_is_mended(tmp_path: Path) -> None:
    Image.new("RGB", (64, 36), (90, 90, 90)).save(tmp_path / "grey.png")
    title: Json = {"op": "title", "text": "Words", "from_s": 0.2, "to_s": 1.2, "color": "#606060"}
    async with open_server(tmp_path) as host:
        await place(host, tmp_path / "grey.png", SMALL, title)
        await edit(host, {"op": "length", "item": "clip 1", "duration_s": 2})
        broken = await remarks(host)
        await edit(host, {"op": "change", "item": "title 1", "color": "#FFFFFF"})
        mended = await remarks(host)
    assert broken == ['Hardly legible, with too little contrast: title 1 "Words" (0.2-1.2 s).']
    assert mended == []

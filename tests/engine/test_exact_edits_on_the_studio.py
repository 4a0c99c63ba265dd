"""Every exact edit on the studio, over MCP, in English and Chinese: judged by the draft and by an export."""

# PyAV leaves the type of its packets open.
# pyright: reportUnknownMemberType=false

from pathlib import Path

import av
import numpy as np
import pytest
from mcp import Client
from numpy.typing import NDArray
from PIL import Image

from homes import Json
from hosts import facts_of, open_server

pytestmark = pytest.mark.slow

SRT = "1\n00:00:00,500 --> 00:00:01,500\nHello\n\n2\n00:00:02,000 --> 00:00:03,000\nTwo\nlines\n"
WORDS = 'He said "trim clip 2" 🎬\n删除片段 1 (0-3 s)'
FILMS = {
    "en": ("a 2 second sunset over the sea", "a 2 second forest at the end"),
    "zh": ("2秒的海上日落", "在最后加一段2秒的森林"),
}

CALLS: list[list[Json]] = [
    [{"op": "trim", "item": "clip 2", "from_s": 0.5, "to_s": 1.5}],
    [{"op": "length", "item": "clip 2", "duration_s": 2}, {"op": "cut", "from_s": 0, "to_s": 0.5}],
    [{"op": "split", "at_s": 0.5}],
    [{"op": "move", "item": "clip 3", "to": 1}, {"op": "remove", "item": "clip 2"}],
    [{"op": "speed", "item": "clip 1", "factor": 0.5}, {"op": "reverse", "item": "clip 2"}],
    [{"op": "freeze", "at_s": 1, "duration_s": 1}],
    [
        {"op": "place", "media": "blue.mp4", "at_s": 2},
        {"op": "place", "media": "red.png", "at_s": 0, "corner": "top_left", "percent": 30},
    ],
    [{"op": "music", "mood": "calm", "percent": 50}, {"op": "volume", "item": "sound 1", "percent": 20}],
    [{"op": "music", "mood": "calm", "from_s": 1, "to_s": 2}],
    [{"op": "fade", "item": "clip 1", "in_s": 0.5, "out_s": 0.25}],
    *[
        [{"op": "transition", "item": "clip 3", "kind": kind, "duration_s": 0.25}]
        for kind in ("crossfade", "dip_to_black", "wipe", "slide", "none")
    ],
    [
        {
            "op": "title",
            "text": WORDS,
            "from_s": 0.5,
            "to_s": 2,
            "place": "top_left",
            "size": 1.5,
            "color": "#ffd700",
            "animation": "slide",
        }
    ],
    [
        {
            "op": "change",
            "item": "title 1",
            "text": "New",
            "from_s": 1,
            "to_s": 3,
            "place": "bottom",
            "size": 1,
            "color": "white",
            "animation": "none",
        }
    ],
    [{"op": "subtitles", "text": SRT}],
    [
        {
            "op": "look",
            "item": "clip 1",
            "look": "warm",
            "brightness": 0.2,
            "contrast": -0.1,
            "saturation": 0.3,
        }
    ],
    [{"op": "frame", "item": "BLUE", "fit": "bars", "zoom": 1.5, "rotate": 90, "mirror": True, "flip": True}],
    [{"op": "canvas", "aspect_ratio": "1:1", "resolution": "360p", "fps": 24}],
    [{"op": "undo"}],
    [{"op": "redo"}],
]


def _paint(path: Path, color: tuple[int, int, int]) -> None:
    """A film of one second, or a picture, of one colour."""
    picture = np.full((180, 320, 3), color, np.uint8)
    if path.suffix == ".png":
        Image.fromarray(picture).save(path)
        return
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=24)
        stream.width, stream.height, stream.pix_fmt = 320, 180, "yuv420p"
        for _ in range(24):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode(None))


async def _begin(host: Client, home: Path, language: str) -> None:
    for prompt in FILMS[language]:
        await host.call_tool("generate", {"prompt": prompt})
    _paint(home / "blue.mp4", (20, 40, 200))
    _paint(home / "red.png", (200, 30, 30))
    await host.call_tool("upload", {"source": [str(home / "blue.mp4"), str(home / "red.png")]})


async def _name(host: Client, name: str) -> str:
    items = facts_of(await host.call_tool("state", {}))["timeline"]["items"]
    return next(item["item"] for item in items if item["name"] == name)


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("language", "calls"),
    [("en", CALLS), ("zh", CALLS[:8]), pytest.param("zh", CALLS, marks=pytest.mark.thorough)],
    ids=["en", "zh, some", "zh"],
)
async def test_every_op_is_carried_out_and_seen(
    tmp_path: Path, language: str, calls: list[list[Json]]
) -> None:
    seen: list[tuple[str, str, str]] = []
    async with open_server(tmp_path) as host:
        await _begin(host, tmp_path, language)
        for call in calls:
            blue = await _name(host, "blue.mp4") if call[0].get("item") == "BLUE" else ""
            edits = [{**edit, "item": blue} if edit.get("item") == "BLUE" else edit for edit in call]
            facts = facts_of(await host.call_tool("edit", {"edits": edits}))
            assert facts["status"] == "completed", facts
            seen += [(each["op"], each["outcome"], each["seen"]) for each in facts["edits"]]
    assert [each for each in seen if each[1] != "done"] == []
    assert {op for op, *_ in seen} == {edit["op"] for call in calls for edit in call}


def test_every_op_is_among_the_calls() -> None:
    assert len({edit["op"] for call in CALLS for edit in call}) == 22


def _read(path: str) -> tuple[list[NDArray[np.uint8]], NDArray[np.float64]]:
    """The frames of a film, and its loudness in steps of a tenth of a second."""
    with av.open(path) as container:
        frames = [frame.to_ndarray(format="rgb24").astype(np.uint8) for frame in container.decode(video=0)]
    with av.open(path) as container:
        rate = container.streams.audio[0].rate
        pieces = [frame.to_ndarray().astype(np.float64) for frame in container.decode(audio=0)]
    sound = np.concatenate([np.abs(piece).mean(axis=0) for piece in pieces])
    step = rate // 10
    return frames, sound[: len(sound) // step * step].reshape(-1, step).mean(axis=1)


@pytest.mark.anyio
async def test_what_the_timeline_shows_is_to_be_seen_and_heard_in_the_file(tmp_path: Path) -> None:
    edits: list[Json] = [
        {"op": "place", "media": "blue.mp4"},
        {"op": "place", "media": "red.png"},
        {"op": "canvas", "resolution": "360p", "fps": 24},
    ]
    async with open_server(tmp_path) as host:
        _paint(tmp_path / "blue.mp4", (20, 40, 200))
        _paint(tmp_path / "red.png", (200, 30, 30))
        await host.call_tool("upload", {"source": [str(tmp_path / "blue.mp4"), str(tmp_path / "red.png")]})
        await host.call_tool("edit", {"edits": edits})
        facts = facts_of(
            await host.call_tool(
                "edit",
                {
                    "edits": [
                        {"op": "move", "item": "clip 2", "to": 1},
                        {"op": "length", "item": "clip 2", "duration_s": 2},
                        {"op": "fade", "item": "clip 2", "in_s": 0.5},
                        {"op": "freeze", "at_s": 2.5, "duration_s": 1},
                        {"op": "look", "item": "clip 2", "look": "black_and_white"},
                        {
                            "op": "title",
                            "text": "WWWWWW",
                            "from_s": 0.5,
                            "to_s": 1.5,
                            "size": 2,
                            "animation": "none",
                        },
                        {"op": "music", "mood": "lofi", "from_s": 2, "to_s": 4, "percent": 80},
                    ]
                },
            )
        )
        made = facts_of(await host.call_tool("export", {"quality": "low"}))
    assert [each["outcome"] for each in facts["edits"]] == ["done"] * 7
    assert made["duration_s"] == pytest.approx(4, abs=0.05)
    frames, levels = _read(made["path"])
    middle = [frame[150:210, 20:60].mean(axis=(0, 1)) for frame in frames]
    assert np.abs(middle[16] - middle[46]).max() < 10, "the red picture lasts two seconds, still"
    red = frames[40][160:200, 20:60].reshape(-1, 3).std(axis=1).mean()
    assert red < 3, "the picture is black and white"
    assert frames[0].mean() < 8 < frames[20].mean(), "it comes out of black"
    white = [(frame[140:220] > 230).mean() for frame in frames]
    assert white[24] > 0.02 > max(white[6], white[44]), "the title shows from 0.5 to 1.5 s alone"
    blue = frames[90].mean(axis=(0, 1))
    assert blue[2] > 2 * blue[0], "the blue film is the second"
    assert levels[25:38].mean() > 20 * max(levels[2:15].mean(), 1e-6), "music plays from 2 to 4 s alone"

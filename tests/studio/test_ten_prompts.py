"""Films in each language, from the words to the file: chat, export and download over a real socket.

Each is then decoded to its end by an ffmpeg that is not ours; in Chinese those whose pictures hold the words.
"""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from PIL import Image

from nemo_studio import StudioOptions, serve_studio
from samples import sampled
from studio.judge import decode, probe
from studio.test_protocol import ATTRIBUTION, Json, open_session, read_state, say, until_rendered

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

WIDE, TALL, SQUARE = (640, 360), (360, 640), (360, 360)


@dataclass(frozen=True)
class Film:
    """What is said, one message after the other, and what comes of it.

    Attributes:
        says: The messages.
        seconds: How long the film is.
        size: Of its picture.
        tracks: How many segments each kind of track has, by its number in the draft.
        uploads: How many pictures are uploaded before.
        subtitles: The text of an SRT file that is uploaded before.
    """

    says: tuple[str, ...]
    seconds: float
    size: tuple[int, int] = WIDE
    tracks: Mapping[int, int] = field(default_factory=dict[int, int])
    uploads: int = 0
    subtitles: str = ""


def srt(*lines: str) -> str:
    """Subtitles of a second each."""
    cues = (f"{n}\n00:00:0{n - 1},000 --> 00:00:0{n},000\n{line}\n" for n, line in enumerate(lines, 1))
    return "\n".join(cues)


ENGLISH = {
    "sunset": Film(("a 2-second video of a sunset over the sea", "make it warmer"), 2, tracks={0: 1, 1: 1}),
    "city": Film(
        ("a 2-second vertical video of a city at night", "add lo-fi music at 35%"), 2, TALL, {0: 1, 1: 2}
    ),
    "title": Film(
        ("a 2-second square video of snow at night", "add the title 'Silent Night' from 0 to 1 seconds"),
        2,
        SQUARE,
        {0: 1, 7: 1},
    ),
    "several orders": Film(
        ("a 2-second video of a forest in mist", "add ambient music at 40% and the title 'Into the Woods'"),
        2,
        tracks={0: 1, 1: 2, 7: 1},
    ),
    "other title": Film(
        (
            "a 2-second video of fireworks",
            "add the title 'Happy New Year'",
            "change the title to 'Happy 2027 \U0001f386'",
        ),
        2,
        tracks={0: 1, 7: 1},
    ),
    "slow motion": Film(
        (
            "a 2-second video of mountains with clouds",
            "add cinematic music",
            "slow the clip down to half speed",
        ),
        4,
        tracks={0: 1, 1: 2},
    ),
    "transition": Film(
        (
            "a 1-second video of the desert",
            "add a 1-second scene of an aurora",
            "add a crossfade between them",
        ),
        2,
        tracks={0: 2},
    ),
    "slideshow": Film(
        ("make a slideshow from my photos, 1 second each", "make it black and white"),
        2,
        tracks={0: 2},
        uploads=2,
    ),
    "trimmed": Film(
        (
            "a 3-second video of an underwater scene",
            "trim it to 2 seconds",
            "add upbeat music",
            "remove the music",
        ),
        2,
        tracks={0: 1},
    ),
    "subtitles": Film(
        (
            "a 2-second video of a starfield with a planet",
            f"add these subtitles:\n{srt('Far away', 'and long ago')}",
        ),
        2,
        tracks={0: 1, 7: 2},
    ),
    "picture in picture": Film(
        ("a 1-second video of a meadow", "put my photo in the top right corner as picture in picture"),
        1,
        tracks={0: 2},
        uploads=1,
    ),
    "undo and reverse": Film(
        ("a 1-second video of the desert", "add the title 'Gone'", "undo", "reverse the clip"),
        1,
        tracks={0: 1, 7: 0},
    ),
    "subtitles from a file": Film(
        ("a 2-second video of rain", "add the subtitles from the file"),
        2,
        tracks={0: 1, 7: 2},
        subtitles=srt("It rains", "and rains"),
    ),
}
CHINESE = {
    "日落": Film(("生成一个2秒的海上日落视频", "调成暖色调"), 2, tracks={0: 1, 1: 1}),
    "城市": Film(("生成一个2秒的竖屏城市夜景视频", "加上轻松的背景音乐，音量35%"), 2, TALL, {0: 1, 1: 2}),
    "标题": Film(("生成一个2秒的方形雪夜视频", "加标题“平安夜”"), 2, SQUARE, {0: 1, 7: 1}),
    "几件事": Film(("生成一个2秒的森林视频", "加上音乐并加标题“林间”"), 2, tracks={0: 1, 1: 2, 7: 1}),
    "改标题": Film(
        ("生成一个2秒的烟花视频", "加标题“新年快乐”", "把标题改成“2027，你好”"), 2, tracks={0: 1, 7: 1}
    ),
    "慢动作": Film(("生成一个2秒的雪山视频", "加上音乐", "放慢到一半速度"), 4, tracks={0: 1, 1: 2}),
    "转场": Film(
        ("生成一个1秒的沙漠视频", "再加一个1秒的极光场景", "两段之间加上淡入淡出转场"), 2, tracks={0: 2}
    ),
    "相册": Film(("用我上传的照片做一个视频，每张1秒", "调成黑白"), 2, tracks={0: 2}, uploads=2),
    "裁短": Film(("生成一个3秒的海底视频", "只保留前2秒", "加上音乐", "去掉音乐"), 2, tracks={0: 1}),
    "字幕": Film(
        (
            "生成一个2秒的星空视频",
            f"加上这些字幕：\n{srt('很远', '很久以前')}",
        ),
        2,
        tracks={0: 1, 7: 2},
    ),
    "画中画": Film(
        ("生成一个1秒的草原视频", "把上传的图片作为画中画放在右上角"), 1, tracks={0: 2}, uploads=1
    ),
    "撤销和倒放": Film(("生成一个1秒的沙漠视频", "加标题“不要”", "撤销", "倒放"), 1, tracks={0: 1, 7: 0}),
    "字幕文件": Film(
        ("生成一个2秒的雨天视频", "用上传的字幕文件加字幕"),
        2,
        tracks={0: 1, 7: 2},
        subtitles=srt("下雨了", "还在下"),
    ),
}
IN_CHINESE_LETTERS = ("标题", "字幕")
"""Films whose pictures hold what was said; the others are drawn as their English twins are."""


@asynccontextmanager
async def drafted(film: Film, language: str, folder: Path) -> AsyncGenerator[tuple[httpx.AsyncClient, str]]:
    """A client of a studio, and the session in which everything has been said."""
    async with (
        serve_studio(StudioOptions(folder=folder / "studio")) as address,
        httpx.AsyncClient(base_url=address.url, timeout=60, verify=False) as http,
    ):
        await sign_in(http)
        session_id = await open_session(http, language)
        await upload_photos(http, session_id, film.uploads, folder)
        if film.subtitles:
            await upload(http, session_id, "words.srt", film.subtitles.encode())
        for words in film.says:
            await say(http, session_id, words)
        yield http, session_id


@pytest.mark.parametrize(
    ("language", "name"),
    sampled([*(("en", name) for name in ENGLISH), *(("zh", name) for name in IN_CHINESE_LETTERS)], 3),
)
async def test_words_become_a_film_that_another_ffmpeg_plays_to_its_end(
    language: str, name: str, tmp_path: Path
) -> None:
    film = (ENGLISH | CHINESE)[name]
    path = tmp_path / "film.mp4"
    async with drafted(film, language, tmp_path) as (http, session_id):
        draft = (await read_state(http, session_id))["draft"]
        content = await export(http, session_id, draft)
    path.write_bytes(content)

    assert {kind: count_segments(draft, kind) for kind in film.tracks} == film.tracks
    decode(path)
    told = probe(path)
    video = told["video"]
    assert (video["width"], video["height"], video["avg_frame_rate"]) == (*film.size, "24/1")
    assert [video[f"color_{tag}"] for tag in ("range", "space", "transfer", "primaries")] == [
        "tv",
        "bt709",
        "bt709",
        "bt709",
    ]
    assert told["audio"]["codec_name"] == "aac"
    assert float(told["format"]["duration"]) == pytest.approx(film.seconds, abs=0.05)


@pytest.mark.parametrize("name", [*ENGLISH, *CHINESE])
async def test_words_become_the_same_draft_in_each_language(name: str, tmp_path: Path) -> None:
    film, language = (ENGLISH | CHINESE)[name], "en" if name in ENGLISH else "zh"
    async with drafted(film, language, tmp_path) as (http, session_id):
        state = await read_state(http, session_id)
    draft, shape = state["draft"], state["canvas_config"]["ratio"]
    assert {kind: count_segments(draft, kind) for kind in film.tracks} == film.tracks
    assert shape == {WIDE: "16:9", TALL: "9:16", SQUARE: "1:1"}[film.size]
    assert max(segment["s"] + segment["d"] for track in draft["t"] for segment in track["sg"]) == (
        film.seconds * 1000
    )


async def sign_in(http: httpx.AsyncClient) -> None:
    answer = (await http.post("/api/auth/anonymous-token", headers={"X-Client-Id": "tester"})).json()
    http.headers.update({**ATTRIBUTION, "Authorization": f"Bearer {answer['data']['token']}"})


async def upload_photos(http: httpx.AsyncClient, session_id: str, count: int, folder: Path) -> None:
    for number in range(count):
        Image.new("RGB", (300, 200), ("navy", "maroon")[number % 2]).save(folder / f"{number}.png")
        await upload(http, session_id, f"{number}.png", (folder / f"{number}.png").read_bytes())


async def upload(http: httpx.AsyncClient, session_id: str, name: str, content: bytes) -> None:
    path = f"/api/upload-video/nemo_agent/me/{session_id}"
    answer = await http.post(path, files={"files": (name, content)})
    assert answer.json()["code"] == 0


async def export(http: httpx.AsyncClient, session_id: str, draft: Json) -> bytes:
    output = {"format": "mp4", "quality": "low", "fps": 24, "resolution": "360p"}
    body = {"id": "render_1", "sessionId": session_id, "draft": draft, "output": output}
    await http.post("/api/render/proxy/lambda", json=body)
    status = await until_rendered(http, "render_1")
    return (await http.get(status["output"]["url"])).content


def count_segments(draft: Json, kind: int) -> int:
    return sum(len(track["sg"]) for track in draft["t"] if track["tt"] == kind)

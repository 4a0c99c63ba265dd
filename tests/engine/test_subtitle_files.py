"""Subtitle files through the real server: uploaded, named in words and in edits, and read back."""

from itertools import product
from pathlib import Path

import pysubs2
import pytest
from mcp import Client

from engine.scripted_backend import ScriptedBackend
from homes import Json
from hosts import error_of, facts_of, open_server, text_of
from nemo_video.client import Text
from samples import sampled
from surface.scripted_host import scripted_host

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

CUES = ((200, 900, "Far away"), (1000, 1800, "and long ago"))
SRT = "1\n00:00:00,200 --> 00:00:00,900\nFar away\n\n2\n00:00:01,000 --> 00:00:01,800\n<i>and long ago</i>\n"
VTT = "WEBVTT\n\n00:00.200 --> 00:00.900\nFar away\n\n00:01.000 --> 00:01.800 line:0\nand long ago\n"
ASS = """[Script Info]
ScriptType: v4.00+

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, Bold, Alignment
Style: Default,Arial,48,&H0000FFFF,1,2

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Comment: 0,0:00:00.00,0:00:05.00,Default,,0,0,0,,a note of the translator
Dialogue: 0,0:00:00.20,0:00:00.90,Default,,0,0,0,,{\\pos(10,10)\\c&H00FF00&}Far away
Dialogue: 0,0:00:01.00,0:00:01.80,Default,,0,0,0,,and{\\i1} long{\\i0} ago
Dialogue: 0,0:00:01.00,0:00:01.80,Default,,0,0,0,,{\\p1}m 0 0 l 10 0 10 10{\\p0}
"""
FILES = {"talk.srt": SRT, "talk.vtt": VTT, "talk.ass": ASS}
FILM = {"prompt": "a 2-second sunset"}


def write(folder: Path, name: str = "talk.srt", more: str = "") -> str:
    path = folder / name
    path.write_text(FILES[name] + more, encoding="utf-8")
    return str(path)


async def shown(host: Client) -> list[tuple[int, int, str]]:
    """The subtitles of the film, as another reader finds them in its captions."""
    exported = facts_of(await host.call_tool("export", {"format": "srt"}))
    read = pysubs2.load(exported["path"])
    return [(line.start, line.end, line.text) for line in read]


@pytest.mark.parametrize("name", FILES)
async def test_an_uploaded_file_becomes_the_subtitles_of_the_film(name: str, tmp_path: Path) -> None:
    async with open_server(tmp_path) as host:
        await host.call_tool("generate", FILM)
        result = await host.call_tool("upload", {"source": write(tmp_path, name)})
        assert await shown(host) == list(CUES)
    (file,) = facts_of(result)["files"]
    assert (file["name"], file["kind"], file["duration_s"]) == (name, "subtitles", 1.8)
    assert file["notices"][0] == "2 subtitles are on the timeline."
    assert (len(file["notices"]) == 2) is (name == "talk.ass")


async def test_a_file_that_comes_before_its_film_is_kept_for_it(tmp_path: Path) -> None:
    async with open_server(tmp_path) as host:
        kept = facts_of(await host.call_tool("upload", {"source": write(tmp_path)}))
        state = facts_of(await host.call_tool("state", {}))
        await host.call_tool("generate", FILM)
        assert kept["suggestions"][0]["tool"] == "edit"
        edited = facts_of(await host.call_tool("edit", kept["suggestions"][0]["arguments"]))
        assert await shown(host) == list(CUES)
    assert [media["name"] for media in state["media"]] == ["talk.srt"]
    assert [each["outcome"] for each in edited["edits"]] == ["done"]


PATHS_IN_WORDS = [
    "Add the subtitles from {path}",
    "{path}",
    "Here are the subtitles: {path}",
    "加上字幕 {path}",
    'please use "{path}" as subtitles',
]


@pytest.mark.parametrize(("words", "name"), sampled(product(PATHS_IN_WORDS, ["talk.srt", "talk.ass"]), 3))
async def test_a_path_in_words_is_no_media_upload(words: str, name: str, tmp_path: Path) -> None:
    async with open_server(tmp_path) as host:
        await host.call_tool("generate", FILM)
        said = facts_of(
            await host.call_tool("generate", {"prompt": words.format(path=write(tmp_path, name))})
        )
        assert (said["status"], said.get("not_done", [])) == ("completed", [])
        assert await shown(host) == list(CUES)


@pytest.mark.parametrize("words", ["add the subtitles", "put the captions of talk.srt on it", "加字幕"])
async def test_words_about_an_uploaded_file_bring_it(words: str, tmp_path: Path) -> None:
    async with open_server(tmp_path) as host:
        await host.call_tool("upload", {"source": write(tmp_path)})
        await host.call_tool("generate", FILM)
        await host.call_tool("generate", {"prompt": words})
        assert await shown(host) == list(CUES)


@pytest.mark.parametrize("edit", [{"op": "subtitles", "text": "PATH"}, {"op": "place", "media": "talk.srt"}])
async def test_an_edit_takes_a_file_in_the_place_of_its_text(edit: Json, tmp_path: Path) -> None:
    path = write(tmp_path)
    async with open_server(tmp_path) as host:
        await host.call_tool("upload", {"source": path})
        await host.call_tool("generate", FILM)
        fields = {name: path if value == "PATH" else value for name, value in edit.items()}
        edited = facts_of(await host.call_tool("edit", {"edits": [fields]}))
        assert await shown(host) == list(CUES)
    assert [(each["op"], each["outcome"]) for each in edited["edits"]] == [("subtitles", "done")]


async def test_subtitles_after_the_end_are_left_out_and_told(tmp_path: Path) -> None:
    path = write(tmp_path, more="\n3\n00:00:07,000 --> 00:00:08,000\nToo late\n")
    async with open_server(tmp_path) as host:
        await host.call_tool("generate", FILM)
        result = await host.call_tool("upload", {"source": path})
        assert await shown(host) == list(CUES)
    assert "1 more start after the end of the film and are left out." in text_of(result)


async def test_a_bad_file_is_told_by_its_line_and_never_loses_the_good_one(tmp_path: Path) -> None:
    bad = tmp_path / "bad.srt"
    bad.write_text("1\n00:00:01,000 --> 00:00:02,x00\nHello\n", encoding="utf-8")
    foreign = tmp_path / "old.srt"
    foreign.write_bytes(SRT.replace("Far", "F\xe4r").encode("latin-1"))
    async with open_server(tmp_path) as host:
        sources = [str(bad), str(foreign), write(tmp_path)]
        told = facts_of(await host.call_tool("upload", {"source": sources}))
        alone = error_of(await host.call_tool("upload", {"source": str(tmp_path / "none.srt")}))
    assert [file["name"] for file in told["files"]] == ["talk.srt"]
    assert "line 2" in told["rejected"][0]["reason"]
    assert "UTF-8" in told["rejected"][1]["reason"]
    assert alone["code"] == "not_found"


async def test_a_file_outside_the_allowed_folders_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    path = write(tmp_path)
    async with open_server(tmp_path / "home") as host:
        await host.call_tool("generate", FILM)
        codes = [
            error_of(await host.call_tool(tool, arguments))["code"]
            for tool, arguments in (
                ("upload", {"source": path}),
                ("generate", {"prompt": f"add the subtitles {path}"}),
                ("edit", {"edits": [{"op": "subtitles", "text": path}]}),
            )
        ]
    assert codes == ["not_allowed"] * 3


@pytest.mark.parametrize("name", FILES)
async def test_a_backend_that_takes_no_such_files_gets_their_words_in_the_chat(
    name: str, tmp_path: Path
) -> None:
    clip: Json = {"id": "a", "s": 0, "d": 2000, "m": {"name": "sea"}}
    backend = ScriptedBackend(draft={"t": [{"tt": 0, "sg": [clip]}], "d": 2000})
    backend.turns = [[Text("Here it is.")], [Text("Subtitles added.")], [Text("Subtitles added.")]]
    async with scripted_host(backend, tmp_path, NEMO_UPLOAD_DIRS=str(tmp_path)) as host:
        await host.call_tool("generate", FILM)
        facts_of(await host.call_tool("upload", {"source": write(tmp_path, name)}))
        await host.call_tool("generate", {"prompt": f"add {write(tmp_path, name)} as subtitles"})
    _, uploaded, said = backend.messages
    assert "Far away" in uploaded and "and long ago" in uploaded
    assert said.startswith(f"add {name} as subtitles\n\n")
    assert "00:00:01,000 --> 00:00:01,800\nand long ago" in said

"""One film for other editors: clips, a crossfade, titles, subtitles and music, exported and read back."""

# OpenTimelineIO and PyAV leave their types open.
# pyright: reportUnknownMemberType=false, reportMissingTypeStubs=false

import re
from dataclasses import dataclass
from fractions import Fraction
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import anyio
import pytest

from engine.scripted_backend import ScriptedBackend
from homes import Json
from hosts import error_of, facts_of, open_server
from media.drawn_media import draw_film
from nemo_video.media import probe
from surface.scripted_host import scripted_host

pytestmark = pytest.mark.slow

FPS = 30
SRT = "1\n00:00:00,500 --> 00:00:01,500\nFar away\n\n2\n00:00:02,000 --> 00:00:03,000\nLong ago\n"
EDITS: list[Json] = [
    {"op": "canvas", "resolution": "360p"},
    {"op": "trim", "item": "clip 2", "from_s": 0.5, "to_s": 1.5},
    {"op": "transition", "item": "clip 2", "kind": "crossfade", "duration_s": 0.4},
    {"op": "speed", "item": "clip 3", "factor": 2},
    {"op": "title", "text": "Golden Hour", "from_s": 0, "to_s": 1, "color": "#FF8800"},
    {"op": "title", "text": "Fin & <end>", "from_s": 2.5, "to_s": 3.5, "place": "bottom"},
    {"op": "subtitles", "text": SRT},
    {"op": "music", "mood": "calm", "percent": 40},
]
CLIPS = [(0, 60), (60, 90), (90, 120)]
"""Start and end of the three clips, in frames."""


def read_otio(path: str, adapter: str, **options: Any) -> Any:
    otio: Any = import_module("opentimelineio")
    read = otio.adapters.read_from_file(path, adapter, **options)
    return read if isinstance(read, otio.schema.Timeline) else read[0]


def clips_of(track: Any) -> list[tuple[str, int, int]]:
    """Name, first frame and end of the clips of a track."""
    otio: Any = import_module("opentimelineio")
    found: list[tuple[str, int, int]] = []
    at = 0
    for item in track:
        if isinstance(item, otio.schema.Transition):
            continue
        frames = in_frames(item.duration())
        if isinstance(item, otio.schema.Clip):
            found.append((item.name, at, at + frames))
        at += frames
    return found


def in_frames(time: Any) -> int:
    return round(time.rescaled_to(FPS).value)


def file_of(address: str) -> Path:
    return Path(unquote(urlsplit(address).path))


@dataclass(frozen=True)
class Exports:
    """The film in every format, as the tool answered, and what was on the timeline."""

    state: Json
    otio: Json
    fcpxml: Json
    edl: Json


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Exports:
    """The film is made once: two generated clips, and one of the user's own between them."""
    home = tmp_path_factory.mktemp("home")
    return anyio.run(_export_all, home)


async def _export_all(home: Path) -> Exports:
    draw_film(home / "own.mp4", seconds=2, fps=20, size=(160, 90))
    async with open_server(home) as host:
        await host.call_tool("generate", {"prompt": "a 2-second sunset over the sea, no title"})
        await host.call_tool("upload", {"source": str(home / "own.mp4")})
        await host.call_tool("edit", {"edits": [{"op": "place", "media": "own.mp4"}]})
        await host.call_tool("generate", {"prompt": "add a 2-second city at night at the end"})
        edited = facts_of(await host.call_tool("edit", {"edits": EDITS}))
        assert {each["outcome"] for each in edited["edits"]} <= {"done", "unseen"}
        state = facts_of(await host.call_tool("state", {}))
        made = [
            facts_of(await host.call_tool("export", {"format": format, "filename": "cut"}))
            for format in ("otio", "fcpxml", "edl")
        ]
    return Exports(state, *made)


def test_opentimelineio_reads_back_every_clip_sound_and_word(exports: Exports) -> None:
    read = read_otio(exports.otio["path"], "otio_json")
    names = [item["name"] for item in exports.state["timeline"]["items"] if item["item"].startswith("clip")]
    tracks = {track.name: track for track in read.tracks}
    assert clips_of(tracks["Video"]) == [(name, *span) for name, span in zip(names, CLIPS, strict=True)]
    assert clips_of(tracks["Title"]) == [("Golden Hour", 0, 30), ("Fin & <end>", 75, 105)]
    assert clips_of(tracks["Subtitles"]) == [("Far away", 15, 45), ("Long ago", 60, 90)]
    assert [span[1:] for span in clips_of(tracks["BGM"])] == [(0, 120)]
    silent = [("own.mp4", 60, 90)]
    assert clips_of(tracks["Sound of clips 1"]) == [c for c in clips_of(tracks["Video"]) if c not in silent]


def test_opentimelineio_holds_crossfade_speed_and_trim(exports: Exports) -> None:
    read = read_otio(exports.otio["path"], "otio_json")
    (video,) = [track for track in read.tracks if track.name == "Video"]
    first, transition, second, third = video
    assert (transition.transition_type, transition.in_offset.value, transition.out_offset.value) == (
        "SMPTE_Dissolve", 0, 12,
    )  # fmt: skip
    assert (first.source_range.start_time.value, second.source_range.start_time.value) == (0, 15)
    assert [effect.time_scalar for effect in third.effects] == [2.0]


@pytest.mark.parametrize("format", ["otio", "fcpxml"])
def test_every_media_file_lies_in_the_folder_and_is_as_long_as_is_needed(
    exports: Exports, format: str
) -> None:
    exported: Json = getattr(exports, format)
    text = Path(exported["path"]).read_text(encoding="utf-8")
    files = {file_of(address) for address in re.findall(r'file://[^"]+', text)}
    folder = Path(exported["path"]).with_suffix("")
    assert {path.parent for path in files} == {folder}
    assert files == set(folder.iterdir())
    own = folder / "own.mp4"
    assert own.read_bytes() == (folder.parents[2] / "own.mp4").read_bytes()
    lengths = {path.stem: probe(path).duration_s or 0 for path in files}
    assert lengths["sunset-over-the-sea"] >= 2.4  # it plays on under the crossfade
    assert lengths["city-at-night"] >= 2
    assert any(path.suffix == ".wav" for path in files)


def test_final_cut_xml_reads_back_with_cuts_in_the_middle_of_transitions(exports: Exports) -> None:
    read = read_otio(exports.fcpxml["path"], "fcpx_xml")
    (video,) = [track for track in read.tracks if track.name == "0"]
    assert [span[1:] for span in clips_of(video)] == [(0, 66), (66, 90), (90, 120)]
    assert [in_frames(clip.source_range.start_time) for clip in video] == [0, 21, 0]


def test_final_cut_xml_says_titles_subtitles_levels_speed_and_transition(exports: Exports) -> None:
    root: Any = ElementTree.parse(exports.fcpxml["path"]).getroot()
    assert root.get("version") == "1.10"
    titles = list(root.iter("title"))
    assert ["".join(title.find("text").itertext()).strip() for title in titles] == [
        "Golden Hour",
        "Fin & <end>",
    ]
    assert titles[0].find("text-style-def/text-style").get("fontColor") == "1 0.533 0 1"
    assert [caption.get("name") for caption in root.iter("caption")] == ["Far away", "Long ago"]
    levels = {
        clip.get("audioRole"): level.get("amount")
        for clip in root.iter("asset-clip")
        for level in clip.findall("adjust-volume")
    }
    assert levels["music"] == "-8.0dB"
    (transition,) = root.iter("transition")
    assert (transition.get("offset"), transition.get("duration")) == ("2s", "2/5s")
    begin, end = root.iter("timept")
    assert (begin.get("time"), begin.get("value")) == ("0s", "0s")
    assert Fraction(end.get("value")[:-1]) == 2 * Fraction(end.get("time")[:-1])


def test_an_edl_reads_back_cut_by_cut(exports: Exports) -> None:
    read = read_otio(exports.edl["path"], "cmx_3600", rate=FPS)
    (video,) = read.tracks
    assert [span[1:] for span in clips_of(video)] == CLIPS
    _, transition, second, third = video
    assert (transition.transition_type, transition.out_offset.value) == ("SMPTE_Dissolve", 12)
    assert second.source_range.start_time.value == 15
    assert [effect.time_scalar for effect in third.effects] == [2.0]


def test_what_a_format_cannot_say_is_told(exports: Exports) -> None:
    otio, fcpxml, edl = ("\n".join(each["remarks"]) for each in (exports.otio, exports.fcpxml, exports.edl))
    assert "volume (" in otio and "color (title 1)" in otio
    assert "volume" not in fcpxml and "color" not in fcpxml
    assert "titles (title 1, title 4)" in edl and "subtitles (title 2, title 3)" in edl and "sounds (" in edl
    assert all(
        str(Path(each["path"]).with_suffix("")) in each["remarks"][0] for each in (exports.otio, exports.edl)
    )


def test_a_name_that_is_taken_is_numbered_for_the_file_and_its_folder(exports: Exports) -> None:
    names = [Path(each["path"]).name for each in (exports.otio, exports.fcpxml, exports.edl)]
    assert names == ["cut.otio", "cut (2).fcpxml", "cut (3).edl"]
    assert exports.edl["verified"] is False


@pytest.mark.anyio
async def test_media_of_a_cloud_is_fetched_from_its_address(tmp_path: Path) -> None:
    clip: Json = {"id": "a", "s": 0, "d": 1000, "m": {"name": "sea", "media_id": "m1"}}
    backend = ScriptedBackend(draft={"t": [{"tt": 0, "sg": [clip]}], "d": 1000})
    backend.media = ({"id": "m1", "name": "sea.mp4", "type": "video", "url": "https://cdn.test/sea.mp4"},)
    backend.film = draw_film(tmp_path / "sea.mp4").read_bytes()
    async with scripted_host(backend, tmp_path) as host:
        await host.call_tool("generate", {"prompt": "the sea"})
        exported = facts_of(await host.call_tool("export", {"format": "edl", "filename": "cut"}))
    assert (tmp_path / "videos" / "cut" / "sea.mp4").is_file()
    assert len(exported["remarks"]) == 1


@pytest.mark.anyio
async def test_what_cannot_be_had_is_told_and_the_cut_is_written_all_the_same(tmp_path: Path) -> None:
    clip: Json = {"id": "a", "s": 0, "d": 1000, "m": {"name": "sea", "url": "https://cdn.test/gone.mp4"}}
    backend = ScriptedBackend(draft={"t": [{"tt": 0, "sg": [clip]}], "d": 1000})
    backend.gone = frozenset({"https://cdn.test/gone.mp4"})
    async with scripted_host(backend, tmp_path) as host:
        await host.call_tool("generate", {"prompt": "the sea"})
        exported = facts_of(await host.call_tool("export", {"format": "otio", "filename": "cut"}))
    assert exported["remarks"][-1] == "Without a media file, which could not be had: clip 1."


@pytest.mark.anyio
async def test_without_the_extra_it_is_told_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nemo_video.engine.timeline_runner.is_installed", lambda: False)
    async with scripted_host(ScriptedBackend(), tmp_path) as host:
        error = error_of(await host.call_tool("export", {"format": "otio"}))
    assert error["code"] == "invalid_argument"
    assert "nemo-video-mcp[timeline]" in error["advice"]

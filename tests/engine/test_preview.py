"""Preview: pictures of what there is, from outside, and plain words where there is nothing."""

from base64 import b64decode
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import anyio
import pytest
from mcp_types import CallToolResult, ImageContent, TextResourceContents
from PIL import Image

from engine.scripted_backend import CLIP, TITLE, ScriptedBackend, draft_of, ended, engine_over, start, until
from hosts import error_of, facts_of, open_server, text_of
from media.drawn_media import draw_film, draw_still
from nemo_video.client import Download, ProjectState, Text
from nemo_video.engine import Change, DrawingChanged
from nemo_video.engine.diagrams import MINIATURES_S
from nemo_video.errors import NotAllowed
from surface.scripted_host import scripted_host
from virtual_clock import virtual_clock

pytestmark = pytest.mark.slow

SCENE = "a 2-second video of a sunset over the sea in 360p"
MAX_JPEG_BYTES = 200_000

WAVEFORMS = "nemo-video/waveforms"
A_WINDOW = "claude-ai"
"""A host that shows pictures."""


def pictures_of(result: CallToolResult) -> Sequence[Image.Image]:
    """The pictures of a result, each held to what hosts take."""
    jpegs = [b64decode(part.data) for part in result.content if isinstance(part, ImageContent)]
    assert {part.mime_type for part in result.content if isinstance(part, ImageContent)} <= {"image/jpeg"}
    assert max(map(len, jpegs)) <= MAX_JPEG_BYTES
    pictures = [Image.open(BytesIO(jpeg)) for jpeg in jpegs]
    assert {picture.format for picture in pictures} == {"JPEG"}
    return pictures


@pytest.mark.anyio
async def test_a_draft_is_drawn_without_an_export_as_a_sheet_or_at_given_times(
    tmp_path: Path,
) -> None:
    async with open_server(tmp_path, name=A_WINDOW) as host:
        await host.call_tool("generate", {"prompt": SCENE})
        sheet = await host.call_tool("preview", {})
        taken = await host.call_tool("preview", {"at_s": [1.5, 0]})
        beyond = error_of(await host.call_tool("preview", {"at_s": [1, 7]}))
    (picture,) = pictures_of(sheet)
    assert picture.width > 1000
    frames = facts_of(sheet)["frames"]
    assert len(frames) == 12
    assert [frame["at_s"] for frame in frames] == sorted(frame["at_s"] for frame in frames)
    assert (facts_of(sheet)["source"], facts_of(taken)["source"]) == ("draft", "draft")
    assert "no file was rendered" in text_of(taken)
    assert [(frame["width"], frame["height"]) for frame in facts_of(taken)["frames"]] == [
        picture.size for picture in pictures_of(taken)
    ]
    assert [frame["at_s"] for frame in facts_of(taken)["frames"]] == [1.5, 0]
    assert [suggestion["tool"] for suggestion in facts_of(taken)["suggestions"]] == ["export"]
    assert (beyond["code"], "2 s long" in beyond["message"]) == ("invalid_argument", True)


def clips(*names: str) -> dict[str, object]:
    """A track of clips of 2 seconds each, with their names as ids."""
    placed = [{"id": name, "s": 2000 * i, "d": 2000, "m": {"name": name}} for i, name in enumerate(names)]
    return {"tt": 0, "sg": placed}


@pytest.mark.anyio
async def test_several_clips_are_shown_once_each_also_by_the_generate_that_made_them(tmp_path: Path) -> None:
    backend = ScriptedBackend(draws_drafts=True)
    backend.turns = [[backend.put(clips("海边日落", "雪山"))], [backend.put(clips("海边日落"))]]
    async with scripted_host(backend, tmp_path, name=A_WINDOW, NEMO_BACKEND="studio") as host:
        made = await host.call_tool("generate", {"prompt": "a sunset, then mountains"})
        shown = await host.call_tool("preview", {})
        changed = await host.call_tool("generate", {"prompt": "remove the second clip"})
    assert [picture.size for picture in pictures_of(made)] == [(1280, 367)]
    assert [frame["at_s"] for frame in facts_of(shown)["frames"]] == [1, 3]
    assert pictures_of(shown)[0].size == (1280, 367)
    assert [picture.width for picture in pictures_of(changed)] == [1600], "no storyboard, but the timeline"
    assert (backend.drawn_at_s, backend.shown_clips) == ([1, 3, 1, 3], ["海边日落"])


@pytest.mark.anyio
async def test_many_clips_are_looked_through_evenly(tmp_path: Path) -> None:
    backend = ScriptedBackend(draws_drafts=True)
    backend.turns = [[backend.put(clips(*map(str, range(13))))]]
    async with scripted_host(backend, tmp_path, name=A_WINDOW, NEMO_BACKEND="studio") as host:
        await host.call_tool("generate", {"prompt": "thirteen clips"})
    assert backend.drawn_at_s == pytest.approx([(index + 0.5) * 5 / 12 for index in range(12)], abs=0.001)


@pytest.mark.anyio
async def test_a_terminal_gets_no_pictures_that_were_not_asked_for(tmp_path: Path) -> None:
    backend = ScriptedBackend(draws_drafts=True)
    backend.turns = [[backend.put(clips("海边日落", "雪山"))]]
    async with scripted_host(backend, tmp_path, name="claude-code", NEMO_BACKEND="studio") as host:
        made = await host.call_tool("generate", {"prompt": "a sunset, then mountains"})
    assert [part.type for part in made.content] == ["text"]
    assert backend.drawn_at_s == []


@pytest.mark.anyio
@pytest.mark.parametrize(("host_name", "kinds"), [(A_WINDOW, ["text", "image"]), ("claude-code", ["text"])])
async def test_after_an_edit_a_window_shows_the_timeline_and_a_terminal_does_not(
    tmp_path: Path, host_name: str, kinds: list[str]
) -> None:
    backend = ScriptedBackend(draws_drafts=True)
    backend.turns = [[backend.put(clips("sunset"))], [backend.put(clips("sunset", "city"))]]
    async with scripted_host(backend, tmp_path, name=host_name, NEMO_BACKEND="studio") as host:
        await host.call_tool("generate", {"prompt": "a sunset"})
        changed = await host.call_tool("generate", {"prompt": "then a city"})
    assert [part.type for part in changed.content] == kinds
    assert backend.shown_clips == (["sunset", "city"] if "image" in kinds else [])


@pytest.mark.anyio
async def test_the_sounds_of_the_timelines_drawing_show_how_loud_they_are(tmp_path: Path) -> None:
    backend = ScriptedBackend(draws_drafts=True, peaks={"seg7": [0.5] * 160, "gone": [1.0]})
    music = {"tt": 1, "sg": [{"id": "seg7", "s": 0, "d": 4000, "m": {"name": "Lo-fi"}}]}
    backend.turns = [[backend.put(clips("sunset"), music)]]
    async with scripted_host(backend, tmp_path, NEMO_BACKEND="studio") as host:
        made = facts_of(await host.call_tool("generate", {"prompt": "a sunset"}))
        drawn = await host.read_resource(f"video://projects/{made['project_id']}/timeline.svg")
        for_the_player = (await host.call_tool("state", {})).meta
    (drawing,) = [part.text for part in drawn.contents if isinstance(part, TextResourceContents)]
    assert drawing.count('class="w"') == 1
    frame = drawing.partition('href="data:image/jpeg;base64,')[2].partition('"')[0]
    assert Image.open(BytesIO(b64decode(frame, validate=True))).size == (640, 360), "the gate lets it pass"
    assert (for_the_player or {})[WAVEFORMS] == {"sound 1": "i" * 160}


@pytest.mark.anyio
async def test_whoever_looks_at_the_clips_has_the_sounds_measured(tmp_path: Path) -> None:
    backend = ScriptedBackend(draws_drafts=True, peaks={"seg7": [0.0, 1.0]})
    music = {"tt": 1, "sg": [{"id": "seg7", "s": 0, "d": 4000, "m": {"name": "Lo-fi"}}]}
    backend.turns = [[backend.put(clips("sunset"), music)]]
    async with scripted_host(backend, tmp_path, NEMO_BACKEND="studio") as host:
        await host.call_tool("generate", {"prompt": "a sunset"})
        before = (await host.call_tool("state", {})).meta or {}
        await host.call_tool("preview", {"at_s": [1]})
        with anyio.fail_after(60):
            while WAVEFORMS not in (after := (await host.call_tool("state", {})).meta or {}):
                pass
    assert (before.get(WAVEFORMS), after[WAVEFORMS]) == (None, {"sound 1": "0z"})


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", [virtual_clock()])
async def test_the_timeline_is_drawn_at_once_and_whoever_follows_it_hears_when_more_of_it_can_be_seen(
    tmp_path: Path,
) -> None:
    backend = ScriptedBackend(draws_drafts=True, draws_after_s=3)
    backend.turns = [[backend.put(clips("sunset"))]]
    heard: list[Change] = []
    async with engine_over(backend, tmp_path, NEMO_BACKEND="studio") as engine:
        job = await ended(engine, await start(engine, "a sunset"))
        engine.changes.listen(heard.append)
        started_s = anyio.current_time()
        drawings = [await engine.draw_vectors(job.project_id), await engine.draw_vectors(job.project_id)]
        waited_s = anyio.current_time() - started_s
        await until(lambda: heard != [])
        backend.draws_after_s = 0
        drawings.append(await engine.draw_vectors(job.project_id))
    assert waited_s == pytest.approx(MINIATURES_S, abs=0.01), "what is under way is not waited for again"
    assert heard == [DrawingChanged(job.project_id)]
    counted = [(drawing.count("<image"), drawing.count("frames are still to come")) for drawing in drawings]
    assert counted == [(0, 1), (0, 1), (1, 0)]


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", [virtual_clock()])
async def test_a_clip_that_changes_keeps_its_last_frame_with_a_mark_and_what_stays_is_not_asked_again(
    tmp_path: Path,
) -> None:
    mirrored = {"tt": 0, "sg": [{"id": "a", "s": 0, "d": 2000, "m": {"name": "a", "mirror": True}}]}
    backend = ScriptedBackend(draws_drafts=True)
    backend.turns = [[backend.put(clips("a"))], [backend.put(mirrored)]]
    async with engine_over(backend, tmp_path, NEMO_BACKEND="studio") as engine:
        await ended(engine, await start(engine, "a"))
        first, same = [(await engine.state(None, picture=True)).picture for _ in range(2)]
        asked, backend.draws_after_s = list(backend.shown_clips), 3
        job = await ended(engine, await start(engine, "mirror it"))
        changed = (await engine.state(None, picture=True)).picture
        drawing = await engine.draw_vectors(job.project_id)
        await until(lambda: len(backend.shown_clips) > len(asked))
        backend.draws_after_s = 1000
        assert (await engine.draw_vectors(job.project_id)).count("<image") == 1
        settled = (await engine.state(None, picture=True)).picture
    assert first
    assert same is first
    assert (asked, backend.shown_clips) == (["a"], ["a", "a"])
    assert drawing.count("<image") == 1, "the frame of before"
    assert changed not in (None, first, settled), "it has a mark, and the next picture has none"


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", [virtual_clock()])
async def test_a_part_of_a_clip_that_was_cut_shows_that_clips_frame_pale_until_its_own_is_there(
    tmp_path: Path,
) -> None:
    halves = [{"id": key, "s": at, "d": 1000, "m": {"name": "a"}} for key, at in (("a", 0), ("new", 1000))]
    other = {"id": "other", "s": 2000, "d": 2000, "m": {"name": "b"}}
    backend = ScriptedBackend(draws_drafts=True)
    backend.turns = [[backend.put(clips("a"))], [backend.put({"tt": 0, "sg": [*halves, other]})]]
    async with engine_over(backend, tmp_path, NEMO_BACKEND="studio") as engine:
        job = await ended(engine, await start(engine, "a"))
        await engine.draw_vectors(job.project_id)
        backend.draws_after_s = 3
        await ended(engine, await start(engine, "cut it in two, then b"))
        drawings = [await engine.draw_vectors(job.project_id) for _ in range(2)]
        await until(lambda: len(backend.shown_clips) > 1)
        drawings.append(await engine.draw_vectors(job.project_id))
    counted = [
        [drawing.count(words) for words in ("<image", 'opacity="0.4"', "pale:")] for drawing in drawings
    ]
    assert counted == [[2, 1, 1], [2, 1, 1], [3, 0, 0]]


@pytest.mark.anyio
async def test_once_a_terminal_has_seen_a_timeline_its_frames_are_drawn_ahead(tmp_path: Path) -> None:
    backend = ScriptedBackend(draws_drafts=True)
    backend.turns = [[backend.put(clips("a"))], [backend.put(clips("a", "b"))], [backend.put(clips("b"))]]
    async with scripted_host(backend, tmp_path, name="claude-code", NEMO_BACKEND="studio") as host:
        await host.call_tool("generate", {"prompt": "a"})
        await host.call_tool("generate", {"prompt": "then b"})
        unseen = list(backend.shown_clips)
        await host.call_tool("state", {"picture": True})
        await host.call_tool("generate", {"prompt": "remove the first clip"})
        with anyio.fail_after(60):
            await until(lambda: len(backend.shown_clips) > 2)
    assert (unseen, backend.shown_clips) == ([], ["a", "b", "b"])


class Slow(ScriptedBackend):
    """A backend that never finishes a picture."""

    async def draw_frames(self, session_id: str, at_s: Sequence[float]) -> tuple[bytes, ...]:
        await anyio.sleep_forever()
        return await super().draw_frames(session_id, at_s)


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", [virtual_clock()])
async def test_a_result_does_not_wait_long_for_its_pictures(tmp_path: Path) -> None:
    backend = Slow(draws_drafts=True)
    backend.turns = [[backend.put(clips("sunset")), Text("Here.")]]
    async with scripted_host(backend, tmp_path, name=A_WINDOW, NEMO_BACKEND="studio") as host:
        started_s = anyio.current_time()
        made = await host.call_tool("generate", {"prompt": "a sunset"})
        assert anyio.current_time() - started_s == pytest.approx(2, abs=0.1)
    assert (facts_of(made)["status"], len(made.content)) == ("completed", 1)


@pytest.mark.anyio
async def test_a_cloud_is_never_asked_to_draw_and_shows_its_newest_export_while_that_is_fresh(
    tmp_path: Path,
) -> None:
    film = draw_film(tmp_path / "film.mp4", seconds=5)
    backend = ScriptedBackend(film=film.read_bytes(), draws_drafts=True)
    backend.turns = [[backend.put(CLIP), Text("Here.")], [backend.put(CLIP, TITLE), Text("Done.")]]
    async with scripted_host(backend, tmp_path, name=A_WINDOW) as host:
        await host.call_tool("generate", {"prompt": "a sunset"})
        exported = facts_of(await host.call_tool("export", {}))
        await host.call_tool("export", {"format": "srt"})
        fresh = await host.call_tool("preview", {"at_s": [0, 4]})
        await host.call_tool("generate", {"prompt": "add a title"})
        old = await host.call_tool("preview", {})
    assert backend.drawn_at_s == []
    assert (facts_of(fresh)["source"], facts_of(fresh).get("remark")) == (exported["path"], None)
    assert len(pictures_of(fresh)) == 2
    assert (facts_of(old)["source"], facts_of(old)["frames"]) == ("timeline", [])
    assert "a diagram of it" in facts_of(old)["remark"]
    assert pictures_of(old)[0].width > 1000
    assert [suggestion["tool"] for suggestion in facts_of(old)["suggestions"]] == ["export"]


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
    async with scripted_host(backend, tmp_path, name=A_WINDOW) as host:
        await host.call_tool("generate", {"prompt": "生成一段海上日落视频"})
        shown = await host.call_tool("preview", {})
    (picture,) = pictures_of(shown)
    assert picture.width > 600
    assert backend.fetched == ("https://files.example/clip_1.png",)
    assert facts_of(shown)["source"] == "clip_1"
    assert "不是剪辑后的视频" in facts_of(shown)["remark"]
    assert "下一步：export(" in text_of(shown)


class Guarded(Naming):
    """A backend whose state names an address that the guard of downloads refuses."""

    async def fetch(self, url: str, target: Path) -> Download:
        raise NotAllowed(f"{url} lies in a private network, so nothing is saved as {target.name}.")


@pytest.mark.anyio
async def test_media_that_cannot_be_had_leave_the_timeline_to_look_at(tmp_path: Path) -> None:
    backend = Guarded(draft=draft_of(CLIP))
    async with scripted_host(backend, tmp_path, name=A_WINDOW) as host:
        await host.call_tool("generate", {"prompt": "a sunset"})
        shown = await host.call_tool("preview", {"at_s": [1]})
    assert facts_of(shown)["source"] == "timeline"
    assert len(pictures_of(shown)) == 1


@pytest.mark.anyio
async def test_where_there_is_nothing_to_see_it_says_what_makes_something(tmp_path: Path) -> None:
    async with open_server(tmp_path, name=A_WINDOW) as host:
        nothing = error_of(await host.call_tool("preview", {}))
        await host.call_tool("projects", {"action": "new"})
        empty = error_of(await host.call_tool("preview", {}))
    assert (nothing["code"], empty["code"]) == ("not_found", "not_found")
    assert all("generate" in each["advice"] for each in (nothing, empty))


@pytest.mark.anyio
async def test_times_are_bounded_in_number_and_sign(tmp_path: Path) -> None:
    async with open_server(tmp_path, name=A_WINDOW) as host:
        errors = [
            error_of(await host.call_tool("preview", {"at_s": at_s})) for at_s in ([-1], [0] * 13, ["soon"])
        ]
    assert [error["code"] for error in errors] == ["invalid_argument"] * 3
    assert all("at_s" in error["message"] for error in errors)

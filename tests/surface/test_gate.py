"""What a hostile backend says leaves harmless, as a result, an error, a resource, progress or a file name."""

import json
from pathlib import Path

import anyio
import pytest
from mcp_types import TextResourceContents

from engine.scripted_backend import CLIP, ScriptedBackend, asks
from hosts import error_of, facts_of, text_of
from nemo_video.client import Text, ToolStarted
from nemo_video.errors import NotFound
from nemo_video.wire.envelope import JsonObject
from surface.scripted_host import MODES, Progress, scripted_host

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("mode", MODES)]

TOKEN = "a-token-of-no-known-shape-4711"
HIDDEN = "\U000e0049\U000e0047\u202e\u200b\x1b[31m\x07"
NASTY = f"Look {HIDDEN} at {TOKEN[:15]}\u200b{TOKEN[15:]} and nmv_usr_x1y2 and javascript:alert(1)"
TITLE: JsonObject = {"tt": 7, "sg": [{"s": 0, "d": 3000, "m": {"text": NASTY}}]}


def assert_is_clean(*said: object) -> None:
    for each in said:
        told = each if isinstance(each, str) else json.dumps(each, ensure_ascii=False)
        for part in (TOKEN, TOKEN[:15], "nmv_usr_", "javascript:", *HIDDEN.replace("[31m", "")):
            assert part not in told, (part, told)
        assert "Look" in told


async def test_results_resources_and_progress_are_clean(tmp_path: Path, mode: str) -> None:
    backend, progress = ScriptedBackend(), Progress()
    clip = {**CLIP, "sg": [{"s": 0, "d": 5000, "m": {"name": NASTY}}]}
    backend.turns = [[ToolStarted("generate_video"), backend.put(clip, TITLE), Text(NASTY)]]
    async with scripted_host(backend, tmp_path, mode, NEMO_TOKEN=TOKEN) as host:
        made = await host.call_tool("generate", {"prompt": "a sunset"}, progress_callback=progress)
        state = await host.call_tool("state", {"picture": True})
        project_id, job_id = facts_of(made)["project_id"], facts_of(made)["job_id"]
        timeline = f"video://projects/{project_id}/timeline"
        addresses = [timeline, f"{timeline}.svg", f"video://jobs/{job_id}"]
        documents = [await host.read_resource(address) for address in addresses]
    assert_is_clean(text_of(made), facts_of(made), text_of(state), facts_of(state))
    for document in documents:
        (content,) = document.contents
        assert isinstance(content, TextResourceContents)
        assert_is_clean(content.text)


async def test_errors_are_clean(tmp_path: Path, mode: str) -> None:
    error = NotFound(NASTY, advice=NASTY)
    error.said = NASTY
    async with scripted_host(ScriptedBackend([[error]]), tmp_path, mode, NEMO_TOKEN=TOKEN) as host:
        failed = await host.call_tool("generate", {"prompt": "a sunset"})
    told = error_of(failed)
    assert_is_clean(told["message"], told["advice"], told["said"], text_of(failed))


async def test_questions_are_clean(tmp_path: Path, mode: str) -> None:
    asked: list[str] = []

    async def decline(_: object, params: object) -> object:
        from mcp_types import ElicitRequestFormParams, ElicitResult

        assert isinstance(params, ElicitRequestFormParams)
        asked.append(params.message)
        return ElicitResult(action="decline")

    backend = ScriptedBackend([[asks(NASTY)]])
    async with scripted_host(backend, tmp_path, mode, NEMO_TOKEN=TOKEN, elicitation_callback=decline) as host:
        result = await host.call_tool("generate", {"prompt": "a sunset"})
    assert_is_clean(*asked, text_of(result), facts_of(result)["question"])


async def test_the_name_of_a_saved_file_is_clean(tmp_path: Path, mode: str) -> None:
    backend = ScriptedBackend(film=b"no film")
    backend.turns = [[backend.put(CLIP), Text("Here.")]]
    async with scripted_host(backend, tmp_path, mode, NEMO_TOKEN=TOKEN) as host:
        await host.call_tool("generate", {"prompt": "a sunset"})
        await host.call_tool("export", {"filename": f"Look\u202e {TOKEN}.mp4"})
    saved = [path.name async for path in anyio.Path(tmp_path / "videos").rglob("*")]
    assert TOKEN not in " ".join(saved)
    assert "\u202e" not in " ".join(saved)

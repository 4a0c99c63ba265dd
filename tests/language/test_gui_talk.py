"""GUI talk over MCP: what is said stays, handling stands in a suggestion, requests are not sent."""

from pathlib import Path
from unittest.mock import ANY

import pytest

from engine.scripted_backend import CLIP, ScriptedBackend
from hosts import facts_of, text_of
from nemo_video.client import Text
from surface.scripted_host import MODES, scripted_host

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("mode", MODES)]


async def test_what_leaves_a_reply_stands_in_a_suggestion(tmp_path: Path, mode: str) -> None:
    backend = ScriptedBackend()
    handling = "Click the Export button to save it."
    backend.turns = [[backend.put(CLIP), Text(f"The cut is 9 s long. {handling}")]]
    async with scripted_host(backend, tmp_path, mode) as host:
        made = facts_of(await host.call_tool("generate", {"prompt": "a sunset"}))
    assert made["reply"] == "The cut is 9 s long."
    assert [(each["tool"], each["said"]) for each in made["suggestions"]] == [("export", handling)]


@pytest.mark.parametrize(
    ("is_made", "reply"),
    [(True, "Done. Video added: sunset (0-5s)."), (False, "The backend told only how to handle its screen")],
)
async def test_a_reply_of_nothing_but_handling_tells_what_came_of_the_turn(
    tmp_path: Path, mode: str, is_made: bool, reply: str
) -> None:
    backend = ScriptedBackend()
    made = [backend.put(CLIP)] if is_made else []
    backend.turns = [[*made, Text("Click the Export button.")]]
    async with scripted_host(backend, tmp_path, mode) as host:
        result = await host.call_tool("generate", {"prompt": "a sunset"})
    facts = facts_of(result)
    assert facts["reply"].startswith(reply)
    assert [each["said"] for each in facts["suggestions"]] == ["Click the Export button."]
    assert ">" not in text_of(result)


async def test_words_about_a_file_of_the_project_reach_the_chat(tmp_path: Path, mode: str) -> None:
    backend = ScriptedBackend()
    backend.turns = [[backend.put(CLIP), Text("Done.")]]
    async with scripted_host(backend, tmp_path, mode) as host:
        routed = facts_of(await host.call_tool("generate", {"prompt": "cancel it"}))
        sent = facts_of(await host.call_tool("generate", {"prompt": "add a song"}))
    assert (routed["status"], routed["suggestions"][0]["tool"]) == ("routed", "state")
    assert sent["status"] == "completed"


async def test_a_hint_how_to_stop_names_the_job_and_one_about_projects_lists_them(
    tmp_path: Path, mode: str
) -> None:
    backend = ScriptedBackend()
    said = "Rendering has started. Press the Stop button to cancel it. 点击“我的项目”就能切换。"
    backend.turns = [[backend.put(CLIP), Text(said)]]
    async with scripted_host(backend, tmp_path, mode) as host:
        made = facts_of(await host.call_tool("generate", {"prompt": "a sunset"}))
        calls = {each["tool"]: each["arguments"] for each in made["suggestions"]}
        answers = [
            await host.call_tool(tool, arguments) for tool, arguments in calls.items() if tool != "export"
        ]
    assert calls == {"cancel": {"job_id": made["job_id"]}, "projects": {"action": "list"}, "export": ANY}
    assert [answer.is_error for answer in answers] == [False, False]

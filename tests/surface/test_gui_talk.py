"""GUI talk over MCP: what is said stays, handling stands in a suggestion, requests are not sent."""

from pathlib import Path

import pytest

from engine.scripted_backend import CLIP, ScriptedBackend
from hosts import facts_of
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


async def test_a_reply_of_nothing_but_handling_is_not_replaced_by_words_of_ours(
    tmp_path: Path, mode: str
) -> None:
    backend = ScriptedBackend()
    backend.turns = [[Text("Click the Export button.")]]
    async with scripted_host(backend, tmp_path, mode) as host:
        made = facts_of(await host.call_tool("generate", {"prompt": "a sunset"}))
    assert made["reply"] == ""
    assert [each["said"] for each in made["suggestions"]] == ["Click the Export button."]


async def test_words_about_a_file_of_the_project_reach_the_chat(tmp_path: Path, mode: str) -> None:
    backend = ScriptedBackend()
    backend.turns = [[backend.put(CLIP), Text("Done.")]]
    async with scripted_host(backend, tmp_path, mode) as host:
        routed = facts_of(await host.call_tool("generate", {"prompt": "cancel it"}))
        sent = facts_of(await host.call_tool("generate", {"prompt": "add a song"}))
    assert (routed["status"], routed["suggestions"][0]["tool"]) == ("routed", "state")
    assert sent["status"] == "completed"

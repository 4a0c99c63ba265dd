"""Projects: listed, made, switched and linked; and the way on when the cloud cannot be reached."""

from pathlib import Path

import anyio
import pytest

from engine.scripted_backend import ScriptedBackend
from homes import closed_port
from hosts import error_of, facts_of, open_server
from surface.scripted_host import MODES, scripted_host


@pytest.mark.anyio
@pytest.mark.parametrize("mode", MODES)
async def test_projects_are_made_listed_switched_and_linked(tmp_path: Path, mode: str) -> None:
    async with scripted_host(ScriptedBackend(), tmp_path, mode) as host:
        nothing = facts_of(await host.call_tool("projects", {}))
        unlinked = error_of(await host.call_tool("projects", {"action": "link"}))
        first = facts_of(await host.call_tool("projects", {"action": "new"}))["current"]
        second = facts_of(await host.call_tool("projects", {"action": "new", "backend": "studio"}))["current"]
        offline = error_of(await host.call_tool("projects", {"action": "link"}))
        used = facts_of(await host.call_tool("projects", {"action": "use", "project_id": first}))
        unknown = error_of(await host.call_tool("projects", {"action": "use", "project_id": "prj_0"}))
        await host.call_tool("generate", {"prompt": "a sunset"})
        linked = facts_of(await host.call_tool("projects", {"action": "link"}))
    assert nothing == {"projects": []}
    assert [unlinked["code"], unknown["code"]] == ["not_found", "not_found"]
    assert used["current"] == first
    assert {project["project_id"]: project["backend"] for project in used["projects"]} == {
        first: "cloud",
        second: "studio",
    }
    assert (offline["code"], offline["message"]) == (
        "not_allowed",
        "This project is in the offline studio on this computer, so no web page can open it.",
    )
    assert linked["url"].startswith("https://nemovideo.com/workspace/claim?ct=clm_")


@pytest.mark.slow
@pytest.mark.anyio
async def test_an_agent_goes_on_offline_when_the_cloud_cannot_be_reached(
    tmp_path: Path,
) -> None:
    with closed_port() as port, anyio.fail_after(60):
        settings = {"NEMO_BACKEND": "cloud", "NEMO_API_URL": f"http://127.0.0.1:{port}"}
        async with open_server(tmp_path, settings) as host:
            cloud = facts_of(await host.call_tool("projects", {"action": "new"}))["current"]
            refused = error_of(await host.call_tool("generate", {"prompt": "a 1-second sunset"}))
            (way,) = refused["suggestions"]
            offline = facts_of(await host.call_tool(way["tool"], way["arguments"]))["current"]
            made = facts_of(await host.call_tool("generate", {"prompt": "a 1-second sunset"}))
            credits = facts_of(await host.call_tool("credits", {}))
            exported = facts_of(await host.call_tool("export", {"format": "mp3"}))
            back = facts_of(await host.call_tool("projects", {"action": "use", "project_id": cloud}))
            again = error_of(await host.call_tool("preview", {}))
    assert (refused["code"], refused["retryable"]) == ("unreachable", True)
    assert "ask the user" in refused["advice"]
    assert made["project_id"] == exported["project_id"] == offline != cloud
    assert credits["account"] == "studio"
    assert exported["verified"] is True
    assert back["current"] == cloud
    assert again["code"] == "not_found"


@pytest.mark.anyio
async def test_a_project_made_without_words_speaks_as_its_first_ones_do(tmp_path: Path) -> None:
    async with open_server(tmp_path) as host:
        await host.call_tool("generate", {"prompt": "2秒的海上日落"})
        await host.call_tool("projects", {"action": "new"})
        made = facts_of(await host.call_tool("generate", {"prompt": "a 2 second sunset over the sea"}))
    names = [item["name"] for item in made["timeline"]["items"]]
    assert names[-1] == "Waves"
    assert all(name.isascii() for name in names)

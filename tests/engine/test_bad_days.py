"""The real server before a studio with faults switched on."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import anyio
import pytest
from mcp import Client
from PIL import Image

from hosts import error_of, facts_of, open_host, open_server
from nemo_studio import Fault, StudioOptions, serve_studio

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

SCENE = "a 1-second video of mountains in 360p"
TITLE = "add the title 'Golden Hour'"


@asynccontextmanager
async def host_and_studio(
    tmp_path: Path, *, heartbeat_s: float = 0.5, slow_turn_s: float = 2.0, **settings: str
) -> AsyncGenerator[tuple[Client, StudioOptions]]:
    options = StudioOptions(
        folder=tmp_path / "studio",
        starting_credits=1000,
        clip_price=100,
        edit_price=50,
        heartbeat_s=heartbeat_s,
        slow_turn_s=slow_turn_s,
    )
    async with serve_studio(options) as address:
        given = {
            "NEMO_BACKEND": "cloud", "NEMO_API_URL": address.url, "NEMO_POLL_S": "0.2",
            "NEMO_RECOVERY_S": "0.1,0.1", **settings,
        }  # fmt: skip
        async with open_server(tmp_path, given) as host:
            yield host, options


async def test_each_bad_turn_ends_well_or_says_what_to_do(tmp_path: Path) -> None:
    async with host_and_studio(tmp_path) as (host, options):
        made = facts_of(await host.call_tool("generate", {"prompt": SCENE}))
        options.faults.arm(Fault.CUT_BEFORE_EDIT)
        lost = facts_of(await host.call_tool("generate", {"prompt": TITLE}))
        options.faults.arm(Fault.CUT_AFTER_EDIT)
        cut = facts_of(await host.call_tool("generate", {"prompt": TITLE}))
        options.faults.arm(Fault.SILENT_EDIT)
        silent = facts_of(await host.call_tool("generate", {"prompt": "remove the title"}))
        options.faults.arm(Fault.QUESTION)
        asked = facts_of(await host.call_tool("generate", {"prompt": "add music"}))
        options.faults.arm(Fault.EXPIRED_TOKEN)
        options.faults.arm(Fault.BAD_GATEWAY)
        renewed = facts_of(await host.call_tool("state", {}))
        options.faults.arm(Fault.NO_CREDITS)
        poor = error_of(await host.call_tool("generate", {"prompt": TITLE}))
    assert made["credits"] == {"estimated": 100, "spent": 100, "available": 900}
    assert (lost["status"], lost["credits"]["spent"]) == ("unchanged", 0)
    assert (cut["changes"], cut["credits"]["spent"]) == (['Title added: "Golden Hour" (0-1s)'], 50)
    assert silent["reply"] == 'Done. Title removed: "Golden Hour" (0-1s).'
    assert (asked["status"], asked["question"]) == ("needs_input", "Which mood do you want, calm or lively?")
    assert renewed["timeline"]["tracks"]
    assert (poor["code"], "?bind=" in poor["advice"]) == (2001, True)


async def test_a_lost_session_is_said_and_its_uploads_are_offered_again(tmp_path: Path) -> None:
    picture = tmp_path / "beach.png"
    Image.effect_noise((64, 48), 60).convert("RGB").save(picture)
    async with host_and_studio(tmp_path) as (host, options):
        project_id = facts_of(await host.call_tool("upload", {"source": str(picture)}))["project_id"]
        options.faults.arm(Fault.LOST_SESSION)
        lost = error_of(await host.call_tool("generate", {"prompt": TITLE}))
        (way,) = lost["suggestions"]
        again = facts_of(await host.call_tool(way["tool"], way["arguments"]))
        link = facts_of(await host.call_tool("projects", {"action": "link"}))
    assert (lost["code"], way["arguments"]) == (1002, {"source": [str(picture)], "project_id": project_id})
    assert (again["project_id"], [file["name"] for file in again["files"]]) == (project_id, ["beach.png"])
    assert "ct=clm_" in link["url"]


async def test_a_slow_turn_is_told_in_the_callers_language_with_rising_progress(tmp_path: Path) -> None:
    heard: list[tuple[float, str]] = []

    async def hear(progress: float, total: float | None, message: str | None) -> None:
        assert total == 100
        heard.append((progress, message or ""))

    async with host_and_studio(tmp_path, NEMO_STILL_WORKING_S="1") as (host, options):
        options.faults.arm(Fault.SLOW_TURN)
        await host.call_tool("generate", {"prompt": "生成一段1秒的海上日落视频"}, progress_callback=hear)
    done = [each for each, _ in heard]
    assert done == sorted(set(done))
    assert [words for _, words in heard if words.startswith("仍在处理：生成中，已用 ")]


async def test_a_cancelled_turn_says_what_may_be_charged_and_the_project_goes_on(tmp_path: Path) -> None:
    async with host_and_studio(tmp_path, slow_turn_s=60) as (host, options):
        options.faults.arm(Fault.SLOW_TURN)
        job = {"job_id": facts_of(await host.call_tool("generate", {"prompt": SCENE, "wait_s": 0}))["job_id"]}
        with anyio.fail_after(60):
            while options.faults.armed():  # noqa: ASYNC110 - the turn is at it once the fault has struck
                await anyio.sleep(0.02)
            running = facts_of(await host.call_tool("wait", {**job, "wait_s": 0}))
            cancelled = facts_of(await host.call_tool("cancel", job))
        made = facts_of(await host.call_tool("generate", {"prompt": SCENE}))
    assert (running["status"], running["credits"]) == ("running", {"estimated": 100})
    assert cancelled["status"] == "cancelled"
    assert "about 100 credits" in cancelled["note"]
    assert (made["status"], made["project_id"]) == ("completed", running["project_id"])


async def test_a_render_that_fails_once_is_made_again(tmp_path: Path) -> None:
    async with host_and_studio(tmp_path) as (host, options):
        await host.call_tool("generate", {"prompt": SCENE})
        options.faults.arm(Fault.FAILED_RENDER)
        exported = facts_of(await host.call_tool("export", {"format": "mp3"}))
    assert (exported["status"], exported["verified"]) == ("completed", True)


async def test_a_studio_project_and_its_export_outlive_the_server(tmp_path: Path) -> None:
    async with open_host(tmp_path) as host:
        made = facts_of(await host.call_tool("generate", {"prompt": SCENE}))
        running = facts_of(await host.call_tool("export", {"format": "mp3", "wait_s": 0}))
    async with open_host(tmp_path) as host:
        export = facts_of(await host.call_tool("wait", {"job_id": running["job_id"], "wait_s": 60}))
        project = {"project_id": made["project_id"]}
        titled = facts_of(await host.call_tool("generate", {"prompt": TITLE, **project}))
    assert [export["status"], titled["status"]] == ["completed", "completed"]
    assert len(titled["timeline"]["tracks"]) > len(made["timeline"]["tracks"])

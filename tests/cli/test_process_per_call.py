"""Clients that start a process for every call: work goes on between the calls, and only for them."""

import sqlite3
from contextlib import closing
from pathlib import Path

import anyio
import pytest
from mcp import Client
from mcp_types import Implementation

from engine.scripted_backend import ScriptedBackend, engine_over
from hosts import Json, facts_of, open_host
from nemo_video.engine import Finisher
from nemo_video.settings import read_settings
from nemo_video.surface.server import build_server

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

LIMIT_S = 300


async def call(home: Path, tool: str, arguments: Json) -> Json:
    """One call in a process of its own, by a client that hardly waits."""
    async with open_host(home, {"NEMO_WAIT_S": "0.2"}, name="mcp") as host:
        return facts_of(await host.call_tool(tool, arguments))


async def ended(home: Path, told: Json) -> Json:
    """What becomes of a job; until it has ended only the ledger is looked at."""
    with anyio.fail_after(LIMIT_S):
        while status_of(home, told["job_id"]) == "running":  # noqa: ASYNC110 - another process writes it
            await anyio.sleep(0.1)
    return await call(home, "wait", {"job_id": told["job_id"]})


def status_of(home: Path, job_id: str) -> str:
    (ledger,) = home.rglob("ledger.sqlite")
    with closing(sqlite3.connect(ledger)) as database:
        return database.execute("SELECT status FROM jobs WHERE job_id = ?", (job_id,)).fetchone()[0]


async def test_a_prompt_and_a_render_that_take_longer_than_their_calls_end_between_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # On a busy machine a server needs longer to close than the SDK's two seconds, and whoever is ended by a
    # signal hands nothing on.
    monkeypatch.setattr("mcp.client.stdio.PROCESS_TERMINATION_TIMEOUT", LIMIT_S)
    asked = await call(tmp_path, "generate", {"prompt": "a 1-second video of mountains in 360p"})
    made = await ended(tmp_path, asked)
    begun = await call(tmp_path, "export", {"quality": "low"})
    exported = await ended(tmp_path, begun)
    assert begun["status"] == "running"
    assert (made["status"], exported["status"], exported["verified"]) == ("completed", "completed", True)


@pytest.mark.parametrize(
    ("name", "lists_first", "is_for_one_call"),
    [("mcp", False, True), ("mcp", True, False), ("zed", False, False)],
)
async def test_a_process_is_for_one_call_where_a_client_of_the_sdk_calls_without_a_list(
    tmp_path: Path, name: str, lists_first: bool, is_for_one_call: bool
) -> None:
    finisher = Finisher(start=lambda: None)
    settings = read_settings({"NEMO_STATE_DIR": str(tmp_path / "state")})
    server = build_server(settings, lambda _: engine_over(ScriptedBackend(), tmp_path), finisher=finisher)
    async with Client(server, client_info=Implementation(name=name, version="1")) as host:
        if lists_first:
            await host.list_tools()
        await host.call_tool("credits", {})
    assert finisher.is_for_one_call is is_for_one_call

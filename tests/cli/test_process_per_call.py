"""Clients that start a process for every call: work goes on between the calls, and only for them."""

import sqlite3
from contextlib import closing
from pathlib import Path

import anyio
import pytest
from mcp import Client
from mcp_types import Implementation

from engine.scripted_backend import ScriptedBackend, engine_over
from hosts import facts_of, open_host, open_server
from nemo_video.engine import Finisher
from nemo_video.settings import read_settings
from nemo_video.surface.server import build_server

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

LIMIT_S = 300


async def ended(home: Path, job_id: str) -> None:
    """Wait until a job of another process has ended; only the ledger is looked at, nothing is in its way."""
    with anyio.fail_after(LIMIT_S):
        while status_of(home, job_id) == "running":  # noqa: ASYNC110 - another process writes it
            await anyio.sleep(0.1)


def status_of(home: Path, job_id: str) -> str:
    (ledger,) = home.rglob("ledger.sqlite")
    with closing(sqlite3.connect(ledger)) as database:
        return database.execute("SELECT status FROM jobs WHERE job_id = ?", (job_id,)).fetchone()[0]


async def test_a_render_that_takes_longer_than_its_call_ends_between_the_calls(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # On a busy machine a server needs longer to close than the SDK's two seconds, and whoever is ended by a
    # signal hands nothing on.
    monkeypatch.setattr("mcp.client.stdio.PROCESS_TERMINATION_TIMEOUT", LIMIT_S)
    async with open_server(tmp_path) as host:
        made = facts_of(await host.call_tool("generate", {"prompt": "1 second of mountains in 360p"}))
    async with open_host(tmp_path, {"NEMO_WAIT_S": "0.2"}, name="mcp") as host:  # hardly waits
        begun = facts_of(await host.call_tool("export", {"quality": "low"}))
    await ended(tmp_path, begun["job_id"])
    async with open_server(tmp_path) as host:
        exported = facts_of(await host.call_tool("wait", {"job_id": begun["job_id"]}))
    assert (made["status"], begun["status"]) == ("completed", "running")
    assert (exported["status"], exported["verified"]) == ("completed", True)


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

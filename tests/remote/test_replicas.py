"""Two servers before one backend, behind a plain proxy: one is killed amidst work, the other finishes it.

The backend lives outside of both, behind another proxy that counts what reaches it. The servers share a
ledger, by a file or on PostgreSQL, and the folders.
"""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import anyio
import httpx2
import pytest
from mcp import Client, MCPError
from mcp.client.streamable_http import streamable_http_client

from engine.proxy import CHAT, SUBMIT, Proxy, proxying
from homes import Json
from hosts import facts_of, text_of
from nemo_studio import StudioOptions, serve_studio
from postgres import Cluster
from remote.round_robin import round_robin
from remote.served import LIMIT_S, TOKENS, Served, host, serving, write_tokens

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

SCENE = "a 1-second video of mountains in 360p"


@dataclass
class Replicas:
    """Two servers, each by the name that it tells the backend.

    Attributes:
        origin: Of the proxy before both.
        killed: Set once one of them was killed.
    """

    origin: str
    servers: dict[str, Served]
    backend: Proxy
    killed: anyio.Event

    def kill_at(self, boundary: str) -> None:
        """Kill whichever server comes to a boundary first, there."""

        def stop(passing: str) -> bool:
            if passing != boundary or self.killed.is_set():
                return False
            self.servers[self.backend.platform].process.kill()
            self.killed.set()
            return True

        self.backend.stop = stop


@asynccontextmanager
async def open_replicas(home: Path, **settings: str) -> AsyncGenerator[Replicas]:
    """The servers on one home folder."""
    write_tokens(home / "tokens")
    settings |= {
        "NEMO_BACKEND": "cloud",
        "NEMO_POLL_S": "0.5",
        "NEMO_RECOVERY_S": "0.2,0.2,0.2,0.2,0.2,0.2,0.2,0.2,0.2,0.2",
        "NEMO_HTTP_TOKENS": str(home / "tokens"),
    }
    async with (
        serve_studio(StudioOptions(folder=home / "studio", workers=1)) as address,
        proxying(address.url) as backend,
    ):
        settings["NEMO_API_URL"] = backend.url
        with (
            serving(home, **settings, SKILL_SOURCE="first") as first,
            serving(home, **settings, SKILL_SOURCE="second") as second,
        ):
            async with round_robin([first.origin, second.origin]) as origin:
                yield Replicas(origin, {"first": first, "second": second}, backend, anyio.Event())


@pytest.fixture(name="on_file")
async def open_on_file(tmp_path: Path) -> AsyncGenerator[Replicas]:
    async with open_replicas(tmp_path) as replicas:
        yield replicas


@pytest.fixture(name="replicas")
async def open_on_postgres(tmp_path: Path, postgres: Cluster) -> AsyncGenerator[Replicas]:
    shared = {"NEMO_LEDGER_URL": postgres.make_database(), "NEMO_LEASE_S": "2"}
    async with open_replicas(tmp_path, **shared) as replicas:
        yield replicas


@asynccontextmanager
async def calling(replicas: Replicas) -> AsyncGenerator[Client]:
    """Alice's host; each of its calls goes to the next server."""
    headers = {"Authorization": f"Bearer {TOKENS['alice']}"}
    each_anew = httpx2.Limits(max_keepalive_connections=0)
    async with (
        httpx2.AsyncClient(headers=headers, timeout=LIMIT_S, trust_env=False, limits=each_anew) as http,
        Client(
            streamable_http_client(f"{replicas.origin}/mcp", http_client=http), read_timeout_seconds=LIMIT_S
        ) as client,
    ):
        yield client


async def until_ended(client: Client, job_id: str) -> Json:
    with anyio.fail_after(LIMIT_S):
        while True:
            told = facts_of(await client.call_tool("wait", {"job_id": job_id, "wait_s": 5}))
            if told["status"] != "running":
                return told


async def see_the_same(replicas: Replicas) -> None:
    """Whichever server a call reaches, it answers the same, and takes the addresses of the other."""
    async with calling(replicas) as client:
        made = facts_of(await client.call_tool("generate", {"prompt": SCENE, "wait_s": LIMIT_S}))
        states = [facts_of(await client.call_tool("state", {})) for _ in range(4)]
        newer = facts_of(await client.call_tool("projects", {"action": "new"}))["current"]
        current = {facts_of(await client.call_tool("projects", {}))["current"] for _ in range(4)}
        await client.call_tool("state", {"project_id": made["project_id"]})
        looked_at = {facts_of(await client.call_tool("projects", {}))["current"] for _ in range(2)}
        unread = await client.call_tool("generate", {"prompt": "Add the subtitles of /home/me/words.srt"})
        offered = facts_of(await client.call_tool("upload", {}))["upload_url"]
    assert {each["project_id"] for each in states} == {made["project_id"]}
    assert {each["timeline"]["summary"] for each in states} == {made["timeline"]["summary"]}
    assert (current, looked_at) == ({newer}, {made["project_id"]})
    assert unread.is_error
    assert "reads no files by their paths" in text_of(unread)
    path = offered.partition("/uploads/")[2]
    async with httpx2.AsyncClient(trust_env=False, timeout=LIMIT_S) as http:
        refused = [
            await http.put(f"{s.origin}/uploads/{path}a.txt", content=b"x") for s in replicas.servers.values()
        ]
    assert [answer.status_code for answer in refused] == [422, 422]


async def test_calls_reach_whichever_server_of_one_folder_and_see_the_same(on_file: Replicas) -> None:
    await see_the_same(on_file)
    await begin_a_session_anew(on_file)


async def begin_a_session_anew(replicas: Replicas) -> None:
    """A session of the handshake era is not there at another server, which says so; a new one goes on."""
    first, second = replicas.servers.values()
    there = [first.origin]
    async with round_robin(there) as origin, host(f"{origin}/mcp", "alice", "legacy") as client:
        made = facts_of(await client.call_tool("projects", {"action": "new"}))
        started = facts_of(await client.call_tool("generate", {"prompt": SCENE, "wait_s": LIMIT_S}))
        there[:] = [second.origin]
        first.process.kill()
        with pytest.raises(MCPError, match="Session not found"):
            await client.call_tool("projects", {})
    async with host(second, "alice", "legacy") as client:
        assert facts_of(await client.call_tool("projects", {}))["current"] == made["current"]
        told = await until_ended(client, started["job_id"])
    assert (told["status"], told["project_id"]) == ("completed", made["current"])


async def test_a_turn_whose_server_dies_is_found_out_by_the_other_and_not_sent_again(
    replicas: Replicas,
) -> None:
    await see_the_same(replicas)
    before = replicas.backend.requests(CHAT)
    async with calling(replicas) as client:
        await client.call_tool("projects", {"action": "new"})
        replicas.kill_at(f"answer {CHAT}")
        started = facts_of(await client.call_tool("generate", {"prompt": SCENE, "wait_s": 0}))
        await replicas.killed.wait()
        told = await until_ended(client, started["job_id"])
        again = facts_of(await client.call_tool("state", {}))
    assert (told["status"], replicas.backend.requests(CHAT) - before) == ("completed", 1)
    assert again["timeline"]["summary"] == told["timeline"]["summary"]


async def test_an_export_whose_server_dies_goes_on_at_the_other(replicas: Replicas) -> None:
    async with calling(replicas) as client:
        await client.call_tool("generate", {"prompt": SCENE, "wait_s": LIMIT_S})
        replicas.kill_at(f"answer {SUBMIT}")
        started = facts_of(await client.call_tool("export", {"quality": "low", "wait_s": 0}))
        await replicas.killed.wait()
        told = await until_ended(client, started["job_id"])
    assert (told["status"], told["verified"], replicas.backend.requests(SUBMIT)) == ("completed", True, 1)
    async with httpx2.AsyncClient(timeout=LIMIT_S, trust_env=False) as http:
        film = await http.get(told["download_url"])
    assert len(film.content) == told["bytes"]

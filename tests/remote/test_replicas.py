"""Two servers on one state folder, called in turn: one is killed amidst work, the other finishes it.

The backend lives outside of both, behind a proxy that counts what reaches it.
"""

import itertools
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import anyio
import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from engine.proxy import CHAT, SUBMIT, Proxy, proxying
from homes import Json
from hosts import facts_of
from nemo_studio import StudioOptions, serve_studio
from remote.served import LIMIT_S, TOKENS, Served, serving, write_tokens

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

SCENE = "a 1-second sunset over the sea in 360p"


class RoundRobin(httpx2.AsyncHTTPTransport):
    """Sends each request to the next server that is there."""

    def __init__(self, servers: list[Served]) -> None:
        super().__init__()
        self._servers = itertools.cycle(servers)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        try:
            return await super().handle_async_request(self._to_next(request))
        except httpx2.ConnectError:
            return await super().handle_async_request(self._to_next(request))

    def _to_next(self, request: httpx2.Request) -> httpx2.Request:
        request.url = httpx2.URL(next(self._servers).origin).join(request.url.raw_path.decode())
        return request


@dataclass
class Replicas:
    """Two servers, and the backend before which they stand."""

    servers: list[Served]
    backend: Proxy

    def kill_at(self, boundary: str) -> None:
        """Kill the server that makes a request, at that boundary. It is the first, which alone was called."""

        def stop(passing: str) -> bool:
            if passing == boundary and self.servers[0].process.poll() is None:
                self.servers[0].process.kill()
                return True
            return False

        self.backend.stop = stop

    async def until_killed(self) -> None:
        with anyio.fail_after(LIMIT_S):
            await anyio.to_thread.run_sync(self.servers[0].process.wait)


@contextmanager
def _serving(home: Path, backend: str) -> Generator[Served]:
    settings = {
        "NEMO_BACKEND": "cloud",
        "NEMO_API_URL": backend,
        "NEMO_POLL_S": "0.5",
        "NEMO_RECOVERY_S": "0.2,0.2,0.2,0.2,0.2,0.2,0.2,0.2,0.2,0.2",
        "NEMO_HTTP_TOKENS": str(home / "tokens"),
    }
    with serving(home, **settings) as served:
        yield served


@pytest.fixture(name="replicas")
async def open_replicas(tmp_path: Path) -> AsyncGenerator[Replicas]:
    write_tokens(tmp_path / "tokens")
    async with (
        serve_studio(StudioOptions(folder=tmp_path / "studio", workers=1)) as address,
        proxying(address.url) as proxy,
    ):
        with _serving(tmp_path, proxy.url) as first, _serving(tmp_path, proxy.url) as second:
            yield Replicas([first, second], proxy)


@asynccontextmanager
async def calling(servers: list[Served]) -> AsyncGenerator[Client]:
    """Alice's host, before one server or both."""
    headers = {"Authorization": f"Bearer {TOKENS['alice']}"}
    async with (
        httpx2.AsyncClient(headers=headers, timeout=LIMIT_S, transport=RoundRobin(servers)) as http,
        Client(
            streamable_http_client(servers[0].mcp, http_client=http), read_timeout_seconds=LIMIT_S
        ) as client,
    ):
        yield client


async def until_ended(client: Client, job_id: str) -> Json:
    with anyio.fail_after(LIMIT_S):
        while True:
            told = facts_of(await client.call_tool("wait", {"job_id": job_id, "wait_s": 5}))
            if told["status"] != "running":
                return told


async def test_calls_reach_whichever_server_and_see_the_same(replicas: Replicas) -> None:
    async with calling(replicas.servers) as client:
        made = facts_of(await client.call_tool("generate", {"prompt": SCENE, "wait_s": LIMIT_S}))
        states = [facts_of(await client.call_tool("state", {})) for _ in range(4)]
        offered = facts_of(await client.call_tool("upload", {}))["upload_url"]
    assert {each["project_id"] for each in states} == {made["project_id"]}
    assert {each["timeline"]["summary"] for each in states} == {made["timeline"]["summary"]}
    path = offered.partition("/uploads/")[2]
    async with httpx2.AsyncClient(trust_env=False, timeout=LIMIT_S) as http:
        refused = [await http.put(f"{s.origin}/uploads/{path}a.txt", content=b"x") for s in replicas.servers]
    assert [answer.status_code for answer in refused] == [422, 422]  # each knows the other's addresses


async def test_a_turn_whose_server_dies_is_found_out_by_the_other_and_not_sent_again(
    replicas: Replicas,
) -> None:
    async with calling(replicas.servers[1:]) as other:
        await other.call_tool("projects", {"action": "new"})
        async with calling(replicas.servers[:1]) as first:
            replicas.kill_at(f"answer {CHAT}")
            started = facts_of(await first.call_tool("generate", {"prompt": SCENE, "wait_s": 0}))
            await replicas.until_killed()
        told = await until_ended(other, started["job_id"])
        again = facts_of(await other.call_tool("state", {}))
    assert (told["status"], replicas.backend.requests(CHAT)) == ("completed", 1)
    assert again["timeline"]["summary"] == told["timeline"]["summary"]


async def test_an_export_whose_server_dies_goes_on_at_the_other(replicas: Replicas) -> None:
    async with calling(replicas.servers) as both:
        await both.call_tool("generate", {"prompt": SCENE, "wait_s": LIMIT_S})
        async with calling(replicas.servers[:1]) as first:
            replicas.kill_at(f"answer {SUBMIT}")
            started = facts_of(await first.call_tool("export", {"quality": "low", "wait_s": 0}))
            await replicas.until_killed()
        told = await until_ended(both, started["job_id"])
    assert (told["status"], told["verified"], replicas.backend.requests(SUBMIT)) == ("completed", True, 1)
    async with httpx2.AsyncClient(timeout=LIMIT_S, transport=RoundRobin(replicas.servers)) as http:
        film = await http.get(told["download_url"])
    assert len(film.content) == told["bytes"]

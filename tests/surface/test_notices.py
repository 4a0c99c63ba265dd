"""Change notices in both protocol eras, from the server on the studio to the SDK's client."""

from contextlib import ExitStack
from pathlib import Path
from types import SimpleNamespace

import anyio
import pytest
from mcp import Client, MCPError
from mcp.client.session import IncomingMessage
from mcp.client.subscriptions import ResourceUpdated
from mcp_types import (
    EmptyResult,
    ResourceUpdatedNotification,
    SubscribeRequest,
    SubscribeRequestParams,
    UnsubscribeRequest,
    UnsubscribeRequestParams,
)

from hosts import facts_of, open_server
from nemo_video.engine import ProjectsChanged
from nemo_video.engine.changes import Changes
from nemo_video.surface import notices
from virtual_clock import virtual_clock

pytestmark = pytest.mark.slow

SCENE = "a 1-second sunset over the sea in 360p"
WAIT_S = 120


async def subscribe(host: Client, uri: str) -> None:
    """As clients of the handshake era do."""
    request = SubscribeRequest(params=SubscribeRequestParams(uri=uri))
    await host.session.send_request(request, EmptyResult)


@pytest.mark.anyio
async def test_a_client_that_subscribed_hears_of_its_job_timeline_and_projects(tmp_path: Path) -> None:
    heard: set[str] = set()
    changed = anyio.Event()

    async def hear(message: IncomingMessage) -> None:
        nonlocal changed
        if isinstance(message, ResourceUpdatedNotification):
            heard.add(str(message.params.uri))
            changed.set()
            changed = anyio.Event()

    async def hear_of(*uris: str) -> None:
        with anyio.fail_after(WAIT_S):
            while not heard.issuperset(uris):
                await changed.wait()

    async with open_server(tmp_path, mode="legacy", message_handler=hear) as host:
        assert host.server_capabilities.resources
        assert host.server_capabilities.resources.subscribe is True
        await subscribe(host, "video://projects")
        made = facts_of(await host.call_tool("generate", {"prompt": SCENE}))
        await hear_of("video://projects")
        timeline = f"video://projects/{made['project_id']}/timeline"
        started = facts_of(await host.call_tool("export", {"wait_s": 0}))
        job = f"video://jobs/{started['job_id']}"
        for uri in (timeline, f"{timeline}.svg", job):
            await subscribe(host, uri)
        heard.clear()
        await host.call_tool("generate", {"prompt": "add the title 'Golden Hour'"})
        await host.call_tool("wait", {"job_id": started["job_id"]})
        await hear_of(timeline, f"{timeline}.svg", job)
        request = UnsubscribeRequest(params=UnsubscribeRequestParams(uri=timeline))
        await host.session.send_request(request, EmptyResult)
        heard.clear()
        await host.call_tool("generate", {"prompt": "add lo-fi music"})
        await hear_of(f"{timeline}.svg")
    assert timeline not in heard
    assert all(uri.startswith("video://") for uri in heard)


@pytest.mark.anyio
async def test_a_client_cannot_fill_the_memory_with_subscriptions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notices, "MAX_URIS", 2)
    async with open_server(tmp_path, mode="legacy") as host:
        for uri in ("video://jobs/a", "video://jobs/b", "video://jobs/b"):
            await subscribe(host, uri)
        for uri in ("video://jobs/c", "video://jobs/" + "x" * notices.MAX_URI_CHARS):
            with pytest.raises(MCPError, match="too much"):
                await subscribe(host, uri)


@pytest.mark.anyio
async def test_a_client_that_listens_hears_of_what_it_named_and_nothing_else(tmp_path: Path) -> None:
    async with open_server(tmp_path) as host:
        made = facts_of(await host.call_tool("generate", {"prompt": SCENE}))
        timeline = f"video://projects/{made['project_id']}/timeline"
        started = facts_of(await host.call_tool("export", {"wait_s": 0}))
        job = f"video://jobs/{started['job_id']}"
        wanted, heard = {timeline, job}, set[str]()
        with anyio.fail_after(WAIT_S):
            async with host.listen(resource_subscriptions=sorted(wanted)) as listening:
                await host.call_tool("generate", {"prompt": "add the title 'Golden Hour'"})
                await host.call_tool("wait", {"job_id": started["job_id"]})
                async for event in listening:
                    assert isinstance(event, ResourceUpdated)
                    heard.add(event.uri)
                    if heard == wanted:
                        break
    assert heard == wanted


class Stream:
    """A connection whose client reads, or does not."""

    def __init__(self, *, is_read: bool) -> None:
        self.is_read = is_read
        self.exit_stack = ExitStack()
        self.sent: list[str] = []
        self.told = anyio.Event()

    async def send_resource_updated(self, uri: str) -> None:
        if not self.is_read:
            await anyio.sleep_forever()
        self.sent.append(uri)
        self.told.set()


class TestWhoDoesNotRead:
    @pytest.fixture
    def anyio_backend(self) -> tuple[str, dict[str, object]]:
        return virtual_clock()

    @pytest.mark.anyio
    async def test_holds_the_others_once_and_hears_again_later(self, monkeypatch: pytest.MonkeyPatch) -> None:
        streams = [Stream(is_read=False), Stream(is_read=True)]
        left = iter(streams)

        def find_stream(_: object) -> Stream:
            return next(left)

        monkeypatch.setattr(notices, "connection_of", find_stream)
        told, changes = notices.Notices(), Changes()
        for _ in streams:
            params = SubscribeRequestParams(uri="video://projects")
            await told.subscribe(None, params)  # pyright: ignore[reportArgumentType] - the stream is found above
        told.follow(SimpleNamespace(changes=changes), None)  # pyright: ignore[reportArgumentType] - all it needs of an engine
        async with told.sent():
            took_s: list[float] = []
            for _ in range(3):
                streams[1].told, began_s = anyio.Event(), anyio.current_time()
                changes.tell(ProjectsChanged())
                await streams[1].told.wait()
                took_s.append(anyio.current_time() - began_s)
                await anyio.sleep(1)
            streams[0].is_read = True
            await anyio.sleep(notices.DEAF_S)
            changes.tell(ProjectsChanged())
            await streams[0].told.wait()
        assert took_s[0] >= notices.SEND_LIMIT_S > took_s[1] + took_s[2]

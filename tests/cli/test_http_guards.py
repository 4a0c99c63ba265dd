"""What guards the server over HTTP and what it counts, asked in this process: names, tokens and numbers."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import anyio
import httpx2
import pytest
from mcp.server.auth.provider import AccessToken
from mcp.server.context import ServerRequestContext
from mcp.server.transport_security import TransportSecuritySettings
from mcp_types import CallToolResult
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp

from nemo_video.cli.http import application
from nemo_video.cli.http.application import KnownName, StillKnown, can_write
from nemo_video.cli.http.metrics import Metrics

pytestmark = pytest.mark.anyio

NAMES = TransportSecuritySettings(
    allowed_hosts=["video.example", "video.example:*", "[::1]:*"],
    allowed_origins=["https://video.example", "https://video.example:*"],
)
"""Origins are looked at here for their form; the SDK holds them against the names."""
MISDIRECTED, FORBIDDEN = 421, 403


@asynccontextmanager
async def calling(app: ASGIApp) -> AsyncGenerator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://video.example") as client:
        yield client


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/mcp", {}, 200),
        ("/mcp", {"Host": "VIDEO.Example"}, 200),
        ("/mcp", {"Host": "video.example:8443"}, 200),
        ("/files/a/b", {"Host": "[::1]:80"}, 200),
        ("/mcp", {"Host": "evil.example"}, MISDIRECTED),
        ("/files/a/b", {"Host": "evil.example"}, MISDIRECTED),
        ("/metrics", {"Host": "video.example:1@evil.example"}, MISDIRECTED),
        ("/mcp", {"Host": "video.example:80x"}, MISDIRECTED),
        ("/mcp", {"Host": "video.example.evil.example"}, MISDIRECTED),
        ("/healthz", {"Host": "10.0.0.7"}, 200),
        ("/readyz", {"Host": "evil.example"}, 200),
        ("/healthz/", {"Host": "10.0.0.7"}, MISDIRECTED),
        ("/mcp", {"Origin": "https://video.example"}, 200),
        ("/mcp", {"Origin": "HTTPS://Video.Example:443"}, 200),
        ("/mcp", {"Origin": "null"}, FORBIDDEN),
        ("/files/a/b", {"Origin": "null"}, 200),
        ("/mcp", {"Origin": "https://video.example:1@evil.example"}, FORBIDDEN),
        ("/mcp", {"Origin": "file://video.example"}, FORBIDDEN),
    ],
)
async def test_a_call_is_answered_by_the_servers_own_names_alone(
    path: str, headers: dict[str, str], status: int
) -> None:
    async with calling(KnownName(PlainTextResponse("done"), NAMES)) as client:
        assert (await client.get(path, headers=headers)).status_code == status


class Tokens:
    """Whose each token is; a test may change it."""

    def __init__(self, **owners: str) -> None:
        self.owners = owners

    async def verify_token(self, token: str) -> AccessToken | None:
        name = self.owners.get(token)
        return AccessToken(token=token, client_id=name, subject=name, scopes=[]) if name else None


async def test_what_one_token_has_open_is_counted_by_its_token_and_only_where_mcp_is_spoken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(application, "MAX_OPEN", 1)
    going_on = anyio.Event()
    begun: list[str] = []

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        begun.append(scope["path"])
        await going_on.wait()
        await PlainTextResponse("done")(scope, receive, send)

    async def get(path: str, authorization: str) -> int:
        return (await client.get(path, headers={"Authorization": authorization})).status_code

    async def note(path: str, authorization: str) -> None:
        statuses.append(await get(path, authorization))

    statuses: list[int] = []
    limited = calling(StillKnown(answer, Tokens(one="alice", two="bob")))
    with anyio.fail_after(60):
        async with limited as client:
            async with anyio.create_task_group() as calls:
                for path, sent in (
                    ("/mcp", "Bearer one"),
                    ("/mcp", "bearer two"),
                    ("/files/a", "Bearer one"),
                ):
                    calls.start_soon(note, path, sent)
                await anyio.wait_all_tasks_blocked()
                assert begun == ["/mcp", "/mcp", "/files/a"]
                assert [await get("/mcp", f"Bearer  {name} ") for name in ("one", "two")] == [429, 429]
                going_on.set()
            assert await get("/mcp", "Bearer one") == 200
    assert statuses == [200] * 3


@pytest.mark.parametrize("change", ["withdrawn", "another's", "over", "nobody's till now"])
async def test_a_call_that_goes_on_ends_with_its_token(change: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(application, "LOOK_S", 0.01)
    ended = anyio.Event()
    tokens = Tokens() if change == "nobody's till now" else Tokens(one="alice")

    async def find(token: str) -> AccessToken | None:
        return AccessToken(token=token, client_id="alice", subject="alice", scopes=[], expires_at=1)

    async def answer(*_: object) -> None:
        await anyio.wait_all_tasks_blocked()
        if change == "over":
            monkeypatch.setattr(tokens, "verify_token", find)
        else:
            tokens.owners = {} if change == "withdrawn" else {"one": "carol"}
        try:
            await anyio.sleep_forever()
        finally:
            ended.set()

    async def wait(*_: object) -> Any:
        return {"type": "http.disconnect"}

    headers = [(b"authorization", b"Bearer one")]
    scope = {"type": "http", "path": "/mcp", "method": "GET", "headers": headers}
    with anyio.fail_after(60):
        await StillKnown(answer, tokens)(scope, wait, wait)
    assert ended.is_set()


async def test_requests_are_counted_by_paths_of_ours_and_their_status() -> None:
    metrics = Metrics(())
    refused = PlainTextResponse("no", 401)
    for app, paths in (
        (PlainTextResponse("ok"), ("/mcp", "/mcp", "/healthz")),
        (refused, ("/mcp", "/my/cat")),
    ):
        async with calling(metrics.counted(app)) as client:
            for path in paths:
                await client.get(path)
    told = metrics.text().decode()
    for path, status, count in (("/mcp", 200, 2), ("/mcp", 401, 1), ("/healthz", 200, 1), ("other", 401, 1)):
        assert f'nemo_http_requests_total{{path="{path}",status="{status}"}} {count}.0' in told
    assert "cat" not in told


async def test_calls_of_tools_are_counted_by_tools_of_ours_and_what_came_of_them() -> None:
    metrics = Metrics({"edit"})

    async def call(method: str, name: str | None, answer: Any) -> None:
        async def answer_it(_: object) -> Any:
            return answer

        context = SimpleNamespace(method=method, params=None if name is None else {"name": name})
        asked = cast("ServerRequestContext[Any, Any]", context)
        assert await metrics.count_tool(asked, answer_it) is answer

    await call("tools/call", "edit", CallToolResult(content=[]))
    await call("tools/call", "edit", CallToolResult(content=[], is_error=True))
    await call("tools/call", "edit", {"isError": True})
    await call("tools/call", "edit", {"isError": False})
    await call("tools/call", "my_cat", {})
    await call("tools/call", None, None)
    await call("tools/list", "edit", {})
    told = metrics.text().decode()
    for tool, outcome, count in (("edit", "done", 2), ("edit", "error", 2), ("unknown", "done", 2)):
        assert f'nemo_tool_calls_total{{outcome="{outcome}",tool="{tool}"}} {count}.0' in told
    assert 'nemo_tool_call_seconds_count{tool="edit"} 4.0' in told
    assert "cat" not in told


def test_a_server_is_ready_where_its_folder_takes_files_and_is_made(tmp_path: Path) -> None:
    folder = tmp_path / "state" / "deep"
    assert can_write(folder)
    assert list(folder.iterdir()) == []
    (tmp_path / "file").touch()
    assert not can_write(tmp_path / "file")
    assert not can_write(tmp_path / "file" / "state")

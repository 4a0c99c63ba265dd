"""Sessions of clients before 2026-07-28: each token has its share of them."""

import httpx2
import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from nemo_video.cli.http import sessions
from nemo_video.cli.http.sessions import BoundedSessions

pytestmark = [pytest.mark.anyio]


class Manager:
    """Begins and ends sessions, as the SDK does."""

    def __init__(self) -> None:
        self.open = list[str]()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        session = request.headers.get("mcp-session-id")
        if session is None and "mcp-protocol-version" not in request.headers:
            session = f"session-{len(self.open)}"
            self.open.append(session)
            await Response(headers={"mcp-session-id": session})(scope, receive, send)
            return
        await Response(status_code=200 if session is None or session in self.open else 404)(
            scope, receive, send
        )


async def test_one_token_cannot_take_all_sessions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "MAX_SESSIONS", 2)
    manager = Manager()
    bounded = BoundedSessions(manager)

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        await bounded(Request(scope).headers["authorization"], scope, receive, send)

    async def call(token: str, method: str = "POST", **headers: str) -> int:
        sent = {"Authorization": token, **{name.replace("_", "-"): value for name, value in headers.items()}}
        return (await client.request(method, "http://localhost/mcp", headers=sent)).status_code

    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(answer)) as client:
        begun = [await call("alice") for _ in range(3)]
        assert begun == [200, 200, 429]
        assert [await call("alice", mcp_protocol_version="2026-07-28"), await call("bob")] == [200, 200]
        assert await call("alice", mcp_session_id="session-0") == 200
        assert await call("alice", mcp_session_id="nobodys") == 404
        assert await call("alice") == 429  # whoever uses a session still has it
        assert await call("alice", "DELETE", mcp_session_id="session-0") == 200
        assert [await call("alice"), await call("alice")] == [200, 429]
        monkeypatch.setattr(sessions, "DEFAULT_SESSION_IDLE_TIMEOUT", -1)  # the SDK has ended them meanwhile
        assert await call("alice") == 200

"""The process that serves over HTTP: whom it lets in, what it refuses to start with, and how it ends."""

import os
import signal
import ssl
import threading
from collections.abc import AsyncGenerator, Generator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import anyio
import httpx2
import pytest
import trustme
import uvicorn
from mcp.client.subscriptions import SubscriptionLost
from mcp.server.auth.provider import AccessToken
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from hosts import facts_of
from nemo_video.cli.http import application, server
from nemo_video.cli.http.application import StillKnown
from nemo_video.cli.http.server import Serving, serve_http
from nemo_video.errors import InvalidArgument
from nemo_video.settings import read_settings
from nemo_video.surface.server import VideoServer
from remote.served import LIMIT_S, TOKENS, Served, host, refused, serving, write_tokens
from surface.scripted_host import MODES

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

ANYWHERE, HERE = "0.0.0.0:0", "127.0.0.1:0"

Arguments = tuple[Any, ...]


def refusal_of(home: Path, *arguments: Any, **settings: str) -> str:
    """Why a server with these settings does not start."""

    def make_server(*_: object) -> VideoServer:
        raise AssertionError("It is refused before anything is put together")

    folders = {"NEMO_STATE_DIR": str(home / "state"), "NEMO_OUTPUT_DIR": str(home / "videos")}
    with pytest.raises(InvalidArgument) as refused:
        serve_http(make_server, read_settings({**folders, **settings}), *arguments)
    return refused.value.message


def get(served: Served, path: str, method: str = "GET", **headers: str) -> httpx2.Response:
    with httpx2.Client(trust_env=False, timeout=LIMIT_S) as client:
        return client.request(method, f"{served.origin}{path}", headers=headers)


class Known:
    """A verifier that knows everybody."""

    async def verify_token(self, token: str) -> AccessToken | None:
        return AccessToken(token=token, client_id=token, scopes=[])


async def test_one_token_cannot_take_the_room_of_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(application, "MAX_OPEN", 2)
    going_on, served = anyio.Event(), list[str]()

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        served.append(scope["path"])
        await going_on.wait()
        await PlainTextResponse("done")(scope, receive, send)

    async def call(token: str) -> int:
        headers = {"Authorization": f"Bearer {token}"}
        return (await client.post("http://localhost/mcp", headers=headers)).status_code

    async def note(token: str) -> None:
        statuses.append(await call(token))

    statuses: list[int] = []
    transport = httpx2.ASGITransport(StillKnown(answer, Known()))
    async with httpx2.AsyncClient(transport=transport) as client:
        async with anyio.create_task_group() as calls:
            for token in ("alice-token-1", "alice-token-1", "bob-token-22"):
                calls.start_soon(note, token)
            await anyio.wait_all_tasks_blocked()
            assert (await call("alice-token-1"), len(served)) == (429, 3)
            going_on.set()
        assert await call("alice-token-1") == 200
    assert statuses == [200, 200, 200]


class Renamed:
    """A verifier that finds a token to be another's each time."""

    def __init__(self) -> None:
        self._names = iter(("alice", "carol", "carol"))

    async def verify_token(self, token: str) -> AccessToken | None:
        name = next(self._names)
        return AccessToken(token=token, client_id=name, subject=name, scopes=[])


async def test_a_stream_ends_when_its_token_becomes_anothers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(application, "LOOK_S", 0.01)
    ended = anyio.Event()

    async def answer(*_: object) -> None:
        try:
            await anyio.sleep_forever()
        finally:
            ended.set()

    async def ignore(*_: object) -> Any:
        return {"type": "http.disconnect"}

    scope = {
        "type": "http",
        "path": "/mcp",
        "method": "GET",
        "headers": [(b"authorization", b"Bearer token")],
    }
    with anyio.fail_after(LIMIT_S):
        await StillKnown(answer, Renamed())(scope, ignore, ignore)
    assert ended.is_set()


@pytest.mark.parametrize(
    ("arguments", "settings", "words"),
    [
        ((ANYWHERE,), {}, "Without tokens only this machine may call, and 0.0.0.0 is open to others."),
        (("8000",), {}, '"8000" is no HOST:PORT.'),
        (("127.0.0.1:99999",), {}, "is no HOST:PORT."),
        ((HERE,), {"NEMO_HTTP_TOKENS": "{home}/none"}, "line 1 cannot be read: No such file or directory"),
        (
            (HERE,),
            {"NEMO_HTTP_ISSUER": "http://issuer.example"},
            "http://issuer.example is no https address.",
        ),
        ((HERE, Path("c.pem")), {}, "--tls-cert and --tls-key belong together."),
        ((HERE, Path("c.pem"), Path("k.pem")), {}, "No such file or directory"),
    ],
)
def test_what_cannot_be_served_safely_is_refused(
    tmp_path: Path, arguments: Arguments, settings: dict[str, str], words: str
) -> None:
    filled = {name: value.format(home=tmp_path) for name, value in settings.items()}
    assert words in refusal_of(tmp_path, *arguments, **filled)


def test_the_process_says_why_in_one_line_and_ends_with_2(tmp_path: Path) -> None:
    path = tmp_path / "tokens"
    path.write_text("alice:alice-token-1\nbob\n")
    status, said = refused(tmp_path, "--http", "127.0.0.1:0", NEMO_HTTP_TOKENS=str(path))
    assert (status, "line 2 " in said, said.count("\n")) == (2, True, 1), said
    assert "token-1" not in said


@pytest.mark.parametrize(
    ("lines", "number"),
    [
        (b"alice:alice-token-1\nbob\n", 2),
        (b"# team\n\nalice:short\n", 3),
        (b"alice:alice-token-1\n:bob-token-22\n", 2),
        (b"alice:with space in it\n", 1),
        (b"alice:alice-token-1\nbob:alice-token-1\n", 2),
        (b"alice:alice-token-1\nbob:\xff\xfe-token\n", 2),
        (b"\n# nobody\n", 1),
    ],
)
def test_a_tokens_file_that_is_malformed_is_refused_with_its_line(
    tmp_path: Path, lines: bytes, number: int
) -> None:
    path = tmp_path / "tokens"
    path.write_bytes(lines)
    said = refusal_of(tmp_path, HERE, NEMO_HTTP_TOKENS=str(path))
    assert f"line {number} " in said
    assert "token-1" not in said


def test_tokens_and_an_issuer_together_are_refused(tmp_path: Path) -> None:
    tokens = str(write_tokens(tmp_path / "tokens"))
    said = refusal_of(tmp_path, HERE, NEMO_HTTP_TOKENS=tokens, NEMO_HTTP_ISSUER="https://issuer.example")
    assert "are both set" in said


@pytest.fixture(name="without_tokens", scope="module")
def serve_without_tokens(tmp_path_factory: pytest.TempPathFactory) -> Generator[Served]:
    """A server that lets everybody on this machine in."""
    with serving(tmp_path_factory.mktemp("home")) as served:
        yield served


async def test_on_this_machine_alone_it_serves_without_tokens(without_tokens: Served) -> None:
    for mode in MODES:
        async with host(without_tokens, mode=mode) as client:
            assert len((await client.list_tools()).tools) == 10
            assert facts_of(await client.call_tool("projects", {"action": "new"}))["current"]
            await client.call_tool("the_name_of_my_cat", {})
    counted = get(without_tokens, "/metrics").text
    assert f'nemo_tool_calls_total{{outcome="done",tool="projects"}} {len(MODES)}.0' in counted
    # A label is kept for ever, so a name that is none of ours gets none.
    assert f'nemo_tool_calls_total{{outcome="error",tool="unknown"}} {len(MODES)}.0' in counted
    assert "my_cat" not in counted


def test_it_answers_probes_and_counts_and_lets_nobody_in_without_a_token(tmp_path: Path) -> None:
    tokens = str(write_tokens(tmp_path / "tokens"))
    with serving(tmp_path, NEMO_HTTP_TOKENS=tokens, NEMO_HTTP_HOSTS="Video.example") as served:
        alive = get(served, "/healthz", Host="10.0.0.7")
        assert (alive.text, "server" in alive.headers) == ("ok", False)
        assert get(served, "/readyz").text == "ready"
        for sent in ("", "Bearer", "Bearer wrong-token-1", f"Basic {TOKENS['alice']}", "Bearer alice"):
            answer = get(served, "/mcp", "POST", Authorization=sent)
            assert (answer.status_code, answer.headers["www-authenticate"][:6]) == (401, "Bearer")
        signed = f"Bearer {TOKENS['alice']}"
        assert get(served, "/mcp", "POST", Host="evil.example", Authorization=signed).status_code == 421
        for name in (
            "evil.example",
            "localhost:1@evil.example",
            "video.example.evil.example",
            "127.0.0.1:80x",
        ):
            assert get(served, "/files/a/b", Host=name).status_code == 421
        for origin in ("https://evil.example", "null", "http://localhost:1@evil.example"):
            assert get(served, "/mcp", Origin=origin, Authorization=signed).status_code == 403
        for name in ("video.example", "video.example:443", "VIDEO.Example", "localhost"):
            asked = {"Host": name, "Origin": f"https://{name}", "Authorization": signed}
            assert get(served, "/mcp", **asked).status_code not in (401, 403, 421)
        assert get(served, "/metrics", Host="video.example").status_code == 401
        for proxy in ("X-Forwarded-For", "X-Forwarded-Proto", "Via"):
            assert get(served, "/metrics", **{proxy: "1.1 proxy"}).status_code == 401
        told = get(served, "/metrics", Host="video.example", Authorization=signed).text
    assert 'nemo_http_requests_total{path="/mcp",status="401"} 5.0' in told


def test_a_body_that_is_too_large_is_refused(without_tokens: Served) -> None:
    with httpx2.Client(trust_env=False, timeout=LIMIT_S) as client:
        answers = [
            client.post(without_tokens.mcp, content=body, headers={"Content-Type": "application/json"})
            for body in (b" " * (4 * 1024 * 1024 + 1), iter([b" " * 1024 * 1024] * 5))
        ]
    assert {answer.status_code for answer in answers} == {413}


async def test_a_change_of_the_tokens_is_in_force_soon(tmp_path: Path) -> None:
    path = write_tokens(tmp_path / "tokens")
    with serving(tmp_path, NEMO_HTTP_TOKENS=str(path)) as served:

        async def until(status: int, token: str) -> None:
            with anyio.fail_after(LIMIT_S):
                while get(served, "/mcp", Authorization=f"Bearer {token}").status_code != status:  # noqa: ASYNC110 - it is asked
                    await anyio.sleep(0.2)

        async def slow_file(began: anyio.Event) -> AsyncGenerator[bytes]:
            yield b"half"
            began.set()
            await until(401, bobs)
            yield b"of a file"

        async def send_file(address: str, began: anyio.Event) -> None:
            async with httpx2.AsyncClient(trust_env=False, timeout=LIMIT_S) as client:
                sent.append((await client.put(f"{address}a.png", content=slow_file(began))).status_code)

        bobs, new = TOKENS["bob"], "carols-token-3"
        sent, began = list[int](), anyio.Event()
        async with (
            host(served, "bob") as bob,
            bob.listen(resource_subscriptions=["video://jobs/none"]) as heard,
            anyio.create_task_group() as tasks,
        ):
            address = facts_of(await bob.call_tool("upload", {}))["upload_url"]
            tasks.start_soon(send_file, address, began)
            await began.wait()
            write_tokens(path, {"alice": TOKENS["alice"], "carol": new})
            with anyio.fail_after(LIMIT_S):
                with pytest.raises(SubscriptionLost):  # whoever lost their token hears no more
                    await anext(heard)
        assert sent == [404]  # what was on its way does not come in any more
        await until(400, new)
        async with host(served, token=new) as carol:
            assert facts_of(await carol.call_tool("projects", {}))["projects"] == []


async def test_it_serves_tls_with_a_certificate(tmp_path: Path) -> None:
    authority = trustme.CA()
    leaf = authority.issue_cert("127.0.0.1")
    certificate, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    leaf.private_key_pem.write_to_path(key)
    for index, blob in enumerate(leaf.cert_chain_pems):
        blob.write_to_path(certificate, append=index > 0)
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)  # pyright: ignore[reportUnknownMemberType] - an untyped part
    with serving(tmp_path, "--http", HERE, "--tls-cert", str(certificate), "--tls-key", str(key)) as served:
        assert served.origin.startswith("https://127.0.0.1:")
        async with host(served, verify=trusting) as client:
            sent_to = facts_of(await client.call_tool("upload", {}))["upload_url"]
    assert sent_to.startswith(served.origin)


async def test_a_signal_ends_it_in_time_and_the_next_process_goes_on(tmp_path: Path) -> None:
    """One host has a job, one listens, one sends a file: none holds it, and no cut is told as a defect."""
    tokens = str(write_tokens(tmp_path / "tokens"))
    accepts = {
        "Accept": "application/json, text/event-stream",
        "Authorization": f"Bearer {TOKENS['alice']}",
    }
    with serving(tmp_path, NEMO_HTTP_TOKENS=tokens) as served:
        async with host(served, "alice", "legacy") as alice:
            await alice.call_tool("generate", {"prompt": "1 second of mountains in 360p", "wait_s": LIMIT_S})
            started = facts_of(await alice.call_tool("export", {"quality": "low", "wait_s": 0}))
            assert started["status"] == "running"
            sent_to = urlsplit(str(facts_of(await alice.call_tool("upload", {}))["upload_url"]))
            head = f"PUT {sent_to.path}a.mp4 HTTP/1.1\r\nHost: {sent_to.netloc}\r\nContent-Length: 9\r\n\r\nx"
            listening = httpx2.AsyncClient(trust_env=False, timeout=LIMIT_S)
            sending = await anyio.connect_tcp(sent_to.hostname or "", sent_to.port or 0)
            async with listening, sending, listening.stream("GET", served.mcp, headers=accepts):
                await sending.send(head.encode())
                served.process.terminate()
                status = await anyio.to_thread.run_sync(served.process.wait, LIMIT_S)
                assert status in (0, 143)
            assert served.process.stderr
            assert "Traceback" not in served.process.stderr.read()
    with serving(tmp_path, NEMO_HTTP_TOKENS=tokens) as served:
        async with host(served, "alice") as alice:
            job = facts_of(await alice.call_tool("wait", {"job_id": started["job_id"], "wait_s": 1}))
    assert job["status"] in ("running", "completed")


def test_a_server_that_hangs_gives_its_lease_back_before_it_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[object] = []
    ended = threading.Event()

    def end(status: int) -> None:
        done.append(status)
        ended.set()

    monkeypatch.setattr(server, "LEAVE_S", 0)
    monkeypatch.setattr(os, "_exit", end)
    hanging = Serving(uvicorn.Config(Known()), "nowhere", lambda: done.append("given back"))  # pyright: ignore[reportArgumentType] - never called
    with hanging.capture_signals():
        os.kill(os.getpid(), signal.SIGTERM)
        assert ended.wait(LIMIT_S)
    assert done == ["given back", 128 + signal.SIGTERM]

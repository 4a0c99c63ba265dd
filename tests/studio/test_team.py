"""A studio for a team, called from outside by two people with a token each."""

import re
import subprocess
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest

from homes import COMMAND, clean_environment
from nemo_studio import Faults, StudioOptions, serve_studio
from nemo_video.cli.http import connections
from nemo_video.cli.studio import run_shared_studio
from nemo_video.settings import read_settings
from studio.studio_sessions import LIMIT_S
from studio.test_protocol import ATTRIBUTION, Json, draw_png, open_session, read_state, say
from studio.test_studio_limits import Clock

pytestmark = pytest.mark.anyio

NAMES = {"token-of-anna": "anna", "token-of-ben": "ben"}
BALANCE = "/api/credits/balance/simple"
SUNSET = "a 1-second sunset over the sea"


async def name_of(token: str) -> str | None:
    return NAMES.get(token)


@asynccontextmanager
async def open_team(folder: Path, **options: Any) -> AsyncGenerator[list[httpx.AsyncClient]]:
    """One client a token."""
    set_up = StudioOptions(folder=folder, is_guarded=True, callers=name_of, **options)
    async with serve_studio(set_up) as address:
        clients = [
            httpx.AsyncClient(
                base_url=address.url,
                timeout=LIMIT_S,
                headers={**ATTRIBUTION, "Authorization": f"Bearer {token}"},
            )
            for token in NAMES
        ]
        try:
            yield clients
        finally:
            for client in clients:
                await client.aclose()


@contextmanager
def run_studio(home: Path, **settings: str) -> Generator[tuple[subprocess.Popen[str], str]]:
    """The command itself, and where it listens."""
    process = subprocess.Popen(
        [str(COMMAND), "studio", "--listen", "127.0.0.1:0"],
        env={**clean_environment(home), **settings},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout
        address = re.search(r"http://[\d.:]+", process.stdout.readline())
        assert address, process.wait(LIMIT_S)
        yield process, address[0]
    finally:
        process.kill()
        process.communicate()


async def until_answered(http: httpx.AsyncClient, status: int) -> None:
    with anyio.fail_after(60):
        while (await http.get(BALANCE)).status_code != status:
            pass


async def render(http: httpx.AsyncClient, session_id: str, render_id: str) -> Json:
    draft = (await read_state(http, session_id))["draft"]
    body = {"id": render_id, "sessionId": session_id, "draft": draft, "output": {"format": "wav"}}
    return (await http.post("/api/render/proxy/lambda", json=body)).json()


async def test_what_is_anothers_answers_as_what_there_is_not(tmp_path: Path) -> None:
    picture = draw_png(tmp_path / "beach.png")

    async def ask(http: httpx.AsyncClient, session_id: str, render_id: str) -> list[tuple[int, str]]:
        """Every call that names a session or a render; what it says, without the name."""
        path = f"nemo_agent/me/{session_id}"
        turn = {"session_id": session_id, "new_message": {"parts": [{"text": "add a title 'Hi'"}]}}
        submit: Json = {"id": "new", "sessionId": session_id, "draft": {"t": []}, "output": {}}
        answers = [
            await http.get(f"/api/state/{path}/latest"),
            await http.post("/run_sse", json=turn),
            await http.post(f"/api/upload-video/{path}", files={"files": ("beach.png", picture)}),
            await http.post(f"/api/estimate/{path}", json={"text": SUNSET}),
            await http.post(f"/api/preview/{path}", json={"at_s": [0]}),
            await http.post("/api/auth/claim-token", json={"session_id": session_id}),
            await http.post("/api/render/proxy/lambda", json=submit),
            await http.get(f"/api/render/proxy/lambda/{render_id}"),
            await http.post(f"/api/render/proxy/lambda/{render_id}/cancel"),
            await http.get(f"/api/render/proxy/{render_id}/download"),
        ]
        return [(each.status_code, each.text.replace(session_id, "X")) for each in answers]

    async with open_team(tmp_path / "studio", workers=1) as (anna, ben):
        session_id = await open_session(anna)
        path = f"/api/upload-video/nemo_agent/me/{session_id}"
        await anna.post(path, files={"files": ("beach.png", picture)})
        await say(anna, session_id, SUNSET)
        before = await read_state(anna, session_id)
        submitted = await render(anna, session_id, "render_1")
        of_anna = await ask(ben, session_id, "render_1")
        of_nobody = await ask(ben, "ses_unknown", "render_unknown")
        after = await read_state(anna, session_id)
        known = await anna.get("/api/render/proxy/lambda/render_1")
        own = await render(ben, await open_session(ben), "render_1")
    assert submitted["code"] == 0
    assert of_anna == of_nobody
    assert {status for status, _ in of_anna} <= {200, 400, 404}
    assert '"code":0' not in "".join(text for _, text in of_anna)
    assert (after, known.status_code) == (before, 200)
    assert own["code"] == 400  # her draft is empty: the same id is another render


async def test_nobody_gets_a_token_by_asking_and_a_wrong_one_is_refused(tmp_path: Path) -> None:
    async with open_team(tmp_path / "studio", hosts=("studio.example",)) as (anna, _):
        asked = await anna.post("/api/auth/anonymous-token", headers={"X-Client-Id": "caller:anna"})
        named = await anna.get(BALANCE, headers={"Host": "Studio.example:8765"})
        other = await anna.get(BALANCE, headers={"Host": "evil.example"})
        wrong = await anna.get(BALANCE, headers={"Authorization": "Bearer token-of-nobody"})
        none = await anna.get(BALANCE, headers={"Authorization": ""})
    assert (asked.status_code, asked.json()["code"]) == (401, 1001)
    assert asked.json()["message"] == "This studio gives no token to whoever asks."
    assert (named.json()["code"], other.status_code) == (0, 400)
    assert [each.status_code for each in (wrong, none)] == [401, 401]


async def test_the_token_that_is_printed_stays_the_same_and_does_not_expire(tmp_path: Path) -> None:
    clock = Clock()
    tokens: list[str] = []
    for is_guarded in (False, True, True):
        options = StudioOptions(folder=tmp_path / "studio", is_guarded=is_guarded, now=clock)
        async with serve_studio(options) as address:
            tokens.append(address.token)
            clock.advance(6)
            headers = {"Authorization": f"Bearer {address.token}"}
            async with httpx.AsyncClient(base_url=address.url, headers=headers) as http:
                assert (await http.get(BALANCE)).status_code == 200
    assert len(set(tokens)) == 1


async def test_no_caller_takes_the_disk_or_the_studio_from_another(tmp_path: Path) -> None:
    picture = draw_png(tmp_path / "beach.png")
    limits = {"max_disk_bytes": 8 * len(picture) + 4, "disk_shares": 4, "max_calls": 1}

    async def upload(http: httpx.AsyncClient, session_id: str) -> int:
        path = f"/api/upload-video/nemo_agent/me/{session_id}"
        return (await http.post(path, files={"files": ("beach.png", picture)})).json()["code"]

    async with open_team(tmp_path / "studio", faults=Faults.read("slow_turn"), **limits) as (
        anna,
        ben,
    ):
        of_anna, of_ben = await open_session(anna), await open_session(ben)
        codes = [await upload(http, session) for http, session in [(ben, of_ben), *[(anna, of_anna)] * 6]]
        left = len(list((tmp_path / "studio" / "files").iterdir()))
        turn = {"session_id": of_anna, "new_message": {"parts": [{"text": SUNSET}]}}
        async with anna.stream("POST", "/run_sse", json=turn):
            refused, other = await anna.get(BALANCE), await ben.get(BALANCE)
        await until_answered(anna, 200)
    assert (set(codes), left) == ({0}, 3)
    assert (refused.status_code, other.status_code) == (429, 200)


@pytest.mark.slow
def test_the_command_keeps_what_a_team_makes_and_ends_in_good_order(tmp_path: Path) -> None:
    tokens = tmp_path / "tokens"
    tokens.write_text("".join(f"{name}:{token}\n" for token, name in NAMES.items()))
    headers = {"Authorization": "Bearer token-of-anna"}
    with run_studio(tmp_path, NEMO_HTTP_TOKENS=str(tokens)) as (process, address):
        body = {"task_name": "project", "language": "en"}
        url = f"{address}/api/tasks/me/with-session/nemo_agent"
        opened = httpx.post(url, json=body, headers=headers, timeout=LIMIT_S).json()["data"]
        process.terminate()
        assert process.wait(LIMIT_S) == 0
    with run_studio(tmp_path, NEMO_HTTP_TOKENS=str(tokens)) as (process, address):
        url = f"{address}/api/state/nemo_agent/me/{opened['session_id']}/latest"
        found = httpx.get(url, headers=headers, timeout=LIMIT_S).json()
    folder = next(tmp_path.rglob("studio.sqlite")).parent
    assert found["code"] == 0
    assert [path.stat().st_mode & 0o077 for path in (folder, folder.parent)] == [0, 0]


async def test_a_connection_that_never_ends_its_request_is_hung_up_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(connections, "HEAD_S", 0.1)
    settings = read_settings({"NEMO_STATE_DIR": str(tmp_path)})
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(run_shared_studio, settings, "127.0.0.1", 0)
        with anyio.fail_after(60):
            said = ""
            while not (address := re.search(r"http://([\d.]+):(\d+)", said)):
                await anyio.sleep(0.05)
                said += capsys.readouterr().out
            async with await anyio.connect_tcp(address[1], int(address[2])) as silent:
                await silent.send(b"GET / HTTP/1.1\r\n")
                with pytest.raises((anyio.EndOfStream, anyio.BrokenResourceError)):
                    await silent.receive()
        tasks.cancel_scope.cancel()

"""What a studio does when it is switched to fail: over real sockets, as clients are tested against it."""

from pathlib import Path

import anyio
import httpx
import pytest

from nemo_studio import Fault, Faults
from nemo_video.errors import InvalidArgument
from studio.test_protocol import (
    draw_png,
    open_session,
    open_studio,
    say,
    sign_in,
    texts,
    until_rendered,
)
from studio.test_studio_limits import SUNSET, balance, export

pytestmark = [pytest.mark.anyio, pytest.mark.slow]


async def test_faults_are_armed_over_http_only_where_that_was_switched_on(tmp_path: Path) -> None:
    async with open_studio(tmp_path / "plain") as http:
        hidden = [
            (await http.get("/control/faults")).status_code,
            (await http.post("/control/faults")).status_code,
        ]
    async with open_studio(tmp_path / "open", has_control=True, faults=Faults.read("rate_limit:2")) as http:
        before = (await http.get("/control/faults")).json()
        wrong = [(await http.post("/control/faults", json=wish)) for wish in ({"storm": 1}, ["x"])]
        after = (await http.post("/control/faults", json={"lost_session": 1, "RATE_LIMIT": 0})).json()
    assert hidden == [404, 404]
    assert before == {"rate_limit": 2}
    assert [answer.status_code for answer in wrong] == [400, 400]
    assert 'no fault "storm"; there are cut_before_edit, ' in wrong[0].json()["detail"]
    assert after == {"lost_session": 1}


@pytest.mark.parametrize("words", ["storm", "lost_session:often"])
def test_a_fault_that_is_none_is_told(words: str) -> None:
    with pytest.raises(InvalidArgument):
        Faults.read(words)


REFUSALS = {
    Fault.RATE_LIMIT: (429, 429),
    Fault.EXPIRED_TOKEN: (401, 1001),
    Fault.UNSUPPORTED_FILE: (200, 4001),
    Fault.FILE_TOO_LARGE: (200, 4002),
    Fault.LOST_SESSION: (200, 1002),
}


@pytest.mark.parametrize("fault", REFUSALS, ids=lambda fault: fault.name)
async def test_every_refusal_can_be_had_once(fault: Fault, tmp_path: Path) -> None:
    picture = draw_png(tmp_path / "beach.png")
    faults = Faults()
    async with open_studio(tmp_path, faults=faults) as http:
        await sign_in(http)
        path = f"/api/upload-video/nemo_agent/me/{await open_session(http)}"
        faults.arm(fault)
        refused = await http.post(path, files={"files": ("beach.png", picture)})
    assert (refused.status_code, refused.json()["code"]) == REFUSALS[fault]
    assert faults.armed() == {}


async def test_an_export_may_be_blocked_and_its_own_address_may_be_dead(tmp_path: Path) -> None:
    faults = Faults()
    async with open_studio(tmp_path, faults=faults) as http:
        await sign_in(http)
        session_id = await open_session(http)
        await say(http, session_id, SUNSET)
        faults.arm(Fault.EXPORT_BLOCKED)
        blocked = await export(http, session_id, "r")
        await export(http, session_id, "r")
        url = (await until_rendered(http, "r"))["output"]["url"]
        faults.arm(Fault.LOST_FILE)
        dead, fallback = await http.get(url), await http.get("/api/render/proxy/r/download")
    assert blocked["code"] == 402
    assert (dead.status_code, fallback.status_code) == (404, 200)


async def test_an_answer_may_come_in_pieces_behind_an_event_of_no_known_kind(tmp_path: Path) -> None:
    faults = Faults.read("partial_text,unknown_event")
    async with open_studio(tmp_path, faults=faults) as http:
        await sign_in(http)
        body = {
            "session_id": await open_session(http),
            "new_message": {"parts": [{"text": "who are you?"}]},
        }
        lines = (await http.post("/run_sse", json=body)).text.splitlines()
    assert "newKind" in lines[0]
    assert [line.count('"partial":true') for line in lines if "text" in line] == [1, 1, 0]


async def test_every_edit_is_told_plainly_and_silence_and_talk_of_buttons_are_faults(tmp_path: Path) -> None:
    faults = Faults()
    async with open_studio(tmp_path, faults=faults) as http:
        await sign_in(http)
        session_id = await open_session(http)
        await say(http, session_id, SUNSET)
        told = [bool(texts(await say(http, session_id, f"add the title 'Take {n}'"))) for n in range(10)]
        faults.arm(Fault.SILENT_EDIT)
        silent = texts(await say(http, session_id, "add the title 'Take 11'"))
        faults.arm(Fault.SCREEN_TALK)
        talk = texts(await say(http, session_id, "how do I get my video?"))
    assert (all(told), silent) == (True, [])
    assert talk[0].endswith("Click the Export button in the top right corner to download it.")


@pytest.mark.parametrize("fault", [Fault.CUT_BEFORE_EDIT, Fault.STREAM_ERROR])
async def test_a_generation_that_fails_gives_its_credits_back(fault: Fault, tmp_path: Path) -> None:
    faults = Faults()
    faults.arm(fault)
    async with open_studio(tmp_path, clip_price=40, faults=faults) as http:
        await sign_in(http)
        session_id = await open_session(http)
        with pytest.raises(httpx.RemoteProtocolError):
            await say(http, session_id, SUNSET)
        after = await balance(http)
    assert after == {"available": 100, "frozen": 0, "total": 100}


async def test_credits_are_frozen_while_a_generation_runs_and_come_back_when_it_is_given_up(
    tmp_path: Path,
) -> None:
    faults = Faults()
    faults.arm(Fault.SLOW_TURN)
    async with open_studio(tmp_path, clip_price=40, faults=faults, heartbeat_s=0.02, slow_turn_s=60) as http:
        await sign_in(http)
        session_id = await open_session(http)
        body = {"session_id": session_id, "new_message": {"parts": [{"text": SUNSET}]}}
        async with http.stream("POST", "/run_sse", json=body) as answer:
            lines = answer.aiter_lines()  # held: once forgotten, it hangs up
            await anext(lines)
            during = await balance(http)
        with anyio.fail_after(60):
            while (after := await balance(http))["frozen"]:  # noqa: ASYNC110 - it is asked over HTTP
                await anyio.sleep(0.02)
    assert during == {"available": 60, "frozen": 40, "total": 100}
    assert after == {"available": 100, "frozen": 0, "total": 100}


async def test_a_worker_that_is_killed_fails_its_render_and_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nemo_studio.service.renders.WORKER_MODULE", "nemo_video.no_such_module")
    async with open_studio(tmp_path) as http:
        await sign_in(http)
        session_id = await open_session(http)
        await say(http, session_id, SUNSET)
        await export(http, session_id, "r")
        status = await until_rendered(http, "r")
        alive = (await http.get("/api/credits/balance/simple")).json()["code"]
        left = list((tmp_path / "studio" / "files").iterdir())
    assert (status["status"], status["error"]) == ("failed", "the process that renders it broke off")
    assert (alive, left) == (0, [])

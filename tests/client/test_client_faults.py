"""Every call of the backend under every fault: a typed error in time, nothing sent twice, and then it works.

The clock jumps, so that a stall of minutes takes none.
"""

import time
import wave
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
import trio

from client.scripted_server import (
    CLIENT_ID,
    Pause,
    Reply,
    Request,
    Reset,
    Script,
    Stall,
    data,
    json,
    redirect,
    reply,
    says,
    serving,
    settings_for,
    stream,
)
from nemo_video.client import BackendClient, ChatEvent, End, MemoryTokenStore, Rejected, Session, check_file
from nemo_video.errors import VideoError
from nemo_video.wire.formats import OutputFormat
from virtual_clock import SOCKETS_S, virtual_clock

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

SESSION = "POST /api/tasks/me/with-session/nemo_agent"
CREDITS = "GET /api/credits/balance/simple"
STATE = "GET /api/state/nemo_agent/me/s/latest"
UPLOAD = "POST /api/upload-video/nemo_agent/me/s"
CLAIM = "POST /api/auth/claim-token"
TOKEN = "POST /api/auth/anonymous-token"
RENDER = "POST /api/render/proxy/lambda"
STATUS = "GET /api/render/proxy/lambda/r"
FILM = "GET /api/render/proxy/r/download"
CHAT = "POST /run_sse"
ESTIMATE = "POST /api/estimate/nemo_agent/me/s"
FRAMES = "POST /api/preview/nemo_agent/me/s"
MINIATURES = "POST /api/miniatures/nemo_agent/me/s"

LIMIT_S = 4000.0
"""An hour is the longest limit, that of an upload and of a download."""

Ask = Callable[[BackendClient, Path], Awaitable[object]]


async def chat(client: BackendClient, _: Path) -> ChatEvent:
    """The last event, which tells how the stream ended."""
    async with client.chat("s", "go") as events:
        return [event async for event in events][-1]


async def upload(client: BackendClient, folder: Path) -> object:
    outcome = await client.upload("s", [str(folder / "a.wav")])
    return outcome.rejected[0] if outcome.rejected else outcome.stored[0]


CALLS: dict[str, tuple[str, Reply, Ask]] = {
    "session": (SESSION, data({"task_id": "t", "session_id": "s"}), lambda c, _: c.open_session("en")),
    "token": (TOKEN, data({"token": "nmv_usr_new"}), lambda c, _: c.read_credits()),
    "credits": (CREDITS, data({"available": 1}), lambda c, _: c.read_credits()),
    "state": (STATE, data({"state": {"draft": {"t": []}}}), lambda c, _: c.read_state("s")),
    "upload": (UPLOAD, data({"files": [{"filename": "a.wav"}]}), upload),
    "claim": (CLAIM, data({"claim_token": "clm_1"}), lambda c, _: c.claim_link(Session("t", "s", None))),
    "submit": (RENDER, data({}), lambda c, _: c.submit_render("s", "r", {"t": []}, OutputFormat())),
    "status": (STATUS, json({"status": "pending"}), lambda c, _: c.read_render("r")),
    "estimate": (ESTIMATE, data({"credits": 1}), lambda c, _: c.estimate_cost("s", "go")),
    "miniatures": (
        MINIATURES,
        data({"thumbnails": {"seg0": "AAAA"}, "sounds": {"seg1": [0, 100]}, "is_complete": True}),
        lambda c, _: c.take_miniatures("s", ["seg0"], 0),
    ),
    "frames": (FRAMES, data({"frames": ["AAAA"]}), lambda c, _: c.draw_frames("s", [0])),
    "download": (
        FILM,
        reply(b"a film", headers={"Content-Type": "video/mp4"}),
        lambda c, folder: c.download("r", None, folder / "film.mp4"),
    ),
    "chat": (CHAT, stream(says("Done.")), chat),
}
SENT_ONCE = {"token", "session", "upload", "claim", "submit", "chat"}
PAGE = {"Content-Type": "text/html"}
JSON = {"Content-Type": "application/json"}

FAULTS: dict[str, Reply] = {
    "closed": Reply(()),
    "reset": Reply((Reset(),)),
    "stall": Reply((Stall(),)),
    "stall in the head": Reply((b"HTTP/1.1 200 OK\r\nContent-", Stall())),
    "stall in the body": reply(b'{"code"', Stall(), length=100, headers=JSON),
    "slow drip": reply(b"{", *(Pause(50), b" ") * 100, length=1000, headers=JSON),
    "cut body": reply(b'{"code": 0, "da', length=500, headers=JSON),
    "wrong length": reply(b'{"code": 0, "data": {}}', length=7, headers=JSON),
    "500": reply(b"oops", status=500),
    "page with 500": reply(b"<html>oops", status=500, headers=PAGE),
    "502": reply(b"<html>oops", status=502, headers=PAGE),
    "page": reply(b"<html>Log in</html>", headers=PAGE),
    "no JSON": reply(b"not JSON at all", headers=JSON),
    "other JSON": json([1, 2]),
    "JSON without sense": json({"code": 0, "data": {"a": "b"}}),
    "deep JSON": reply(b"[" * 100_000, headers=JSON),
    "redirects": redirect("/round"),
    "redirect elsewhere": redirect("http://127.0.0.1:9/x"),
    "compressed": reply(b"\x1f\x8b", headers={**JSON, "Content-Encoding": "gzip"}),
}

JUMPS_S = {"clock a day ahead": 86_400.0, "clock a day back": -86_400.0}

NO_SERVER = {
    "refused": "http://127.0.0.1:9",
    "no such name": "http://name-that-nobody-has.invalid",
}


@pytest.fixture
def anyio_backend() -> tuple[str, dict[str, object]]:
    return virtual_clock(SOCKETS_S)


@pytest.fixture(scope="module", autouse=True)
def count() -> object:
    yield None
    cases = len(CASES) + len(CALLS) * (len(NO_SERVER) + 1 + len(JUMPS_S))
    faults = len(FAULTS) + len(NO_SERVER) + 1 + len(JUMPS_S)
    print(f"\n{cases} cases: {len(CALLS)} calls, {faults} faults")  # noqa: T201 - the count is meant


def client_of(call: str, url: str, folder: Path) -> BackendClient:
    own = {"NEMO_TOKEN": ""} if call == "token" else {}
    settings = settings_for(url, NEMO_UPLOAD_DIRS=str(folder), NEMO_RETRY_429_S="1", **own)
    return BackendClient(settings, client_id=CLIENT_ID, tokens=MemoryTokenStore())


def make_sound(folder: Path) -> None:
    with wave.open(str(folder / "a.wav"), "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", ""))
        sound.writeframes(bytes(800))
    check_file(str(folder / "a.wav"), [folder])  # loads the decoder, which takes longer than the clock waits


def parts_in(folder: Path) -> list[Path]:
    """What a download left half done."""
    return list(folder.glob("*.part"))


async def failure_of(ask: Ask, client: BackendClient, folder: Path) -> object:
    """How it ended: a typed error, or a turn that tells by its end that nothing is known."""
    try:
        with trio.fail_after(LIMIT_S):
            result = await ask(client, folder)
    except VideoError as error:
        return error
    if isinstance(result, Rejected):
        return result.error
    return result


REFUSES_NOTHING = {"no JSON", "other JSON", "JSON without sense", "deep JSON", "wrong length"}
"""A submit that is answered so was accepted: to send it again could render twice. A page refuses."""

CASES = [
    (call, fault)
    for call in CALLS
    for fault in FAULTS
    if not (call == "submit" and fault in REFUSES_NOTHING)
    and (call, fault) != ("estimate", "JSON without sense")  # it tells what it knows
]


@pytest.mark.parametrize(("call", "fault"), CASES)
async def test_a_call_under_a_fault_fails_with_a_type_and_the_next_one_works(
    tmp_path: Path, call: str, fault: str
) -> None:
    key, good, ask = CALLS[call]
    make_sound(tmp_path)
    bad = FAULTS[fault]
    around: Script = {f"{method} /round": redirect("/round") for method in ("GET", "POST")}
    others: Script = {**around, CREDITS: data({"available": 1})}
    async with serving({**others, key: bad}) as server, client_of(call, server.url, tmp_path) as client:
        failure = await failure_of(ask, client, tmp_path)
        assert isinstance(failure, VideoError) or failure in (End("cut"), End("timed_out")), failure
        if isinstance(failure, VideoError):
            assert "<html>" not in f"{failure.message} {failure.said}"
        assert len(server.asked(key)) == 1 or call not in SENT_ONCE
        assert parts_in(tmp_path) == []
        server.script = {**others, key: good}
        with trio.fail_after(LIMIT_S):
            worked = await ask(client, tmp_path)
        assert not isinstance(worked, Rejected)


@pytest.mark.parametrize("fault", sorted(REFUSES_NOTHING))
async def test_an_export_whose_answer_refuses_nothing_is_accepted_and_sent_once(
    tmp_path: Path, fault: str
) -> None:
    key, _, ask = CALLS["submit"]
    async with serving({key: FAULTS[fault]}) as server, client_of("submit", server.url, tmp_path) as client:
        assert await failure_of(ask, client, tmp_path) is None
        assert len(server.asked(key)) == 1


@pytest.mark.parametrize("fault", NO_SERVER)
@pytest.mark.parametrize("call", CALLS)
async def test_a_call_to_nobody_is_unreachable(tmp_path: Path, call: str, fault: str) -> None:
    make_sound(tmp_path)
    async with client_of(call, NO_SERVER[fault], tmp_path) as client:
        failure = await failure_of(CALLS[call][2], client, tmp_path)
    assert isinstance(failure, VideoError)
    assert failure.code == "unreachable"


@pytest.mark.parametrize("call", CALLS)
async def test_a_server_that_speaks_no_tls_is_unreachable(tmp_path: Path, call: str) -> None:
    make_sound(tmp_path)
    async with (
        serving({}) as server,
        client_of(call, server.url.replace("http:", "https:"), tmp_path) as client,
    ):
        failure = await failure_of(CALLS[call][2], client, tmp_path)
        assert server.requests == []
    assert isinstance(failure, VideoError)
    assert failure.code == "unreachable"


@pytest.mark.parametrize("jump", JUMPS_S)
@pytest.mark.parametrize("call", CALLS)
async def test_a_clock_that_jumps_under_way_changes_nothing(
    tmp_path: Path, call: str, jump: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, good, ask = CALLS[call]
    make_sound(tmp_path)
    real = time.time

    def answer(_: Request) -> Reply:
        monkeypatch.setattr(time, "time", lambda: real() + JUMPS_S[jump])
        return good

    others: Script = {CREDITS: data({"available": 1})}
    async with serving({**others, key: answer}) as server, client_of(call, server.url, tmp_path) as client:
        for _ in range(2):
            with trio.fail_after(LIMIT_S):
                result = await ask(client, tmp_path)
            assert not isinstance(result, Rejected)
        assert len(server.asked(key)) <= 2

"""What JSON answers say: facts, or one typed error that names the call where they make no sense."""

from collections.abc import Awaitable, Callable

import pytest

from client.scripted_server import Reply, Script, data, json, meeting, reply
from nemo_video.client import BackendClient, Balance, ProjectState, RenderProgress, Session
from nemo_video.errors import BackendRefusal, Internal, TimedOut, VideoError
from nemo_video.wire.calls import RenderPhase
from nemo_video.wire.formats import OutputFormat

pytestmark = pytest.mark.anyio

CREDITS = "GET /api/credits/balance/simple"
STATE = "GET /api/state/nemo_agent/me/s/latest"
RENDER = "GET /api/render/proxy/lambda/r"
SESSION = "POST /api/tasks/me/with-session/nemo_agent"
SUBMIT = "POST /api/render/proxy/lambda"

Ask = Callable[[BackendClient], Awaitable[object]]

SENSELESS = [
    reply(b""),
    reply(b"secret body"),
    reply(b"<html>secret body</html>", headers={"Content-Type": "text/html"}),
    reply(b'{"code": 0, "data": {"secret body', headers={"Content-Type": "application/json"}),
    json([{"code": 0}]),
    json({"data": {"secret body": 1}}),
    json({"code": None, "data": {}}),
    json({"code": [0], "data": {}}),
    json({"code": False, "data": {}}),
    data(None),
    data([]),
    data("secret body"),
    data({"secret body": {}}),
    reply(b"\xff\xfe{}"),
    reply(b"[" * 100_000),
]

CALLS: list[tuple[str, str, Ask]] = [
    (CREDITS, "the credits", lambda client: client.read_credits()),
    (STATE, "the project's state", lambda client: client.read_state("s")),
    (RENDER, "the export's status", lambda client: client.read_render("r")),
    (SESSION, "a new session", lambda client: client.open_session("en")),
    (
        "POST /api/auth/claim-token",
        "a browser link",
        lambda client: client.claim_link(Session("t", "s", None)),
    ),
]


@pytest.mark.parametrize("answer", SENSELESS)
@pytest.mark.parametrize(("key", "name", "ask"), CALLS, ids=[name for _, name, _ in CALLS])
async def test_an_answer_without_sense_is_an_error_that_names_the_call(
    answer: Reply, key: str, name: str, ask: Ask
) -> None:
    async with meeting({key: answer}) as (client, _):
        with pytest.raises(Internal, match=name) as caught:
            await ask(client)
    assert "secret body" not in f"{caught.value.message} {caught.value.advice}"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (json({"code": 1002, "message": "secret"}), 1002),
        (json({"code": "2001"}, status=200), 2001),
        (json({"code": 402}, status=402), 402),
        (json({"detail": "Session not found: s"}, status=404), 1002),
        (reply(b"<html>", status=404), 404),
        (reply(b"", status=500), 500),
        (json({"code": 99999, "message": "secret"}), 99999),
        (json({"code": 7, "data": {"state": {}}}, status=500), 7),
    ],
)
async def test_a_refusal_is_read_from_the_status_and_from_the_code(answer: Reply, code: int) -> None:
    async with meeting({STATE: answer}) as (client, _):
        with pytest.raises(BackendRefusal) as caught:
            await client.read_state("s")
    assert caught.value.code == code
    assert "secret" not in caught.value.message


async def test_a_session_is_opened_in_the_users_language() -> None:
    answer = data({"task_id": "t1", "session_id": "s1", "id": "b1", "new": True})
    async with meeting({SESSION: answer}) as (client, server):
        assert await client.open_session("zh") == Session("t1", "s1", "b1")
    assert server.requests[0].json == {"task_name": "project", "language": "zh"}


async def test_credits_are_read() -> None:
    async with meeting({CREDITS: data({"available": 12.5, "frozen": 50, "total": 62.5})}) as (client, _):
        assert await client.read_credits() == Balance(12.5, 50, 62.5)


async def test_a_draft_goes_there_and_back_untouched() -> None:
    draft = {
        "t": [{"tt": 0, "sg": [{"d": 1000, "x": {"y": None}}]}],
        "novel": [1.5, 1e300, True, "\ud83d 画"],
    }
    script: Script = {STATE: data({"state": {"draft": draft}}), SUBMIT: json({"code": 0})}
    async with meeting(script) as (client, server):
        state = await client.read_state("s")
        assert state.draft is not None
        await client.submit_render("s", "render_1", state.draft, OutputFormat("gif", "low"))
    assert server.requests[1].json == {
        "id": "render_1",
        "sessionId": "s",
        "draft": draft,
        "output": {"format": "gif", "quality": "low"},
    }


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        ({"state": {}}, ProjectState(None, (), (), None, None)),
        (
            {
                "id": "b",
                "state": {"draft": {"t": []}, "video_infos": [{"a": 1}, 3], "canvas_config": {"w": 9}},
            },
            ProjectState({"t": []}, ({"a": 1},), (), {"w": 9}, "b"),
        ),
        (
            {"state": {"id": "b2", "draft": "none", "generated_media": {"m1": {"a": 1}, "m2": {"b": 2}}}},
            ProjectState(None, (), ({"a": 1}, {"b": 2}), None, "b2"),
        ),
        ({"state": {"video_infos": {"name": "one"}}}, ProjectState(None, ({"name": "one"},), (), None, None)),
    ],
)
async def test_a_state_is_read_as_far_as_it_goes(answer: object, state: ProjectState) -> None:
    async with meeting({STATE: data(answer)}) as (client, _):
        assert await client.read_state("s") == state


@pytest.mark.parametrize(
    ("answer", "progress"),
    [
        ({"status": "pending"}, RenderProgress(RenderPhase.PENDING, None, None, None)),
        ({"status": "processing", "progress": 0.25}, RenderProgress(RenderPhase.PROCESSING, 25, None, None)),
        ({"status": "processing", "progress": 1}, RenderProgress(RenderPhase.PROCESSING, 1, None, None)),
        ({"status": "queued", "progress": "x"}, RenderProgress(RenderPhase.PROCESSING, None, None, None)),
        (
            {"status": "completed", "progress": 100, "output": {"url": "https://cdn/x.mp4"}},
            RenderProgress(RenderPhase.COMPLETED, 100, "https://cdn/x.mp4", None),
        ),
        (
            {"status": "failed", "output": None, "error": {"message": "out of\n memory"}},
            RenderProgress(RenderPhase.FAILED, None, None, "out of memory"),
        ),
        (
            {
                "status": "processing",
                "remarks": ["Parts\nwere lost.", 3, ""],
                "dashboard": "http://10.0.0.1:8787",
            },
            RenderProgress(
                RenderPhase.PROCESSING, None, None, None, ("Parts were lost.",), "http://10.0.0.1:8787"
            ),
        ),
        ({"status": "completed", "output": "odd"}, RenderProgress(RenderPhase.COMPLETED, None, None, None)),
    ],
)
async def test_a_renders_progress_is_read_from_the_top_level(
    answer: object, progress: RenderProgress
) -> None:
    async with meeting({RENDER: json(answer)}) as (client, _):
        assert await client.read_render("r") == progress


async def test_links_for_the_browser_are_made_from_the_web_address() -> None:
    script: Script = {"POST /api/auth/claim-token": data({"claim_token": "clm_a/b"})}
    async with meeting(script, NEMO_WEB_URL="https://web.example/") as (client, server):
        link = await client.claim_link(Session("t1", "s1", "b"))
        assert link == "https://web.example/workspace/claim?ct=clm_a%2Fb"
        assert client.register_url("b 1") == "https://web.example/register?bind=b%201"
        assert client.register_url(None) == "https://web.example/register"
    assert server.requests[0].json == {"task_id": "t1", "session_id": "s1"}


@pytest.mark.parametrize(
    "answer",
    [Reply(()), reply(b'{"code": 0', length=500), Reply((b"HTTP/1.1 200 OK\r\n",))],
    ids=["closed", "cut", "half a head"],
)
async def test_a_submit_that_broke_is_sent_once(answer: Reply) -> None:
    async with meeting({SUBMIT: answer}) as (client, server):
        with pytest.raises(TimedOut, match="the export"):
            await client.submit_render("s", "r", {}, OutputFormat())
        assert len(server.requests) == 1


async def test_a_submit_behind_a_busy_gateway_is_sent_once() -> None:
    for status in (502, 503, 504):
        async with meeting({SUBMIT: reply(status=status, headers={"Retry-After": "0"})}) as (client, server):
            with pytest.raises(VideoError):
                await client.submit_render("s", "r", {}, OutputFormat())
            assert len(server.requests) == 1

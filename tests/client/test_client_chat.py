"""A chat turn over a network that misbehaves: the message goes out once, and every stream has one end."""

import json as jsonlib
from functools import partial

import anyio
import pytest

from client.scripted_server import (
    TOKEN,
    Answer,
    Pause,
    Reply,
    Reset,
    Stall,
    gather,
    json,
    meeting,
    redirect,
    refusal,
    reply,
    says,
    settings_for,
    stream,
)
from nemo_video.client import (
    BackendClient,
    ChatEvent,
    End,
    Heartbeat,
    MemoryTokenStore,
    Prompt,
    Question,
    StreamError,
    Text,
)
from nemo_video.errors import BackendRefusal, Internal, Unreachable, VideoError
from virtual_clock import on_virtual_clock

pytestmark = pytest.mark.anyio

CHAT = "POST /run_sse"
WORKING = b": still working\n\n"


async def listen(client: BackendClient, message: str = "go") -> list[ChatEvent]:
    async with client.chat("session-1", message) as events:
        return [event async for event in events]


async def heard(answer: Answer, *, silence_s: float = 600, turn_s: float = 900) -> list[ChatEvent]:
    """What is heard of one turn, whose message was sent exactly once."""
    async with meeting({CHAT: answer}, NEMO_SILENCE_S=str(silence_s), NEMO_TURN_S=str(turn_s)) as (
        client,
        server,
    ):
        events = await listen(client)
        assert len(server.asked(CHAT)) == 1
    return events


async def test_a_turn_is_sent_as_the_protocol_says() -> None:
    async with meeting({CHAT: stream(says("Hello"))}, SKILL_SOURCE="cursor") as (client, server):
        assert await listen(client, 'Say "你好" \ud83d') == [Text("Hello"), End("clean")]
    request = server.requests[0]
    assert request.json == {
        "app_name": "nemo_agent",
        "user_id": "me",
        "session_id": "session-1",
        "new_message": {"parts": [{"text": 'Say "你好" \ud83d'}]},
    }
    assert request.headers["accept"] == "text/event-stream"
    assert request.headers["authorization"] == f"Bearer {TOKEN}"
    assert request.headers["x-skill-source"] == "sora-video-generation"
    assert request.headers["x-skill-platform"] == "cursor"
    assert request.headers["x-skill-version"]


async def test_comments_and_empty_events_are_heartbeats() -> None:
    events = await heard(stream(WORKING, b"data:\n\n", b":\r\n\r\n", says("Done.")))
    assert events == [Heartbeat(), Heartbeat(), Heartbeat(), Text("Done."), End("clean")]


async def test_a_comment_inside_an_event_does_not_break_it() -> None:
    whole = says("Whole")
    assert await heard(stream(whole[:-1], b": busy\n\n")) == [Text("Whole"), End("clean")]


async def test_a_last_event_without_its_blank_line_is_not_lost() -> None:
    assert await heard(stream(says("Last").rstrip())) == [Text("Last"), End("clean")]


@pytest.mark.parametrize("content_type", ["application/octet-stream", "text/plain; charset=latin-1", ""])
async def test_a_stream_of_another_type_is_a_stream(content_type: str) -> None:
    events = await heard(stream(says("好了。"), content_type=content_type))
    assert events == [Text("好了。"), End("clean")]


def said(text: str) -> dict[str, object]:
    """An event in which the backend says something."""
    return {"author": "nemo_agent", "content": {"parts": [{"text": text}]}}


@pytest.mark.parametrize(
    "body",
    [
        jsonlib.dumps([said("One."), said("Two.")], indent=1),
        jsonlib.dumps({"code": 0, "data": [said("One."), said("Two.")]}),
        f"{jsonlib.dumps(said('One.'))}\n{jsonlib.dumps(said('Two.'))}\n",
        f"id: 1\ndata: {jsonlib.dumps(said('One.'))}\n\n: ping\n\ndata: {jsonlib.dumps(said('Two.'))}\n\n",
        f'\ufeff[{jsonlib.dumps(said("One."))}, {jsonlib.dumps(said("Two."))}, {{"content',
    ],
    ids=["a list", "an envelope", "lines", "a stream", "a list that was cut off"],
)
async def test_a_turn_that_is_answered_with_json_keeps_its_words(body: str) -> None:
    answer = reply(body.encode(), headers={"Content-Type": "application/json"})
    events = [event for event in await heard(answer) if event != Heartbeat()]
    assert events == [Text("One."), Text("Two."), End("clean")]


@pytest.mark.parametrize(
    "frame",
    [
        f"data: {jsonlib.dumps(said('One.'))}\ndata: {jsonlib.dumps(said('Two.'))}\n\n",
        f"data: {jsonlib.dumps(said('One.'))}\rdata: {jsonlib.dumps(said('Two.'))}",
        f"data: {jsonlib.dumps([said('One.'), said('Two.')])}\n\n",
    ],
    ids=["two in a frame", "no blank line between them", "a list"],
)
async def test_a_frame_of_several_events_keeps_the_words_of_each(frame: str) -> None:
    assert await heard(stream(frame.encode())) == [Text("One."), Text("Two."), End("clean")]


@pytest.mark.parametrize(
    "content",
    ["Done.", [{"text": "Done."}], {"parts": "Done."}, {"parts": {"text": "Done."}}, {"text": "Done."}],
    ids=["words", "a list", "words for parts", "one part", "no parts"],
)
async def test_words_in_the_place_of_parts_are_heard(content: object) -> None:
    frame = f"data: {jsonlib.dumps({'author': 'nemo_agent', 'content': content})}\n\n"
    assert await heard(stream(frame.encode())) == [Text("Done."), End("clean")]


async def test_fields_in_snake_case_are_read() -> None:
    call = {"function_call": {"name": "ask_question", "args": {"question": "Night?"}}}
    events = [{"content": {"parts": [call]}}, {"error_code": "SAFETY", "error_message": "No."}]
    frames = "".join(f"data: {jsonlib.dumps(each)}\n\n" for each in events)
    assert (await heard(stream(frames.encode())))[1:3] == [
        Question((Prompt("Night?"),)),
        StreamError("No.", "SAFETY"),
    ]


async def test_line_separators_inside_a_text_do_not_end_it() -> None:
    text = "one\u2028two\u0085three\x0bfour"
    assert await heard(stream(says(text))) == [Text(text), End("clean")]


async def test_an_event_of_five_megabytes_comes_through() -> None:
    text = "画" * 1_700_000
    assert await heard(stream(says(text))) == [Text(text), End("clean")]


async def test_an_event_that_never_ends_is_cut_off_with_what_was_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("nemo_video.client.chat._MAX_EVENT_BYTES", 100_000)
    flood = (b"data: " + b"x" * 10_000, *[b"x" * 10_000] * 20)
    assert await heard(stream(says("First."), *flood, Stall())) == [Text("First."), End("cut")]


@pytest.mark.parametrize("break_off", [(), (Reset(),)], ids=["cut", "reset"])
async def test_a_connection_lost_on_the_way_ends_cut_with_what_was_said(break_off: tuple[Reset, ...]) -> None:
    answer = stream(says("First."), says("And th", partial=True), Pause(0.05), *break_off, is_finished=False)
    assert await heard(answer) == [Text("First."), Text("And th", incomplete=True), End("cut")]


@pytest.mark.parametrize(
    "answer",
    [
        Reply(()),
        Reply((Reset(),)),
        Reply((b"HTTP/1.1 200 OK\r\nContent-",)),
        Reply((b"this is not HTTP\r\n\r\n",)),
        reply(b"<html>", status=502),
        reply(b"", status=504),
        json({"code": 0, "data": {}}),
        json({"accepted": True}, status=202),
        json([]),
    ],
    ids=[
        *["closed", "reset", "half a head", "nonsense", "bad gateway", "gateway time-out"],
        *["envelope", "accepted", "list"],
    ],
)
async def test_a_message_that_may_have_arrived_is_a_cut_turn_and_is_never_sent_again(answer: Reply) -> None:
    assert await heard(answer) == [End("cut")]


@on_virtual_clock
@pytest.mark.parametrize(("silence_s", "turn_s"), [(0.2, 900), (600, 0.2)], ids=["silence", "turn"])
@pytest.mark.parametrize(
    "answer", [Reply((Stall(),)), stream(says("Hm."), Stall())], ids=["at once", "later"]
)
async def test_a_backend_that_falls_silent_is_timed_out(
    answer: Reply, silence_s: float, turn_s: float
) -> None:
    assert (await heard(answer, silence_s=silence_s, turn_s=turn_s))[-1] == End("timed_out")


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (refusal(1002), 1002),
        (json({"detail": "Session not found: s"}, status=404), 1002),
        (refusal(1001, status=401), 1001),
        (reply(status=401), 1001),
        (refusal(2001, status=402), 2001),
        (reply(status=402), 402),
        (json({"detail": []}, status=422), 422),
        (reply(b"busy", status=503), 503),
        (reply(b"<html>", status=500), 500),
        (json({"code": "1002"}), 1002),
    ],
)
async def test_a_backend_that_does_not_start_the_turn_is_an_error(answer: Reply, code: int) -> None:
    async with meeting({CHAT: answer}) as (client, server):
        with pytest.raises(BackendRefusal) as caught:
            await listen(client)
        assert (caught.value.code, len(server.asked(CHAT))) == (code, 1)


@pytest.mark.parametrize(
    "answer",
    [
        reply(b"<html>Log in</html>", headers={"Content-Type": "text/html"}),
        redirect("/elsewhere", 303),
        redirect("http://127.0.0.1:9/run_sse"),
    ],
    ids=["page", "redirect", "redirect elsewhere"],
)
async def test_an_answer_that_is_no_stream_is_an_error_that_names_the_call(answer: Reply) -> None:
    async with meeting({CHAT: answer, "POST /elsewhere": stream()}) as (client, server):
        with pytest.raises(Internal, match="the chat") as caught:
            await listen(client)
        assert len(server.requests) == 1
    assert "Log in" not in caught.value.message


@pytest.mark.parametrize("status", [307, 308])
async def test_a_message_that_nobody_took_is_sent_on_as_it_is_within_the_backends_origin(status: int) -> None:
    script = {CHAT: redirect("/run_sse/", status), "POST /run_sse/": stream(says("Here."))}
    async with meeting(script) as (client, server):
        assert await listen(client) == [Text("Here."), End("clean")]
    first, second = server.requests
    assert (first.body, first.headers["authorization"]) == (second.body, second.headers["authorization"])


async def test_a_rate_limit_before_the_turn_is_waited_out_once() -> None:
    async with meeting({CHAT: [refusal(429), stream(says("Now."))]}) as (client, _):
        assert await listen(client) == [Text("Now."), End("clean")]
    async with meeting({CHAT: reply(status=429)}) as (client, server):
        with pytest.raises(BackendRefusal) as caught:
            await listen(client)
        assert (caught.value.code, len(server.asked(CHAT))) == (429, 2)


@on_virtual_clock
async def test_a_dead_port_is_unreachable() -> None:
    settings = settings_for("http://127.0.0.1:9")
    async with BackendClient(settings, client_id="c", tokens=MemoryTokenStore()) as client:
        with anyio.fail_after(60), pytest.raises(Unreachable):
            await listen(client)


async def test_an_error_inside_the_stream_comes_before_the_end() -> None:
    events = await heard(stream(says("Starting."), b'event: error\ndata: it "broke"\n\n'))
    assert events == [Text("Starting."), StreamError('it "broke"'), End("clean")]


async def test_a_last_event_that_breaks_off_ends_the_turn_cut() -> None:
    broken = b'data: {"content": {"parts": [{"text": "Half a tho'
    assert await heard(stream(says("Starting."), broken)) == [Text("Starting."), End("cut")]
    assert await heard(stream(broken + b"\n\n", says("Whole."))) == [Text("Whole."), End("clean")]


@pytest.mark.parametrize("words", ['{"error": "Session not found: s"}', '{"detail": "Session not found"}'])
async def test_a_session_that_is_gone_has_its_code_in_a_stream_too(words: str) -> None:
    first, _ = await heard(stream(b"data: %s" % words.encode()))
    assert isinstance(first, StreamError)
    assert first.code == "1002"


async def test_leaving_early_closes_the_connection() -> None:
    async with meeting({CHAT: stream(says("One."), Stall())}) as (client, server):
        async with client.chat("s", "go") as events:
            assert await anext(events) == Text("One.")
        await server.hung_up.wait()


async def test_many_turns_run_side_by_side() -> None:
    answers = [stream(*(says(f"{turn}") for _ in range(5))) for turn in range(40)]
    heard: list[list[ChatEvent]] = []

    async def take(client: BackendClient) -> None:
        heard.append(await listen(client))

    async with meeting({CHAT: answers}) as (client, _):
        await gather(*[partial(take, client) for _ in answers])
    assert [len(events) for events in heard] == [6] * 40
    assert all(events[-1] == End("clean") for events in heard)


@on_virtual_clock
async def test_no_error_carries_the_token() -> None:
    for answer in (refusal(1001), reply(b"<html>", status=500), Reply(())):
        async with meeting({"GET /api/credits/balance/simple": answer}) as (client, _):
            with pytest.raises(VideoError) as caught:
                await client.read_credits()
        error: BaseException | None = caught.value
        while error:
            assert TOKEN not in f"{error} {error!r} {vars(error)}"
            error = error.__cause__ or error.__context__

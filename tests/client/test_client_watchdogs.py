"""Ten minutes of silence and fifteen of a turn, on a clock that jumps."""

import pytest
import trio

from client.scripted_server import Pause, Reply, Stall, Step, data, meeting, refusal, reply, says, stream
from nemo_video.client import ChatEvent, End, Heartbeat, Text
from nemo_video.errors import BackendRefusal, TimedOut
from virtual_clock import SOCKETS_S, virtual_clock

pytestmark = pytest.mark.anyio

CHAT = "POST /run_sse"
CREDITS = "GET /api/credits/balance/simple"
BEAT = b": working\n\n"


@pytest.fixture
def anyio_backend() -> tuple[str, dict[str, object]]:
    """The clock jumps after the loop was idle for a moment, so that real sockets have their say first."""
    return virtual_clock(SOCKETS_S)


async def timed(*steps: Step) -> tuple[list[ChatEvent], float]:
    """What is heard of a turn, and after how many seconds it ended."""
    async with meeting({CHAT: stream(*steps)}, NEMO_RETRY_429_S="30", limit_s=5000) as (client, server):
        started_at_s = trio.current_time()
        async with client.chat("s", "go") as events:
            seen = [event async for event in events]
        assert len(server.asked(CHAT)) == 1
        return seen, trio.current_time() - started_at_s


async def test_ten_minutes_of_nothing_but_heartbeats_is_timed_out() -> None:
    events, seconds = await timed(says("On it."), *(Pause(60), BEAT) * 20)
    assert events == [Text("On it."), *[Heartbeat()] * (len(events) - 2), End("timed_out")]
    assert (len(events) - 2, seconds) == (9, pytest.approx(600, abs=1))


async def test_a_heartbeat_is_no_news_but_a_word_is() -> None:
    events, _ = await timed(Pause(599), says("Hm."), Pause(250), BEAT, says("Done."))
    assert events == [Text("Hm."), Heartbeat(), Text("Done."), End("clean")]


async def test_a_piece_of_a_text_is_news_too() -> None:
    events, _ = await timed(Pause(500), says("Al", partial=True), Pause(300), says("All done."))
    assert events == [Text("All done."), End("clean")]


async def test_a_turn_of_fifteen_minutes_is_over() -> None:
    events, seconds = await timed(*(says("More."), Pause(100)) * 20)
    assert events == [Text("More.")] * 9 + [End("timed_out")]
    assert seconds == pytest.approx(900, abs=1)


async def test_turn_complete_ends_a_turn_though_the_stream_stays_open_with_pings() -> None:
    events, seconds = await timed(says("Done.", turnComplete=True), *(Pause(1), BEAT) * 40)
    assert (events[0], events[-1]) == (Text("Done."), End("clean"))
    assert seconds < 5


async def test_what_comes_in_the_grace_after_turn_complete_is_heard_and_goes_on() -> None:
    more = [Pause(1), says("And music."), Pause(60), says("All."), says("", turnComplete=True), Stall()]
    events, seconds = await timed(says("Done.", turnComplete=True), *more)
    assert events == [Text("Done."), Text("And music."), Text("All."), End("clean")]
    assert seconds == pytest.approx(63, abs=1)


async def test_silence_before_the_first_byte_counts() -> None:
    async with meeting({CHAT: Reply((Stall(),))}, limit_s=5000) as (client, _):
        started_at_s = trio.current_time()
        async with client.chat("s", "go") as events:
            assert [event async for event in events] == [End("timed_out")]
        assert trio.current_time() - started_at_s == pytest.approx(600, abs=1)


async def test_an_answer_that_drips_for_ever_is_given_up() -> None:
    async with meeting({CREDITS: reply(b"{", *(Pause(20), b" ") * 60, length=1000)}, limit_s=5000) as (
        client,
        _,
    ):
        started_at_s = trio.current_time()
        with pytest.raises(TimedOut, match="the credits"):
            await client.read_credits()
        assert trio.current_time() - started_at_s == pytest.approx(90, abs=1)


async def test_a_rate_limit_is_waited_out_for_half_a_minute_and_only_once() -> None:
    script = {CREDITS: [refusal(429, status=429), data({"available": 1, "total": 2}), refusal(429)]}
    async with meeting(script, NEMO_RETRY_429_S="30", limit_s=5000) as (client, server):
        started_at_s = trio.current_time()
        await client.read_credits()
        assert trio.current_time() - started_at_s == pytest.approx(30, abs=1)
        with pytest.raises(BackendRefusal) as caught:
            await client.read_credits()
        assert (caught.value.code, len(server.requests)) == (429, 4)

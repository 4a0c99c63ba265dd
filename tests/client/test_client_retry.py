"""Which calls are repeated, after what pause, and that none is repeated that could do harm."""

import socket
import time
from email.utils import formatdate

import anyio
import pytest

from client.scripted_server import Reply, Reset, Script, data, meeting, reply, settings_for
from nemo_video.client import BackendClient, Balance, MemoryTokenStore
from nemo_video.client.call import Kind
from nemo_video.client.retry import Broken, Unavailable, is_repeatable, pause_s
from nemo_video.errors import BackendRefusal, Internal, TimedOut, Unreachable, VideoError
from virtual_clock import on_virtual_clock

CREDITS = "GET /api/credits/balance/simple"
BALANCE = data({"available": 1, "total": 2})


def gateway(status: int = 503, retry_after_s: float | None = None) -> Unavailable:
    return Unavailable(status, call="the credits", retry_after_s=retry_after_s)


@pytest.mark.parametrize(
    ("kind", "attempt", "error", "is_expected"),
    [
        (Kind.READ, 1, Unreachable("no"), True),
        (Kind.READ, 2, gateway(502), True),
        (Kind.READ, 2, gateway(503), True),
        (Kind.READ, 2, gateway(504), True),
        (Kind.READ, 1, Broken("cut"), True),
        (Kind.READ, 3, gateway(), False),
        (Kind.READ, 1, TimedOut("slow"), False),
        (Kind.READ, 1, BackendRefusal(500), False),
        (Kind.READ, 1, BackendRefusal(1002), False),
        (Kind.READ, 1, Internal("what"), False),
        (Kind.SUBMIT, 1, Unreachable("nothing was sent"), True),
        (Kind.SUBMIT, 1, Broken("it may have arrived"), False),
        (Kind.SUBMIT, 1, gateway(), False),
        (Kind.SUBMIT, 1, TimedOut("slow"), False),
    ],
)
def test_a_call_is_repeated_only_where_that_does_no_harm(
    kind: Kind, attempt: int, error: VideoError, is_expected: bool
) -> None:
    assert is_repeatable(kind, attempt, error) is is_expected


def test_a_dead_address_is_not_tried_for_long() -> None:
    assert not is_repeatable(Kind.READ, 1, Unreachable("no answer in time"), elapsed_s=3.0)


def test_pauses_grow_and_are_jittered() -> None:
    spans = [[pause_s(attempt, gateway(), jitter) for jitter in (0.0, 1.0)] for attempt in (1, 2)]
    assert spans == [[0.2, 0.4], [0.4, 0.8]]


def test_a_gateway_says_itself_when_to_come_back_within_reason() -> None:
    assert pause_s(1, gateway(retry_after_s=7), 0.5) == 7
    assert pause_s(1, gateway(retry_after_s=86_400), 0.5) == 30


@pytest.mark.anyio
@on_virtual_clock
@pytest.mark.parametrize(
    "fault",
    [
        reply(status=502, headers={"Retry-After": "0"}),
        reply(status=503, headers={"Retry-After": formatdate(time.time() - 10, usegmt=True)}),
        reply(status=504, headers={"Retry-After": "0"}),
        reply(status=503, headers={"Retry-After": "Fri, 31 Dec 9999 23:59:59 -1200"}),
        reply(b'{"code": 0, "da', length=400),
        Reply(()),
        Reply((Reset(),)),
    ],
    ids=["502", "503", "504", "no such date", "cut", "closed", "reset"],
)
async def test_a_read_survives_two_faults(fault: Reply) -> None:
    async with meeting({CREDITS: [fault, fault, BALANCE]}) as (client, server):
        assert await client.read_credits() == Balance(1, 0, 2)
        assert len(server.requests) == 3


@pytest.mark.anyio
@on_virtual_clock
async def test_a_read_gives_up_after_three() -> None:
    script: Script = {CREDITS: reply(b"<html>", status=503, headers={"Retry-After": "0"})}
    async with meeting(script) as (client, server):
        with pytest.raises(BackendRefusal, match="the credits") as caught:
            await client.read_credits()
        assert (caught.value.code, caught.value.retryable, len(server.requests)) == (503, True, 3)


@pytest.mark.anyio
@on_virtual_clock
async def test_a_dead_port_is_told_in_under_five_seconds() -> None:
    settings = settings_for("http://127.0.0.1:9")
    async with BackendClient(settings, client_id="c", tokens=MemoryTokenStore()) as client:
        with anyio.fail_after(5), pytest.raises(Unreachable, match="the credits"):
            await client.read_credits()


@pytest.mark.anyio
@on_virtual_clock
async def test_an_address_that_never_answers_is_told_in_under_five_seconds() -> None:
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)
        with socket.create_connection(deaf.getsockname()):
            settings = settings_for(f"http://127.0.0.1:{deaf.getsockname()[1]}")
            async with BackendClient(settings, client_id="c", tokens=MemoryTokenStore()) as client:
                with anyio.fail_after(5), pytest.raises(Unreachable, match="no answer in time"):
                    await client.read_credits()

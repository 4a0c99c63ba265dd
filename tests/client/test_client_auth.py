"""Who we are to the backend: the token is got once, kept, renewed once, and shown to nobody else."""

import time
from functools import partial

import anyio
import pytest
from pydantic import SecretStr

from client.scripted_server import (
    CLIENT_ID,
    TOKEN,
    Pause,
    Reply,
    Request,
    Script,
    Stall,
    data,
    gather,
    json,
    meeting,
    redirect,
    refusal,
    reply,
    says,
    serving,
    stream,
)
from nemo_video.client import BackendClient, End, MemoryTokenStore, StoredToken, StreamError, Text
from nemo_video.errors import BackendRefusal, Internal
from nemo_video.settings import read_settings
from nemo_video.wire.formats import OutputFormat

pytestmark = pytest.mark.anyio

ASK = "POST /api/auth/anonymous-token"
CREDITS = "GET /api/credits/balance/simple"
BALANCE = data({"available": 60, "frozen": 0, "total": 100})
WEEK_S = 7 * 24 * 3600


def guarded(*valid: str, answer: Reply = BALANCE) -> "partial[Reply]":
    """An answer for callers with one of these tokens; 1001 for the others."""

    def check(request: Request, *, valid: tuple[str, ...], answer: Reply) -> Reply:
        bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
        return answer if bearer in valid else refusal(1001, status=401)

    return partial(check, valid=valid, answer=answer)


def issued(token: str) -> Reply:
    return data({"token": token, "credits": 100})


async def test_an_anonymous_token_is_asked_for_once_and_kept() -> None:
    store = MemoryTokenStore()
    script: Script = {ASK: issued("t1"), CREDITS: guarded("t1")}
    async with meeting(script, store, NEMO_TOKEN="") as (client, server):
        await client.read_credits()
        await client.read_credits()
        request = server.asked(ASK)
        kept = await store.read(CLIENT_ID, server.url)
    assert [(ask.headers["x-client-id"], ask.body, "authorization" in ask.headers) for ask in request] == [
        (CLIENT_ID, b"", False)
    ]
    assert kept is not None
    assert kept.token == SecretStr("t1")
    assert kept.expires_at == pytest.approx(time.time() + WEEK_S, abs=60)


async def test_a_restart_inside_the_week_does_not_ask_again() -> None:
    store = MemoryTokenStore()
    script: Script = {ASK: issued("t1"), CREDITS: guarded("t1")}
    async with serving(script) as server:
        settings = read_settings({"NEMO_API_URL": server.url})
        for _ in range(2):
            async with BackendClient(settings, client_id=CLIENT_ID, tokens=store) as client:
                await client.read_credits()
        assert len(server.asked(ASK)) == 1


async def test_a_token_that_ran_out_is_renewed_before_it_is_sent() -> None:
    store = MemoryTokenStore()
    async with meeting({ASK: issued("t2"), CREDITS: guarded("t2")}, store, NEMO_TOKEN="") as (client, server):
        await store.write(CLIENT_ID, server.url, StoredToken(SecretStr("t1"), time.time() - 1))
        await client.read_credits()
        assert len(server.requests) == 2


async def test_concurrent_calls_that_meet_1001_renew_once_together() -> None:
    store = MemoryTokenStore()
    script: Script = {ASK: [issued("t2"), refusal(429)], CREDITS: guarded("t2")}
    async with meeting(script, store, NEMO_TOKEN="") as (client, server):
        await store.write(CLIENT_ID, server.url, StoredToken(SecretStr("t1"), time.time() + WEEK_S))
        await gather(*[client.read_credits] * 20)
        assert len(server.asked(ASK)) == 1


async def test_two_clients_on_one_store_renew_once_together() -> None:
    store = MemoryTokenStore()
    script: Script = {ASK: [issued("t2"), refusal(429)], CREDITS: guarded("t2")}
    async with serving(script) as server:
        settings = read_settings({"NEMO_API_URL": server.url})
        await store.write(CLIENT_ID, server.url, StoredToken(SecretStr("t1"), time.time() + WEEK_S))
        async with (
            BackendClient(settings, client_id=CLIENT_ID, tokens=store) as one,
            BackendClient(settings, client_id=CLIENT_ID, tokens=store) as other,
        ):
            await gather(*[one.read_credits, other.read_credits] * 5)
        assert len(server.asked(ASK)) == 1


async def test_a_token_refused_again_after_the_renewal_is_an_error() -> None:
    async with meeting({ASK: issued("t"), CREDITS: guarded()}, NEMO_TOKEN="") as (client, server):
        with pytest.raises(BackendRefusal) as caught:
            await client.read_credits()
        assert (caught.value.code, len(server.asked(CREDITS))) == (1001, 2)


async def test_a_message_refused_for_its_token_is_repeated_once_with_a_new_one() -> None:
    store = MemoryTokenStore()
    script: Script = {ASK: issued("t2"), "POST /run_sse": guarded("t2", answer=stream(says("Yes.")))}
    async with meeting(script, store, NEMO_TOKEN="") as (client, server):
        await store.write(CLIENT_ID, server.url, StoredToken(SecretStr("t1"), time.time() + WEEK_S))
        async with client.chat("s", "go") as events:
            assert [event async for event in events] == [Text("Yes."), End("clean")]


@pytest.mark.parametrize("code", [1001, 1010])
async def test_a_turn_that_ends_with_a_bad_token_is_not_repeated_and_the_next_call_has_a_new_one(
    code: int,
) -> None:
    store = MemoryTokenStore()
    refused = stream(b'data: {"error": {"code": %d}}' % code)
    script: Script = {ASK: issued("t2"), "POST /run_sse": refused, CREDITS: BALANCE}
    async with meeting(script, store, NEMO_TOKEN="") as (client, server):
        await store.write(CLIENT_ID, server.url, StoredToken(SecretStr("t1"), time.time() + WEEK_S))
        async with client.chat("s", "go") as events:
            assert [event async for event in events] == [StreamError("", "1001"), End("clean")]
        await client.read_credits()
        await client.read_credits()
        bearers = [each.headers["authorization"] for each in server.asked(CREDITS)]
        assert (len(server.asked(ASK)), bearers) == (1, ["Bearer t2"] * 2)


async def test_a_turn_that_ends_with_a_token_that_was_renewed_meanwhile_costs_no_other_one() -> None:
    store = MemoryTokenStore()
    turn = stream(says("Hm."), b'data: {"error": {"code": 1001}}')
    script: Script = {ASK: [issued("t2"), issued("t3")], "POST /run_sse": turn, CREDITS: guarded("t2")}
    async with meeting(script, store, NEMO_TOKEN="") as (client, server):
        await store.write(CLIENT_ID, server.url, StoredToken(SecretStr("t1"), time.time() + WEEK_S))
        async with client.chat("s", "go") as events:
            told = [await anext(events)]
            await client.read_credits()
            told += [event async for event in events]
        await client.read_credits()
        assert told == [Text("Hm."), StreamError("", "1001"), End("clean")]
        assert len(server.asked(ASK)) == 1


async def test_a_token_whose_caller_gave_up_is_kept_and_one_that_does_not_come_is_let_go(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("nemo_video.client.auth.GRACE_S", 1.0)
    script: Script = {ASK: Reply((Pause(0.3), *issued("t1").steps)), CREDITS: guarded("t1")}
    async with meeting(script, MemoryTokenStore(), NEMO_TOKEN="") as (client, server):
        with anyio.move_on_after(0.1) as given_up:
            await client.read_credits()
        await client.read_credits()
        assert (given_up.cancelled_caught, len(server.asked(ASK))) == (True, 1)
    async with meeting({ASK: Reply((Stall(),))}, MemoryTokenStore(), NEMO_TOKEN="") as (client, _):
        begun_s = anyio.current_time()
        with anyio.move_on_after(0.1):
            await client.read_credits()
        assert anyio.current_time() - begun_s == pytest.approx(1.0, abs=0.5)


@pytest.mark.parametrize("token", ["", " ", "abc\ndef", "caf\u00e9", "a b"])
async def test_a_token_that_no_header_can_carry_is_not_understood_and_not_kept(token: str) -> None:
    store = MemoryTokenStore()
    script: Script = {ASK: [issued(token), issued("t2")], CREDITS: guarded("t2")}
    async with meeting(script, store, NEMO_TOKEN="") as (client, server):
        await store.write(CLIENT_ID, server.url, StoredToken(SecretStr(token), time.time() + WEEK_S))
        with pytest.raises(Internal, match="cannot be understood"):
            await client.read_credits()
        await client.read_credits()


async def test_a_client_id_that_is_refused_has_one_that_always_stands_in_for_it() -> None:
    script: Script = {ASK: [refusal(400, status=400), issued("t1")] * 2, CREDITS: guarded("t1")}
    async with serving(script) as server:
        settings = read_settings({"NEMO_API_URL": server.url})
        for _ in range(2):
            async with BackendClient(settings, client_id=CLIENT_ID, tokens=MemoryTokenStore()) as client:
                await client.read_credits()
        first, stand_in, *again = [each.headers["x-client-id"] for each in server.asked(ASK)]
    assert (first, again) == (CLIENT_ID, [first, stand_in])
    assert stand_in != first


async def test_the_users_own_token_is_never_swapped() -> None:
    async with meeting({ASK: issued("other"), CREDITS: guarded("other")}) as (client, server):
        with pytest.raises(BackendRefusal, match="access token") as caught:
            await client.read_credits()
        assert "NEMO_TOKEN" in caught.value.advice
        assert len(server.requests) == 1


async def test_a_second_token_in_a_week_is_refused_after_one_pause() -> None:
    async with meeting({ASK: refusal(429, status=429)}, NEMO_TOKEN="") as (client, server):
        with pytest.raises(BackendRefusal) as caught:
            await client.read_credits()
        assert (caught.value.code, len(server.requests)) == (429, 2)
        assert "NEMO_TOKEN" in caught.value.advice


async def test_every_call_carries_the_bearer_and_the_three_attribution_headers() -> None:
    state = data({"state": {"draft": {"t": []}}})
    script: Script = {
        CREDITS: BALANCE,
        "POST /api/tasks/me/with-session/nemo_agent": data({"task_id": "t", "session_id": "s", "id": "b"}),
        "GET /api/state/nemo_agent/me/s/latest": state,
        "POST /api/render/proxy/lambda": json({"code": 0}),
        "GET /api/render/proxy/lambda/r": json({"status": "pending"}),
        "POST /api/auth/claim-token": data({"claim_token": "clm_1"}),
        "POST /api/upload-video/nemo_agent/me/s": data({}),
        "POST /run_sse": stream(says("Hi")),
    }
    async with meeting(script, SKILL_SOURCE="clawhub") as (client, server):
        await client.read_credits()
        session = await client.open_session("en")
        await client.read_state("s")
        await client.submit_render("s", "r", {"t": []}, OutputFormat())
        await client.read_render("r")
        await client.claim_link(session)
        await client.upload("s", ["https://93.184.216.34/clip.mp4"])
        async with client.chat("s", "go") as events:
            assert [event async for event in events]
    names = ("authorization", "x-skill-source", "x-skill-platform")
    sent = {(request.target, *(request.headers.get(name) for name in names)) for request in server.requests}
    paths = {key.partition(" ")[2] for key in script}
    assert sent == {(path, f"Bearer {TOKEN}", "sora-video-generation", "clawhub") for path in paths}
    assert all(request.headers["x-skill-version"] for request in server.requests)


async def test_a_redirect_to_another_origin_does_not_get_the_bearer() -> None:
    async with serving({"GET /balance": BALANCE}) as other:
        async with meeting({CREDITS: redirect(f"{other.url}/balance")}) as (client, _):
            assert (await client.read_credits()).total == 100
        headers = other.requests[0].headers
    assert not {"authorization", "x-skill-source"} & headers.keys()
    assert TOKEN not in str(headers)


async def test_a_redirect_on_the_same_origin_keeps_the_bearer() -> None:
    async with meeting({CREDITS: redirect("/moved", 302), "GET /moved": guarded(TOKEN)}) as (client, _):
        assert (await client.read_credits()).total == 100


async def test_another_origin_that_refuses_us_does_not_cost_the_token() -> None:
    store = MemoryTokenStore()
    async with serving({"GET /balance": reply(status=401)}) as other:
        script: Script = {CREDITS: redirect(f"{other.url}/balance"), ASK: issued("t1")}
        async with meeting(script, store, NEMO_TOKEN="") as (client, server):
            with pytest.raises(BackendRefusal):
                await client.read_credits()
            assert len(server.asked(ASK)) == 1

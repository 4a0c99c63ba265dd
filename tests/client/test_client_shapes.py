"""Answers differ in shape between the operator's own texts; a reader takes every one of them."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from client.scripted_server import (
    CLIENT_ID,
    Reply,
    Script,
    data,
    json,
    meeting,
    refusal,
    reply,
    serving,
    settings_for,
)
from nemo_video.client import BackendClient, Balance, MemoryTokenStore, RenderProgress, Session, UploadOutcome
from nemo_video.errors import BackendRefusal, Internal, VideoError
from nemo_video.wire.calls import RenderPhase
from nemo_video.wire.formats import OutputFormat

pytestmark = pytest.mark.anyio

CREDITS = "GET /api/credits/balance/simple"
STATE = "GET /api/state/nemo_agent/me/s/latest"
SESSION = "POST /api/tasks/me/with-session/nemo_agent"
TOKEN = "POST /api/auth/anonymous-token"
RENDER = "GET /api/render/proxy/lambda/r"
SUBMIT = "POST /api/render/proxy/lambda"
UPLOAD = "POST /api/upload-video/nemo_agent/me/s"
CLAIM = "POST /api/auth/claim-token"


def enveloped(value: dict[str, Any]) -> list[Reply]:
    enveloped = [data(value), json({"success": True, "data": value}), json({"data": value})]
    return [*enveloped, json(value), json({"code": 0, **value}), json({"status": "success", "data": value})]


@pytest.mark.parametrize("answer", enveloped({"available": 5, "frozen": 2}))
async def test_credits_without_a_total_are_counted_in_every_envelope(answer: Reply) -> None:
    async with meeting({CREDITS: answer}) as (client, _):
        assert await client.read_credits() == Balance(5, 2, 7)


@pytest.mark.parametrize(
    ("fields", "bind_id"),
    [
        ({"user_id": "anon_1"}, "anon_1"),
        ({"id": "anon_2"}, "anon_2"),
        ({"bind_id": 3}, "3"),
        ({"bindId": "4"}, "4"),
        ({}, None),
    ],
)
async def test_a_session_has_ids_of_digits_or_letters_and_its_bind_id_in_every_spelling(
    fields: dict[str, Any], bind_id: str | None
) -> None:
    for answer in enveloped({"task_id": 12, "session_id": "ab", **fields}):
        async with meeting({SESSION: answer}) as (client, _):
            assert await client.open_session("en") == Session("12", "ab", bind_id)


@pytest.mark.parametrize("fields", [{"session_id": "s"}, {"task_id": None, "session_id": "s"}])
async def test_a_session_needs_no_task(fields: dict[str, Any]) -> None:
    async with meeting({SESSION: data(fields)}) as (client, _):
        assert await client.open_session("en") == Session("", "s", None)


async def test_a_field_that_is_null_hides_no_other_spelling_of_it() -> None:
    script: Script = {SESSION: data({"session_id": "s", "user_id": None, "id": 17})}
    async with meeting(script) as (client, _):
        assert (await client.open_session("en")).bind_id == "17"


@pytest.mark.parametrize(
    ("told", "read"),
    [
        ({"available": "5", "frozen": None, "total": None}, Balance(5, 0, 5)),
        ({"available": "1,095.50", "frozen": "4", "total": "1,099.5"}, Balance(1095.5, 4, 1099.5)),
        ({"available": 5, "frozen": "2", "total": "seven"}, Balance(5, 2, 7)),
    ],
)
async def test_credits_are_read_as_far_as_they_can_be(told: dict[str, Any], read: Balance) -> None:
    async with meeting({CREDITS: data(told)}) as (client, _):
        assert await client.read_credits() == read


async def test_credits_with_a_comma_that_may_mean_two_things_are_not_guessed() -> None:
    async with meeting({CREDITS: data({"available": "95,5"})}) as (client, _):
        with pytest.raises(Internal, match="available"):
            await client.read_credits()


async def test_a_tokens_user_is_what_the_registration_link_binds_to_also_in_the_next_client() -> None:
    ends_at = (datetime.now(UTC) + timedelta(days=1)).isoformat().replace("+00:00", "Z")
    token = {"token": "nmv_usr_new", "credits": 100, "user_id": "anon_9", "expires_at": ends_at}
    script: Script = {TOKEN: data(token), SESSION: data({"task_id": "t", "session_id": "s"})}
    tokens = MemoryTokenStore()
    async with serving(script) as server:
        settings = settings_for(server.url, NEMO_TOKEN="", NEMO_WEB_URL="https://web.example")
        for _ in range(2):
            async with BackendClient(settings, client_id=CLIENT_ID, tokens=tokens) as client:
                assert (await client.open_session("en")).bind_id == "anon_9"
                assert client.register_url(None) == "https://web.example/register?bind=anon_9"
        stored = await tokens.read(CLIENT_ID, server.url)
    assert stored
    assert len(server.asked(TOKEN)) == 1
    assert stored.expires_at == pytest.approx(time.time() + 86_400, abs=60)


@pytest.mark.parametrize("expires_at", [None, "soon", "", 5e18, "2001-01-01T00:00:00"])
async def test_a_token_without_a_readable_end_is_kept_for_seven_days(expires_at: object) -> None:
    answer = data({"token": "nmv_usr_new", "expires_at": expires_at})
    tokens = MemoryTokenStore()
    script: Script = {TOKEN: answer, CREDITS: data({"available": 1})}
    async with meeting(script, tokens, NEMO_TOKEN="") as (client, server):
        await client.read_credits()
        stored = await tokens.read(CLIENT_ID, server.url)
    assert stored
    assert stored.expires_at == pytest.approx(time.time() + 7 * 86_400, abs=60)


@pytest.mark.parametrize(
    "answer",
    [
        *enveloped({"session_id": "s", "user_id": "me", "state": {"draft": {"t": []}}}),
        data(
            {"task_name": "sea", "state": {"draft": {"t": []}, "video_analyses": [{"mood": "calm"}], "x": 1}}
        ),
        json({"draft": {"t": []}, "canvas_config": {}}),
        data({"state": {"t": []}}),
        data({"state": {"draft": '{"t": []}'}}),
        data({"state": ' {"draft": {"t": []}}'}),
        data({"t": []}),
    ],
)
async def test_a_state_is_found_in_every_envelope(answer: Reply) -> None:
    async with meeting({STATE: answer}) as (client, _):
        state = await client.read_state("s")
        assert (state.draft, state.bind_id) == ({"t": []}, None)


async def test_a_session_without_a_state_is_empty() -> None:
    async with meeting({STATE: data({"session_id": "s", "state": None})}) as (client, _):
        assert (await client.read_state("s")).draft is None


@pytest.mark.parametrize(
    "answer",
    [
        *enveloped({"id": "render_1", "status": "pending", "progress": 5}),
        json({"code": 0}),
        *[reply(status=204), reply(status=202), reply(b"OK")],
    ],
)
async def test_a_submit_is_accepted_in_every_envelope(answer: Reply) -> None:
    async with meeting({SUBMIT: answer}) as (client, server):
        await client.submit_render("s", "render_1", {"t": []}, OutputFormat())
        assert len(server.requests) == 1


PAGE = b"<!DOCTYPE html><html><body>Sign in to the network</body></html>"


@pytest.mark.parametrize("content_type", ["text/html", "application/json"])
async def test_a_web_page_accepts_no_submit(content_type: str) -> None:
    script: Script = {SUBMIT: reply(b"\n" + PAGE, headers={"Content-Type": content_type})}
    async with meeting(script) as (client, _):
        with pytest.raises(Internal, match="it is a web page"):
            await client.submit_render("s", "render_1", {"t": []}, OutputFormat())


DONE = (RenderPhase.COMPLETED, None, "https://x/a")


@pytest.mark.parametrize(
    ("fields", "progress"),
    [
        ({"status": "pending", "progress": 5}, (RenderPhase.PENDING, 5, None)),
        ({"status": "processing", "progress": 0.5}, (RenderPhase.PROCESSING, 50, None)),
        ({"status": "completed", "output": {"url": "https://x/a"}}, DONE),
        ({"status": "COMPLETED", "outputUrl": "https://x/a"}, DONE),
        ({"status": "finished", "output_url": "https://x/a"}, DONE),
        ({"status": "cancelled", "progress": "40"}, (RenderPhase.FAILED, 40, None)),
        ({"status": "success", "outputUrl": "https://x/a"}, DONE),
        ({"status": "success", "progress": 50}, (RenderPhase.PROCESSING, 50, None)),
        ({"status": "error"}, (RenderPhase.FAILED, None, None)),
        ({"status": "expired"}, (RenderPhase.FAILED, None, None)),
    ],
)
async def test_a_render_tells_its_progress_in_every_envelope(
    fields: dict[str, Any], progress: tuple[RenderPhase, float | None, str | None]
) -> None:
    for answer in enveloped(fields):
        async with meeting({RENDER: answer}) as (client, _):
            assert await client.read_render("r") == RenderProgress(*progress, None)


@pytest.mark.parametrize(("size", "told"), [(12, 12), ("12", 12), (0, None), ("12 MB", None)])
async def test_a_render_tells_the_size_of_its_file(size: object, told: int | None) -> None:
    answer = json({"status": "completed", "output": {"url": "https://x/a", "size": size}})
    async with meeting({RENDER: answer}) as (client, _):
        assert (await client.read_render("r")).bytes == told


async def test_a_render_that_failed_is_no_refusal() -> None:
    failed = {"status": "failed", "error": "out of memory"}
    words = {"status": "failed", "message": "out of memory"}
    erred = {"id": "r", "status": "error", "error": "out of memory"}
    refused = [
        {"success": False, **erred},
        {"success": False, **failed},
        {"success": False, "data": failed},
        {"success": False, **words},
    ]
    for answer in (*enveloped(failed), *map(json, refused)):
        async with meeting({RENDER: answer}) as (client, _):
            assert (await client.read_render("r")).error == "out of memory"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ({"status": "error", "error": "temporarily unavailable"}, "internal"),
        ({"status": 500, "error": "temporarily unavailable"}, "internal"),
        ({"status": "error", "error": "session not found"}, 1002),
        ({"status": "failed", "error": "session not found"}, 1002),
    ],
)
async def test_a_refused_look_at_a_render_is_no_failed_render(
    answer: dict[str, Any], code: int | str
) -> None:
    async with meeting({RENDER: json({"success": False, **answer})}) as (client, _):
        with pytest.raises(VideoError) as caught:
            await client.read_render("r")
    assert caught.value.code == code


@pytest.mark.parametrize(
    "answer", [data({"status": "cancelled"}), reply(status=404), json({"success": False, "error": "done"})]
)
async def test_a_render_is_called_off_and_a_failure_to_do_so_is_no_error(answer: Reply) -> None:
    async with meeting({"POST /api/render/proxy/lambda/r/cancel": answer}) as (client, server):
        await client.cancel_render("r")
        assert [request.body for request in server.requests] == [b""]


async def test_an_uploaded_file_is_read_in_the_newer_shape() -> None:
    told = {
        "filename": "kept.mp4",
        "file_type": "video",
        "cdn_url": "https://x/a",
        "duration": 2.5,
        "width": 4,
    }
    answer = data({"files": [told], "session_state_applied": True})
    async with meeting({UPLOAD: answer}) as (client, _):
        outcome: UploadOutcome = await client.upload("s", ["https://93.184.216.34/a"])
    (stored,) = outcome.stored
    assert (stored.name, stored.kind, stored.duration_s, stored.width) == ("kept.mp4", "video", 2.5, 4)


@pytest.mark.parametrize("status", [201, 202, 204])
async def test_a_file_may_be_taken_without_a_word(status: int) -> None:
    async with meeting({UPLOAD: reply(status=status)}) as (client, _):
        outcome = await client.upload("s", ["https://93.184.216.34/a.mp4"])
    assert ([file.name for file in outcome.stored], outcome.rejected) == (["a.mp4"], ())


OURS = {"filename": "portrait_phone.mp4", "duration": 3.0}
OTHER = {"filename": "other.mp4", "duration": 9.0}


@pytest.mark.parametrize(
    ("answer", "name", "duration_s"),
    [
        (json({"code": 0, "message": "ok"}), "portrait phone.mp4", None),
        (json({"success": True}), "portrait phone.mp4", None),
        (data({"urls": ["https://cdn.example/1.mp4"]}), "portrait phone.mp4", None),
        (json({"status": "success", "message": "Uploaded"}), "portrait phone.mp4", None),
        (data({"file": OURS}), "portrait_phone.mp4", 3.0),
        (data({"id": "r1", "media": {**OURS, "streams": [{"codec": "h264"}]}}), "portrait_phone.mp4", 3.0),
        (data({**OURS, "owner": {"id": "u1"}, "streams": [{"codec": "h264"}]}), "portrait_phone.mp4", 3.0),
        (data({"files": {"1": OURS}}), "portrait phone.mp4", None),
        (data({"uploaded": [OURS], "failed": [OTHER]}), "portrait_phone.mp4", 3.0),
        (json([OURS]), "portrait_phone.mp4", 3.0),
        (json([OTHER, OURS]), "portrait_phone.mp4", 3.0),
        (data({"files": [OTHER, OURS]}), "portrait_phone.mp4", 3.0),
        (data({"files": [OTHER]}), "other.mp4", 9.0),
        (data({"files": [OTHER, {**OTHER, "filename": "third.mp4"}]}), "portrait phone.mp4", None),
        (json({"code": None, "data": {"files": [OURS]}}), "portrait_phone.mp4", 3.0),
    ],
)
async def test_an_answer_that_is_a_success_takes_the_file_and_tells_what_is_ours(
    answer: Reply, name: str, duration_s: float | None
) -> None:
    async with meeting({UPLOAD: answer}) as (client, _):
        outcome = await client.upload("s", ["https://93.184.216.34/portrait%20phone.mp4"])
    assert outcome.rejected == ()
    assert [(file.name, file.duration_s) for file in outcome.stored] == [(name, duration_s)]


@pytest.mark.parametrize("answer", [reply(), reply(b"OK"), reply(PAGE), reply(PAGE, status=202)])
async def test_an_answer_of_somebody_else_takes_no_file(answer: Reply) -> None:
    async with meeting({UPLOAD: answer}) as (client, _):
        outcome = await client.upload("s", ["https://93.184.216.34/a.mp4"])
    assert outcome.stored == ()


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"files": []}, ""),
        ({"files": [], "failed": [{"filename": "a.mp4", "reason": "too dark"}]}, "too dark"),
        ({"uploaded": [], "failed": [{"filename": "b.mp4", "reason": "too dark"}]}, "too dark"),
        ({"uploaded": [{"filename": "b"}], "rejected": [{"name": "a", "reason": "too dark"}]}, "too dark"),
        ({"files": [{"filename": "a.mp4", "error": "no such codec"}]}, "no such codec"),
        ({"files": [{"filename": "a.mp4", "status": "failed", "error": {"message": "no"}}]}, "no"),
        ([{"filename": "a.mp4", "success": False}], ""),
    ],
)
async def test_a_file_that_the_answer_does_not_store_is_not_uploaded(told: object, said: str) -> None:
    async with meeting({UPLOAD: data(told)}) as (client, _):
        outcome = await client.upload("s", ["https://93.184.216.34/a"])
    ((rejected,), stored) = outcome.rejected, outcome.stored
    assert (stored, rejected.error.said) == ((), said)


@pytest.mark.parametrize(
    ("answer", "code", "said"),
    [
        (json({"success": False, "error": "the queue is full"}), "internal", "the queue is full"),
        (json({"error": {"message": "the queue is full"}}), "internal", "the queue is full"),
        (json({"detail": "the queue is full"}), "internal", "the queue is full"),
        (json({"code": 2001, "message": "no credits left"}), 2001, "no credits left"),
        (json({"error": {"code": 2001, "message": "none left"}}), 2001, "none left"),
        (json({"success": False, "error": "Session not found"}), 1002, "Session not found"),
        (json({"detail": [{"loc": ["body"], "msg": "Field required"}]}, status=422), 422, "Field required"),
        (json({"success": False, "error": "KeyError('x')"}, status=500), 500, ""),
        (json({"code": 7, "message": "a\n b"}), 7, "a b"),
        (json({"code": 1, "message": "Traceback (most recent call last): x"}), 1, ""),
        (json({"detail": "Not today."}, status=400), 400, "Not today."),
        (refusal(1010), 1001, "no, and here is a secret"),
        (refusal(1011), 1001, "no, and here is a secret"),
    ],
)
async def test_a_failure_keeps_its_words_for_people(answer: Reply, code: int | str, said: str) -> None:
    async with meeting({CREDITS: answer}) as (client, _):
        with pytest.raises(VideoError) as caught:
            await client.read_credits()
    assert (caught.value.code, caught.value.said) == (code, said)
    assert "client id" not in caught.value.message


@pytest.mark.parametrize("status", [402, 403])
async def test_a_refusal_by_plan_or_scope_is_final(status: int) -> None:
    async with meeting({CREDITS: reply(status=status)}) as (client, server):
        with pytest.raises(BackendRefusal) as caught:
            await client.read_credits()
        assert (len(server.requests), "export" in caught.value.message) == (1, False)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
async def test_a_balance_that_is_no_number_is_an_answer_without_sense(number: str) -> None:
    body = b'{"code": 0, "data": {"available": %s}}' % number.encode()
    async with meeting({CREDITS: reply(body, headers={"Content-Type": "application/json"})}) as (client, _):
        with pytest.raises(VideoError, match="cannot be understood"):
            await client.read_credits()


async def test_a_user_with_a_token_of_their_own_has_a_page_where_there_is_no_claim() -> None:
    async with meeting({CLAIM: refusal(403)}, NEMO_WEB_URL="https://web.example") as (client, _):
        link = await client.claim_link(Session("t1", "s 1", None))
    assert link == "https://web.example/workspace/task/t1?session=s%201"

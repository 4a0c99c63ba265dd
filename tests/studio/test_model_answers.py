"""What a model's server answers, well and badly: lengths, shapes, prices, refusals, and what is no answer."""

import math
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from pydantic import SecretStr

from client.scripted_server import Pause, Reply, Request, Script, json, redirect, reply, serving
from nemo_studio import Generator
from nemo_studio.models import (
    ClipPlan,
    ClipRequest,
    ModelRefusal,
    NetworkFailure,
    RemoteJob,
    SubmitUnanswered,
)
from nemo_studio.models.dialects import open_model
from nemo_studio.models.video_model import Dialect, VideoModel
from virtual_clock import on_virtual_clock

pytestmark = pytest.mark.anyio

Json = dict[str, Any]
ORDER, JOB, MODELS, LIST = "POST /v1/videos", "GET /v1/videos/job", "GET /v1/videos/models", "GET /v1/videos"
PLAN = ClipPlan("a puppy", 4, 640, 368)


@asynccontextmanager
async def model_of(
    script: Script, dialect: Dialect = "openai"
) -> AsyncGenerator[tuple[VideoModel, list[Request]]]:
    """A model behind a server that answers so, and what that server is asked."""
    async with serving(script) as server:
        generator = Generator(f"{server.url}/v1", "wan", SecretStr("sk-key"), dialect)
        yield await open_model(generator), server.requests


def abilities(**told: object) -> Script:
    return {MODELS: json({"data": [{"id": "other"}, {"id": "wan", **told}]})}


@pytest.mark.parametrize(
    ("wanted", "seconds", "size"),
    [
        ((0.4, 1920, 1080), 1, (1280, 720)),
        ((7.9, 1080, 1920), 7, (720, 1280)),
        ((90, 1000, 1000), 20, (992, 992)),
        ((5, 640, 360), 5, (640, 352)),
        ((5, 3840, 1600), 5, (1280, 528)),
    ],
)
async def test_openais_dialect_is_asked_for_whole_seconds_and_a_picture_of_whole_blocks(
    wanted: tuple[float, int, int], seconds: int, size: tuple[int, int]
) -> None:
    async with model_of({}) as (model, _):
        plan = await model.plan(ClipRequest("a puppy", *wanted))
    assert (plan.seconds, (plan.width, plan.height), plan.price) == (seconds, size, None)


LENGTHS: list[tuple[tuple[float, object], float]] = [
    ((5, [4, 6, 8]), 4),
    ((6, ["8", "6", "4"]), 6),
    ((2, [4, 6]), 4),
    ((30, [4, 6]), 6),
    ((5.9, []), 5),
    ((0.2, None), 1),
    ((3, [-1, 0, "x", True, None, 2]), 2),
]


@pytest.mark.parametrize(("told", "seconds"), LENGTHS)
async def test_a_clip_is_as_long_as_the_model_can_and_not_longer_than_was_wished(
    told: tuple[float, object], seconds: float
) -> None:
    wanted, durations = told
    async with model_of(abilities(supported_durations=durations), "openrouter") as (model, _):
        assert (await model.plan(ClipRequest("a puppy", wanted, 640, 360))).seconds == seconds


PICTURES = [
    ((1920, 1080), ["480p", "720p", "1080p", "4K"], ["16:9", "9:16", "1:1"], ("1080p", "16:9")),
    ((720, 1280), ["480p", "1080p", "720p"], ["16:9", "9:16", "1:1"], ("720p", "9:16")),
    ((1080, 1080), ["480p", "720p"], ["16:9", "4:3", "1:1"], ("720p", "1:1")),
    ((1440, 1080), ["large", ""], ["16:9", "4:3", "0:1", "x", "1:0"], ("", "4:3")),
    ((640, 360), None, "16:9", ("", "")),
]


@pytest.mark.parametrize(("size", "resolutions", "ratios", "asked"), PICTURES)
async def test_the_picture_is_the_coarsest_that_has_all_lines_in_the_nearest_shape(
    size: tuple[int, int], resolutions: object, ratios: object, asked: tuple[str, str]
) -> None:
    told = abilities(supported_resolutions=resolutions, supported_aspect_ratios=ratios)
    async with model_of(told, "openrouter") as (model, _):
        plan = await model.plan(ClipRequest("a puppy", 5, *size))
    assert (plan.resolution, plan.aspect_ratio) == asked


PRICES: list[tuple[object, float | None]] = [
    (0.05, 0.2), ("0.05", 0.2), (0, 0), ("-1", None), (-0.01, None), ("nan", None), ("inf", None),
    (True, None), (None, None), ({}, None), ("free", None), (10**400, None),
]  # fmt: skip


@pytest.mark.parametrize(("told", "price"), PRICES)
async def test_a_price_is_an_amount_or_not_told_so_that_no_cap_is_passed_by_a_number_that_is_none(
    told: object, price: float | None
) -> None:
    async with model_of(abilities(pricing_skus={"per-video-second": told}), "openrouter") as (model, _):
        assert (await model.plan(ClipRequest("a puppy", 4, 640, 360))).price == price


REPORTS: list[tuple[Dialect, Json, tuple[object, ...]]] = [
    ("openai", {"status": "queued"}, ("queued", None, None, "")),
    ("openai", {"status": "in_progress", "progress": "40"}, ("running", 40, None, "")),
    ("openai", {"status": "of a newer version", "progress": math.nan}, ("running", None, None, "")),
    ("openai", {}, ("running", None, None, "")),
    ("openai", {"status": "completed", "progress": 100}, ("completed", 100, None, "")),
    ("openai", {"status": "failed"}, ("failed", None, None, "failed: The model gave no reason.")),
    (
        "openai", {"status": "failed", "error": {"code": "out_of_memory"}},
        ("failed", None, None, "failed: out_of_memory"),
    ),
    (
        "openai", {"status": "failed", "error": {"code": "moderation_blocked", "message": "No."}},
        ("failed", None, None, "blocked: No."),
    ),
    ("openrouter", {"status": "pending"}, ("queued", None, None, "")),
    ("openrouter", {"status": "in_progress", "usage": {"cost": "0.2"}}, ("running", None, 0.2, "")),
    ("openrouter", {"status": "completed", "usage": {"cost": -3}}, ("completed", None, None, "")),
    ("openrouter", {"status": "completed", "usage": "much"}, ("completed", None, None, "")),
    ("openrouter", {"status": "cancelled"}, ("failed", None, None, "failed: The job is cancelled.")),
    ("openrouter", {"status": "expired", "error": "Too late"}, ("failed", None, None, "expired: Too late")),
    ("openrouter", {"status": "failed", "error": "NSFW"}, ("failed", None, None, "blocked: NSFW")),
]  # fmt: skip


@pytest.mark.parametrize(("dialect", "answer", "told"), REPORTS)
async def test_a_report_is_read_as_far_as_it_makes_sense(
    dialect: Dialect, answer: Json, told: tuple[object, ...]
) -> None:
    async with model_of({JOB: json(answer)}, dialect) as (model, _):
        report = await model.report(RemoteJob("job"))
    why = f"{report.refusal.reason}: {report.refusal.words}" if report.refusal else ""
    assert (report.phase, report.percent, report.cost, why) == told


REFUSALS: list[tuple[int, object, str, str]] = [
    (400, {"error": {"message": "seconds must be 4"}}, "limits", "seconds must be 4"),
    (400, {"error": {"message": "Bad", "code": "content_policy_violation"}}, "blocked", "Bad"),
    (400, {"error": "No such model: wan"}, "unknown_model", "No such model: wan"),
    (400, {"message": "Model wan\nwas not found"}, "unknown_model", "Model wan was not found"),
    (400, {"error": {"message": "Budget has been exceeded!"}}, "money", "Budget has been exceeded!"),
    (401, {"error": {"message": "This key is blocked"}}, "key", "This key is blocked"),
    (402, {"detail": "Pay"}, "money", "Pay"),
    (403, b"", "key", "HTTP 403"),
    (404, {"error": {"message": 5}}, "unknown_model", "HTTP 404"),
    (418, b"I am a teapot", "failed", "I am a teapot"),
    (
        422, {"detail": [{"loc": ["body", "seconds"], "msg": "Should be 4"}, {"msg": "x"}, 5, "y"]},
        "limits", "seconds: Should be 4; x; y",
    ),
    (422, b"<html>Unprocessable</html>", "limits", "HTTP 422"),
    (429, {"error": {"message": "Slow down"}}, "overloaded", "Slow down"),
    (429, {"error": {"message": "Wait", "type": "insufficient_quota"}}, "money", "Wait"),
    (413, b"\xff\xfe", "limits", "HTTP 413"),
    (400, {"error": {"message": "x" * 1000}}, "limits", "x" * 300),
]  # fmt: skip


@pytest.mark.parametrize(("status", "answer", "reason", "words"), REFUSALS)
async def test_a_refusal_is_of_a_kind_and_in_the_models_own_words(
    status: int, answer: object, reason: str, words: str
) -> None:
    refused = reply(answer, status=status) if isinstance(answer, bytes) else json(answer, status=status)
    async with model_of({ORDER: refused}) as (model, asked):
        with pytest.raises(ModelRefusal) as told:
            await model.submit(PLAN, None)
    assert (told.value.reason, told.value.words, len(asked)) == (reason, words, 1)


UNANSWERED: dict[str, Reply] = {
    "no JSON": reply(b"<html>Welcome</html>"),
    "a list": json([{"id": "job"}]),
    "deep JSON": reply(b"[" * 100_000),
    "no id": json({"status": "queued"}),
    "an id that is no text": json({"id": 5}),
    "an id that is a path": json({"id": "../../keys"}),
    "an empty id": json({"id": ""}),
    "a fault of the server": json({"error": {"message": "Oops"}}, status=500),
    "half an answer": reply(b'{"id": ', length=100),
}


@pytest.mark.parametrize("answer", UNANSWERED)
async def test_an_order_whose_answer_names_no_job_is_unanswered_and_never_sent_again(answer: str) -> None:
    async with model_of({ORDER: UNANSWERED[answer]}) as (model, asked):
        with pytest.raises(SubmitUnanswered) as unanswered:
            await model.submit(PLAN, None)
    assert len(asked) == 1
    assert " id" not in answer or str(unanswered.value) == "The answer names no job."


@on_virtual_clock
@pytest.mark.parametrize("call", ["order", "report"])
async def test_an_answer_that_drips_for_ever_is_given_up(call: str) -> None:
    drips = reply(b"{", *(Pause(30), b" ") * 100, length=1000)
    async with model_of({ORDER: drips, JOB: drips}) as (model, asked):
        with pytest.raises((SubmitUnanswered, NetworkFailure), match="does not end its answer"):
            await (model.submit(PLAN, None) if call == "order" else model.report(RemoteJob("job")))
    assert len(asked) == 1


async def test_an_answer_elsewhere_is_not_followed_and_the_key_goes_to_the_base_alone() -> None:
    async with serving({"GET /job": json({"status": "completed"})}) as other:
        script = {ORDER: redirect(f"{other.url}/orders", 308), JOB: redirect(f"{other.url}/job")}
        async with model_of(script, "openrouter") as (model, asked):
            for call in (lambda: model.submit(PLAN, None), lambda: model.report(RemoteJob("job"))):
                with pytest.raises(ModelRefusal, match="sends on to another address"):
                    await call()
            await model.report(RemoteJob("job", f"{other.url}/job"))
    assert [request.headers["authorization"] for request in asked] == ["Bearer sk-key"] * 2
    assert ["authorization" in request.headers for request in other.requests] == [False]


def listed(**changes: object) -> Json:
    order = {
        "id": "job",
        "model": "wan",
        "prompt": "a puppy",
        "seconds": "4",
        "size": "640x368",
        "created_at": 1000,
    }
    return {**order, **changes}


FOUND: list[tuple[list[object], str | None]] = [
    ([listed()], "job"),
    ([{"id": "job"}], "job"),
    ([listed(), listed(id="known")], "job"),
    ([listed(created_at=971)], "job"),
    ([listed(created_at=969)], None),
    ([listed(), listed(id="other")], None),
    ([listed(prompt="a kitten"), listed(seconds="8"), listed(size="1x1"), listed(model="x"), "odd"], None),
    ([], None),
]


@pytest.mark.parametrize(("jobs", "found"), FOUND)
async def test_an_order_without_an_answer_is_found_where_just_one_job_can_be_it(
    jobs: list[object], found: str | None
) -> None:
    async with model_of({LIST: json({"data": jobs})}) as (model, _):
        job = await model.find(PLAN, 1000, {"known"})
    assert (job.id if job else None) == found


DIALECTS: list[tuple[Reply, type[Exception] | str]] = [
    (json({"data": []}), "OpenRouterModel"),
    (json({"data": {}}), "OpenAiModel"),
    (json({}, status=404), "OpenAiModel"),
    (json({}, status=500), "OpenAiModel"),
    (json({}, status=401), ModelRefusal),
    (json({}, status=429), ModelRefusal),
]


@pytest.mark.parametrize(("answer", "spoken"), DIALECTS)
async def test_a_base_says_by_its_list_of_video_models_how_it_is_spoken_to(
    answer: Reply, spoken: type[Exception] | str
) -> None:
    async with serving({MODELS: answer, "GET /v1/models": json({"data": []})}) as server:
        generator = Generator(f"{server.url}/v1/", "wan")
        if isinstance(spoken, str):
            assert type(await open_model(generator)).__name__ == spoken
        else:
            with pytest.raises(spoken):
                await open_model(generator)


CHECKS: list[tuple[Callable[[str], Script], str | None]] = [
    (lambda _: {"GET /v1/models": json({"data": [{"id": "wan"}]})}, None),
    (lambda _: {"GET /v1/models": json({"data": []})}, None),
    (lambda _: {"GET /v1/models": json({"data": [{"id": "other"}]})}, "unknown_model"),
    (
        lambda _: {"GET /v1/models": json({}), "GET /v1/videos/none": json({}, status=401)},
        "key",
    ),
    (lambda _: {"GET /v1/models": json({}), "GET /v1/videos/none": json({}, status=500)}, None),
]


@pytest.mark.parametrize(("script", "reason"), CHECKS)
async def test_model_and_key_are_checked_without_an_order(
    script: Callable[[str], Script], reason: str | None
) -> None:
    async with model_of(script("")) as (model, asked):
        if reason is None:
            await model.check()
        else:
            with pytest.raises(ModelRefusal) as refused:
                await model.check()
            assert refused.value.reason == reason
    assert {request.method for request in asked} == {"GET"}

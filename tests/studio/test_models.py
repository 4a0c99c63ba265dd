"""Real models behind the studio, in both dialects, over real sockets."""

from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from pydantic import SecretStr

from forks import Forks
from media.drawn_media import draw_film
from nemo_studio import Generator
from studio import judge
from studio.model_servers import KEY, ModelServer, OpenAiServer, OpenRouterServer, serve_model
from studio.studio_process import load_studios, start_studio
from studio.studio_sessions import Chat, Json, open_chat, texts
from studio.test_protocol import draw_png

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

PUPPY = "a 5-second video of a puppy on a beach"
MODELS: dict[type[ModelServer], str] = {OpenAiServer: "wan-2.2", OpenRouterServer: "bytedance/seedance"}
both = pytest.mark.parametrize("dialect", MODELS, ids=["openai", "openrouter"])


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("model") / "clip.mp4"
    return draw_film(path, seconds=4, size=(160, 90), fps=12, audio="aac")


@pytest.fixture(scope="module", name="studios")
def loaded_studios() -> Iterator[Forks]:
    with load_studios() as forks:
        yield forks


@asynccontextmanager
async def chat_with(server: ModelServer, folder: Path, **options: Any) -> AsyncGenerator[Chat]:
    fields: Json = {"model": MODELS[type(server)], "key": SecretStr(KEY), **options.pop("generator", {})}
    patience: Json = {"model_poll_s": 0.02, **options}
    async with (
        serve_model(server) as url,
        open_chat(folder, generator=Generator(url=url, **fields), **patience) as chat,
    ):
        yield chat


def failure(events: list[Json]) -> tuple[str, str]:
    return events[-1]["errorCode"], events[-1]["errorMessage"]


@both
async def test_a_scene_in_words_is_made_by_the_model_and_told(
    dialect: type[ModelServer], clip: Path, tmp_path: Path
) -> None:
    server = dialect(clip)
    async with chat_with(server, tmp_path) as chat:
        reply = " ".join(_said(await chat.say(PUPPY)))
        state = await chat.state()
        film = await chat.render(tmp_path, resolution="360p")
    (made,) = state["generated_media"]
    assert len(server.orders) == 1
    assert "puppy on a beach" in server.orders[0].fields["prompt"]
    assert f"was made by the model {MODELS[dialect]} at 127.0.0.1" in reply
    assert "cannot draw" not in reply
    assert (made["model"], made["host"]) == (MODELS[dialect], "127.0.0.1")
    assert [media["type"] for media in state["video_infos"]] == ["video"]
    assert {"video", "audio"} <= judge.probe(film).keys()
    assert set(server.keys) == {f"Bearer {KEY}"}


async def test_a_wish_is_fitted_to_what_the_model_can_and_never_longer(clip: Path, tmp_path: Path) -> None:
    server = OpenRouterServer(clip)
    async with chat_with(server, tmp_path) as chat:
        reply = " ".join(_said(await chat.say("a 7-second vertical video of a puppy")))
        credits = await chat.balance()
        state = await chat.state()
    fields = server.orders[0].fields
    assert (fields["duration"], fields["resolution"], fields["aspect_ratio"]) == (6, "1080p", "9:16")
    assert "so it is 6 seconds long" in reply
    assert credits["generator"]["spent_today"] == 0.21
    assert state["generated_media"][0]["cost"] == 0.21
    assert state["generated_media"][0]["duration"] == 4


async def test_of_a_clip_that_cannot_be_so_short_the_rest_is_not_shown(clip: Path, tmp_path: Path) -> None:
    server = OpenRouterServer(clip)
    async with chat_with(server, tmp_path) as chat:
        reply = await chat.reply("a 2-second video of a puppy")
        lines = await chat.sketch()
    assert server.orders[0].fields["duration"] == 4
    assert "of its 4 seconds the first 2 show" in reply
    assert lines == ["clip puppy 0-2"]


@pytest.mark.parametrize(
    ("message", "lengths"),
    [("a 16-second video of a puppy as several clips", [8, 8]), ("8秒的小狗视频分成两段", [4, 4])],
)
async def test_a_longer_wish_is_made_of_several_clips_where_it_says_so(
    message: str, lengths: list[int], clip: Path, tmp_path: Path
) -> None:
    server = OpenRouterServer(clip)
    async with chat_with(server, tmp_path) as chat:
        await chat.say(message)
        clips = [line for line in await chat.sketch() if line.startswith("clip")]
    assert [order.fields["duration"] for order in server.orders] == lengths
    assert len(clips) == len(lengths)


async def test_a_drawn_scene_stays_with_the_studio(clip: Path, tmp_path: Path) -> None:
    server = OpenAiServer(clip)
    async with chat_with(server, tmp_path) as chat:
        await chat.say("a 2-second video of a sunset over the sea, drawn by the studio")
        drawn = await chat.sketch()
        await chat.say("add a 2-second video of a sunset over the sea")
    assert len(drawn) == 1
    assert "by the studio" not in drawn[0]
    assert len(server.orders) == 1


@both
async def test_a_picture_is_brought_to_life(dialect: type[ModelServer], clip: Path, tmp_path: Path) -> None:
    picture = tmp_path / "beach.png"
    picture.write_bytes(draw_png(picture))
    server = dialect(clip)
    async with chat_with(server, tmp_path) as chat:
        await chat.upload(picture)
        await chat.say("animate beach.png: waves roll onto the sand")
        clips = [line for line in await chat.sketch() if line.startswith("clip")]
    (order,) = server.orders
    assert "waves roll" in order.fields["prompt"]
    assert order.picture == picture.read_bytes() or "data:image/png;base64," in str(order.fields)
    assert len(clips) == 1


REFUSALS = [
    (400, "Blocked by our safety system", "MODEL_SAFETY"),
    (402, "Insufficient credits", "MODEL_MONEY"),
    (429, "Slow down", "MODEL_OVERLOADED"),
    (400, "seconds must be 4", "MODEL_LIMITS"),
]


@both
async def test_a_refused_order_is_told_in_the_models_words_and_the_rest_stays(
    dialect: type[ModelServer], clip: Path, tmp_path: Path
) -> None:
    server = dialect(clip)
    async with chat_with(server, tmp_path) as chat:
        await chat.say("a 2-second sunset over the sea, drawn by the studio")
        for status, words, code in REFUSALS:
            server.refuse_submit = (status, {"error": {"message": words}})
            assert failure(await chat.say(f"add {PUPPY}")) == (code, words)
        left = await chat.state()
    assert len(_clips(left)) == 1
    assert server.orders == []


@both
async def test_what_is_no_film_that_plays_to_its_end_is_not_kept(
    dialect: type[ModelServer], clip: Path, tmp_path: Path
) -> None:
    server = dialect(clip)
    async with chat_with(server, tmp_path) as chat:
        for server.content, server.cut_fetches in (
            (b"<html>Not here</html>", 0),
            (draw_png(tmp_path / "a.png"), 0),
            (None, 9),
        ):
            code, words = failure(await chat.say(PUPPY))
            assert (code, "not a video that plays to its end" in words) == ("MODEL_FAILED", True)
        left = await chat.state()
    assert (left["draft"]["t"], left["video_infos"]) == ([], [])
    assert list((tmp_path / "studio" / "files").iterdir()) == []
    assert len(server.orders) == 3


@pytest.mark.parametrize(
    ("server", "code"),
    [
        (OpenAiServer, {"code": "moderation_blocked", "message": "No."}),
        (OpenRouterServer, {"status": "failed", "error": "Prohibited content"}),
    ],
    ids=["openai", "openrouter"],
)
async def test_a_job_that_fails_says_why(
    server: type[ModelServer], code: Json, clip: Path, tmp_path: Path
) -> None:
    model = server(clip, failure=code)
    async with chat_with(model, tmp_path) as chat:
        events = await chat.say(PUPPY)
    assert failure(events) == ("MODEL_SAFETY", code.get("message") or code["error"])


async def test_a_job_that_expires_or_never_ends_is_told(clip: Path, tmp_path: Path) -> None:
    async with chat_with(OpenRouterServer(clip, failure={"status": "expired"}), tmp_path / "a") as chat:
        expired = failure(await chat.say(PUPPY))
    endless = OpenAiServer(clip, polls=10**6)
    async with chat_with(endless, tmp_path / "b", model_limit_s=0.3) as chat:
        late = failure(await chat.say(PUPPY))
    assert (expired[0], late[0]) == ("MODEL_EXPIRED", "MODEL_EXPIRED")
    assert endless.orders[0].is_stopped


@both
async def test_passing_errors_of_the_network_are_survived(
    dialect: type[ModelServer], clip: Path, tmp_path: Path
) -> None:
    server = dialect(clip, bad_polls=3, cut_fetches=1)
    async with chat_with(server, tmp_path) as chat:
        await chat.say(PUPPY)
        state = await chat.state()
    assert len(server.orders) == 1
    assert len(_clips(state)) == 1


async def test_a_submit_without_an_answer_is_looked_for_and_never_sent_again(
    clip: Path, tmp_path: Path
) -> None:
    listing, silent = OpenAiServer(clip, drop_submit=True), OpenRouterServer(clip, drop_submit=True)
    async with chat_with(listing, tmp_path / "a") as chat:
        await chat.say(PUPPY)
        found = await chat.state()
    async with chat_with(silent, tmp_path / "b") as chat:
        unknown = failure(await chat.say(PUPPY))
    assert (len(listing.orders), len(silent.orders)) == (1, 1)
    assert len(_clips(found)) == 1
    assert "no answer came" in unknown[1]


async def test_a_wrong_key_an_unknown_model_and_a_dead_address_are_told(clip: Path, tmp_path: Path) -> None:
    told: list[tuple[str, str]] = []
    for number, generator in enumerate(
        ({"key": SecretStr("wrong")}, {"model": "unknown/model"}, {"url": "http://127.0.0.1:9/api/v1"})
    ):
        server = OpenRouterServer(clip)
        async with serve_model(server) as url:
            fields: Json = {"url": url, "model": "bytedance/seedance", "key": SecretStr(KEY), **generator}
            async with open_chat(tmp_path / str(number), generator=Generator(**fields)) as chat:
                told.append(failure(await chat.say(PUPPY)))
        assert server.orders == []
    assert [code for code, _ in told] == ["MODEL_KEY", "MODEL_UNKNOWN", "MODEL_UNREACHABLE"]
    assert told[0][1] == "Invalid API key"
    assert KEY not in str(told)


async def test_the_cap_on_money_holds_over_several_clips(clip: Path, tmp_path: Path) -> None:
    server = OpenRouterServer(clip)
    async with chat_with(server, tmp_path, generator={"max_cost": 0.4}) as chat:
        await chat.say("a 4-second video of a puppy")
        events = await chat.say("add a 4-second video of a kitten")
    assert len(server.orders) == 1
    assert failure(events) == (
        "MODEL_COST_CAP",
        "The clip would cost 0.2, 0.21 is spent today, and NEMO_MAX_COST is 0.4.",
    )


async def test_a_turn_that_is_given_up_stops_the_job(clip: Path, tmp_path: Path) -> None:
    server = OpenAiServer(clip, polls=10**6)
    async with chat_with(server, tmp_path) as chat:
        body = {"session_id": chat.session_id, "new_message": {"parts": [{"text": PUPPY}]}}
        async with chat.http.stream("POST", "/run_sse", json=body) as answer:
            lines = answer.aiter_lines()
            while not server.orders or not server.orders[0].polls:
                await anext(lines)
        with anyio.fail_after(60):
            while not server.orders[0].is_stopped:  # noqa: ASYNC110 - the other side is asked
                await anyio.sleep(0.02)
    assert len(server.orders) == 1


@pytest.mark.parametrize("moment", ["before the answer", "while it works"])
async def test_a_killed_process_orders_nothing_twice_and_the_next_one_finishes(
    studios: Forks, moment: str, clip: Path, tmp_path: Path
) -> None:
    server = OpenAiServer(clip, polls=10**6, drop_submit=False)
    async with serve_model(server) as url:
        options: Json = {"generator": {"url": url, "model": "wan-2.2", "key": KEY}, "model_poll_s": 0.02}
        if moment == "before the answer":
            server.hold_submit = True
        async with start_studio(studios, tmp_path / "kept", **options) as studio, studio.signed_in() as chat:
            await _kill_when_ordered(studio, chat, server, moment)
        server.polls, server.hold_submit = 1, False
        async with (
            start_studio(studios, tmp_path / "kept", **options) as studio,
            studio.signed_in(chat.session_id) as later,
        ):
            with anyio.fail_after(60):
                while not _clips(state := await later.state()):  # noqa: ASYNC110 - it is asked over HTTP
                    await anyio.sleep(0.05)
    assert len(server.orders) == 1
    assert state["generated_media"][0]["model"] == "wan-2.2"
    assert len(state["video_infos"]) == 1


async def _kill_when_ordered(studio: Any, chat: Chat, server: ModelServer, moment: str) -> None:
    body = {"session_id": chat.session_id, "new_message": {"parts": [{"text": PUPPY}]}}

    async def speak() -> None:
        with pytest.raises(httpx.HTTPError):
            await chat.http.post("/run_sse", json=body)

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(speak)
        with anyio.fail_after(60):
            while not server.orders or (moment == "while it works" and not server.orders[0].polls):  # noqa: ASYNC110 - the other side is asked
                await anyio.sleep(0.01)
        await studio.kill()


async def test_a_film_of_three_model_clips_is_edited_titled_scored_and_rendered(
    clip: Path, tmp_path: Path
) -> None:
    server = OpenRouterServer(clip)
    async with chat_with(server, tmp_path) as chat:
        await chat.say("a 4-second video of a puppy", "add a 4-second video of a kitten")
        await chat.say("add a 4-second video of a parrot", "crossfade between the clips")
        await chat.say("add the title 'Friends' for the first 3 seconds", "add lo-fi music at 35%")
        lines = await chat.sketch()
        film = await chat.render(tmp_path, resolution="360p")
    judge.decode(film)
    duration_s = float(judge.probe(film)["format"]["duration"])
    assert len([line for line in lines if line.startswith("clip")]) == 3
    assert duration_s == pytest.approx(12, abs=0.5)


def _said(events: list[Json]) -> list[str]:
    return texts([event for event in events if "content" in event])


def _clips(state: Json) -> list[Json]:
    return [segment for track in state["draft"]["t"] if track["tt"] == 0 for segment in track["sg"]]

"""A real model behind the studio as a host sees it: MCP, the studio, and a model's server on a socket."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp_types import ElicitRequestParams, ElicitResult

from engine.child import Child, Died, load_servers, open_child
from forks import Forks
from hosts import Json, error_of, facts_of, open_server, text_of
from media.drawn_media import draw_film
from nemo_video.cli import connectors
from nemo_video.cli.doctor.generator import examine_generator
from nemo_video.settings import read_settings
from studio.model_servers import KEY, ModelServer, OpenAiServer, OpenRouterServer, serve_model

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

PUPPY = "a 4-second video of a puppy"


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("model") / "clip.mp4"
    return draw_film(path, seconds=4, size=(160, 90), fps=12, audio="aac")


@pytest.fixture(scope="module", name="servers")
def loaded_servers() -> Iterator[Forks]:
    with load_servers() as forks:
        yield forks


def settings_for(url: str, **others: str) -> dict[str, str]:
    return {
        "NEMO_BACKEND": "studio",
        "NEMO_GENERATOR_URL": url,
        "NEMO_GENERATOR_MODEL": "wan-2.2"
        if url.endswith("/v1") and "/api" not in url
        else "bytedance/seedance",
        "NEMO_GENERATOR_KEY": KEY,
        "NEMO_TURN_S": "60",
        "NEMO_WAIT_S": "50",
        **others,
    }


REFUSED: list[tuple[int, str, object]] = [
    (400, "Blocked by our safety system", "blocked"),
    (400, "duration must be one of [4, 6, 8]", "invalid_argument"),
    (400, "The model `wan-9` does not exist", "not_found"),
    (401, "No such key", 1001),
    (402, "Insufficient credits", 2001),
    (429, "Slow down", "overloaded"),
]
FAILED: list[tuple[Json, str, str]] = [
    ({"status": "failed", "error": "Prohibited content"}, "Prohibited content", "blocked"),
    ({"status": "expired"}, "The job is expired", "timeout"),
    ({"status": "failed", "error": "GPU 3 fell over"}, "GPU 3 fell over", "internal"),
]


async def test_every_refusal_reaches_the_caller_as_a_code_with_the_models_words(
    clip: Path, tmp_path: Path
) -> None:
    server = OpenRouterServer(clip, polls=1)
    seen: list[tuple[object, bool]] = []
    async with serve_model(server) as url, open_server(tmp_path, settings_for(url)) as host:

        async def refused(words: str) -> None:
            error = error_of(await host.call_tool("generate", {"prompt": PUPPY}))
            seen.append((error["code"], words in error["message"]))

        for status, words, _ in REFUSED:
            server.refuse_submit = (status, {"error": {"message": words}})
            await refused(words)
        server.refuse_submit = None
        assert server.orders == []
        for server.failure, words, _ in FAILED:
            await refused(words)
        server.failure, server.content = None, b"<html>Not here</html>"
        await refused("not a video that plays to its end")
        server.content, server.cut_fetches = None, 9
        await refused("not a video that plays to its end")
        server.cut_fetches = 0
        made = facts_of(await host.call_tool("generate", {"prompt": PUPPY}))
        ordered = len(server.orders)
        credits = await host.call_tool("credits", {})
        state = await host.call_tool("state", {})
        await host.call_tool("projects", {"action": "list"})
    codes = [*(code for *_, code in REFUSED), *(code for *_, code in FAILED), "internal", "internal"]
    assert seen == [(code, True) for code in codes]
    assert ordered == len(FAILED) + 3
    assert made["credits"]["cost_estimated"] == 0.2
    assert made["credits"]["cost"] == 0.21
    assert "made by the model bytedance/seedance at 127.0.0.1" in made["reply"]
    costs = facts_of(credits)["model"]
    assert (costs["model"], costs["price_per_second"]) == ("bytedance/seedance", 0.05)
    assert "0.05" in text_of(credits)
    assert [m["model"] for m in facts_of(state)["media"] if "model" in m] == ["bytedance/seedance"]
    assert [m["host"] for m in facts_of(state)["media"] if "host" in m] == ["127.0.0.1"]
    assert "made by the model bytedance/seedance at 127.0.0.1" in text_of(state)


async def test_a_dead_address_and_a_cap_are_told_and_nothing_is_ordered(clip: Path, tmp_path: Path) -> None:
    server = OpenRouterServer(clip, polls=1)
    async with (
        serve_model(server) as url,
        open_server(tmp_path / "a", settings_for(url, NEMO_MAX_COST="0.1")) as host,
    ):
        capped = error_of(await host.call_tool("generate", {"prompt": PUPPY}))
        drawn = facts_of(await host.call_tool("generate", {"prompt": f"{PUPPY}, drawn by the studio"}))
    dead = "http://127.0.0.1:9/api/v1"
    async with open_server(tmp_path / "b", settings_for(dead, NEMO_GENERATOR_DIALECT="openrouter")) as host:
        unreachable = error_of(await host.call_tool("generate", {"prompt": PUPPY}))
    assert (capped["code"], "NEMO_MAX_COST is 0.1" in capped["message"]) == ("not_allowed", True)
    assert drawn["status"] == "partial"  # what the studio cannot draw is missing
    assert (unreachable["code"], dead in unreachable["message"]) == ("unreachable", True)
    assert unreachable["suggestions"] == []
    assert server.orders == []


async def test_a_job_that_never_ends_is_stopped_and_told_before_the_turn_is_given_up(
    clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert connectors.MODEL_SHARE < 1
    monkeypatch.setattr(connectors, "MODEL_SHARE", 0.02)  # long before, however busy the machine is
    server = OpenAiServer(clip, polls=10**6)
    async with serve_model(server) as url, open_server(tmp_path, settings_for(url)) as host:
        error = error_of(await host.call_tool("generate", {"prompt": PUPPY}))
    assert (error["code"], "did not finish the clip in time" in error["message"]) == ("timeout", True)
    assert [order.is_stopped for order in server.orders] == [True]


@pytest.mark.parametrize("agrees", [False, True])
async def test_the_user_is_asked_before_a_clip_comes_near_the_cap(
    agrees: bool, clip: Path, tmp_path: Path
) -> None:
    server, asked = OpenRouterServer(clip, polls=1), list[str]()

    async def answer(context: Any, params: ElicitRequestParams) -> ElicitResult:  # noqa: ARG001 - so it is called
        asked.append(params.message)
        return (
            ElicitResult(action="accept", content={"agree": True})
            if agrees
            else ElicitResult(action="decline")
        )

    async with serve_model(server) as url:
        settings = settings_for(url, NEMO_MAX_COST="0.22")
        async with open_server(tmp_path, settings, elicitation_callback=answer) as host:
            result = facts_of(await host.call_tool("generate", {"prompt": PUPPY}))
    assert "about 0.2 for this" in asked[0]
    assert "at most 0.22" in asked[0]
    assert (result["status"], len(server.orders)) == (("completed", 1) if agrees else ("cancelled", 0))


@pytest.mark.parametrize("moment", ["before the answer", "while it works"])
async def test_after_a_kill_any_first_call_of_the_next_process_goes_on_and_nothing_is_ordered_twice(
    moment: str, servers: Forks, clip: Path, tmp_path: Path
) -> None:
    server = OpenAiServer(clip, polls=10**6, hold_submit=moment == "before the answer")
    async with serve_model(server) as url:
        settings = settings_for(url)
        async with open_child(servers, tmp_path, settings) as child:
            await _kill_once_ordered(child, server, moment)
        server.polls, server.hold_submit = 1, False
        async with open_child(servers, tmp_path, settings) as child:
            await child.call("new")  # about another project
            with anyio.fail_after(60):
                while not server.fetches:  # noqa: ASYNC110 - the other side is asked
                    await anyio.sleep(0.05)
            joined = await child.call("generate", prompt=PUPPY, request_id="one")
    assert len(server.orders) == 1
    assert (joined["status"], len(joined["changes"])) == ("completed", 1)


async def test_an_order_without_an_answer_that_no_list_tells_is_told_by_the_next_process(
    servers: Forks, clip: Path, tmp_path: Path
) -> None:
    server = OpenRouterServer(clip, hold_submit=True)
    async with serve_model(server) as url:
        settings = settings_for(url)
        async with open_child(servers, tmp_path, settings) as child:
            await _kill_once_ordered(child, server, "before the answer")
        server.hold_submit = False
        async with open_child(servers, tmp_path, settings) as child:
            joined = await child.call("generate", prompt=PUPPY, request_id="one")
    assert len(server.orders) == 1
    assert (joined["code"], "no answer came" in joined["message"]) == ("timeout", True)


async def _kill_once_ordered(child: Child, server: ModelServer, moment: str) -> None:
    async def ask() -> None:
        with pytest.raises(Died):
            await child.call("generate", prompt=PUPPY, request_id="one")

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(ask)
        with anyio.fail_after(60):
            while not server.orders or (moment == "while it works" and not server.orders[0].polls):  # noqa: ASYNC110 - the other side is asked
                await anyio.sleep(0.01)
        child.kill()


DOCTOR: list[tuple[Json, str, str]] = [
    ({}, "ok", "127.0.0.1 has {model}"),
    ({"NEMO_GENERATOR_KEY": "wrong"}, "failed", "Invalid API key"),
    ({"NEMO_GENERATOR_MODEL": "nobody/nothing"}, "failed", "no "),
    ({"NEMO_GENERATOR_URL": "http://127.0.0.1:9/v1"}, "failed", "cannot be reached"),
]


@pytest.mark.parametrize("dialect", [OpenAiServer, OpenRouterServer])
async def test_the_doctor_checks_address_key_and_model_without_an_order(
    dialect: type[ModelServer], clip: Path
) -> None:
    server = dialect(clip)
    async with serve_model(server) as url:
        for others, verdict, words in DOCTOR:
            settings = read_settings({**settings_for(url), **others})
            (found,) = [each async for each in examine_generator(settings)]
            model = settings.generator_model
            assert (found.verdict, words.format(model=model) in found.words) == (verdict, True), found
            assert KEY not in found.words
    assert server.orders == []


async def test_the_doctor_says_nothing_of_a_model_where_none_is_set() -> None:
    assert [each async for each in examine_generator(read_settings({}))] == []

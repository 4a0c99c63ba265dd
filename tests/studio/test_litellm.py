"""LiteLLM's own proxy between the studio and a model: a gateway that is none of ours, over real sockets."""

import hashlib
import json
import os
import socket
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from subprocess import DEVNULL

import anyio
import httpx
import pytest
from pydantic import SecretStr

from foreign_packages import LITELLM, LITELLM_SHA256, Unavailable, install
from media.drawn_media import draw_film
from nemo_studio import Generator
from nemo_studio.models import ModelRefusal
from nemo_studio.models.dialects import check_generator
from studio.model_servers import KEY, OpenAiServer, serve_model
from studio.studio_sessions import open_chat
from studio.test_protocol import draw_png

pytestmark = [pytest.mark.anyio, pytest.mark.registry]

GATEWAY_KEY = "sk-the-key-of-the-gateway"
START_LIMIT_S = 120


@pytest.fixture(scope="module")
def programs() -> Path:
    """The programs of the release that is known to be good; nothing of it runs before its hash is seen."""
    try:
        folder = install(LITELLM)
    except Unavailable as reason:
        pytest.skip(str(reason))
    (wheel,) = folder.parent.glob("litellm-*.whl")
    assert hashlib.sha256(wheel.read_bytes()).hexdigest() == LITELLM_SHA256
    assert not list(folder.parent.rglob("litellm_init.pth"))
    return folder


@asynccontextmanager
async def serve_gateway(programs: Path, model_url: str, folder: Path) -> AsyncGenerator[str]:
    """LiteLLM's proxy in front of a model; gives the base of its interface."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    model = {"model": "openai/wan-2.2", "api_base": model_url, "api_key": KEY}
    config = {
        "model_list": [{"model_name": "wan", "litellm_params": model}],
        "general_settings": {"master_key": GATEWAY_KEY},
    }
    path = folder / "litellm.yaml"
    path.write_text(json.dumps(config))  # JSON is YAML
    program = programs / ("litellm.exe" if sys.platform == "win32" else "litellm")
    command = [str(program), "--config", str(path), "--host", "127.0.0.1", "--port", str(port)]
    # No list of prices is fetched, and nothing of this machine's settings and keys is seen.
    environment = {"PATH": os.defpath, "HOME": str(folder), "LITELLM_LOCAL_MODEL_COST_MAP": "True"}
    async with await anyio.open_process(
        command, stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL, env=environment
    ) as process:
        try:
            await _until_alive(f"http://127.0.0.1:{port}/health/liveliness")
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            process.kill()


async def _until_alive(url: str) -> None:
    async with httpx.AsyncClient(timeout=START_LIMIT_S) as http:
        with anyio.fail_after(START_LIMIT_S):
            while True:
                try:
                    if (await http.get(url)).is_success:
                        return
                except httpx.HTTPError:
                    pass
                await anyio.sleep(0.2)


async def test_a_gateway_that_is_none_of_ours_makes_a_clip_and_animates_a_picture(
    programs: Path, tmp_path: Path
) -> None:
    clip = draw_film(tmp_path / "clip.mp4", seconds=4, size=(160, 90), fps=12, audio="aac")
    server = OpenAiServer(clip)
    async with serve_model(server) as model_url, serve_gateway(programs, model_url, tmp_path) as url:
        generator = Generator(url, "wan", SecretStr(GATEWAY_KEY))
        found = await check_generator(generator)
        async with open_chat(tmp_path, generator=generator, model_poll_s=0.02) as chat:
            reply = await chat.reply("a 4-second video of a puppy on a beach")
            picture = tmp_path / "beach.png"
            picture.write_bytes(draw_png(picture))
            await chat.upload(picture)
            await chat.say("animate beach.png: waves roll onto the sand")
            state = await chat.state()
        server.refuse_submit = (400, {"error": {"message": "Blocked by our safety system"}})
        async with open_chat(tmp_path / "b", generator=generator) as chat:
            (refused,) = [e for e in await chat.say("a 4-second video of a puppy") if "errorCode" in e]
        unknown = Generator(url, "nobody", SecretStr(GATEWAY_KEY))
        with pytest.raises(ModelRefusal, match="has no model nobody"):
            await check_generator(unknown)
    assert (found.host, found.dialect, found.price_per_second) == ("127.0.0.1", "openai", None)
    assert "was made by the model wan at 127.0.0.1" in reply
    assert 'What "puppy on a beach" cost is unknown' in reply
    assert [order.picture is not None for order in server.orders] == [False, True]
    assert [clip["model"] for clip in state["generated_media"]] == ["wan", "wan"]
    assert (refused["errorCode"], "safety system" in refused["errorMessage"]) == ("MODEL_SAFETY", True)
    assert set(server.keys) == {f"Bearer {KEY}"}

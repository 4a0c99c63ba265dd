"""A backend as slow as the real one, in a process of its own: its work is not ours."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from subprocess import PIPE
from typing import Final

import anyio
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from nemo_video.wire import paths
from nemo_video.wire.envelope import JsonObject

QUICK: Final = "at once"
"""A message with these words is answered so."""

_HEARTBEAT_S: Final = 10.0
_DRAFT: Final[JsonObject] = {
    "t": [{"tt": 0, "sg": [{"s": 0, "d": 5000, "m": {"name": "sunset"}}]}],
    "d": 5000,
}


def make_app(turn_s: float) -> Starlette:
    """The calls that a turn needs; each turn takes so many seconds, and puts a clip on the timeline."""
    filled: set[str] = set()

    async def token(_: Request) -> Response:
        return _success({"token": "nmv_usr_load", "credits": 100})

    async def session(_: Request) -> Response:
        name = f"s{os.urandom(8).hex()}"
        return _success({"task_id": name, "session_id": name, "id": "b"})

    async def chat(request: Request) -> Response:
        body = await request.json()
        is_quick = QUICK in body["new_message"]["parts"][0]["text"]
        events = turn(body["session_id"], 0 if is_quick else turn_s)
        return StreamingResponse(events, media_type="text/event-stream")

    async def turn(session_id: str, left_s: float) -> AsyncIterator[bytes]:
        while left_s > 0:
            yield b": heartbeat\n\n"
            await asyncio.sleep(min(left_s, _HEARTBEAT_S))
            left_s -= _HEARTBEAT_S
        filled.add(session_id)
        event = {"author": "nemo_agent", "content": {"role": "model", "parts": [{"text": "Done."}]}}
        yield b"data: " + json.dumps(event).encode() + b"\n\n"

    async def state(request: Request) -> Response:
        draft: JsonObject = _DRAFT if request.path_params["session_id"] in filled else {"t": []}
        return _success({"id": "b", "state": {"draft": draft}})

    async def credits(_: Request) -> Response:
        return _success({"available": 100, "frozen": 0, "total": 100})

    return Starlette(
        routes=[
            Route(paths.ANONYMOUS_TOKEN, token, methods=["POST"]),
            Route(paths.NEW_SESSION, session, methods=["POST"]),
            Route(paths.CHAT, chat, methods=["POST"]),
            Route(paths.state("{session_id}").replace("%7B", "{").replace("%7D", "}"), state),
            Route(paths.CREDITS, credits),
        ]
    )


def _success(data: object) -> Response:
    return JSONResponse({"code": 0, "message": "success", "data": data})


@asynccontextmanager
async def serving(turn_s: float) -> AsyncGenerator[str]:
    """The backend in a process of its own; gives its address."""
    command = [sys.executable, "-m", "tools.load.backend", str(turn_s)]
    async with await anyio.open_process(command, stdout=PIPE) as process:
        try:
            assert process.stdout
            yield (await process.stdout.receive()).decode().strip()
        finally:
            process.kill()


async def _main(turn_s: float) -> None:
    config = uvicorn.Config(make_app(turn_s), port=0, log_level="error", backlog=4096, timeout_keep_alive=600)
    server = uvicorn.Server(config)
    listener = config.bind_socket()
    sys.stdout.write(f"http://127.0.0.1:{listener.getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve([listener])


if __name__ == "__main__":
    asyncio.run(_main(float(sys.argv[1])))

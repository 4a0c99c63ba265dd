"""Video models over real sockets in two dialects, as their public documentation tells them.

They share nothing with the client that they are there to try.
"""

import re
import socket
import time
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import anyio
import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

Json = dict[str, Any]
KEY = "sk-or-v1-the-key-of-the-user"


@dataclass
class Order:
    """One job."""

    id: str
    fields: Json
    picture: bytes | None = None
    polls: int = 0
    is_stopped: bool = False


@dataclass
class ModelServer:
    """What both dialects have in common.

    Attributes:
        clip: The file that every job delivers.
        polls: How often a job is asked for before it is done.
        refuse_submit: Status and body of what a submit is answered with instead.
        drop_submit: A submit is taken, and its connection breaks before the answer.
        hold_submit: A submit is taken, and never answered.
        failure: What a job fails with.
        bad_polls: So many polls are answered with a status of 502 first.
        cut_fetches: So many fetches end in the middle.
        content: What a fetch gives instead of the clip.
        fetches: How often a file was asked for.
        orders: The jobs.
        keys: The `Authorization` of every request.
    """

    clip: Path
    polls: int = 2
    refuse_submit: tuple[int, Json] | None = None
    drop_submit: bool = False
    hold_submit: bool = False
    failure: Json | None = None
    bad_polls: int = 0
    cut_fetches: int = 0
    content: bytes | None = None
    fetches: int = 0
    orders: list[Order] = field(default_factory=list[Order])
    keys: list[str | None] = field(default_factory=list[str | None])
    url: str = ""

    def routes(self) -> list[Route]:
        raise NotImplementedError

    def find(self, request: Request) -> Order:
        if self.is_key_wrong(request):
            raise HTTPException(401, "Invalid API key")
        found = [order for order in self.orders if order.id == request.path_params["id"]]
        if not found:
            raise HTTPException(404)
        return found[0]

    def is_key_wrong(self, request: Request) -> bool:
        self.keys.append(request.headers.get("authorization"))
        return request.headers.get("authorization") != f"Bearer {KEY}"

    async def take(self, request: Request, answer: Callable[[Order], Json], status: int) -> Response:
        """A submit, in JSON or as a form."""
        if self.is_key_wrong(request):
            return JSONResponse({"error": {"message": "Invalid API key", "code": 401}}, 401)
        if self.refuse_submit:
            return JSONResponse(self.refuse_submit[1], self.refuse_submit[0])
        fields, picture = await _read(request)
        order = Order(f"video_{len(self.orders) + 1}", fields, picture)
        self.orders.append(order)
        while self.hold_submit and not await request.is_disconnected():  # noqa: ASYNC110 - a request has no event
            await anyio.sleep(0.02)
        if self.drop_submit:
            return _Broken()
        return JSONResponse(answer(order), status)

    def deliver(self) -> Response:
        self.fetches += 1
        content = self.clip.read_bytes() if self.content is None else self.content
        if self.cut_fetches > 0:
            self.cut_fetches -= 1
            return Response(content[: len(content) // 2], headers={"content-length": str(len(content))})
        return Response(content, media_type="video/mp4")


async def _read(request: Request) -> tuple[Json, bytes | None]:
    if request.headers["content-type"].startswith("application/json"):
        return await request.json(), None
    async with request.form() as form:
        files = [value for value in form.values() if isinstance(value, UploadFile)]
        fields = {name: value for name, value in form.items() if isinstance(value, str)}
        return fields, await files[0].read() if files else None


class _Broken(Response):
    """An answer that never comes: the connection breaks."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - as Starlette calls it
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"99")]})


class OpenAiServer(ModelServer):
    """As vLLM-Omni, SGLang and LiteLLM."""

    def routes(self) -> list[Route]:
        return [
            Route("/v1/models", self.models),
            Route("/v1/videos", self.submit, methods=["POST"]),
            Route("/v1/videos", self.listed, methods=["GET"]),
            Route("/v1/videos/{id}", self.poll, methods=["GET"]),
            Route("/v1/videos/{id}", self.stop, methods=["DELETE"]),
            Route("/v1/videos/{id}/content", self.fetch),
        ]

    async def models(self, request: Request) -> Response:
        if self.is_key_wrong(request):
            return JSONResponse({"error": {"message": "Invalid API key"}}, 401)
        return JSONResponse({"object": "list", "data": [{"id": "wan-2.2"}]})

    async def submit(self, request: Request) -> Response:
        return await self.take(request, self.tell, 200)

    async def listed(self, request: Request) -> Response:
        self.keys.append(request.headers.get("authorization"))
        return JSONResponse({"object": "list", "data": [self.tell(order) for order in self.orders]})

    async def poll(self, request: Request) -> Response:
        order = self.find(request)
        if self.bad_polls > 0:
            self.bad_polls -= 1
            return Response("<html>Bad gateway</html>", 502)
        order.polls += 1
        return JSONResponse(self.tell(order))

    async def stop(self, request: Request) -> Response:
        self.find(request).is_stopped = True
        return JSONResponse({"id": request.path_params["id"], "deleted": True})

    async def fetch(self, request: Request) -> Response:
        self.find(request)
        return self.deliver()

    def tell(self, order: Order) -> Json:
        status = "queued" if not order.polls else "in_progress"
        error = None
        if order.polls >= self.polls:
            status, error = ("failed", self.failure) if self.failure else ("completed", None)
        return {
            "id": order.id,
            "object": "video",
            "created_at": int(time.time()),
            "model": order.fields["model"],
            "status": status,
            "progress": min(100, 100 * order.polls // self.polls),
            "seconds": order.fields["seconds"],
            "size": order.fields["size"],
            "error": error,
        }


class OpenRouterServer(ModelServer):
    """As OpenRouter."""

    PREFIX = "/api/v1"
    MODEL: Json = {  # noqa: RUF012 - nobody changes it
        "id": "bytedance/seedance",
        "supported_durations": [4, 6, 8],
        "supported_resolutions": ["480p", "720p", "1080p"],
        "supported_aspect_ratios": ["16:9", "9:16", "1:1"],
        "supported_frame_images": ["first_frame"],
        "generate_audio": True,
        "pricing_skus": {"per-video-second": "0.05"},
    }

    def routes(self) -> list[Route]:
        return [
            Route("/api/v1/videos/models", self.models),
            Route("/api/v1/videos", self.submit, methods=["POST"]),
            Route("/api/v1/videos/{id}", self.poll),
            Route("/api/v1/videos/{id}/content", self.fetch),
        ]

    async def models(self, request: Request) -> Response:
        self.keys.append(request.headers.get("authorization"))
        return JSONResponse({"data": [{"id": "other/model"}, self.MODEL]})

    async def submit(self, request: Request) -> Response:
        def answer(order: Order) -> Json:
            url = f"{self.PREFIX}/videos/{order.id}"
            return {"id": order.id, "polling_url": url, "status": "pending", "generation_id": "gen-1"}

        return await self.take(request, answer, 202)

    async def poll(self, request: Request) -> Response:
        order = self.find(request)
        if self.bad_polls > 0:
            self.bad_polls -= 1
            return Response("<html>Bad gateway</html>", 502)
        order.polls += 1
        body: Json = {"id": order.id, "status": "pending" if order.polls < 2 else "in_progress"}
        if order.polls >= self.polls and self.failure:
            body |= self.failure
        elif order.polls >= self.polls:
            body |= {"status": "completed", "usage": {"cost": 0.21}, "unsigned_urls": [f"{self.url}/x"]}
        return JSONResponse(body)

    async def fetch(self, request: Request) -> Response:
        if self.is_key_wrong(request):
            return JSONResponse({"error": {"message": "Invalid API key"}}, 401)
        self.find(request)
        assert request.query_params["index"] == "0"
        return self.deliver()


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Generator[None]:
        yield


@asynccontextmanager
async def serve_model(server: ModelServer) -> AsyncGenerator[str]:
    """Serve a model; gives the base of its interface."""
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        Starlette(routes=server.routes()), log_config=None, lifespan="off", timeout_graceful_shutdown=1
    )
    web = _Server(config)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(web.serve, [listener])
        prefix = re.sub(r"/videos.*|/models", "", server.routes()[0].path)
        server.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        with anyio.fail_after(60):
            while not web.started:  # noqa: ASYNC110 - uvicorn has no event for it
                await anyio.sleep(0.01)
        yield server.url + prefix
        web.should_exit = True
        with anyio.move_on_after(3):
            await web.shutdown()
        tasks.cancel_scope.cancel()
    listener.close()

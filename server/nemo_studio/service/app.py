"""The studio's web application: every call of the protocol, with its headers, envelope and error codes."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar, cast

import anyio
from anyio.abc import TaskGroup
from pydantic import BaseModel, ValidationError
from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from nemo_studio.project import Canvas
from nemo_studio.service.accounts import Account, Accounts
from nemo_studio.service.answers import Envelope
from nemo_studio.service.control import control_route
from nemo_studio.service.downloads import FileDownload
from nemo_studio.service.faults import Fault
from nemo_studio.service.intake import CallLimit, Intake
from nemo_studio.service.options import StudioOptions
from nemo_studio.service.render_table import Render, RenderTable
from nemo_studio.service.sessions import Session, Sessions
from nemo_studio.service.storage import Storage
from nemo_studio.service.store import Store
from nemo_video.errors import BackendRefusal, VideoError
from nemo_video.wire import paths
from nemo_video.wire.calls import (
    ChatRequest,
    ClaimRequest,
    EstimateRequest,
    MiniaturesRequest,
    NewSession,
    PreviewFrames,
    PreviewRequest,
    RenderOutput,
    RenderPhase,
    RenderRequest,
    UploadByUrl,
)
from nemo_video.wire.formats import (
    EXPORT_FORMATS,
    EXPORT_FPS,
    EXPORT_QUALITIES,
    EXPORT_RESOLUTIONS,
    ExportContainer,
    OutputFormat,
)

if TYPE_CHECKING:
    from nemo_studio.service.production import Production

Body = TypeVar("Body", bound=BaseModel)

_HTTP_STATUS = {400: 400, 402: 402, 429: 429, 1001: 401}
"""The refusals that also show in the HTTP status; the others are told under 200."""


class Studio:
    """The endpoints, over one set of accounts, sessions and renders.

    Attributes:
        options: How it is set up.
    """

    def __init__(self, options: StudioOptions, store: Store, tasks: TaskGroup) -> None:
        self.options = options
        self._store = store
        self._tasks = tasks
        self._accounts = Accounts(store, options)
        self._storage = Storage(store, options)
        self._sessions = Sessions(store, self._storage, options)
        self._renders = RenderTable(store)
        self._production: Production | None = None
        self._loading = anyio.Lock()

    async def begin(self) -> None:
        """Remove what is too old or half written by nobody, and go on with turns that wait for a model."""
        await self._sessions.forget_old()
        await self._storage.sweep()
        if self.options.generator:
            await (await self._load()).adopt_turns()

    async def _load(self) -> "Production":
        """The half that makes and draws, loaded when it is first needed; other calls go on meanwhile."""
        async with self._loading:
            if self._production is None:
                name = "nemo_studio.service.production"
                module = await anyio.to_thread.run_sync(import_module, name)
                self._production = cast(
                    "Production",
                    module.Production(
                        self._tasks, self._store, self._storage, self._accounts, self._sessions, self.options
                    ),
                )
        return self._production

    def routes(self) -> list[Route]:
        """Where each endpoint hangs."""
        app, user = paths.APP_NAME, paths.USER_ID
        return [
            *([control_route(self.options.faults)] if self.options.has_control else []),
            _route(paths.ANONYMOUS_TOKEN, self.issue_token, "POST"),
            _route(paths.NEW_SESSION, self.open_session, "POST"),
            _route(paths.CHAT, self.chat, "POST"),
            _route(f"/api/upload-video/{app}/{user}/{{session_id}}", self.upload, "POST"),
            _route(paths.CREDITS, self.read_credits, "GET"),
            _route(f"/api/state/{app}/{user}/{{session_id}}/latest", self.read_state, "GET"),
            _route(f"/api/estimate/{app}/{user}/{{session_id}}", self.estimate, "POST"),
            _route(f"/api/preview/{app}/{user}/{{session_id}}", self.draw_frames, "POST"),
            _route(f"/api/miniatures/{app}/{user}/{{session_id}}", self.take_miniatures, "POST"),
            _route(paths.RENDER, self.submit_render, "POST"),
            _route(paths.RENDER + "/{render_id}", self.read_render, "GET"),
            _route(paths.RENDER + "/{render_id}/cancel", self.cancel_render, "POST"),
            _route("/api/render/proxy/{render_id}/download", self.download, "GET"),
            _route(paths.CLAIM_TOKEN, self.claim, "POST"),
            _route("/files/{key}/{name}", self.serve_file, "GET", "HEAD"),
        ]

    async def issue_token(self, request: Request) -> Response:
        """A free token."""
        address = request.client.host if request.client else ""
        token = await self._accounts.issue_token(request.headers.get(paths.CLIENT_ID), address)
        return _success(token.model_dump())

    async def open_session(self, request: Request) -> Response:
        """A new session."""
        account = await self._account(request)
        body = await _read(request, NewSession)
        session = await self._sessions.open(account, body.language)
        return _success({"task_id": session.task_id, "session_id": session.session_id, "id": account.bind_id})

    async def chat(self, request: Request) -> Response:
        """One turn, as a stream; turns of a session follow each other."""
        account = await self._account(request)
        body = await _read(request, ChatRequest)
        try:
            await self._find_session(account, body.session_id)
        except BackendRefusal:
            return JSONResponse({"detail": f"Session not found: {body.session_id}"}, status_code=404)
        if self.options.faults.strikes(Fault.NO_CREDITS):
            raise BackendRefusal(2001)
        message = "\n".join(part.text for part in body.new_message.parts)
        return _TurnResponse(await self._load(), account, body.session_id, message)

    async def upload(self, request: Request) -> Response:
        """Files in the field `files`, or addresses that the studio, being offline, does not fetch."""
        session = await self._session(request)
        for fault, code in ((Fault.UNSUPPORTED_FILE, 4001), (Fault.FILE_TOO_LARGE, 4002)):
            if self.options.faults.strikes(fault):
                raise BackendRefusal(code)
        if request.headers.get("content-type", "").startswith("application/json"):
            await _read(request, UploadByUrl)
            raise BackendRefusal(4001, message="The offline studio fetches nothing from the network.")
        async with request.form(max_files=100) as form:
            files = [value for value in form.getlist("files") if isinstance(value, UploadFile)]
            production = await self._load()
            stored = [await production.store_upload(session, file) for file in files]
        if not stored:
            raise BackendRefusal(400, message="The field `files` is missing.")
        return _success({"files": [media.as_json() for media in stored]})

    async def read_credits(self, request: Request) -> Response:
        """The balance."""
        account = await self._account(request)
        balance = (await self._accounts.balance(account)).model_dump(exclude_none=True)
        costs = await (await self._load()).generation.costs() if self.options.generator else None
        return _success({**balance, **({"generator": costs} if costs else {})})

    async def estimate(self, request: Request) -> Response:
        """What a message would cost of the model; nothing is done, and nothing ordered."""
        session = await self._session(request)
        body = await _read(request, EstimateRequest)
        return _success(await (await self._load()).estimate(session, body.text))

    async def read_state(self, request: Request) -> Response:
        """The newest state of a session."""
        account = await self._account(request)
        session = await self._find_session(account, request.path_params["session_id"])
        state = session.state()
        if self.options.generator:
            state |= await (await self._load()).generation.state_of(session.session_id)
        return _success({"id": account.bind_id, "state": state})

    async def draw_frames(self, request: Request) -> Response:
        """Frames of a session's draft as it is now; a call of the studio's own, free like an export."""
        session = await self._session(request)
        body = await _read(request, PreviewRequest)
        previews = (await self._load()).previews
        drawn = PreviewFrames.model_construct(frames=await previews.draw(session, body))
        return _success(drawn.model_dump(mode="json"))

    async def take_miniatures(self, request: Request) -> Response:
        """The clips of a session's draft in small, and how loud its sounds are; a call of its own."""
        session = await self._session(request)
        body = await _read(request, MiniaturesRequest)
        taken = await (await self._load()).previews.take_miniatures(session, body)
        return _success(taken.model_dump(mode="json"))

    async def submit_render(self, request: Request) -> Response:
        """An export; it costs no credits, and 402 without the attribution headers."""
        account = await self._account(request)
        is_attributed = all(request.headers.get(name) for name in paths.ATTRIBUTION)
        if not is_attributed or self.options.faults.strikes(Fault.EXPORT_BLOCKED):
            raise BackendRefusal(402)
        body = await _read(request, RenderRequest)
        session = await self._find_session(account, body.session_id)
        work = await (await self._load()).renders.submit(
            session,
            body.id,
            body.draft,
            _canvas_for(body.output, session.canvas),
            _output_format(body.output),
        )
        if work and self.options.faults.strikes(Fault.FAILED_RENDER):
            work.is_spoiled = True
        if work and self.options.faults.strikes(Fault.STUCK_RENDER):
            work.is_stuck = True
        return _success({"id": body.id})

    async def read_render(self, request: Request) -> Response:
        """How far a render is; without an envelope."""
        status = (await self._render(request)).status(str(request.base_url).rstrip("/"))
        return JSONResponse(status.model_dump(exclude_none=True))

    async def download(self, request: Request) -> Response:
        """The file of a completed render, for a client that has the token."""
        return await self._file(await self._render(request))

    async def cancel_render(self, request: Request) -> Response:
        """End a render; one that is finished stays as it is."""
        await (await self._load()).renders.cancel(await self._render(request))
        return _success({"id": request.path_params["render_id"]})

    async def serve_file(self, request: Request) -> Response:
        """The file of a completed render, for whoever has its URL."""
        render = await self._renders.find_by_url(request.path_params["key"])
        if render is None or self.options.faults.strikes(Fault.LOST_FILE):
            raise HTTPException(404)
        return await self._file(render)

    async def claim(self, request: Request) -> Response:
        """A browser link. Nobody serves its page offline; the token is of the right form."""
        account = await self._account(request)
        body = await _read(request, ClaimRequest)
        session = await self._find_session(account, body.session_id)
        return _success({"claim_token": f"clm_{session.session_id.removeprefix('ses_')}"})

    async def _account(self, request: Request) -> Account:
        if self.options.faults.strikes(Fault.BAD_GATEWAY):
            raise HTTPException(502)
        account = await self._accounts.account_of(request.headers.get(paths.AUTHORIZATION))
        if self.options.faults.strikes(Fault.EXPIRED_TOKEN):
            await self._accounts.expire(account)
            raise BackendRefusal(1001)
        if self.options.faults.strikes(Fault.RATE_LIMIT):
            raise BackendRefusal(429)
        return account

    async def _session(self, request: Request) -> Session:
        return await self._find_session(await self._account(request), request.path_params["session_id"])

    async def _find_session(self, account: Account, session_id: str) -> Session:
        if self.options.faults.strikes(Fault.LOST_SESSION):
            await self._sessions.lose(session_id)
        return await self._sessions.find(account, session_id)

    async def _render(self, request: Request) -> Render:
        account = await self._account(request)
        renders = (await self._load()).renders
        render = await renders.find(account.client_id, request.path_params["render_id"])
        if render is None:
            raise HTTPException(404)
        return render

    async def _file(self, render: Render) -> Response:
        path = self._storage.folder / render.file
        if render.phase is not RenderPhase.COMPLETED or not await self._storage.has(path):
            raise HTTPException(404)
        return FileDownload(self._storage, path)


def create_app(studio: Studio) -> Starlette:
    """The application, ready to be served."""
    handlers: dict[Any, Any] = {VideoError: _refuse, HTTPException: _refuse_http}
    routes, calls = studio.routes(), CallLimit(studio.options.max_calls)
    for route in routes:
        route.app = Intake(route.app, calls, studio.options.hosts)
    return Starlette(routes=routes, exception_handlers=handlers)


def _route(path: str, endpoint: Callable[[Request], Awaitable[Response]], *methods: str) -> Route:
    return Route(path, endpoint, methods=list(methods))


class _TurnResponse(StreamingResponse):
    """A turn as a stream, which begins when the turns before it are over."""

    def __init__(self, production: "Production", account: Account, session_id: str, message: str) -> None:
        super().__init__((), media_type="text/event-stream")
        self._turn = production.begin_turn(account, session_id, message)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with self._turn as turn:
            self.body_iterator = turn.events()
            await super().__call__(scope, receive, send)


async def _read(request: Request, model: type[Body]) -> Body:
    try:
        return model.model_validate_json(await request.body())
    except ClientDisconnect:
        raise BackendRefusal(400, message="The request broke off.") from None
    except ValidationError as error:
        fields = ", ".join(sorted({str(problem["loc"][0]) for problem in error.errors() if problem["loc"]}))
        raise BackendRefusal(400, message=f"The body cannot be read: {fields or 'not JSON'}.") from None


def _canvas_for(output: RenderOutput, canvas: Canvas) -> Canvas:
    """The canvas, with what the request wishes otherwise.

    Raises:
        BackendRefusal: 400, a wish that the studio cannot fulfil.
    """
    wished = replace(canvas, fps=output.fps or canvas.fps, resolution=output.resolution or canvas.resolution)
    if wished.resolution not in EXPORT_RESOLUTIONS:
        raise _cannot_export(wished.resolution, EXPORT_RESOLUTIONS)
    if wished.fps not in EXPORT_FPS:
        raise BackendRefusal(400, message=f"{wished.fps} frames a second are not possible; 24 to 60 are.")
    return wished


def _output_format(output: RenderOutput) -> OutputFormat:
    """What kind of file the request wants.

    Raises:
        BackendRefusal: 400, a kind or a quality that the studio does not know.
    """
    if output.format not in EXPORT_FORMATS:
        raise _cannot_export(output.format, EXPORT_FORMATS)
    if output.quality not in EXPORT_QUALITIES:
        raise _cannot_export(output.quality, EXPORT_QUALITIES)
    return OutputFormat(cast(ExportContainer, output.format), output.quality)


def _cannot_export(value: str, known: Iterable[str]) -> BackendRefusal:
    return BackendRefusal(400, message=f'The studio cannot export "{value}"; it knows {", ".join(known)}.')


def _success(data: dict[str, Any]) -> Response:
    return JSONResponse(Envelope(code=0, message="success", data=data).model_dump())


async def _refuse(_request: Request, error: VideoError) -> Response:
    code = error.code if isinstance(error.code, int) else 500
    body = Envelope(code=code, message=error.message).model_dump(exclude_none=True)
    return JSONResponse(body, status_code=_HTTP_STATUS.get(code, 200))


async def _refuse_http(_request: Request, error: HTTPException) -> Response:
    return JSONResponse({"detail": error.detail}, status_code=error.status_code)

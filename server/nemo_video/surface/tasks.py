"""The tasks extension: a running generate, edit or export as a task, for clients that declare it on requests.

A task is a view of a job and of the jobs that answered its questions. Its id is the job's id, so a later
process finds it in the ledger, and nothing about it is kept here.
"""

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from mcp.server.context import CallNext, HandlerResult, ServerRequestContext
from mcp.server.extension import Extension, MethodBinding
from mcp.server.mcpserver import require_client_extension
from mcp.shared.exceptions import MCPError
from mcp_types import INTERNAL_ERROR, INVALID_PARAMS, CallToolRequestParams, CallToolResult, RequestParams
from mcp_types.version import MODERN_PROTOCOL_VERSIONS
from pydantic import Field

from nemo_video.engine import Generated
from nemo_video.errors import InvalidArgument, NotFound, VideoError
from nemo_video.surface.asking import filled_in, question_form, words_of
from nemo_video.surface.callers import TASKS, shows_forms, takes_tasks
from nemo_video.surface.lazy_engine import LazyEngine
from nemo_video.surface.watching import show_job

if TYPE_CHECKING:
    from nemo_video.engine import Job

TTL_MS = 24 * 3600 * 1000
"""The ledger keeps jobs longer; JavaScript's timers overflow after 24 days."""

POLL_MS = 1000

_TOOLS = frozenset({"generate", "edit", "export"})
_MODERN = frozenset(MODERN_PROTOCOL_VERSIONS)
_STATUSES: Mapping[str, str] = {"running": "working", "cancelled": "cancelled"}
"""Any other job has a result to show, be it an error, and is `completed`: `failed` is for protocol errors."""

RequestContext = ServerRequestContext[LazyEngine, Any]


class TaskParams(RequestParams):
    """Which task."""

    task_id: str = Field(alias="taskId", max_length=100)


class TaskUpdateParams(TaskParams):
    """Answers to what a task asks, by their keys."""

    input_responses: dict[str, Any] = Field(alias="inputResponses")


class Tasks(Extension):
    """The extension, over the engine that the server's lifespan opens."""

    identifier = TASKS

    def methods(self) -> Sequence[MethodBinding]:
        """The three methods of the extension."""
        return (
            MethodBinding("tasks/get", TaskParams, get_task, _MODERN),
            MethodBinding("tasks/update", TaskUpdateParams, update_task, _MODERN),
            MethodBinding("tasks/cancel", TaskParams, cancel_task, _MODERN),
        )

    async def intercept_tool_call(
        self, params: CallToolRequestParams, ctx: RequestContext, call_next: CallNext
    ) -> HandlerResult:
        """Give a job that goes on after the call as a task."""
        result = await call_next(ctx)
        job_id = _running_job(result) if params.name in _TOOLS and takes_tasks(ctx.session) else None
        if job_id is None:
            return result
        job = await (await ctx.lifespan_context.get()).last_job(job_id)
        return {"resultType": "task", **_head(job.job_id, job, _STATUSES.get(job.status, "working"))}


async def get_task(ctx: RequestContext, params: TaskParams) -> HandlerResult:
    """How far a task is, what it asks, or its result: exactly what the blocking call would have returned.

    Raises:
        MCPError: There is no such task, or the client did not declare the extension.
    """
    require_client_extension(ctx, TASKS)
    with _told_as_protocol_errors():
        engine = await ctx.lifespan_context.get()
        job = await engine.last_job(params.task_id)
        if job.is_running or job.status == "cancelled":
            return _head(params.task_id, job, _STATUSES[job.status])
        question = await engine.open_question(job)
        if question and shows_forms(ctx.session):
            asked = question_form(question.words, question.prompts)
            form = asked.model_dump(by_alias=True, mode="json", exclude_none=True)
            return {**_head(params.task_id, job, "input_required"), "inputRequests": {job.job_id: form}}
        shown = await show_job(engine, job, with_link=True, with_pictures=True)
        await engine.collect(job)
        result = shown.model_dump(by_alias=True, mode="json", exclude_none=True)
        return {**_head(params.task_id, job, "completed"), "result": result}


async def update_task(ctx: RequestContext, params: TaskUpdateParams) -> HandlerResult:
    """Answer the question of a task. Whoever declines to gets the question as the task's result.

    Raises:
        MCPError: There is no such task, or the client did not declare the extension.
    """
    require_client_extension(ctx, TASKS)
    with _told_as_protocol_errors():
        engine = await ctx.lifespan_context.get()
        job = await engine.last_job(params.task_id)
        response = params.input_responses.get(job.job_id)
        if response is None or not await engine.open_question(job):
            return {}
        words = words_of(filled_in(response))
        if not words or isinstance(await engine.answer(job, words), Generated):
            await engine.drop_question(job)
    return {}


async def cancel_task(ctx: RequestContext, params: TaskParams) -> HandlerResult:
    """Stop a task, as the tool `cancel` stops its job.

    Raises:
        MCPError: There is no such task, or the client did not declare the extension.
    """
    require_client_extension(ctx, TASKS)
    with _told_as_protocol_errors():
        engine = await ctx.lifespan_context.get()
        job = await engine.last_job(params.task_id)
        await engine.drop_question(job)
        await engine.cancel(job.job_id)
    return {}


def _running_job(result: HandlerResult) -> str | None:
    if not isinstance(result, CallToolResult):
        return None
    facts: dict[str, Any] = result.structured_content or {}
    return facts["job_id"] if facts.get("status") == "running" else None


def _head(task_id: str, job: "Job", status: str) -> dict[str, Any]:
    """What every form of a task begins with."""
    return {
        "taskId": task_id,
        "status": status,
        "statusMessage": job.progress.note or job.progress.stage,
        "createdAt": _iso(job.started_at),
        "lastUpdatedAt": _iso(job.changed_at),
        "ttlMs": TTL_MS,
        "pollIntervalMs": POLL_MS,
    }


def _iso(unix_s: float) -> str:
    return datetime.fromtimestamp(unix_s, UTC).isoformat(timespec="milliseconds")


@contextmanager
def _told_as_protocol_errors() -> Generator[None]:
    try:
        yield
    except VideoError as error:
        code = INVALID_PARAMS if isinstance(error, InvalidArgument | NotFound) else INTERNAL_ERROR
        raise MCPError(code=code, message=f"{error.message} {error.advice}") from error

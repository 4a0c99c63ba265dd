"""The tasks extension, as a client sees it that declares it: a running job is a task."""

from pathlib import Path
from typing import Any, Literal

import anyio
import pytest
from mcp import Client, MCPError
from mcp.client.extension import ClaimContext, ClientExtension, ResultClaim
from mcp_types import CallToolResult, ElicitRequestParams, ElicitResult, Request, RequestParams, Result
from pydantic import ConfigDict, Field

from engine.scripted_backend import CLIP, ScriptedBackend, asks
from homes import Json
from hosts import facts_of, text_of
from nemo_video.client import Text
from surface.scripted_host import MODES, scripted_host

pytestmark = pytest.mark.anyio

TASKS = "io.modelcontextprotocol/tasks"

PAUSE_S = 0.01
"""Between two questions: without it the threads of the ledger, in the same process, hardly get their turn."""


class TaskStarted(Result):
    """What a call returns in place of a result."""

    model_config = ConfigDict(extra="allow")
    result_type: Literal["task"] = Field(alias="resultType")
    task_id: str = Field(alias="taskId")


class Task(Result):
    """A task, as it came."""

    model_config = ConfigDict(extra="allow")


class Params(RequestParams):
    """Of any request about a task."""

    model_config = ConfigDict(extra="allow")


async def give_up(_: TaskStarted, __: ClaimContext) -> CallToolResult:
    raise AssertionError("These tests look at the task itself")


class DeclaresTasks(ClientExtension):
    """Declares the extension and leaves the tasks to the test."""

    identifier = TASKS

    def claims(self) -> list[ResultClaim[TaskStarted]]:
        return [ResultClaim(result_type="task", model=TaskStarted, resolve=give_up)]


class FollowsTasks(ClientExtension):
    """Follows a task to its end, so that the caller sees a result."""

    identifier = TASKS

    def claims(self) -> list[ResultClaim[TaskStarted]]:
        return [ResultClaim(result_type="task", model=TaskStarted, resolve=self.follow)]

    async def follow(self, started: TaskStarted, context: ClaimContext) -> CallToolResult:
        with anyio.fail_after(60):
            while True:
                params = Params.model_validate({"taskId": started.task_id})
                request = Request[Params, str](method="tasks/get", params=params)
                task = await context.session.send_request(request, Task)  # pyright: ignore[reportArgumentType] - not of the core
                fields = task.model_dump(by_alias=True)
                if fields["status"] == "completed":
                    return CallToolResult.model_validate(fields["result"])
                await anyio.sleep(PAUSE_S)


async def fill_in(_: object, __: ElicitRequestParams) -> ElicitResult:
    raise AssertionError("A task's questions are not sent by themselves")


async def start(host: Client, tool: str, arguments: Json) -> str:
    started = await host.session.call_tool(tool, arguments, allow_claimed=True)
    assert isinstance(started, TaskStarted)
    return started.task_id


async def ask(host: Client, method: str, task_id: str, **more: Any) -> Json:
    params = Params.model_validate({"taskId": task_id, **more})
    request = Request[Params, str](method=method, params=params)
    answer = await host.session.send_request(request, Task)  # pyright: ignore[reportArgumentType] - not of the core
    return answer.model_dump(by_alias=True, exclude_none=True)


async def until(host: Client, task_id: str, *statuses: str) -> Json:
    """The task, once it has come so far."""
    with anyio.fail_after(60):
        while (task := await ask(host, "tasks/get", task_id))["status"] not in statuses:  # noqa: ASYNC110 - it is asked
            await anyio.sleep(PAUSE_S)
    return task


async def test_a_running_generate_is_a_task_with_the_result_of_the_blocking_call(tmp_path: Path) -> None:
    on = anyio.Event()
    backend = ScriptedBackend()
    backend.turns = [[on, backend.put(CLIP), Text("A calm evening at sea.")]]
    async with scripted_host(backend, tmp_path, extensions=[DeclaresTasks()]) as host:
        task_id = await start(host, "generate", {"prompt": "a sunset"})
        working = await ask(host, "tasks/get", task_id)
        on.set()
        completed = await until(host, task_id, "completed")
        waited = await host.call_tool("wait", {"job_id": task_id})
    assert len(task_id) >= 32
    assert working == {
        "resultType": "complete",
        "taskId": task_id,
        "status": "working",
        "statusMessage": working["statusMessage"],
        "createdAt": completed["createdAt"],
        "lastUpdatedAt": working["lastUpdatedAt"],
        "ttlMs": 86_400_000,
        "pollIntervalMs": 1000,
        "_meta": working["_meta"],
    }
    assert completed["lastUpdatedAt"] >= working["lastUpdatedAt"] >= working["createdAt"]
    assert CallToolResult.model_validate(completed["result"]).structured_content == facts_of(waited)
    assert facts_of(waited)["reply"] == "A calm evening at sea."


async def test_a_question_is_answered_by_an_update_and_the_same_task_goes_on(tmp_path: Path) -> None:
    backend = ScriptedBackend()
    backend.turns = [[asks("Day or night?")], [backend.put(CLIP), Text("Night it is.")]]
    options: Json = {"extensions": [DeclaresTasks()], "elicitation_callback": fill_in}
    async with scripted_host(backend, tmp_path, **options) as host:
        task_id = await start(host, "generate", {"prompt": "a sunset"})
        asking = await until(host, task_id, "input_required")
        ((key, form),) = asking["inputRequests"].items()
        await ask(host, "tasks/update", task_id, inputResponses={"another": accept("Day")})
        await ask(host, "tasks/update", task_id, inputResponses={key: accept("Night")})
        await ask(host, "tasks/update", task_id, inputResponses={key: accept("Night")})
        completed = await until(host, task_id, "completed")
    assert (form["method"], form["params"]["mode"], form["params"]["message"]) == (
        "elicitation/create",
        "form",
        "Day or night?",
    )
    assert completed["result"]["structuredContent"]["reply"] == "Night it is."
    assert backend.messages == ["a sunset", "1. Day or night?: Night"]


@pytest.mark.parametrize("response", [{"action": "decline"}, {"action": "accept", "content": {}}, "nonsense"])
async def test_a_question_that_is_not_answered_is_the_result(tmp_path: Path, response: object) -> None:
    backend = ScriptedBackend([[asks("Day or night?")]])
    options: Json = {"extensions": [DeclaresTasks()], "elicitation_callback": fill_in}
    async with scripted_host(backend, tmp_path, **options) as host:
        task_id = await start(host, "generate", {"prompt": "a sunset"})
        asking = await until(host, task_id, "input_required")
        (key,) = asking["inputRequests"]
        await ask(host, "tasks/update", task_id, inputResponses={key: response})
        completed = await until(host, task_id, "completed")
    assert completed["result"]["structuredContent"]["question"] == "Day or night?"
    assert backend.messages == ["a sunset"]


async def test_an_answer_that_is_too_long_is_refused_and_the_question_stays_open(tmp_path: Path) -> None:
    backend = ScriptedBackend()
    backend.turns = [[asks("Day or night?")], [backend.put(CLIP), Text("Night it is.")]]
    options: Json = {"extensions": [DeclaresTasks()], "elicitation_callback": fill_in}
    async with scripted_host(backend, tmp_path, **options) as host:
        task_id = await start(host, "generate", {"prompt": "a sunset"})
        (key,) = (await until(host, task_id, "input_required"))["inputRequests"]
        with pytest.raises(MCPError, match="at most 10000") as failure:
            await ask(host, "tasks/update", task_id, inputResponses={key: accept("night " * 2000)})
        await ask(host, "tasks/update", task_id, inputResponses={key: accept("Night")})
        completed = await until(host, task_id, "completed")
    assert failure.value.error.code == -32602
    assert completed["result"]["structuredContent"]["reply"] == "Night it is."


async def test_whoever_shows_no_forms_gets_the_question_as_the_result(tmp_path: Path) -> None:
    backend = ScriptedBackend([[asks("Day or night?")]])
    async with scripted_host(backend, tmp_path, extensions=[DeclaresTasks()]) as host:
        task_id = await start(host, "generate", {"prompt": "a sunset"})
        completed = await until(host, task_id, "completed")
    assert completed["result"]["structuredContent"]["status"] == "needs_input"


async def test_a_cancelled_task_is_a_cancelled_job(tmp_path: Path) -> None:
    backend = ScriptedBackend([[anyio.Event()]])
    async with scripted_host(backend, tmp_path, extensions=[DeclaresTasks()]) as host:
        task_id = await start(host, "generate", {"prompt": "a sunset"})
        await ask(host, "tasks/cancel", task_id)
        cancelled = await until(host, task_id, "cancelled")
        waited = facts_of(await host.call_tool("wait", {"job_id": task_id}))
    assert "result" not in cancelled
    assert waited["status"] == "cancelled"


async def test_an_export_is_a_task_and_its_refusal_is_a_result(tmp_path: Path) -> None:
    backend = ScriptedBackend()
    backend.turns = [[backend.put(CLIP), Text("Here.")], [backend.put(), Text("Gone.")]]
    async with scripted_host(backend, tmp_path, extensions=[DeclaresTasks()]) as host:
        for prompt in ("a sunset", "remove the clip"):
            await until(host, await start(host, "generate", {"prompt": prompt}), "completed")
        refused = await until(host, await start(host, "export", {}), "completed")
    result = CallToolResult.model_validate(refused["result"])
    assert result.is_error
    assert "timeline is empty" in text_of(result)


async def test_a_later_process_finds_the_task(tmp_path: Path) -> None:
    backend = ScriptedBackend()
    backend.turns = [[backend.put(CLIP), Text("A calm evening at sea.")]]
    async with scripted_host(backend, tmp_path, extensions=[DeclaresTasks()]) as host:
        task_id = await start(host, "generate", {"prompt": "a sunset"})
        before = await until(host, task_id, "completed")
    async with scripted_host(backend, tmp_path, extensions=[DeclaresTasks()]) as host:
        after = await until(host, task_id, "completed")
    assert after["result"] == before["result"]
    assert after["createdAt"] == before["createdAt"]


async def test_a_task_whose_process_ended_goes_on_in_the_next_and_sends_nothing_again(tmp_path: Path) -> None:
    backend = ScriptedBackend()
    was_sent = anyio.Event()
    backend.turns = [[was_sent.set, anyio.Event()]]
    async with scripted_host(backend, tmp_path, extensions=[DeclaresTasks()]) as host:
        task_id = await start(host, "generate", {"prompt": "a sunset"})
        await was_sent.wait()
    backend.put(CLIP)()
    async with scripted_host(backend, tmp_path, extensions=[DeclaresTasks()]) as host:
        completed = await until(host, task_id, "completed")
    assert completed["result"]["structuredContent"]["changes"] == ["Video added: sunset (0-5s)"]
    assert backend.messages == ["a sunset"]


@pytest.mark.parametrize(("agrees", "messages"), [(True, ["a sunset"]), (False, [])])
async def test_what_it_costs_is_agreed_to_before_there_is_a_task(
    tmp_path: Path, agrees: bool, messages: list[str]
) -> None:
    async def answer(_: object, __: ElicitRequestParams) -> ElicitResult:
        return ElicitResult(action="accept", content={"agree": agrees})

    backend = ScriptedBackend(balance=30)
    backend.turns = [[backend.put(CLIP), Text("A calm evening at sea.")]]
    options: Json = {"extensions": [FollowsTasks()], "elicitation_callback": answer}
    async with scripted_host(backend, tmp_path, **options) as host:
        result = facts_of(await host.call_tool("generate", {"prompt": "a sunset"}))
    assert result["status"] == ("completed" if agrees else "cancelled")
    assert backend.messages == messages


async def test_answers_that_come_at_once_are_no_tasks(tmp_path: Path) -> None:
    async with scripted_host(ScriptedBackend(), tmp_path, extensions=[DeclaresTasks()]) as host:
        routed = await host.session.call_tool("generate", {"prompt": "export it"}, allow_claimed=True)
        wrong = await host.session.call_tool("export", {"project_id": "prj_0"}, allow_claimed=True)
    assert isinstance(routed, CallToolResult)
    assert isinstance(wrong, CallToolResult)
    assert (facts_of(routed)["status"], wrong.is_error) == ("routed", True)


async def test_a_task_that_nobody_knows_is_an_error_of_the_protocol(tmp_path: Path) -> None:
    async with scripted_host(ScriptedBackend(), tmp_path, extensions=[DeclaresTasks()]) as host:
        for method in ("tasks/get", "tasks/update", "tasks/cancel"):
            with pytest.raises(MCPError, match="There is no job") as failure:
                await ask(host, method, "job_nobody", inputResponses={})
            assert failure.value.error.code == -32602


@pytest.mark.parametrize("mode", MODES)
async def test_a_client_that_does_not_declare_tasks_sees_no_difference(tmp_path: Path, mode: str) -> None:
    backend = ScriptedBackend()
    backend.turns = [[backend.put(CLIP), Text("A calm evening at sea.")]]
    async with scripted_host(backend, tmp_path, mode) as host:
        made = facts_of(await host.call_tool("generate", {"prompt": "a sunset"}))
        with pytest.raises(MCPError) as failure:
            await ask(host, "tasks/get", made["job_id"])
    assert made["status"] == "completed"
    assert failure.value.error.code == {"legacy": -32601, "auto": -32021}[mode]


async def test_a_handshake_client_that_declares_tasks_gets_results(tmp_path: Path) -> None:
    backend = ScriptedBackend()
    backend.turns = [[backend.put(CLIP), Text("A calm evening at sea.")]]
    async with scripted_host(backend, tmp_path, "legacy", extensions=[DeclaresTasks()]) as host:
        made = facts_of(await host.call_tool("generate", {"prompt": "a sunset"}))
    assert made["status"] == "completed"


def accept(answer: str) -> Json:
    return {"action": "accept", "content": {"answer": answer}}

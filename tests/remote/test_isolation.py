"""Two users of one server, in both eras: what is another's answers exactly as what is not there.

Which tools, resources and arguments there are is read off the server's own lists, so that whatever is added
later is tried as well.
"""

import secrets
from collections.abc import Generator
from pathlib import Path
from typing import Any

import anyio
import httpx2
import pytest
from mcp import Client, MCPError
from mcp.client.extension import ClientExtension
from mcp_types import (
    CallToolResult,
    PromptReference,
    Request,
    RequestParams,
    ResourceTemplateReference,
    Result,
)
from pydantic import ConfigDict

from homes import Json
from hosts import facts_of, text_of
from remote.served import LIMIT_S, TOKENS, Served, host, serving, write_tokens
from remote.two_users import EXPORT, SCENE, Heard, Ids, alices, anonymous, hearing, unknown_ids
from surface.scripted_host import MODES

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

TASK_METHODS = ("tasks/get", "tasks/update", "tasks/cancel")


class Params(RequestParams):
    """Of any request."""

    model_config = ConfigDict(extra="allow")


class Answer(Result):
    """To any request."""

    model_config = ConfigDict(extra="allow")


class DeclaresTasks(ClientExtension):
    """Declares the extension."""

    identifier = "io.modelcontextprotocol/tasks"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Generator[Served]:
    """A server with two users."""
    home = tmp_path_factory.mktemp("home")
    with serving(home, NEMO_HTTP_TOKENS=str(write_tokens(home / "tokens"))) as server:
        yield server


async def answer_of(bob: Client, tool: str, arguments: Json) -> CallToolResult:
    with anyio.fail_after(LIMIT_S):
        return await bob.call_tool(tool, arguments)


def calls_that_name(tool: Any, ids: Ids) -> list[Json]:
    """Calls of a tool, each with one of the ids in its place."""
    takes = tool.input_schema["properties"]
    fillings = {
        "prompt": "make it warmer",
        "edits": [{"op": "undo"}],
        "source": "https://example.com/a.mp4",
        "job_id": ids.job,
    }
    needed = {name: fillings[name] for name in tool.input_schema.get("required", [])}
    named: list[Json] = []
    if "project_id" in takes:
        actions: list[Json] = (
            [{"action": name} for name in ("use", "link")] if tool.name == "projects" else [{}]
        )
        named += [{**needed, **action, "project_id": ids.project} for action in actions]
    if "job_id" in takes:
        named += [{**needed, "job_id": job} for job in (ids.job, ids.export)]
    return named


@pytest.mark.parametrize("mode", MODES)
async def test_no_tool_knows_anothers_ids(served: Served, mode: str) -> None:
    others, nobodys = await alices(served), unknown_ids()
    tried: set[str] = set()
    async with host(served, "bob", mode) as bob:
        for tool in (await bob.list_tools()).tools:
            pairs = zip(calls_that_name(tool, others), calls_that_name(tool, nobodys), strict=True)
            for of_other, of_nobody in pairs:
                got = await answer_of(bob, tool.name, of_other)
                expected = await answer_of(bob, tool.name, of_nobody)
                assert anonymous(got, others) == anonymous(expected, nobodys)
                assert got.is_error, tool.name
                assert got.structured_content["error"]["code"] == "not_found", tool.name
                tried.add(tool.name)
    assert tried == {"generate", "edit", "upload", "export", "state", "wait", "cancel", "preview", "projects"}


@pytest.mark.parametrize("mode", MODES)
async def test_no_tool_shows_anothers_work_unasked(served: Served, mode: str) -> None:
    others = await alices(served)
    async with host(served, "bob", mode) as bob:
        answers = [
            await bob.call_tool(name, arguments)
            for name, arguments in (
                ("projects", {}),
                ("state", {}),
                ("credits", {}),
                ("preview", {}),
                ("export", {**EXPORT, "wait_s": 0}),  # her request_id joins no job of hers
            )
        ]
    told = "\n".join(f"{text_of(each)} {each.structured_content}" for each in answers)
    assert not [name for name in (others.project, others.job, others.export, others.file) if name in told]


@pytest.mark.parametrize("mode", MODES)
async def test_no_tool_takes_anothers_files(served: Served, mode: str) -> None:
    others, nobodys = await alices(served), unknown_ids()

    def calls(ids: Ids) -> list[tuple[str, Json]]:
        return [
            ("edit", {"edits": [{"op": "place", "media": ids.file}]}),
            ("upload", {"source": f"video://exports/{ids.file}"}),
            ("upload", {"source": f"{served.origin}/files/{ids.export}/{ids.file}"}),
        ]

    async with host(served, "bob", mode) as bob:
        for (tool, of_other), (_, of_nobody) in zip(calls(others), calls(nobodys), strict=True):
            got, expected = await answer_of(bob, tool, of_other), await answer_of(bob, tool, of_nobody)
            assert anonymous(got, others) == anonymous(expected, nobodys)
            assert got.is_error, tool


@pytest.mark.parametrize("mode", MODES)
async def test_no_resource_shows_anothers_work(served: Served, mode: str) -> None:
    others, nobodys = await alices(served), unknown_ids()

    def filled(template: str, ids: Ids, job: str) -> str:
        return (
            template.replace("{project_id}", ids.project).replace("{job_id}", job).replace("{name}", ids.file)
        )

    async with host(served, "bob", mode) as bob:
        templates = [each.uri_template for each in (await bob.list_resource_templates()).resource_templates]
        assert {"video://jobs/{job_id}", "video://exports/{name}"} < set(templates)
        for template in templates:
            for of_other, of_nobody in ((others.job, nobodys.job), (others.export, nobodys.export)):
                with pytest.raises(MCPError) as refused:
                    await bob.read_resource(filled(template, others, of_other))
                with pytest.raises(MCPError) as expected:
                    await bob.read_resource(filled(template, nobodys, of_nobody))
                assert anonymous(refused.value.error, others) == anonymous(expected.value.error, nobodys)
        listed = (await bob.list_resources()).resources
        read = [str(await bob.read_resource(each.uri)) for each in listed]
    assert not [text for text in read if others.project in text]
    async with host(served, "alice", mode) as alice:
        assert (await alice.read_resource(f"video://exports/{others.file}")).contents
        assert others.project in str(await alice.read_resource("video://projects"))


@pytest.mark.parametrize("mode", MODES)
async def test_no_completion_offers_what_is_anothers_or_the_servers(served: Served, mode: str) -> None:
    others = await alices(served)
    async with host(served, "bob", mode) as bob:
        references: list[tuple[PromptReference | ResourceTemplateReference, str]] = [
            (PromptReference(type="ref/prompt", name=prompt.name), argument.name)
            for prompt in (await bob.list_prompts()).prompts
            for argument in prompt.arguments or []
        ]
        references += [
            (ResourceTemplateReference(type="ref/resource", uri=each.uri_template), name)
            for each in (await bob.list_resource_templates()).resource_templates
            for name in ("project_id", "job_id", "name")
        ]
        offered: list[str] = []
        for reference, name in references:
            for typed in (
                "",
                others.project[:5],
                others.export[:6],
                "holi",
                "sunset",
                "/",
                f"{served.home}/",
            ):
                values = (await bob.complete(reference, {"name": name, "value": typed})).completion.values
                offered += values
    assert not set(offered) & {others.project, others.job, others.export, others.file}
    assert not [value for value in offered if value.startswith("/")]


async def test_no_task_method_knows_anothers_tasks(served: Served) -> None:
    others, nobodys = await alices(served), unknown_ids()

    async def ask(method: str, task: str) -> str:
        fields: Json = {"taskId": task}
        if method == "tasks/update":
            fields["inputResponses"] = {task: {"action": "accept", "content": {"answer": "yes"}}}
        request = Request[Params, str](method=method, params=Params.model_validate(fields))
        with pytest.raises(MCPError) as refused:
            await bob.session.send_request(request, Answer)  # pyright: ignore[reportArgumentType] - not of the core
        return str(refused.value.error)

    async with host(served, "bob", extensions=[DeclaresTasks()]) as bob:
        for method in TASK_METHODS:
            for of_other, of_nobody in ((others.job, nobodys.job), (others.export, nobodys.export)):
                got, expected = await ask(method, of_other), await ask(method, of_nobody)
                assert anonymous(got, others) == anonymous(expected, nobodys)
                assert "There is no job" in got


async def test_a_session_of_the_handshake_era_is_not_there_for_another(served: Served) -> None:
    opening: Json = {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "initialize",
        "params": {
            "protocolVersion": "2025-11-25",
            "capabilities": {},
            "clientInfo": {"name": "raw", "version": "1"},
        },
    }
    asking: Json = {
        "jsonrpc": "2.0",
        "id": 2,
        "method": "tools/call",
        "params": {"name": "projects", "arguments": {}},
    }
    accepts = {"Accept": "application/json, text/event-stream"}
    requests: list[tuple[str, Json | None]] = [("POST", asking), ("GET", None), ("DELETE", None)]
    async with httpx2.AsyncClient(trust_env=False, timeout=LIMIT_S) as client:
        signed = {name: {**accepts, "Authorization": f"Bearer {token}"} for name, token in TOKENS.items()}
        opened = await client.post(served.mcp, json=opening, headers=signed["alice"])
        session = {"Mcp-Session-Id": opened.headers["mcp-session-id"]}
        answers = [
            await client.request(method, served.mcp, json=body, headers={**signed["bob"], **session})
            for method, body in requests
        ]
        unknown = await client.post(
            served.mcp, json=asking, headers={**signed["bob"], "Mcp-Session-Id": secrets.token_hex(16)}
        )
        still = await client.post(served.mcp, json=asking, headers={**signed["alice"], **session})
    assert {answer.status_code for answer in answers} == {404}
    assert answers[0].text == unknown.text
    assert still.status_code == 200


@pytest.mark.parametrize("mode", MODES)
async def test_nobody_hears_of_anothers_changes(served: Served, mode: str) -> None:
    others = await alices(served)
    timeline = f"video://projects/{others.project}/timeline"
    uris = [timeline, f"{timeline}.svg", f"video://jobs/{others.export}", "video://projects"]
    of_alice, of_bob = Heard(), Heard()
    async with (
        hearing(served, "alice", mode, uris, of_alice),
        hearing(served, "bob", mode, uris, of_bob),
        host(served, "alice") as alice,
    ):
        await alice.call_tool("projects", {"action": "new"})
        await alice.call_tool("projects", {"action": "use", "project_id": others.project})
        factor = 0.5 if mode == "legacy" else 2  # each time another, so that each time something changes
        await alice.call_tool("edit", {"edits": [{"op": "speed", "item": "clip 1", "factor": factor}]})
        await of_alice.until(timeline, "video://projects")
    assert of_bob.uris == set()


async def test_each_user_has_a_current_project_of_their_own(served: Served) -> None:
    others = await alices(served)
    async with host(served, "alice") as alice, host(served, "bob") as bob:
        made = facts_of(await bob.call_tool("projects", {"action": "new"}))
        await alice.call_tool("projects", {"action": "use", "project_id": others.project})
        of_alice = facts_of(await alice.call_tool("projects", {}))
        of_bob = facts_of(await bob.call_tool("projects", {}))
    assert (of_alice["current"], of_bob["current"]) == (others.project, made["current"])
    assert {each["project_id"] for each in of_bob["projects"]}.isdisjoint(
        each["project_id"] for each in of_alice["projects"]
    )


async def test_a_question_of_anothers_job_cannot_be_answered(served: Served) -> None:
    """A call of 2026-07-28 that is made again names the job whose question it answers."""
    others = await alices(served)
    body: Json = {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "tools/call",
        "params": {
            "name": "generate",
            "arguments": {"prompt": SCENE},
            "inputResponses": {others.job: {"action": "accept", "content": {"answer": "yes"}}},
            "_meta": {
                "io.modelcontextprotocol/protocolVersion": "2026-07-28",
                "io.modelcontextprotocol/clientInfo": {"name": "raw", "version": "1"},
                "io.modelcontextprotocol/clientCapabilities": {"elicitation": {}},
            },
        },
    }
    headers = {
        "Accept": "application/json, text/event-stream",
        "Authorization": f"Bearer {TOKENS['bob']}",
        "MCP-Protocol-Version": "2026-07-28",
        "Mcp-Method": "tools/call",
        "Mcp-Name": "generate",
    }
    async with httpx2.AsyncClient(trust_env=False, timeout=LIMIT_S) as client:
        answer = (await client.post(served.mcp, json=body, headers=headers)).text
    assert "not_found" in answer
    assert others.project not in answer


async def test_what_a_user_has_lies_in_folders_of_their_own(served: Served) -> None:
    await alices(served)
    async with host(served, "bob") as bob:
        await bob.call_tool("projects", {})
    folders: list[Path] = [path for path in served.home.rglob("users/*") if path.is_dir()]
    ledgers = [path / "ledger.sqlite" for path in folders if (path / "ledger.sqlite").is_file()]
    assert len(ledgers) == len(TOKENS)
    assert not list(served.home.rglob("*alice*"))

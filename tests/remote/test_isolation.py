"""Two users of one server, in both eras: what is another's answers exactly as what is not there.

Which tools, resources and arguments there are is read off the server's own lists, so that whatever is added
later is tried as well.
"""

import re
import secrets
from collections.abc import Awaitable, Callable, Generator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import anyio
import httpx2
import pytest
from mcp import Client, MCPError
from mcp.client.extension import ClientExtension
from mcp_types import (
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
from remote.two_users import (
    EDIT,
    EXPORT,
    GENERATE,
    SCENE,
    Heard,
    Ids,
    alices,
    anonymous,
    hearing,
    unknown_ids,
)
from surface.scripted_host import MODES

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

TASK_METHODS = ("tasks/get", "tasks/update", "tasks/cancel")
NAMING = ("generate", "edit", "upload", "export", "state", "wait", "cancel", "preview", "projects")
"""The tools that take an id."""

REFUSED = "refused: "
YES: Json = {"action": "accept", "content": {"answer": "yes"}}


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


def message(method: str, params: Json) -> Json:
    return {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}


def signed(user: str) -> dict[str, str]:
    """The headers of a user's raw request."""
    accepts = "application/json, text/event-stream"
    return {"Accept": accepts, "Authorization": f"Bearer {TOKENS[user]}"}


@dataclass(frozen=True)
class Probe:
    """One way to ask for what an id names.

    Attributes:
        name: Of the way.
        ask: Gives the answer, a refusal as well.
        is_refused: Whether what is not there is refused; a prompt is only words.
    """

    name: str
    ask: Callable[[], Awaitable[str]]
    is_refused: bool = True


async def call(bob: Client, tool: str, arguments: Json) -> str:
    answer = await bob.call_tool(tool, arguments)
    return f"{REFUSED if answer.is_error else ''}{text_of(answer)} {answer.structured_content}"


async def ask_plainly(answer: Callable[[], Awaitable[object]]) -> str:
    try:
        return str(await answer())
    except MCPError as error:
        return f"{REFUSED}{error.error}"


async def ask_of_task(bob: Client, method: str, task: str) -> str:
    fields: Json = {"taskId": task}
    if method == "tasks/update":
        fields["inputResponses"] = {task: YES}
    request = Request[Params, str](method=method, params=Params.model_validate(fields))
    send: Any = bob.session.send_request  # these are not of the core
    return await ask_plainly(partial(send, request, Answer))


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
    actions: list[Json] = [{"action": name} for name in ("use", "link")] if tool.name == "projects" else [{}]
    named: list[Json] = []
    if "project_id" in takes:
        named += [{**needed, **action, "project_id": ids.project} for action in actions]
    if "job_id" in takes:
        named += [{**needed, "job_id": job} for job in (ids.job, ids.export)]
    return named


async def list_probes(bob: Client, served: Served, mode: str, ids: Ids) -> list[Probe]:
    """Every way to name something: those of the server's own lists, and files in place of sources."""
    tools = [
        (tool.name, arguments)
        for tool in (await bob.list_tools()).tools
        for arguments in calls_that_name(tool, ids)
    ]
    files = [
        ("edit", {"edits": [{"op": "place", "media": ids.file}]}),
        ("upload", {"source": f"video://exports/{ids.file}"}),
        ("upload", {"source": f"{served.origin}/files/{ids.export}/{ids.file}"}),
    ]
    uris = [
        each.uri_template.format(project_id=ids.project, job_id=job, name=ids.file)
        for each in (await bob.list_resource_templates()).resource_templates
        for job in (ids.job, ids.export)
    ]
    prompts = [
        (prompt.name, {argument.name: ids.project for argument in prompt.arguments or []})
        for prompt in (await bob.list_prompts()).prompts
    ]
    tasks = (
        [] if mode == "legacy" else [(each, job) for each in TASK_METHODS for job in (ids.job, ids.export)]
    )
    return [
        *(Probe(f"tool {tool}", partial(call, bob, tool, arguments)) for tool, arguments in tools + files),
        *(Probe("resource", partial(ask_plainly, partial(bob.read_resource, uri))) for uri in uris),
        *(Probe(method, partial(ask_of_task, bob, method, job)) for method, job in tasks),
        *(
            Probe(name, partial(ask_plainly, partial(bob.get_prompt, name, arguments)), is_refused=False)
            for name, arguments in prompts
        ),
    ]


@pytest.mark.parametrize("mode", MODES)
async def test_what_is_anothers_answers_as_what_is_not_there(served: Served, mode: str) -> None:
    others, nobodys = await alices(served), unknown_ids()
    extensions = [] if mode == "legacy" else [DeclaresTasks()]
    async with host(served, "bob", mode, extensions=extensions) as bob:
        pairs = zip(
            await list_probes(bob, served, mode, others),
            await list_probes(bob, served, mode, nobodys),
            strict=True,
        )
        tried: set[str] = set()
        for of_other, of_nobody in pairs:
            with anyio.fail_after(LIMIT_S):
                got, expected = await of_other.ask(), await of_nobody.ask()
            assert anonymous(got, others) == anonymous(expected, nobodys), of_other.name
            assert got.startswith(REFUSED) is of_other.is_refused, (of_other.name, got)
            tried.add(of_other.name)
    assert tried >= {f"tool {name}" for name in NAMING} | {"resource", "iterate"}
    assert (tried >= {*TASK_METHODS}) is (mode != "legacy")
    async with host(served, "alice", mode) as alice:
        assert (await alice.read_resource(f"video://exports/{others.file}")).contents
        assert others.project in str(await alice.read_resource("video://projects"))


@pytest.mark.parametrize("mode", MODES)
async def test_nothing_shows_anothers_work_unasked(served: Served, mode: str) -> None:
    """Nor does her `request_id`, with any tool that takes one, join a job of hers."""
    others = await alices(served)
    keyed: list[tuple[str, Json]] = [("generate", GENERATE), ("edit", EDIT), ("export", EXPORT)]
    async with host(served, "bob", mode) as bob:
        tools = (await bob.list_tools()).tools
        takes = [tool.name for tool in tools if "request_id" in tool.input_schema["properties"]]
        assert takes == [tool for tool, _ in keyed]
        told = [await call(bob, tool, {}) for tool in ("projects", "state", "credits", "preview")]
        for tool, arguments in keyed:
            told.append(await call(bob, tool, {**arguments, "wait_s": 0}))
        told += [str(await bob.read_resource(each.uri)) for each in (await bob.list_resources()).resources]
        for job in re.findall(r"job_[\w-]{32}", "".join(told)):
            await bob.call_tool("cancel", {"job_id": job})
    assert not [name for name in others.names if name in "".join(told)]


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
        typed = ("", others.project[:5], others.export[:6], "holi", "sunset", "/", f"{served.home}/")
        offered = [
            value
            for reference, name in references
            for begun in typed
            for value in (await bob.complete(reference, {"name": name, "value": begun})).completion.values
        ]
    assert not set(offered) & {*others.names}
    assert not [value for value in offered if value.startswith("/")]


async def test_a_session_of_the_handshake_era_is_not_there_for_another(served: Served) -> None:
    who: Json = {"capabilities": {}, "clientInfo": {"name": "raw", "version": "1"}}
    opening = message("initialize", {"protocolVersion": "2025-11-25", **who})
    asking = message("tools/call", {"name": "projects", "arguments": {}})
    requests: list[tuple[str, Json | None]] = [("POST", asking), ("GET", None), ("DELETE", None)]
    async with httpx2.AsyncClient(trust_env=False, timeout=LIMIT_S) as client:
        opened = await client.post(served.mcp, json=opening, headers=signed("alice"))
        session = {"Mcp-Session-Id": opened.headers["mcp-session-id"]}
        answers = [
            await client.request(method, served.mcp, json=body, headers={**signed("bob"), **session})
            for method, body in requests
        ]
        nobodys = {**signed("bob"), "Mcp-Session-Id": secrets.token_hex(16)}
        unknown = await client.post(served.mcp, json=asking, headers=nobodys)
        still = await client.post(served.mcp, json=asking, headers={**signed("alice"), **session})
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
    meta: Json = {
        "protocolVersion": "2026-07-28",
        "clientInfo": {"name": "raw", "version": "1"},
        "clientCapabilities": {"elicitation": {}},
    }
    asked: Json = {
        "name": "generate",
        "arguments": {"prompt": SCENE},
        "inputResponses": {others.job: YES},
        "_meta": {f"io.modelcontextprotocol/{name}": value for name, value in meta.items()},
    }
    body = message("tools/call", asked)
    named = {"MCP-Protocol-Version": "2026-07-28", "Mcp-Method": "tools/call", "Mcp-Name": "generate"}
    headers = {**signed("bob"), **named}
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

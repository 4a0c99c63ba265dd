"""A server of Google's Agent Development Kit with a scripted model, run by the interpreter that has the kit.

The kit serves `run_sse`; the backend's other calls stand here in their least form. Every message names its
scene, and the scene says what the model does at each of its steps. Drafts are kept in a file, for a scene
that ends the process.
"""
# The kit is installed beside the tests, never in their environment.
# pyright: basic, reportMissingImports=false

import json
import os
import sys
import uuid
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import uvicorn
from google.adk.agents import LlmAgent
from google.adk.cli.fast_api import get_fast_api_app
from google.adk.cli.utils.base_agent_loader import BaseAgentLoader
from google.adk.models import BaseLlm, LlmResponse
from google.adk.tools import FunctionTool, LongRunningFunctionTool, ToolContext
from google.genai.types import Blob, Content, FunctionCall, Part

KEPT = Path(sys.argv[2])
DRAFTS: dict[str, Any] = json.loads(KEPT.read_text("utf-8")) if KEPT.exists() else {}
MESSAGES: list[str] = []
QUESTIONS = [
    {
        "id": "q1",
        "prompt": "Which mood?",
        "options": [{"id": "a", "label": "Calm"}, {"id": "b", "label": "Loud"}],
    },
    {"id": "q2", "prompt": "Which clips?", "options": [{"id": "c", "label": "Sea"}], "allow_multiple": True},
]


def says(*texts: str, **fields: Any) -> LlmResponse:
    return LlmResponse(content=Content(role="model", parts=[Part(text=text) for text in texts]), **fields)


def calls(*tools: str, text: str = "", **arguments: Any) -> LlmResponse:
    words = [Part(text=text)] if text else []
    made = [Part(function_call=FunctionCall(name=tool, args=arguments)) for tool in tools]
    return LlmResponse(content=Content(role="model", parts=[*words, *made]))


THOUGHT = Part(text="The user wants calm. I plan two shots.", thought=True)
PICTURE = Part(inline_data=Blob(mime_type="image/png", data=b"\x89PNG"))
SCENES: dict[str, list[list[LlmResponse | Exception]]] = {
    "partials": [[says("I make ", partial=True), says("a film.", partial=True), says("I make a film.")]],
    "silent": [[calls("add_title")], [says("")]],
    "thoughts": [
        [LlmResponse(content=Content(role="model", parts=[THOUGHT, Part(text="Two shots, calm.")]))]
    ],
    "transfer": [
        [calls("transfer_to_agent", agent_name="colourist")],
        [says("I am the colourist. It is warm.")],
    ],
    "parallel": [[calls("add_title", "add_music", text="Both at once.")], [says("Title and music are in.")]],
    "confirmation": [[calls("render_clip")], [says("")]],
    "questions": [
        [calls("ask_question", text="Before I start:", questions=QUESTIONS)],
        [says("Thanks.")],
    ],
    "error after a change": [
        [calls("add_title", text="I add the title first.")],
        [ValueError("no /srv/clip.bin")],
    ],
    "error before a change": [
        [calls("look_up", text="I look at the clips.")],
        [RuntimeError("the disk is full")],
    ],
    "recovery": [
        [LlmResponse(error_code="MALFORMED_FUNCTION_CALL", error_message="?"), says("It worked after all.")]
    ],
    "safety": [[LlmResponse(error_code="SAFETY", error_message="This is not allowed here.")]],
    "overloaded": [
        [ValueError("503 UNAVAILABLE. {'error': {'code': 503, 'message': 'The model is overloaded.'}}")]
    ],
    "cut": [[says("Scene 1: the harbour at da", error_code="MAX_TOKENS")]],
    "exception as text": [[says("Error: ValueError('clip 7 of /srv/app')")]],
    "tool failure": [[calls("add_title", "generate_music")], [says("The title is in.")]],
    "picture": [[LlmResponse(content=Content(role="model", parts=[PICTURE]))]],
    "restart": [[calls("add_title", "end_process", text="I add the title.")]],
}


def draft_of(context: ToolContext) -> dict[str, Any]:
    return DRAFTS.setdefault(context._invocation_context.session.id, {"t": [], "d": 5000})


def put(context: ToolContext, track: dict[str, Any]) -> dict[str, str]:
    draft_of(context)["t"].append(track)
    KEPT.write_text(json.dumps(DRAFTS), "utf-8")
    return {"status": "success"}


def add_title(tool_context: ToolContext) -> dict[str, str]:
    """Add a title."""
    return put(tool_context, {"tt": 7, "sg": [{"s": 0, "d": 3000, "m": {"text": "Dawn"}}]})


def add_music(tool_context: ToolContext) -> dict[str, str]:
    """Add music."""
    return put(tool_context, {"tt": 1, "sg": [{"s": 0, "d": 5000, "m": {"name": "Lo-fi"}}]})


def look_up() -> dict[str, str]:
    """Look at the clips."""
    return {"status": "success"}


def generate_music() -> dict[str, str]:
    """Make music."""
    return {"status": "error", "error_message": "the quota is used up"}


def render_clip() -> dict[str, str]:
    """Render a clip."""
    return {"status": "success"}


def ask_question(questions: list[dict[str, Any]]) -> None:
    """Ask the user something."""
    del questions


def end_process() -> None:
    """End the server as a crash would."""
    os._exit(3)


class ScriptedModel(BaseLlm):
    """Does the next step of the scene that the last message named."""

    steps: dict[str, int] = {}  # noqa: RUF012 - a field of the kit's model

    async def generate_content_async(
        self, llm_request: Any, stream: bool = False
    ) -> AsyncGenerator[LlmResponse, None]:
        del stream
        texts = [p.text or "" for c in llm_request.contents if c.role == "user" for p in c.parts or []]
        named = [text.split(":")[0].removeprefix("Scene ") for text in texts if text.startswith("Scene ")]
        at = self.steps.get(named[-1], 0)
        self.steps[named[-1]] = at + 1
        for response in SCENES[named[-1]][at]:
            if isinstance(response, Exception):
                raise response
            yield response


class Agents(BaseAgentLoader):
    """One agent, and another that it hands over to."""

    def __init__(self) -> None:
        model = ScriptedModel(model="scripted")
        colourist = LlmAgent(name="colourist", model=model, description="Grades clips.")
        tools: list[Any] = [add_title, add_music, look_up, generate_music, end_process]
        tools += [FunctionTool(render_clip, require_confirmation=True), LongRunningFunctionTool(ask_question)]
        self._agent = LlmAgent(name="nemo_agent", model=model, tools=tools, sub_agents=[colourist])

    def load_agent(self, agent_name: str) -> LlmAgent:
        del agent_name
        return self._agent

    def list_agents(self) -> list[str]:
        return ["nemo_agent"]


app = get_fast_api_app(
    agents_dir=str(KEPT.parent),
    agent_loader=Agents(),
    session_service_uri="memory://",
    artifact_service_uri="memory://",
    web=False,
    auto_create_session=True,
)


@app.middleware("http")
async def note_message(request: Any, call_next: Any) -> Any:
    if request.url.path == "/run_sse":
        MESSAGES.append((await request.json())["new_message"]["parts"][0]["text"])
    return await call_next(request)


@app.post("/api/tasks/me/with-session/nemo_agent")
def open_session() -> dict[str, Any]:
    return {"code": 0, "data": {"task_id": "t", "session_id": uuid.uuid4().hex}}


@app.get("/api/state/nemo_agent/me/{session_id}/latest")
def read_state(session_id: str) -> dict[str, Any]:
    return {"code": 0, "data": {"state": {"draft": DRAFTS.get(session_id, {"t": []})}}}


@app.get("/api/credits/balance/simple")
def read_credits() -> dict[str, Any]:
    return {"code": 0, "data": {"available": 1000, "frozen": 0, "total": 1000}}


def describe(response: LlmResponse | Exception) -> str:
    """What the model does, in a few words."""
    if isinstance(response, Exception):
        return f"raises {response!r}"
    parts = response.content.parts or [] if response.content else []
    told = [
        part.function_call.name + "()" if part.function_call else part.text or "picture" for part in parts
    ]
    code = [response.error_code] if response.error_code else []
    return " + ".join([*told, *code])


@app.get("/scenes")
def read_scenes() -> dict[str, str]:
    return {name: " / ".join(describe(r) for step in steps for r in step) for name, steps in SCENES.items()}


@app.get("/messages")
def read_messages() -> list[str]:
    return MESSAGES


uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="error")

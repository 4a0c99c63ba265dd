"""A live server of Google's Agent Development Kit in the backend's place.

The table that is printed at the end shows, scene by scene, what the agent did and what the caller got.
"""

import subprocess
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import anyio
import httpx
import pytest
from mcp import Client

from foreign_packages import GOOGLE_ADK
from homes import Json
from hosts import open_host, text_of
from real_hosts.set_up import HERE, install_client

pytestmark = pytest.mark.anyio

START_S = 90
QUICK = {
    "NEMO_BACKEND": "cloud",
    "NEMO_TOKEN": "nmv_usr_of_the_test",
    "NEMO_RECOVERY_S": ",".join(["1"] * 60),
}
TITLE = 'Title added: "Dawn" (0-3s)'


@dataclass
class KitServer:
    """The server, on a port and with a file of drafts that outlive it."""

    interpreter: Path
    port: int
    kept: Path
    process: subprocess.Popen[bytes] | None = None
    rows: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it, anew after a crash."""
        script = str(HERE / "adk_server.py")
        self.process = subprocess.Popen([str(self.interpreter), script, str(self.port), str(self.kept)])

    async def answers(self) -> list[str]:
        """The messages that came, once it answers."""
        with anyio.fail_after(START_S):
            while True:
                try:
                    async with httpx.AsyncClient(trust_env=False) as http:
                        return (await http.get(f"{self.url}/messages")).json()
                except httpx.TransportError:
                    await anyio.sleep(0.2)

    def stop(self) -> None:
        """End it."""
        if self.process:
            self.process.kill()
            self.process.wait()


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory, free_port: int) -> Iterator[KitServer]:
    kept = tmp_path_factory.mktemp("kit") / "drafts.json"
    server = KitServer(install_client(GOOGLE_ADK).interpreter, free_port, kept)
    server.start()
    yield server
    scenes = httpx.get(f"{server.url}/scenes", trust_env=False).json()
    server.stop()
    for scene, told in server.rows:
        print(f"\n{scene}\n  agent:  {scenes[scene]}\n  caller: {told}")  # noqa: T201 - the table is meant


@asynccontextmanager
async def host_of(kit: KitServer, home: Path) -> AsyncGenerator[Client]:
    await kit.answers()
    async with open_host(home, {**QUICK, "NEMO_API_URL": kit.url}) as host:
        yield host


async def tell(kit: KitServer, host: Client, scene: str, words: str | None = None) -> Json:
    """The structured content of one turn, a result or an error."""
    await host.call_tool("projects", {"action": "new"})
    arguments = {"prompt": words or f"Scene {scene}: a film", "as_is": True, "wait_s": 60}
    result = await host.call_tool("generate", arguments)
    facts: Json = result.structured_content
    kit.rows.append((scene, text_of(result).replace("\n", " | ")[:200]))
    return facts


SCENES: list[tuple[str, Json]] = [
    ("partials", {"status": "unchanged", "reply": "I make a film."}),
    ("silent", {"status": "completed", "reply": f"Done. {TITLE}."}),
    ("thoughts", {"status": "unchanged", "reply": "Two shots, calm."}),
    ("transfer", {"status": "unchanged", "reply": "I am the colourist. It is warm."}),
    ("parallel", {"status": "completed", "reply": "Both at once.\n\nTitle and music are in."}),
    ("error after a change", {"status": "partial", "reply": "I add the title first.", "changes": [TITLE]}),
    ("recovery", {"status": "unchanged", "reply": "It worked after all."}),
    ("cut", {"status": "unchanged", "reply": "Scene 1: the harbour at da (The reply was cut off.)"}),
    ("tool failure", {"status": "partial", "not_done": ["Not done: music (the quota is used up)"]}),
    ("picture", {"status": "unchanged", "reply": "(The backend sent a picture in the chat.)"}),
]
ERRORS: list[tuple[str, Json]] = [
    ("error before a change", {"code": "internal", "said": "I look at the clips."}),
    ("safety", {"code": "blocked", "retryable": False}),
    ("overloaded", {"code": "overloaded", "retryable": True}),
    ("exception as text", {"code": "internal"}),
]


@pytest.mark.parametrize(("scene", "wanted"), SCENES, ids=[scene for scene, _ in SCENES])
async def test_a_scene_is_told_as_it_was(kit: KitServer, tmp_path: Path, scene: str, wanted: Json) -> None:
    async with host_of(kit, tmp_path) as host:
        facts = await tell(kit, host, scene)
    assert {name: facts.get(name) for name in wanted} == wanted


@pytest.mark.parametrize(("scene", "wanted"), ERRORS, ids=[scene for scene, _ in ERRORS])
async def test_a_failure_is_told_as_what_it_is(
    kit: KitServer, tmp_path: Path, scene: str, wanted: Json
) -> None:
    async with host_of(kit, tmp_path) as host:
        error = (await tell(kit, host, scene))["error"]
    assert {name: error.get(name) for name in wanted} == wanted
    assert "srv" not in str(error)


async def test_a_confirmation_is_a_question(kit: KitServer, tmp_path: Path) -> None:
    async with host_of(kit, tmp_path) as host:
        facts = await tell(kit, host, "confirmation")
    assert facts["status"] == "needs_input"
    assert "approve or reject" in facts["question"]


async def test_nested_questions_are_put_and_answered_in_the_kits_form(kit: KitServer, tmp_path: Path) -> None:
    async with host_of(kit, tmp_path) as host:
        facts = await tell(kit, host, "questions")
        answer = {"prompt": "calm\nsea", "project_id": facts["project_id"], "wait_s": 60}
        answered = await host.call_tool("generate", answer)
    assert (facts["status"], facts["reply"], facts["options"]) == (
        "needs_input",
        "Before I start:",
        ["Calm", "Loud", "Sea"],
    )
    assert (answered.structured_content or {})["reply"] == "Thanks."
    assert (await kit.answers())[-1] == "1. Which mood?: Calm\n2. Which clips?: Sea"


async def test_a_server_that_crashes_in_a_turn_is_read_again_and_never_sent_the_message_twice(
    kit: KitServer, tmp_path: Path
) -> None:
    facts: Json = {}
    async with host_of(kit, tmp_path) as host, anyio.create_task_group() as tasks:
        tasks.start_soon(_revive, kit)
        facts |= await tell(kit, host, "restart")
    sent = await kit.answers()
    assert (facts["status"], facts["changes"]) == ("completed", [TITLE])
    assert sent == []


async def _revive(kit: KitServer) -> None:
    """Start the server again after it ended."""
    assert kit.process
    await anyio.to_thread.run_sync(kit.process.wait)
    kit.start()

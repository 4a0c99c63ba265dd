"""The clients of others in Python, over stdio: list, credits, generate, state, export with each.

The table that is printed at the end of the run is that of `docs/hosts.md`, with the time that the steps took.
"""

import json
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from foreign_packages import (
    FASTMCP_TASKS,
    GOOGLE_ADK,
    LANGCHAIN,
    LLAMA_INDEX,
    MCP_USE,
    OPENAI_AGENTS,
    PYDANTIC_AI,
    PYTHON_SDK_1,
)
from homes import COMMAND, Json, clean_environment
from real_hosts.set_up import HERE, Client, install_client

TESTS = HERE.parent
DOCUMENT = TESTS.parent / "docs" / "hosts.md"
NO_TELEMETRY = {"MCP_USE_ANONYMIZED_TELEMETRY": "false"}


@dataclass(frozen=True)
class Row:
    """A client of the table.

    Attributes:
        name: As people know it.
        script: Drives our server with it.
        requirement: Its package; None is the SDK of our own environment.
        way: The way of working with it, where it has several.
        gives_up: Whether it gives a call up after 5 s.
    """

    name: str
    script: str
    requirement: str | None
    way: tuple[str, ...] = ()
    gives_up: bool = False


ROWS = [
    Row("Python SDK 1.x", "python_sdk_1.py", PYTHON_SDK_1),
    Row("Python SDK 2.x", "python_sdk_2.py", None),
    Row("OpenAI Agents SDK", "openai_agents.py", OPENAI_AGENTS, gives_up=True),
    Row("LangChain, `get_tools`", "langchain_adapters.py", LANGCHAIN, ("per-call",)),
    Row("LangChain, a held session", "langchain_adapters.py", LANGCHAIN, ("held",)),
    Row("LlamaIndex", "llama_index_tools.py", LLAMA_INDEX),
    Row("Pydantic AI", "pydantic_ai_toolset.py", PYDANTIC_AI),
    Row("mcp-use", "mcp_use_session.py", MCP_USE),
    Row("Google ADK, `McpToolset`", "adk_toolset.py", GOOGLE_ADK, gives_up=True),
]


EXPECTED = {
    "credits": ("100 credits available", '"available": 100.0'),
    "generated": ("Video added: sunset over the sea (0-1s)", '"status": "completed"'),
    "state": ("1. Video: sunset over the sea (0-1s)", '"duration_s": 1.0'),
    "exported": ("decoded to the last frame", '"verified": true'),
}
"""What the words and, where a client hands on the data, those tell of each step."""


@pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])
def test_a_client_lists_the_tools_asks_for_credits_makes_a_scene_sees_it_and_exports_it(
    row: Row, tmp_path: Path, clients_table: list[str]
) -> None:
    client = install_client(row.requirement) if row.requirement else Client(Path(sys.executable))
    environment = {**clean_environment(tmp_path), **NO_TELEMETRY, "PYTHONPATH": str(TESTS)}
    ended = client.run(HERE / "clients" / row.script, str(COMMAND), *row.way, environment=environment)
    assert ended.returncode == 0, ended.stderr
    seen: Json = json.loads(ended.stdout)
    clients_table.append(describe(row, seen))
    assert {"generate", "edit", "upload", "export", "credits", "state"} <= set(seen["tools"])
    for step, (words, facts) in EXPECTED.items():
        assert words in seen[step]["text"] or not seen[step]["text"], seen[step]
        assert facts in json.dumps(seen[step]["facts"]) or not seen[step]["facts"], seen[step]
        assert seen[step]["text"] or seen[step]["facts"], step
    (film,) = tmp_path.rglob("sunset-over-the-sea.gif")
    assert str(film) in json.dumps(seen["exported"])
    if row.gives_up:
        assert seen["long"]["facts"]["status"] == "running"


def describe(row: Row, seen: Json) -> str:
    """A row of the table."""
    versions = ", ".join(f"{name} {version}" for name, version in seen["versions"].items())
    read = [kind for kind in ("text", "facts") if any(seen[step][kind] for step in EXPECTED)]
    return f"| {row.name} | {versions} | {' and '.join(read)} | {seen['took_s']} s |"


def test_the_document_tells_the_versions_that_are_tried_here() -> None:
    told = DOCUMENT.read_text(encoding="utf-8")
    packages = json.loads((HERE / "package.json").read_text(encoding="utf-8"))["devDependencies"]
    tried = [row.requirement.replace("==", " ") for row in ROWS if row.requirement]
    tried += [FASTMCP_TASKS.replace("==", " ").replace("-tasks", "")]
    tried += [
        f"{name} {packages[name]}" for name in packages if name.endswith(("/sdk", "/client", "/inspector"))
    ]
    assert [each for each in tried if each.replace("[mcp]", "") not in told] == []

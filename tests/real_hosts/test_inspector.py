"""The Inspector, as a terminal program, in both protocol eras."""

import json
from pathlib import Path

import pytest

from homes import COMMAND, Json, clean_environment
from real_hosts.set_up import PACKAGES, Client, Ended

INSPECTOR = PACKAGES / "@modelcontextprotocol/inspector/clients/launcher/build/index.js"

ERAS = pytest.mark.parametrize("era", ["legacy", "modern"])


@ERAS
def test_the_inspector_finds_no_fault_with_the_schemas(node: Client, tmp_path: Path, era: str) -> None:
    ended = inspect(node, tmp_path, era, "tools/list", "--strict")
    assert ended.returncode == 0, ended.stderr
    names = [tool["name"] for tool in result_of(ended)["tools"]]
    assert names[:6] == ["generate", "edit", "upload", "export", "credits", "state"]


@ERAS
@pytest.mark.parametrize("listing", ["resources", "prompts"])
def test_the_inspector_reads_every_list(node: Client, tmp_path: Path, era: str, listing: str) -> None:
    assert inspect(node, tmp_path, era, f"{listing}/list").returncode == 0


@ERAS
def test_the_inspector_takes_the_five_steps_with_a_process_for_each(
    node: Client, tmp_path: Path, era: str
) -> None:
    available = call(node, tmp_path, era, "credits")["available"]
    made = generate(node, tmp_path, era, wait_s=60)
    timeline = call(node, tmp_path, era, "state")["timeline"]
    exported = call(node, tmp_path, era, "export", format="gif", wait_s=60)
    assert (available, made["status"], made["timeline"]["duration_s"]) == (100, "completed", 2)
    assert timeline == made["timeline"]
    assert (exported["status"], exported["verified"]) == ("completed", True)


@pytest.mark.parametrize(("era", "status"), [("legacy", "running"), ("modern", "completed")])
def test_a_call_that_must_not_wait_is_a_task_to_the_end_where_the_era_has_tasks(
    node: Client, tmp_path: Path, era: str, status: str
) -> None:
    assert generate(node, tmp_path, era, wait_s=0)["status"] == status


@ERAS
def test_the_inspector_shows_an_error_as_the_tool_told_it(node: Client, tmp_path: Path, era: str) -> None:
    assert call(node, tmp_path, era, "wait", job_id="none")["error"]["code"] == "not_found"


def generate(node: Client, home: Path, era: str, *, wait_s: float) -> Json:
    return call(
        node, home, era, "generate", prompt="a 2-second video of a sunset over the sea", wait_s=wait_s
    )


def call(node: Client, home: Path, era: str, tool: str, **arguments: str | float) -> Json:
    options = ("--tool-name", tool, "--tool-args-json", json.dumps(arguments))
    facts: Json = result_of(inspect(node, home, era, "tools/call", *options))["structuredContent"]
    return facts


def inspect(node: Client, home: Path, era: str, method: str, *options: str) -> Ended:
    how = ["--cli", "--protocol-era", era, "--format", "json", "--quiet", "-e", "NEMO_BACKEND=studio"]
    what = ["--method", method, *options, "--", str(COMMAND)]
    return node.run(INSPECTOR, *how, *what, environment=clean_environment(home))


def result_of(ended: Ended) -> Json:
    assert ended.stdout, ended.stderr
    result: Json = json.loads(ended.stdout)["result"]
    return result

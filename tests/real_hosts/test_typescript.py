"""The TypeScript SDK, whose clients most hosts are built on: 1.x, and 2.x in both protocol eras."""

import json
from pathlib import Path

import pytest

from homes import COMMAND, clean_environment
from real_hosts.set_up import HERE, Client
from real_hosts.whole_path import assert_it_saw_the_whole_path


@pytest.mark.parametrize("kind", ["v1", "v2-legacy", "v2-modern"])
def test_a_typescript_host_makes_a_video_gives_a_call_up_and_gets_the_file(
    node: Client, tmp_path: Path, kind: str
) -> None:
    script = HERE / "typescript_client.mjs"
    ended = node.run(script, kind, str(COMMAND), environment=clean_environment(tmp_path))
    assert ended.returncode == 0, ended.stderr
    seen = json.loads(ended.stdout)
    assert_it_saw_the_whole_path(seen)
    assert seen["gaveUp"] is True


def test_a_host_with_ext_tasks_follows_both_jobs_as_tasks(node: Client, tmp_path: Path) -> None:
    script = HERE / "tasks_client.mjs"
    ended = node.run(script, str(COMMAND), environment=clean_environment(tmp_path))
    assert ended.returncode == 0, ended.stderr
    seen = json.loads(ended.stdout)
    assert seen["kinds"] == ["task", "task"]
    assert (seen["generated"]["status"], seen["generated"]["timeline"]["duration_s"]) == ("completed", 2)
    assert (seen["exported"]["status"], seen["exported"]["verified"]) == ("completed", True)

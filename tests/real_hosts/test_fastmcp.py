"""fastmcp's client, the other one in Python."""

import json
from pathlib import Path

from homes import COMMAND, clean_environment
from real_hosts.set_up import HERE, Client
from real_hosts.whole_path import assert_it_saw_the_whole_path


def test_a_fastmcp_host_makes_a_video_and_gets_the_file(fastmcp: Client, tmp_path: Path) -> None:
    environment = clean_environment(tmp_path)
    ended = fastmcp.run(HERE / "fastmcp_client.py", str(COMMAND), environment=environment)
    assert ended.returncode == 0, ended.stderr
    assert_it_saw_the_whole_path(json.loads(ended.stdout))


def test_a_fastmcp_host_with_tasks_follows_one_takes_one_by_its_handle_and_stops_one(
    fastmcp: Client, tmp_path: Path
) -> None:
    environment = clean_environment(tmp_path)
    ended = fastmcp.run(HERE / "fastmcp_tasks_client.py", str(COMMAND), environment=environment)
    assert ended.returncode == 0, ended.stderr
    seen = json.loads(ended.stdout)
    assert (seen["generated"]["status"], seen["generated"]["timeline"]["duration_s"]) == ("completed", 2)
    assert (seen["started"], seen["exported"]["job_id"]) == ("working", seen["task"])
    assert (seen["exported"]["status"], seen["exported"]["verified"]) == ("completed", True)
    assert seen["stopped"] == "cancelled"

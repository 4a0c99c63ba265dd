"""fastmcp's client, the other one in Python."""

import json
from pathlib import Path

from hosts import COMMAND, clean_environment
from real_hosts.set_up import HERE, Client
from real_hosts.whole_path import assert_it_saw_the_whole_path


def test_a_fastmcp_host_makes_a_video_and_gets_the_file(fastmcp: Client, tmp_path: Path) -> None:
    environment = clean_environment(tmp_path)
    ended = fastmcp.run(HERE / "fastmcp_client.py", str(COMMAND), environment=environment)
    assert ended.returncode == 0, ended.stderr
    assert_it_saw_the_whole_path(json.loads(ended.stdout))

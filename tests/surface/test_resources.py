"""Resources: the same jobs and timelines that the tools show, as documents."""

import json
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, MCPError
from mcp_types import TextResourceContents

from hosts import facts_of, open_host


async def read(host: Client, uri: str) -> Any:
    (content,) = (await host.read_resource(uri)).contents
    assert isinstance(content, TextResourceContents)
    assert content.mime_type == "application/json"
    return json.loads(content.text)


@pytest.mark.anyio
@pytest.mark.parametrize("mode", ["legacy", "auto"])
async def test_a_job_and_a_timeline_read_as_the_tools_show_them(tmp_path: Path, mode: str) -> None:
    async with open_host(tmp_path, mode=mode) as host:
        made = facts_of(await host.call_tool("generate", {"prompt": "a 2-second sunset over the sea"}))
        state = facts_of(await host.call_tool("state", {}))
        job = await read(host, f"video://jobs/{made['job_id']}")
        timeline = await read(host, f"video://projects/{made['project_id']}/timeline")
    assert job == state["jobs"][0]
    assert job["status"] == "completed"
    assert timeline == state["timeline"]


@pytest.mark.anyio
async def test_an_unknown_job_or_project_is_not_found_in_plain_words(tmp_path: Path) -> None:
    async with open_host(tmp_path) as host:
        with pytest.raises(MCPError, match="There is no job"):
            await host.read_resource("video://jobs/nobody")
        with pytest.raises(MCPError, match="There is no project"):
            await host.read_resource("video://projects/nobody/timeline")

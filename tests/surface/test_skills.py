"""The skills extension, over the real server: what is listed is what is read, byte for byte."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, MCPError
from mcp_types import Request, RequestParams, Result, TextResourceContents
from pydantic import ConfigDict

from homes import Json
from hosts import open_server
from nemo_video.surface.skills import SKILL_URI

pytestmark = pytest.mark.anyio


class Answer(Result):
    """An answer, as it came."""

    model_config = ConfigDict(extra="allow")


class Params(RequestParams):
    """Of any request about skills."""

    model_config = ConfigDict(extra="allow")


async def ask(host: Client, method: str, **params: Any) -> Json:
    request = Request[Params, str](method=method, params=Params.model_validate(params))
    answer = await host.session.send_request(request, Answer)  # pyright: ignore[reportArgumentType] - not of the core
    return answer.model_dump(by_alias=True, exclude_none=True)


async def read(host: Client, uri: str) -> bytes:
    (content,) = (await host.read_resource(uri)).contents
    assert isinstance(content, TextResourceContents)
    assert content.mime_type == "text/markdown"
    return content.text.encode()


async def test_a_host_lists_the_skill_and_reads_the_very_bytes_that_were_listed(tmp_path: Path) -> None:
    async with open_server(tmp_path) as host:
        (skill,) = (await ask(host, "skills/list"))["skills"]
        content = await read(host, skill["uri"])
    assert skill["frontmatter"]["name"] == skill["uri"].split("/")[-2]
    assert skill["resources"] == [
        {
            "uri": skill["uri"],
            "digest": f"sha256:{hashlib.sha256(content).hexdigest()}",
            "size": len(content),
        }
    ]
    head = content.decode().split("---\n")[1]
    assert dict(line.split(": ", 1) for line in head.splitlines()) == skill["frontmatter"]


async def test_one_skill_is_got_by_its_address_and_another_is_refused(tmp_path: Path) -> None:
    async with open_server(tmp_path) as host:
        listed = (await ask(host, "skills/list"))["skills"]
        got = await ask(host, "skills/get", uri=SKILL_URI)
        with pytest.raises(MCPError, match="no such skill"):
            await ask(host, "skills/get", uri="skill://other/SKILL.md")
    assert [got["skill"]] == listed
    assert (got["cacheScope"], got["ttlMs"] > 0) == ("public", True)


async def test_the_skill_names_only_tools_that_the_server_lists(tmp_path: Path) -> None:
    async with open_server(tmp_path) as host:
        tools = {tool.name for tool in (await host.list_tools()).tools}
        words = (await read(host, SKILL_URI)).decode()
    called = {word.split("(")[0] for word in words.replace("`", " ").split() if "(" in word and "=" in word}
    assert called - {""} <= tools

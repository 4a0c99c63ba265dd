"""Resources: the same projects, jobs, timelines and files that the tools show, as documents."""

import json
import os
from base64 import b64decode
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree

import anyio
import pytest
from mcp import Client, MCPError
from mcp_types import BlobResourceContents, TextResourceContents

from homes import Json
from hosts import facts_of, open_server
from nemo_video.engine import detail_words, say
from nemo_video.language.catalogue import read_table

SCENE = "a 1-second sunset over the sea in 360p"
STATIC = [
    "skill://make-video/SKILL.md",
    "ui://nemo-video/player.html",
    "video://projects",
    "video://formats",
    "video://guide",
]
TEMPLATES = [
    "video://projects/{project_id}/timeline",
    "video://projects/{project_id}/timeline.svg",
    "video://jobs/{job_id}",
    "video://exports/{name}",
]


async def read_text(host: Client, uri: str, media_type: str = "application/json") -> str:
    (content,) = (await host.read_resource(uri)).contents
    assert isinstance(content, TextResourceContents)
    assert content.mime_type == media_type
    return content.text


async def read(host: Client, uri: str) -> Json:
    document: Json = json.loads(await read_text(host, uri))
    return document


@pytest.mark.anyio
@pytest.mark.parametrize("mode", ["legacy", "auto"])
@pytest.mark.slow
async def test_every_resource_is_listed_and_reads_as_the_tools_show_it(tmp_path: Path, mode: str) -> None:
    async with open_server(tmp_path, mode=mode) as host:
        listed = [resource.uri for resource in (await host.list_resources()).resources]
        templates = [t.uri_template for t in (await host.list_resource_templates()).resource_templates]
        before = await read(host, "video://projects")
        made = facts_of(await host.call_tool("generate", {"prompt": SCENE}))
        state = facts_of(await host.call_tool("state", {}))
        timeline = await read(host, f"video://projects/{made['project_id']}/timeline")
        drawing = await read_text(
            host, f"video://projects/{made['project_id']}/timeline.svg", "image/svg+xml"
        )
        job = await read(host, f"video://jobs/{made['job_id']}")
        projects = await read(host, "video://projects")
        shown = facts_of(await host.call_tool("projects", {}))
    assert (listed, templates) == (STATIC, TEMPLATES)
    assert before == {"projects": []}
    assert projects == shown
    assert job.pop("result") == made
    assert job == state["jobs"][0]
    items = [track.pop("items") for track in timeline["tracks"]]
    assert timeline == state["timeline"]
    assert [len(track) for track in items] == [track["segments"] for track in timeline["tracks"]]
    assert items[0] == [{"name": timeline["tracks"][0]["name"], "start_s": 0, "end_s": 1}]
    assert ElementTree.fromstring(drawing).tag.endswith("svg")


@pytest.mark.anyio
async def test_the_player_has_our_words_for_stages_and_details_in_chinese(tmp_path: Path) -> None:
    async with open_server(tmp_path) as host:
        page = await read_text(host, "ui://nemo-video/player.html", "text/html;profile=mcp-app")
    stages = [key for key in read_table("sentences.toml") if key.startswith("stage ")]
    missing = [key for key in stages if f': "{say(key, "zh-Hans")}"' not in page]
    assert (len(stages) > 5, missing) == (True, [])
    effects, values = detail_words("zh-Hans")
    assert {"time of day": "时间"}.items() <= effects.items()
    assert json.dumps([{**effects}, {**values}], ensure_ascii=False) in page
    assert len(page.encode()) < 60_000


@pytest.mark.slow
@pytest.mark.anyio
async def test_an_exported_file_reads_as_its_bytes_under_its_own_type(tmp_path: Path) -> None:
    async with open_server(tmp_path) as host:
        await host.call_tool("generate", {"prompt": SCENE})
        asked = {"format": "gif", "quality": "low", "filename": "晚霞 #1 100%"}
        exported = anyio.Path(facts_of(await host.call_tool("export", asked))["path"])
        (content,) = (await host.read_resource(f"video://exports/{quote(exported.name)}")).contents
        assert isinstance(content, BlobResourceContents)
        assert content.mime_type == "image/gif"
        assert b64decode(content.blob) == await exported.read_bytes()
        await exported.unlink()
        await exported.symlink_to(tmp_path)
        for name in (exported.name, "nobody.mp4", "../ledger.sqlite", "/etc/passwd"):
            with pytest.raises(MCPError):
                await host.read_resource(f"video://exports/{quote(name, safe='')}")


@pytest.mark.slow
@pytest.mark.anyio
async def test_a_file_too_large_to_be_read_is_named_where_it_lies(tmp_path: Path) -> None:
    async with open_server(tmp_path) as host:
        await host.call_tool("generate", {"prompt": SCENE})
        path = facts_of(await host.call_tool("export", {"format": "mp3"}))["path"]
        os.truncate(path, 100_000_000)
        with pytest.raises(MCPError, match="100 MB") as refused:
            await host.read_resource(f"video://exports/{Path(path).name}")
    assert path in str(refused.value)


@pytest.mark.anyio
async def test_the_guide_and_the_formats_need_no_engine(tmp_path: Path) -> None:
    async with open_server(tmp_path, {"NEMO_BACKEND": "cloud", "NEMO_API_URL": "http://127.0.0.1:9"}) as host:
        guide = await read_text(host, "video://guide", "text/markdown")
        formats = await read(host, "video://formats")
        tools = {tool.name: tool.input_schema for tool in (await host.list_tools()).tools}
    assert all(
        f"`{tool}`" in guide or f"`{tool}(" in guide for tool in ("upload", "generate", "export", "wait")
    )
    assert formats["export"]["formats"] == tools["export"]["properties"]["format"]["enum"]
    assert formats["export"]["qualities"] == tools["export"]["properties"]["quality"]["enum"]
    assert formats["aspect_ratios"] == tools["generate"]["properties"]["aspect_ratio"]["enum"]
    assert formats["upload"]["types"]["mp4"] == "video/mp4"


@pytest.mark.anyio
async def test_an_unknown_job_or_project_is_not_found_in_plain_words(tmp_path: Path) -> None:
    async with open_server(tmp_path) as host:
        with pytest.raises(MCPError, match="There is no job"):
            await host.read_resource("video://jobs/nobody")
        with pytest.raises(MCPError, match="There is no project"):
            await host.read_resource("video://projects/nobody/timeline")
        with pytest.raises(MCPError, match="There is no project"):
            await host.read_resource("video://projects/nobody/timeline.svg")

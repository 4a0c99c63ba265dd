"""What a host lists: hints, descriptions and size of every tool."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast
from urllib.parse import unquote
from xml.etree import ElementTree

import jsonschema
import pytest
from mcp_types import ListToolsResult

from homes import Json
from hosts import facts_of, open_host, open_server
from surface.listed import SNAPSHOT, list_tools

TEN = ["generate", "edit", "upload", "export", "credits", "state", "wait", "cancel", "preview", "projects"]
ROOT = Path(__file__).parents[2]


@pytest.mark.slow
@pytest.mark.anyio
@pytest.mark.parametrize("mode", ["legacy", "auto"])
async def test_the_listed_tools_are_those_of_the_snapshot(tmp_path: Path, mode: str) -> None:
    async with open_host(tmp_path, mode=mode) as host:
        listed = await list_tools(host)
    assert listed == json.loads(SNAPSHOT.read_text(encoding="utf-8")), "see `make listing`"


@pytest.mark.anyio
async def test_the_bundle_names_the_same_tools_and_the_server_tells_its_ways_shortly(tmp_path: Path) -> None:
    manifest = json.loads((ROOT / "manifest.json").read_text(encoding="utf-8"))
    async with open_server(tmp_path) as host:
        instructions = host.instructions or ""
    assert [tool["name"] for tool in manifest["tools"]] == TEN
    assert all(tool["description"] for tool in manifest["tools"])
    assert 0 < len(instructions.encode()) < 2048
    for word in ("running", "needs_input", "routed", "credits", "studio"):
        assert word in instructions


@pytest.mark.anyio
async def test_every_tool_is_described_bounded_and_hinted(tmp_path: Path) -> None:
    async with open_server(tmp_path) as host:
        listed = await host.list_tools()
    assert [tool.name for tool in listed.tools] == TEN
    for tool in listed.tools:
        assert tool.title
        assert tool.description
        assert len(tool.description) < 2048
        assert tool.output_schema
        assert tool.annotations
        assert tool.annotations.title == tool.title
        hints = tool.annotations.model_dump(include=set(HINTS))
        assert all(isinstance(hints[name], bool) for name in HINTS), tool.name
        (icon,) = tool.icons or []
        assert ElementTree.fromstring(unquote(icon.src.removeprefix("data:image/svg+xml,"))).tag.endswith(
            "svg"
        )
        for name, schema in tool.input_schema["properties"].items():
            assert schema.get("description"), f"{tool.name}.{name}"


HINTS = ("read_only_hint", "destructive_hint", "idempotent_hint", "open_world_hint")


MODEL_TOKENS, LIST_TOKENS, BYTES_A_TOKEN = 2_800, 7_500, 4
REFUSED = {"$ref", "$defs", "exclusiveMinimum", "exclusiveMaximum", "default", "oneOf", "allOf"}
"""Keywords that one provider or another refuses a whole list for."""


@pytest.mark.anyio
async def test_the_list_is_small_and_what_a_model_reads_of_it_smaller(tmp_path: Path) -> None:
    async with open_server(tmp_path) as host:
        listed = await host.list_tools()
    read = [{key: tool[key] for key in ("name", "description", "inputSchema")} for tool in as_json(listed)]
    answer = listed.model_dump_json(by_alias=True, exclude_none=True)
    assert len(answer.encode()) / BYTES_A_TOKEN < LIST_TOKENS
    assert len(json.dumps(read, ensure_ascii=False).encode()) / BYTES_A_TOKEN < MODEL_TOKENS


@pytest.mark.anyio
async def test_every_provider_takes_the_arguments_as_they_are_listed(tmp_path: Path) -> None:
    async with open_server(tmp_path) as host:
        listed = as_json(await host.list_tools())
    for tool in listed:
        schema = tool["inputSchema"]
        assert schema["type"] == "object"
        assert "anyOf" not in schema
        for name, part in parts_of(schema):
            keywords = set(part) if name != "properties" else set[str]()
            assert not keywords & REFUSED, (tool["name"], name, part)
            if part.get("type") == "array":
                assert isinstance(part["items"]["type"], str), (tool["name"], name)
                assert "anyOf" not in part["items"]


def as_json(listed: ListToolsResult) -> list[Json]:
    tools: list[Json] = listed.model_dump(by_alias=True, exclude_none=True)["tools"]
    return tools


def parts_of(schema: Any, name: str = "") -> Iterator[tuple[str, Json]]:
    """A schema and every part of it, by the keyword or the property that it stands under."""
    if isinstance(schema, list):
        for each in cast("list[Any]", schema):
            yield from parts_of(each, name)
    if isinstance(schema, dict):
        parts = cast("Json", schema)
        yield name, parts
        for key, part in parts.items():
            yield from parts_of(part, key)


@pytest.mark.anyio
async def test_suggestions_validate_against_the_tools_that_they_name(tmp_path: Path) -> None:
    async with open_server(tmp_path) as host:
        schemas = {tool.name: tool.input_schema for tool in (await host.list_tools()).tools}
        results = [
            facts_of(await host.call_tool("generate", {"prompt": prompt}))
            for prompt in (
                "a sunset over the sea",
                "how do I get my video?",
                "积分余额",
                "upload my jingle.wav",
            )
        ]
        results.append(facts_of(await host.call_tool("state", {})))
    suggestions = [suggestion for result in results for suggestion in result["suggestions"]]
    assert {suggestion["tool"] for suggestion in suggestions} >= {"export", "credits", "upload"}
    for suggestion in suggestions:
        jsonschema.validate(suggestion["arguments"], schemas[suggestion["tool"]])


@pytest.mark.anyio
async def test_an_error_validates_as_the_result_of_its_tool_and_an_empty_answer_does_not(
    tmp_path: Path,
) -> None:
    async with open_server(tmp_path) as host:
        for tool in (await host.list_tools()).tools:
            refused = await host.call_tool(tool.name, {"no_such_argument": 1})
            assert refused.is_error
            assert tool.output_schema
            jsonschema.validate(refused.structured_content, tool.output_schema)
            with pytest.raises(jsonschema.ValidationError):
                jsonschema.validate({}, tool.output_schema)

"""What a host lists: hints, descriptions and size of every tool."""

import json
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

import jsonschema
import pytest

from hosts import facts_of, open_host
from surface.listed import SNAPSHOT, list_tools

NINE = ["generate", "upload", "export", "credits", "state", "wait", "cancel", "preview", "projects"]
ROOT = Path(__file__).parents[2]


@pytest.mark.anyio
@pytest.mark.parametrize("mode", ["legacy", "auto"])
async def test_the_listed_tools_are_those_of_the_snapshot(tmp_path: Path, mode: str) -> None:
    async with open_host(tmp_path, mode=mode) as host:
        listed = await list_tools(host)
    assert listed == json.loads(SNAPSHOT.read_text(encoding="utf-8")), "see `make listing`"


@pytest.mark.anyio
async def test_the_bundle_names_the_same_tools_and_the_server_tells_its_ways_shortly(tmp_path: Path) -> None:
    manifest = json.loads((ROOT / "manifest.json").read_text(encoding="utf-8"))
    async with open_host(tmp_path) as host:
        instructions = host.instructions or ""
    assert [tool["name"] for tool in manifest["tools"]] == NINE
    assert all(tool["description"] for tool in manifest["tools"])
    assert 0 < len(instructions.encode()) < 2048
    for word in ("running", "needs_input", "routed", "credits", "studio"):
        assert word in instructions


@pytest.mark.anyio
async def test_every_tool_is_described_bounded_and_hinted(tmp_path: Path) -> None:
    async with open_host(tmp_path) as host:
        listed = await host.list_tools()
    assert [tool.name for tool in listed.tools] == NINE
    for tool in listed.tools:
        assert tool.title
        assert tool.description
        assert len(tool.description) < 2048
        assert tool.output_schema
        assert tool.annotations
        hints = tool.annotations.model_dump(include=set(HINTS))
        assert all(isinstance(hints[name], bool) for name in HINTS), tool.name
        (icon,) = tool.icons or []
        assert ElementTree.fromstring(unquote(icon.src.removeprefix("data:image/svg+xml,"))).tag.endswith(
            "svg"
        )
        for name, schema in tool.input_schema["properties"].items():
            assert schema.get("description"), f"{tool.name}.{name}"


HINTS = ("read_only_hint", "destructive_hint", "idempotent_hint", "open_world_hint")


@pytest.mark.anyio
async def test_the_list_stays_within_what_a_host_and_its_model_are_willing_to_read(tmp_path: Path) -> None:
    async with open_host(tmp_path) as host:
        listed = await host.list_tools()
    answer = listed.model_dump_json(by_alias=True, exclude_none=True)
    assert len(answer.encode()) / 4 < 7500
    read = [[tool.name, tool.description, tool.input_schema] for tool in listed.tools]
    assert len(json.dumps(read, ensure_ascii=False).encode()) / 4 < 2800


@pytest.mark.anyio
async def test_suggestions_validate_against_the_tools_that_they_name(tmp_path: Path) -> None:
    async with open_host(tmp_path) as host:
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
    async with open_host(tmp_path) as host:
        for tool in (await host.list_tools()).tools:
            refused = await host.call_tool(tool.name, {"no_such_argument": 1})
            assert refused.is_error
            assert tool.output_schema
            jsonschema.validate(refused.structured_content, tool.output_schema)
            with pytest.raises(jsonschema.ValidationError):
                jsonschema.validate({}, tool.output_schema)

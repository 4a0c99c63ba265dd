"""What a host lists: hints, descriptions and size of every tool."""

from pathlib import Path

import jsonschema
import pytest

from hosts import facts_of, open_host

SIX = ["generate", "upload", "export", "credits", "state", "wait"]


@pytest.mark.anyio
async def test_every_tool_is_described_bounded_and_hinted(tmp_path: Path) -> None:
    async with open_host(tmp_path) as host:
        listed = await host.list_tools()
    assert [tool.name for tool in listed.tools][: len(SIX)] == SIX
    for tool in listed.tools:
        assert tool.title
        assert tool.description
        assert len(tool.description) < 2048
        assert tool.output_schema
        assert tool.annotations
        hints = tool.annotations.model_dump(include=set(HINTS))
        assert all(isinstance(hints[name], bool) for name in HINTS), tool.name
        for name, schema in tool.input_schema["properties"].items():
            assert schema.get("description"), f"{tool.name}.{name}"


HINTS = ("read_only_hint", "destructive_hint", "idempotent_hint", "open_world_hint")


@pytest.mark.anyio
async def test_the_list_stays_under_five_thousand_tokens(tmp_path: Path) -> None:
    async with open_host(tmp_path) as host:
        listed = await host.list_tools()
    answer = listed.model_dump_json(by_alias=True, exclude_none=True)
    assert len(answer.encode()) / 4 < 5000


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

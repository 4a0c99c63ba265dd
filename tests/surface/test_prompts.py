"""Prompts and what completes their arguments, from outside."""

from pathlib import Path

import pytest
from mcp import Client, MCPError
from mcp_types import PromptReference, ResourceTemplateReference, TextContent

from hosts import facts_of, open_server


async def words_of(host: Client, name: str, **arguments: str) -> str:
    (message,) = (await host.get_prompt(name, arguments)).messages
    assert message.role == "user"
    assert isinstance(message.content, TextContent)
    return message.content.text


async def complete(host: Client, prompt: str, name: str, value: str) -> list[str]:
    ref = PromptReference(type="ref/prompt", name=prompt)
    return (await host.complete(ref, {"name": name, "value": value})).completion.values


@pytest.mark.anyio
@pytest.mark.parametrize("mode", ["legacy", "auto"])
async def test_prompts_are_listed_with_described_arguments_and_tell_the_order_of_work(
    tmp_path: Path, mode: str
) -> None:
    async with open_server(tmp_path, mode=mode) as host:
        listed = (await host.list_prompts()).prompts
        tools = {tool.name for tool in (await host.list_tools()).tools}
        quick = await words_of(host, "quick_edit", source="/clips/a.mp4", instruction="make it warmer")
        batch = await words_of(
            host, "batch_style", sources="/a.mp4, /b.mp4", instruction="black and white", aspect_ratio="9:16"
        )
        steps = await words_of(host, "iterate", idea="a day at the sea", mood="calm")
        again = await words_of(host, "iterate", idea="more waves", project_id="prj_1")
    assert {prompt.name: [(a.name, a.required) for a in prompt.arguments or []] for prompt in listed} == {
        "quick_edit": [("source", True), ("instruction", True), ("format", False)],
        "batch_style": [("sources", True), ("instruction", True), ("aspect_ratio", False), ("format", False)],
        "iterate": [("idea", True), ("mood", False), ("aspect_ratio", False), ("project_id", False)],
    }
    assert all(prompt.title and prompt.description for prompt in listed)
    assert all(argument.description for prompt in listed for argument in prompt.arguments or [])
    assert quick.index("`upload`") < quick.index("`generate`") < quick.index("`export`")
    assert "make it warmer" in quick
    assert all(part in batch for part in ("- /a.mp4\n", "- /b.mp4\n", "'9:16'", "black and white"))
    assert steps.index("`generate`") < steps.index("`preview`") < steps.index('"high"')
    assert "prj_1" in again
    for text in (quick, batch, steps, again):
        assert {word.split("`")[0] for word in text.split("`")[1::2]} <= tools | {"running", "needs_input"}


@pytest.mark.anyio
async def test_an_unknown_prompt_or_argument_is_refused_in_plain_words(tmp_path: Path) -> None:
    async with open_server(tmp_path) as host:
        with pytest.raises(MCPError, match="There is no prompt"):
            await host.get_prompt("slow_edit", {})
        with pytest.raises(MCPError, match="needs: source, instruction"):
            await host.get_prompt("quick_edit", {})
        with pytest.raises(MCPError, match="has no speed"):
            await host.get_prompt("iterate", {"idea": "x", "speed": "2"})


@pytest.mark.anyio
@pytest.mark.parametrize("mode", ["legacy", "auto"])
async def test_arguments_are_completed_from_what_there_is(tmp_path: Path, mode: str) -> None:
    clips = tmp_path / "clips"
    clips.mkdir()
    for name in ("Beach.mp4", "bear.png", "notes.txt", ".bed.mp4"):
        (clips / name).touch()
    async with open_server(tmp_path, {"NEMO_UPLOAD_DIRS": str(clips)}, mode=mode) as host:
        made = facts_of(await host.call_tool("generate", {"prompt": "a 1-second sunset over the sea"}))
        projects = [await complete(host, "iterate", "project_id", typed) for typed in ("prj_", "SUNSET", "x")]
        job = await host.complete(
            ResourceTemplateReference(type="ref/resource", uri="video://jobs/{job_id}"),
            {"name": "job_id", "value": "job_"},
        )
        formats = await complete(host, "quick_edit", "format", "m")
        shapes = await complete(host, "iterate", "aspect_ratio", "1")
        moods = await complete(host, "iterate", "mood", "d")
        files = [await complete(host, "quick_edit", "source", typed) for typed in ("be", f"{clips}/", "")]
        outside = await complete(host, "quick_edit", "source", f"{tmp_path}/")
        above = await complete(host, "quick_edit", "source", f"{clips}/../")
        nobody = await complete(host, "quick_edit", "source", "~nobody/")
        more = await complete(host, "batch_style", "sources", f"{clips}/bear.png,{clips}/Be")
        free = await complete(host, "quick_edit", "instruction", "make")
    media = [str(clips / "Beach.mp4"), str(clips / "bear.png")]
    assert projects == [[made["project_id"]], [made["project_id"]], []]
    assert job.completion.values == [made["job_id"]]
    assert (formats, shapes, moods) == (
        ["mp4", "mov", "mkv", "mp3", "m4a"],
        ["16:9", "1:1"],
        ["dramatic", "dreamy"],
    )
    assert files == [media, media, media]
    assert (outside, above, nobody, free) == ([], [], [], [])
    assert more == [f"{clips}/bear.png, {path}" for path in media]

"""The prompts: ready-made orders of work, which a user picks and the model follows with our tools."""

from collections.abc import Mapping
from typing import Annotated

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.prompts import Prompt
from mcp.shared.exceptions import MCPError
from mcp_types import INVALID_PARAMS
from pydantic import Field

from nemo_video.surface.lazy_engine import LazyEngine
from nemo_video.surface.remote import OVER_HTTP, remote_caller

Source = Annotated[str, Field(description="The file: a local path or an http(s) URL.")]
Sources = Annotated[str, Field(description="The files, with commas between: local paths or http(s) URLs.")]
Instruction = Annotated[str, Field(description="What to do with it, in your own words.")]
Idea = Annotated[str, Field(description="What the video shall show, in your own words.")]
Format = Annotated[str, Field(description="File format: mp4, mov, webm, gif …")]
AspectRatio = Annotated[str, Field(description="Shape of the picture: 16:9, 9:16, 1:1 …")]
Mood = Annotated[str, Field(description="How music and picture shall feel.")]
ProjectId = Annotated[str, Field(description="A project to go on with; a new one if left out.")]

_RULES = """
While you work: on status `running` call `wait` with the job_id, never the same tool again. On `needs_input`
ask me and pass my answer to `generate`. Say wishes and new scenes with `generate`; what has a number or a
name (times, lengths, order, speed, volume, titles) goes to `edit`, with the names of timeline.items. If
something costs credits, tell me how many before you start. Follow the suggestions in each result, in their
order. Report the exported file's path exactly as it is."""


def register_prompts(server: MCPServer[LazyEngine]) -> None:
    """List the prompts, in their fixed order. What a host reads about each is its docstring."""
    for prompt, title in (
        (quick_edit, "Edit a file, quickly"),
        (batch_style, "Give several files the same style"),
        (iterate, "Make a video and refine it"),
    ):
        words = " ".join((prompt.__doc__ or "").split())
        server.prompt(title=title, description=words)(prompt)


def _rules() -> str:
    return f"{_RULES}\n{OVER_HTTP}" if remote_caller() else _RULES


async def quick_edit(source: Source, instruction: Instruction, format: Format = "mp4") -> str:
    """Upload a file, edit it by one instruction, save the result."""
    return f"""Edit a file of mine.

1. Call `projects` with action "new", so that nothing else is on the timeline.
2. Call `upload` with source {source!r}.
3. Call `generate` with this prompt, in my own words: {instruction!r}
If part of it was not done and has a number or a name, call `edit` for that part.
4. Call `export` with format {format!r}, and tell me what changed and where the file is.
{_rules()}"""


async def batch_style(
    sources: Sources, instruction: Instruction, aspect_ratio: AspectRatio = "", format: Format = "mp4"
) -> str:
    """Treat several files alike: one instruction and one render for each."""
    files = [source.strip() for source in sources.split(",") if source.strip()]
    listed = "\n".join(f"   - {file}" for file in files)
    shape = f", aspect_ratio {aspect_ratio!r}" if aspect_ratio else ""
    return f"""Give each of the following files the same treatment, each in a project of its own:
{listed}

For each file, one after the other:
1. Call `projects` with action "new", and keep its project_id for the calls that follow.
2. Call `upload` with that one file.
3. Call `generate` with that project_id{shape} and this prompt, always word for word: {instruction!r}
4. Call `export` with that project_id and format {format!r}. Each file gets a render of its own, and they may
run side by side: go on with the next file while one is `running`, and collect it with `wait`.

If a file is rejected, tell me why and go on with the others. End with a table: file, result, path.
{_rules()}"""


async def iterate(
    idea: Idea, mood: Mood = "", aspect_ratio: AspectRatio = "", project_id: ProjectId = ""
) -> str:
    """Make a rough cut, look at it, refine it until it is right."""
    go_on = f'Call `projects` with action "use" and project_id {project_id!r}, then `state`.'
    begin = 'Call `credits`, and tell me what a clip costs. Then call `projects` with action "new".'
    shape = f", and aspect_ratio {aspect_ratio!r}" if aspect_ratio else ""
    feeling = f" The mood is {mood!r}." if mood else ""
    return f"""Make a video with me, step by step: {idea!r}.{feeling}

1. {go_on if project_id else begin}
2. Rough cut: call `generate` with the idea in my words{shape}. Show me the timeline.
3. Look: call `export` with quality "low", then `preview`, and tell me in a few sentences what you see:
what is good, what is missing, what is too long.
4. Refine: propose one change. When I agree, or say something else, make it: with `edit` where it has a number
or a name, else with `generate`.
Go back to step 3 until I am content.
5. Finish: call `export` with quality "high", and tell me where the file is.
{_rules()}"""


def check_prompt(prompt: Prompt | None, name: str, arguments: Mapping[str, object], known: list[str]) -> None:
    """Refuse what cannot be filled in, in plain words.

    Raises:
        MCPError: There is no such prompt, or an argument is missing or unknown.
    """
    if prompt is None:
        raise _refusal(f'There is no prompt "{name}". There are: {", ".join(known)}.')
    takes = {argument.name: argument.required for argument in prompt.arguments or []}
    missing = [argument for argument, required in takes.items() if required and not arguments.get(argument)]
    if missing:
        raise _refusal(f"The prompt {name} needs: {', '.join(missing)}.")
    if unknown := [argument for argument in arguments if argument not in takes]:
        raise _refusal(f"The prompt {name} has no {', '.join(unknown)}; it takes: {', '.join(takes)}.")


def _refusal(message: str) -> MCPError:
    return MCPError(code=INVALID_PARAMS, message=message)

"""The tools as plain commands, for people without a host and for scripts.

Progress goes to standard error and answers to standard output, so that a pipe gets the answers alone.
"""

import base64
import json
import os
import sys
from collections.abc import AsyncGenerator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import anyio
from mcp import Client
from mcp.shared.exceptions import MCPError
from mcp_types import CallToolResult, ImageContent, TextContent
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from nemo_video.cli.options import Exit, Options
from nemo_video.cli.output import Output
from nemo_video.cli.own_server import Facts, Report, call_until_done, facts_of, open_own_server, words_of
from nemo_video.cli.pictures import draw, measure_terminal, save_pictures
from nemo_video.cli.wording import in_commands
from nemo_video.errors import DiskFailure, VideoError
from nemo_video.settings import read_settings


@dataclass(frozen=True)
class Call:
    """A tool and its arguments; those that are None are left out."""

    tool: str
    arguments: Facts


def run_calls(calls: Iterable[Call], options: Options) -> int:
    """Call tools one after another on one server, until one does not succeed.

    Args:
        calls: What to call.
        options: How to show it, and where an export goes.

    Returns:
        The exit status.
    """
    try:
        read_settings({**os.environ, **options.settings})
    except VideoError as error:
        complain(f"{error.message} {error.advice}")
        return Exit.USAGE
    try:
        return anyio.run(_run, tuple(calls), options)
    except VideoError as error:
        complain(f"{error.message} {error.advice}")
    except MCPError as error:
        complain(f"The server did not start: {error}. `nemo-video-mcp doctor` says why.")
    return Exit.FAILED


async def _run(calls: tuple[Call, ...], options: Options) -> Exit:
    status = Exit.DONE
    async with open_own_server(options.settings) as client:
        for call in calls:
            result = await _call(client, call, options)
            if call.tool == "export" and options.output and not result.is_error:
                result = _in_place(result, options.output)
            if call.tool == "preview" and not result.is_error:
                result = _with_pictures(result, options.settings)
            show(result, options)
            status = _status_of(result)
            if status is not Exit.DONE:
                break
    return status


async def _call(client: Client, call: Call, options: Options) -> CallToolResult:
    arguments = {name: value for name, value in call.arguments.items() if value is not None}
    async with _progress(call.tool, is_shown=not options.is_quiet) as report:
        return await call_until_done(client, call.tool, arguments, report)


def _in_place(result: CallToolResult, output: Output) -> CallToolResult:
    """The result of an export, whose file lies where it was asked for."""
    facts = facts_of(result)
    if not (path := facts.get("path")) or path == str(output.path):
        return result
    output.put_in_place(Path(path))
    told = TextContent(type="text", text=words_of(result).replace(path, str(output.path)))
    moved = {"structured_content": {**facts, "path": str(output.path)}, "content": [told]}
    return result.model_copy(update=moved)


@asynccontextmanager
async def _progress(name: str, *, is_shown: bool) -> AsyncGenerator[Report]:
    """A bar on standard error that goes away when the call is over; nothing where that is no terminal."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(30),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        TextColumn("[dim]{task.fields[stage]}"),
    )
    console = Console(stderr=True)
    with Progress(
        *columns, console=console, transient=True, disable=not (is_shown and console.is_terminal)
    ) as progress:
        bar = progress.add_task(name, total=100, stage="")
        yield lambda done, stage: progress.update(bar, completed=done, stage=escape(stage))


def _with_pictures(result: CallToolResult, settings: Mapping[str, str]) -> CallToolResult:
    """The result of a preview, whose pictures are saved, and drawn where the terminal can."""
    folder = read_settings({**os.environ, **settings}).output_dir
    pictures = [base64.b64decode(part.data) for part in result.content if isinstance(part, ImageContent)]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        paths = [str(path) for path in save_pictures(pictures, folder, "preview")]
    except OSError as error:
        raise DiskFailure(f"{folder} cannot be written: {error.strerror or error}.") from error
    room = measure_terminal()
    drawn = [draw(picture, os.environ, room) for picture in pictures] if sys.stdout.isatty() else []
    sys.stdout.write("".join(f"{picture}\n" for picture in drawn if picture))
    told = TextContent(type="text", text="\n".join([words_of(result), *paths]))
    return result.model_copy(
        update={"content": [told], "structured_content": {**facts_of(result), "paths": paths}}
    )


def show(result: CallToolResult, options: Options) -> None:
    """Print a result the way the options ask for it; errors go to standard error."""
    words = in_commands(words_of(result))
    if options.as_json:
        print(json.dumps(result.structured_content, ensure_ascii=False))  # noqa: T201 - the command's answer
    elif result.is_error or _status_of(result) is not Exit.DONE:
        Console(stderr=bool(result.is_error), highlight=False).print(escape(words), soft_wrap=True)
    elif not options.is_quiet:
        Console(highlight=False).print(escape(words), soft_wrap=True)
    else:
        facts = facts_of(result)
        for path in facts.get("paths") or filter(None, [facts.get("path")]):
            print(path)  # noqa: T201 - likewise


def complain(words: str) -> None:
    """Say on standard error what stands in the way."""
    Console(stderr=True, highlight=False).print(escape(words), soft_wrap=True)


def _status_of(result: CallToolResult) -> Exit:
    if result.is_error:
        return Exit.FAILED
    match facts_of(result).get("status"):
        case "needs_input" | "routed" | "running":
            return Exit.UNFINISHED
        case "failed":
            return Exit.FAILED
        case _:
            return Exit.DONE

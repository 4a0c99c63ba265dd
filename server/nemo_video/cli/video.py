"""The tools as plain commands, for people without a host and for scripts.

Progress goes to standard error and answers to standard output, so that a pipe gets the answers alone.
"""

import json
import os
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import IntEnum

import anyio
from mcp import Client
from mcp.shared.exceptions import MCPError
from mcp_types import CallToolResult
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from nemo_video.cli.own_server import Facts, Report, call_until_done, facts_of, open_own_server, words_of
from nemo_video.errors import VideoError
from nemo_video.settings import read_settings

_STUDIO_FORGETS = (
    "The built-in studio forgets its project when this command ends. Add --export to keep the video, or let "
    "`nemo-video-mcp studio` run and point NEMO_API_URL at it."
)


class Exit(IntEnum):
    """How a command ends."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    UNFINISHED = 3
    """The backend asked something, or the words were meant for another command: nothing was finished."""


@dataclass(frozen=True)
class Call:
    """A tool and its arguments; those that are None are left out."""

    tool: str
    arguments: Facts


@dataclass(frozen=True)
class Options:
    """What every command takes.

    Attributes:
        as_json: Whether each answer is one line of JSON, for scripts.
        backend: `cloud` or `studio`; None for the setting.
    """

    as_json: bool = False
    backend: str | None = None


def run_calls(calls: Iterable[Call], options: Options, *, keeps: bool = True) -> int:
    """Call tools one after another on one server, until one does not succeed.

    Args:
        calls: What to call.
        options: How to show it.
        keeps: Whether what is made outlasts the command; in the built-in studio only an export does.

    Returns:
        The exit status.
    """
    settings = {"NEMO_BACKEND": options.backend} if options.backend else {}
    try:
        read_settings({**os.environ, **settings})
        status = anyio.run(_run, tuple(calls), settings, options.as_json)
    except VideoError as error:
        _complain(f"{error.message} {error.advice}")
        return Exit.USAGE
    except MCPError as error:
        _complain(f"The server did not start: {error}. `nemo-video-mcp doctor` says why.")
        return Exit.FAILED
    if status is Exit.DONE and not keeps and _is_studio(options):
        _complain(_STUDIO_FORGETS)
    return status


async def _run(calls: tuple[Call, ...], settings: dict[str, str], as_json: bool) -> Exit:
    status = Exit.DONE
    async with open_own_server(settings) as client:
        for call in calls:
            result = await _call(client, call)
            _show(result, as_json)
            status = _status_of(result)
            if status is not Exit.DONE:
                break
    return status


async def _call(client: Client, call: Call) -> CallToolResult:
    arguments = {name: value for name, value in call.arguments.items() if value is not None}
    async with _progress(call.tool) as report:
        return await call_until_done(client, call.tool, arguments, report)


@asynccontextmanager
async def _progress(name: str) -> AsyncGenerator[Report]:
    """A bar on standard error that goes away when the call is over; nothing where that is no terminal."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(30),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        TextColumn("[dim]{task.fields[stage]}"),
    )
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        bar = progress.add_task(name, total=100, stage="")
        yield lambda done, stage: progress.update(bar, completed=done, stage=escape(stage))


def _show(result: CallToolResult, as_json: bool) -> None:
    if as_json:
        print(json.dumps(result.structured_content, ensure_ascii=False))  # noqa: T201 - the command's answer
    else:
        Console(stderr=bool(result.is_error), highlight=False).print(escape(words_of(result)), soft_wrap=True)


def _complain(words: str) -> None:
    Console(stderr=True, highlight=False).print(escape(words))


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


def _is_studio(options: Options) -> bool:
    return (options.backend or os.environ.get("NEMO_BACKEND", "")).strip() == "studio"

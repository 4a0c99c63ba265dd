"""The demo: a host's view of the server, from the first call to a film that plays."""

import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import anyio
from mcp import Client
from mcp_types import CallToolResult
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.text import Text

from nemo_video.cli.own_server import Facts, Report, call_until_done, open_own_server, words_of
from nemo_video.media import contact_sheet_png

SCENE = "a 10-second video of a sunset over the ocean with waves crashing"
EDIT = "add lo-fi music at 35% and the title 'Golden Hour' for the first 3 seconds"
QUESTION = "how do I get my video?"
_BAR_WIDTH = 30

Answer = TypeVar("Answer")


class DemoFailed(Exception):
    """A step did not give what the next one needs."""


async def run_demo() -> int:
    """Run the demo and show each step.

    Returns:
        The exit status: 0 when the film is there.
    """
    console = Console(highlight=False)
    console.print("[bold]nemo-video-mcp demo[/] · the offline studio: no account, no key, no network\n")
    started = time.monotonic()
    async with open_own_server({"NEMO_BACKEND": "studio"}) as client:
        try:  # in here, because the client's task group wraps what leaves it
            exported, timeline = await _play(console, client)
        except DemoFailed as failure:
            console.print(f"[red]The demo stopped.[/] {escape(str(failure))}")
            return 1
    sheet = await _make_contact_sheet(Path(exported["path"]))
    _show_film(console, exported, timeline, sheet, time.monotonic() - started)
    return 0


async def _play(console: Console, client: Client) -> tuple[Facts, str]:
    """All steps on one server process, in the order in which an agent takes them."""
    await _shown(console, "connect", "", lambda report: _connect(client, report))
    await _call(console, client, "credits", {})
    await _call(console, client, "generate", {"prompt": SCENE})
    await _call(console, client, "state", {})
    await _call(console, client, "generate", {"prompt": EDIT})
    answer = await _call(console, client, "generate", {"prompt": QUESTION})
    exported = await _call(console, client, "export", _suggested(answer, "export"))
    state = (await client.call_tool("state", {})).structured_content
    return exported, state["timeline"]["summary"]


async def _connect(client: Client, report: Report) -> str:
    tools = (await client.list_tools()).tools
    report(100, "")
    server = client.server_info
    return (
        f"{server.title} {server.version} · {len(tools)} tools: {', '.join(t.name for t in tools)}"
        if server
        else ""
    )


async def _call(console: Console, client: Client, tool: str, arguments: Facts) -> Facts:
    """Call a tool, move its bar, show its answer."""

    def work(report: Report) -> Awaitable[CallToolResult]:
        return call_until_done(client, tool, arguments, report)

    result = await _shown(console, tool, arguments.get("prompt", ""), work)
    if result.is_error:
        raise DemoFailed(words_of(result))
    return result.structured_content or {}


async def _shown(
    console: Console, name: str, words: str, work: Callable[[Report], Awaitable[Answer]]
) -> Answer:
    """A step: what is asked, its bar, its answer."""
    console.print(Text.assemble(("❯ ", "cyan"), (f"{name:<9}", "bold cyan"), words), soft_wrap=True)
    columns = (
        TextColumn(" "),
        BarColumn(_BAR_WIDTH),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        TextColumn("[dim]{task.fields[stage]}"),
    )
    with Progress(*columns, console=console) as progress:
        bar = progress.add_task(name, total=100, stage="")
        answer = await work(lambda done, stage: progress.update(bar, completed=done, stage=escape(stage)))
        progress.update(bar, completed=100, stage="")
    text = words_of(answer) if isinstance(answer, CallToolResult) else str(answer)
    console.print(Padding(_quiet_next_steps(text), (0, 0, 1, 2)))
    return answer


def _quiet_next_steps(text: str) -> Text:
    lines = [Text(line, style="dim" if line.startswith("Next: ") else "") for line in text.splitlines()]
    return Text("\n").join(lines)


def _suggested(answer: Facts, tool: str) -> Facts:
    """The arguments of a call that the server suggests."""
    for suggestion in answer["suggestions"]:
        if suggestion["tool"] == tool:
            return dict(suggestion["arguments"])
    raise DemoFailed(f"The server suggested no {tool}.")


async def _make_contact_sheet(film: Path) -> Path:
    sheet = film.with_name(f"{film.stem}-contact-sheet.png")
    picture = await anyio.to_thread.run_sync(contact_sheet_png, film)
    await anyio.Path(sheet).write_bytes(picture)
    return sheet


def _show_film(console: Console, exported: Facts, timeline: str, sheet: Path, seconds: float) -> None:
    """What there is now. Paths stand alone on their lines, to be copied or clicked."""
    size = f"{exported['width']}x{exported['height']}, {exported['bytes'] / 1e6:.1f} MB"
    console.rule(f"[bold green]done in {seconds:.0f} s", align="left", style="green")
    for label, words in (
        ("video", exported["path"]),
        ("", f"{exported['duration_s']:g} s, {size}, decoded from the first to the last frame"),
        ("timeline", timeline),
        ("contact sheet", str(sheet)),
    ):
        console.print(Text.assemble((f"{label:<14}", "dim"), words), soft_wrap=True)

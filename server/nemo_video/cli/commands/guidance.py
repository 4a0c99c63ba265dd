"""Commands that help to begin."""

from functools import partial
from typing import Annotated

import anyio
import typer

from nemo_video.cli.commands.parameters import Command

commands = typer.Typer()
command = partial(commands.command, cls=Command, rich_help_panel="Help")


@command()
def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
) -> None:
    """Find out what keeps the server from working, and what to do about it."""
    from nemo_video.cli.doctor import run_doctor

    raise typer.Exit(anyio.run(run_doctor, as_json))


@command()
def demo() -> None:
    """Make a ten-second video offline, the way a host would ask for it."""
    from nemo_video.cli.demo import run_demo

    raise typer.Exit(anyio.run(run_demo))

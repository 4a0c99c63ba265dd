"""The commands for people. Each imports what it needs when it runs, so that help comes at once."""

from typing import Annotated

import typer

from nemo_video import __version__
from nemo_video.cli.commands import guidance, hosts, video
from nemo_video.cli.commands.parameters import Group

app = typer.Typer(
    name="nemo-video-mcp",
    cls=Group,
    help="Generate, edit and export video, from an AI host or from here.\n\nWithout a command it serves "
    "MCP over stdio, which is what a host such as Claude Desktop, Cursor or VS Code starts.",
    epilog="Exit status: 0 done, 1 failed, 2 wrong usage or setting, 3 an answer of yours is needed.\n\n"
    "Environment: NEMO_BACKEND (cloud or studio), NEMO_TOKEN, NEMO_OUTPUT_DIR, NEMO_MAX_CREDITS and more, "
    "which `nemo-video-mcp serve --help` tells. There is no configuration file.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_show_locals=False,  # they may hold a token
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(invoke_without_command=True)
def about(
    version: Annotated[bool, typer.Option("--version", help="Show the version and end.")] = False,
) -> None:
    """Tell the version."""
    if version:
        typer.echo(f"nemo-video-mcp {__version__}")
        raise typer.Exit


for each in (hosts, video, guidance):
    app.add_typer(each.commands)

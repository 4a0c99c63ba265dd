"""The commands for people."""

from typing import Annotated

import anyio
import typer

from nemo_video import __version__

app = typer.Typer(
    name="nemo-video-mcp",
    help="An MCP server that lets AI agents generate, edit and export video. Without a command it serves MCP "
    "over stdio, for a host such as Claude Desktop or Cursor.",
    no_args_is_help=True,
    add_completion=False,
)


@app.callback(invoke_without_command=True)
def about(
    version: Annotated[bool, typer.Option("--version", help="Show the version and end.")] = False,
) -> None:
    """Tell the version."""
    if version:
        typer.echo(f"nemo-video-mcp {__version__}")
        raise typer.Exit


@app.command()
def serve() -> None:
    """Serve MCP over stdio (what happens without a command)."""
    from nemo_video.cli.serve import serve as serve_stdio

    raise typer.Exit(serve_stdio())


@app.command()
def demo() -> None:
    """Make a ten-second video offline, the way a host would ask for it."""
    from nemo_video.cli.demo import run_demo

    raise typer.Exit(anyio.run(run_demo))


@app.command()
def studio(port: Annotated[int, typer.Option(help="Port on 127.0.0.1.", min=0, max=65535)] = 8765) -> None:
    """Serve the offline studio alone, for those who write clients of the backend."""
    from nemo_video.cli.studio import run_studio

    anyio.run(run_studio, port)

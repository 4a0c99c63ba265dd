"""Commands for hosts, and for those who write clients of the backend."""

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated

import anyio
import typer

from nemo_video.cli.commands.parameters import Command
from nemo_video.cli.install.hosts import HOSTS, WrongUse
from nemo_video.errors import InvalidArgument, VideoError
from nemo_video.settings import describe_settings

commands = typer.Typer()
command = partial(commands.command, cls=Command, rich_help_panel="For hosts")

_STUDIO_PORT = 8765
_LOOPBACK = "127.0.0.1"


def _environment() -> str:
    """Every variable with its default and meaning; a blank line keeps each on its own."""
    told = (
        f"{setting.name}{f' ({setting.default})' if setting.default else ''}: {setting.meaning}"
        for setting in describe_settings()
    )
    plain = (line.replace("`", "").replace("[", r"\[") for line in told)  # backticks and brackets are markup
    return "\n\n".join(("Environment:", *plain))


@command(epilog=_environment())
def serve(
    http: Annotated[
        str | None,
        typer.Option(
            "--http",
            metavar="HOST:PORT",
            help="Serve Streamable HTTP on /mcp instead; for other machines with NEMO_HTTP_TOKENS.",
        ),
    ] = None,
    tls_cert: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="With --http: a certificate with its chain, in PEM format."),
    ] = None,
    tls_key: Annotated[Path | None, typer.Option(metavar="FILE", help="The certificate's key.")] = None,
) -> None:
    """Serve MCP over stdio (what happens without a command), or over HTTP."""
    from nemo_video.cli.serve import serve as serve_stdio
    from nemo_video.cli.serve import serve_over_http

    if http is None and (tls_cert or tls_key):
        raise typer.BadParameter("It goes with --http.", param_hint="--tls-cert")
    raise typer.Exit(serve_stdio() if http is None else serve_over_http(http, tls_cert, tls_key))


@command(hidden=True)
def finish() -> None:
    """Finish what a process left when its host closed it; it starts this by itself."""
    from nemo_video.cli.finisher import finish_work

    anyio.run(finish_work)


@command()
def install(
    host: Annotated[
        str | None,
        typer.Argument(
            metavar="HOST",
            help=f"{', '.join(host.name for host in HOSTS[:-1])} or {HOSTS[-1].name}.",
            show_default="list them",
        ),
    ] = None,
    env: Annotated[
        list[str] | None,
        typer.Option(
            "--env",
            metavar="NAME=VALUE",
            help="A setting to write beside the command; NAME= takes it out.",
        ),
    ] = None,
    show: Annotated[bool, typer.Option("--print", help="Show the new configuration, write nothing.")] = False,
    uninstall: Annotated[bool, typer.Option("--uninstall", help="Take the server out again.")] = False,
) -> None:
    """Put the server into a host's own configuration."""
    from nemo_video.cli.install.command import InstallWishes, list_hosts, run_install

    if host is None:
        list_hosts()
        return
    _exit_with(lambda: run_install(host, InstallWishes(tuple(env or ()), show=show, uninstall=uninstall)))


@command()
def studio(
    port: Annotated[
        int | None,
        typer.Option(
            metavar="PORT",
            help="Port to listen on.",
            show_default="8765; any free one with --open",
        ),
    ] = None,
    listen: Annotated[
        str | None,
        typer.Option(
            metavar="HOST:PORT",
            help="Serve a team here, and keep what it makes. Callers need a token of NEMO_HTTP_TOKENS, or "
            "the one that is printed.",
        ),
    ] = None,
    faults: Annotated[
        str | None,
        typer.Option(
            envvar="NEMO_STUDIO_FAULTS",
            show_envvar=False,
            metavar="FAULTS",
            help="For tests: what goes wrong on purpose and how often, as slow_turn or lost_session:2, with "
            "commas; also opens GET and POST /control/faults. An unknown name lists them all. Or "
            "NEMO_STUDIO_FAULTS.",
        ),
    ] = None,
    opens: Annotated[
        bool,
        typer.Option(
            "--open", help="Show the studio's projects and the player in a browser here, without a host."
        ),
    ] = False,
) -> None:
    """Serve the offline studio alone, for a team or who writes clients of it; or look at its projects."""
    if listen and (opens or faults is not None or port is not None):
        why = "It goes with none of --open, --port and --faults."
        raise typer.BadParameter(why, param_hint="--listen")
    if listen:
        _serve_team(listen)
        return
    if opens:
        _exit_with(lambda: _listen_at(_LOOPBACK, port or 0, _view_projects))
        return
    try:
        _listen_at(_LOOPBACK, _STUDIO_PORT if port is None else port, partial(_serve_studio, faults))
    except InvalidArgument as error:
        raise typer.BadParameter(error.message, param_hint="--faults") from None


def _view_projects(port: int) -> None:
    from nemo_video.cli.viewer import run_viewer

    anyio.run(run_viewer, port)


def _serve_studio(faults: str | None, port: int) -> None:
    from nemo_video.cli.studio import run_studio

    anyio.run(run_studio, port, faults)


def _serve_team(address: str) -> None:
    """Serve at `HOST:PORT`; exit 2 and a line where that, or a setting, cannot be used."""
    from nemo_video.cli.http.address import read_address
    from nemo_video.cli.logs import configure_logs
    from nemo_video.cli.studio import run_shared_studio
    from nemo_video.settings import read_settings

    configure_logs()
    try:
        host, port = read_address(address, "--listen")
        settings = read_settings()
        _listen_at(host, port, lambda port: anyio.run(run_shared_studio, settings, host, port))
    except VideoError as error:
        typer.echo(f"{error.message} {error.advice}", err=True)
        raise typer.Exit(2) from None


def _listen_at(host: str, port: int, serve: Callable[[int], None]) -> None:
    try:
        serve(port)
    except (OSError, OverflowError) as error:  # a number that is no port is an overflow
        code = error.errno if isinstance(error, OSError) else None
        why = os.strerror(code) if code else str(error).rstrip(".")
        where = f"{host}, port {port}"
        typer.echo(f"The studio cannot listen on {where}: {why}. Choose another with --port.", err=True)
        raise typer.Exit(1) from None


def _exit_with(work: Callable[[], None]) -> None:
    """Do the work; what it refuses is told on standard error."""
    try:
        work()
    except VideoError as error:
        typer.echo(f"{error.message} {error.advice}", err=True)
        raise typer.Exit(2 if isinstance(error, WrongUse) else 1) from None

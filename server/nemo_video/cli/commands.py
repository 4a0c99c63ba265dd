"""The commands for people. Each imports what it needs when it runs, so that help comes at once."""

import os
from collections.abc import Callable
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import anyio
import typer

from nemo_video import __version__
from nemo_video.cli.install.hosts import HOSTS
from nemo_video.errors import InvalidArgument, VideoError
from nemo_video.settings import BackendName, describe_settings
from nemo_video.wire.formats import EXPORT_FORMATS, TIMELINE_NAMES

if TYPE_CHECKING:
    from nemo_video.cli.output import Output

_FOR_HOSTS = "For hosts"
_VIDEO = "Make video here"
_HELP = "Help"
_STUDIO_PORT = 8765


def _environment() -> str:
    """Every variable with its default and meaning; a blank line keeps each on its own."""
    told = (
        f"{setting.name}{f' ({setting.default})' if setting.default else ''}: {setting.meaning}"
        for setting in describe_settings()
    )
    plain = (line.replace("`", "").replace("[", r"\[") for line in told)  # backticks and brackets are markup
    return "\n\n".join(("Environment:", *plain))


app = typer.Typer(
    name="nemo-video-mcp",
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


class ProjectAction(StrEnum):
    """What to do with projects."""

    LIST = "list"
    NEW = "new"
    USE = "use"
    LINK = "link"


AsJson = Annotated[bool, typer.Option("--json", help="Print each answer as one line of JSON.")]
UseBackend = Annotated[
    BackendName | None,
    typer.Option(
        "--backend", help="Where the video is made; studio works offline and free. [default: the setting]"
    ),
]
ProjectId = Annotated[
    str | None, typer.Option("--project", help="A project's id. [default: the current one]")
]
Format = Annotated[
    str | None, typer.Option("--format", help=f"{', '.join((*EXPORT_FORMATS, *TIMELINE_NAMES))}, srt or vtt.")
]
Quality = Annotated[str | None, typer.Option("--quality", help="high, medium or low.")]
OutputPath = Annotated[
    str | None,
    typer.Option(
        "--output", "-o", metavar="PATH", help="Save the video as this file; its ending tells the format."
    ),
]
Force = Annotated[bool, typer.Option("--force", "-f", help="Replace the file if it is there already.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Tell only where files were saved, and errors.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Show the server's log as well.")]


@app.callback(invoke_without_command=True)
def about(
    version: Annotated[bool, typer.Option("--version", help="Show the version and end.")] = False,
) -> None:
    """Tell the version."""
    if version:
        typer.echo(f"nemo-video-mcp {__version__}")
        raise typer.Exit


@app.command(rich_help_panel=_FOR_HOSTS, epilog=_environment())
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
        Path | None, typer.Option(help="With --http: a certificate with its chain, in PEM format.")
    ] = None,
    tls_key: Annotated[Path | None, typer.Option(help="The certificate's key.")] = None,
) -> None:
    """Serve MCP over stdio (what happens without a command), or over HTTP."""
    from nemo_video.cli.serve import serve as serve_stdio
    from nemo_video.cli.serve import serve_over_http

    if http is None and (tls_cert or tls_key):
        raise typer.BadParameter("It goes with --http.", param_hint="--tls-cert")
    raise typer.Exit(serve_stdio() if http is None else serve_over_http(http, tls_cert, tls_key))


@app.command(hidden=True)
def finish() -> None:
    """Finish what a process left when its host closed it; it starts this by itself."""
    from nemo_video.cli.finisher import finish_work

    anyio.run(finish_work)


@app.command(rich_help_panel=_FOR_HOSTS)
def install(
    host: Annotated[
        str | None,
        typer.Argument(
            help=f"{', '.join(host.name for host in HOSTS[:-1])} or {HOSTS[-1].name}. [default: list them]"
        ),
    ] = None,
    env: Annotated[
        list[str] | None,
        typer.Option(
            "--env", help="A setting to write beside the command, as NAME=VALUE; NAME= takes it out."
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


@app.command(rich_help_panel=_FOR_HOSTS)
def studio(
    port: Annotated[
        int | None,
        typer.Option(help="Port to listen on. [default: 8765; any free one with --open]", min=0, max=65535),
    ] = None,
    host: Annotated[
        str, typer.Option(help="Address to listen on; other machines need the token that is printed.")
    ] = "127.0.0.1",
    faults: Annotated[
        str | None,
        typer.Option(
            envvar="NEMO_STUDIO_FAULTS",
            help="For tests: what goes wrong on purpose and how often, as lost_session:2,slow_turn; also "
            "opens GET and POST /control/faults. An unknown name lists them all.",
        ),
    ] = None,
    opens: Annotated[
        bool,
        typer.Option(
            "--open", help="Show the studio's projects and the player in a browser here, without a host."
        ),
    ] = False,
) -> None:
    """Serve the offline studio alone, for those who write clients of the backend; or look at its projects."""
    if opens and host != "127.0.0.1":
        raise typer.BadParameter("With --open only this machine is served.", param_hint="--host")
    if opens:
        _exit_with(lambda: _listen_at(host, port or 0, _view_projects))
        return
    try:
        _listen_at(host, _STUDIO_PORT if port is None else port, partial(_serve_studio, faults, host))
    except InvalidArgument as error:
        raise typer.BadParameter(error.message, param_hint="--faults") from None


def _view_projects(port: int) -> None:
    from nemo_video.cli.viewer import run_viewer

    anyio.run(run_viewer, port)


def _serve_studio(faults: str | None, host: str, port: int) -> None:
    from nemo_video.cli.studio import run_studio

    anyio.run(run_studio, port, faults, host)


def _listen_at(host: str, port: int, serve: Callable[[int], None]) -> None:
    try:
        serve(port)
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else str(error)
        where = f"{host}, port {port}"
        typer.echo(f"The studio cannot listen on {where}: {why}. Choose another with --port.", err=True)
        raise typer.Exit(1) from None


@app.command(rich_help_panel=_VIDEO)
def generate(
    prompts: Annotated[
        list[str],
        typer.Argument(metavar="PROMPT...", help="What to make or change; several are said in turn."),
    ],
    project: ProjectId = None,
    duration: Annotated[float | None, typer.Option(help="Length of a new clip in seconds.")] = None,
    aspect_ratio: Annotated[str | None, typer.Option(help="16:9, 9:16, 1:1, 4:5 or 21:9.")] = None,
    output: OutputPath = None,
    force: Force = False,
    backend: UseBackend = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Make or change a video by saying so."""
    measures: dict[str, Any] = {"duration_s": duration, "aspect_ratio": aspect_ratio}
    calls: list[tuple[str, dict[str, Any]]] = [
        ("generate", {"prompt": prompt, "project_id": project, **(measures if first else {})})
        for first, prompt in zip([True] + [False] * len(prompts), prompts, strict=False)
    ]
    to = _check_output(output, None, force=force)
    if to:
        calls.append(("export", {"project_id": project, "filename": to.path.name, "format": to.format}))
    _run(calls, backend, as_json, quiet, verbose, to)


@app.command(
    rich_help_panel=_VIDEO, context_settings={"allow_extra_args": True, "ignore_unknown_options": True}
)
def edit(
    ctx: typer.Context,
    op: Annotated[str | None, typer.Option(help="trim, cut, split, move, speed, title, fade …")] = None,
    file: Annotated[
        str | None, typer.Option("--file", help="A JSON file with a list of edits; - for standard input.")
    ] = None,
    project: ProjectId = None,
    backend: UseBackend = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Change the timeline exactly: one edit by its fields as options, or several from a file.

    For example: edit --op trim --item "clip 2" --from-s 1 --to-s 4
    """
    from nemo_video.cli.edits import read_edits

    try:
        edits = read_edits(op, file, ctx.args)
    except InvalidArgument as error:
        typer.echo(f"{error.message} {error.advice}", err=True)
        raise typer.Exit(2) from None
    _run([("edit", {"edits": edits, "project_id": project})], backend, as_json, quiet, verbose)


@app.command(rich_help_panel=_VIDEO)
def upload(
    sources: Annotated[list[str], typer.Argument(metavar="SOURCE...", help="Files, or http(s) addresses.")],
    project: ProjectId = None,
    backend: UseBackend = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Bring your own files into a project."""
    paths = [source if "://" in source else str(Path(source).expanduser().absolute()) for source in sources]
    _run([("upload", {"source": paths, "project_id": project})], backend, as_json, quiet, verbose)


@app.command(rich_help_panel=_VIDEO)
def export(
    project: ProjectId = None,
    kind: Format = None,
    quality: Quality = None,
    output: OutputPath = None,
    force: Force = False,
    backend: UseBackend = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Save the video of a project as a file."""
    to = _check_output(output, kind, force=force)
    name, kind = (to.path.name, to.format) if to else (None, kind)
    arguments = {"project_id": project, "format": kind, "quality": quality, "filename": name}
    _run([("export", arguments)], backend, as_json, quiet, verbose, to)


@app.command(rich_help_panel=_VIDEO)
def preview(
    at: Annotated[
        list[float] | None, typer.Option("--at", help="A time in seconds; may be given several times.")
    ] = None,
    project: ProjectId = None,
    backend: UseBackend = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Save pictures of a project, and draw them in terminals that can (kitty, iTerm, sixel)."""
    _run([("preview", {"project_id": project, "at_s": at or None})], backend, as_json, quiet, verbose)


@app.command(rich_help_panel=_VIDEO)
def state(
    project: ProjectId = None,
    backend: UseBackend = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Show a project's timeline, media and jobs."""
    _run([("state", {"project_id": project})], backend, as_json, quiet, verbose)


@app.command(name="credits", rich_help_panel=_VIDEO)
def show_credits(
    backend: UseBackend = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Show the account's credits."""
    from nemo_video.cli.balance import show_balance
    from nemo_video.cli.options import Options

    raise typer.Exit(show_balance(Options(as_json, quiet, verbose, backend)))


@app.command(rich_help_panel=_VIDEO)
def wait(
    job_id: str,
    as_json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Wait for a job that is running."""
    _run([("wait", {"job_id": job_id})], None, as_json, quiet, verbose)


@app.command(rich_help_panel=_VIDEO)
def cancel(
    job_id: str,
    as_json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Stop a job that is running."""
    _run([("cancel", {"job_id": job_id})], None, as_json, quiet, verbose)


@app.command(rich_help_panel=_VIDEO)
def projects(
    action: Annotated[ProjectAction, typer.Argument(help="What to do.")] = ProjectAction.LIST,
    project: ProjectId = None,
    backend: UseBackend = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """List, make, switch and link projects."""
    _run([("projects", {"action": action.value, "project_id": project})], backend, as_json, quiet, verbose)


@app.command(rich_help_panel=_HELP)
def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
) -> None:
    """Find out what keeps the server from working, and what to do about it."""
    from nemo_video.cli.doctor import run_doctor

    raise typer.Exit(anyio.run(run_doctor, as_json))


@app.command(rich_help_panel=_HELP)
def demo() -> None:
    """Make a ten-second video offline, the way a host would ask for it."""
    from nemo_video.cli.demo import run_demo

    raise typer.Exit(anyio.run(run_demo))


def _run(
    calls: list[tuple[str, dict[str, Any]]],
    backend: BackendName | None,
    as_json: bool,
    quiet: bool,
    verbose: bool,
    output: "Output | None" = None,
) -> None:
    from nemo_video.cli.options import Options
    from nemo_video.cli.video import Call, run_calls

    options = Options(as_json, quiet, verbose, backend, output)
    raise typer.Exit(run_calls([Call(*call) for call in calls], options))


def _check_output(name: str | None, kind: str | None, *, force: bool) -> "Output | None":
    """What `-o` names; wrong usage ends here, before anything is made."""
    from nemo_video.cli.output import check_output

    try:
        return check_output(name, kind, is_forced=force) if name else None
    except VideoError as error:
        typer.echo(f"{error.message} {error.advice}", err=True)
        raise typer.Exit(2) from None


def _exit_with(work: Callable[[], None]) -> None:
    """Do the work; what it refuses is told on standard error."""
    try:
        work()
    except VideoError as error:
        typer.echo(f"{error.message} {error.advice}", err=True)
        raise typer.Exit(1) from None

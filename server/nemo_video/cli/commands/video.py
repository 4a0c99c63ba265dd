"""Commands that make video here, each a tool or two."""

import sys
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nemo_video.cli.commands.parameters import (
    AsJson,
    Chapters,
    Command,
    Force,
    Format,
    JobId,
    OutputPath,
    Platform,
    ProjectId,
    Quality,
    Quiet,
    UseBackend,
    Verbose,
)
from nemo_video.errors import InvalidArgument, VideoError
from nemo_video.settings import BackendName

if TYPE_CHECKING:
    from nemo_video.cli.output import Output

commands = typer.Typer()
command = partial(commands.command, cls=Command, rich_help_panel="Make video here")


class ProjectAction(StrEnum):
    """What to do with projects."""

    LIST = "list"
    NEW = "new"
    USE = "use"
    LINK = "link"


@command()
def generate(
    prompts: Annotated[
        list[str],
        typer.Argument(metavar="PROMPT...", help="What to make or change; several are said in turn."),
    ],
    project: ProjectId = None,
    duration: Annotated[
        float | None, typer.Option(metavar="SECONDS", help="Length of a new clip in seconds.")
    ] = None,
    aspect_ratio: Annotated[
        str | None, typer.Option(metavar="RATIO", help="16:9, 9:16, 1:1, 4:5 or 21:9.")
    ] = None,
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


@command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def edit(
    ctx: typer.Context,
    op: Annotated[
        str | None, typer.Option(metavar="OP", help="trim, cut, split, move, speed, title, fade …")
    ] = None,
    file: Annotated[
        str | None,
        typer.Option(
            "--file", metavar="FILE", help="A JSON file with a list of edits; - for standard input."
        ),
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


@command()
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


@command()
def export(
    project: ProjectId = None,
    kind: Format = None,
    quality: Quality = None,
    platform: Platform = None,
    chapters: Chapters = None,
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
    arguments = {
        "project_id": project,
        "format": kind,
        "quality": quality,
        "filename": name,
        "platform": platform,
        "chapters": _read_chapters(chapters),
    }
    _run([("export", arguments)], backend, as_json, quiet, verbose, to)


@command()
def preview(
    at: Annotated[
        list[float] | None,
        typer.Option("--at", metavar="SECONDS", help="A time in seconds; may be given several times."),
    ] = None,
    project: ProjectId = None,
    backend: UseBackend = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Save pictures of a project, and draw them in terminals that can (kitty, iTerm, sixel)."""
    _run([("preview", {"project_id": project, "at_s": at or None})], backend, as_json, quiet, verbose)


@command()
def state(
    project: ProjectId = None,
    backend: UseBackend = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Show a project's timeline, media and jobs."""
    _run([("state", {"project_id": project})], backend, as_json, quiet, verbose)


@command(name="credits")
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


@command()
def wait(
    job_id: JobId,
    as_json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Wait for a job that is running."""
    _run([("wait", {"job_id": job_id})], None, as_json, quiet, verbose)


@command()
def cancel(
    job_id: JobId,
    as_json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Stop a job that is running."""
    _run([("cancel", {"job_id": job_id})], None, as_json, quiet, verbose)


@command()
def projects(
    action: Annotated[
        ProjectAction, typer.Argument(metavar="ACTION", help="What to do: list, new, use or link.")
    ] = ProjectAction.LIST,
    project: ProjectId = None,
    backend: UseBackend = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """List, make, switch and link projects."""
    _run([("projects", {"action": action.value, "project_id": project})], backend, as_json, quiet, verbose)


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


def _read_chapters(name: str | None) -> str | None:
    """The lines of a file or of standard input, or `clips` as it is; wrong usage ends here."""
    if name is None or name == "clips":
        return name
    try:
        return sys.stdin.read() if name == "-" else Path(name).expanduser().read_text("utf-8-sig")
    except OSError as error:
        raise typer.BadParameter(f"{name}: {error.strerror}.", param_hint="--chapters") from None
    except UnicodeDecodeError:
        raise typer.BadParameter(f"{name} is no UTF-8 text.", param_hint="--chapters") from None


def _check_output(name: str | None, kind: str | None, *, force: bool) -> "Output | None":
    """What `-o` names; wrong usage ends here, before anything is made."""
    from nemo_video.cli.output import check_output

    try:
        return check_output(name, kind, is_forced=force) if name else None
    except VideoError as error:
        typer.echo(f"{error.message} {error.advice}", err=True)
        raise typer.Exit(2) from None

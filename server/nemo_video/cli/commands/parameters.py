"""Options that several commands share, and how help shows them."""

from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup, TyperOption

from nemo_video.settings import BackendName
from nemo_video.wire.formats import EXPORT_FORMATS, TIMELINE_NAMES
from nemo_video.wire.platforms import PLATFORM_NAMES, PlatformName

AsJson = Annotated[bool, typer.Option("--json", help="Print each answer as one line of JSON.")]
UseBackend = Annotated[
    BackendName | None,
    typer.Option(
        "--backend",
        help="Where the video is made; studio works offline and free.",
        show_default="the setting",
    ),
]
ProjectId = Annotated[
    str | None,
    typer.Option("--project", metavar="ID", help="A project's id.", show_default="the current one"),
]
JobId = Annotated[str, typer.Argument(metavar="JOB", help="A job's id, as a running call and state tell it.")]
Format = Annotated[
    str | None,
    typer.Option(
        "--format", metavar="FORMAT", help=f"{', '.join((*EXPORT_FORMATS, *TIMELINE_NAMES))}, srt or vtt."
    ),
]
Quality = Annotated[str | None, typer.Option("--quality", metavar="QUALITY", help="high, medium or low.")]
OutputPath = Annotated[
    str | None,
    typer.Option(
        "--output", "-o", metavar="PATH", help="Save the video as this file; its ending tells the format."
    ),
]
Force = Annotated[bool, typer.Option("--force", "-f", help="Replace the file if it is there already.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Tell only where files were saved, and errors.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Show the server's log as well.")]
Platform = Annotated[
    PlatformName | None,
    typer.Option(
        "--platform",
        metavar="PLATFORM",
        help=f"Where it will be shown, for its measures and its rules: {', '.join(PLATFORM_NAMES)}.",
    ),
]
Chapters = Annotated[
    str | None,
    typer.Option(
        "--chapters",
        metavar="FILE",
        help="clips, for one each; or a text file with lines such as 0:00 Opening; - for standard input.",
    ),
]


def _without_types(params: list[Any]) -> list[Any]:
    """A switch takes nothing: `<bool>` beside it would only take the room of the names."""
    for param in params:
        if isinstance(param, TyperOption) and param.is_flag and param.metavar is None:
            param.metavar = ""
    return params


class Command(TyperCommand):
    """A command whose help shows what its options take, and no types."""

    def get_params(self, ctx: Any) -> list[Any]:  # the SDK of Typer keeps the type of a context to itself
        """The options, as the help shows them."""
        return _without_types(super().get_params(ctx))


class Group(TyperGroup):
    """The whole, likewise."""

    def get_params(self, ctx: Any) -> list[Any]:
        """The options, as the help shows them."""
        return _without_types(super().get_params(ctx))

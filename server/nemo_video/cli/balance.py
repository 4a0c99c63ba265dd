"""`credits` on the command line: asked of the engine itself; to start a server and a client takes seconds."""

import json
import os
from functools import partial

import anyio
import typer

from nemo_video.cli.connectors import list_backends
from nemo_video.cli.options import Exit, Options
from nemo_video.cli.wording import in_commands
from nemo_video.engine import open_engine
from nemo_video.errors import VideoError
from nemo_video.redaction import clean, clean_all
from nemo_video.settings import Settings, read_settings
from nemo_video.surface.budget import MAX_RESULT_CHARS
from nemo_video.surface.credits import credits_body, words_of_credits


def show_balance(options: Options) -> int:
    """Print what the account has.

    Args:
        options: How to show it, and whose account.

    Returns:
        The exit status.
    """
    try:
        settings = read_settings({**os.environ, **options.settings})
    except VideoError as error:
        typer.echo(f"{error.message} {error.advice}", err=True)
        return Exit.USAGE
    return anyio.run(_show, settings, options)


async def _show(settings: Settings, options: Options) -> Exit:
    async with open_engine(settings, partial(list_backends, settings)) as engine:
        try:
            report = await engine.credits()
        except VideoError as error:
            _show_error(error, options)
            return Exit.FAILED
    if options.as_json:
        typer.echo(json.dumps(clean_all(credits_body(report).as_json()), ensure_ascii=False))
    elif not options.is_quiet:
        typer.echo(clean(in_commands(words_of_credits(report).text({}, MAX_RESULT_CHARS))))
    return Exit.DONE


def _show_error(error: VideoError, options: Options) -> None:
    """As every command does; what the SDK needs to load no longer matters."""
    from nemo_video.cli.video import show
    from nemo_video.surface.boundary import error_result

    show(error_result(error), options)

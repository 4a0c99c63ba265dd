"""The command line in this process, and as a process of its own.

A command starts two programs, itself and a server, and that takes longer than most of what a test asks of it.
What a test says of the process (its streams, its folder, its end) it says of `run_process`; what it says of
words, exit statuses and files, of `run`.
"""

import json
import os
import subprocess
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from mcp import Client
from typer.testing import CliRunner

from homes import COMMAND, Json, clean_environment
from nemo_video.cli import demo, video
from nemo_video.cli.commands import app
from nemo_video.cli.composition import make_server

LIMIT_S = 120
WIDE = "200"
"""Columns: no line is broken where a test looks for words."""


def run(home: Path, *arguments: str, **settings: str) -> CompletedProcess[str]:
    """What a command says and how it ends, with a home folder and settings of its own."""
    environment = clean_environment(home, **{"COLUMNS": WIDE, **settings})
    with pytest.MonkeyPatch.context() as patch:
        for caller in (video, demo):
            patch.setattr(caller, "open_own_server", _open_server_here)
        ended = CliRunner().invoke(app, arguments, env={**dict.fromkeys(os.environ), **environment})
    if ended.exception and not isinstance(ended.exception, SystemExit):
        raise ended.exception
    return CompletedProcess(arguments, ended.exit_code, ended.stdout, ended.stderr)


@asynccontextmanager
async def _open_server_here(settings: Mapping[str, str] | None = None) -> AsyncGenerator[Client]:
    with pytest.MonkeyPatch.context() as patch:
        for variable, value in (settings or {}).items():
            patch.setenv(variable, value)
        async with Client(make_server()) as client:
            yield client


def run_process(
    home: Path, *arguments: str, prefix: Sequence[str] = (), **settings: str
) -> CompletedProcess[str]:
    """The same, run the way a person or a script runs it."""
    return subprocess.run(
        [*prefix, str(COMMAND), *arguments],
        env=clean_environment(home, COLUMNS=WIDE, **settings),
        capture_output=True,
        encoding="utf-8",
        timeout=LIMIT_S,
        check=False,
    )


def lines_of(ended: CompletedProcess[str]) -> list[Json]:
    """Each line of the output, which is JSON."""
    return [json.loads(line) for line in ended.stdout.splitlines()]

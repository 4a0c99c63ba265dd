"""The composition root: it puts the rooms together and hands them to a host, a terminal or a script."""

import gc
import os
import sys
from io import TextIOWrapper
from types import ModuleType
from typing import cast

_COMPLETION = "_NEMO_VIDEO_MCP_COMPLETE"
"""With this in the environment a shell asks what could come next, and must get an answer at once."""


_QUICK = "credits"
"""This command is over in a second, most of which it loads; to look for garbage was a tenth of it."""


def main() -> None:
    """The command `nemo-video-mcp`; without arguments it serves MCP over stdio, or helps a person.

    The imports are here because each way in needs another half of the house, and hosts wait for the server.
    """
    _spare_httpx_its_command_line()
    if _is_for_a_host(sys.argv[1:]):
        from nemo_video.cli.serve import serve

        sys.exit(serve())
    gc.disable()  # none of what is loaded becomes garbage
    from nemo_video.cli.commands import app

    if sys.argv[1:2] != [_QUICK]:
        gc.freeze()
        gc.enable()
    _write_utf8()
    app()


def _is_for_a_host(arguments: list[str]) -> bool:
    """Whether to serve: hosts give a pipe; who types the bare command in a terminal wants help."""
    if _COMPLETION in os.environ:
        return False
    return arguments == ["serve"] or (not arguments and not sys.stdin.isatty())


def _spare_httpx_its_command_line() -> None:
    """Let `import httpx` leave out its own command: where rich is there it costs 60 ms of every start."""
    sys.modules.setdefault("httpx._main", cast("ModuleType", None))


def _write_utf8() -> None:
    """Let files and pipes have UTF-8, also on Windows, whose old code pages lack half of what is said."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper) and not stream.isatty():
            stream.reconfigure(encoding="utf-8")

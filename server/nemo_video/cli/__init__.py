"""The composition root: it puts the rooms together and hands them to a host, a terminal or a script."""

import sys
from io import TextIOWrapper


def main() -> None:
    """The command `nemo-video-mcp`; without arguments it serves MCP over stdio.

    The imports are here because each way in needs another half of the house, and hosts wait for the server.
    """
    if sys.argv[1:] in ([], ["serve"]):
        from nemo_video.cli.serve import serve

        sys.exit(serve())
    from nemo_video.cli.commands import app

    _write_utf8()
    app()


def _write_utf8() -> None:
    """Let files and pipes have UTF-8, also on Windows, whose old code pages lack half of what is said."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper) and not stream.isatty():
            stream.reconfigure(encoding="utf-8")

"""The composition root: it puts the rooms together and hands them to a host, a terminal or a script."""

import sys


def main() -> None:
    """The command `nemo-video-mcp`; without arguments it serves MCP over stdio.

    The imports are here because each way in needs another half of the house, and hosts wait for the server.
    """
    if sys.argv[1:] in ([], ["serve"]):
        from nemo_video.cli.serve import serve

        sys.exit(serve())
    from nemo_video.cli.commands import app

    app()

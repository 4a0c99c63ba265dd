"""Serves MCP over stdio."""

import sys
from functools import partial

from nemo_video.cli.connectors import connectors
from nemo_video.cli.logs import configure_logs
from nemo_video.engine import open_engine
from nemo_video.errors import VideoError
from nemo_video.settings import read_settings
from nemo_video.surface import VideoServer, build_server

BAD_SETTING = 2


def make_server() -> VideoServer:
    """The server as the environment sets it.

    Raises:
        InvalidArgument: A setting has a bad value.
    """
    settings = read_settings()
    return build_server(settings, partial(open_engine, settings, partial(connectors, settings)))


def serve() -> int:
    """Serve until the host closes standard input.

    Returns:
        The exit status.
    """
    configure_logs()
    try:
        server = make_server()
    except VideoError as error:
        sys.stderr.write(f"nemo-video-mcp: {error.message} {error.advice}\n")
        return BAD_SETTING
    server.run("stdio")
    return 0

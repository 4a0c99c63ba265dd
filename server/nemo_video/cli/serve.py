"""Serves MCP over stdio, and starts fast: a host waits for the list of tools each time it opens.

Everything that is done for the start alone is here. Beside it there is one rule, held by a test: what is
imported before the first call imports no FFmpeg, numpy, Pillow, HTTP client, ledger or command line; the
function that needs one imports it.
"""

import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from nemo_video.cli.process import StdioProcess, hidden
from nemo_video.errors import VideoError

if TYPE_CHECKING:
    from nemo_video.engine import Finisher
    from nemo_video.surface.server import VideoServer

BAD_SETTING = 2


def serve() -> int:
    """Serve until the host closes standard input.

    Returns:
        The exit status.
    """
    gc.disable()
    os.environ.setdefault(
        "PYDANTIC_DISABLE_PLUGINS", "__all__"
    )  # the search for them reads every distribution
    from nemo_video.cli.finisher import start_finisher
    from nemo_video.engine import Finisher

    finisher = Finisher(start_finisher)
    try:
        server = _make_server(finisher)
    except VideoError as error:
        sys.stderr.write(f"nemo-video-mcp: {error.message} {error.advice}\n")
        return BAD_SETTING
    gc.freeze()  # none of it becomes garbage before the end, and the end need not look through it
    gc.enable()
    StdioProcess(server, finisher).run()
    gc.freeze()  # all is closed: to look through a used engine's objects once more takes longer than the rest
    return 0


def serve_over_http(address: str, certificate: Path | None, key: Path | None) -> int:
    """Serve over Streamable HTTP until a signal ends it.

    Args:
        address: `HOST:PORT`.
        certificate: Of TLS, with its chain; None where a proxy does that, or nobody.
        key: Of the certificate.

    Returns:
        The exit status.
    """
    from nemo_video.cli.composition import make_http_server
    from nemo_video.cli.http.server import serve_http
    from nemo_video.cli.logs import configure_logs
    from nemo_video.settings import read_settings

    configure_logs()
    try:
        settings = read_settings()
        return serve_http(make_http_server, settings, address, certificate, key)
    except VideoError as error:
        sys.stderr.write(f"nemo-video-mcp: {error.message} {error.advice}\n")
        return BAD_SETTING


def _make_server(finisher: "Finisher") -> "VideoServer":
    """The server, without two libraries that the SDK takes along where they can be imported.

    uvicorn is for HTTP (sse-starlette listens to its shutdown), rich draws boxes around tracebacks. Both are
    there again afterwards: uvicorn serves the studio.
    """
    with hidden("uvicorn", "rich"):
        from nemo_video.cli.composition import make_server
        from nemo_video.cli.logs import configure_logs

        configure_logs()
        return make_server(finisher)

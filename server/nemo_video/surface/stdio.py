"""Standard input and output as the way to a host: every line is answered, and a deaf host holds nobody."""

import logging
import os
from threading import Timer
from typing import Any

from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server

from nemo_video.surface.incoming import Incoming
from nemo_video.surface.outgoing import Outgoing

logger = logging.getLogger(__name__)

LAST_WORDS_S = 0.5
"""How long a host may take to read what was still to be said; a process ends within a second."""


async def serve_stdio(server: Server[Any]) -> None:
    """Serve until the host closes standard input, or reads standard output no more.

    Everything of ours is closed by then. What may still hold the process is a thread of the SDK, which writes
    to a host that does not read or reads from one that does not write; no cancellation reaches it.
    """
    leave = Timer(LAST_WORDS_S, os._exit, (0,))
    leave.daemon = True
    try:
        async with stdio_server() as (received, written):
            try:
                outgoing = Outgoing(written)
                await server.run(
                    Incoming(received, outgoing), outgoing, server.create_initialization_options()
                )
            finally:
                leave.start()
    except* BrokenPipeError:
        logger.info("The host closed standard output")
    finally:
        leave.cancel()

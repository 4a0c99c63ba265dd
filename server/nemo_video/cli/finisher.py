"""The process that finishes what another one left when its host closed it."""

import subprocess
import sys
from functools import partial

import anyio

LIMIT_S = 3600
"""No render takes longer, and no process without a host shall stay."""


def start_finisher() -> None:
    """Start it, out of the reach of a host that ends all processes of its server."""
    command = [sys.executable, "-m", "nemo_video", "finish"]
    flags = 0
    if sys.platform == "win32":
        flags = subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP
    subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        creationflags=flags,
        start_new_session=sys.platform != "win32",
    )


async def finish_work() -> None:
    """Finish what was handed on, then end."""
    from nemo_video.cli.connectors import list_backends
    from nemo_video.engine import open_engine
    from nemo_video.settings import read_settings

    settings = read_settings()
    with anyio.move_on_after(LIMIT_S):
        async with open_engine(settings, partial(list_backends, settings), is_finisher=True) as engine:
            await engine.finish_left()

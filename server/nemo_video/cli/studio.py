"""Serves the offline studio alone."""

import signal
import sys

import anyio
from rich.console import Console

from nemo_studio import Faults, StudioAddress, StudioOptions, serve_studio

LOOPBACK = "127.0.0.1"


async def run_studio(port: int, faults: str | None = None, host: str = LOOPBACK) -> None:
    """Serve until interrupted, or told to end.

    Args:
        port: Where.
        faults: What goes wrong on purpose, as `lost_session:2,slow_turn`; None for a studio without switches.
        host: The address to listen on. Programs of other machines need the token that is printed.
    """
    options = StudioOptions(faults=Faults.read(faults or ""), has_control=faults is not None)
    async with serve_studio(options, host=host, port=port) as address:
        Console(soft_wrap=True).print(_greeting(address, host))
        await _until_told_to_end()


def _greeting(address: StudioAddress, host: str) -> str:
    token = "" if host == LOOPBACK else f" and NEMO_TOKEN={address.token}"
    return (
        f"The offline studio listens on [bold]{address.url}[/]; it speaks the backend's protocol.\n"
        f"Point a client at it with NEMO_API_URL={address.url}{token}. Ctrl+C ends it."
    )


async def _until_told_to_end() -> None:
    """By itself SIGTERM skips every clean-up, and the studio's folder would stay behind."""
    if sys.platform == "win32":  # which has no such signal
        await anyio.sleep_forever()
    with anyio.open_signal_receiver(signal.SIGTERM) as signals:
        async for _ in signals:
            return

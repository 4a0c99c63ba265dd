"""Serves the offline studio alone."""

import anyio
from rich.console import Console

from nemo_studio import Faults, StudioOptions, serve_studio


async def run_studio(port: int, faults: str | None = None) -> None:
    """Serve until interrupted.

    Args:
        port: Where.
        faults: What goes wrong on purpose, as `lost_session:2,slow_turn`; None for a studio without switches.
    """
    options = StudioOptions(faults=Faults.read(faults or ""), has_control=faults is not None)
    async with serve_studio(options, port=port) as address:
        Console().print(
            f"The offline studio listens on [bold]{address.url}[/]; it speaks the backend's protocol.\n"
            f"Point a client at it with NEMO_API_URL={address.url}. Ctrl+C ends it."
        )
        await anyio.sleep_forever()

"""Serves the offline studio alone."""

import anyio
from rich.console import Console

from nemo_video.studio import StudioOptions, serve_studio


async def run_studio(port: int) -> None:
    """Serve until interrupted."""
    async with serve_studio(StudioOptions(), port=port) as address:
        Console().print(
            f"The offline studio listens on [bold]{address.url}[/]; it speaks the backend's protocol.\n"
            f"Point a client at it with NEMO_API_URL={address.url}. Ctrl+C ends it."
        )
        await anyio.sleep_forever()

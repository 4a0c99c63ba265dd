"""Serves the offline studio alone."""

from rich.console import Console

from nemo_studio import Faults, StudioAddress, StudioOptions, serve_studio
from nemo_video.cli.process import hearing_the_end

LOOPBACK = "127.0.0.1"


async def run_studio(port: int, faults: str | None = None, host: str = LOOPBACK) -> None:
    """Serve until interrupted, or told to end.

    Args:
        port: Where.
        faults: What goes wrong on purpose, as `lost_session:2,slow_turn`; None for a studio without switches.
        host: The address to listen on. Programs of other machines need the token that is printed.
    """
    options = StudioOptions(faults=Faults.read(faults or ""), has_control=faults is not None)
    # Before anybody can know its address and end it.
    with hearing_the_end() as until_told_to_end:
        async with serve_studio(options, host=host, port=port) as address:
            Console(soft_wrap=True).print(_greeting(address, host))
            await until_told_to_end()


def _greeting(address: StudioAddress, host: str) -> str:
    token = "" if host == LOOPBACK else f" and NEMO_TOKEN={address.token}"
    return (
        f"The offline studio listens on [bold]{address.url}[/]; it speaks the backend's protocol.\n"
        f"Point a client at it with NEMO_API_URL={address.url}{token}. Ctrl+C ends it."
    )

"""Serves the offline studio alone: for those who write clients of it, or for a team."""

from collections.abc import Awaitable, Callable
from ipaddress import ip_address

from rich.console import Console

from nemo_studio import Faults, ObjectStore, StudioAddress, StudioOptions, serve_studio
from nemo_video.cli.connectors import generator_of
from nemo_video.cli.http.address import is_loopback
from nemo_video.cli.http.connections import PromptConnection, raise_file_limit
from nemo_video.cli.process import hearing_the_end
from nemo_video.settings import Settings

LOOPBACK = "127.0.0.1"
DISK_SHARES = 4
"""No caller of a team's studio may need more than a quarter of its disk space."""

FOLDER = "shared-studio"
"""In the state folder. The studio inside a server has one of its own, for one user."""


async def run_studio(port: int, faults: str | None = None) -> None:
    """Serve this machine until interrupted, or told to end; then everything is forgotten.

    Args:
        port: Where.
        faults: What goes wrong on purpose, as `lost_session:2,slow_turn`; None for a studio without switches.
    """
    options = StudioOptions(faults=Faults.read(faults or ""), has_control=faults is not None)
    await _serve(options, LOOPBACK, port)


async def run_shared_studio(settings: Settings, host: str, port: int) -> None:
    """Serve a team until told to end; what they make is kept.

    Args:
        settings: Where it is kept, and who may call.
        host: The address to listen on. Programs of other machines need a token.
        port: Where.

    Raises:
        DiskFailure: The state folder cannot be written.
        InvalidArgument: The tokens, the database, the object store or the model is not set as it should be.
        BackendRefusal: The database cannot be reached.
    """
    raise_file_limit()
    options = StudioOptions(
        folder=settings.state_dir / FOLDER,
        database_url=settings.ledger_url.get_secret_value() if settings.ledger_url else None,
        is_guarded=settings.http_tokens is not None or not is_loopback(host),
        callers=_read_callers(settings),
        hosts=(*settings.http_hosts, *([] if _is_address(host) else [host])),
        protocol=PromptConnection,
        objects=ObjectStore.open(settings.studio_store) if settings.studio_store else None,
        workers=settings.renders_at_a_time,
        scheduler=settings.scheduler,
        disk_shares=DISK_SHARES,
        generator=generator_of(settings),
    )
    await _serve(options, host, port)


def _read_callers(settings: Settings) -> Callable[[str], Awaitable[str | None]] | None:
    if settings.http_tokens is None:
        return None
    from nemo_video.cli.http.tokens import TokensFile  # loads the SDK, which only the file needs

    tokens = TokensFile(settings.http_tokens)

    async def name_of(token: str) -> str | None:
        found = await tokens.verify_token(token)
        return found.client_id if found else None

    return name_of


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


async def _serve(options: StudioOptions, host: str, port: int) -> None:
    # Before anybody can know its address and end it.
    with hearing_the_end() as until_told_to_end:
        async with serve_studio(options, host=host, port=port) as address:
            Console(soft_wrap=True).print(_greeting(address, options))
            await until_told_to_end()


def _greeting(address: StudioAddress, options: StudioOptions) -> str:
    if options.callers:
        token = " and NEMO_TOKEN=one of the tokens in NEMO_HTTP_TOKENS"
    else:
        token = f" and NEMO_TOKEN={address.token}" if options.is_guarded else ""
    return (
        f"The offline studio listens on [bold]{address.url}[/]; it speaks the backend's protocol.\n"
        f"Point a client at it with NEMO_API_URL={address.url}{token}. Ctrl+C ends it."
    )

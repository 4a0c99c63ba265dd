"""Where the server listens, and under which names it may be called."""

from collections.abc import Sequence
from ipaddress import ip_address

from mcp.server.transport_security import TransportSecuritySettings

from nemo_video.errors import InvalidArgument

_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
MAX_PORT = 65_535


def read_address(text: str, option: str = "--http") -> tuple[str, int]:
    """Host and port.

    Args:
        text: `HOST:PORT`; an IPv6 address stands in brackets.
        option: Where it was written.

    Raises:
        InvalidArgument: It is none.
    """
    host, colon, port = text.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not colon or not host or not (port.isascii() and port.isdecimal()) or int(port) > MAX_PORT:
        raise InvalidArgument(f'"{text}" is no HOST:PORT.', advice=f"Write {option} 127.0.0.1:8000.")
    return host, int(port)


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches an address."""
    try:
        return host == "localhost" or ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def shown(host: str) -> str:
    """A host as it stands in an address."""
    return f"[{host}]" if ":" in host else host


def list_names(host: str, hosts: Sequence[str]) -> TransportSecuritySettings:
    """The names under which the server answers; a page that calls it by another name is refused.

    Args:
        host: Where it listens.
        hosts: Its other names.
    """
    names = [*dict.fromkeys(name.lower() for name in (*_LOOPBACK, shown(host), *hosts))]
    return TransportSecuritySettings(
        allowed_hosts=[form for name in names for form in (name, f"{name}:*")],
        allowed_origins=[
            form
            for name in names
            for form in (f"http://{name}", f"http://{name}:*", f"https://{name}", f"https://{name}:*")
        ],
    )

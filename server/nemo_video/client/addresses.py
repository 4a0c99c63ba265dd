"""Which web addresses may be named to anybody: public ones, also after the name is looked up.

The check is made when the address is handed on, and what is fetched from here is fetched from the very
addresses that were checked. A URL that the backend fetches by itself may answer differently a moment later.
"""

import ipaddress
import socket
from urllib.parse import SplitResult, urlsplit

import anyio

from nemo_video.errors import InvalidArgument, NotAllowed

_LOOKUP_S = 5.0
_MAX_URL_CHARACTERS = 4096
_WRAPPERS = tuple(map(ipaddress.ip_network, ("::/96", "::ffff:0:0:0/96", "64:ff9b::/96")))
"""IPv6 networks that end in an IPv4 address, beside those that the library knows."""

_METADATA = frozenset(
    map(ipaddress.ip_address, ("168.63.129.16", "169.254.169.254", "192.0.0.192", "fd00:ec2::254"))
)
"""Where clouds tell a machine its secrets; the first one looks public."""

_RESERVED = tuple(map(ipaddress.ip_network, ("64:ff9b:1::/48", "3fff::/20", "5f00::/16")))
"""Local translation (RFC 8215), documentation (RFC 9637), segment routing (RFC 9602); Python's own tables are
older than some of these."""

_PORTS_OF_OTHERS = frozenset(
    {*range(1, 80), *range(81, 443), *range(444, 1024)}
    | {1099, 1433, 1521, 1719, 1720, 1723, 2049, 2181, 2375, 2376, 2379, 2380, 3306, 3389, 3659, 4045, 4190}
    | {5060, 5061, 5432, 5672, 5900, 5984, 5985, 5986, 6000, 6379, 6443, 6566, *range(6660, 6680), 6697}
    | {7001, 8086, 9042, 9092, 9100, 9200, 9300, 10080, 10250, 11211, 15672, 27017, 27018, 50000, 61616}
)
"""Ports on which mail, databases and the like listen, which a request could be made to speak to: the system
ports but those of the web, the "bad ports" of the Fetch standard, and those of well-known stores."""

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def is_web_address(source: str) -> bool:
    """Whether the source is meant as a URL and not as a path."""
    scheme, separator, _ = source.partition("://")
    return bool(separator) and scheme.isascii() and scheme.replace("+", "").isalnum() and len(scheme) > 1


async def check_public(url: str) -> tuple[str, ...]:
    """Refuse a URL that leads, or may lead, into a private network or to a service that is not the web's.

    A name that cannot be looked up is refused too: it may be one of the backend's own network.

    Returns:
        The addresses that its host has, all of them checked. Whoever connects goes to one of these, for a
        second look-up may give another answer.

    Raises:
        InvalidArgument: It is no usable http or https URL, or its name cannot be looked up.
        NotAllowed: It leads to a loopback, private, link-local or metadata address, or to another service.
    """
    parts = _split(url)
    host = parts.hostname or ""
    if parts.port in _PORTS_OF_OTHERS:
        raise NotAllowed(
            f"The port {parts.port} of {host} belongs to another kind of service, so it is not used.",
            advice="Use a http or https address on a port of the web, or a file on this machine.",
        )
    found = await _look_up(host, parts.port or 443)
    if not all(map(is_public, found)):
        raise NotAllowed(
            f"The address {host} leads into a private network, so it is not used.",
            advice="Use a public http or https address, or a file on this machine.",
        )
    return tuple(dict.fromkeys(map(str, found)))


def is_public(address: Address) -> bool:
    """Whether anybody on the internet may reach the address."""
    inner = _unwrap(address)
    is_reserved = any(each in network for network in _RESERVED for each in (address, inner))
    return inner.is_global and not inner.is_multicast and not is_reserved and inner not in _METADATA


def _unwrap(address: Address) -> Address:
    """The IPv4 address that an IPv6 one stands for, where it does."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if any(address in network for network in _WRAPPERS):
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour or address


def _split(url: str) -> SplitResult:
    if len(url) > _MAX_URL_CHARACTERS or not url.isprintable() or " " in url or "\\" in url:
        raise _unusable("it is too long or has characters that no URL has")
    try:
        parts = urlsplit(url)
        port_is_valid = parts.port != 0
    except ValueError:
        raise _unusable("it cannot be read") from None
    if parts.scheme not in {"http", "https"}:
        raise _unusable("only http and https are taken")
    if not parts.hostname or not port_is_valid:
        raise _unusable("it names no host")
    if "@" in parts.netloc:
        raise _unusable("it carries a user name or a password")
    return parts


def _unusable(reason: str) -> InvalidArgument:
    return InvalidArgument(f"The URL cannot be used: {reason}.", advice="Give a public http or https URL.")


async def _look_up(host: str, port: int) -> list[Address]:
    try:
        with anyio.fail_after(_LOOKUP_S):
            found = await anyio.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError, TimeoutError):
        raise InvalidArgument(
            f"The address {host} cannot be looked up, so it cannot be checked.",
            advice="Check the spelling and the network, or give a file on this machine.",
        ) from None
    return [ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]

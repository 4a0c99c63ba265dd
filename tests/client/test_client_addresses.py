"""Which web addresses may be named to the backend or followed by us."""

import ipaddress
import socket

import pytest

from nemo_video.client.addresses import check_public, is_public, is_web_address
from nemo_video.errors import InvalidArgument, NotAllowed

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("source", "is_expected"),
    [
        ("https://example.com/a.mp4", True),
        ("HTTP://EXAMPLE.COM/a.mp4", True),
        ("file:///etc/passwd", True),
        ("gopher://x", True),
        ("/home/me/a.mp4", False),
        ("C:\\films\\a.mp4", False),
        ("a.mp4", False),
        ("what://", True),
        ("odd folder/http://x", False),
    ],
)
def test_a_url_is_told_from_a_path(source: str, is_expected: bool) -> None:
    assert is_web_address(source) is is_expected


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "127.1", "2130706433", "0x7f000001", "017700000001", "0.0.0.0", "localhost",
        "10.0.0.1", "172.16.5.4", "192.168.1.1", "100.64.0.1", "169.254.169.254", "100.100.100.200",
        "168.63.129.16", "224.0.0.1", "255.255.255.255", "192.0.2.1",
        "[::1]", "[::]", "[fe80::1]", "[fc00::1]", "[fd00:ec2::254]", "[ff02::1]",
        "[::ffff:127.0.0.1]", "[::ffff:10.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[::127.0.0.1]",
        "①②⑦.0.0.1",
    ],
)  # fmt: skip
async def test_no_address_of_a_private_network_passes_in_whatever_dress(host: str) -> None:
    with pytest.raises((NotAllowed, InvalidArgument)):
        await check_public(f"http://{host}:8080/a.mp4")


@pytest.mark.parametrize(
    "url",
    [
        "ftp://93.184.216.34/a", "file:///etc/passwd", "https://", "https:///a", "http://[::1", "http://a:99999/",
        "http://93.184.216.34\\@127.0.0.1/", "http://me:secret@93.184.216.34/", "http://93.184.216.34/a b",
        "http://93.184.216.34/\n", "http://93.184.216.34:0/", "https://93.184.216.34/" + "a" * 5000,
        "http://\ud800.example/",
    ],
)  # fmt: skip
async def test_an_unusable_url_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(InvalidArgument) as caught:
        await check_public(url)
    assert "secret" not in caught.value.message


@pytest.mark.parametrize(
    "url", ["https://93.184.216.34/a.mp4", "http://8.8.8.8:8080/?a=%20", "https://[2606:4700::1111]/"]
)
async def test_public_addresses_pass(url: str) -> None:
    await check_public(url)


def _answers(*addresses: str) -> object:
    def look_up(*_: object, **__: object) -> list[object]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in addresses]

    return look_up


@pytest.mark.parametrize("addresses", [["10.1.2.3"], ["93.184.216.34", "127.0.0.1"]])
async def test_a_name_that_leads_into_a_private_network_is_refused(
    monkeypatch: pytest.MonkeyPatch, addresses: list[str]
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", _answers(*addresses))
    with pytest.raises(NotAllowed, match="private network"):
        await check_public("https://rebound.example/a.mp4")


async def test_a_name_that_leads_to_a_public_address_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", _answers("93.184.216.34"))
    await check_public("https://clips.example/a.mp4")


async def test_a_name_that_cannot_be_looked_up_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> object:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    with pytest.raises(InvalidArgument, match="cannot be looked up"):
        await check_public("https://nowhere.example/a.mp4")


def test_the_address_that_a_cloud_keeps_its_secrets_at_is_not_public() -> None:
    assert not is_public(ipaddress.ip_address("169.254.169.254"))
    assert is_public(ipaddress.ip_address("1.1.1.1"))

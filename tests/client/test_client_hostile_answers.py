"""Answers that want to fill the memory, to be remembered, or to lead somewhere else."""

import gzip
import ipaddress

import httpx
import pytest

from client.scripted_server import CLIENT_ID, Reply, data, json, meeting, reply, serving, settings_for
from nemo_video.client import BackendClient, MemoryTokenStore, transport
from nemo_video.client.addresses import check_public, is_public
from nemo_video.errors import Internal, NotAllowed

pytestmark = pytest.mark.anyio

CREDITS = "GET /api/credits/balance/simple"
CHAT = "POST /run_sse"


def compressed(body: bytes, encoding: str = "gzip, gzip") -> Reply:
    headers = {"Content-Encoding": encoding, "Content-Type": "application/json"}
    return reply(gzip.compress(gzip.compress(body)), headers=headers)


@pytest.mark.parametrize("encoding", ["gzip", "gzip, gzip", "br", "deflate", "x-unknown"])
async def test_a_compressed_answer_is_not_read(encoding: str) -> None:
    async with meeting({CREDITS: compressed(b"0" * 10_000_000, encoding)}) as (client, server):
        with pytest.raises(Internal, match="compressed"):
            await client.read_credits()
    assert [request.headers["accept-encoding"] for request in server.requests] == ["identity"]


async def test_a_compressed_stream_is_not_read_and_the_message_not_sent_again() -> None:
    headers = {"Content-Type": "text/event-stream", "Content-Encoding": "gzip"}
    answer = reply(gzip.compress(b"data: {}\n\n"), headers=headers)
    async with meeting({CHAT: answer}) as (client, server):
        with pytest.raises(Internal, match="compressed") as caught:
            async with client.chat("s", "go"):
                pass
    assert len(server.requests) == 1
    assert "call state before you try again" in caught.value.advice


async def test_no_cookie_is_kept() -> None:
    answer = json({"code": 0, "data": {"available": 1}}, headers={"Set-Cookie": "track=1"})
    async with meeting({CREDITS: answer}) as (client, server):
        await client.read_credits()
        await client.read_credits()
    assert ["cookie" in request.headers for request in server.requests] == [False, False]


async def test_the_connection_goes_to_the_address_that_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    async def check(_: str) -> tuple[str, ...]:
        return ("127.0.0.1",)

    monkeypatch.setattr(transport, "check_public", check)
    async with serving({"GET /film": data({})}) as server:
        port = httpx.URL(server.url).port
        settings = settings_for("https://api.example")
        async with BackendClient(settings, client_id=CLIENT_ID, tokens=MemoryTokenStore()) as client:
            url = f"http://name-that-nobody-has.invalid:{port}/film"
            with pytest.raises(Internal, match="not a media file"):
                await client.fetch(url, settings.output_dir / "film.mp4")
    (request,) = server.requests
    assert request.headers["host"] == f"name-that-nobody-has.invalid:{port}"
    assert "authorization" not in request.headers


@pytest.mark.parametrize(
    "address",
    ["64:ff9b:1::a00:1", "192.0.0.192", "5f00::1", "3fff::1", "::ffff:10.0.0.1", "fe80::1", "100.64.0.1"],
)
def test_what_is_no_address_of_the_open_internet_is_refused(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("port", [22, 25, 587, 3306, 5432, 6379, 9200, 11211, 27017])
async def test_a_port_of_another_service_is_refused(port: int) -> None:
    with pytest.raises(NotAllowed, match="port"):
        await check_public(f"http://93.184.216.34:{port}/film.mp4")


async def test_every_address_of_a_host_is_checked() -> None:
    assert await check_public("https://93.184.216.34/film.mp4") == ("93.184.216.34",)

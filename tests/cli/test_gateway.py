"""The gateway for players: byte ranges of exported files, to those who know the address, and nothing else."""

import socket
from pathlib import Path

import anyio
import httpx
import pytest

from nemo_studio import StudioOptions, serve_studio
from nemo_video.cli.gateway import MAX_SHARED, LoopbackGateway

pytestmark = pytest.mark.anyio

FILM = bytes(range(256)) * 40


@pytest.fixture
def film(tmp_path: Path) -> Path:
    path = tmp_path / "film.mp4"
    path.write_bytes(FILM)
    return path


def replace_by_link(path: Path, target: Path) -> None:
    path.unlink()
    path.symlink_to(target)


async def get(address: str, **headers: str) -> httpx.Response:
    async with httpx.AsyncClient(trust_env=False) as client:
        with anyio.fail_after(60):
            return await client.get(address, headers=headers)


async def test_a_player_gets_the_film_and_any_part_of_it(film: Path) -> None:
    gateway = LoopbackGateway()
    async with gateway.opened():
        whole = await get(gateway.share(film))
        part = await get(gateway.share(film), Range="bytes=1000-1999")
    assert (whole.status_code, whole.content, whole.headers["content-type"]) == (200, FILM, "video/mp4")
    assert (part.status_code, part.content) == (206, FILM[1000:2000])
    assert part.headers["content-range"] == f"bytes 1000-1999/{len(FILM)}"


async def test_an_address_cannot_be_guessed_and_a_folder_cannot_be_left(film: Path) -> None:
    gateway = LoopbackGateway()
    async with gateway.opened():
        address = gateway.share(film)
        answers = [
            await get(f"{gateway.origin}/{path}")
            for path in ("", "film.mp4", address.rsplit("/", 1)[1][:-1], "../film.mp4", "%2e%2e%2ffilm.mp4")
        ]
    assert {answer.status_code for answer in answers} == {404}


async def test_another_host_name_is_refused(film: Path) -> None:
    gateway = LoopbackGateway()
    async with gateway.opened():
        answer = await get(gateway.share(film), Host="films.example")
    assert answer.status_code == 400


async def test_a_film_that_a_link_replaced_is_not_served(film: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret")
    gateway = LoopbackGateway()
    async with gateway.opened():
        address = gateway.share(film)
        replace_by_link(film, secret)
        assert (await get(address)).status_code == 404


async def test_the_oldest_addresses_end_first(film: Path, tmp_path: Path) -> None:
    gateway = LoopbackGateway()
    async with gateway.opened():
        first = gateway.share(film)
        assert gateway.share(film) == first
        for number in range(MAX_SHARED):
            gateway.share(tmp_path / f"{number}.mp4")
        assert (await get(first)).status_code == 404


async def test_no_answer_waits_for_word_that_its_head_has_arrived(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened: list[socket.socket] = []
    create = socket.create_server

    def listen(*address: object, **options: object) -> socket.socket:
        opened.append(create(*address, **options))  # pyright: ignore[reportArgumentType] - passed on as given
        return opened[-1]

    monkeypatch.setattr(socket, "create_server", listen)
    async with LoopbackGateway().opened(), serve_studio(StudioOptions()):
        assert [each.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) for each in opened] == [1, 1]

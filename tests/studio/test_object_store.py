"""Uploads and renders in an object store: real ones, in memory, in a folder, and an S3."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from obstore.store import MemoryStore
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from nemo_studio import ObjectStore, StudioOptions, serve_studio
from nemo_studio.service.downloads import FileDownload
from nemo_studio.service.storage import Storage
from nemo_studio.service.store import open_store
from nemo_video.errors import BackendRefusal, InvalidArgument, NotFound
from postgres import Cluster
from studio.test_protocol import ATTRIBUTION, draw_png, open_session, say, until_rendered
from studio.test_team import name_of, render

pytestmark = pytest.mark.anyio

SETTING = "NEMO_STUDIO_STORE"


@pytest.fixture(name="objects", params=["memory", "folder"])
def make_store(request: pytest.FixtureRequest, tmp_path: Path) -> ObjectStore:
    if request.param == "memory":
        return ObjectStore(MemoryStore())
    return ObjectStore.open((tmp_path / "shared").as_uri())


@asynccontextmanager
async def open_storage(
    folder: Path, objects: ObjectStore | None, **limits: Any
) -> AsyncGenerator[tuple[Storage, Callable[[str, bytes], Awaitable[Path]]]]:
    """A storage, and how to write a file into it."""
    async with open_store(folder) as store:
        storage = Storage(store, StudioOptions(objects=objects, **limits))

        async def write(name: str, content: bytes) -> Path:
            async with storage.writing(name, f"file {name}", "anna") as path:
                path.write_bytes(content)
            return path

        yield storage, write


async def test_a_copy_is_fetched_when_it_is_needed_and_is_what_was_stored(
    objects: ObjectStore, tmp_path: Path
) -> None:
    async with open_storage(tmp_path, objects) as (storage, write):
        path = await write("film.mp4", b"film" * 1000)
        path.unlink()
        async with storage.reading([path]):
            fetched = path.read_bytes()
        path.unlink()
        (tmp_path / "other").write_bytes(b"fail" * 1000)
        objects.put("film.mp4", tmp_path / "other")
        with pytest.raises(BackendRefusal, match="was changed"):
            async with storage.reading([path]):
                pass
        objects.delete("film.mp4")
        with pytest.raises(BackendRefusal, match="is gone"):
            async with storage.reading([path]):
                pass
    assert fetched == b"film" * 1000
    assert list(path.parent.iterdir()) == []


async def test_copies_make_room_and_so_do_files(objects: ObjectStore, tmp_path: Path) -> None:
    limits = {"max_copies_bytes": 250, "max_disk_bytes": 350}
    async with open_storage(tmp_path, objects, **limits) as (storage, write):
        paths = [await write(name, bytes(100)) for name in ("a", "b", "c", "d")]
        stored = [objects.size(path.name) for path in paths]
        copies = sorted(path.name for path in (tmp_path / "copies").iterdir())
        known = [await storage.has(path) for path in paths]
    assert stored == [None, 100, 100, 100]
    assert known == [False, True, True, True]
    assert copies == ["c", "d"]


RANGES: list[tuple[dict[str, str], int, int, int]] = [
    ({}, 200, 0, 100),
    ({"Range": "bytes=10-19"}, 206, 10, 20),
    ({"Range": "bytes=90-"}, 206, 90, 100),
    ({"Range": "bytes=-7"}, 206, 93, 100),
    ({"Range": "bytes=0-", "If-Range": '"film"'}, 200, 0, 100),
    ({"Range": "bytes=10-", "If-Range": '"other"'}, 200, 0, 100),
    ({"Range": "bytes=0-1,5-6"}, 200, 0, 100),
    ({"Range": "bytes=-700"}, 200, 0, 100),
    ({"Range": "bytes=0-0"}, 206, 0, 1),
    ({"Range": "bytes=99-100"}, 206, 99, 100),
    ({"Range": "bytes=7-5"}, 200, 0, 100),
    ({"Range": "bytes=-"}, 200, 0, 100),
    ({"Range": "words=0-1"}, 200, 0, 100),
    ({"Range": f"bytes=0-{'9' * 5000}"}, 200, 0, 100),
    ({"Range": "bytes=100-"}, 416, 0, 0),
    ({"Range": "bytes=-0"}, 416, 0, 0),
]
BEYOND = 2
"""The last of them ask for nothing that there is."""


@pytest.mark.parametrize("has_objects", [True, False])
async def test_a_download_is_whole_or_the_part_that_was_asked_for(has_objects: bool, tmp_path: Path) -> None:
    content = bytes(range(100))
    objects = ObjectStore(MemoryStore()) if has_objects else None
    async with open_storage(tmp_path, objects) as (storage, write):
        path = await write("film.mp4", content)

        async def download(_request: Request) -> Response:
            return FileDownload(storage, path)

        transport = httpx.ASGITransport(Starlette(routes=[Route("/", download)]))
        async with httpx.AsyncClient(transport=transport, base_url="http://studio") as http:
            answers = [await http.get("/", headers=asked) for asked, *_ in RANGES]
            head = await http.head("/")
    assert [each.status_code for each in answers] == [status for _, status, *_ in RANGES]
    assert [each.content for each in answers[:-BEYOND]] == [content[a:b] for *_, a, b in RANGES[:-BEYOND]]
    assert [each.headers.get("content-range") for each in answers[1:4]] == [
        "bytes 10-19/100",
        "bytes 90-99/100",
        "bytes 93-99/100",
    ]
    assert [each.headers["content-range"] for each in answers[-BEYOND:]] == ["bytes */100"] * BEYOND
    assert (head.headers["content-length"], head.headers["content-type"]) == ("100", "video/mp4")


async def test_a_link_in_the_studios_own_folder_is_not_sent(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(b"secret")
    async with open_storage(tmp_path, None) as (storage, write):
        path = await write("film.mp4", b"a film")
        chunks = storage.read(path, 0, 6)
        path.unlink()
        path.symlink_to(secret)
        with pytest.raises(OSError):  # swapped after it was found
            list(chunks)
        with pytest.raises(FileNotFoundError):
            storage.read(path, 0, 6)


def test_a_link_in_a_folder_that_machines_share_is_not_followed(tmp_path: Path) -> None:
    secret, film = tmp_path / "secret", tmp_path / "film"
    secret.write_bytes(b"secret")
    film.write_bytes(b"a film")
    store = ObjectStore.open(f"file://{tmp_path}/objects")
    (tmp_path / "objects" / "name").symlink_to(secret)
    with pytest.raises(BackendRefusal):
        list(store.read("name", 0, 6))
    (tmp_path / "link").symlink_to(secret)
    with pytest.raises(NotFound):
        store.put("other", tmp_path / "link")
    assert store.size("other") is None
    store.put("name", film)
    assert (secret.read_bytes(), b"".join(store.read("name", 2, 6))) == (b"secret", b"film")


def test_an_address_that_is_none_is_told() -> None:
    for url in ("https://example.com/x", "films", "memory:///"):
        with pytest.raises(InvalidArgument, match=SETTING):
            ObjectStore.open(url)


@pytest.fixture(name="bucket")
def start_s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An S3 on a port of this machine, with an empty bucket."""
    from moto.server import ThreadedMotoServer  # takes seconds

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    settings = {"ENDPOINT_URL": endpoint, "ALLOW_HTTP": "true", "DEFAULT_REGION": "us-east-1"}
    keys = {"ACCESS_KEY_ID": "key", "SECRET_ACCESS_KEY": "secret"}
    for name, value in (settings | keys).items():
        monkeypatch.setenv(f"AWS_{name}", value)
    httpx.put(f"{endpoint}/films")
    yield "s3://films/studio"
    server.stop()


@pytest.mark.slow
async def test_two_machines_share_projects_and_media(bucket: str, postgres: Cluster, tmp_path: Path) -> None:
    picture, url = draw_png(tmp_path / "beach.png"), postgres.make_database()

    @asynccontextmanager
    async def machine(name: str) -> AsyncGenerator[httpx.AsyncClient]:
        options = StudioOptions(
            folder=tmp_path / name,
            database_url=url,
            objects=ObjectStore.open(bucket),
            is_guarded=True,
            callers=name_of,
        )
        headers = {**ATTRIBUTION, "Authorization": "Bearer token-of-anna"}
        async with (
            serve_studio(options) as address,
            httpx.AsyncClient(base_url=address.url, headers=headers, timeout=60) as http,
        ):
            yield http

    async with machine("first") as first, machine("second") as second:
        session_id = await open_session(first)
        path = f"/api/upload-video/nemo_agent/me/{session_id}"
        await first.post(path, files={"files": ("beach.png", picture)})
        await say(second, session_id, "make a slideshow from my photos")
        await render(second, session_id, "render_1")
        status = await until_rendered(second, "render_1")
        film = await first.get("/api/render/proxy/render_1/download")
        part = await first.get("/api/render/proxy/render_1/download", headers={"Range": "bytes=4-7"})
    assert status["status"] == "completed"
    assert film.content[:4] == b"RIFF"
    assert (part.status_code, part.content) == (206, film.content[4:8])
    assert [each.suffix for each in (tmp_path / "first" / "copies").iterdir()] == [".png"]

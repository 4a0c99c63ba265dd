"""Downloads: whole or not at all, whatever the server does and whatever the disk says."""

import errno
import hashlib
import os
import re
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import anyio
import pytest

from client.scripted_server import (
    TOKEN,
    Answer,
    Pause,
    Reply,
    Request,
    Reset,
    Script,
    ScriptedServer,
    Stall,
    json,
    meeting,
    redirect,
    refusal,
    reply,
    serving,
)
from nemo_video.client import Download, downloads
from nemo_video.client.part_file import PartFile
from nemo_video.errors import BackendRefusal, DiskFailure, Internal, NotAllowed, TimedOut, VideoError
from virtual_clock import on_virtual_clock

pytestmark = pytest.mark.anyio

FALLBACK = "GET /api/render/proxy/r1/download"
FILE = "GET /files/film.mp4"
FILM = os.urandom(2_500_000)
HALF = len(FILM) // 2
WHOLE = Download(Path(), len(FILM), hashlib.sha256(FILM).hexdigest())


def film(*, headers: dict[str, str] | None = None) -> Reply:
    return reply(FILM, headers={"Content-Type": "video/mp4", **(headers or {})})


def half(*end: Reset | Stall, headers: dict[str, str] | None = None) -> Reply:
    """The first half, and then the connection breaks."""
    return reply(FILM[:HALF], Pause(0.05), *end, length=len(FILM), headers=headers)


def rest(request: Request) -> Reply:
    """What a server answers that knows ranges."""
    found = re.fullmatch(r"bytes=(\d+)-", request.headers.get("range", ""))
    if not found:
        return film()
    start = int(found[1])
    fields = {"Content-Range": f"bytes {start}-{len(FILM) - 1}/{len(FILM)}"}
    return reply(FILM[start:], status=206, headers=fields)


async def fetched(
    folder: Path, script: Script, path: str | None = "/files/film.mp4"
) -> tuple[Download, ScriptedServer]:
    async with meeting(script) as (client, server):
        url = f"{server.url}{path}" if path else None
        return await client.download("r1", url, folder / "film.mp4"), server


async def failed(folder: Path, script: Script) -> VideoError:
    """The error of a download that leaves nothing behind."""
    async with meeting(script) as (client, server):
        with pytest.raises(VideoError) as caught:
            await client.download("r1", f"{server.url}/files/film.mp4", folder / "film.mp4")
    assert left_in(folder) == []
    return caught.value


def mode_of(path: Path) -> int:
    return path.stat().st_mode


def touched(path: Path) -> Path:
    path.touch()
    return path


def left_in(folder: Path) -> list[Path]:
    return list(folder.iterdir())


def check(download: Download, folder: Path, name: str = "film.mp4") -> None:
    assert download == Download(folder / name, WHOLE.bytes, WHOLE.sha256)
    assert download.path.read_bytes() == FILM
    assert [path for path in folder.iterdir() if path.name.startswith(".")] == []


async def test_a_file_is_saved_under_its_name_with_the_users_permissions(tmp_path: Path) -> None:
    download, _ = await fetched(tmp_path, {FILE: film()})
    check(download, tmp_path)
    assert mode_of(download.path) == mode_of(touched(tmp_path / "other"))


async def test_missing_folders_are_made(tmp_path: Path) -> None:
    download, _ = await fetched(tmp_path / "a" / "b", {FILE: film()})
    check(download, tmp_path / "a" / "b")


async def test_a_taken_name_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "film.mp4").write_text("mine")
    (tmp_path / "film (2).mp4").symlink_to("nowhere")
    download, _ = await fetched(tmp_path, {FILE: film()})
    check(download, tmp_path, "film (3).mp4")
    assert (tmp_path / "film.mp4").read_text() == "mine"


async def test_a_file_system_without_links_does_not_overwrite_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    (tmp_path / "film.mp4").write_text("mine")
    download, _ = await fetched(tmp_path, {FILE: film()})
    check(download, tmp_path, "film (2).mp4")
    assert (tmp_path / "film.mp4").read_text() == "mine"


async def test_downloads_of_one_name_at_the_same_moment_all_arrive(tmp_path: Path) -> None:
    paths: set[Path] = set()
    async with meeting({FILE: film()}) as (client, server):

        async def fetch() -> None:
            paths.add(
                (await client.download("r1", f"{server.url}/files/film.mp4", tmp_path / "film.mp4")).path
            )

        async with anyio.create_task_group() as tasks:
            for _ in range(5):
                tasks.start_soon(fetch)
    assert {path.name for path in paths} == {"film.mp4", *(f"film ({number}).mp4" for number in range(2, 6))}
    assert all(path.read_bytes() == FILM for path in paths)


@on_virtual_clock
async def test_progress_only_rises_and_ends_with_the_whole(tmp_path: Path) -> None:
    told: list[tuple[int, int | None]] = []

    def tell(saved: int, total: int | None) -> None:
        told.append((saved, total))

    async with meeting({FILE: [half(), film()]}) as (client, server):
        await client.download("r1", f"{server.url}/files/film.mp4", tmp_path / "f", on_progress=tell)
    saved = [pair[0] for pair in told]
    assert saved == sorted(set(saved))
    assert told[-1] == (len(FILM), len(FILM))
    assert HALF in saved


@on_virtual_clock
@pytest.mark.parametrize("end", [(), (Reset(),)], ids=["cut", "reset"])
async def test_a_broken_download_goes_on_where_it_broke(tmp_path: Path, end: Sequence[Reset]) -> None:
    tag = {"ETag": '"v1"'}
    download, server = await fetched(tmp_path, {FILE: [half(*end, headers=tag), rest]})
    check(download, tmp_path)
    ranges = [(request.headers.get("range"), request.headers.get("if-range")) for request in server.requests]
    assert ranges[0] == (None, None)
    assert re.fullmatch(r"bytes=\d{6,}-", ranges[1][0] or "")
    assert ranges[1][1] == '"v1"'


@on_virtual_clock
@pytest.mark.parametrize(
    "second",
    [
        film(),
        reply(b"", status=416, headers={"Content-Range": f"bytes */{len(FILM)}"}),
        reply(FILM[7:], status=206, headers={"Content-Range": f"bytes 7-{len(FILM) - 1}/{len(FILM)}"}),
        reply(FILM[HALF:], status=206, headers={"Content-Range": "bytes nonsense"}),
        reply(FILM[HALF:], status=206, headers={"Content-Range": f"bytes {HALF}-9/10"}),
        half(),
    ],
    ids=["ignores ranges", "refuses ranges", "another part", "no part", "another file", "breaks again"],
)
async def test_a_server_that_is_no_good_at_ranges_gives_the_file_all_the_same(
    tmp_path: Path, second: Reply
) -> None:
    download, _ = await fetched(tmp_path, {FILE: [half(), second, film()]})
    check(download, tmp_path)


WHOLE_RANGE = {"Content-Range": f"bytes 0-{len(FILM) - 1}/{len(FILM)}"}


@pytest.mark.parametrize(
    "answer",
    [
        film(headers={"Content-Type": "text/plain"}),
        film(headers={"Content-Type": "text/html; charset=utf-8"}),
        film(headers={"Content-Type": "application/json"}),
        reply(FILM, status=206, headers=WHOLE_RANGE),
        [Reply((b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"8\r\n", FILM[:8])), rest],
        [*(redirect("/files/film.mp4") for _ in range(8)), film()],
    ],
    ids=[
        "plain text",
        "page",
        "JSON",
        "a range nobody asked for",
        "length told with the rest",
        "eight redirects",
    ],
)
async def test_a_server_with_manners_of_its_own_gives_the_file(
    tmp_path: Path, answer: Answer | Sequence[Answer]
) -> None:
    download, server = await fetched(tmp_path, {FILE: answer})
    check(download, tmp_path)
    assert not server.asked(FALLBACK)


async def test_a_file_of_unknown_length_is_saved(tmp_path: Path) -> None:
    unknown = Reply(
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
            b"%x\r\n" % len(FILM),
            FILM,
            b"\r\n0\r\n\r\n",
        )
    )
    download, _ = await fetched(tmp_path, {FILE: unknown})
    check(download, tmp_path)


@on_virtual_clock
@pytest.mark.parametrize(
    "first",
    [
        reply(b"<Error>expired</Error>", status=403),
        reply(status=404),
        reply(status=500),
        reply(b"\n <html>Log in</html>", headers={"Content-Type": "video/mp4"}),
        json({"code": 5, "message": "gone"}),
        json({"code": 0}),
        reply(b""),
        Reply(()),
        reply(FILM[:1000], length=len(FILM)),
        redirect("http://127.0.0.1:9/dead"),
        redirect("/files/film.mp4"),
    ],
    ids=["403", "404", "500", "page", "refusal", "envelope", "empty", "closed", "broken", "dead", "circle"],
)
async def test_the_fallback_gives_what_the_first_address_does_not(tmp_path: Path, first: Reply) -> None:
    download, server = await fetched(tmp_path, {FILE: first, FALLBACK: film()})
    check(download, tmp_path)
    assert (len(server.asked(FALLBACK)), download.url) == (1, None)


async def test_without_an_address_the_fallback_is_asked(tmp_path: Path) -> None:
    download, _ = await fetched(tmp_path, {FALLBACK: film()}, None)
    check(download, tmp_path)


@on_virtual_clock
async def test_an_address_that_makes_no_sense_is_passed_over(tmp_path: Path) -> None:
    for url in ("ftp://example.com/x", "nonsense", "http://[", ""):
        async with meeting({FALLBACK: film()}) as (client, _):
            assert (await client.download("r1", url, tmp_path / "film.mp4")).bytes == len(FILM)


async def test_another_host_gives_the_file_and_gets_no_bearer(tmp_path: Path) -> None:
    async with serving({FILE: film()}) as other, meeting({}) as (client, _):
        download = await client.download("r1", f"{other.url}/files/film.mp4", tmp_path / "film.mp4")
        check(download, tmp_path)
        assert download.url == f"{other.url}/files/film.mp4"
        assert TOKEN not in str(other.requests)
        assert "authorization" not in other.requests[0].headers


async def test_the_bearer_does_not_follow_a_redirect_to_another_host(tmp_path: Path) -> None:
    async with serving({FILE: film()}) as other:
        download, server = await fetched(tmp_path, {FILE: redirect(f"{other.url}/files/film.mp4", 302)})
        check(download, tmp_path)
        assert "authorization" in server.requests[0].headers
        assert "authorization" not in other.requests[0].headers


async def test_when_no_address_gives_the_file_the_last_ones_answer_counts(tmp_path: Path) -> None:
    error = await failed(tmp_path, {FILE: reply(status=403), FALLBACK: refusal(1002)})
    assert (type(error), error.code) == (BackendRefusal, 1002)


@on_virtual_clock
async def test_a_server_that_breaks_for_ever_is_given_up(tmp_path: Path) -> None:
    error = await failed(tmp_path, {FILE: Reply(()), FALLBACK: reply(FILM[:1000], length=len(FILM))})
    assert isinstance(error, TimedOut)


async def test_a_page_instead_of_a_file_is_no_file(tmp_path: Path) -> None:
    page = reply(b"<html>secret", headers={"Content-Type": "text/html; charset=utf-8"})
    error = await failed(tmp_path, {FILE: page, FALLBACK: page})
    assert isinstance(error, Internal)
    assert "secret" not in error.message


@pytest.mark.parametrize("is_announced", [True, False])
async def test_a_file_above_the_cap_is_not_downloaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_announced: bool
) -> None:
    monkeypatch.setattr(downloads, "MAX_DOWNLOAD_BYTES", 1_000_000)
    endless = Reply((b"HTTP/1.1 200 OK\r\n\r\n", FILM))
    answer: Answer = film() if is_announced else endless
    error = await failed(tmp_path, {FILE: answer, FALLBACK: film()})
    assert isinstance(error, NotAllowed)
    assert "1,000,000" in error.message


async def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "folder").write_text("a file")
    async with meeting({FILE: film()}) as (client, server):
        with pytest.raises(DiskFailure, match="could not be saved") as caught:
            await client.download("r1", f"{server.url}/files/film.mp4", tmp_path / "folder" / "film.mp4")
        assert "NEMO_OUTPUT_DIR" in caught.value.advice
        assert server.requests == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on the size of a process's files")
async def test_a_full_disk_is_told_and_leaves_no_half_file(tmp_path: Path) -> None:
    """A limit on the size of this process's files fails the write in its middle, as a full disk does."""
    import resource

    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (HALF, limits[1]))
    try:
        error = await failed(tmp_path, {FILE: film(), FALLBACK: film()})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert isinstance(error, DiskFailure)
    assert "film.mp4" in error.message


async def test_a_file_that_does_not_fit_is_refused_before_it_is_fetched(tmp_path: Path) -> None:
    huge = reply(b"", Stall(), length=shutil.disk_usage(tmp_path).free * 2)
    error = await failed(tmp_path, {FILE: huge, FALLBACK: film()})
    assert isinstance(error, DiskFailure | NotAllowed)


async def test_leaving_early_leaves_no_half_file(tmp_path: Path) -> None:
    async with meeting({FILE: half(Stall())}) as (client, server):
        url = f"{server.url}/files/film.mp4"
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(client.download, "r1", url, tmp_path / "film.mp4")
            with anyio.fail_after(60):
                while not left_in(tmp_path):  # noqa: ASYNC110 - a file has no event
                    await anyio.sleep(0.01)
            tasks.cancel_scope.cancel()
    assert left_in(tmp_path) == []


def test_what_a_killed_process_left_is_removed_and_what_another_writes_is_not(tmp_path: Path) -> None:
    left, young = tmp_path / ".nemo-left.part", tmp_path / ".nemo-young.part"
    for file in (left, young):
        file.write_bytes(b"half")
    writing = PartFile(tmp_path / "other.mp4")
    os.utime(left, (0, 0))
    os.utime(next(file for file in tmp_path.iterdir() if file not in (left, young)), (0, 0))
    PartFile(tmp_path / "film.mp4").discard()
    writing.append([b"whole"])
    assert writing.publish().read_bytes() == b"whole"
    assert sorted(path.name for path in tmp_path.iterdir()) == [".nemo-young.part", "other.mp4"]


def test_a_folder_that_is_taken_away_under_way_is_told_and_made_anew(tmp_path: Path) -> None:
    target = tmp_path / "videos" / "film.mp4"
    part = PartFile(target)
    part.append([b"half"])
    shutil.rmtree(target.parent)
    with pytest.raises(DiskFailure, match=r"film\.mp4 could not be saved"):
        part.publish()
    part.discard()
    again = PartFile(target)
    again.append([b"whole"])
    assert again.publish().read_bytes() == b"whole"

"""Files that may go up: what is looked at before a byte leaves, links, and names as people write them."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from client.scripted_server import data, meeting
from client.uploads import UPLOAD, file_in, make_sound, outcome
from media.recorded_media import draw
from nemo_video.client import Rejected
from nemo_video.client.descriptors import open_below
from nemo_video.errors import BackendRefusal, InvalidArgument, NotAllowed, VideoError

pytestmark = pytest.mark.anyio


def text_file(folder: Path) -> Path:
    path = folder / "prompt.txt"
    path.write_text("a sunset")
    return path


def subtitles(folder: Path) -> Path:
    path = folder / "words.srt"
    path.write_text("1\n00:00:00,000 --> 00:00:02,000\nHello.\n")
    return path


def renamed_key(folder: Path) -> Path:
    path = folder / "id_rsa.mp4"
    path.write_text("-----BEGIN OPENSSH PRIVATE KEY-----\n" + "QUJD" * 500)
    return path


def link_to_a_secret(folder: Path) -> Path:
    path = folder / "link.wav"
    path.symlink_to("/etc/passwd")
    return path


def link_inside_to_a_key(folder: Path) -> Path:
    path = folder / "link.mp4"
    path.symlink_to(renamed_key(folder).rename(folder / "key.pem"))
    return path


def path_that_climbs(folder: Path) -> Path:
    return folder / ".." / ".." / ".." / "etc" / "passwd"


def folder_named_like_a_film(folder: Path) -> Path:
    path = folder / "folder.mp4"
    path.mkdir()
    return path


def pipe(folder: Path) -> Path:
    path = folder / "pipe.mp4"
    os.mkfifo(path)
    return path


def empty(folder: Path) -> Path:
    path = folder / "empty.mp4"
    path.touch()
    return path


def too_large(folder: Path) -> Path:
    path = folder / "large.mp4"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024 + 1)
    return path


def unknown_extension(folder: Path) -> Path:
    return make_sound(folder / "a.xyz")


def sound_named_like_a_picture(folder: Path) -> Path:
    return make_sound(folder / "a.wav").rename(folder / "a.png")


def loop(folder: Path) -> Path:
    path = folder / "loop.mp4"
    path.symlink_to(path)
    return path


def nowhere(folder: Path) -> Path:
    return folder / "nul\0.mp4"


@pytest.mark.parametrize(
    ("make", "error", "code"),
    [
        (text_file, BackendRefusal, 4001),
        (subtitles, BackendRefusal, 4001),
        (renamed_key, BackendRefusal, 4001),
        (link_to_a_secret, NotAllowed, "not_allowed"),
        (link_inside_to_a_key, BackendRefusal, 4001),
        (path_that_climbs, NotAllowed, "not_allowed"),
        (folder_named_like_a_film, InvalidArgument, "invalid_argument"),
        (pipe, InvalidArgument, "invalid_argument"),
        (empty, BackendRefusal, 4001),
        (too_large, BackendRefusal, 4002),
        (unknown_extension, BackendRefusal, 4001),
        (sound_named_like_a_picture, BackendRefusal, 4001),
        (loop, VideoError, None),
        (nowhere, InvalidArgument, "invalid_argument"),
    ],
    ids=lambda value: value.__name__ if callable(value) and not isinstance(value, type) else None,
)
async def test_a_file_that_must_not_go_is_rejected_before_a_byte_leaves(
    tmp_path: Path, make: Callable[[Path], Path], error: type[VideoError], code: int | str | None
) -> None:
    path = str(make(tmp_path))
    told, requests = await outcome([path], tmp_path)
    assert (told.stored, requests) == ((), [])
    (rejected,) = told.rejected
    assert rejected == Rejected(path, rejected.error)
    assert isinstance(rejected.error, error)
    assert code in {None, rejected.error.code}


@pytest.mark.parametrize(
    ("source", "advice"),
    [("holiday photo.jpg", "Give its full path"), (" ", "Give the full path of a file, or its address.")],
)
async def test_a_name_without_a_folder_is_asked_for_its_full_path(
    tmp_path: Path, source: str, advice: str
) -> None:
    told, requests = await outcome([source], tmp_path)
    assert (told.stored, requests) == ((), [])
    assert advice in told.rejected[0].error.advice


@pytest.mark.parametrize("make", [text_file, subtitles])
async def test_a_text_file_is_sent_on_to_generate(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    told, _ = await outcome([str(make(tmp_path))], tmp_path)
    assert "generate" in told.rejected[0].error.advice


async def test_a_link_to_media_inside_the_folders_goes_under_its_own_name(tmp_path: Path) -> None:
    make_sound(tmp_path / "original.wav")
    (tmp_path / "alias.wav").symlink_to(tmp_path / "original.wav")
    _, requests = await outcome([str(tmp_path / "alias.wav")], tmp_path)
    assert file_in(requests[0])[1] == "alias.wav"


async def test_a_sound_that_was_cut_off_is_told_as_that(tmp_path: Path) -> None:
    path = draw(tmp_path / "a.mp3", "-f", "lavfi", "-i", "sine=d=2")
    cover = b"ID3\4\0\0\0\0\x40\0" + bytes(0x40 << 7)  # a tag with a large picture stands before it
    path.write_bytes(cover + path.read_bytes()[:-4000])
    told, requests = await outcome([str(path)], tmp_path)
    assert (told.stored, requests) == ((), [])
    assert "is cut off" in told.rejected[0].error.message


async def test_the_home_is_known_by_its_sign(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    make_sound(tmp_path / "a.wav")
    told, _ = await outcome(["~/a.wav"], tmp_path)
    assert [(media.source, media.name) for media in told.stored] == [("~/a.wav", "a.wav")]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows lets only administrators make links")
async def test_a_file_that_is_swapped_for_a_link_after_its_check_is_sent_as_it_was_checked(
    tmp_path: Path,
) -> None:
    path, secret = make_sound(tmp_path / "a.wav"), tmp_path / "key"
    secret.write_text("a secret")
    content = path.read_bytes()

    def swap(sent: int, _: int) -> None:
        if sent and not path.is_symlink():
            path.unlink()
            path.symlink_to(secret)

    async with meeting({UPLOAD: data({})}, NEMO_UPLOAD_DIRS=str(tmp_path)) as (client, server):
        big = make_sound(tmp_path / "big.wav", 200)
        await client.upload("s", [str(big), str(path)], on_progress=swap)
    sent = [file_in(request)[3] for request in server.requests]
    assert content in sent
    assert not any(b"a secret" in request.body for request in server.requests)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows lets only administrators make links")
def test_a_link_that_is_put_on_the_way_is_not_followed(tmp_path: Path) -> None:
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    inside.mkdir()
    outside.mkdir()
    make_sound(outside / "a.wav")
    (inside / "folder").symlink_to(outside)
    (inside / "link.wav").symlink_to(outside / "a.wav")
    for path in (inside / "folder" / "a.wav", inside / "link.wav"):
        with pytest.raises(OSError, match=r"link|directory"):
            open_below(inside, path)


@pytest.mark.parametrize("asked", ["Shot 9.41 PM.wav", "Shot  9.41\u00a0PM.wav"])
async def test_a_name_that_differs_only_in_white_space_is_found(tmp_path: Path, asked: str) -> None:
    path = make_sound(tmp_path / "Shot 9.41\u202fPM.wav")
    told, requests = await outcome([str(tmp_path / asked)], tmp_path)
    assert [stored.name for stored in told.stored] == [path.name]
    assert file_in(requests[0])[3] == path.read_bytes()


async def test_a_name_in_another_unicode_form_is_found_and_two_such_files_are_not_guessed(
    tmp_path: Path,
) -> None:
    make_sound(tmp_path / "cafe\u0301.wav")
    told, _ = await outcome([str(tmp_path / "caf\u00e9.wav")], tmp_path)
    assert len(told.stored) == 1
    make_sound(tmp_path / "a  b.wav")
    make_sound(tmp_path / "a\u00a0b.wav")
    told, _ = await outcome([str(tmp_path / "a b.wav")], tmp_path)
    assert [rejected.error.code for rejected in told.rejected] == ["not_found"]

"""Uploads: what is checked before a byte leaves, what arrives, and what becomes of a list."""

import email.parser
import email.policy
import os
import sys
import wave
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import anyio
import pytest

from client.scripted_server import (
    Pause,
    Reply,
    Request,
    Stall,
    data,
    json,
    meeting,
    redirect,
    refusal,
    reply,
    settings_for,
)
from media.recorded_media import draw
from nemo_video.client import BackendClient, MemoryTokenStore, Rejected, StoredMedia, UploadOutcome
from nemo_video.client.descriptors import open_below
from nemo_video.engine.sentences import say
from nemo_video.errors import BackendRefusal, InvalidArgument, NotAllowed, NotFound, Unreachable, VideoError
from nemo_video.language import Language
from nemo_video.media.facts import Notice
from virtual_clock import on_virtual_clock

pytestmark = pytest.mark.anyio

UPLOAD = "POST /api/upload-video/nemo_agent/me/s"
PUBLIC = "https://93.184.216.34"
"""A public address by its number, so that no test looks a name up."""


def make_sound(path: Path, seconds: float = 0.1) -> Path:
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(b"\0\1" * int(8000 * seconds))
    return path


def file_in(request: Request) -> tuple[str | None, str | None, str, bytes]:
    """Field, file name, type and content of the one file in a form."""
    head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode()
    form = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(head + request.body)
    (part,) = form.iter_parts()
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    field = part.get_param("name", header="content-disposition")
    name = part.get_filename()
    return (
        str(field),
        name and name.encode("utf-8", "surrogateescape").decode(),
        part.get_content_type(),
        payload,
    )


async def outcome(sources: list[str], folder: Path, *answers: Reply) -> tuple[UploadOutcome, list[Request]]:
    script = {UPLOAD: answers or [data({})]}
    async with meeting(script, NEMO_UPLOAD_DIRS=str(folder)) as (client, server):
        return await client.upload("s", sources), server.requests


@pytest.mark.parametrize("name", ["plain.wav", "夕焼け 🌅 café.wav", "100%.wav", "SHOUT.WAV", "a;b=c, d.wav"])
async def test_a_file_arrives_whole_under_its_name_and_type(tmp_path: Path, name: str) -> None:
    path = make_sound(tmp_path / name)
    told, requests = await outcome([str(path)], tmp_path)
    assert told == UploadOutcome(
        (StoredMedia(name, str(path), "audio", path.stat().st_size, None, None, None),), ()
    )
    assert [file_in(request) for request in requests] == [("files", name, "audio/wav", path.read_bytes())]
    assert "transfer-encoding" not in requests[0].headers


@pytest.mark.skipif(sys.platform == "win32", reason="Windows allows no such names")
async def test_quotes_and_line_ends_in_a_name_are_written_as_browsers_write_them(tmp_path: Path) -> None:
    path = make_sound(tmp_path / 'say "hi"\\\n.wav')
    _, requests = await outcome([str(path)], tmp_path)
    assert b'; filename="say %22hi%22\\%0A.wav"\r\n' in requests[0].body


@pytest.mark.parametrize(
    "answer",
    [
        {"name": "kept.wav", "size": 7, "duration": 1.5, "width": 4, "height": 2},
        [{"filename": "kept.wav", "bytes": 7, "duration_ms": 1500, "width": 4, "height": 2}],
        {"files": [{"file_name": "kept.wav", "file_size": 7, "duration_s": 1.5, "width": 4, "height": 2}]},
    ],
)
async def test_what_the_backend_says_of_a_file_wins(tmp_path: Path, answer: object) -> None:
    path = str(make_sound(tmp_path / "mine.wav"))
    told, _ = await outcome([path], tmp_path, data(answer))
    assert told.stored == (StoredMedia("kept.wav", path, "audio", 7, 1.5, 4, 2),)


async def test_one_bad_file_never_loses_the_good_ones(tmp_path: Path) -> None:
    good = [str(make_sound(tmp_path / f"{number}.wav")) for number in range(3)]
    missing = str(tmp_path / "missing.wav")
    told, requests = await outcome([good[0], missing, good[1], good[2]], tmp_path)
    assert [media.source for media in told.stored] == good
    assert [(rejected.source, type(rejected.error)) for rejected in told.rejected] == [(missing, NotFound)]
    assert len(requests) == 3


async def test_a_file_that_the_backend_refuses_is_rejected_alone(tmp_path: Path) -> None:
    paths = [str(make_sound(tmp_path / f"{number}.wav")) for number in range(2)]
    told, _ = await outcome(paths, tmp_path, refusal(4001), data({}))
    assert (len(told.stored), [rejected.error.code for rejected in told.rejected]) == (1, [4001])
    assert "as it is" in told.rejected[0].error.message


@pytest.mark.parametrize("code", [1001, 1002, 2001])
async def test_a_session_refused_for_every_file_is_an_error(tmp_path: Path, code: int) -> None:
    paths = [str(make_sound(tmp_path / f"{number}.wav")) for number in range(2)]
    async with meeting({UPLOAD: refusal(code)}, NEMO_UPLOAD_DIRS=str(tmp_path)) as (client, _):
        with pytest.raises(BackendRefusal) as caught:
            await client.upload("s", paths)
    assert caught.value.code == code


@on_virtual_clock
async def test_a_dead_port_is_unreachable(tmp_path: Path) -> None:
    path = make_sound(tmp_path / "a.wav")
    settings = settings_for("http://127.0.0.1:9", NEMO_UPLOAD_DIRS=str(tmp_path))
    async with BackendClient(settings, client_id="c", tokens=MemoryTokenStore()) as client:
        with anyio.fail_after(60), pytest.raises(Unreachable):
            await client.upload("s", [str(path)])


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


async def test_progress_is_told_in_bytes_of_all_files_and_only_rises(tmp_path: Path) -> None:
    paths = [make_sound(tmp_path / f"{number}.wav", seconds=150) for number in range(3)]
    total = sum(path.stat().st_size for path in paths)
    told: list[tuple[int, int]] = []

    def tell(sent: int, total: int) -> None:
        told.append((sent, total))

    script = {UPLOAD: [refusal(429), data({})]}
    async with meeting(script, NEMO_UPLOAD_DIRS=str(tmp_path)) as (client, server):
        await client.upload("s", [str(path) for path in paths], on_progress=tell)
        assert len(server.requests) == 4
    assert told == sorted(set(told))
    assert told[-1] == (total, total)
    assert len(told) >= 9


async def test_a_list_goes_up_two_at_a_time(tmp_path: Path) -> None:
    paths = [str(make_sound(tmp_path / f"{number}.wav")) for number in range(5)]
    slow = Reply((Pause(0.02), *data({}).steps))
    async with meeting({UPLOAD: slow}, NEMO_UPLOAD_DIRS=str(tmp_path)) as (client, server):
        await client.upload("s", paths)
    assert (len(server.requests), server.most_at_once) == (5, 2)


async def test_a_refusal_before_the_body_is_read_is_told(tmp_path: Path) -> None:
    path = make_sound(tmp_path / "a.wav", seconds=600)
    refused = json({"code": 4002}, status=413)
    told, _ = await outcome([str(path)], tmp_path, Reply((*refused.steps, Stall()), before_body=True))
    ((code, message),) = [(rejected.error.code, rejected.error.message) for rejected in told.rejected]
    assert (code, "200 MB" in message) == (4002, False)  # a gateway has a bound of its own


async def test_an_upload_that_broke_is_not_sent_again(tmp_path: Path) -> None:
    path = make_sound(tmp_path / "a.wav")
    for answer in (Reply(()), reply(status=503), redirect("/elsewhere")):
        told, requests = await outcome([str(path)], tmp_path, answer)
        assert (len(told.rejected), len(requests)) == (1, 1)


async def test_urls_are_sent_for_the_backend_to_fetch(tmp_path: Path) -> None:
    urls = [f"{PUBLIC}/a/clip%20one.mp4?x=1", f"{PUBLIC}/two.png"]
    told, requests = await outcome(urls, tmp_path, data({"kind": "video", "name": "one"}), data({}))
    assert sorted(request.body for request in requests) == sorted(
        b'{"urls": ["%b"], "source_type": "url"}' % url.encode() for url in urls
    )
    assert all(request.headers["content-type"] == "application/json" for request in requests)
    assert [media.source for media in told.stored] == urls


async def test_a_url_into_a_private_network_is_rejected_before_it_is_named(tmp_path: Path) -> None:
    urls = [
        "http://127.0.0.1/a.mp4",
        "http://localhost:8080/a.mp4",
        "ftp://example.com/a.mp4",
        "file:///etc/passwd",
    ]
    told, requests = await outcome(urls, tmp_path)
    assert requests == []
    assert [rejected.source for rejected in told.rejected] == urls


async def test_what_is_unusual_about_a_file_is_noticed(tmp_path: Path) -> None:
    two = ["-f", "lavfi", "-i", "sine=d=1", "-f", "lavfi", "-i", "sine=d=1", "-map", "0", "-map", "1"]
    path = draw(tmp_path / "two.mkv", *two)
    told, _ = await outcome([str(path), str(make_sound(tmp_path / "plain.wav"))], tmp_path)
    assert [stored.notices for stored in told.stored] == [("tracks_mixed",), ()]


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
def test_every_notice_has_a_sentence(language: Language) -> None:
    assert all(say(f"notice {notice}", language) for notice in get_args(Notice))


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

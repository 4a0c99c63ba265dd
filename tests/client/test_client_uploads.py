"""Uploads: what arrives, what the backend makes of it, and what becomes of a list."""

import sys
from pathlib import Path
from typing import get_args

import anyio
import pytest

from client.scripted_server import (
    Pause,
    Reply,
    Stall,
    data,
    json,
    meeting,
    redirect,
    refusal,
    reply,
    settings_for,
)
from client.uploads import UPLOAD, file_in, make_sound, outcome
from media.recorded_media import draw
from nemo_video.client import BackendClient, MemoryTokenStore, StoredMedia, UploadOutcome
from nemo_video.engine.sentences import say
from nemo_video.errors import BackendRefusal, NotFound, Unreachable
from nemo_video.language import Language
from nemo_video.media.facts import Notice
from virtual_clock import on_virtual_clock

pytestmark = pytest.mark.anyio

PUBLIC = "https://93.184.216.34"
"""A public address by its number, so that no test looks a name up."""


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
    for answer in (Reply(()), reply(status=503), redirect("/elsewhere", status=303)):
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

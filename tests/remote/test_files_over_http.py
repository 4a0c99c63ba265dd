"""Files of callers over HTTP: they come and go by signed addresses, and no path of the server's disk does."""

import json
import os
import socket
import time
from collections.abc import Generator
from pathlib import Path

import httpx2
import pytest

from hosts import error_of, facts_of, text_of
from nemo_video.cli.http.callers import user_named
from nemo_video.cli.http.files import MAX_SUBTITLES
from nemo_video.cli.http.links import KEY_FILE, LINK_S, Links, read_key
from nemo_video.errors import DiskFailure
from remote.served import LIMIT_S, Served, host, serving, write_tokens
from surface.scripted_host import MODES

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

PICTURE = Path(__file__).parents[2] / "icon.png"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Generator[Served]:
    """A server with two users."""
    home = tmp_path_factory.mktemp("home")
    with serving(home, NEMO_HTTP_TOKENS=str(write_tokens(home / "tokens"))) as server:
        yield server


def call(method: str, address: str, content: bytes | None = None, **headers: str) -> httpx2.Response:
    with httpx2.Client(trust_env=False, timeout=LIMIT_S) as client:
        return client.request(method, address, content=content, headers=headers)


@pytest.mark.parametrize("mode", MODES)
async def test_a_file_comes_in_by_an_address_and_its_film_leaves_by_one(served: Served, mode: str) -> None:
    user = "alice" if mode == "legacy" else "bob"
    async with host(served, user, mode) as client:
        offered = await client.call_tool("upload", {})
        address = facts_of(offered)["upload_url"]
        assert address in text_of(offered)
        sent = call("PUT", f"{address}%E7%85%A7%E7%89%87.png", PICTURE.read_bytes())
        assert (sent.status_code, sent.json()["files"][0]["kind"]) == (201, "image")
        made = await client.call_tool("generate", {"prompt": "make it 1 second long", "wait_s": LIMIT_S})
        exported = await client.call_tool("export", {"quality": "low", "wait_s": LIMIT_S})
        facts = facts_of(exported)
        job = await client.read_resource(f"video://jobs/{facts['job_id']}")
        state = await client.call_tool("state", {})
        preview = await client.call_tool("preview", {})
    film = call("GET", facts["download_url"])
    part = call("GET", facts["download_url"], Range="bytes=0-99")
    assert (film.status_code, len(film.content)) == (200, facts["bytes"])
    assert (part.status_code, part.content) == (206, film.content[:100])
    assert film.headers["x-content-type-options"] == "nosniff"
    assert not {"path", "uri"} & facts.keys()
    told = " ".join(str(each) for each in (offered, sent.text, made, exported, job, state, preview))
    assert not [folder for folder in (str(served.home), "/home/", "/users/", "received") if folder in told]
    assert not list(served.home.rglob("received/*/*"))


@pytest.mark.parametrize("mode", MODES)
async def test_a_path_of_the_servers_disk_is_refused_in_every_form(served: Served, mode: str) -> None:
    own = [path for path in served.home.rglob("*") if path.is_file()][:1]
    async with host(served, "alice", mode) as client:
        for source in (
            "/etc/passwd", "~/tokens", "file:///etc/passwd", "FILE:/etc/hosts", "../tokens", "clip.mp4",
            "'/etc/passwd'", "smb://host/a.mp4", str(PICTURE), *map(str, own),
        ):  # fmt: skip
            refused = error_of(await client.call_tool("upload", {"source": source}))
            assert (refused["code"], "reads no files" in refused["message"]) == ("not_allowed", True), source
        for words in ("/etc/subtitles.srt", str(served.home / "a.srt")):
            edits = [{"op": "subtitles", "text": words}]
            refused = error_of(await client.call_tool("edit", {"edits": edits}))
            assert refused["code"] in ("not_allowed", "not_found")
            assert str(served.home) not in str(refused).replace(words, "")
            refused = error_of(await client.call_tool("generate", {"prompt": f"add the subtitles {words}"}))
            assert refused["code"] in ("not_allowed", "not_found")
        mixed = await client.call_tool("upload", {"source": ["http://10.0.0.1/a.mp4", "/etc/passwd"]})
        assert error_of(mixed)["code"] == "not_allowed"
        prompt = await client.get_prompt("quick_edit", {"source": "/a.mp4", "instruction": "x"})
        assert str(served.home) not in str(prompt)


async def test_an_address_holds_for_its_user_purpose_and_time_alone(served: Served, tmp_path: Path) -> None:
    async with host(served, "alice") as client:
        address = facts_of(await client.call_tool("upload", {}))["upload_url"].rstrip("/")
    origin, signed = address.split("/uploads/")
    user, project, expires, signature = signed.split(".")
    later = f"{int(expires, 16) + 3600:x}"
    stranger = Links(read_key(tmp_path)).sign("uploads", user, project)[0]
    wrong = [
        f"{origin}/uploads/{'0' * 32}.{project}.{expires}.{signature}",
        f"{origin}/uploads/{user}.prj_{'0' * 16}.{expires}.{signature}",
        f"{origin}/uploads/{user}.{project}.{later}.{signature}",
        f"{origin}/uploads/{user}.{project}.{expires}.{'0' * 64}",
        f"{origin}/uploads/{user}.{project}.{expires}",
        f"{origin}/uploads/{stranger}",
        f"{origin}/uploads/%00.é.x.",
    ]
    assert {call("PUT", f"{each}/a.png", b"x").status_code for each in wrong} == {404}
    assert call("GET", f"{origin}/files/{signed}/a.png").status_code == 404
    for name in ("..%2F..%2Fescape.png", "%2Fetc%2Fx.png", "a%5Cb.png", "..", "%0Aa.png", "x" * 300):
        assert call("PUT", f"{address}/{name}", b"x").status_code in (404, 405, 422), name
    refused = call("PUT", f"{address}/notes.txt", b"words")
    assert (refused.status_code, json.loads(refused.text)["error"]["code"]) == (422, 4001)
    assert call("PUT", f"{address}/a.png", b"x", **{"Content-Length": "1"}).status_code == 422
    assert call("POST", f"{address}/a.png", b"x").status_code == 405


async def test_a_file_keeps_the_name_that_it_was_sent_with(served: Served) -> None:
    async with host(served, "alice") as client:
        address = facts_of(await client.call_tool("upload", {}))["upload_url"]
    sent = call("PUT", f"{address}50%2541%25.png", PICTURE.read_bytes())
    assert sent.json()["files"][0]["source"] == "50%41%.png"


def test_a_file_that_is_too_large_is_refused_before_it_comes(served: Served) -> None:
    signed = _links(served).sign("uploads", _known_user(), "prj_1")[0]
    address = served.origin.removeprefix("http://")
    head = f"PUT /uploads/{signed}/a.mp4 HTTP/1.1\r\nHost: {address}\r\nContent-Length: {201 << 20}\r\n\r\n"
    name, port = address.split(":")
    with socket.create_connection((name, int(port)), timeout=LIMIT_S) as connection:
        connection.sendall(head.encode())
        assert b" 413 " in connection.recv(100)


def test_a_link_ends_after_an_hour_and_with_its_users_token(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    links = _links(served)
    signed, expires_at = links.sign("files", None, "job_1")
    assert links.read("files", signed) is not None
    assert (links.read("uploads", signed), abs(expires_at - time.time() - LINK_S) < 60) == (None, True)
    monkeypatch.setattr(time, "time", lambda: float(expires_at))
    assert links.read("files", signed) is None
    monkeypatch.undo()
    gone = links.sign("files", "0" * 32, "job_1")[0]
    nobody = links.sign("files", None, "job_1")[0]
    for each in (gone, nobody):
        assert call("GET", f"{served.origin}/files/{each}/a.mp4").status_code == 404


@pytest.mark.parametrize("key", [b"", b"half of the key"])
def test_a_damaged_key_signs_nothing(key: bytes, tmp_path: Path) -> None:
    (tmp_path / KEY_FILE).write_bytes(key)
    with pytest.raises(DiskFailure, match="is damaged"):
        read_key(tmp_path)


def _links(served: Served) -> Links:
    """The server's own, as a thief of its key would have them."""
    (path,) = served.home.rglob("links.key")
    return Links(read_key(path.parent))


def _known_user() -> str:
    return user_named("alice")


async def test_what_a_killed_server_left_of_a_file_goes_with_the_next_and_the_newest_subtitles_stay(
    served: Served,
) -> None:
    async with host(served, "alice") as client:
        await client.call_tool("projects", {"action": "new"})
        address = facts_of(await client.call_tool("upload", {}))["upload_url"]
        cues = b"1\n00:00:00,000 --> 00:00:01,000\nHello\n"
        kept = call("PUT", f"{address}words.srt", cues)
        assert (kept.status_code, kept.json()["files"][0]["source"]) == (201, "words.srt")
        (subtitles,) = served.home.rglob("received/*/words.srt")
        left = subtitles.parents[1] / ("0" * 32)
        left.mkdir()
        (left / "half.mp4").write_bytes(b"half")
        older = [left.with_name(f"{number:032x}") for number in range(1, MAX_SUBTITLES + 1)]
        for folder in older:
            folder.mkdir()
            (folder / "older.srt").write_bytes(cues)
        for at_s, folder in enumerate((left, *older, subtitles.parent)):
            os.utime(folder, (at_s, at_s))
        call("PUT", f"{address}a.png", b"no picture")
        assert (left.exists(), subtitles.exists()) == (False, True)
        assert [folder.exists() for folder in older] == [False] + [True] * (MAX_SUBTITLES - 1)
        made = facts_of(
            await client.call_tool("generate", {"prompt": "1 second of mountains in 360p", "wait_s": LIMIT_S})
        )
        edits = [{"op": "place", "media": "words.srt"}]
        placed = facts_of(await client.call_tool("edit", {"edits": edits, "wait_s": LIMIT_S}))
    assert made["status"] == "completed"
    assert [each["outcome"] for each in placed["edits"]] == ["done"]

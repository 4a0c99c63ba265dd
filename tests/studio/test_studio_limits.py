"""What a studio does when something runs out: over real sockets, on our clock."""

import logging
import os
import sqlite3
import sys
import tempfile
import uuid
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE
from typing import Any

import anyio
import httpx
import pytest

from nemo_studio import Faults, StudioOptions, inspect_store, serve_studio
from nemo_studio.service.accounts import Accounts
from nemo_studio.service.app import Studio, create_app
from nemo_studio.service.storage import Storage
from nemo_studio.service.store import open_store
from studio.test_protocol import (
    ATTRIBUTION,
    Json,
    draw_png,
    open_session,
    open_studio,
    read_state,
    say,
    sign_in,
    until_rendered,
)

pytestmark = [pytest.mark.anyio, pytest.mark.slow]
SUNSET = "a 1-second square video of a sunset over the sea"


@dataclass
class Clock:
    now: float = 1_700_000_000

    def __call__(self) -> float:
        return self.now

    def advance(self, days: float) -> None:
        self.now += days * 86_400


async def balance(http: httpx.AsyncClient) -> Json:
    return (await http.get("/api/credits/balance/simple")).json()["data"]


async def export(http: httpx.AsyncClient, session_id: str, render_id: str, **output: Any) -> Json:
    draft = (await read_state(http, session_id))["draft"]
    body = {
        "id": render_id,
        "sessionId": session_id,
        "draft": draft,
        "output": {"format": "wav", "quality": "low", **output},
    }
    return (await http.post("/api/render/proxy/lambda", json=body)).json()


def inside(folder: Path) -> list[Path]:
    return list(folder.iterdir())


async def nobody_reads(store: Path) -> None:
    """Wait until every download is over for the studio too, which keeps what somebody reads."""
    with anyio.fail_after(60), closing(sqlite3.connect(store)) as db:
        while db.execute("SELECT count(*) FROM readers").fetchone()[0]:  # noqa: ASYNC110 - a row has no event
            await anyio.sleep(0.02)


async def test_a_token_is_good_for_seven_days_and_then_the_same_client_gets_another(tmp_path: Path) -> None:
    clock = Clock()
    async with open_studio(tmp_path, now=clock, clip_price=40) as http:
        first = await sign_in(http)
        session_id = await open_session(http)
        await say(http, session_id, SUNSET)
        clock.advance(6.99)
        still_good = await http.get("/api/credits/balance/simple")
        clock.advance(0.02)
        expired = await http.get("/api/credits/balance/simple")
        second = await sign_in(http)
        left = await balance(http)
        state = await read_state(http, session_id)
    assert (still_good.json()["code"], expired.status_code, expired.json()["code"]) == (0, 401, 1001)
    assert first["token"] != second["token"]
    assert (second["credits"], left["available"]) == (60, 60)
    assert state["generated_media"]


async def test_no_program_locks_out_another_by_asking_for_many_tokens(tmp_path: Path) -> None:
    async with open_studio(tmp_path, now=Clock(), most_accounts=5) as http:
        await sign_in(http)
        session_id = await open_session(http)

        async def ask() -> int:
            headers = {"X-Client-Id": str(uuid.uuid4())}
            return (await http.post("/api/auth/anonymous-token", headers=headers)).json()["code"]

        codes = [await ask() for _ in range(12)]
        state = await read_state(http, session_id)
    with closing(sqlite3.connect(tmp_path / "studio" / "studio.sqlite")) as db:
        remembered = db.execute("SELECT count(*) FROM accounts").fetchone()[0]
    assert codes == [0] * 12
    assert state["draft"] is not None
    assert remembered <= 7


async def test_a_caller_from_another_machine_needs_the_token_that_was_printed(tmp_path: Path) -> None:
    options = StudioOptions(folder=tmp_path)
    async with open_store(tmp_path) as store, anyio.create_task_group() as tasks:
        app = create_app(Studio(options, store, tasks))
        elsewhere = httpx.ASGITransport(app, client=("192.0.2.7", 5))
        async with httpx.AsyncClient(transport=elsewhere, base_url="http://192.0.2.1") as http:
            refused = await http.post("/api/auth/anonymous-token", headers={"X-Client-Id": "a"})
            assert (refused.status_code, refused.json()["code"]) == (401, 1001)
            http.headers["Authorization"] = f"Bearer {await Accounts(store, options).owner_token()}"
            assert (await balance(http))["available"] == 100


async def test_a_studio_that_was_ended_hard_leaves_its_folder_to_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    left, starting = tmp_path / "nemo-studio-left", tmp_path / "nemo-studio-starting"
    for folder in (left, starting):
        (folder / "owners").mkdir(parents=True)
    (left / "owners" / "dead.lock").touch()
    os.utime(left, (0, 0))
    async with serve_studio(StudioOptions()):
        alive = next(each for each in inside(tmp_path) if each not in (left, starting))
        os.utime(alive, (0, 0))
        async with serve_studio(StudioOptions()):
            assert (left.exists(), starting.exists(), alive.exists()) == (False, True, True)
    assert inside(tmp_path) == [starting]


@pytest.mark.skipif(sys.platform == "win32", reason="it has no such signal")
async def test_a_studio_that_is_told_to_end_takes_its_folder_along(tmp_path: Path) -> None:
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    command = [sys.executable, "-m", "nemo_video", "studio", "--port", "0"]
    with anyio.fail_after(60):
        async with await anyio.open_process(command, stdout=PIPE, env=environment) as process:
            assert process.stdout
            while b"listens" not in await process.stdout.receive():
                pass
            process.terminate()
            code = await process.wait()
    assert (code, inside(tmp_path)) == (0, [])


async def test_one_clients_renders_are_not_anothers(tmp_path: Path) -> None:
    async with open_studio(tmp_path) as http:
        await sign_in(http)
        session_id = await open_session(http)
        await say(http, session_id, SUNSET)
        await export(http, session_id, "render_1")
        await until_rendered(http, "render_1")
        token = (await http.post("/api/auth/anonymous-token", headers={"X-Client-Id": "other"})).json()
        headers = {**ATTRIBUTION, "Authorization": f"Bearer {token['data']['token']}"}
        status = await http.get("/api/render/proxy/lambda/render_1", headers=headers)
        film = await http.get("/api/render/proxy/render_1/download", headers=headers)
        state = await http.get(f"/api/state/nemo_agent/me/{session_id}/latest", headers=headers)
    assert (status.status_code, film.status_code, state.json()["code"]) == (404, 404, 1002)


async def test_a_render_beyond_the_queue_is_refused(tmp_path: Path) -> None:
    faults = Faults.read("stuck_render")
    async with open_studio(tmp_path, queue_limit=1, faults=faults) as http:
        await sign_in(http)
        session_id = await open_session(http)
        await say(http, session_id, SUNSET)
        answers = [await export(http, session_id, name) for name in ("waits", "refused", "waits")]
        stuck = (await http.get("/api/render/proxy/lambda/waits")).json()
    assert [answer["code"] for answer in answers] == [0, 429, 0]
    assert answers[1]["message"] == "Too many renders wait already."
    assert stuck["status"] == "pending"


async def test_what_nobody_uses_is_cleaned_away_and_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "nemo_studio")  # whatever level a command before has left behind
    clock = Clock()
    picture = draw_png(tmp_path / "beach.png")
    async with open_studio(tmp_path, now=clock, keep_days=2) as http:
        await sign_in(http)
        used, unused = await open_session(http), await open_session(http)
        for each in (used, unused):
            path = f"/api/upload-video/nemo_agent/me/{each}"
            await http.post(path, files={"files": ("beach.png", picture)})
        await say(http, used, "make a slideshow from my photos")
        await export(http, used, "render_1")
        await until_rendered(http, "render_1")
        clock.advance(1.5)
        await read_state(http, used)
        fresh = await http.get("/api/render/proxy/render_1/download")
        clock.advance(1)
        await open_session(http)
        codes = [
            (await http.get(f"/api/state/nemo_agent/me/{each}/latest")).json()["code"]
            for each in (used, unused)
        ]
        again = await export(http, used, "render_2")
        await until_rendered(http, "render_2")
        kept = await http.get("/api/render/proxy/render_1/download")
        await nobody_reads(tmp_path / "studio" / "studio.sqlite")
        clock.advance(2.1)
        await export(http, used, "render_3")
        gone = await http.get("/api/render/proxy/render_1/download")
    removals = inspect_store(tmp_path / "studio").removals
    assert (codes, again["code"]) == ([0, 1002], 0)
    assert (fresh.status_code, kept.status_code, gone.status_code) == (200, 200, 404)
    assert {removal.what for removal in removals} == {  # what is removed at one time has no order
        f"the export render_2 of project {used} (unused for 2 days)",
        f"the export render_1 of project {used} (unused for 2 days)",
        f"project {unused} with beach.png (it was unused for 2 days)",
    }
    assert f"project {unused} with beach.png" in caplog.text


async def test_what_a_full_disk_made_room_for_is_missed_in_words(tmp_path: Path) -> None:
    picture = draw_png(tmp_path / "beach.png")
    async with open_studio(tmp_path, max_disk_bytes=len(picture) + 1) as http:
        await sign_in(http)
        session_id = await open_session(http)
        path = f"/api/upload-video/nemo_agent/me/{session_id}"
        await http.post(path, files={"files": ("beach.png", picture)})
        await say(http, session_id, "make a slideshow from my photos")
        await http.post(path, files={"files": ("other.png", picture)})
        refused = await export(http, session_id, "render_1")
        left = list((tmp_path / "studio" / "files").iterdir())
    assert (refused["code"], "cleaned away" in refused["message"]) == (400, True)
    assert len(left) == 1


async def test_a_full_disk_makes_room_and_keeps_what_any_process_reads(tmp_path: Path) -> None:
    options = StudioOptions(max_disk_bytes=250, now=Clock())

    async def write(storage: Storage, name: str) -> None:
        async with storage.writing(name, f"file {name}", "anna") as path:
            path.write_bytes(bytes(100))

    def left() -> list[str]:
        return sorted(path.name for path in (tmp_path / "files").iterdir())

    async with open_store(tmp_path) as store, open_store(tmp_path) as other_store:
        ours, theirs = Storage(store, options), Storage(other_store, options)
        await write(ours, "a")
        await write(theirs, "b")
        async with ours.reading([tmp_path / "a"]):
            await write(theirs, "c")
            kept = left()
        async with ours.reading([tmp_path / "a", tmp_path / "c"]):
            await write(theirs, "d")
            has_room = await theirs.has_room("anna")
        assert kept == ["a", "c"]
        assert (has_room, left()) == (True, ["a", "c"])


async def test_requests_without_end_are_refused_before_they_fill_the_memory(tmp_path: Path) -> None:
    async with open_studio(tmp_path) as http:
        await sign_in(http)
        session_id = await open_session(http)
        answer = await http.post("/run_sse", content=b'{"x":"' + bytes(17 << 20))
        too_long = {
            "id": "r",
            "sessionId": session_id,
            "draft": {"t": [{"tt": 0, "sg": [{"s": 0, "d": 10**9, "m": {"name": "x", "scene": "sunset"}}]}]},
            "output": {},
        }
        endless = await http.post("/api/render/proxy/lambda", json=too_long)
    assert (answer.status_code, answer.json()["message"]) == (400, "The request is larger than 16 MB.")
    assert (endless.status_code, endless.json()["message"]) == (
        400,
        "The timeline is 1,000,000 seconds long; the studio renders at most 1,200.",
    )


async def test_a_film_that_was_cut_off_is_refused_when_it_comes(tmp_path: Path) -> None:
    picture = draw_png(tmp_path / "beach.png")
    async with open_studio(tmp_path) as http:
        await sign_in(http)
        session_id = await open_session(http)
        path = f"/api/upload-video/nemo_agent/me/{session_id}"
        cut = await http.post(path, files={"files": ("beach.png", picture[:-20])})
        state = await read_state(http, session_id)
        left = list((tmp_path / "studio" / "files").iterdir())
    message = cut.json()["message"]
    assert (cut.json()["code"], message.startswith("beach.png is cut off")) == (4001, True)
    assert (state["video_infos"], left) == ([], [])


async def test_a_number_of_hundreds_of_digits_is_a_large_one_and_ends_no_turn(tmp_path: Path) -> None:
    async with open_studio(tmp_path) as http:
        await sign_in(http)
        session_id = await open_session(http)
        await say(http, session_id, SUNSET)
        events = await say(http, session_id, f"make it {'9' * 400} seconds long")
        state = await read_state(http, session_id)
    assert events
    assert len(state["generated_media"]) == 1


async def test_the_session_unused_for_longest_vanishes_first(tmp_path: Path) -> None:
    clock = Clock()
    async with open_studio(tmp_path, most_sessions=2, now=clock) as http:
        await sign_in(http)
        first, second = await open_session(http), await open_session(http)
        clock.advance(0.1)
        await read_state(http, first)
        await open_session(http)
        codes = [
            (await http.get(f"/api/state/nemo_agent/me/{each}/latest")).json()["code"]
            for each in (first, second)
        ]
    assert codes == [0, 1002]


async def test_many_clients_work_side_by_side(tmp_path: Path) -> None:
    done: list[str] = []

    async with open_studio(tmp_path, workers=2) as http:

        async def work(number: int) -> None:
            async with httpx.AsyncClient(base_url=http.base_url, timeout=60) as own:
                headers = {"X-Client-Id": f"client-{number}"}
                token = (await own.post("/api/auth/anonymous-token", headers=headers)).json()["data"]["token"]
                own.headers.update({**ATTRIBUTION, "Authorization": f"Bearer {token}"})
                session_id = await open_session(own)
                await say(own, session_id, SUNSET)
                await export(own, session_id, "render_1")
                done.append((await until_rendered(own, "render_1"))["status"])

        async with anyio.create_task_group() as tasks:
            for number in range(4):
                tasks.start_soon(work, number)
    assert done == ["completed"] * 4


async def test_a_draft_that_would_hold_a_worker_for_long_is_refused(tmp_path: Path) -> None:
    caption: Json = {"s": 0, "d": 1000, "m": {"name": "x", "text": "x"}}
    music: Json = {"name": "x", "kind": "music", "sound": "lofi", "volume": 1}
    sound: Json = {"s": 0, "d": 1000, "m": {**music, "envelope": [[0, 1, 0.5]] * 100_000}}
    async with open_studio(tmp_path) as http:
        await sign_in(http)
        body: Json = {"id": "r", "sessionId": await open_session(http), "output": {}}
        drafts: list[Json] = [
            {"t": [{"tt": 7, "sg": [caption] * 10_000}]},
            {"t": [{"tt": 1, "sg": [sound]}]},
        ]
        answers = [await http.post("/api/render/proxy/lambda", json={**body, "draft": d}) for d in drafts]
        deep = b'{"id":"r","sessionId":"s","output":{},"draft":{"t":' + b"[" * 99_999 + b"]" * 99_999 + b"}}"
        answers.append(await http.post("/api/render/proxy/lambda", content=deep))
    assert [answer.status_code for answer in answers] == [400, 400, 400]


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", ""])
async def test_a_page_that_points_its_name_at_the_studio_is_refused(host: str, tmp_path: Path) -> None:
    async with open_studio(tmp_path) as http:
        answer = await http.post("/api/auth/anonymous-token", headers={"X-Client-Id": "a", "Host": host})
        local = await http.post(
            "/api/auth/anonymous-token", headers={"X-Client-Id": "b", "Host": "localhost:1"}
        )
    assert answer.status_code == 400
    assert local.json()["code"] == 0

"""Projects outlive their process: real processes on one folder, ended by the hard signal between steps."""

import json
import sqlite3
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import anyio
import httpx
import pytest

from forks import Forks
from nemo_studio import inspect_store
from studio.studio_process import load_studios, start_studio
from studio.studio_sessions import Chat, Json, questions
from studio.test_protocol import draw_png

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

SUNSET = "a 1-second square video of a sunset over the sea"


@pytest.fixture(scope="module", name="studios")
def loaded_studios() -> Iterator[Forks]:
    with load_studios() as forks:
        yield forks


async def submit(chat: Chat, render_id: str) -> Json:
    body = {
        "id": render_id,
        "sessionId": chat.session_id,
        "draft": await chat.draft(),
        "output": {"format": "wav", "quality": "low"},
    }
    return (await chat.http.post("/api/render/proxy/lambda", json=body)).json()


async def test_the_next_process_goes_on_where_a_killed_one_was(studios: Forks, tmp_path: Path) -> None:
    picture = tmp_path / "beach.png"
    picture.write_bytes(draw_png(picture))
    async with start_studio(studios, tmp_path / "kept") as studio, studio.signed_in() as chat:
        await chat.upload(picture)
        await chat.say(SUNSET, "add the title 'Golden Hour'", "make it vertical")
        before, token = await chat.state(), chat.http.headers["Authorization"]
        await studio.kill()
    async with start_studio(studios, tmp_path / "kept") as studio, studio.signed_in(chat.session_id) as later:
        after = await later.state()
        await later.say("undo")
        undone = await later.state()
        await later.say("undo")
        earlier = await later.sketch()
        await later.say("redo", "redo", "add beach.png at the end")
        film = await later.render(tmp_path, "wav")
        assert later.http.headers["Authorization"] == token
    assert after == before
    assert (undone["canvas_config"]["ratio"], after["canvas_config"]["ratio"]) == ("1:1", "9:16")
    assert not any("Golden Hour" in line for line in earlier)
    assert film.stat().st_size > 0


async def test_a_question_can_be_answered_in_the_next_process(studios: Forks, tmp_path: Path) -> None:
    async with start_studio(studios, tmp_path / "kept") as studio, studio.signed_in() as chat:
        await chat.say(SUNSET, "add a 2-second forest", "add a 3-second city")
        asked = questions(await chat.say("delete the clip"))
        await studio.kill()
    async with start_studio(studios, tmp_path / "kept") as studio, studio.signed_in(chat.session_id) as later:
        await later.say("the second one")
        left = [line.split()[1:] for line in await later.sketch()]
    assert len(asked) == 1
    assert len(left) == 2
    assert not any("forest" in words for words in left)


async def test_two_processes_on_one_folder_see_each_others_changes(studios: Forks, tmp_path: Path) -> None:
    async with (
        start_studio(studios, tmp_path / "kept") as first,
        start_studio(studios, tmp_path / "kept") as second,
        first.signed_in() as ours,
        second.signed_in(ours.session_id) as theirs,
    ):
        await ours.say(SUNSET)
        await theirs.say("add the title 'Theirs'")
        await ours.say("add the title 'Ours' at the top")
        seen = await theirs.sketch(), await ours.sketch()
        async with anyio.create_task_group() as tasks:
            for number, chat in enumerate([ours, theirs] * 4):
                tasks.start_soon(chat.say, f"add a 1-second forest number {number}")
        clips = [line for line in await ours.sketch() if line.startswith("clip")]
        assert (await submit(ours, "render_1"))["code"] == 0
        status = await theirs.until_rendered("render_1")
        film = await ours.http.get(status["output"]["url"])
    assert seen[0] == seen[1]
    assert [line.split()[1] for line in seen[0] if line.startswith("title")] == ["Theirs", "Ours"]
    assert len(clips) == 9
    assert film.status_code == 200


async def test_a_render_of_a_killed_process_is_rendered_by_the_next_that_is_asked_for_it(
    studios: Forks,
    tmp_path: Path,
) -> None:
    async with start_studio(studios, tmp_path / "kept", workers=1) as studio, studio.signed_in() as chat:
        await chat.say("a 30-second video of a city at night")
        answers = [await submit(chat, "running"), await submit(chat, "waiting")]
        with anyio.fail_after(60):
            while (await chat.http.get("/api/render/proxy/lambda/running")).json()["status"] == "pending":  # noqa: ASYNC110 - it is asked over HTTP
                await anyio.sleep(0.02)
        await studio.kill()
    async with start_studio(studios, tmp_path / "kept") as studio, studio.signed_in(chat.session_id) as later:
        statuses = [await later.until_rendered(each) for each in ("running", "waiting")]
        films = [await later.http.get(status["output"]["url"]) for status in statuses]
    files = {path.name for path in (tmp_path / "kept" / "files").iterdir()}
    assert [answer["code"] for answer in answers] == [0, 0]
    assert [film.status_code for film in films] == [200, 200]
    assert len(files) == 2, "the half file of the killed process is gone"


@pytest.mark.parametrize("moment", ["cut_before_edit", "cut_after_edit"])
async def test_a_turn_is_kept_whole_or_not_at_all(studios: Forks, moment: str, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    async with (
        start_studio(studios, folder, clip_price=40, faults=moment) as studio,
        studio.signed_in() as chat,
    ):
        with pytest.raises(httpx.RemoteProtocolError):
            await chat.say(SUNSET)
        await studio.kill()
    async with start_studio(studios, folder) as studio, studio.signed_in(chat.session_id) as later:
        draft = await later.draft()
        balance = await later.balance()
    is_done = moment == "cut_after_edit"
    assert bool(draft["t"]) is is_done
    assert balance == {"available": 60 if is_done else 100, "frozen": 0, "total": 60 if is_done else 100}


async def test_credits_that_a_killed_turn_had_reserved_come_back(studios: Forks, tmp_path: Path) -> None:
    folder, slow = tmp_path / "kept", {"heartbeat_s": 0.02, "faults": "slow_turn"}
    async with start_studio(studios, folder, clip_price=40, **slow) as studio, studio.signed_in() as chat:
        body = {"session_id": chat.session_id, "new_message": {"parts": [{"text": SUNSET}]}}
        with pytest.raises(httpx.HTTPError):
            async with chat.http.stream("POST", "/run_sse", json=body) as answer:
                lines = answer.aiter_lines()
                await anext(lines)
                await studio.kill()
                async for _ in lines:
                    pass
    async with start_studio(studios, folder) as studio, studio.signed_in(chat.session_id) as later:
        balance = await later.balance()
        with anyio.fail_after(60):
            await later.say(SUNSET)
    assert balance == {"available": 100, "frozen": 0, "total": 100}


async def test_an_upload_that_is_killed_leaves_nothing(studios: Forks, tmp_path: Path) -> None:
    async with start_studio(studios, tmp_path / "kept") as studio, studio.signed_in() as chat:

        async def endless() -> AsyncIterator[bytes]:
            yield (
                b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.png"\r\n\r\n'
                + draw_png(tmp_path / "a.png")
            )
            await chat.balance()  # what came before is there
            await studio.kill()
            yield b"more"

        path = f"/api/upload-video/nemo_agent/me/{chat.session_id}"
        with pytest.raises(httpx.HTTPError):
            await chat.http.post(
                path, content=endless(), headers={"Content-Type": "multipart/form-data; boundary=b"}
            )
    async with start_studio(studios, tmp_path / "kept") as studio, studio.signed_in(chat.session_id) as later:
        state = await later.state()
    folder = tmp_path / "kept" / "files"
    assert state["video_infos"] == []
    assert not folder.exists() or not list(folder.iterdir())


async def test_a_store_that_cannot_be_read_is_set_aside_and_told(studios: Forks, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    async with start_studio(studios, folder) as studio, studio.signed_in() as chat:
        await chat.say(SUNSET)
    (folder / "studio.sqlite").write_bytes(b"not a database at all" * 400)
    for journal in folder.glob("studio.sqlite-*"):
        journal.unlink()
    async with start_studio(studios, folder) as studio, studio.signed_in() as later:
        await later.say(SUNSET)
        report = inspect_store(folder)
    aside = [path.name for path in folder.glob("*.unreadable-*")]
    assert len(aside) == 1
    assert aside[0] in report.removals[0].what


async def test_a_newer_version_may_have_added_columns(studios: Forks, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    async with start_studio(studios, folder) as studio, studio.signed_in() as chat:
        await chat.say(SUNSET)
    with sqlite3.connect(folder / "studio.sqlite") as db:
        for table in ("accounts", "sessions", "uploads", "files", "renders"):
            db.execute(f"ALTER TABLE {table} ADD COLUMN newer TEXT DEFAULT 'x'")
        (project,) = db.execute("SELECT project FROM sessions").fetchone()
        fields = {**json.loads(project), "newer": [1]}
        db.execute("UPDATE sessions SET project = ?", (json.dumps(fields).encode(),))
        db.execute("PRAGMA user_version = 99")
    db.close()
    async with start_studio(studios, folder) as studio, studio.signed_in(chat.session_id) as later:
        await later.say("add the title 'Still here'")
        film = await later.render(tmp_path, "wav")
    assert film.stat().st_size > 0


async def test_the_folder_is_the_users_alone(studios: Forks, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    folder.mkdir(mode=0o755)
    async with start_studio(studios, folder) as studio, studio.signed_in() as chat:
        await chat.upload(_picture(tmp_path))
    modes = {path.name: oct(path.stat().st_mode & 0o777) for path in (folder, folder / "files")}
    assert set(modes.values()) == {"0o700"}
    assert oct((folder / "studio.sqlite").stat().st_mode & 0o777) == "0o600"


def _picture(folder: Path) -> Path:
    path = folder / "beach.png"
    path.write_bytes(draw_png(path))
    return path

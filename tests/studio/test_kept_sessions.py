"""Sessions in the studio's store: whole in the next process, one turn at a time, forgotten in order."""

import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anyio
import pytest

from nemo_studio import StudioOptions
from nemo_studio.project import STEPS, Canvas, History, Snapshot, UploadedMedia
from nemo_studio.service import sessions as module
from nemo_studio.service.accounts import Account, Accounts
from nemo_studio.service.database import StoreClosed
from nemo_studio.service.sessions import Session, Sessions
from nemo_studio.service.storage import Storage
from nemo_studio.service.store import Store, open_store
from nemo_video.errors import BackendRefusal
from studio.test_studio_limits import Clock

pytestmark = pytest.mark.anyio

VERTICAL = Canvas("9:16", 60, "720p", "tiktok")


@dataclass
class Process:
    """One process on the store."""

    store: Store
    storage: Storage
    sessions: Sessions
    anna: Account
    ben: Account


@asynccontextmanager
async def process_on(folder: Path, **options: Any) -> AsyncGenerator[Process]:
    set_up = StudioOptions(**options)
    async with open_store(folder) as store:
        accounts, storage = Accounts(store, set_up), Storage(store, set_up)
        for name in ("anna", "ben"):
            try:
                await accounts.of_client(name)
            except BackendRefusal:
                await accounts.issue_token(name, "127.0.0.1")
        people = [await accounts.of_client(name) for name in ("anna", "ben")]
        yield Process(store, storage, Sessions(store, storage, set_up), *people)


def snapshot(number: int) -> Snapshot:
    return Snapshot({"t": [], "number": number}, Canvas(fps=24 + number % 30), frozenset({f"seg{number}"}))


def upload(storage: Storage, number: int) -> UploadedMedia:
    path = storage.folder / f"{number}.mp4"
    return UploadedMedia(f"m{number}", f"film {number}.mp4", "video", path, 10, 1.5, 640, 360)


async def found(process: Process, session_id: str) -> Session:
    return await process.sessions.find(process.anna, session_id)


async def is_lost(process: Process, session_id: str, account: Account | None = None) -> bool:
    try:
        await process.sessions.find(account or process.anna, session_id)
    except BackendRefusal as refusal:
        return refusal.code == 1002
    return False


async def test_the_next_process_reads_all_that_a_turn_kept(tmp_path: Path) -> None:
    async with process_on(tmp_path) as first:
        opened = await first.sessions.open(first.anna, "zh")
        async with first.sessions.turn(first.anna, opened.session_id) as session:
            session.draft, session.canvas = {"t": [{"tt": 0}]}, VERTICAL
            session.generated, session.touched = [{"id": "clip"}], frozenset({"b", "a"})
            session.asked, session.history = ("add music", "calm"), History((snapshot(1),), (snapshot(2),))
            await first.sessions.keep(session)
        for number in (2, 1):
            await first.sessions.add_upload(session, upload(first.storage, number))
    async with process_on(tmp_path) as second:
        async with second.sessions.turn(second.anna, opened.session_id) as kept:
            pass
        seen = await found(second, opened.session_id)
        assert await is_lost(second, opened.session_id, second.ben)
        assert await is_lost(second, "ses_nobody")
    for field in ("task_id", "client_id", "language", "draft", "canvas", "generated", "touched", "asked"):
        assert getattr(kept, field) == getattr(session, field) == getattr(seen, field), field
    assert (kept.history, seen.history) == (session.history, History()), "only turns need it"
    assert [media.media_id for media in kept.uploads] == ["m2", "m1"]
    assert kept.uploads == [upload(second.storage, 2), upload(second.storage, 1)]
    assert kept.state()["canvas_config"]["ratio"] == "9:16"


async def test_what_a_newer_version_added_is_passed_over(tmp_path: Path) -> None:
    async with process_on(tmp_path) as process:
        opened = await process.sessions.open(process.anna, "en")
        async with process.sessions.turn(process.anna, opened.session_id) as session:
            session.canvas, session.history = VERTICAL, History((snapshot(1),))
            await process.sessions.keep(session)
        newer: dict[str, Any] = {
            "draft": {},
            "canvas": {"fps": 25, "depth": 3},
            "generated": [],
            "touched": [],
            "asked": [],
            "x": 1,
        }
        statement = "UPDATE sessions SET project = ?"
        await process.store.write(lambda db: db.execute(statement, (json.dumps(newer).encode(),)))
        async with process.sessions.turn(process.anna, opened.session_id) as read:
            assert (read.canvas, read.history) == (Canvas(fps=25), session.history)


async def test_of_a_history_that_is_too_large_the_oldest_steps_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    past = tuple(snapshot(number) for number in range(10, 20))
    size = len(json.dumps({"draft": past[0].draft, "canvas": vars(past[0].canvas), "touched": ["seg10"]}))
    monkeypatch.setattr(module, "MAX_HISTORY_BYTES", 3 * size)
    async with process_on(tmp_path) as process:
        opened = await process.sessions.open(process.anna, "en")
        async with process.sessions.turn(process.anna, opened.session_id) as session:
            session.history = History(past, (snapshot(1),))
            await process.sessions.keep(session)
        async with process.sessions.turn(process.anna, opened.session_id) as read:
            assert read.history == History(past[-3:], (snapshot(1),))


def test_undo_and_redo_lead_back_and_forth_through_the_last_steps() -> None:
    history = History()
    for number in range(STEPS + 5):
        history = history.record(snapshot(number))
    assert history.past == tuple(snapshot(number) for number in range(5, STEPS + 5))
    present, undone = snapshot(99), list[Snapshot]()
    while step := history.undo(present):
        undone.append(present)
        present, history = step
    assert (present, len(history.future), history.redo(snapshot(0)) is None) == (snapshot(5), STEPS, False)
    while step := history.redo(present):
        present, history = step
        assert present == undone.pop()
    assert (undone, history.future, history.record(present).redo(present)) == ([], (), None)


async def test_turns_of_a_session_follow_each_other_in_this_process_and_with_others(tmp_path: Path) -> None:
    order: list[str] = []
    async with process_on(tmp_path) as first, process_on(tmp_path) as second:
        opened = await first.sessions.open(first.anna, "en")
        other = await first.sessions.open(first.anna, "en")
        begun, may_end = anyio.Event(), anyio.Event()

        async def work(process: Process, name: str) -> None:
            async with process.sessions.turn(process.anna, opened.session_id) as session:
                order.append(f"{name} after {len(session.asked)}")
                begun.set()
                await may_end.wait()
                session.asked = (*session.asked, name)
                await process.sessions.keep(session)

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(work, first, "one")
            await begun.wait()
            for name in ("two", "three"):
                tasks.start_soon(work, first, name)
                await anyio.wait_all_tasks_blocked()
            tasks.start_soon(work, second, "elsewhere")
            async with second.sessions.turn(second.anna, other.session_id):
                assert order == ["one after 0"], "another session waits for nobody"
            may_end.set()
        kept = await found(second, opened.session_id)
    assert [int(line.split()[-1]) for line in order] == [0, 1, 2, 3], (
        "each begins with what the last one kept"
    )
    here = [name for name in kept.asked if name != "elsewhere"]
    assert (here, sorted(kept.asked)) == (["one", "two", "three"], ["elsewhere", "one", "three", "two"])


async def test_the_turn_of_a_process_that_ended_holds_nobody_and_overwrites_nothing(tmp_path: Path) -> None:
    async with process_on(tmp_path) as first, process_on(tmp_path) as ended:
        opened = await first.sessions.open(first.anna, "en")
        with pytest.raises(StoreClosed):
            async with ended.sessions.turn(ended.anna, opened.session_id) as late:
                await ended.store.close()
                with anyio.fail_after(60):
                    async with first.sessions.turn(first.anna, opened.session_id) as session:
                        session.asked = ("kept",)
                        await first.sessions.keep(session)
                late.asked = ("late",)
                await ended.sessions.keep(late)
        assert (await found(first, opened.session_id)).asked == ("kept",)


async def test_sessions_go_when_unused_for_long_or_too_many_and_their_files_with_them(tmp_path: Path) -> None:
    clock = Clock()
    async with process_on(tmp_path, now=clock, most_sessions=2, keep_days=2) as process:
        first, second = [await process.sessions.open(process.anna, "en") for _ in range(2)]
        bens = await process.sessions.open(process.ben, "en")
        async with process.storage.writing("1.mp4", "an upload", "anna") as path:
            path.write_bytes(b"x" * 10)
        await process.sessions.add_upload(first, upload(process.storage, 1))
        clock.advance(0.5)
        for each in (bens, second):
            await process.sessions.find(process.ben if each is bens else process.anna, each.session_id)
        third = await process.sessions.open(process.anna, "en")
        told = await process.store.read(lambda db: db.execute("SELECT what FROM removals").fetchall())
        await process.storage.sweep()
        assert await is_lost(process, first.session_id), "the one that was used longest ago"
        assert not await is_lost(process, second.session_id)
        assert (told, path.exists()) == (
            [(f"project {first.session_id} with film 1.mp4 (there may be 2 at a time)",)],
            False,
        )
        clock.advance(1.6)
        await found(process, third.session_id)
        clock.advance(0.5)
        await process.sessions.forget_old()
        left = [not await is_lost(process, each.session_id) for each in (second, third)]
        assert left == [False, True], "to be read is to be used"
        await process.sessions.lose(third.session_id)
        assert await is_lost(process, third.session_id)


async def test_a_session_is_noted_as_used_once_a_minute_and_its_media_with_it(tmp_path: Path) -> None:
    clock = Clock()
    async with process_on(tmp_path, now=clock) as process:
        opened = await process.sessions.open(process.anna, "en")
        async with process.storage.writing("1.mp4", "an upload", "anna") as path:
            path.write_bytes(b"x")
        await process.sessions.add_upload(opened, upload(process.storage, 1))
        began, noted = clock.now, list[tuple[float, float]]()
        for seconds in (60, 1, 59, 2):
            clock.now += seconds
            await found(process, opened.session_id)
            query = "SELECT sessions.used_at, files.used_at FROM sessions, files"
            (row,) = await process.store.read(lambda db, query=query: db.execute(query).fetchall())
            noted.append((row[0] - began, row[1] - began))
    assert noted == [(0, 0), (61, 61), (61, 61), (122, 122)]

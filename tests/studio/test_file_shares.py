"""The studio's files make room for newer ones: which of them go, whose share is full, none that is read."""

import random
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from nemo_studio import StudioOptions
from nemo_studio.service.storage import Storage
from nemo_studio.service.store import open_store
from nemo_video.errors import BackendRefusal
from studio.test_studio_limits import Clock

pytestmark = pytest.mark.anyio

MOVES = 40


async def write(storage: Storage, name: str, size: int = 100, client_id: str = "anna") -> None:
    async with storage.writing(name, f"file {name}", client_id) as path:
        path.write_bytes(bytes(size))


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "files").iterdir())


async def test_what_was_unused_for_longest_makes_room_and_reading_is_use(tmp_path: Path) -> None:
    clock = Clock()
    async with open_store(tmp_path) as store:
        storage = Storage(store, StudioOptions(max_disk_bytes=300, now=clock))
        for name in "abc":
            await write(storage, name)
            clock.advance(0.01)
        async with storage.reading([tmp_path / "a"]):
            clock.advance(0.01)
        await write(storage, "d")
        assert left(tmp_path) == ["a", "c", "d"]
        assert [await storage.size_of(tmp_path / name) for name in "abz"] == [100, 0, 0]
        a, b, c = (storage.folder / name for name in "abc")
        assert [await storage.has(*paths) for paths in ((a, c), (a, b), ())] == [True, False, True]
        a.unlink()
        assert not await storage.has(a), "somebody else took it away"


async def test_a_disk_that_several_callers_have_filled_to_the_byte_makes_room(tmp_path: Path) -> None:
    clock = Clock()
    async with open_store(tmp_path) as store:
        storage = Storage(store, StudioOptions(max_disk_bytes=300, now=clock))
        for client_id in ("anna", "ben", "carol"):
            await write(storage, client_id, client_id=client_id)
            clock.advance(0.01)
        assert await storage.has_room("ben")
        assert left(tmp_path) == ["ben", "carol"]


async def test_a_callers_share_is_its_own_to_fill(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        storage = Storage(store, StudioOptions(max_disk_bytes=600, disk_shares=2, now=Clock()))
        for name in ("ben1", "ben2"):
            await write(storage, name, client_id="ben")
        for name in ("anna1", "anna2", "anna3", "anna4"):
            await write(storage, name, client_id="anna")
        assert left(tmp_path) == ["anna2", "anna3", "anna4", "ben1", "ben2"]
        held = [storage.folder / name for name in ("anna2", "anna3", "anna4")]
        async with storage.holding(held):
            assert not await storage.has_room("anna")
            assert await storage.has_room("ben")
            with pytest.raises(BackendRefusal) as refused:
                await write(storage, "anna5", client_id="anna")
        assert (refused.value.code, left(tmp_path)) == (507, ["anna2", "anna3", "anna4", "ben1", "ben2"])


async def test_a_file_is_kept_for_its_days_to_the_second_and_what_is_given_up_goes_at_once(
    tmp_path: Path,
) -> None:
    clock = Clock()
    async with open_store(tmp_path) as store:
        storage = Storage(store, StudioOptions(keep_days=2, now=clock))
        await write(storage, "old")
        clock.advance(1)
        await write(storage, "young")
        await write(storage, "unwanted")
        clock.advance(1 - 1 / 86_400)
        await storage.sweep()
        assert left(tmp_path) == ["old", "unwanted", "young"]
        clock.advance(1 / 86_400)
        await store.write(lambda db: storage.give_up(db, ["unwanted"]))
        await storage.sweep()
        assert left(tmp_path) == ["young"]
        removals = await store.read(lambda db: db.execute("SELECT what FROM removals").fetchall())
    assert removals == [("file old (unused for 2 days)",)], "nobody misses what was given up"


async def test_what_fails_or_an_ended_process_leaves_half_written_is_removed(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store, AsyncExitStack() as other:
        storage = Storage(store, StudioOptions())
        with pytest.raises(RuntimeError):
            async with storage.writing("failed", "a film", "anna") as path:
                path.write_bytes(b"half")
                raise RuntimeError
        assert left(tmp_path) == []
        theirs = Storage(await other.enter_async_context(open_store(tmp_path)), StudioOptions())
        await theirs.has_room("anna")
        note = "INSERT INTO files (name, what, used_at, writer, client_id) VALUES ('half', '', 0, ?, 'ben')"
        await store.write(lambda db: db.execute(note, (theirs._store.me,)))  # pyright: ignore[reportPrivateUsage] - the name of the process
        (storage.folder / "half").write_bytes(b"half")
        await storage.sweep()
        assert left(tmp_path) == ["half"], "who writes it still lives"
        await other.aclose()
        await storage.sweep()
        assert left(tmp_path) == []


async def test_whatever_is_written_and_read_the_bound_holds_and_what_is_read_stays(tmp_path: Path) -> None:
    chance, clock = random.Random(3), Clock()
    options = StudioOptions(max_disk_bytes=1000, disk_shares=2, now=clock)
    async with open_store(tmp_path) as first, open_store(tmp_path) as second, AsyncExitStack() as readers:
        storages = [Storage(store, options) for store in (first, second)]
        held: set[str] = set()
        for number in range(MOVES):
            clock.advance(0.001)
            storage, client_id = chance.choice(storages), chance.choice(("anna", "ben"))
            match chance.choice(("write", "write", "hold", "let go")):
                case "hold" if names := left(tmp_path) if storage.folder.exists() else []:
                    name = chance.choice(names)
                    await readers.enter_async_context(storage.holding([storage.folder / name]))
                    held.add(name)
                case "let go" if held:
                    await readers.aclose()
                    held.clear()
                case _ if await storage.has_room(client_id):
                    name = f"{client_id} {number}"
                    await write(storage, name, chance.choice((50, 150, 300)), client_id)
                    assert name in left(tmp_path), "what was just written stays"
                case _:
                    assert held, "where nothing is read there is always room"
            there = left(tmp_path) if storage.folder.exists() else []
            assert held <= {*there}
            sizes = {name: (storage.folder / name).stat().st_size for name in there}
            used = sum(size for name, size in sizes.items() if name not in held)
            assert used <= options.max_disk_bytes
            known = await first.read(lambda db: db.execute("SELECT name, bytes FROM files").fetchall())
            assert dict(known) == sizes

"""A ledger that is damaged, full, taken away or open to others costs its memory, never the server."""

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import anyio
import pytest

from engine.scripted_backend import CLIP, ScriptedBackend, draft_of, ended, engine_over, start
from nemo_video.cli.doctor.examination import examine_ledger
from nemo_video.engine.ledger import Ledger
from nemo_video.engine.ledger.owners import Owners
from nemo_video.settings import read_settings

pytestmark = pytest.mark.anyio

CORRUPTIONS = 60
"""So many with every change; two thousand of the same kinds were tried when this was written."""

only_posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no such rights and limits")


async def live_in(home: Path) -> None:
    """Leave a ledger with jobs, projects and uploads."""
    backend = ScriptedBackend(draft=draft_of(CLIP))
    async with engine_over(backend, home) as engine:
        for number in range(8):
            await ended(engine, await start(engine, f"a sunset with {number} birds"))
        await engine.upload(None, ["sea.mp4", "hill.mp4"])
        await engine.new_project(None)


def one_byte(data: bytearray, chance: random.Random) -> None:
    data[chance.randrange(len(data))] = chance.randrange(256)


def some_bits(data: bytearray, chance: random.Random) -> None:
    for _ in range(chance.randrange(2, 60)):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def a_page(data: bytearray, chance: random.Random) -> None:
    start_at = chance.randrange(len(data) // 4096) * 4096
    data[start_at : start_at + 4096] = chance.randbytes(4096)


def its_end(data: bytearray, chance: random.Random) -> None:
    del data[chance.randrange(len(data)) :]


def words(data: bytearray, chance: random.Random) -> None:
    for word in (b"cloud", b"generate", b"completed", b"running", b"CREATE"):
        found = data.find(word, chance.randrange(len(data)))
        if found >= 0:
            data[found] = chance.randrange(256)


DAMAGES: list[Callable[[bytearray, random.Random], None]] = [one_byte, some_bits, a_page, its_end, words]


@pytest.mark.slow
async def test_no_damage_ends_the_start_or_a_call_and_what_is_lost_is_said(tmp_path: Path) -> None:
    await live_in(tmp_path / "lived")
    sound = (tmp_path / "lived" / "state" / "ledger.sqlite").read_bytes()
    chance = random.Random(7)
    for number in range(CORRUPTIONS):
        home = tmp_path / str(number)
        (home / "state").mkdir(parents=True)
        data = bytearray(sound)
        DAMAGES[number % len(DAMAGES)](data, chance)
        (home / "state" / "ledger.sqlite").write_bytes(data)
        with anyio.fail_after(60):
            async with engine_over(ScriptedBackend(draft=draft_of(CLIP)), home) as engine:
                await engine.list_jobs()
                await engine.list_projects()
                await engine.list_exports()
                job = await ended(engine, await start(engine, "a mountain"))
                warning = (await engine.state(None)).warning
        assert job.status == "completed", (number, job.error)
        aside = list((home / "state").glob("ledger.sqlite.unreadable-*"))
        assert [each for each in aside if each.name not in (warning or "")] == []
        shutil.rmtree(home)


async def test_a_damaged_file_is_set_aside_whole_and_the_next_start_makes_a_new_one(tmp_path: Path) -> None:
    await live_in(tmp_path)
    file = tmp_path / "state" / "ledger.sqlite"
    file.write_bytes(b"damaged" * 1000)
    async with engine_over(ScriptedBackend(), tmp_path) as engine:
        await ended(engine, await start(engine, "a sunset"))
        warning = (await engine.state(None)).warning or ""
    (aside,) = (tmp_path / "state").glob("ledger.sqlite.unreadable-*")
    async with engine_over(ScriptedBackend(), tmp_path) as engine:
        job = await ended(engine, await start(engine, "a forest"))
        healed = (await engine.state(None)).warning
    async with engine_over(ScriptedBackend(), tmp_path) as engine:
        assert (await engine.job(job.job_id)).status == "completed"
    assert aside.read_bytes() == b"damaged" * 1000
    assert aside.name in warning
    assert healed is None


async def test_the_doctor_names_what_was_set_aside_and_what_cannot_be_used(tmp_path: Path) -> None:
    settings = read_settings({"NEMO_STATE_DIR": str(tmp_path / "state")})
    await live_in(tmp_path)
    file = tmp_path / "state" / "ledger.sqlite"
    file.write_bytes(b"damaged" * 1000)
    unusable = " ".join(finding.words for finding in examine_ledger(settings))
    async with engine_over(ScriptedBackend(), tmp_path) as engine:
        await engine.list_projects()
    (aside,) = (tmp_path / "state").glob("ledger.sqlite.unreadable-*")
    assert str(file) in unusable
    assert str(aside) in " ".join(finding.words for finding in examine_ledger(settings))


async def test_a_file_that_another_process_uses_is_not_moved_away_from_it(tmp_path: Path) -> None:
    await live_in(tmp_path)
    file = tmp_path / "state" / "ledger.sqlite"
    company = Owners(tmp_path / "state")
    await company.enter()
    file.write_bytes(b"damaged" * 1000)
    async with engine_over(ScriptedBackend(), tmp_path) as engine:
        await ended(engine, await start(engine, "a sunset"))
        assert "move the file away" in ((await engine.state(None)).warning or "")
    await company.leave()
    assert file.read_bytes() == b"damaged" * 1000


async def test_a_folder_that_is_taken_away_under_way_loses_nothing_of_this_process(tmp_path: Path) -> None:
    async with engine_over(ScriptedBackend(draft=draft_of(CLIP)), tmp_path) as engine:
        before = await ended(engine, await start(engine, "a sunset"))
        shutil.rmtree(tmp_path / "state")
        after = await ended(engine, await start(engine, "add a title"))
        report = await engine.state(None)
        told = await engine.job(before.job_id)
    assert (after.status, told.result) == ("completed", before.result)
    assert [line.job_id for line in report.jobs] == [after.job_id, before.job_id]
    assert "cannot be used" in (report.warning or "")


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
import anyio
from engine.scripted_backend import CLIP, ScriptedBackend, draft_of, ended, engine_over, start

async def work():
    home = Path(sys.argv[1])
    async with engine_over(ScriptedBackend(draft=draft_of(CLIP)), home) as engine:
        before = await ended(engine, await start(engine, "a sunset"))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
        after = await ended(engine, await start(engine, "add a title"))
        report = await engine.state(None)
        told = await engine.job(before.job_id)
    print(before.status, after.status, told.status, len(report.jobs), "cannot be used" in report.warning)

anyio.run(work)
"""


@pytest.mark.slow
@only_posix
def test_a_full_disk_loses_nothing_of_this_process(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(tmp_path)],
        cwd=Path(__file__).parents[1],
        env={"PYTHONPATH": str(Path(__file__).parents[1])},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.stdout.split() == ["completed", "completed", "completed", "2", "True"], done.stderr


async def test_a_damaged_lock_of_an_ended_process_holds_nobody(tmp_path: Path) -> None:
    owners = Owners(tmp_path)
    await owners.enter()
    (tmp_path / "owners" / "gone.lock").write_bytes(b"damaged" * 1000)
    assert not await owners.is_alive("gone")
    assert await owners.is_alive(owners.me)
    await owners.leave()


@only_posix
async def test_what_is_open_to_others_is_tightened(tmp_path: Path) -> None:
    await live_in(tmp_path)
    state = tmp_path / "state"
    (state / "renewal.sqlite").touch()
    for path in (state, *state.rglob("*")):
        path.chmod(0o777 if path.is_dir() else 0o644)
    ledger = Ledger(state)
    await ledger.open()
    async with ledger.tokens.renewing("me", "http://x"):
        await ledger.projects.used_lately(1)
        open_to_others = [path for path in (state, *state.rglob("*")) if path.stat().st_mode & 0o077]
    await ledger.close()
    assert open_to_others == []


@only_posix
async def test_a_new_folder_is_the_users_own_whatever_the_mask(tmp_path: Path) -> None:
    mask = os.umask(0)
    try:
        ledger = Ledger(tmp_path / "state")
        await ledger.open()
        async with ledger.tokens.renewing("me", "http://x"):
            await ledger.projects.used_lately(1)
            paths = [tmp_path / "state", *(tmp_path / "state").rglob("*")]
            open_to_others = [path for path in paths if path.stat().st_mode & 0o077]
        await ledger.close()
    finally:
        os.umask(mask)
    assert open_to_others == []


async def test_a_damaged_lock_of_the_renewal_stops_no_renewal(tmp_path: Path) -> None:
    (tmp_path / "renewal.sqlite").write_bytes(b"damaged" * 1000)
    ledger = Ledger(tmp_path)
    async with ledger.tokens.renewing("me", "http://x"):
        assert await ledger.projects.used_lately(1) == ([], 0)
    await ledger.close()

"""On the disk of a server for many users, exports of one user make room for newer ones, and that is told."""

import os
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from engine.scripted_backend import ScriptedBackend, draft_of, ended, spec_of, start
from nemo_video.engine import Engine, Exported, ExportRequest, open_engine
from nemo_video.settings import read_settings, settings_of, users

pytestmark = pytest.mark.anyio

WORDS = {"tt": 7, "sg": [{"s": 0, "d": 3000, "m": {"text": "Golden Hour"}}]}
DAY_S = 86_400


@asynccontextmanager
async def exporting(home: Path, user: str | None) -> AsyncGenerator[tuple[Engine, Path]]:
    """An engine of a user, with words on the timeline; and where its exports lie."""
    folders = {"NEMO_STATE_DIR": str(home / "state"), "NEMO_OUTPUT_DIR": str(home / "videos")}
    settings = settings_of(read_settings(folders), user)
    cloud = spec_of(ScriptedBackend(draft=draft_of(WORDS)), settings)
    async with open_engine(settings, lambda _: {"cloud": cloud, "studio": cloud}) as engine:
        await ended(engine, await start(engine, "a sunset"))
        settings.output_dir.mkdir(parents=True)
        yield engine, settings.output_dir


async def export(engine: Engine, name: str) -> Exported:
    job = await ended(engine, await engine.export(ExportRequest(None, "srt", "high", name)))
    assert isinstance(job.result, Exported), job.error
    return job.result


def put(path: Path, size: int, *, days_ago: float) -> None:
    path.write_bytes(b"x" * size)
    then_s = time.time() - days_ago * DAY_S
    os.utime(path, (then_s, then_s))


async def test_the_oldest_exports_make_room_and_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(users, "MAX_EXPORTS_BYTES", 1000)
    precious = tmp_path / "precious.txt"
    precious.write_bytes(b"not an export")
    async with exporting(tmp_path, "anna") as (engine, folder):
        put(folder / "old.mp4", 600, days_ago=3)
        put(folder / "newer.mp4", 500, days_ago=2)
        put(folder / ".nemo-1.part", 300, days_ago=0)
        (folder / "link.mp4").symlink_to(precious)
        exported = await export(engine, "words")
        left = {path.name for path in folder.iterdir()}
    assert left == {"newer.mp4", ".nemo-1.part", "link.mp4", "words.srt"}
    assert precious.exists()
    told = exported.remarks[-1]
    assert "old.mp4" in told
    assert "newer.mp4" not in told


async def test_exports_that_nobody_fetched_for_a_month_go_and_a_link_takes_nothing_with_it(
    tmp_path: Path,
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    put(outside / "kept.mp4", 10, days_ago=90)
    async with exporting(tmp_path, "anna") as (engine, folder):
        put(folder / "ancient.mp4", 10, days_ago=31)
        put(folder / ".nemo-2.part", 10, days_ago=31)
        put(folder / "recent.mp4", 10, days_ago=29)
        (folder / "linked").symlink_to(outside)
        os.utime(folder / "linked", (0, 0), follow_symlinks=False)
        exported = await export(engine, "words")
        left = {path.name for path in folder.iterdir()}
    assert left == {"recent.mp4", "words.srt"}
    assert (outside / "kept.mp4").exists()
    assert "ancient.mp4" in exported.remarks[-1]
    assert ".part" not in exported.remarks[-1]


async def test_on_a_machine_of_ones_own_nothing_is_removed(tmp_path: Path) -> None:
    async with exporting(tmp_path, None) as (engine, folder):
        put(folder / "ancient.mp4", 10, days_ago=400)
        exported = await export(engine, "words")
        left = {path.name for path in folder.iterdir()}
    assert left == {"ancient.mp4", "words.srt"}
    assert not any("ancient.mp4" in told for told in exported.remarks)

"""Names of exported files: what no file can have, or nobody can see, is refused before anything is spent."""

import sys
from pathlib import Path

import pytest

from engine.scripted_backend import ScriptedBackend, draft_of, ended, engine_over, start
from nemo_video.engine import ExportRequest
from nemo_video.engine.file_names import check_file_name, name_file
from nemo_video.errors import DiskFailure, InvalidArgument
from nemo_video.timeline import decode
from nemo_video.wire.envelope import JsonObject

pytestmark = pytest.mark.anyio

UNUSABLE = [
    "", "  ", ".", "..", ".hidden", "a/b", "a\\b", "..\\x", "c:x", "what?", "a*", 'say "hi"', "<b>", "a|b",
    "film.", "CON", "con.mp4", "nul", "NUL.tar.mp4", "COM1", "lpt9.mp4", "COM¹", " aux .mp4", "CONIN$",
    "a\x00b", "a\nb", "tab\there", "a\x85b", "a\u2028b", "\u202egpj.exe", "a\u200bb", "a\u2066b",
    "\ufefffilm", "a\ud800b", "x" * 121, "影" * 85, "🎬" * 63,
]  # fmt: skip
USABLE = [
    "film",
    "film.mp4",
    "My film (2)",
    "日落",
    "console",
    "nulls",
    "communion.mp4",
    "é" * 100,
    "影" * 80,
]


@pytest.mark.parametrize("name", UNUSABLE, ids=ascii)
async def test_a_name_that_no_file_can_have_is_refused_and_nothing_is_rendered(
    tmp_path: Path, name: str
) -> None:
    backend = ScriptedBackend(draft=draft_of())
    async with engine_over(backend, tmp_path) as engine:
        with pytest.raises(InvalidArgument):
            await engine.export(ExportRequest(filename=name))
    assert backend.submits == []
    assert not (tmp_path / "videos").exists()


@pytest.mark.parametrize("name", USABLE)
def test_a_name_that_a_file_can_have_is_taken_as_it_is(tmp_path: Path, name: str) -> None:
    check_file_name(name, "mp4")
    path = tmp_path / name_file(name, "mp4", decode(None))
    path.with_stem(f"{path.stem} (999)").touch()
    path.touch()
    assert path.name in (name, f"{name}.mp4")


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("A Sunset", "a-sunset"),
        ("CON", "video"),
        ("///", "video"),
        ("\u202eevil", "evil"),
        ("\x1b]0;owned\x07A \x1b[31mSunset", "a-sunset"),
        ("nmv_usr_0123456789abcdef at dawn", "redacted-at-dawn"),
        ("影" * 90, "影" * 60),
    ],
)
def test_a_name_of_ours_is_one_that_a_file_can_have(title: str, name: str) -> None:
    track: JsonObject = {"tt": 0, "sg": [{"s": 0, "d": 1000, "m": {"name": title}}]}
    assert name_file(None, "mp4", decode({"t": [track]})) == f"{name}.mp4"


@pytest.mark.skipif(sys.platform == "win32", reason="the folder stands in the way of a file there too")
async def test_an_export_that_cannot_be_saved_is_refused_before_it_is_rendered(tmp_path: Path) -> None:
    (tmp_path / "videos").write_text("a file where the folder should be")
    backend = ScriptedBackend(draft=draft_of())
    async with engine_over(backend, tmp_path) as engine:
        await ended(engine, await start(engine, "a sunset"))
        with pytest.raises(DiskFailure, match="cannot be saved in"):
            await engine.export(ExportRequest())
    assert backend.submits == []

"""Files that another program exchanges for links while they are looked at or sent: nothing of theirs leaks.

The exchange is real, and comes at the worst moment: after every check, as the file is about to be opened.
"""

import os
import sys
from pathlib import Path

import anyio
import pytest
from PIL import Image

from engine.scripted_backend import ScriptedBackend, draft_of, ended, engine_over, start
from nemo_video.engine import Exported, ExportRequest
from nemo_video.errors import InvalidArgument, NotFound, VideoError
from nemo_video.media import frames_at, open_plain, reached

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(sys.platform != "linux", reason="other systems have no path to an open file"),
]

WORDS = {"tt": 7, "sg": [{"s": 0, "d": 3000, "m": {"text": "Golden Hour"}}]}


_exchanges: dict[str, Path] = {}
"""What is put in the place of which path when it is opened next."""


def _exchange(event: str, arguments: tuple[object, ...]) -> None:
    """Python tells of every opening just before the system hears of it; such a hook cannot be removed."""
    if event == "open" and _exchanges and (target := _exchanges.pop(str(arguments[0]), None)):
        path = Path(str(arguments[0]))
        path.unlink()
        path.symlink_to(target)


sys.addaudithook(_exchange)


async def test_an_export_that_is_exchanged_as_it_is_opened_is_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("-----BEGIN PRIVATE KEY-----")
    async with engine_over(ScriptedBackend(draft=draft_of(WORDS)), tmp_path) as engine:
        await ended(engine, await start(engine, "a sunset"))
        job = await ended(engine, await engine.export(ExportRequest(None, "srt", "high", "words")))
        assert isinstance(job.result, Exported)
        path = job.result.path
        assert b"Golden Hour" in await engine.read_export(path.name)
        _exchanges[str(path)] = secret
        with pytest.raises(NotFound):
            await engine.read_export(path.name)
    assert path.is_symlink()


def test_what_was_opened_is_what_is_decoded_and_errors_call_it_by_its_name(tmp_path: Path) -> None:
    path, secret = tmp_path / "film.png", tmp_path / "secret.png"
    Image.new("RGB", (64, 36), "red").save(path)
    Image.new("RGB", (64, 36), "blue").save(secret)
    broken, told = tmp_path / "broken.png", ""
    broken.write_bytes(path.read_bytes()[:60])
    with open_plain(path) as opened, reached(opened, path, path.name) as through:
        path.unlink()
        path.symlink_to(secret)
        (frame,) = frames_at(through, [0])
    assert frame.jpeg == _jpeg_of(tmp_path / "again.png", "red")
    with open_plain(broken) as opened:
        try:
            with reached(opened, broken, broken.name) as through:
                frames_at(through, [0])
        except VideoError as error:
            told = error.message
    assert told.startswith("broken.png ")


def _jpeg_of(path: Path, colour: str) -> bytes:
    Image.new("RGB", (64, 36), colour).save(path)
    return frames_at(path, [0])[0].jpeg


async def test_a_link_and_a_pipe_in_the_place_of_a_file_are_refused_at_once(tmp_path: Path) -> None:
    film, link, pipe = (tmp_path / name for name in ("film", "link", "pipe"))
    film.write_bytes(b"film")
    link.symlink_to(film)
    os.mkfifo(pipe)
    with anyio.fail_after(60):
        for path, error in ((link, NotFound), (pipe, InvalidArgument), (tmp_path, InvalidArgument)):
            with pytest.raises(error):
                await anyio.to_thread.run_sync(open_plain, path, abandon_on_cancel=True)

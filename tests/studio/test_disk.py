"""A full disk, and a folder that is taken away, under the studio's store: told, and then it goes on."""

import shutil
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from studio.test_protocol import draw_png, open_session, open_studio, read_state, say, sign_in
from studio.test_studio_limits import SUNSET, balance, export

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on the size of files"),
]


@contextmanager
def full_disk() -> Generator[None]:
    """No file of this process can grow meanwhile."""
    import resource

    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


async def test_a_full_disk_refuses_what_is_to_be_kept_and_loses_nothing(tmp_path: Path) -> None:
    picture = draw_png(tmp_path / "beach.png")
    async with open_studio(tmp_path) as http:
        await sign_in(http)
        session_id = await open_session(http)
        await say(http, session_id, SUNSET)
        before = await read_state(http, session_id)
        path = f"/api/upload-video/nemo_agent/me/{session_id}"
        with full_disk():
            upload = (await http.post(path, files={"files": ("beach.png", picture)})).json()
            submitted = await export(http, session_id, "render_1")
            alive = await balance(http)
        after = await read_state(http, session_id)
        stored = (await http.post(path, files={"files": ("beach.png", picture)})).json()
        again = await export(http, session_id, "render_1")
    assert (upload["code"], submitted["code"]) == (507, 507)
    assert alive["available"] == 100
    assert after["draft"] == before["draft"]
    assert (stored["code"], again["code"]) == (0, 0)


async def test_a_folder_of_files_that_is_taken_away_is_told_and_made_anew(tmp_path: Path) -> None:
    picture = draw_png(tmp_path / "beach.png")
    async with open_studio(tmp_path) as http:
        await sign_in(http)
        session_id = await open_session(http)
        path = f"/api/upload-video/nemo_agent/me/{session_id}"
        await http.post(path, files={"files": ("beach.png", picture)})
        await say(http, session_id, "make a slideshow from my photos")
        shutil.rmtree(tmp_path / "studio" / "files")
        missing = await export(http, session_id, "render_1")
        stored = (await http.post(path, files={"files": ("other.png", picture)})).json()
        await say(http, session_id, "start over with a 1-second sunset over the sea")
        again = await export(http, session_id, "render_2")
    assert (missing["code"], "cleaned away" in missing["message"]) == (400, True)
    assert (stored["code"], again["code"]) == (0, 0)

"""Captions through the real server: a file at its path, and plain words where there is nothing to write."""

from pathlib import Path

import pytest

from homes import Json
from hosts import error_of, facts_of, open_server, text_of

pytestmark = pytest.mark.anyio


def read(exported: Json) -> str:
    return Path(exported["path"]).read_text(encoding="utf-8")


@pytest.mark.parametrize("format", ["srt", "vtt"])
async def test_the_titles_of_a_film_are_saved_as_captions(format: str, tmp_path: Path) -> None:
    async with open_server(tmp_path) as host:
        await host.call_tool("generate", {"prompt": 'a 3-second sunset with the title "Golden Hour"'})
        result = await host.call_tool("export", {"format": format.upper(), "filename": "words"})
    exported = facts_of(result)
    written = read(exported)
    assert Path(exported["path"]).name == f"words.{format}"
    assert "Golden Hour" in written
    assert (exported["format"], exported["bytes"]) == (format, len(written.encode()))
    assert exported["verified"] is False
    assert "decoded" not in text_of(result)


async def test_a_film_without_words_says_so(tmp_path: Path) -> None:
    async with open_server(tmp_path) as host:
        await host.call_tool("generate", {"prompt": "a 3-second sunset"})
        error = error_of(await host.call_tool("export", {"format": "srt"}))
    assert error["code"] == "not_found"
    assert error["message"] == "There are neither titles nor subtitles on the timeline."

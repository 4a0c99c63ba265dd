"""Errors speak the caller's language: that of the words, or the one that is set."""

from pathlib import Path

import pytest

from engine.scripted_backend import ScriptedBackend
from hosts import error_of, text_of
from surface.scripted_host import MODES, scripted_host

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("mode", MODES)]


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("海", "参数 prompt 超过 10000 个字符。"),
        ("雲", "引數 prompt 超過 10000 個字元。"),
        ("a", "The argument prompt is longer than 10000 characters."),
    ],
)
async def test_an_error_is_told_in_the_language_of_the_words(
    tmp_path: Path, mode: str, word: str, message: str
) -> None:
    async with scripted_host(ScriptedBackend(), tmp_path, mode) as host:
        refused = await host.call_tool("generate", {"prompt": word * 10_001})
    assert error_of(refused)["message"] == message
    assert message in text_of(refused)


async def test_an_error_without_words_is_told_in_the_language_that_is_set(tmp_path: Path, mode: str) -> None:
    async with scripted_host(ScriptedBackend(), tmp_path, mode, NEMO_LANG="zh") as host:
        refused = await host.call_tool("export", {"project_id": "prj_0"})
    assert error_of(refused)["message"] == "没有项目“prj_0”。"
    assert text_of(refused).startswith("错误 not_found：")

"""Errors speak the caller's language: that of the words, or the one that is set."""

from pathlib import Path

import pytest

from engine.scripted_backend import ScriptedBackend
from hosts import error_of, facts_of, text_of
from nemo_video.client import StreamError
from nemo_video.errors import BackendRefusal
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


async def test_the_error_of_a_job_is_told_in_the_language_of_its_words(tmp_path: Path, mode: str) -> None:
    backend = ScriptedBackend([[StreamError("模型不可用")], [BackendRefusal(500, call="the chat")]])
    async with scripted_host(backend, tmp_path, mode) as host:
        stopped = await host.call_tool("generate", {"prompt": "做一个日落视频"})
        refused = await host.call_tool("generate", {"prompt": "再做一个日落视频"})
    assert error_of(stopped)["message"] == "后端出错停止，时间线没有变化。后端说：模型不可用"
    assert error_of(refused)["message"] == "后端拒绝了对话（代码 500）。"


async def test_a_source_that_was_not_taken_is_told_in_the_language_of_its_project(
    tmp_path: Path, mode: str
) -> None:
    refused = BackendRefusal(500, call="the upload of a.mp4")
    refused.said = "今天的上传次数已用完。"
    backend = ScriptedBackend(rejects={"https://x.example/a.mp4": refused})
    sources = ["https://x.example/a.mp4", "https://x.example/b.mp4"]
    async with scripted_host(backend, tmp_path, mode, NEMO_LANG="zh") as host:
        uploaded = await host.call_tool("upload", {"source": sources})
    reason = "后端拒绝了a.mp4 的上传（代码 500）。后端说：今天的上传次数已用完。"
    (rejected,) = facts_of(uploaded)["rejected"]
    assert (rejected["reason"], "请" in rejected["advice"]) == (reason, True)
    assert reason in text_of(uploaded)

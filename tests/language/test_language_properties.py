"""What holds for every text, not only for the labelled ones."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nemo_video.language import detect_language, route_request, translate_reply

DATA = Path(__file__).parent / "data"
LABELS = [
    json.loads(line)
    for name in ("replies_en.jsonl", "replies_zh.jsonl")
    for line in (DATA / name).read_text(encoding="utf-8").splitlines()
]
REPLIES = st.sampled_from([label["text"] for label in LABELS])
CONTENT = st.sampled_from([label["text"] for label in LABELS if label["kind"] == "hard_negative"])
HANDLING = st.sampled_from(
    ["Click Export.", "Open the Layers panel to see it.", "点击右上角的导出按钮。", "请打开图层面板查看。"]
)
PIECES = [
    "and ",
    "可以",
    "点击",
    "please ",
    "(",
    "“",
    '"',
    ".",
    "click ",
    "a.b/",
    "🎉",
    "1,",
    "**",
    "\n",
    "to the ",
    "的",
    "`",
]
MOST_GROWTH = 2.3


@given(st.text())
def test_no_text_breaks_it(text: str) -> None:
    translate_reply(text, "en")
    route_request(text)
    detect_language(text)


@given(st.lists(st.one_of(REPLIES, st.sampled_from(PIECES)), max_size=6).map("".join))
@settings(max_examples=200)
def test_translating_twice_changes_nothing(text: str) -> None:
    once = translate_reply(text, "en").text
    assert translate_reply(once, "en").text == once


@given(st.lists(CONTENT, min_size=1, max_size=5))
def test_a_reply_of_content_alone_comes_out_as_it_was(parts: list[str]) -> None:
    text = "\n".join(parts)
    assert translate_reply(text, "en").text == text


@given(st.lists(st.tuples(CONTENT, HANDLING), min_size=1, max_size=4))
def test_no_content_is_lost_between_handling(pairs: list[tuple[str, str]]) -> None:
    reply = translate_reply("\n".join(f"{content}\n{handling}" for content, handling in pairs), "en")
    assert [content for content, _ in pairs if content not in reply.text] == []


@pytest.mark.parametrize("piece", PIECES)
def test_twice_the_text_takes_twice_the_steps(piece: str) -> None:
    def translate(length: int) -> None:
        translate_reply(piece * length, "en")

    translate(10)
    assert count_calls(lambda: translate(4000)) <= MOST_GROWTH * count_calls(lambda: translate(2000))


def count_calls(action: Callable[[], None]) -> int:
    calls = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    sys.setprofile(count)
    try:
        action()
    finally:
        sys.setprofile(None)
    return calls

"""What holds for every text, not only for the labelled ones."""

import json
import re
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from types import FrameType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nemo_video.language import TranslatedReply, detect_language, route_request, translate_reply
from nemo_video.wire.formats import EXPORT_FORMATS, TIMELINE_NAMES

DATA = Path(__file__).parent / "data"
REPLIES = [json.loads(line)["text"] for line in (DATA / "replies.jsonl").read_text("utf-8").splitlines()]
PLAIN = [json.loads(line)["text"] for line in (DATA / "plain_replies.jsonl").read_text("utf-8").splitlines()]
HANDLING = [
    "Click Export.",
    "Open the Layers panel to see it.",
    "点击右上角的导出按钮。",
    "請開啟圖層面板查看。",
]
PIECES = [
    *HANDLING, "and ", "可以", "点击", "please ", "(", ")", "“",
    "”", '"', "「", ".", "; ", "click ", "a.b/", "🎉", "1,",
    "**", "\n", "\n\n", "to the ", "的", "`", "```\n", "1. ", "- ",
    "> ", "Next steps:\n", "？", "\u200b", "⟦", "\t", "\r\n",
]  # fmt: skip
REQUESTS = [
    json.loads(line)["text"] for line in (DATA / "requests_everyday.jsonl").read_text("utf-8").splitlines()
]
TAKEN = {
    "export": {
        "format": f"'(?:{'|'.join((*EXPORT_FORMATS, *TIMELINE_NAMES, 'srt', 'vtt'))})'",
        "quality": "'(?:high|medium|low)'",
        "filename": r"['\"][^/\n]+['\"]",
    },
    "upload": {"source": r"['\"].+['\"]|\[.+\]"},
    "projects": {"action": "'(?:list|new|use|link)'"},
    "preview": {"at_s": r"\[\d+\.\d+(?:, \d+\.\d+){0,5}\]"},
}
"""Values, as Python prints them, that a tool takes."""
MOST_CALLS = 40_000
"""Calls for a text of any length; a typical reply takes about 1,000."""


def words_of(text: str) -> Counter[str]:
    """Count the words; a Chinese character is one."""
    return Counter(re.findall(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff]+", text))


def lost_words(text: str, reply: TranslatedReply) -> Counter[str]:
    said = (line for suggestion in reply.suggestions for line in suggestion.said.splitlines())
    return words_of(text) - words_of("\n".join([reply.text, *said]))


@given(st.text())
def test_no_text_breaks_it(text: str) -> None:
    translate_reply(text, "en")
    route_request(text)
    detect_language(text)


@given(
    st.lists(st.one_of(st.sampled_from(REPLIES), st.sampled_from(PIECES), st.text(max_size=5)), max_size=9)
)
@settings(max_examples=300)
@pytest.mark.slow
def test_each_word_is_in_the_reply_or_in_what_a_suggestion_stands_for(parts: list[str]) -> None:
    text = "".join(parts)
    assert lost_words(text, translate_reply(text, "en")) == Counter()


@given(st.lists(st.one_of(st.sampled_from(REPLIES), st.sampled_from(PIECES)), max_size=6).map("".join))
@settings(max_examples=200)
@pytest.mark.slow
def test_what_stays_is_a_part_of_what_was_said(text: str) -> None:
    left = translate_reply(text, "en").text
    rest = iter(text)
    assert all(char in rest for char in left if not char.isspace())


@given(st.lists(st.sampled_from(PLAIN), min_size=1, max_size=5))
def test_a_reply_of_content_alone_comes_out_as_it_was(parts: list[str]) -> None:
    text = "\n".join(parts)
    assert translate_reply(text, "en").text == text


@given(st.lists(st.tuples(st.sampled_from(PLAIN), st.sampled_from(HANDLING)), min_size=1, max_size=4))
@pytest.mark.slow
def test_no_content_is_lost_between_handling(pairs: list[tuple[str, str]]) -> None:
    reply = translate_reply("\n".join(f"{content}\n{handling}" for content, handling in pairs), "en")
    assert [content for content, _ in pairs if content not in reply.text] == []


@given(
    st.lists(
        st.one_of(st.sampled_from(REQUESTS), st.sampled_from(PIECES), st.text(max_size=9)), max_size=3
    ).map(" ".join)
)
@settings(max_examples=60)
def test_a_request_of_any_words_brings_arguments_that_its_tool_takes(prompt: str) -> None:
    routed = route_request(prompt)
    taken = TAKEN.get(routed.action, {})
    values = {name: repr(value) for name, value in asdict(routed)["arguments"].items()}
    assert [each for each in values.items() if not re.fullmatch(taken[each[0]], each[1], re.DOTALL)] == []


@pytest.mark.parametrize("piece", [*PIECES, "click, ", "click. ", "，点击", "Click the ", ":\n"])
def test_a_long_text_takes_no_more_steps_than_a_bound(piece: str) -> None:
    for words in (*HANDLING, "Click.", "点。"):  # the patterns are compiled with their first use
        translate_reply(words, "en")
    for length in (3_000, 11_900, 100_000):
        text = piece * (length // len(piece))
        assert count_calls(lambda text=text: translate_reply(text, "en")) <= MOST_CALLS
        assert count_calls(lambda text=text: route_request(text)) <= MOST_CALLS


def count_calls(action: Callable[[], object]) -> int:
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

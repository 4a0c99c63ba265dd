"""Replies of the backend, against labelled sentences and one by one."""

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from nemo_video.language import Language, Suggestion, TranslatedReply, detect_language, translate_reply

DATA = Path(__file__).parent / "data"

REQUIRED = 0.98
ARGUMENTS = {
    "export": {"format"},
    "credits": set[str](),
    "state": set[str](),
    "upload": {"source"},
    "generate": {"prompt"},
}
SINGLE = {
    "en": "Possible next: get the finished video as a file.",
    "zh-Hans": "接下来可以取得成品视频。",
    "zh-Hant": "接下來可以取得成品影片。",
}


def read_labels(path: Path) -> Iterator[dict[str, Any]]:
    return (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())


def translate(label: dict[str, Any]) -> TranslatedReply:
    return translate_reply(label["text"], detect_language(label["text"]) or "en")


def is_right(label: dict[str, Any]) -> bool:
    reply = translate(label)
    return (
        [suggestion.tool for suggestion in reply.suggestions] == label["tools"]
        and all(kept in reply.text for kept in label["keep"])
        and not any(dropped in reply.text for dropped in label["drop"])
        and (label["kind"] != "hard_negative" or reply.text == label["text"])
    )


@pytest.mark.parametrize("name", ["given", "en", "zh", "more"])
def test_replies_are_translated_as_labelled_in_each_language_and_kind(name: str) -> None:
    wrong: dict[str, list[str]] = defaultdict(list)
    total: dict[str, int] = defaultdict(int)
    for label in read_labels(DATA / f"replies_{name}.jsonl"):
        group = f"{label['lang']} {label['kind']}"
        total[group] += 1
        if not is_right(label):
            wrong[group].append(label["text"])
    assert {
        group: texts for group, texts in wrong.items() if len(texts) > (1 - REQUIRED) * total[group]
    } == {}


@pytest.mark.parametrize("name", ["replies_en.jsonl", "replies_zh.jsonl"])
def test_every_suggestion_carries_only_arguments_of_its_tool(name: str) -> None:
    for label in read_labels(DATA / name):
        for suggestion in translate(label).suggestions:
            assert set(suggestion.arguments) <= ARGUMENTS[suggestion.tool]
            assert suggestion.tool not in {"upload", "generate"} or all(suggestion.arguments.values())
            assert suggestion.reason


def test_a_reply_keeps_its_content_and_loses_its_handling() -> None:
    text = "I've added upbeat music at 35% volume. Click the Export button in the top corner to get an MP4."
    assert translate_reply(text, "en") == TranslatedReply(
        text="I've added upbeat music at 35% volume.",
        suggestions=(
            Suggestion(
                "export", {"format": "mp4"}, "The reply offers the finished video as a file.", "reply"
            ),
        ),
        unmapped=(),
    )


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (
            "The logo spins in over 1.2 s, so if you like it just press Download.",
            "The logo spins in over 1.2 s.",
        ),
        ("Click the wand icon to auto-grade; the look is teal.", "Note that the look is teal."),
        ("Hit Download to get the clip, which runs 12 s.", "It runs 12 s."),
        (
            "Shot 7 is missing (click Import to add it), but shots 1–6 are graded.",
            "Shot 7 is missing, but shots 1–6 are graded.",
        ),
        ("徽标旋转入场，喜欢的话按下载即可。", "徽标旋转入场。"),
        ("缺的镜头对不上（请点导入补传），其余已经调好色。", "缺的镜头对不上，其余已经调好色。"),
    ],
)
def test_what_remains_of_a_sentence_reads_as_a_sentence(text: str, left: str) -> None:
    assert translate_reply(text, "en").text == left


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
def test_a_reply_of_nothing_but_handling_becomes_one_sentence_of_ours(language: Language) -> None:
    assert translate_reply("Click Export.", language).text == SINGLE[language]


def test_a_list_loses_its_steps_and_the_line_that_announces_them() -> None:
    steps = "**What to do next:**\n1. Click **Preview**\n2. Press **Export**"
    text = f"The teaser is 34 s.\n\n{steps}\n\nThe title stays."
    assert translate_reply(text, "en").text == "The teaser is 34 s.\n\nThe title stays."


@pytest.mark.parametrize(
    ("text", "prompt"),
    [
        ("Drag the title to 5 s.", "Move the title to 5 s"),
        ("Press Merge in the toolbar to join the two halves.", "Join the two halves"),
        ("The intro is short. Click Remove on the transition.", "Remove the transition"),
        ("按工具栏里的“合并”把两段接起来。", "把两段接起来"),
        ("Press the speed button and choose 2x.", "Set the speed to 2x"),
        ("點速度按鈕選 2 倍。", "把速度設為 2 倍"),
        ("Long-press the clip and pick Reverse.", "Reverse the clip"),
        ("长按片段，选“倒放”。", "倒放片段"),
        ("Tap Add captions in the toolbar.", "Add captions"),
        ("The fade takes 2 s. Drag its handle to shorten it.", "The fade takes 2 s. Shorten it"),
    ],
)
def test_an_edit_by_hand_becomes_an_edit_in_words(text: str, prompt: str) -> None:
    assert [suggestion.arguments for suggestion in translate_reply(text, "en").suggestions] == [
        {"prompt": prompt}
    ]


def test_a_link_outlives_the_handling_around_it() -> None:
    reply = translate_reply("The film has 9 shots. Visit https://example.com/billing to top up.", "en")
    assert reply.text == "The film has 9 shots. Link: https://example.com/billing"
    assert [suggestion.tool for suggestion in reply.suggestions] == ["credits"]
    assert translate_reply(reply.text, "en").text == reply.text


def test_handling_that_no_tool_can_do_stays_and_is_marked() -> None:
    reply = translate_reply("The cut is 9 s long. Click the gear icon to switch to dark mode.", "en")
    assert reply == TranslatedReply(
        text="The cut is 9 s long. (only on the web page) Click the gear icon to switch to dark mode.",
        suggestions=(),
        unmapped=("Click the gear icon to switch to dark mode.",),
    )
    assert translate_reply(reply.text, "en").text == reply.text


def test_each_tool_is_suggested_once_in_the_order_of_the_text() -> None:
    text = "Go to Billing, click Add credits, open Account, then tap Generate, and tap Generate again."
    assert [suggestion.tool for suggestion in translate_reply(text, "en").suggestions] == [
        "credits",
        "generate",
    ]


@pytest.mark.parametrize("quotes", ['"%s"', "“%s”", "'%s'", "「%s」", "【%s】", "**%s**", "*%s*", "`%s`"])
def test_a_button_is_known_in_quotes_of_all_kinds(quotes: str) -> None:
    reply = translate_reply(f"The cut is 9 s long. Click {quotes % 'Export'} to save.", "en")
    assert (reply.text, [suggestion.tool for suggestion in reply.suggestions]) == (
        "The cut is 9 s long.",
        ["export"],
    )


def test_sentences_that_stay_are_not_run_together_where_one_went() -> None:
    text = "The arrow is red.点击右上角的导出按钮。The logo sits bottom left. Click Export."
    assert translate_reply(text, "en").text == "The arrow is red. The logo sits bottom left."


@pytest.mark.parametrize(
    "text",
    [
        "It can draw scenes, cut and arrange clips, change speed, colours and framing, and add titles.",
        "没有听懂：“抖一抖”。它能画场景，剪切和排列片段，改变速度、颜色和画面，添加转场、音乐、标题和字幕。",
    ],
)
def test_what_the_backend_can_do_is_content(text: str) -> None:
    assert translate_reply(text, "en") == TranslatedReply(text, (), ())

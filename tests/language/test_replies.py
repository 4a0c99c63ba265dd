"""Replies of the backend: what goes, into which suggestion, and that no word is lost."""

import json
import re
import tomllib
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest

from nemo_video.language import Suggestion, TranslatedReply, detect_language, translate_reply

DATA = Path(__file__).parent / "data"
GIVEN = Path(__file__).parents[1] / "data" / "samples" / "gui-talk.jsonl"
HELD_OUT = tomllib.loads((DATA / "held_out_replies.toml").read_text(encoding="utf-8"))
SCREEN_PART = re.compile(r"slider|toggle|button|icon|panel|滑[块杆]|开关|按钮|图标|面板", re.IGNORECASE)
MARKED = re.compile(r"\{([^{}]*)\|(\w+)\}")
ARGUMENTS = {
    "export": {"format"},
    "credits": set[str](),
    "state": set[str](),
    "upload": {"source"},
    "generate": {"prompt"},
    "cancel": set[str](),
    "projects": {"action"},
}


def read_labels(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def translate(text: str) -> TranslatedReply:
    return translate_reply(text, detect_language(text) or "en")


def words_of(text: str) -> Counter[str]:
    """Count the words; a Chinese character is one."""
    return Counter(re.findall(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff]+", text))


def said_by(reply: TranslatedReply) -> str:
    return "\n".join([reply.text, *(suggestion.said for suggestion in reply.suggestions)])


@pytest.mark.parametrize("language", ["en", "zh"])
def test_held_out_replies_without_handling_come_back_as_they_are(language: str) -> None:
    changed = [text for text in HELD_OUT[language]["plain"] if translate(text).text != text]
    assert changed == []


@pytest.mark.parametrize(("language", "floor"), [("en", 0.9), ("zh", 0.9)])
def test_held_out_handling_goes_into_the_suggestion_of_its_tool(language: str, floor: float) -> None:
    marked = HELD_OUT[language]["handling"]
    right = 0
    for text in marked:
        reply = translate(MARKED.sub(r"\1", text))
        gone = [match[1] for match in MARKED.finditer(text)]
        tools = list(dict.fromkeys(match[2] for match in MARKED.finditer(text)))
        right += not any(sentence in reply.text for sentence in gone) and tools == [
            suggestion.tool for suggestion in reply.suggestions
        ]
    assert right / len(marked) >= floor


@pytest.mark.parametrize("language", ["en", "zh"])
def test_at_most_one_plain_reply_of_two_hundred_changes(language: str) -> None:
    texts = [
        label["text"] for label in read_labels(DATA / "plain_replies.jsonl") if label["lang"] == language
    ]
    changed = [text for text in texts if translate(text).text != text]
    assert len(changed) / len(texts) <= 0.005


@pytest.mark.parametrize("path", [DATA / "replies.jsonl", GIVEN], ids=lambda path: path.stem)
def test_no_labelled_reply_loses_a_word_or_what_it_says_about_the_film(path: Path) -> None:
    lost: list[str] = []
    for label in read_labels(path):
        reply = translate(label["text"])
        is_kept = all(kept in reply.text for kept in label["keep"])
        if not is_kept or words_of(label["text"]) - words_of(said_by(reply)):
            lost.append(label["text"])
    assert lost == []


@pytest.mark.parametrize("name", ["replies_fresh_read", "replies_fresh_held_out", "replies_with_handling"])
def test_a_fresh_hands_replies_lose_no_word_and_its_plain_ones_stay_as_they_are(name: str) -> None:
    changed: list[str] = []
    for label in read_labels(DATA / f"{name}.jsonl"):
        text, reply = label["text"], translate(label["text"])
        is_whole = not words_of(text) - words_of(said_by(reply))
        is_kept = all(kept in reply.text for kept in label["keep"])
        if not (is_whole and is_kept) or (label["kind"] == "plain" and reply != TranslatedReply(text, ())):
            changed.append(text)
    assert changed == []


@pytest.mark.parametrize(
    ("name", "floors"),
    [
        ("replies_fresh_held_out", {"en": 0.95, "zh": 0.78, "zh-Hant": 0.72}),
        ("replies_with_handling", {"en": 1, "zh": 1, "zh-Hant": 1}),
        ("replies_everyday", {"en": 0.85, "zh": 0.9, "zh-Hant": 0.9}),
        ("replies_screen_parts", {"en": 0.85, "zh": 0.85, "zh-Hant": 0.9}),
    ],
)
def test_most_of_a_fresh_hands_tools_are_found_and_hardly_ever_the_wrong_ones(
    name: str, floors: dict[str, float]
) -> None:
    """A preview is told as `state`, which this reader knows."""
    found: dict[str, list[bool]] = defaultdict(list)
    wrong: list[str] = []
    for label in read_labels(DATA / f"{name}.jsonl"):
        wanted = {"state" if tool == "preview" else tool for tool in label["tools"]}
        suggestions = translate(label["text"]).suggestions
        tools = {suggestion.tool for suggestion in suggestions} - set(label.get("may", ()))
        edits = [str(each.arguments["prompt"]) for each in suggestions if each.tool == "generate"]
        assert not any(SCREEN_PART.search(edit) for edit in edits), edits
        if wanted:
            found[label["lang"]].append(bool(tools & wanted))
        if tools - wanted:
            wrong.append(label["text"])
    shares = {language: sum(right) / len(right) for language, right in found.items()}
    assert all(share >= floors[language] for language, share in shares.items()), shares
    assert len(wrong) <= 3, wrong


def test_plain_hints_about_a_screen_bring_their_tools_and_words_of_the_film_none() -> None:
    labels = read_labels(DATA / "replies_hints.jsonl")
    wrong = [
        label["text"]
        for label in labels
        if {suggestion.tool for suggestion in translate(label["text"]).suggestions} != set(label["tools"])
    ]
    assert wrong == []


@pytest.mark.parametrize(("language", "floor"), [("en", 0.85), ("zh", 0.8)])
def test_tools_are_found_and_hardly_ever_the_wrong_ones(language: str, floor: float) -> None:
    """Their hands asked for unusual wording; what is not sure is left alone."""
    labels = [label for label in read_labels(DATA / "replies.jsonl") if label["lang"] == language]
    labels = [label for label in labels if label["kind"] in ("single", "content_gui", "multi")]
    found = [
        ({suggestion.tool for suggestion in translate(label["text"]).suggestions}, label) for label in labels
    ]
    wrong = [label["text"] for tools, label in found if tools - set(label["tools"])]
    assert len(wrong) / len(labels) <= 0.03
    assert sum(bool(tools) for tools, _ in found) / len(labels) >= floor


@pytest.mark.slow
def test_every_suggestion_carries_arguments_of_its_tool_and_the_words_it_stands_for() -> None:
    for label in read_labels(DATA / "replies.jsonl"):
        for suggestion in translate(label["text"]).suggestions:
            assert set(suggestion.arguments) <= ARGUMENTS[suggestion.tool]
            assert suggestion.tool not in {"upload", "generate"} or all(suggestion.arguments.values())
            assert suggestion.reason
            assert suggestion.said


def test_a_reply_keeps_its_content_and_its_handling_stands_in_the_suggestion() -> None:
    handling = "Click the Export button in the top corner to get an MP4."
    assert translate_reply(f"I've added upbeat music at 35% volume. {handling}", "en") == TranslatedReply(
        text="I've added upbeat music at 35% volume.",
        suggestions=(
            Suggestion(
                "export",
                {"format": "mp4"},
                "The reply offers the finished video as a file.",
                "reply",
                handling,
            ),
        ),
    )


@pytest.mark.parametrize(
    ("text", "tool"),
    [
        ("The logo spins in over 1.2 s, so if you like it just press Download.", "export"),
        ("Shot 7 is missing (click Import to add it), but shots 1–6 are graded.", "upload"),
        ("By opening the Scenes panel you can see that scene 4 is 7 s long.", "state"),
        ("徽标用 1.2 秒旋转入场，喜欢的话按下载即可。", "export"),
        ("打开场景面板可以看到第四场 7 秒、第五场只有 2 秒。", "state"),
    ],
)
def test_a_sentence_that_tells_something_as_well_stays_whole_and_the_suggestion_is_made(
    text: str, tool: str
) -> None:
    reply = translate_reply(text, "en")
    assert reply.text == text
    assert [(suggestion.tool, suggestion.said) for suggestion in reply.suggestions] == [(tool, text)]


@pytest.mark.parametrize(
    "text",
    [
        "The big clip is ready.",
        "Want it shorter?",
        "Should it be warmer?",
        "想要再短一点吗？",
        "正在检查字幕。",
        "Checking the script against the content rules.",
        "Before the sunset shot there is a fade.",
        "Look at that light!",
        "Watch the sun go down over the bay.",
        "Looking for the file you named.",
        'The caption uses this JSON:\n```json\n{"text": "Hi", "hint": "Click the Export button."}\n```',
        "Press play and the music starts: that is the joke in scene 2.",
        "I kept both endings, “Sunrise” (41 s) and “Blackout” (38 s), and you can flip between them.",
        "The voice-over says: “Open the Layers panel. Click Export.”",
        "“Open the Layers panel.\nClick the Export button.”",
        "> Click the Export button.",
        "Storyboard:\n1. Open the Layers panel\n2. Click the Export button",
        "| step | what |\n| 1 | Click the Export button. |",
        "Use `Click the Export button.` as the title.",
        "Use “Download” as the title.",
        "The hero has to\nopen the Layers panel.",
        "Shall I click the Export button?",
        "I clicked the Export button and the film is there.",
        "Do not click Export.",
        "Never click Export twice.",
        "Before you click Export, add a title.",
        "千万别点导出按钮。",
        "點擊匯出後，編輯將被鎖定。",
        "Click Export, but not as GIF.",
        "Click Export only if you accept the watermark.",
        "Click Export when the music is finished.",
        "Click Export unless you want a title.",
        "Click Export after adding a title.",
        "Click Approve to spend 100 credits.",
        "Open the Text panel and change the font to Arial.",
        "打开文字面板，把字体改成宋体。",
        "点击确认将消耗 100 积分。",
        "Please wait 2 minutes, then open the preview.",
        "Click here to see the storyboard with five scenes.",
        "The script: Click Export. Open the Media panel. Smile.",
        "Here are the subtitles:\n\nClick the Export button to save.\nOpen the Media panel.",
        "I wrote this voice-over for your tutorial.\n\nFirst, open the Media panel. Then click Export.",
        "字幕如下：\n\n点击导出按钮保存。\n打开素材面板。",
        "The guide reads these lines.\nOpen the Media panel. Then click Export.",
        "我写了这段旁白。\n点击导出按钮保存。",
        "It can draw scenes, cut and arrange clips, change speed, colours and framing, and add titles.",
        "没有听懂：“抖一抖”。它能画场景，剪切和排列片段，改变速度、颜色和画面，添加转场、音乐、标题和字幕。",
    ],
)
def test_what_is_said_about_the_film_stays(text: str) -> None:
    assert translate_reply(text, "en").text == text


def test_a_reply_of_nothing_but_handling_stands_whole_in_its_suggestion() -> None:
    reply = translate_reply("Click Export.", "en")
    assert (reply.text, [suggestion.said for suggestion in reply.suggestions]) == ("", ["Click Export."])


@pytest.mark.parametrize(
    "told",
    [
        *["I added these captions.", "I timed these subtitles to the voice.", "Do you like these captions?"],
        *["我加了这些字幕。", "我加了這些字幕。", "我在画面下面加了字幕。"],
    ],
)
def test_a_report_on_words_of_the_film_leads_to_none(told: str) -> None:
    reply = translate_reply(f"{told}\nClick Export.", "en")
    assert (reply.text, [suggestion.said for suggestion in reply.suggestions]) == (told, ["Click Export."])


def test_steps_go_with_their_numbers_and_the_line_that_announces_them() -> None:
    steps = "**Next steps:**\n1. Click **Preview**\n2. Press **Export**"
    text = f"The teaser is 34 s.\n\n{steps}\n\nThe title stays."
    reply = translate_reply(text, "en")
    assert reply.text == "The teaser is 34 s.\n\nThe title stays."
    assert [suggestion.said for suggestion in reply.suggestions] == [
        "**Next steps:**\n1. Click **Preview**",
        "2. Press **Export**",
    ]


@pytest.mark.parametrize(
    ("text", "tool"),
    [
        ("More credits can be added from the Billing page.", "credits"),
        ("The new order is visible in the storyboard tab.", "state"),
        ("Attach the photo with the clip icon under the chat.", "upload"),
        ("充值入口在“我的账户”页面。", "credits"),
        ("下方軌道區看得到完整排序。", "state"),
        ("照片从相机图标那里加。", "upload"),
        ("The file is behind the download arrow by the clock.", "export"),
        ("Your projects are listed under My Projects in the sidebar.", "projects"),
    ],
)
def test_what_can_be_done_or_seen_on_the_screen_is_suggested_and_stays(text: str, tool: str) -> None:
    reply = translate_reply(text, "en")
    assert (reply.text, [suggestion.tool for suggestion in reply.suggestions]) == (text, [tool])


@pytest.mark.parametrize(
    ("text", "tool"),
    [
        ("To use your own recording, click the + icon.", "upload"),
        ("如需补充积分，请点右上角的图标。", "credits"),
    ],
)
def test_a_purpose_that_is_told_before_a_gesture_tells_its_tool(text: str, tool: str) -> None:
    assert [suggestion.tool for suggestion in translate_reply(text, "en").suggestions] == [tool]


def test_a_request_to_look_is_no_suggestion_where_the_timeline_is_shown() -> None:
    text = "The cut is 9 s long. Open the Layers panel to see it."
    assert translate_reply(text, "en", is_timeline_shown=True) == TranslatedReply(text, ())


def test_a_sentence_with_a_link_stays() -> None:
    text = "The film has 9 shots. Visit the billing page, https://example.com/billing, to top up."
    assert translate_reply(text, "en").text == text


def test_handling_that_no_tool_can_do_stays() -> None:
    text = "The cut is 9 s long. Click the gear icon to switch to dark mode."
    assert translate_reply(text, "en") == TranslatedReply(text, ())


def test_each_tool_is_suggested_once_in_the_order_of_the_text() -> None:
    text = "Go to Billing, click Add credits, then tap Export. Click the Export button again."
    assert [(suggestion.tool, suggestion.said) for suggestion in translate_reply(text, "en").suggestions] == [
        ("credits", "Go to Billing, click Add credits, then tap Export."),
        ("export", "Go to Billing, click Add credits, then tap Export.\nClick the Export button again."),
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
    ("reply", "tools"),
    [
        ('Find "My media" in the left panel and click "Upload".', ["upload"]),
        ("找到时间轴面板，点击“导出”。", ["export"]),
        ("Open the timeline to check the tracks, then click Export.", ["state", "export"]),
        ("Open the timeline panel.", ["state"]),
    ],
)
def test_a_panel_that_is_opened_for_something_else_is_no_look_at_it(reply: str, tools: list[str]) -> None:
    told = translate(reply).suggestions
    assert [suggestion.tool for suggestion in told] == tools
    assert {suggestion.said for suggestion in told} == {reply}

"""Which tool a prompt asks for."""

import json
from collections import defaultdict
from pathlib import Path

import pytest

from nemo_video.language import RoutedRequest, route_request

DATA = Path(__file__).parent / "data" / "requests.jsonl"
GIVEN = Path(__file__).parent / "data" / "given_requests.jsonl"
REQUIRED = 0.98


@pytest.mark.parametrize("path", [GIVEN, DATA], ids=lambda path: path.stem)
def test_requests_are_routed_as_labelled_in_each_language(path: Path) -> None:
    wrong: dict[str, list[str]] = defaultdict(list)
    total: dict[str, int] = defaultdict(int)
    for line in path.read_text(encoding="utf-8").splitlines():
        label = json.loads(line)
        total[label["lang"]] += 1
        if route_request(label["text"]).action != label["action"]:
            wrong[label["lang"]].append(label["text"])
    assert {lang: texts for lang, texts in wrong.items() if len(texts) > (1 - REQUIRED) * total[lang]} == {}


@pytest.mark.parametrize(
    ("prompt", "request_"),
    [
        ("export it as a webm in low quality", RoutedRequest("export", {"format": "webm", "quality": "low"})),
        ("导出成 gif", RoutedRequest("export", {"format": "gif"})),
        (
            "use this: https://cdn.example.org/intro.mov",
            RoutedRequest("upload", {"source": "https://cdn.example.org/intro.mov"}),
        ),
        ("here are two photos: a.jpg b.jpg", RoutedRequest("upload", {"source": ["a.jpg", "b.jpg"]})),
        ("附上我的 片头曲.wav", RoutedRequest("upload", {"source": "片头曲.wav"})),
        ("import the drone footage from my disk", RoutedRequest("upload")),
        ("what's my balance?", RoutedRequest("credits")),
        ("show tracks", RoutedRequest("state")),
        ("how do I export?", RoutedRequest("export")),
        ("怎么下载成片？", RoutedRequest("export")),
        ("did that last render eat all my credits?", RoutedRequest("credits")),
    ],
)
def test_a_request_brings_the_arguments_that_its_words_give(prompt: str, request_: RoutedRequest) -> None:
    assert route_request(prompt) == request_


@pytest.mark.parametrize(
    "prompt",
    [
        "add a title and then export it",
        "how do I get my video?",
        "make a video about downloading apps",
        "add rolling end credits",
        "片尾加上演职员表",
        "加个标题然后导出",
        "海上传来歌声",
        "领导出席开幕式",
        "make it ten seconds longer, then send me the file",
        "title card: 'The Import Office'",
        "",
        "🎬",
    ],
)
def test_edits_ideas_and_questions_about_the_way_stay_with_the_chat(prompt: str) -> None:
    assert route_request(prompt) == RoutedRequest("chat")

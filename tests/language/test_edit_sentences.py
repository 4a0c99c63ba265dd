"""Exact edits in words: what the page for writers of backends promises, and that no text leaves its line."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemo_video.language import ExactEdit, Language, NamedItem, say_edits

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "edit-sentences.md").read_text(encoding="utf-8")
WORDS = ROOT / "server" / "nemo_video" / "language" / "edits"

SEA = NamedItem("clip", 1, "sea", 0, 5)
FOREST = NamedItem("clip", 2, "forest", 5, 10)
CITY = NamedItem("clip", 3, "city", 10, 15)
HI = NamedItem("title", 1, "Hi", 0, 3)
LOFI = NamedItem("sound", 1, "Lo-fi", 0, 10)
STYLE: dict[str, Any] = {"place": "top_left", "size": 1.2, "color": "#FF0000", "animation": "pop"}
EDITS = (
    ExactEdit("trim", {"from_s": 1, "to_s": 4}, FOREST),
    ExactEdit("cut", {"from_s": 3, "to_s": 5}),
    ExactEdit("split", {"at_s": 4}),
    ExactEdit("move", {"to": 1}, CITY),
    ExactEdit("remove", {}, FOREST, variant="clip"),
    ExactEdit("remove", {}, HI),
    ExactEdit("length", {"duration_s": 4}, HI),
    ExactEdit("speed", {"factor": 2}, SEA),
    ExactEdit("reverse", {}, SEA),
    ExactEdit("reverse", {}, SEA, variant="again"),
    ExactEdit("freeze", {"at_s": 2, "duration_s": 1.5}),
    ExactEdit("volume", {"percent": 35}, LOFI),
    ExactEdit("fade", {"in_s": 1, "out_s": 2}, SEA),
    ExactEdit("transition", {"kind": "crossfade", "duration_s": 1}, FOREST),
    ExactEdit("transition", {"kind": "none"}, FOREST, variant="none"),
    ExactEdit("title", {"text": "Paradise\nFound", "from_s": 0, "to_s": 3, **STYLE}),
    ExactEdit("subtitles", {}, cues=((0, 1, "Hi"), (1.5, 3, "two\nlines"))),
    ExactEdit("change", {"text": "Ho", "from_s": 1, "to_s": 4, **STYLE}, HI),
    ExactEdit("music", {"mood": "calm", "percent": 30}),
    ExactEdit("music", {"mood": "calm", "from_s": 2, "to_s": 8}),
    ExactEdit("look", {"look": "warm", "brightness": -0.2, "contrast": 0.1, "saturation": 0}, SEA),
    ExactEdit("frame", {"fit": "blur", "zoom": 1.5, "rotate": 90, "mirror": True, "flip": False}, SEA),
    ExactEdit("place", {"media": "b.mp4"}),
    ExactEdit("place", {"media": "v.mp3", "at_s": 0}, variant="sound"),
    ExactEdit("place", {"media": "b.mp4", "at_s": 0, "corner": "top_left", "percent": 30}, variant="inset"),
    ExactEdit(
        "place",
        {"media": "logo.png", "corner": "top_right", "percent": 15, "opacity": 0.6, "margin": 4},
        variant="watermark",
    ),
    ExactEdit("place", {"media": "logo.png", "text": "Thank you", "duration_s": 3}, variant="card"),
    ExactEdit("canvas", {"aspect_ratio": "9:16", "resolution": "1080p", "fps": 30}),
    ExactEdit("canvas", {"platform": "tiktok", "aspect_ratio": "9:16", "resolution": "1080p", "fps": 30}),
    ExactEdit("undo", {}),
    ExactEdit("redo", {}),
)


def test_the_page_shows_the_sentences_that_are_sent() -> None:
    table = PAGE[PAGE.index("## The edits") :]
    shown = [each for each in re.findall(r"`([A-Z][^`]*\.)`", table) if "…" not in each]
    said = {say_edits((edit,), "en") for edit in EDITS}
    assert len(shown) > 22
    assert [sentence for sentence in shown if sentence not in said] == []


def test_a_list_of_edits_is_a_line_each_and_says_from_when_its_numbers_and_times_are() -> None:
    edits = (EDITS[0], ExactEdit("title", {"text": "Hi", "from_s": 0, "to_s": 3}), EDITS[4])
    assert say_edits(edits, "en") == (
        'Trim clip 2 "forest" (5-10 s): keep only the part from 1 s to 4 s of it, counted from its own '
        "start, so that it lasts 3 s.\n"
        'Write the title "Hi" from 0 s to 3 s of the film after the edits above.\n'
        'Remove clip 2 "forest" (5-10 s before these edits) and close the gap.'
    )
    assert say_edits(edits, "zh-Hans") == (
        '修剪片段 2 "forest"（5-10 秒）：从它自己的开头算起，只保留 1 秒到 4 秒的部分，使它时长为 3 秒。\n'
        '在影片（在以上编辑之后）从 0 秒到 3 秒写上标题 "Hi"。\n'
        '删除片段 2 "forest"（5-10 秒，按本次编辑之前）并合上空隙。'
    )


def test_what_has_no_name_is_called_by_its_number_and_times() -> None:
    edit = ExactEdit("speed", {"factor": 0.5}, NamedItem("clip", 12, None, 0.04, 1.5))
    assert say_edits((edit,), "en") == "Play clip 12 (0.04-1.5 s) at 0.5 times its original speed."


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant"])
def test_every_language_has_a_sentence_for_everything(language: str) -> None:
    english, other = (
        tomllib.loads((WORDS / f"{name}.toml").read_text(encoding="utf-8")) for name in ("en", language)
    )
    assert _keys(other) == _keys(english)
    assert {key: _marks(words) for key, words in other["edit"].items()} == {
        key: _marks(words) for key, words in english["edit"].items()
    }


@pytest.mark.parametrize("language", get_args(Language))
def test_no_two_edits_of_the_page_are_said_alike(language: Language) -> None:
    said = say_edits(EDITS, language).split("\n")
    assert len(set(said)) == len(said) == len(EDITS)


@given(st.text(), st.sampled_from(get_args(Language)))
def test_whatever_a_name_or_a_text_holds_it_reads_back_as_it_was(text: str, language: Language) -> None:
    title = ExactEdit("title", {"text": text, "from_s": 0, "to_s": 3})
    change = ExactEdit("change", {"text": text, "to_s": 3}, NamedItem("title", 1, text, 0, 1))
    lines = say_edits((title, change), language).splitlines()
    assert len(lines) == 2
    read = [json.loads(found) for found in re.findall(r'"(?:[^"\\]|\\.)*"', "\n".join(lines))]
    assert read == [text] * 3


def _keys(table: Any) -> Any:
    return {key: _keys(value) for key, value in table.items()} if isinstance(table, dict) else None  # pyright: ignore[reportUnknownVariableType] - TOML


def _marks(words: str) -> set[str]:
    return set(re.findall(r"\{\w+\}", words))

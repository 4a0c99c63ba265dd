"""Titles in the scripts of the world: in the right letters, in the right order, whole or not at all."""

import shutil
from pathlib import Path
from typing import Any, Final

import numpy as np
import pytest
from numpy.typing import NDArray

from homes import Json
from hosts import facts_of, open_server, text_of
from nemo_studio.frames.picture import blank_frame, open_picture
from nemo_studio.text import Place, Pose, Typeface, draw_text, find_fonts, find_missing_glyphs, font_files
from nemo_studio.text.bidi import is_right_to_left, order_runs
from nemo_studio.text.glyphs import split_clusters

TITLES: Final = {
    "Arabic": "مرحبا بالعالم",
    "Hebrew": "שלום עולם",
    "Hindi": "नमस्ते दुनिया",
    "Thai": "สวัสดีชาวโลก กี่ปี้",
    "Tamil": "வணக்கம் ஸ்ரீ",
    "Korean": "안녕하세요 세계",
    "Japanese": "こんにちは世界",
    "Chinese": "金色时光",
    "Bengali": "বাংলা ভাষা",
    "Vietnamese": "Tiếng Việt",
}


def _draw(text: str, place: Place = "center", typed: float = 1) -> NDArray[Any]:
    frame = blank_frame(640, 360)
    drawn = draw_text(text, 640, 360, place=place)
    assert drawn is not None
    picture = open_picture(frame)
    drawn.lay(picture, Pose(typed=typed))
    return np.array(picture.y) > 150


@pytest.mark.parametrize("script", TITLES)
def test_a_title_is_drawn_in_its_script(script: str) -> None:
    text = TITLES[script]
    assert find_missing_glyphs(text) == ""
    lit = _draw(text)
    columns = np.nonzero(lit.any(axis=0))[0]
    ink = lit[:, columns.min() : columns.max()].any(axis=0)
    assert columns.max() - columns.min() > 100
    assert ink.mean() > 0.6, "no letter is missing in the midst"


@pytest.mark.parametrize("script", ["Arabic", "Hindi", "Tamil", "Bengali"])
def test_letters_are_joined_and_not_only_set_beside_each_other(script: str) -> None:
    """Their joined forms are narrower than the letters one by one."""
    typeface, text = Typeface.for_text(TITLES[script], 40), TITLES[script]
    apart = sum(typeface.width_of(char) for char in text)
    assert typeface.width_of(text) < 0.95 * apart


def test_marks_above_and_below_have_room_between_the_lines() -> None:
    assert Typeface.for_text("กี่ปี้", 40).line_step > Typeface.for_text("Sea", 40).line_step
    rows = np.nonzero(_draw("กี่ปี้\nกี่ปี้").any(axis=1))[0]
    assert (np.diff(rows) > 1).any(), "nothing of the upper line reaches into the lower one"


ORDERS: Final[dict[str, tuple[str, list[str]]]] = {
    "a Latin word in Hebrew": ("אב sea גד", ["גד", "sea", "אב"]),
    "a Hebrew word in Latin": ("sea אב cd", ["sea", "אב", "cd"]),
    "a number in Arabic": ("عام 2026 جديد", ["جديد", "2026", "عام"]),
    "a percentage in Hebrew": ("אב 42% גד", ["גד", "42%", "אב"]),
    "a full stop at the end": ("אבג.", [".", "אבג"]),
    "a full stop after Latin": ("אב sea.", [".", "sea", "אב"]),
    "an emoji in Arabic": ("سلام 🎬 بحر", ["بحر", "🎬", "سلام"]),
}


@pytest.mark.parametrize("name", ORDERS)
def test_what_is_written_from_the_right_stands_so_among_all_else(name: str) -> None:
    text, expected = ORDERS[name]
    typeface = Typeface.for_text(text, 40)
    standing = [run.text.strip() for run in typeface.runs(text)]
    assert [each for each in standing if each] == expected


# Of BidiCharacterTest.txt and BidiTest.txt of Unicode 15: levels of letters in paragraphs of both directions.
ORDERED: Final[list[tuple[str, bool, list[tuple[int, int]]]]] = [
    ("a\u05d0\u05d1 1", False, [(0, 1), (4, 5), (1, 4)]),
    ("\u0627 1,2 b", True, [(6, 7), (5, 6), (2, 5), (0, 2)]),
    ("\u05d0+1", True, [(2, 3), (0, 2)]),
    ("abc", False, [(0, 3)]),
    ("", True, []),
]


@pytest.mark.parametrize(("line", "is_rtl", "expected"), ORDERED)
def test_runs_stand_as_the_standard_says(line: str, is_rtl: bool, expected: list[tuple[int, int]]) -> None:
    assert [(run.start, run.stop) for run in order_runs(line, is_rtl=is_rtl)] == expected


def test_the_first_letter_with_a_direction_decides_that_of_a_title() -> None:
    texts = ("שלום", "sea שלום", "123 שלום", "🎬 سلام", "42")
    assert [is_right_to_left(text) for text in texts] == [True, False, True, True, False]


def test_a_lower_third_begins_at_the_right_for_what_is_written_from_there() -> None:
    hebrew, latin = (np.nonzero(_draw(text, "lower_third").any(axis=0))[0] for text in ("שלום", "Sea"))
    assert hebrew.min() > 320 > latin.max()


def test_a_typewriter_writes_from_the_right_what_is_read_from_there() -> None:
    half, whole = (np.nonzero(_draw("שלום עולם", typed=typed).any(axis=0))[0] for typed in (0.4, 1))
    assert half.max() == whole.max()
    assert half.min() > whole.mean()


@pytest.mark.parametrize(
    ("text", "clusters"),
    [
        ("กี่", ["กี่"]),
        ("क्षत्रिय", ["क्ष", "त्रि", "य"]),
        ("e\u0301a", ["e\u0301", "a"]),
        ("שָׁלוֹם", ["שָׁ", "ל", "וֹ", "ם"]),
        ("می\u200cخواهم", ["م", "ی\u200c", "خ", "و", "ا", "ه", "م"]),
        ("👩‍👩‍👧🇯🇵🇯🇵1️⃣", ["👩‍👩‍👧", "🇯🇵", "🇯🇵", "1️⃣"]),
    ],
)
def test_what_readers_see_as_one_character_is_one(text: str, clusters: list[str]) -> None:
    assert split_clusters(text) == clusters


def test_a_font_of_the_system_draws_what_the_others_do_not_have(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if shutil.which("fc-match") is None:
        pytest.skip("fontconfig's fc-match is not on this machine")
    (georgian,) = find_fonts("ქართული")
    shutil.copy(georgian.path, tmp_path / "system.ttf")
    config = tmp_path / "fonts.conf"
    config.write_text(f"<fontconfig><dir>{tmp_path}</dir><cachedir>{tmp_path}/cache</cachedir></fontconfig>")
    monkeypatch.setenv("FONTCONFIG_FILE", str(config))
    monkeypatch.setattr(font_files, "_extra_folder", lambda: None)
    for known in (font_files.find_font, font_files._system_fonts):  # pyright: ignore[reportPrivateUsage] - what is known of the machine
        known.cache_clear()
    try:
        assert [font.path for font in find_fonts("ქართული")] == [str(tmp_path / "system.ttf")]
        assert find_missing_glyphs("ქართული ไทย") == "ไทย"
    finally:
        for known in (font_files.find_font, font_files._system_fonts):  # pyright: ignore[reportPrivateUsage] - the same
            known.cache_clear()


@pytest.mark.anyio
@pytest.mark.slow
async def test_letters_that_no_font_has_are_told_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = tmp_path / "fonts.conf"
    empty.write_text("<fontconfig></fontconfig>")
    monkeypatch.setenv("FONTCONFIG_FILE", str(empty))
    monkeypatch.setattr(font_files, "_system_fonts", lambda: font_files.SystemFonts(shutil.which("fc-match")))
    font_files.find_font.cache_clear()
    title: Json = {"op": "title", "text": "Sea 𓀀", "from_s": 0, "to_s": 1}
    async with open_server(tmp_path) as host:
        await host.call_tool("generate", {"prompt": "a 1 second sunset"})
        result = await host.call_tool("edit", {"edits": [title]})
        good = await host.call_tool("edit", {"edits": [title | {"text": TITLES["Arabic"]}]})
    facts = facts_of(result)
    assert (facts["status"], facts["edits"][0]["outcome"]) == ("unchanged", "not_done")
    assert "no font here has these letters: 𓀀" in text_of(result)
    assert "nemo-video-mcp[scripts]" in text_of(result)
    assert facts_of(good)["edits"][0]["outcome"] == "done"

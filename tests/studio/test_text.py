from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from nemo_studio.frames.picture import blank_frame, open_picture
from nemo_studio.text import (
    Animation,
    Place,
    Pose,
    Typeface,
    break_lines,
    detect_face,
    draw_text,
    find_missing_glyphs,
    font_files,
    pose_at,
)

_STILL = Pose()
PLACES: tuple[Place, ...] = ("center", "top", "bottom", "lower_third")


def _lit(
    text: str, width: int = 320, height: int = 180, place: Place = "center", pose: Pose = _STILL
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Rows and columns of the bright pixels of a text over black."""
    frame = blank_frame(width, height)
    drawn = draw_text(text, width, height, place=place)
    assert drawn is not None
    picture = open_picture(frame)
    drawn.lay(picture, pose)
    rows, columns = np.nonzero(picture.y > 150)
    return rows, columns


def _font(pixels: int = 20) -> Typeface:
    return Typeface("zh-Hans", pixels)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("size", [(320, 180), (180, 320), (180, 180), (420, 180)])
def test_text_stays_inside_the_safe_area(place: Place, size: tuple[int, int]) -> None:
    width, height = size

    rows, columns = _lit("Golden Hour over the Pacific", width, height, place)

    assert columns.min() >= 0.04 * width
    assert columns.max() <= 0.96 * width
    assert rows.min() >= 0.04 * height
    assert rows.max() <= 0.96 * height


def test_places_are_where_their_names_say() -> None:
    middles = {place: float(_lit("Sea", place=place)[0].mean()) / 180 for place in PLACES}

    assert middles["top"] < 0.3
    assert 0.42 < middles["center"] < 0.58
    assert middles["lower_third"] > 0.66
    assert middles["bottom"] > 0.8


def test_a_title_is_centred() -> None:
    columns = _lit("Golden Hour")[1]

    assert abs((columns.min() + columns.max()) / 2 - 160) < 4


def test_text_is_legible_over_white() -> None:
    frame = blank_frame(320, 180)
    picture = open_picture(frame)
    picture.y[:] = 235
    drawn = draw_text("Snow", 320, 180)
    assert drawn is not None

    drawn.lay(picture, Pose())

    assert picture.y.min() < 110


def test_dark_text_is_legible_over_black() -> None:
    frame = blank_frame(320, 180)
    drawn = draw_text("Night", 320, 180, color="#101020")
    assert drawn is not None

    drawn.lay(open_picture(frame), Pose())

    assert open_picture(frame).y.max() > 120


def test_latin_breaks_between_words() -> None:
    lines = break_lines("The quick brown fox jumps", _font(), 110)

    assert " ".join(lines) == "The quick brown fox jumps"
    assert len(lines) > 1


def test_chinese_breaks_between_characters_but_not_before_closing_marks() -> None:
    lines = break_lines("海上日落，金色时光。我们在这里（很久）。", _font(), 84)

    assert "".join(lines) == "海上日落，金色时光。我们在这里（很久）。"
    assert len(lines) > 3
    assert not any(line[0] in "，。）" for line in lines)
    assert not any(line[-1] == "（" for line in lines)


def test_long_text_shrinks_until_it_fits() -> None:
    text = "A very long title that nobody should write but somebody always does " * 3

    rows, columns = _lit(text)

    assert columns.max() < 310
    assert rows.max() - rows.min() < 150


FACES = {
    "金色时光": "zh-Hans",
    "金色時光": "zh-Hant",
    "ゴールデンアワー": "ja",
    "골든 아워": "ko",
    "Golden": "zh-Hans",
}


@pytest.mark.parametrize("text", FACES)
def test_the_face_follows_the_script(text: str) -> None:
    assert detect_face(text) == FACES[text]
    assert draw_text(text, 320, 180) is not None


@pytest.fixture
def no_system_fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    """What fonts a machine has is of no matter to a test."""
    monkeypatch.setattr(font_files, "_system_fonts", lambda: font_files.SystemFonts(None))


@pytest.mark.usefixtures("no_system_fonts")
def test_characters_without_a_glyph_are_named_and_never_drawn_as_boxes() -> None:
    font_files.find_font.cache_clear()
    with_others, without = draw_text("Sea \U00013000", 320, 180), draw_text("Sea", 320, 180)

    assert find_missing_glyphs("Sea \U00013000 海 \U0001f30a\n") == "\U00013000"
    assert with_others is not None
    assert without is not None
    assert with_others.layer.size == without.layer.size


EMOJI = {
    "wave": "\U0001f30a",
    "heart": "\u2764\ufe0f",
    "keycap": "1\ufe0f\u20e3",
    "flag": "\U0001f1ef\U0001f1f5",
    "skin tone": "\U0001f44d\U0001f3fd",
    "family": "\U0001f468\u200d\U0001f469\u200d\U0001f467",
}


@pytest.mark.parametrize("name", EMOJI)
def test_an_emoji_is_drawn_as_one_outline_as_wide_as_a_letter(name: str) -> None:
    typeface = _font(40)

    rows, columns = _lit(EMOJI[name])

    assert find_missing_glyphs(EMOJI[name]) == ""
    assert len(rows) < 0.6 * (rows.max() - rows.min()) * (columns.max() - columns.min())
    assert 0.7 * 40 < typeface.width_of(EMOJI[name]) < 1.3 * 40


def test_a_line_may_break_beside_an_emoji_but_not_inside_one() -> None:
    family = EMOJI["family"]

    assert break_lines(family * 3, _font(), 30) == [family] * 3


def test_korean_breaks_between_words() -> None:
    text = "안녕하세요 여러분 오늘은 바닷가에서"

    lines = break_lines(text, Typeface("ko", 20), 130)

    assert " ".join(lines) == text
    assert len(lines) > 1


def test_japanese_lines_never_start_with_a_small_kana_or_a_long_vowel() -> None:
    text = "ゆっくりコーヒーを飲んで、ちょっとゲームをした。「すごい！」"

    for width in range(60, 200, 7):
        lines = break_lines(text, Typeface("ja", 20), width)
        assert "".join(lines) == text
        assert not any(line[0] in "っょーゃ、。」！" for line in lines)
        assert not any(line[-1] == "「" for line in lines)


def test_only_a_word_wider_than_the_line_is_broken_inside() -> None:
    lines = break_lines("a Donaudampfschifffahrtsgesellschaft b", _font(), 100)

    assert "".join(lines).replace(" ", "") == "aDonaudampfschifffahrtsgesellschaftb"
    assert all(_font().width_of(line) <= 100 for line in lines)


@pytest.mark.slow
def test_a_text_without_end_is_drawn_up_to_a_limit() -> None:
    assert draw_text("word " * 100_000, 320, 180) is not None


@pytest.mark.parametrize("text", ["", "  \n ", "\u0e49", "\ufe0f\u200d", "\x00\x07"])
def test_nothing_drawable_is_nothing(text: str) -> None:
    assert draw_text(text, 320, 180) is None


def _pose(animation: Animation, since_ms: float) -> Pose:
    return pose_at(since_ms, 2000, animation=animation, characters=10, fade_ms=400)


@pytest.mark.parametrize("animation", ["none", "fade", "slide", "typewriter", "pop"])
def test_every_animation_stands_still_in_the_middle_and_is_absent_outside(animation: Animation) -> None:
    assert _pose(animation, 1000) == Pose()
    assert [_pose(animation, at_ms).opacity for at_ms in (-1, 2000, 9999)] == [0, 0, 0]


def test_a_fade_comes_and_goes() -> None:
    assert [round(_pose("fade", at_ms).opacity, 2) for at_ms in (0, 200, 400, 1800, 1999)] == [
        0,
        0.5,
        1,
        0.5,
        0,
    ]


def test_a_slide_rises_to_its_place() -> None:
    first, later = (_lit("Sea", pose=_pose("slide", at_ms))[0].mean() for at_ms in (250, 1000))

    assert first > later


def test_a_pop_grows_a_little_beyond_its_size() -> None:
    widths: list[int] = []
    for at_ms in (80, 250, 1000):
        columns = _lit("Sea", pose=Pose(scale=_pose("pop", at_ms).scale))[1]
        widths.append(int(columns.max() - columns.min()))

    assert widths[0] < widths[2] < widths[1]


def test_a_typewriter_writes_one_character_after_another_line_by_line() -> None:
    half, whole = (_lit("Golden\nHour", pose=Pose(typed=typed)) for typed in (0.3, 1))

    assert half[1].min() == whole[1].min()
    assert half[1].max() < whole[1].mean()
    assert half[0].max() < whole[0].mean()


def test_words_below_an_upright_picture_are_as_large_as_telephones_need() -> None:
    upright, wide = (draw_text("stay", *size, place="bottom") for size in ((270, 480), (480, 270)))
    assert upright
    assert wide
    assert upright.layer.size[0] > 1.5 * wide.layer.size[0]
    assert upright.x > 0
    assert upright.x + upright.layer.size[0] < 270

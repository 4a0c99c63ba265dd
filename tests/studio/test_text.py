from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import ImageFont

from nemo_video.studio.scenes.picture import blank_frame, lay, open_picture
from nemo_video.studio.text import Place, break_lines, detect_face, draw_text, find_missing_glyphs, open_font

PLACES: tuple[Place, ...] = ("center", "top", "bottom", "lower_third")


def _lit(
    text: str, width: int = 320, height: int = 180, place: Place = "center"
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Rows and columns of the bright pixels of a text over black."""
    frame = blank_frame(width, height)
    drawn = draw_text(text, width, height, place=place)
    assert drawn is not None
    picture = open_picture(frame)
    lay(picture, drawn.layer, drawn.x, drawn.y)
    rows, columns = np.nonzero(picture.y > 150)
    return rows, columns


def _font(pixels: int = 20) -> ImageFont.FreeTypeFont:
    return open_font("zh-Hans", pixels)


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

    lay(picture, drawn.layer, drawn.x, drawn.y)

    assert picture.y.min() < 110


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


def test_characters_without_a_glyph_are_named_and_never_drawn_as_boxes() -> None:
    with_emoji, without = draw_text("Sea \U0001f30a", 320, 180), draw_text("Sea", 320, 180)

    assert find_missing_glyphs("Sea \U0001f30a 海\n") == "\U0001f30a"
    assert with_emoji is not None
    assert without is not None
    assert with_emoji.layer.size == without.layer.size


@pytest.mark.parametrize("text", ["", "  \n ", "\U0001f30a", "\x00\x07"])
def test_nothing_drawable_is_nothing(text: str) -> None:
    assert draw_text(text, 320, 180) is None

"""The language of a text, from its words."""

import pytest

from nemo_video.language import detect_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("make it longer", "en"),
        ("Add the title “天堂” at 0:03", "en"),
        ("把 logo.png 放到右上角", "zh-Hans"),
        ("导出视频", "zh-Hans"),
        ("匯出影片", "zh-Hant"),
        ("請點擊右上角", "zh-Hant"),
        ("OK", "en"),
        ("9:16, 24 fps?", "en"),
        ("1080", None),
        ("🎬🎬", None),
        ("", None),
        ("こんにちは、ビデオを作って", None),
        ("動画を書き出してください", None),
        ("右上の書出し釦を押す", None),
        ("영상을 내보내 주세요", None),
        ("把标题改成「ありがとう」，放在画面正中间，停留三秒再淡出，字体用明朝体，颜色保持白色", "zh-Hans"),
        ("сделай видео", None),
    ],
)
def test_the_words_tell_the_language(text: str, language: str | None) -> None:
    assert detect_language(text) == language

"""The language of a text, from its words."""

import subprocess
import sys
from typing import Final

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


_READ_SIMPLIFIED: Final = """
import opencc
made = []
convert = opencc.OpenCC
opencc.OpenCC = lambda config: made.append(config) or convert(config)
from nemo_video.language import detect_language, load_readers, route_request, translate_reply
load_readers()
print(detect_language("两秒的海上日落"), route_request("导出成 mp4").action, *set(made) - {"t2s", "tw2sp"})
print(len(translate_reply("点击右上角的导出按钮。", "zh-Hans").suggestions))
"""


def test_simplified_chinese_never_loads_the_phrases_of_the_other_way() -> None:
    read = subprocess.run([sys.executable, "-c", _READ_SIMPLIFIED], capture_output=True, check=True)
    assert read.stdout.split() == [b"zh-Hans", b"export", b"1"]

"""The language of the studio's replies: that of the words, and not of what is to be written or of a file."""

import pytest

from nemo_studio.agent.replies import language_of


@pytest.mark.parametrize(
    ("message", "language"),
    [
        ("add the title '你好' at the top", "en"),
        ("put the picture 猫.jpg at the end for 3 seconds", "en"),
        ('add the title "東京" at the bottom', "en"),
        ("加标题“Hello”", "zh"),
        ("把 title 改成 Hello World", "zh"),
        ("標題改成「Hello」", "zh-Hant"),
        ("“你好”", "zh"),
    ],
)
def test_a_reply_speaks_as_the_words_around_quotations_do(message: str, language: str) -> None:
    assert language_of(message, "en") == language

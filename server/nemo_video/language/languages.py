"""Which language a text is written in, as far as our own sentences need to know."""

import re
from typing import Literal

from nemo_video.language.chinese import is_traditional

Language = Literal["en", "zh-Hans", "zh-Hant"]

HAN = r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"
LATIN_WORD = r"[A-Za-z]{2,}(?:['’][A-Za-z]+)?"
OTHER_SCRIPT = r"[\u0370-\u06ff\u0900-\u0e7f\u3040-\u30ff\uac00-\ud7af]"
"""Greek to Arabic, the scripts of India and Thailand, Japanese kana, Korean."""
HAN_BESIDE_OTHER = 4
"""Japanese writes up to this many Chinese characters for each of its own."""


def detect_language(text: str) -> Language | None:
    """Return the language of a text, or None where its words do not tell (numbers, emoji, another script)."""
    han, latin, other = (len(re.findall(pattern, text)) for pattern in (HAN, LATIN_WORD, OTHER_SCRIPT))
    is_other = other > latin and other * HAN_BESIDE_OTHER >= han
    if is_other or not (han or latin):
        return None
    if han < latin:
        return "en"
    return "zh-Hant" if is_traditional(text) else "zh-Hans"

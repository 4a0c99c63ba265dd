"""Which language a text is written in, and its Chinese in either script (by OpenCC: no table of ours)."""

import re
from functools import cache
from operator import ne
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from opencc import OpenCC


Language = Literal["en", "zh-Hans", "zh-Hant"]

HAN = r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"

LATIN_WORD = r"[A-Za-z]{2,}(?:['’][A-Za-z]+)?"

OTHER_SCRIPT = r"[\u0370-\u06ff\u0900-\u0e7f\u3040-\u30ff\uac00-\ud7af]"
"""Greek to Arabic, the scripts of India and Thailand, Japanese kana, Korean."""

HAN_BESIDE_OTHER = 4
"""Japanese writes up to this many Chinese characters for each of its own."""


@cache
def _converter(config: str) -> "OpenCC":
    import opencc  # only Chinese text needs it, the start of the server does not

    return opencc.OpenCC(config)  # pyright: ignore[reportUnknownVariableType] its package has no types


def _convert(text: str, config: str) -> str:
    return str(_converter(config).convert(text))  # pyright: ignore[reportUnknownArgumentType, reportUnknownMemberType] as above


def has_chinese(text: str) -> bool:
    """Tell whether any character is Chinese."""
    return any("\u3400" <= char <= "\u9fff" for char in text)


def to_mainland(text: str) -> str:
    """Return a text in simplified characters and mainland words (匯出專案 becomes 导出项目).

    Simplified text stays as it is: 文件 is a file there, and a document in Taiwan.
    """
    return _convert(text, "tw2sp") if has_chinese(text) and is_traditional(text) else text


def to_simplified(text: str) -> str:
    """Return a text in simplified characters; the words stay (查詢 becomes 查询, and not 查找)."""
    return _convert(text, "t2s")


def to_taiwan(text: str) -> str:
    """Return a text in traditional characters and the words of Taiwan."""
    return _convert(text, "s2twp") if has_chinese(text) else text


def is_traditional(text: str) -> bool:
    """Tell whether more of its characters are only traditional than are only simplified."""
    only_traditional = _count_changes(text, "t2s")
    # The table of the other way holds phrases, 44 MB and 100 ms of them: most Chinese never needs it.
    return only_traditional > 0 and only_traditional > _count_changes(text, "s2tw")


def _count_changes(text: str, config: str) -> int:
    return sum(map(ne, text, _convert(text, config)))


def detect_language(text: str) -> Language | None:
    """Return the language of a text, or None where its words do not tell (numbers, emoji, another script)."""
    han, latin, other = (len(re.findall(pattern, text)) for pattern in (HAN, LATIN_WORD, OTHER_SCRIPT))
    is_other = other > latin and other * HAN_BESIDE_OTHER >= han
    if is_other or not (han or latin):
        return None
    if han < latin:
        return "en"
    return "zh-Hant" if is_traditional(text) else "zh-Hans"

"""What a timeline shows of an edit, in each language that callers read."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal

Seen = Literal[
    "film", "missing", "gone", "order", "as_before", "untold", "count", "changed", "gone_later", "canvas"
]

_ENGLISH: Final[Mapping[Seen, str]] = {
    "film": "film {now}s long (before: {before}s)",
    "missing": "nothing of that kind",
    "gone": "it is gone",
    "order": "order of the clips: {order}",
    "as_before": "the timeline is as before",
    "untold": "the draft does not tell",
    "count": "{count} of {wanted} subtitles",
    "changed": "the timeline changed",
    "gone_later": "another edit of this call took it away",
    "canvas": "canvas: {told}",
}
_HANS: Final[Mapping[Seen, str]] = {
    "film": "影片长 {now} 秒（之前 {before} 秒）",
    "missing": "没有这样的内容",
    "gone": "已不在时间线上",
    "order": "片段顺序：{order}",
    "as_before": "时间线没有变化",
    "untold": "草稿没有说明",
    "count": "{wanted} 条字幕中有 {count} 条",
    "changed": "时间线已变化",
    "gone_later": "已被本次的另一项编辑移除",
    "canvas": "画布：{told}",
}
_HANT: Final[Mapping[Seen, str]] = {
    "film": "影片長 {now} 秒（之前 {before} 秒）",
    "missing": "沒有這樣的內容",
    "gone": "已不在時間軸上",
    "order": "片段順序：{order}",
    "as_before": "時間軸沒有變化",
    "untold": "草稿沒有說明",
    "count": "{wanted} 條字幕中有 {count} 條",
    "changed": "時間軸已變化",
    "gone_later": "已被本次的另一項編輯移除",
    "canvas": "畫布：{told}",
}
_WORDS: Final[Mapping[str, Mapping[Seen, str]]] = MappingProxyType(
    {"en": _ENGLISH, "zh-Hans": _HANS, "zh-Hant": _HANT}
)


def say_seen(seen: Seen, language: str, **facts: str | int) -> str:
    """A remark; a language that is not written here falls back to English."""
    return _WORDS.get(language, _ENGLISH)[seen].format(**facts)

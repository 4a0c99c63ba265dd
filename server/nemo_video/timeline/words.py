"""The sentences about changes, in each language that callers read. Data, and one function to fill it in."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

Change = Literal[
    "added", "added_at", "removed", "replaced", "reworded", "moved", "resized",
    "volume", "volume_set", "adjusted", "alike", "length", "timeline", "more",
]  # fmt: skip
"""What a sentence is about: a segment, up to "alike"; from there on the whole timeline."""

_ENGLISH: Mapping[Change, str] = {
    "added": "{label} added: {title} ({span})",
    "added_at": "{label} added: {title} ({span}, {volume})",
    "removed": "{label} removed: {title} ({span})",
    "replaced": "{label} replaced: {old} with {title} ({span})",
    "reworded": "{label} changed: {old} to {title} ({span})",
    "moved": "{label} moved: {title} ({old_span} to {span})",
    "resized": "{label} length changed: {title} ({old_span} to {span})",
    "volume": "{label} volume changed: {title} ({old_volume} to {volume})",
    "volume_set": "{label} volume set: {title} ({volume})",
    "adjusted": "{label} adjusted: {title} ({span})",
    "alike": "{label}: {count} more changes like this ({span})",
    "length": "Timeline length changed: {old_span} to {span}",
    "timeline": "Timeline adjusted",
    "more": "and {count} more changes",
}
_HANS: Mapping[Change, str] = {
    "added": "已添加{label}：{title}（{span}）",
    "added_at": "已添加{label}：{title}（{span}，{volume}）",
    "removed": "已移除{label}：{title}（{span}）",
    "replaced": "{label}已由{old}换成{title}（{span}）",
    "reworded": "{label}已由{old}改为{title}（{span}）",
    "moved": "{label}已移动：{title}（{old_span} 到 {span}）",
    "resized": "{label}长度已变：{title}（{old_span} 到 {span}）",
    "volume": "{label}音量已变：{title}（{old_volume} 到 {volume}）",
    "volume_set": "已设置{label}音量：{title}（{volume}）",
    "adjusted": "{label}已调整：{title}（{span}）",
    "alike": "{label}：另有 {count} 处同样的变化（{span}）",
    "length": "时间线长度已变：{old_span} 到 {span}",
    "timeline": "时间线已调整",
    "more": "另有 {count} 处变化",
}
_HANT: Mapping[Change, str] = {
    "added": "已新增{label}：{title}（{span}）",
    "added_at": "已新增{label}：{title}（{span}，{volume}）",
    "removed": "已移除{label}：{title}（{span}）",
    "replaced": "{label}已由{old}換成{title}（{span}）",
    "reworded": "{label}已由{old}改為{title}（{span}）",
    "moved": "{label}已移動：{title}（{old_span} 到 {span}）",
    "resized": "{label}長度已變：{title}（{old_span} 到 {span}）",
    "volume": "{label}音量已變：{title}（{old_volume} 到 {volume}）",
    "volume_set": "已設定{label}音量：{title}（{volume}）",
    "adjusted": "{label}已調整：{title}（{span}）",
    "alike": "{label}：另有 {count} 處同樣的變化（{span}）",
    "length": "時間線長度已變：{old_span} 到 {span}",
    "timeline": "時間線已調整",
    "more": "另有 {count} 處變化",
}
_LABELS_HANS = {
    "Video": "视频",
    "BGM": "背景音乐",
    "Ambience": "环境声",
    "Voice": "配音",
    "SFX": "音效",
    "Title": "标题",
    "Subtitles": "字幕",
    "Caption": "字幕",
    "Other": "其他",
}
_LABELS_HANT = {
    "Video": "影片",
    "BGM": "背景音樂",
    "Ambience": "環境聲",
    "Voice": "配音",
    "SFX": "音效",
    "Title": "標題",
    "Subtitles": "字幕",
    "Caption": "字幕",
    "Other": "其他",
}
_ENGLISH_WORDS: tuple[Mapping[Change, str], Mapping[str, str]] = (_ENGLISH, {})
_WORDS = MappingProxyType(
    {"en": _ENGLISH_WORDS, "zh-Hans": (_HANS, _LABELS_HANS), "zh-Hant": (_HANT, _LABELS_HANT)}
)


def say(change: Change, language: str, **facts: str | int | None) -> str:
    """A sentence; a language that is not written here falls back to English."""
    sentences, labels = _WORDS.get(language, _ENGLISH_WORDS)
    label = str(facts.pop("label", ""))
    return sentences[change].format(label=labels.get(label, label), **facts)

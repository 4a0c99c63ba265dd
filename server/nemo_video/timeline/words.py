"""The sentences about changes, in each language that callers read. Data, and one function to fill it in."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from nemo_video.timeline.effect_words import effect_name

Change = Literal[
    "added", "added_at", "removed", "replaced", "reworded", "moved", "resized",
    "volume", "volume_set", "adjusted", "effect", "effect_set", "effect_changed",
    "effect_removed", "effect_gone", "alike", "length", "shape", "shape_changed", "timeline", "more",
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
    "effect": "{label} {effect}: {title} ({span})",
    "effect_set": "{label} {effect} set: {title} ({value}, {span})",
    "effect_changed": "{label} {effect} changed: {title} ({old_value} to {value})",
    "effect_removed": "{label} {effect} removed: {title} ({span})",
    "effect_gone": "{label} no longer {effect}: {title} ({span})",
    "alike": "{label}: {count} more changes like this ({span})",
    "length": "Timeline length changed: {old_span} to {span}",
    "shape": "Aspect ratio set: {value}",
    "shape_changed": "Aspect ratio changed: {old_value} to {value}",
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
    "effect": "{label}已{effect}：{title}（{span}）",
    "effect_set": "已设置{label}{effect}：{title}（{value}，{span}）",
    "effect_changed": "{label}{effect}已变：{title}（{old_value} 到 {value}）",
    "effect_removed": "{label}已取消{effect}：{title}（{span}）",
    "effect_gone": "{label}已取消{effect}：{title}（{span}）",
    "alike": "{label}：另有 {count} 处同样的变化（{span}）",
    "length": "时间线长度已变：{old_span} 到 {span}",
    "shape": "已设置画面比例：{value}",
    "shape_changed": "画面比例已变：{old_value} 到 {value}",
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
    "effect": "{label}已{effect}：{title}（{span}）",
    "effect_set": "已設定{label}{effect}：{title}（{value}，{span}）",
    "effect_changed": "{label}{effect}已變：{title}（{old_value} 到 {value}）",
    "effect_removed": "{label}已取消{effect}：{title}（{span}）",
    "effect_gone": "{label}已取消{effect}：{title}（{span}）",
    "alike": "{label}：另有 {count} 處同樣的變化（{span}）",
    "length": "時間線長度已變：{old_span} 到 {span}",
    "shape": "已設定畫面比例：{value}",
    "shape_changed": "畫面比例已變：{old_value} 到 {value}",
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
_Words = tuple[Mapping[Change, str], Mapping[str, str]]
_ENGLISH_WORDS: _Words = (_ENGLISH, {})
_WORDS: Mapping[str, _Words] = MappingProxyType(
    {
        "en": _ENGLISH_WORDS,
        "zh-Hans": (_HANS, _LABELS_HANS),
        "zh-Hant": (_HANT, _LABELS_HANT),
    }
)


def say(change: Change, language: str, **facts: str | int | None) -> str:
    """A sentence; a language that is not written here falls back to English."""
    sentences, labels = _WORDS.get(language, _ENGLISH_WORDS)
    label, effect = str(facts.pop("label", "")), str(facts.pop("effect", ""))
    return sentences[change].format(
        label=labels.get(label, label), effect=effect_name(effect, language), **facts
    )


PictureWords = Literal["one_track", "tracks", "nothing", "more_tracks", "marked", "pale", "lacking"]

_PICTURE_ENGLISH: Mapping[PictureWords, str] = {
    "one_track": "Timeline: {length} s, 1 track",
    "tracks": "Timeline: {length} s, {count} tracks",
    "nothing": "Nothing is on it yet.",
    "more_tracks": "and {count} more tracks",
    "marked": "outlined: new or changed",
    "pale": "pale: its frame is still to come",
    "lacking": "frames are still to come",
}
_PICTURE_HANS: Mapping[PictureWords, str] = {
    "one_track": "时间线：{length} 秒，1 条轨道",
    "tracks": "时间线：{length} 秒，{count} 条轨道",
    "nothing": "上面还没有内容。",
    "more_tracks": "另有 {count} 条轨道",
    "marked": "描边：新增或已改动",
    "pale": "浅色：画面尚未绘出",
    "lacking": "画面尚未全部绘出",
}
_PICTURE_HANT: Mapping[PictureWords, str] = {
    "one_track": "時間線：{length} 秒，1 條軌道",
    "tracks": "時間線：{length} 秒，{count} 條軌道",
    "nothing": "上面還沒有內容。",
    "more_tracks": "另有 {count} 條軌道",
    "marked": "描邊：新增或已改動",
    "pale": "淺色：畫面尚未繪出",
    "lacking": "畫面尚未全部繪出",
}
_PICTURE: Mapping[str, Mapping[PictureWords, str]] = MappingProxyType(
    {"en": _PICTURE_ENGLISH, "zh-Hans": _PICTURE_HANS, "zh-Hant": _PICTURE_HANT}
)


def say_of_picture(words: PictureWords, language: str, **facts: str | int) -> str:
    """What stands on the picture of a timeline beside the draft's own words."""
    return _PICTURE.get(language, _PICTURE_ENGLISH)[words].format(**facts)


def label_in(label: str, language: str) -> str:
    """What people call a track."""
    return _WORDS.get(language, _ENGLISH_WORDS)[1].get(label, label)

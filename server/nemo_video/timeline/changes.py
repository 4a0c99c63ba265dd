"""What changed between two timelines, in sentences.

What is reported to a caller as done is this, not what the backend says of it.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from nemo_video.timeline.model import Segment, Timeline, Track
from nemo_video.timeline.summary import percentage, span, title

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
_ENGLISH = {
    "added": "{label} added: {title} ({span})",
    "added_at": "{label} added: {title} ({span}, {volume})",
    "removed": "{label} removed: {title} ({span})",
    "replaced": "{label} replaced: {old} with {title} ({span})",
    "moved": "{label} moved: {title} ({old_span} to {span})",
    "resized": "{label} length changed: {title} ({old_span} to {span})",
    "volume": "{label} volume changed: {title} ({old_volume} to {volume})",
    "adjusted": "{label} adjusted: {title} ({span})",
}
_HANS = {
    "added": "已添加{label}：{title}（{span}）",
    "added_at": "已添加{label}：{title}（{span}，{volume}）",
    "removed": "已移除{label}：{title}（{span}）",
    "replaced": "{label}已由{old}换成{title}（{span}）",
    "moved": "{label}已移动：{title}（{old_span} 到 {span}）",
    "resized": "{label}长度已变：{title}（{old_span} 到 {span}）",
    "volume": "{label}音量已变：{title}（{old_volume} 到 {volume}）",
    "adjusted": "{label}已调整：{title}（{span}）",
}
_HANT = {
    "added": "已新增{label}：{title}（{span}）",
    "added_at": "已新增{label}：{title}（{span}，{volume}）",
    "removed": "已移除{label}：{title}（{span}）",
    "replaced": "{label}已由{old}換成{title}（{span}）",
    "moved": "{label}已移動：{title}（{old_span} 到 {span}）",
    "resized": "{label}長度已變：{title}（{old_span} 到 {span}）",
    "volume": "{label}音量已變：{title}（{old_volume} 到 {volume}）",
    "adjusted": "{label}已調整：{title}（{span}）",
}
MOST_CHANGES = 40
_SAME_S = 0.001
_MORE = {"en": "and {count} more changes", "zh-Hans": "另有 {count} 处变化", "zh-Hant": "另有 {count} 處變化"}


@dataclass(frozen=True)
class _Placed:
    """A segment and the track that it lies on."""

    track: Track
    segment: Segment

    @property
    def content(self) -> str | None:
        return self.segment.text or self.segment.name


@dataclass(frozen=True)
class _Voice:
    """One language's words."""

    language: str
    sentences: Mapping[str, str]
    labels: Mapping[str, str]

    def say(self, key: str, placed: _Placed, **values: str | None) -> str:
        segment = placed.segment
        facts = {
            "label": self.labels.get(placed.track.label, placed.track.label),
            "title": title(placed.track, segment),
            "span": span(segment.start_s, segment.end_s),
            "volume": percentage(segment),
            **values,
        }
        return self.sentences[key].format(**facts)


_VOICES = MappingProxyType(
    {
        "en": _Voice("en", _ENGLISH, {}),
        "zh-Hans": _Voice("zh-Hans", _HANS, _LABELS_HANS),
        "zh-Hant": _Voice("zh-Hant", _HANT, _LABELS_HANT),
    }
)


def describe_changes(before: Timeline, after: Timeline, language: str = "en") -> tuple[str, ...]:
    """What a person would notice between two timelines.

    Args:
        before: The timeline before the turn.
        after: The timeline after it.
        language: `en`, `zh-Hans` or `zh-Hant`; another falls back to English.

    Returns:
        Sentences such as `Title added: "Paradise Found" (0-3s)`; empty when nothing changed.
    """
    voice = _VOICES.get(language, _VOICES["en"])
    old, new = _placed(before), _placed(after)
    pairs = _pair(old, new)
    sentences = [_say_removed(voice, placed) for placed in old]
    sentences += [sentence for pair in pairs for sentence in _say_pair(voice, *pair)]
    sentences += [_say_added(voice, placed) for placed in new]
    if len(sentences) > MOST_CHANGES:
        more = _MORE[voice.language].format(count=len(sentences) - MOST_CHANGES)
        return (*sentences[:MOST_CHANGES], more)
    return tuple(sentences)


def _placed(timeline: Timeline) -> list[_Placed]:
    return [_Placed(track, segment) for track in timeline.tracks for segment in track.segments]


def _pair(old: list[_Placed], new: list[_Placed]) -> list[tuple[_Placed, _Placed]]:
    """Match what stayed: by id, by what it shows, by its place. Takes the matched out of both lists."""
    keys: tuple[Callable[[_Placed], Hashable | None], ...] = (
        lambda p: (p.track.kind, p.segment.segment_id) if p.segment.segment_id else None,
        lambda p: (p.track.label, p.content, p.segment.start_s) if p.content else None,
        lambda p: (p.track.label, p.content) if p.content else None,
        lambda p: (p.track.label, p.segment.start_s),
        lambda p: p.track.label,
    )
    return [pair for key in keys for pair in _pair_by(key, old, new)]


def _pair_by(
    key: Callable[[_Placed], Hashable | None], old: list[_Placed], new: list[_Placed]
) -> list[tuple[_Placed, _Placed]]:
    waiting: dict[Hashable, list[_Placed]] = {}
    for placed in old:
        if (value := key(placed)) is not None:
            waiting.setdefault(value, []).append(placed)
    pairs = [
        (waiting[value].pop(0), placed)
        for placed in new
        if (value := key(placed)) is not None and waiting.get(value)
    ]
    matched = {id(placed) for pair in pairs for placed in pair}
    old[:] = [placed for placed in old if id(placed) not in matched]
    new[:] = [placed for placed in new if id(placed) not in matched]
    return pairs


def _say_pair(voice: _Voice, old: _Placed, new: _Placed) -> list[str]:
    sentences: list[str] = []
    was, now = old.segment, new.segment
    old_span = span(was.start_s, was.end_s)
    if title(old.track, was) != title(new.track, now):
        sentences.append(voice.say("replaced", new, old=title(old.track, was)))
    if (was.start_s, was.end_s) != (now.start_s, now.end_s):
        same_length = abs((was.end_s - was.start_s) - (now.end_s - now.start_s)) < _SAME_S
        sentences.append(voice.say("moved" if same_length else "resized", new, old_span=old_span))
    if percentage(was) != percentage(now):
        known = percentage(was) is not None and percentage(now) is not None
        sentences.append(voice.say("volume" if known else "adjusted", new, old_volume=percentage(was)))
    if not sentences and was.traits != now.traits:
        sentences.append(voice.say("adjusted", new))
    return sentences


def _say_added(voice: _Voice, placed: _Placed) -> str:
    has_volume = placed.track.kind == "audio" and placed.segment.volume is not None
    return voice.say("added_at" if has_volume else "added", placed)


def _say_removed(voice: _Voice, placed: _Placed) -> str:
    return voice.say("removed", placed)

"""What changed between two timelines, in sentences.

What is reported to a caller as done is this, not what the backend says of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from nemo_video.timeline.model import Segment, Timeline
from nemo_video.timeline.pairing import Pairing, Placed, pair_segments
from nemo_video.timeline.summary import span, title
from nemo_video.timeline.words import Change, say

MOST_ALIKE = 4
"""Of changes of one kind to one kind of segment so many are told one by one, and the others counted."""

MOST_CHANGES = 40


@dataclass(frozen=True)
class _Edit:
    """One change to one segment, as it lies now; one that was removed, as it lay."""

    change: Change
    placed: Placed
    before: Placed
    effect: str = ""

    @property
    def label(self) -> str:
        return self.placed.segment.label

    def sentence(self, language: str) -> str:
        was, now = self.before.segment, self.placed.segment
        return say(
            self.change,
            language,
            label=self.label,
            title=title(self.placed.track, now),
            span=span(now.start_s, now.end_s),
            volume=now.percentage,
            old=title(self.before.track, was),
            old_span=span(was.start_s, was.end_s),
            old_volume=was.percentage,
            effect=self.effect,
            value=_value_of(now, self.effect),
            old_value=_value_of(was, self.effect),
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
    sentences = _say_shape(before, after, language)
    sentences += _say_edits(list(_edits(pair_segments(before, after))), language)
    sentences = sentences or _say_frame(before, after, language)
    if len(sentences) > MOST_CHANGES:
        more = say("more", language, count=len(sentences) - MOST_CHANGES)
        return (*sentences[:MOST_CHANGES], more)
    return tuple(sentences)


def _edits(pairing: Pairing) -> Iterator[_Edit]:
    for placed in pairing.removed:
        yield _Edit("removed", placed, placed)
    for old, new in pairing.kept:
        for change, effect in _compare(old, new):
            yield _Edit(change, new, old, effect)
    for placed in pairing.added:
        has_volume = placed.track.kind == "audio" and placed.segment.volume is not None
        yield _Edit("added_at" if has_volume else "added", placed, placed)


def _value_of(segment: Segment, effect: str) -> str:
    return next((each.value for each in segment.effects if each.name == effect), "")


def _compare(old: Placed, new: Placed) -> list[tuple[Change, str]]:
    """What is different as people would read it; a millisecond that no sentence shows is no change."""
    was, now = old.segment, new.segment
    changes: list[Change] = []
    if title(old.track, was) != title(new.track, now):
        changes.append("reworded" if was.text and now.text else "replaced")
    if span(was.start_s, was.end_s) != span(now.start_s, now.end_s):
        has_same_length = span(0, was.end_s - was.start_s) == span(0, now.end_s - now.start_s)
        changes.append("moved" if has_same_length else "resized")
    if was.percentage != now.percentage and now.percentage is not None:
        changes.append("volume_set" if was.percentage is None else "volume")
    told: list[tuple[Change, str]] = [(change, "") for change in changes]
    told += _compare_effects(was, now)
    if not told and (was.traits != now.traits or was.percentage != now.percentage):
        told.append(("adjusted", ""))
    return told


def _compare_effects(was: Segment, now: Segment) -> list[tuple[Change, str]]:
    """Effects that came, went or changed, each with its name."""
    before, after = ({effect.name: effect.value for effect in s.effects} for s in (was, now))
    told: list[tuple[Change, str]] = []
    for name in dict.fromkeys([*before, *after]):
        if name not in after:
            told.append(("effect_removed" if before[name] else "effect_gone", name))
        elif name not in before:
            told.append(("effect_set" if after[name] else "effect", name))
        elif before[name] != after[name]:
            told.append(("effect_changed", name))
    return told


def _say_edits(edits: list[_Edit], language: str) -> list[str]:
    groups: dict[tuple[Change, str, str], list[_Edit]] = {}
    for edit in edits:
        groups.setdefault((edit.change, edit.label, edit.effect), []).append(edit)
    return [sentence for group in groups.values() for sentence in _say_group(group, language)]


def _say_group(edits: list[_Edit], language: str) -> list[str]:
    sentences = [edit.sentence(language) for edit in edits[:MOST_ALIKE]]
    others = [edit.placed.segment for edit in edits[MOST_ALIKE:]]
    if others:
        where = span(min(s.start_s for s in others), max(s.end_s for s in others))
        sentences.append(say("alike", language, label=edits[0].label, count=len(others), span=where))
    return sentences


def _say_shape(before: Timeline, after: Timeline, language: str) -> list[str]:
    was, now = before.aspect_ratio, after.aspect_ratio
    if now is None or was == now:
        return []
    return [say("shape_changed" if was else "shape", language, old_value=was, value=now)]


def _say_frame(before: Timeline, after: Timeline, language: str) -> list[str]:
    """Where no segment changed: what changed around them.

    An empty timeline has nothing around it but its canvas; the rest of its draft is nobody's edit.
    """
    if not (before.tracks or after.tracks):
        canvases = [(each.resolution, each.fps, each.platform) for each in (before, after)]
        return [say("timeline", language)] if canvases[0] != canvases[1] else []
    was, now = span(0, before.duration_s), span(0, after.duration_s)
    if was != now:
        return [say("length", language, old_span=was, span=now)]
    return [say("timeline", language)] if before.traits != after.traits else []

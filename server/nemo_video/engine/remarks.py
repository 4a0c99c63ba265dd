"""What is to be said of an exported film: where it is not what was meant, and what a viewer would mind.

What it breaks of a platform's rules is said in `platform_rules`.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Final

from nemo_video.engine.sentences import say
from nemo_video.language import Language
from nemo_video.media import Expected, Margins, Screen, ShownText
from nemo_video.timeline import Item, Segment, Timeline, list_items, title
from nemo_video.wire.platforms import PLATFORMS, PlatformName

if TYPE_CHECKING:
    from nemo_video.media import Proof
    from nemo_video.media.facts import Stretch

LENGTH_TOLERANCE_S: Final = 0.5
TOO_QUIET_LUFS, TOO_LOUD_LUFS = -45.0, -7.0
"""Platforms play at -14. Recordings of nature are quiet, and music may be mastered to be loud: only what lies
beyond both is told."""

STEADY_LU: Final = 4.0
"""What is as loud all the time is a room, a stream, a fan, and nobody misses words in it. Recordings of those
spread over 0.3 to 1.5 LU; words that are hardly louder than the room over 7, others over 50."""

_MAX_NAMED: Final = 3
"""Of texts with the same fault; the others are counted."""

_COLOR: Final = re.compile("#[0-9A-Fa-f]{6}")
_USUAL_COLOR: Final = "#FFFFFF"
"""The colour of texts of which the draft says that it is the usual one."""


def expect(timeline: Timeline | None, platform: PlatformName | None = None) -> Expected:
    """What a film of a timeline is meant to show; nothing is known of a timeline that nobody has seen.

    Args:
        timeline: What was rendered.
        platform: Where the film is to be shown, if anybody said so.
    """
    if timeline is None:
        return Expected()
    items = list_items(timeline)
    borders_s = {at_s for item in items for at_s in _borders_of(item)}
    texts = [_expect_text(item) for item in items if item.kind == "title"]
    return Expected(tuple(texts), tuple(sorted(borders_s)), _screen_of(platform) if platform else None)


def _borders_of(item: Item) -> Iterator[float]:
    """When something begins or ends: the item itself, and how it comes."""
    segment = item.segment
    yield from (segment.start_s, segment.end_s)
    for name in ("transition", "fade in"):
        effect = segment.effect(name)
        if effect and effect.number:
            yield segment.start_s + effect.number


def _screen_of(name: PlatformName) -> Screen:
    platform = PLATFORMS[name]
    width, height = platform.size
    area = platform.safe_area
    return Screen(width / height, Margins(area.top, area.right, area.bottom, area.left))


def _expect_text(item: Item) -> ShownText:
    segment = item.segment
    color = segment.effect("color")
    told = color.value if color else _USUAL_COLOR if "color" in segment.usual else ""
    known = told if _COLOR.fullmatch(told) else None
    return ShownText(f"{item.item} {title(item.track, segment)}", segment.start_s, segment.end_s, known)


def remark(proof: "Proof", draft_s: float, timeline: Timeline | None, language: Language) -> tuple[str, ...]:
    """Sentences about a film that was proved.

    Args:
        proof: What decoding it has shown.
        draft_s: How long the timeline was.
        timeline: What is on it; a film on which there is no sound, or all of it muted, may be silent.
        language: Of the sentences.
    """
    return tuple(_remarks(proof, draft_s, language, _sounds_of(timeline) if timeline else None))


def _sounds_of(timeline: Timeline) -> list[Segment]:
    """What is to be heard or was muted; of clips nobody knows whether they have sound until it is muted."""
    return [
        segment
        for track in timeline.tracks
        for segment in track.segments
        if track.kind == "audio" or segment.volume == 0
    ]


def _remarks(
    proof: "Proof", draft_s: float, language: Language, sounds: Sequence[Segment] | None
) -> Iterator[str]:
    if proof.black:
        yield say("black", language)
    if proof.silent:
        if sounds is None or any(sound.volume != 0 for sound in sounds):
            yield say("silent", language)
    elif proof.loudness_lufs is not None:
        is_steady = proof.loudness_spread_lu is not None and proof.loudness_spread_lu < STEADY_LU
        yield from _remark_loudness(proof.loudness_lufs, language, is_steady=is_steady)
    yield from _remark_stretches(proof, language, sounds or ())
    if abs(proof.duration_s - draft_s) > LENGTH_TOLERANCE_S:
        yield say("other_length", language, file=round(proof.duration_s, 2), draft=draft_s)


def _remark_loudness(lufs: float, language: Language, *, is_steady: bool) -> Iterator[str]:
    if lufs <= TOO_QUIET_LUFS and not is_steady:
        yield say("too_quiet", language, lufs=lufs)
    elif lufs >= TOO_LOUD_LUFS:
        yield say("too_loud", language, lufs=lufs)


def _remark_stretches(proof: "Proof", language: Language, sounds: Sequence[Segment]) -> Iterator[str]:
    """Each with its time; what holds for the whole film was said before, and what was muted is not told."""
    told = [
        stretch
        for stretch in proof.stretches
        if not (proof.black and stretch.kind in ("black", "frozen"))
        and not (stretch.kind == "silent" and (proof.silent or _is_muted(stretch, sounds)))
    ]
    texts = [stretch for stretch in told if stretch.name and stretch.kind != "text_covered"]
    clicks = [stretch for stretch in told if stretch.kind == "click"]
    for stretch in told:
        if stretch.kind == "click" and len(clicks) > 1:
            if stretch is clicks[0]:
                yield _remark_clicks(clicks, language)
        elif not stretch.name:
            yield _remark_stretch(stretch, proof.duration_s, language)
    for kind, same in groupby(sorted(texts, key=lambda text: text.kind), key=lambda text: text.kind):
        yield say(f"stretch_{kind}", language, texts=name_texts(list(same), language))


def _is_muted(stretch: "Stretch", sounds: Sequence[Segment]) -> bool:
    """Whether there are sounds at that time, all of them muted."""
    volumes = [
        sound.volume
        for sound in sounds
        if min(sound.end_s, stretch.to_s) - max(sound.start_s, stretch.from_s) > LENGTH_TOLERANCE_S
    ]
    return bool(volumes) and not any(volume != 0 for volume in volumes)


def _remark_stretch(stretch: "Stretch", end_s: float, language: Language) -> str:
    is_within = stretch.kind == "frozen" and stretch.to_s < end_s - 0.1
    key = "stretch_frozen_within" if is_within else f"stretch_{stretch.kind}"
    return say(key, language, start=stretch.from_s, end=stretch.to_s)


def _remark_clicks(clicks: "Sequence[Stretch]", language: Language) -> str:
    times = say("between_texts", language).join(f"{click.from_s:g}" for click in clicks)
    return say("stretch_clicks", language, count=len(clicks), times=times)


def name_texts(texts: "Sequence[Stretch]", language: Language) -> str:
    """The first of them by name and time, and how many more there are."""
    named = [
        say("text_with_time", language, name=text.name, start=text.from_s, end=text.to_s)
        for text in texts[:_MAX_NAMED]
    ]
    more = len(texts) - _MAX_NAMED
    if more > 0:
        named.append(say("more_texts", language, count=more))
    return say("between_texts", language).join(named)

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
from nemo_video.timeline import Item, Timeline, list_items, title
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
    sounds = timeline is None or any(
        segment.volume != 0
        for track in timeline.tracks
        if track.kind == "audio"
        for segment in track.segments
    )
    return tuple(_remarks(proof, draft_s, language, sounds=sounds))


def _remarks(proof: "Proof", draft_s: float, language: Language, *, sounds: bool) -> Iterator[str]:
    if proof.black:
        yield say("black", language)
    if proof.silent:
        if sounds:
            yield say("silent", language)
    elif proof.loudness_lufs is not None:
        is_steady = proof.loudness_spread_lu is not None and proof.loudness_spread_lu < STEADY_LU
        yield from _remark_loudness(proof.loudness_lufs, language, is_steady=is_steady)
    yield from _remark_stretches(proof, language)
    if abs(proof.duration_s - draft_s) > LENGTH_TOLERANCE_S:
        yield say("other_length", language, file=round(proof.duration_s, 2), draft=draft_s)


def _remark_loudness(lufs: float, language: Language, *, is_steady: bool) -> Iterator[str]:
    if lufs <= TOO_QUIET_LUFS and not is_steady:
        yield say("too_quiet", language, lufs=lufs)
    elif lufs >= TOO_LOUD_LUFS:
        yield say("too_loud", language, lufs=lufs)


def _remark_stretches(proof: "Proof", language: Language) -> Iterator[str]:
    """Each with its time; what holds for the whole film was said before."""
    told = [
        stretch
        for stretch in proof.stretches
        if not (proof.black and stretch.kind in ("black", "frozen"))
        and not (proof.silent and stretch.kind == "silent")
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

"""Several scenes that share a length: "20 seconds: half ocean, half forest", 雨、雪、极光平分15秒.

Such a message is said anew as one shot after the other, each with its own length.
"""

import re
from dataclasses import dataclass, field
from typing import Final

from nemo_studio.edits.canvas.reader import aspect_ratio
from nemo_studio.edits.language.amounts import length_s
from nemo_studio.edits.language.quantities import NUMERAL, write_in_figures
from nemo_studio.edits.media.words import SCENE_NAMES, SCENE_WORDS

_FLAGS: Final = re.IGNORECASE
_SCENE: Final = re.compile("|".join((*SCENE_WORDS.values(), *SCENE_NAMES.values())), _FLAGS)
_CUT: Final = re.compile(
    r"(\s*(?:[,，、;；:：\n。！!]|\.(?=\s|$)|(?<!\w)[-–—]+(?!\w)|\b(?:and )?(?:then|after that|finally"
    r"|followed by|and)\b"
    r"|然后|接着|最后|再来?|和)+\s*)",
    _FLAGS,
)
_FILM: Final = re.compile(r"\b(?:video|film|movie|reel|slideshow|vid)\b|视频|短片|影片", _FLAGS)
_SHARE: Final = re.compile(
    rf"\b{NUMERAL}[\s-]*(?:seconds?|secs?|s) of (?!the\b|{_FILM.pattern})"
    rf"|[前后]{NUMERAL}秒钟?[是为](?!黑白|彩色)",
    _FLAGS,
)
"""What has a length of its own is a scene, also one that no word is known for."""

_INTO: Final = re.compile(
    r"[\s,]*\b(?:(?:that|which|slowly|and then|then|and) )*(?:cross-?fad|dissolv|fad|(?P<wipe>wip))"
    r"(?:es?|ing)? (?:in)?to (?!(?:the |a )?(?:night|dark|dusk|dawn|day|black|white|blue)\w*\W*$)"
    r"|[，,]?(?:慢慢|逐渐|再)?(?:交叉)?(?:渐变|溶解|叠化|淡化)[到成至为]",
    _FLAGS,
)
"""From one scene into the next: one clip, another, and what is between them."""
_EACH: Final = re.compile(
    r"\b(?:each|apiece|per (?:scene|shot|clip)|scenes? of|shots? of|clips? of)\b|[每各]", _FLAGS
)
_EQUAL: Final = re.compile(
    r"\b(?:in )?(?:equal(?:ly)?(?: (?:parts|long|shares))?|evenly|half|halves|(?:the )?same (?:length"
    r"|time)(?: each)?"
    r"|fifty[- ]fifty|(?:two|three|four|five|[2-6]) (?:scenes|shots|clips|parts)(?=\W*$)|50[/-]50|split)\b"
    r"|一半|各半|平[均分]|等分|一样长|对半|[前后上下]半[段部]?分?",
    _FLAGS,
)
_REST: Final = re.compile(
    r"\b(?:the )?(?:rest|remaining|remainder|what['’]s left)\b(?: is| of it)?|剩下|其余|余下", _FLAGS
)
_HALF_PAST: Final = re.compile(
    rf"\b{NUMERAL} minutes? and (?:a half|{NUMERAL} seconds?)\b|\bfirst (?P<first>\d+)(?= [a-z]{{3,}})"
    r"(?! (?:sec|min|clip|scene|shot|photo|picture|title))",
    _FLAGS,
)
"""Lengths that the words around them would tear apart, or that leave their unit out."""
_FRAMES: Final = re.compile(
    r"^\W*(?:with\b|(?:please )?(?:(?:make|create|generate|build|do|give)\b)?(?: me)?)"
    r"|\b(?:two|three|four|five|[2-6]) (?:scenes?|shots?|clips?|parts?|halves)\b"
    r"|\b(?:one after (?:the other|another)|in (?:equal|two|three)\b.*)"
    r"|[两三四五2-5几]个(?:场景|镜头|片段|画面)|\b(?:first|second|whose|which|gets?|is|are|for|of|in)\b"
    r"|[前都给的占]|后(?=\s)",
    _FLAGS,
)


@dataclass
class _List:
    """What a message says of its scenes.

    Attributes:
        scenes: Words of each, and its own length.
        total_s: How long all of them are.
        opening_s: The same where it stands before the first, and could be the length of that alone.
        each_s: How long each is.
        is_equal: Whether they are to be of one length.
        has_unknown: Whether one is of what no word is known for.
        others: What is said beside them.
    """

    scenes: list[tuple[str, float | None]] = field(default_factory=list[tuple[str, float | None]])
    total_s: float | None = None
    opening_s: float | None = None
    each_s: float | None = None
    is_equal: bool = False
    has_unknown: bool = False
    others: list[str] = field(default_factory=list[str])


def say_one_by_one(message: str) -> str | None:
    """The message with a length for each of its scenes; None where they share none, or that is not clear."""
    if (into := _INTO.search(message)) and all(
        map(_SCENE.search, (message[: into.start()], message[into.end() :]))
    ):
        return _say_apart(message[: into.start()], message[into.end() :], is_wiped=bool(into["wipe"]))
    found = _List()
    message = _HALF_PAST.sub(_in_seconds, message)
    parts = _CUT.split(re.sub(r"(?<=[^\W\d一])(?=一半)", "，", message))
    for index in range(0, len(parts), 2):
        _take(found, parts[index].strip())
    own_s = sum(seconds or 0 for _, seconds in found.scenes)
    free = [words for words, seconds in found.scenes if seconds is None]
    is_first_alone = found.opening_s is not None and len(free) == 1 and found.scenes[0][1] is None
    if len(found.scenes) < 2 or is_first_alone or not (free or found.total_s == own_s or found.has_unknown):
        return None
    left_s = None if found.total_s is None else found.total_s - own_s
    share_s = found.each_s or (left_s / len(free) if left_s and free else 0)
    is_told = found.each_s or found.is_equal or len(free) <= 1
    if free and (share_s <= 0 or not is_told):
        return None
    is_chinese = re.search("[\u4e00-\u9fff]", message) is not None
    shots = [_say(words, seconds or share_s, is_chinese=is_chinese) for words, seconds in found.scenes]
    return ("。" if is_chinese else ". ").join(
        [("，然后" if is_chinese else ", then ").join(shots), *found.others]
    )


def _say_apart(first: str, second: str, *, is_wiped: bool) -> str:
    if first.isascii():
        shots, between = (
            f"{first}, then {second}",
            f"Add a {'wipe' if is_wiped else 'crossfade'} between the clips",
        )
    else:
        shots, between = f"{first}，然后{second}", "片段之间加叠化"
    return f"{say_one_by_one(shots) or shots}. {between}"


def _in_seconds(found: re.Match[str]) -> str:
    seconds = found["first"] or f"{length_s(found[0]):g}"
    return f"first {seconds} seconds" if found["first"] else f"{seconds} seconds"


def _say(words: str, seconds: float, *, is_chinese: bool) -> str:
    return f"{seconds:g}秒的{words}" if is_chinese else f"a {seconds:g}-second video of {words}"


def _take(found: _List, part: str) -> None:
    """One part: a scene, a length for all or each, or something else."""
    seconds = length_s(write_in_figures(part))
    if _EQUAL.search(part):
        found.is_equal = True
    if (scene := _SCENE.search(part) or _SHARE.search(part)) and not _is_other(part[: scene.end() + 8]):
        opening, words = "", part
        if film := _FILM.search(part[: scene.start()]) or re.search(".*的", part[: scene.start()]):
            opening, words = part[: film.end()], part[film.end() :]
        own_s = length_s(write_in_figures(words)) if opening else None
        if own_s and not found.scenes:
            found.total_s, seconds = length_s(write_in_figures(opening)), own_s
        elif opening and seconds is not None and not found.scenes:
            found.opening_s = found.total_s = seconds  # as in 半分钟的沙漠和太空
            seconds = None
        words = _strip(words)
        found.has_unknown |= not _SCENE.search(part)
        if _EACH.search(part) and seconds is not None:
            found.each_s, seconds = seconds, None
        found.scenes.append((words, seconds))
    elif seconds is not None and _EACH.search(part):
        found.each_s = seconds
    elif seconds is not None and not _is_other(part):
        found.total_s = seconds
        found.others += filter(None, (aspect_ratio(part),))
    elif part and _strip(part):
        found.others.append(part)


_LENGTH: Final = re.compile(
    rf"\b{NUMERAL}[\s-]*(?:seconds?|secs?|s|minutes?|mins?)\b|{NUMERAL}(?:秒钟?|分钟)长?", _FLAGS
)


def _strip(words: str) -> str:
    """Words without what was taken from them: lengths, shares, how many there are."""
    for pattern in (_LENGTH, _EQUAL, _EACH, _REST, _FRAMES):
        words = pattern.sub(" ", words)
    return re.sub(r"\s+", " ", words).strip(" -–的是")


def _is_other(part: str) -> bool:
    """Whether a length is that of something else than the film."""
    return (
        re.search(
            r"\b(?:titles?|texts?|words?|captions?|subtitles?|fades?|music|transitions?|cross\w*|sounds?|noises?)\b|标题|字幕|淡|音乐|声|转场|写",
            part,
            _FLAGS,
        )
        is not None
    )

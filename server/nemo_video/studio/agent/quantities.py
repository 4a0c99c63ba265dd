"""Numbers as people write them: lengths, times, percentages, aspect ratios, in English and Chinese."""

import re

from nemo_video.studio.agent.orders import TimeSpan
from nemo_video.studio.agent.vocabulary import ASPECT_WORDS
from nemo_video.wire.formats import ASPECT_RATIOS

_WORDS = {
    "a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "sixty": 60, "half a": 0.5,
    "一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10,
    "十五": 15, "二十": 20, "三十": 30, "六十": 60, "半": 0.5,
}  # fmt: skip
_NUMBER = r"(\d+(?:\.\d+)?|" + "|".join(sorted(map(re.escape, _WORDS), key=len, reverse=True)) + r")"
_SECOND = r"\s*-?\s*(?:seconds?|secs?|s\b|秒钟?)"
_MINUTE = r"\s*-?\s*(?:minutes?|mins?\b|分钟?)"
_TO = r"\s*(?:to|until|-|–|—|到|至)\s*"

_SECONDS = re.compile(r"(?<![A-Za-z\d.])" + _NUMBER + _SECOND, re.IGNORECASE)
_MINUTES = re.compile(r"(?<![A-Za-z\d.])" + _NUMBER + _MINUTE, re.IGNORECASE)
_FIRST = re.compile(r"(?:\bfirst|前|开头|头)\s*" + _NUMBER + _SECOND, re.IGNORECASE)
_LAST = re.compile(r"(?:\blast|\bfinal|最后|末尾|结尾)\s*的?\s*" + _NUMBER + _SECOND, re.IGNORECASE)
_RANGE = re.compile(
    r"(?<![A-Za-z\d.])" + _NUMBER + r"(?:" + _SECOND + r")?" + _TO + _NUMBER + _SECOND, re.IGNORECASE
)
_AT = re.compile(r"(?:\b(?:at|from|starting at)|从|在)\s*第?\s*" + _NUMBER + _SECOND, re.IGNORECASE)
_FOR = re.compile(r"(?:\bfor|持续|停留|显示)\s*" + _NUMBER + _SECOND, re.IGNORECASE)
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s*[%％]|百分之\s*(\d+)")
_RATIO = re.compile(r"(?<!\d)(\d{1,2})\s*[:：x×]\s*(\d{1,2})(?!\d)")


def number(text: str) -> float:
    """The value of a number in digits or words."""
    word = text.lower().strip()
    return _WORDS[word] if word in _WORDS else float(word)


def length_s(text: str) -> float | None:
    """A length in seconds, from the first that the text names."""
    if found := _SECONDS.search(text):
        return number(found[1])
    if found := _MINUTES.search(text):
        return 60 * number(found[1])
    return None


def time_span(text: str) -> TimeSpan:
    """The part of the timeline that the text names; all open where it names none."""
    if found := _FIRST.search(text):
        return TimeSpan(start_s=0, end_s=number(found[1]))
    if found := _LAST.search(text):
        return TimeSpan(last_s=number(found[1]))
    if found := _RANGE.search(text):
        return TimeSpan(start_s=number(found[1]), end_s=number(found[2]))
    start, length = _AT.search(text), _FOR.search(text)
    return TimeSpan(
        start_s=number(start[1]) if start else None, length_s=number(length[1]) if length else None
    )


def fraction(text: str) -> float | None:
    """A percentage as 0 to 1."""
    found = _PERCENT.search(text)
    return min(1.0, float(found[1] or found[2]) / 100) if found else None


def aspect_ratio(text: str) -> str | None:
    """An aspect ratio that we make, from figures or words."""
    for found in _RATIO.finditer(text):
        if (ratio := f"{int(found[1])}:{int(found[2])}") in ASPECT_RATIOS:
            return ratio
    for ratio, words in ASPECT_WORDS.items():
        if re.search(words, text, re.IGNORECASE):
            return ratio
    return None

"""Numbers as people write them, and the fineness of the picture, in English and Chinese."""

import re
from collections.abc import Callable
from typing import Final

from nemo_studio.edits.canvas.words import FRAME_RATE, LINES, LINES_IN_FIGURES, PIXELS
from nemo_studio.edits.language.clauses import Clause

ORDINALS: Final = {
    1: "first|1st|opening", 2: "second|2nd", 3: "third|3rd", 4: "fourth|4th", 5: "fifth|5th", 6: "sixth|6th",
    7: "seventh|7th", 8: "eighth|8th", 9: "ninth|9th", 10: "tenth|10th",
    -1: r"last(?! (?:longer|shorter)\b)|final|latest|closing",
    -2: "second to last|next to last|penultimate|倒数第二", -3: "third to last|倒数第三",
}  # fmt: skip
_WORDS: Final = {
    "half a": 0.5, "a half": 0.5, "a": 1, "an": 1, "a couple of": 2,
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "twenty-five": 25, "thirty": 30,
    "forty": 40, "forty-five": 45, "fifty": 50, "sixty": 60, "seventy": 70, "seventy-five": 75, "eighty": 80,
    "ninety": 90, "a hundred": 100, "one hundred": 100, "半": 0.5,
}  # fmt: skip
_LARGEST: Final = 1e9
"""Of 400 digits floats make infinity, which no film is long."""

_DIGITS_ZH: Final = "零一二三四五六七八九"
_ZH: Final = r"[一两二三四五六七八九]?百?[零一两二三四五六七八九]?十?[一两二三四五六七八九]?"
_NUMERAL_ZH: Final = rf"(?=[一两二三四五六七八九十百]){_ZH}(?:点[零一二三四五六七八九])?"
NUMERAL: Final = (
    r"(?:(?:\d+(?:\.\d+)?|"
    + "|".join(sorted((re.sub("[- ]", r"[-\\s]", word) for word in _WORDS), key=len, reverse=True))
    + rf")(?:[-\s]and[-\s]an?[-\s]half\b)?|{_NUMERAL_ZH})"
)
_TENS: Final = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_ONES: Final = "one|two|three|four|five|six|seven|eight|nine"


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_NOT_A_CLIP: Final = r"\b(?!\s+(?:clip|shot|scene|segment|photo|picture|title|caption|one)s?\b)"
_ORDINAL_SECOND = _compile(
    r"\b(?:(?:in|during|for|at|over)\s+)?(?:the\s+)?("
    + "|".join(ORDINALS[position] for position in range(2, 11))
    + r")\s+second"
    + _NOT_A_CLIP
)
_ORDINAL_SECOND_ZH = _compile(
    rf"(^\s*|掉|去|除|留|把|将|让)第\s*({NUMERAL})"
    r"\s*秒(?!\s*(?:[&和跟、到至\-–以之后前起开处那往]|\ue000|出现|消失|结束|[写打弹滑飞淡]|[加插放接来切]|[换改变][成为]?\ue000|显示|定格|[暂停]|时|的(?:时候|[地位])"
    r"|[上下左右中顶底][面方部间角边]))"
)


_SPELLED_OUT: Final[tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...]] = (
    (
        _compile(rf"\b({_TENS})[-\s]({_ONES})\b"),
        lambda found: f"{number(found[1]) + number(found[2]):g}",
    ),
    (
        _compile(r"\b(?:duration|length|runtime)\s*[:：]?\s*(?:(\d\d):)?(\d\d):(\d\d)(?![:\d])"),
        lambda found: f"{3600 * int(found[1] or 0) + 60 * int(found[2]) + int(found[3])} seconds",
    ),
    (_compile(r"\bframes\s+(?:a|per|each|every)\s+second\b"), "fps"),
    (_compile(r"(?:\ba\s+)?\bhalf(?:\s+an?)?[\s-]+second" + _NOT_A_CLIP), "0.5 seconds"),
    (_compile(r"\b(?:a\s+)?couple\s+(?:of\s+)?(?=seconds?\b)"), "2 "),
    (_compile(r"\b(?:a\s+)?few\s+(?=seconds\b)"), "3 "),
    (_compile(rf"\b({ORDINALS[1]}|last|final|closing|initial)\s+second" + _NOT_A_CLIP), r"\1 1 second"),
    (
        _compile(r"\b(for|by|over|after|within|lasting|lasts?|about)\s+a\s+second" + _NOT_A_CLIP),
        r"\1 1 second",
    ),
    (_compile(rf"\b(for|over) (?:another )?({NUMERAL})(?=\s*(?:$|[,;]|\.(?!\d)))"), r"\1 \2 seconds"),
    (
        _compile(r"\b(fad\w+ [^,.;]*\b(?:over|in) the (?:last|first|final)) (\d+)(?=\s*(?:$|[,;]|\.(?!\d)))"),
        r"\1 \2 seconds",
    ),
    (_compile(r"\bsecs?\b"), "seconds"),
    (_compile(r"(?<=into )(\d+)[ -]second ((?:piece|part|clip|chunk|segment|bit)s)\b"), r"\2 of \1 seconds"),
    (_compile(r"(?<=[到至为约])\s*([一二三四五六七八九])成"), r"\1十%"),
    (_compile(r"(\d{1,2})\s*比\s*(?=\d)"), r"\1:"),
    (_compile(r"(?<![到至从自])第\s*[一1]\s*秒(?!\s*[到至\-–以之后前起开处显出再\ue000])"), "前1秒"),
)
"""Lengths in words whose "second" could be taken for the second clip, and how figures write them."""

_AND_A_HALF: Final = _compile(
    rf"({NUMERAL})[\s-]*(seconds?)[\s-]+and[\s-](?:an?[\s-])?half\b|({NUMERAL})秒半"
)
_IN_WORDS: Final = _compile(
    rf"(?:(?<=\b(?:at|to) second )|(?<=\bfrom second )|(?<=\b(?:after|until) second )|(?<=\bbefore second ))"
    rf"{NUMERAL}(?!\w)"
    rf"|(?<![A-Za-z\d.]){NUMERAL}(?=\s*(?:percent|per cent|%)\b|%)|(?<=百分之){_NUMERAL_ZH}"
)


def write_in_figures(text: str) -> str:
    """The text with "the first second", "half a second", "the third second", 第一秒 in figures."""
    for pattern, figures in _SPELLED_OUT:
        text = pattern.sub(figures, text)
    text = _AND_A_HALF.sub(lambda found: f"{number(found[1] or found[3]) + 0.5:g} {found[2] or '秒'}", text)
    text = _IN_WORDS.sub(lambda found: f"{number(found[0]):g}", text)
    text = _ORDINAL_SECOND.sub(_write_ordinal_second, text)
    return _ORDINAL_SECOND_ZH.sub(
        lambda found: f"{found[1]}{number(found[2]) - 1:g}秒到{number(found[2]):g}秒", text
    )


def _write_ordinal_second(found: re.Match[str]) -> str:
    """The third second of a video goes from 2 to 3."""
    end_s = next(n for n, pattern in ORDINALS.items() if re.fullmatch(pattern, found[1], re.IGNORECASE))
    return f"from {end_s - 1} to {end_s} seconds"


def number(text: str) -> float:
    """The value of a number in digits or words; a larger one than anything is measured in is that one."""
    word = re.sub(r"[-\s]+", " ", text.lower().strip())
    if half := re.fullmatch("(.+) and an? half", word):
        return number(half[1]) + 0.5
    known = next((value for name, value in _WORDS.items() if name.replace("-", " ") == word), None)
    if known is not None:
        return known
    return _chinese_number(word) if re.fullmatch(_NUMERAL_ZH, word) else min(float(word), _LARGEST)


def _chinese_number(word: str) -> float:
    """As in 一百一十五, 二十, 两, 一点五."""
    whole, _, tenth = word.replace("两", "二").partition("点")
    hundreds, has_hundreds, rest = whole.rpartition("百")
    tens, has_tens, ones = rest.rpartition("十")
    value = 100 * (_digit(hundreds) or 1) if has_hundreds else 0
    value += 10 * (_digit(tens) or 1) if has_tens else 0
    return value + _digit(ones) + _digit(tenth) / 10


def _digit(character: str) -> int:
    return max(_DIGITS_ZH.find(character.removeprefix("零") or "零"), 0)


def picture_lines(clause: Clause) -> int | None:
    """A resolution as the lines of a 16:9 picture, from figures such as 1080p or 1920x1080, or words."""
    if found := clause.search(LINES_IN_FIGURES):
        return int(found[1])
    if found := clause.search(PIXELS):
        return min(int(found[1]), int(found[2]))
    return next((lines for lines, words in LINES.items() if clause.sees(words)), None)


def frame_rate(clause: Clause) -> int | None:
    """Frames a second."""
    found = clause.search(FRAME_RATE)
    return int(found[1] or found[2]) if found else None

"""Times, lengths, shares and other amounts, as people write them."""

import re
from typing import Final

from nemo_studio.edits.language.quantities import NUMERAL, number
from nemo_studio.edits.language.reference_words import NUMERALS_ZH
from nemo_studio.edits.language.tokens import compute, enter
from nemo_studio.edits.spans import TimeSpan

Match = re.Match[str]
_CLOCK: Final = r"(?:\d{1,2}:)?\d{1,2}:\d{2}(?:\.\d+)?"
_SECONDS: Final = r"\s*-?\s*(?:seconds?|secs?|(?<=\d)s|(?<=\d )s|秒钟?)(?![A-Za-z'’])"
_MINUTES: Final = r"\s*-?\s*(?:minutes?|mins?|(?<=\d)m|分钟?)(?![A-Za-z'’之])"
_LENGTH: Final = (
    rf"(?:(?P<m>{NUMERAL}){_MINUTES}(?:[\s-]*(?:and[\s-]+)?(?:(?P<ms>{NUMERAL}){_SECONDS}|(?P<half>a[\s-]half\b|半)))?"
    rf"|(?P<s>{NUMERAL}){_SECONDS}(?P<shalf>\s+and\s+a\s+half\b)?)"
)
_LENGTH_2: Final = rf"(?P<s2>{NUMERAL}){_SECONDS}"
_TIME: Final = rf"(?:{_CLOCK}|{NUMERAL})"
_STARTS: Final = r"(?<![A-Za-z\d.:])(?!an?\s+second\s+(?:clip|shot|scene|one|title)\b)"
_TO: Final = (
    r"\s*(?:[剪留裁]到|(?:and )?(?:stop|end|finish|disappear|vanish|leave|(?:go|fade)(?:e?s)? (?:away"
    r"|out))s? at"
    r"|开始(?:显示|出现)?\s*到|to|until|till|through|and|-|–|—|~|到"
    r"|至)\s*(?:second\s+|第)?\s*"
)
_HEAD: Final = r"(?:\b(?:the\s+)?(?:first|opening|initial)|最?前面?|开头|最开始|片头|头)"
_TAIL: Final = r"(?:\b(?:the\s+|its\s+)(?:very\s+)?last|\b(?:final|closing)|最后|末尾|结尾|片尾|后面?)"
_SHARES: Final = {1 / 2: "half|一?半", 1 / 3: "third|三分之一", 1 / 4: "quarter|四分之一"}
_SHARE: Final = (
    r"\b(?:the |its )?(?P<end>first|opening|last|final|(?:second|back)(?= half))"
    r" (?P<share>half|third|quarter)\b"
    r"|(?P<end_zh>前|开头|头|后|最后)(?:面)?的?(?P<share_zh>一?半|[三四]分之一)(?:部分|段|截)?"
)


def _seconds(match: Match) -> float:
    if match["s"]:
        return number(match["s"]) + (0.5 if match["shalf"] else 0)
    rest = 30.0 if match["half"] else number(match["ms"]) if match["ms"] else 0.0
    return 60 * number(match["m"]) + rest


def length_s(text: str) -> float | None:
    """The first length that a text names, in seconds."""
    found = re.search(rf"{_STARTS}{_LENGTH}", text, re.IGNORECASE)
    return _seconds(found) if found else None


def _both(match: Match) -> float:
    said = match.groupdict()
    seconds = said.get("s") or said.get("s2") or said.get("s3")
    return number(seconds) if seconds else 60 * number(match["m"])


def _extra(match: Match) -> float:
    return number(match["s2"] or match["s3"]) if match["s2"] or match["s3"] else _seconds(match)


def _time(text: str) -> float:
    if ":" not in text:
        return number(text)
    total = 0.0
    for part in text.split(":"):
        total = 60 * total + float(part)
    return total


def _span(match: Match) -> TimeSpan | None:
    first, last = _time(match["a"]), _time(match["b"])
    is_time = match["lead"] or match["unit"] or ":" in match["a"]
    return TimeSpan(first, last) if is_time and last > first else None


def _share(match: Match) -> TimeSpan:
    words = match["share"] or match["share_zh"]
    share = next(value for value, pattern in _SHARES.items() if re.fullmatch(pattern, words, re.IGNORECASE))
    is_head = re.match("first|opening|前|开头|头", match["end"] or match["end_zh"], re.IGNORECASE)
    return TimeSpan(shares=(0, share) if is_head else (1 - share, 1))


def _at(match: Match) -> float:
    return _time(next(group for group in match.groups() if group))


AMOUNTS: Final = (
    *compute("length", rf"{_STARTS}{_LENGTH}(?:\s+long\b|长)?(?:\s*的)?", _seconds),
    *compute(
        "span",
        r"(?P<lead>\b(?:from|between|(?:start|begin|appear|show|come)s?(?: in)? at)\s+(?:second\s+"
        r"|the\s+)?|从第?\s*|第\s*"
        rf"|\bseconds\s+)?{_STARTS}(?P<a>{_TIME})(?:{_SECONDS})?"
        rf"{_TO}(?P<b>{_TIME})(?P<unit>{_SECONDS})?(?!\s*[%％]|[\d]|:\d)",
        _span,
    ),
    *compute(
        "span",
        rf"(?P<lead>\bat\s+(?:second\s+)?)(?P<a>{_TIME})(?:{_SECONDS})?\s*(?:until|till|to)\s+(?P<b>{_TIME})(?P<unit>{_SECONDS})",
        _span,
    ),
    *compute("length", rf"\b(?:duration|length|runtime)\s+({_CLOCK})(?!\d)|时长\s*({_CLOCK})", _at),
    *compute(
        "both_ends",
        rf"\b(?:the )?first[ -]and[ -](?:the )?last\s+{_LENGTH}"
        rf"|(?P<s3>{NUMERAL}){_SECONDS}\s+(?:from|off|at) (?:both|each) ends?\b"
        rf"|(?:(?:开头|前)(?:和|与|&)(?:结尾|最后|后)|[头首][^\d，。]{{0,4}}尾|两[头端])\s*各?(?:去掉|剪掉|剪|掐掉"
        rf"|掐)?\s*{_LENGTH_2}",
        _both,
    ),
    *compute("part", _SHARE, _share),
    *compute("part", rf"{_HEAD}\s*的?\s*{_LENGTH}", lambda m: TimeSpan(start_s=0, end_s=_seconds(m))),
    *compute("part", rf"{_TAIL}\s*的?\s*{_LENGTH}", lambda m: TimeSpan(last_s=_seconds(m))),
    *compute(
        "extra",
        rf"\b(?:add |for )?(?:another|an extra|an additional)\s+{_LENGTH}"
        rf"|\badd\s+{_LENGTH_2}(?=\s+(?:to|at)\b)"
        rf"|(?:再?多|再加|延长|拉长|加长)了?(?:[留停放]|显示)?\s*(?P<s3>{NUMERAL})秒钟?",
        _extra,
    ),
    *compute("extra", rf"({NUMERAL})\s+(?:more|extra|additional)\s+sec(?:ond)?s?\b", lambda m: number(m[1])),
    *compute(
        "extra",
        rf"(?:再?少|缩短|剪短|减|短)了?\s*({NUMERAL})秒钟?",
        lambda m: -number(m[1]),
    ),
    *compute(
        "part",
        rf"{_LENGTH}\s*(?:of \w+ )?(?:from|off|at)\s+(?:of )?(?:the |its )?(?:start|beginning|front|head)\b",
        lambda m: TimeSpan(start_s=0, end_s=_seconds(m)),
    ),
    *compute(
        "part",
        rf"{_LENGTH}\s*(?:of \w+ )?(?:from|off|at)\s+(?:of )?(?:the |its )?(?:end|back|tail)\b",
        lambda m: TimeSpan(last_s=_seconds(m)),
    ),
    *compute(
        "at",
        rf"\b(?:at|from|starting at|around)\s+(?:(?:the|its)\s+)?(?:second\s+({NUMERAL})(?!\w)|({_CLOCK})"
        rf"|({NUMERAL}){_SECONDS})(?:\s+(?:mark|point))?"
        r"|(?<=\ue001 )at (\d+(?:\.\d+)?)(?=\s*(?:$|[,，]))"
        rf"|({NUMERAL})\s*秒(?=一刀|切|断|分割|分开|剪开|各)"
        rf"|第\s*({NUMERAL})\s*秒(?:钟)?(?:处|这里|那里|那儿|的?时候|的?地方|的?位置|开始)?"
        rf"|[在到]\s*({_CLOCK})(?:处|这里|那里|的?地方|的?位置)?|(?:在"
        rf"|从)?\s*({NUMERAL})\s*秒钟?(?:处|那里|那儿|的?地方|的?位置|的?时候|开始)",
        _at,
    ),
    *compute(
        "at",
        rf"{_STARTS}{_LENGTH} (?:in(?=\W*$|\W*,)|into (?:it|the clip)\b"
        r"|after (?:it (?:starts|begins)|(?:its|the) (?:start|beginning))\b)",
        _seconds,
    ),
    *compute(  # counted from the end
        "at",
        rf"{_STARTS}{_LENGTH} before (?:it (?:ends|finishes|stops)|(?:its|the) end)\b"
        rf"|(?:离|距)?(?:结尾|结束|片尾)(?:还有|前|之前)\s*{_LENGTH_2}",
        lambda m: -_both(m),
    ),
    *enter(
        "way",
        {
            0.25: r"\b(?:a|one) (?:quarter|fourth) (?:of the way )?(?:in|through)\b",
            1 / 3: r"\b(?:a|one) third (?:of the way )?(?:in|through)\b",
            2 / 3: r"\btwo thirds (?:of the way )?(?:in|through)\b",
            0.75: r"\bthree quarters (?:of the way )?(?:in|through)\b",
            0.5: r"\bhalf ?-?way (?:in|through)(?: (?:it|the (?:video|film|clip)))?\b",
        },
    ),
    *compute(
        "after",
        rf"\b(?:after"
        rf"|past)\s+(?:the\s+(?=\S+\s+sec\w* mark))?(?:second\s+)?({_TIME})(?:{_SECONDS})?(?:\s+mark)?"
        rf"|(?:第\s*)?({NUMERAL})\s*秒(?:以后"
        r"|之后|往后|后面?)",
        _at,
    ),
    *compute(
        "until",
        r"\b(?:before|until|till|up to)\s+(?:the\s+(?=\S+\s+sec\w* mark))?"
        rf"(?:second\s+)?({_TIME})(?:{_SECONDS})?(?:\s+mark)?"
        rf"|(?:第\s*)?({NUMERAL})\s*秒(?:以前"
        r"|之前|前面?)",
        _at,
    ),
    *compute(
        "percent",
        r"(\d+(?:\.\d+)?)\s*(?:[%％]|percent\b|per cent\b)|百分之\s*(\d+)",
        lambda m: float(m[1] or m[2]) / 100,
    ),
    *compute(
        "percent",
        r"\b(?:a|one) (third|quarter)(?= (?:bigger|larger|smaller|louder|quieter|softer|shorter|longer"
        r"|slower|faster|brighter"
        r"|darker|less"
        r"|more)\b)",
        lambda m: 1 / 3 if m[1].lower() == "third" else 0.25,
    ),
    *enter("percent", r"(?<=\bto )(?:zero|nothing)\b|(?<=[成到为])零", 0.0),
    *compute("percent", r"([一二两三四五六七八九])成", lambda m: NUMERALS_ZH[m[1]] / 10),
    *enter("sign", {1: r"(?<![\w\d])[+＋](?=\d)", -1: r"(?<![\w\d])[－-](?=\d)"}),
    *enter("factor", r"[大响高长多]?一倍(?!速)", 2.0),
    *compute(
        "factor",
        rf"{_STARTS}(?<![xX×])({NUMERAL})\s*(?:x\b|×|times\b|倍)(?:的)?|\bx\s*(\d+(?:\.\d+)?)",
        lambda m: number(m[1] or m[2]),
    ),
    *compute("factor", r"(?<=倍速)\s*(\d+(?:\.\d+)?)(?!倍)", lambda m: float(m[1])),
    *enter("factor", r"\bone[- ]and[- ]a[- ]half times\b|一点五倍", 1.5),
    *enter(
        "factor",
        {
            2.0: r"\b(?:twice|double)\b|加倍|翻倍|(?<=复制)[两2][次遍]",
            3.0: r"\btriple\b|(?<=复制)[三3][次遍]",
            4.0: r"\bquadruple\b",
        },
    ),
    *enter(
        "factor",
        {
            0.5: r"\b(?:half|halve)\b|一半|减半|半速|半",
            0.25: r"\b(?:a )?quarter\b|四分之一",
            0.33: r"\b(?:a |one )?third(?= (?:of|size))|(?<=to )a third\b|三分之一",
        },
    ),
    *compute(
        "number",
        rf"{_STARTS}(\d+(?:\.\d+)?|(?=[a-z]){NUMERAL})(?![\d:.]\d)(?=\W|$|[\u4e00-\u9fff])",
        lambda m: number(m[1]),
    ),
    *compute("number", r"([一二两三四五六七八九十]|\d+)(?=步|次操作)", lambda m: number(m[1])),
    *compute(
        "degrees",
        r"(\d{2,3})\s*(?:degrees?|deg\b|°|度)|(?<!\d)(90|180|270)(?![\d.%])",
        lambda m: int(m[1] or m[2]),
    ),
)

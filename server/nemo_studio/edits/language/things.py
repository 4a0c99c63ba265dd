"""What a request can be about: clips by number or name, all of them, titles, sounds."""

import re
from dataclasses import replace
from typing import Final

from nemo_studio.edits.language.quantities import number
from nemo_studio.edits.language.reference_words import NOT_NAMES, ORDINALS
from nemo_studio.edits.language.tokens import compute, enter
from nemo_studio.edits.media.words import SCENE_NAMES
from nemo_studio.edits.references import Reference

Match = re.Match[str]

_TITLE: Final = Reference("title")

_NOUN: Final = (
    r"(?:clips?|shots?|scenes?|segments?|parts?|pieces?|bits?|photos?|pictures?|pics?|images?|footage"
    r"|ones?(?! (?:place|position|slot|spot|step)))"
)
_NOUN_ZH: Final = r"(?:[个段条张幅](?:视频|镜头|片段|画面|场景|照片|图片)?|镜头|片段|场景|照片|图片|部分)"
_THAT_ZH: Final = rf"(?:夜景|的?(?:那|这)?(?:一?{_NOUN_ZH}|画面)|那里|的)?"
_COUNT: Final = r"(?P<count>two|three|four|five|2|3|4|5|[两二三四五])"
_NO_TIME: Final = r"(?!\s*-?(?:seconds?|secs?|s\b|minutes?|steps?|edits?|changes?|things?|titles?|words?))"
_COUNTS: Final = {"two": 2, "three": 3, "four": 4, "five": 5, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5}


def _nth(number: int) -> tuple[Reference, ...]:
    return (Reference("clip", number),)


def _ordinal(match: Match) -> tuple[Reference, ...]:
    return _nth(next(n for n, p in ORDINALS.items() if re.fullmatch(p, match["nth"], re.IGNORECASE)))


def _numeral(text: str) -> int:
    return int(text) if text.isdigit() else int(number(text))


def _named(match: Match) -> tuple[Reference, ...]:
    return (Reference("clip", name=match["name"].strip()),)


_NTH: Final = "|".join(sorted(ORDINALS.values(), key=len, reverse=True))
_NAMED_ZH: Final = (
    r"(?:(?<=^)"
    r"|(?<=[把将让给对在用删除掉去到成换请]))(?P<name>(?![这那它第最整全其所每末结开除掉删去拿移剪切复把将让给对在用请再]|中间|画中画|标题|字幕|音乐)"
    r"[\u4e00-\u9fff]{1,6}?)的?那[个段条张幅](?:片段|镜头|视频|照片|图片)?"
)
"""As in 把猫咪那段."""
ANY_SCENE: Final = "|".join(SCENE_NAMES.values())
THINGS: Final = (
    *compute(
        "clip",
        rf"\b(?P<nth>{_NTH})(?:\s+{_NOUN}\b|(?!\s+(?:{_COUNT}\b|second|step|edit"
        r"|change|frame|title|caption|subtitle)|-and))",
        _ordinal,
    ),
    *enter("clip", rf"\bfirst[ -]and[ -](?:the[ -])?last[ -](?:{_NOUN})\b", (*_nth(1), *_nth(-1))),
    *enter("clip", rf"\bone of (?:the|my|these|those) (?:\w+ )?{_NOUN}\b", (Reference("clip"),)),
    *compute("clip", rf"\bmiddle (?:{_NOUN})\b|中间(?:的)?(?:那|这|一)?{_NOUN_ZH}", lambda _: _nth(0)),
    *compute(
        "clip",
        rf"\b{_NOUN}\s*(?:number |no\.? ?|#)?(?P<n>\d{{1,2}})\b(?!\s*(?:s\b|sec|%|x\b|[.:]\d|deg|°"
        r"|times))|#(?P<n2>\d{1,2})\b(?![0-9a-f])",
        lambda m: _nth(int(m["n"] or m["n2"])),
    ),
    *compute(
        "clip",
        r"\b(?:from )?(?:clips?|shots?|scenes?) (?P<a>\d)\s*(?:,|and|&|to|-|into)\s*(?P<b>\d)\b",
        lambda m: (*_nth(int(m["a"])), *_nth(int(m["b"]))),
    ),
    *compute(
        "clip",
        rf"第\s*(?P<n>[一二两三四五六七八九十]|\d{{1,2}})\s*(?!秒){_NOUN_ZH}?(?!秒)",
        lambda m: _nth(_numeral(m["n"])),
    ),
    *compute(
        "clip",
        r"(?:(?<=\bdelete )|(?<=\bremove )|(?<=\bswap )|(?<=\bdrop )|(?<=\bkeep ))(?:numbers? )?"
        r"(?P<a>\d)\s*(?:,|and|&|with)\s*(?P<b>\d)\b(?!\s?(?:s\b|sec|[.:%]))",
        lambda m: (*_nth(int(m["a"])), *_nth(int(m["b"]))),
    ),
    *compute("clip", r"前(?:面)?(?:的)?(?:那|这)?一段", lambda _: _nth(1)),
    *compute("clip", rf"(?:最后|最末|末尾|结尾)(?:的)?(?:那|这|一)*{_NOUN_ZH}", lambda _: _nth(-1)),
    *compute("clip", rf"(?:开头|最前面|开场)(?:的)?(?:那|这|一)*{_NOUN_ZH}", lambda _: _nth(1)),
    *compute(
        "clip",
        rf"\bfirst {_COUNT}(?:\s+{_NOUN})?\b{_NO_TIME}|(?:开头|前面?"
        rf"|头){_COUNT.replace('count', 'count_zh')}{_NOUN_ZH}",
        lambda m: _several_of(m, last=False),
    ),
    *compute(
        "clip",
        rf"\blast {_COUNT}(?:\s+{_NOUN})?\b{_NO_TIME}|(?:最后|后面?"
        rf"|末尾){_COUNT.replace('count', 'count_zh')}{_NOUN_ZH}",
        lambda m: _several_of(m, last=True),
    ),
    *compute(
        "clip",
        rf"(?P<name>{ANY_SCENE})(?:\s+{_NOUN}\b|(?<=[\u4e00-\u9fff]){_THAT_ZH})?",
        _named,
    ),
    *compute(
        "clip",
        rf"(?<=\bthe )(?P<name>(?:(?!{NOT_NAMES}\b)[\w'’-]+\s+){{1,3}})(?:clip|shot|scene|segment|footage"
        r"|photo|picture|image)\b(?!\s+(?:in picture|ratio))",
        _named,
    ),
    *compute("clip", _NAMED_ZH, _named),
    *enter(
        "scene",
        rf"(?P<name>{ANY_SCENE})(?:\s+{_NOUN}\b|(?<=[\u4e00-\u9fff]){_THAT_ZH})?",
    ),
    *compute(
        "clip", r"\bthe night (?:shot|scene|clip|part|bit|one)\b", lambda _: (Reference("clip", name="city"),)
    ),
    *compute(
        "clip",
        r"(?P<name>[\w-]+\.(?:mp4|mov|avi|webm|mkv|jpe?g|png|gif|webp))(?![A-Za-z\d])",
        _named,
    ),
    *enter("noun", rf"\b{_NOUN}\b|{_NOUN_ZH}|照片|图片|片子"),
    *enter(
        "all",
        r"\b(?:all|every|both)\b(?: of)?(?: (?:the|my|them)\b)?(?: (?:two|three|four|2|3"
        rf"|4)\b{_NO_TIME})?(?: {_NOUN}\b)?|\b(?:everything|anything|everywhere)\b"
        rf"|\bevery(?: single)? {_NOUN}\b"
        r"|\b(?:the|these|those) (?:two |three |both )?(?:clips|shots|scenes|photos|pictures|images)\b",
    ),
    *enter(
        "all",
        rf"(?<=[前后之][面前后])的?(?:内容|部分|片段|镜头)(?:都|全部?)?|全部|所有|全都|[两二三四]{_NOUN_ZH}(?=都|各|全|之间|中间|改|换|加起来|对[调换]|互换|交换|顺序"
        rf"|颠倒)|(?:全部"
        rf"|所有)的?{_NOUN_ZH}|都",
    ),
    *enter(
        "each",
        rf"\b(?:each|apiece|per|every one)\b(?: of (?:the|them)\b)?(?: {_NOUN}\b)?|\beach\b"
        rf"|[一每][段个](?=一[句行条])|\\b(?:one|a) (?:line )?per {_NOUN}|每(?:一)?{_NOUN_ZH}|各|每(?=\d"
        rf"|[一两三])",
    ),
    *enter("each", rf"\bevery(?: single)? {_NOUN}\b"),
    *enter(
        "rest",
        rf"\b(?:rest(?: of (?:it|them|the {_NOUN}))?|others|(?:other|remaining) (?:(?:two|three|2"
        rf"|3)(?: {_NOUN})?|{_NOUN}))\b"
        rf"|\bwhat['’]s left\b|(?:剩下|其[他它余]|另外"
        rf"|后面(?=的[都全放变加调改慢快]))的?(?:[两二三]?{_NOUN_ZH})?|别的",
    ),
    *compute(
        "title",
        rf"\b(?P<nth>{_NTH}) (?:title|caption|heading)\b",
        lambda m: replace(_TITLE, ordinal=_ordinal(m)[0].ordinal),
    ),
    *compute(
        "title", r"第\s*([一二三四五\d])\s*个(?:标题|文字)", lambda m: replace(_TITLE, ordinal=_numeral(m[1]))
    ),
    *enter(
        "title",
        r"\b(?:all )(?:the )?titles\b|(?:所有|全部)(?:的)?(?:标题|文字)",
        replace(_TITLE, is_all=True),
    ),
    *compute(
        "title",
        r"\bthe (?P<name>(?:[A-Z][\w'’]*[ -]?){1,4}) title\b",
        lambda m: replace(_TITLE, name=m["name"].strip()) if m["name"][0].isupper() else None,
    ),
    *enter(
        "title",
        r"\b(?:opening |main )?(?:title[sd]?|(?:end |closing )?card|heading|headline|title text"
        r"|title card)\b|标题|片名|题目|片头字幕?|片头的?字|开头的?字",
        _TITLE,
    ),
    *enter(
        "subtitle",
        r"\b(?:subtitles?|subs?|captions?|closed captions)\b|字幕",
        Reference("subtitle", is_all=True),
    ),
    *enter(
        "ambience",
        r"\b(?:ambience|(?:ambient|background|nature) (?:sound|noise)s?)\b|环境[音声]|背景声|自然声",
        Reference("ambience"),
    ),
    *enter(
        "voice",
        r"\b(?:the voice|voice-?\s?over|narration|recording|my voice)\b|配音|旁白|录音|人声",
        Reference("voice"),
    ),
    *enter(
        "inset",
        # The window of "rain on a window" belongs to the scene.
        r"\b(?:picture[- ]in[- ]picture|pip|inset|overlay"
        r"|(?:(?:small|little|tiny|mini) |(?<!on a )(?<!on the )(?<!rainy ))(?:window|box)"
        r"|(?:small|little|tiny|mini) (?:video|frame|picture|square))\b|画中画|小窗口?|[小子](?:画面|图)"
        r"|小框|悬浮窗",
        Reference("inset"),
    ),
)


def _several_of(match: Match, *, last: bool) -> tuple[Reference, ...]:
    text = (match["count"] or match["count_zh"]).lower()
    count = _COUNTS.get(text) or int(text)
    numbers = range(-count, 0) if last else range(1, count + 1)
    return tuple(Reference("clip", each) for each in numbers)

"""What a clause is about: the second clip, the title, the snow shot, all of it, or "it"."""

import dataclasses
import re
from typing import Final

from nemo_studio.edits.cutting.words import AFTER, BEFORE, TO_END, TO_START
from nemo_studio.edits.language import reference_words as words
from nemo_studio.edits.language.clauses import Clause
from nemo_studio.edits.language.quantities import part_of_time
from nemo_studio.edits.media.words import SCENE_WORDS
from nemo_studio.edits.references import IT, Kind, Place, Reference

_FLAGS: Final = re.IGNORECASE
_NUMERAL_ZH: Final = r"([一二两三四五六七八九十]|\d{1,2})"
_ORDINAL: Final = re.compile(
    r"(?<![\d.] )(?<![\d.]-)(?<![\d.])\b("
    + "|".join(sorted(words.ORDINALS.values(), key=len, reverse=True))
    + r")\b(?=\s*(?:$|[,.;]|and\b|to\b|with\b|in\b|by\b|a bit|a little|"
    + words.NOUN
    + r"\b|bit\b|(?:[\w'-]+ )?"
    + words.NOUN
    + r"\b|\w+er\b|into\b|at\b|before\b|after\b|black\b|warm\b|cool\b|from\b|on\b|for\b))"
    r"(?!\s*(?:few |couple of |\d+|one |two |three |four |five |half )?-?\s*(?:seconds?"
    r"|secs?|s|minutes?|frames?)\b)",
    _FLAGS,
)
_NUMBERED: Final = re.compile(
    r"\b"
    + words.NOUN
    + (
        r"\s*(?:number |no\.? ?|#)?(\d{1,2})\b(?!\s*(?:s\b|sec|%|x\b|\.|:|deg|°|times|frames))"
        r"|#(\d{1,2})\b(?![0-9a-f])"
    ),
    _FLAGS,
)
_NUMBERS: Final = re.compile(r"\bclips?\s+(\d{1,2}(?:\s*(?:,\s*and|,|and|&|与|和)\s*\d{1,2})+)", _FLAGS)
_ORDINAL_ZH: Final = re.compile(r"第\s*" + _NUMERAL_ZH + r"\s*(?!秒)" + words.NOUN_ZH)
_LAST_ZH: Final = re.compile(
    r"(?:最后|最末|末尾)(?:的)?[一那这]?(?:个|段|条|张|幅|部)(?:视频)?(?:镜头|片段|标题|画面)?"
    r"|最后的?(?:镜头|片段|标题|画面|图片|照片)"
)
_FIRST_ZH: Final = re.compile(r"(?:开头|最前面)(?:的)?[一那这]?(?:个|段|条|张)(?:镜头|片段|标题|画面)?")
_MIDDLE: Final = re.compile(rf"\bmiddle (?:bit|{words.NOUN})\b|中间(?:的)?[一那这]?(?:个|段|条|张)", _FLAGS)
_NAME: Final = re.compile(
    r"\bthe\s+((?:(?!"
    + words.NOT_NAMES
    + r"\b)[\w'’.-]+\s+){1,3})(?:clip|shot|scene|segment|part|footage|photo|picture|image"
    r"|title|caption|one)s?\b"
    r"(?!\s+(?:in picture|ratio))",
    _FLAGS,
)
_NAMED_QUOTE: Final = re.compile(
    r"\b(?:called|named|titled|saying|that says)\s*\ue000|(?:叫|名为|写着)\s*\ue000"
    r"|\ue000\d+\ue001\s*(?:的|那|这)?(?:个|段|条)?(?:title|caption|clip|shot|标题|片段|镜头|字幕)"
    r"|(?:title|caption|clip|shot|标题|片段|镜头|字幕)\s*\ue000",
    _FLAGS,
)


def kind_in(clause: Clause) -> Kind:
    """What kind of thing the words name; `any` when none."""
    found: list[Kind] = [kind for kind, pattern in words.KINDS.items() if clause.sees(pattern)]
    if found:
        clause.find_all(words.KINDS[found[0]])
    return found[0] if found else "any"


def names_kind(clause: Clause, *kinds: Kind) -> bool:
    """Whether the words name such a thing, which is not used by that."""
    return next((k for k, pattern in words.KINDS.items() if clause.sees(pattern)), "any") in kinds


def references(clause: Clause) -> tuple[Reference, ...]:
    """All that a clause names, in its order; "it" when it names nothing."""
    text = clause.unquoted
    kind = kind_in(text)
    if name := _name(clause):
        return (Reference(_shown(kind), name=name),)
    if numbers := ordinals(text):
        return tuple(Reference(_shown(kind), ordinal=number) for number in numbers)
    if _names_all(text, kind):
        return (Reference("clip" if kind == "any" else kind, is_all=True),)
    return (Reference(kind),) if kind != "any" else (IT,)


def clip_references(clause: Clause) -> tuple[Reference, ...]:
    """The clips that a clause names, or parts of them; "it" when it names none."""
    named = tuple(each if each.kind in ("clip", "inset") else IT for each in references(clause))
    part = part_of_time(clause.unquoted)
    if part is None:
        return named
    whole = named[0] if named[0].ordinal is not None or named[0].name is not None else Reference("clip")
    return (dataclasses.replace(whole, span=part),)


def reference(clause: Clause) -> Reference:
    """The first that a clause names."""
    return references(clause)[0]


def _shown(kind: Kind) -> Kind:
    """As in "The first one" is a clip."""
    return "clip" if kind == "any" else kind


def _names_all(clause: Clause, kind: Kind) -> bool:
    if clause.has(words.WHOLE):
        clause.has(words.WHOLE_VIDEO)
        return True
    if kind == "any" and not clause.sees(r"this video clip") and clause.has(words.WHOLE_VIDEO):
        return True
    return kind in ("clip", "title", "subtitle") and clause.has(words.PLURAL)


def ordinals(clause: Clause) -> list[int]:
    """Ordinals in their order: second, clip 2, #2, 第二段, 最后一段."""
    found: list[tuple[int, int]] = []
    for each in clause.find_all(_ORDINAL):
        number = next(n for n, p in words.ORDINALS.items() if re.fullmatch(p, each[1], _FLAGS))
        found.append((each.start(), number))
    for each in clause.find_all(_NUMBERS):
        found += [(each.start(1) + n.start(), int(n[0])) for n in re.finditer(r"\d+", each[1])]
    found += [(each.start(), int(each[1] or each[2])) for each in clause.find_all(_NUMBERED)]
    found += [(each.start(), _numeral(each[1])) for each in clause.find_all(_ORDINAL_ZH)]
    found += [(each.start(), -1) for each in clause.find_all(_LAST_ZH)]
    found += [(each.start(), 1) for each in clause.find_all(_FIRST_ZH)]
    found += [(each.start(), 0) for each in clause.find_all(_MIDDLE)]
    return list(dict.fromkeys(number for _, number in sorted(found)))


def _numeral(text: str) -> int:
    return int(text) if text.isdigit() else words.NUMERALS_ZH[text]


def _name(clause: Clause) -> str | None:
    """Words between "the" and "clip", a file's name, a quotation after "called", a scene before 镜头."""
    if found := clause.search(words.FILE_NAME):
        return found[1]
    if clause.has_quotes and (found := clause.search(_NAMED_QUOTE)):
        return clause.own_quotes[0]
    text = clause.unquoted
    if found := text.search(_NAME) or text.search(words.SCENE_NAME):
        return found[1].strip()
    return _name_in_chinese(text) or _scene_in_chinese(text)


def _scene_in_chinese(clause: Clause) -> str | None:
    for pattern in SCENE_WORDS.values():
        chinese = "|".join(word for word in pattern.split("|") if re.match("[\u4e00-\u9fff]", word))
        named = (
            rf"({chinese}|雪|雨|海|山|城|花|沙|林)(?:景)?(?:的)?(?:那)?(?:个|段|条)?"
            r"(?:镜头|片段|场景|画面|那段|那个)"
        )
        if chinese and (found := clause.search(named)):
            return found[1]
    return None


def _name_in_chinese(clause: Clause) -> str | None:
    found = re.search(words.NAMED_ZH, clause.text)
    name = re.split(words.BEFORE_NAME_ZH, found[1])[-1] if found else ""
    said = Clause(name)
    if re.fullmatch(words.NOT_NAMES_ZH, name) or kind_in(said) != "any" or ordinals(said):
        return None
    clause.has(re.escape(name) + words.AFTER_NAME_ZH)
    return name


def without_names(clause: Clause) -> Clause:
    """What a clause says beside the name of a clip: "the black and white clip" is one that is called so."""
    name = _name(clause)
    return clause.unquoted.without(re.escape(name)) if name else clause.unquoted


def place(clause: Clause) -> Place | None:
    """A place among the clips that a text names."""
    for side, pattern in (("before", BEFORE), ("after", AFTER)):
        if found := clause.search(pattern):
            beside = reference(_beside(clause, found))
            return Place("before" if side == "before" else "after", beside) if beside != IT else None
    if clause.has(TO_START):
        return Place("start")
    return Place("end") if clause.has(TO_END) else None


def _beside(clause: Clause, found: re.Match[str]) -> Clause:
    """English names the clip after the word, Chinese before it."""
    if found[0].isascii():
        return clause.cut(found.end(), len(clause.text))
    before = clause.text[: found.start()]
    starts = [each.end() for each in re.finditer(r"[到在]|(?:把|将)", before)]
    return clause.cut(starts[-1] if starts else 0, found.start())


_BESIDE: Final = (
    r"\b(?:before|after|behind|in front of|ahead of|following)\b\s+(?:the|clip|#).*$"
    r"|(?:放?到|移到|放在|移动到|挪到|插到|加到|在)?(?:第.{1,3}[段个条张]|最后一?[段个]"
    r"|[^到在把将 ]{0,6}(?:镜头|片段))(?:视频|镜头|片段)?(?:的)?(?:之前|之后|前面|后面|前边|后边)"
)


def without_place(clause: Clause) -> Clause:
    """The clause without the words for the place beside another clip."""
    return clause.without(_BESIDE)

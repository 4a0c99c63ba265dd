"""A message said anew in plainer words: what is taken back goes, slips of the pen are mended.

Where each word stands is kept, so that what is not understood can be quoted as the user wrote it.
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

from nemo_studio.edits.history import words
from nemo_studio.edits.language.things import ANY_SCENE
from nemo_studio.edits.language.tokens import FILLER, UNKNOWN, WEAK, Token
from nemo_studio.edits.lexicon import LEXICON, tokenize

_FLAGS: Final = re.IGNORECASE
_THING: Final = (
    rf"(?:(?:the )?(?:{ANY_SCENE})(?: (?:clip|shot|scene|part|bit|one)s?)?|[\w-]+\.(?:jpe?g|png|mp4"
    r"|mov)|第[一二三四五\d][段个张]|the (?:first|second|third|fourth|last|middle)(?: [a-z]+)?)"
)
_BLANKED: Final = tuple(
    re.compile(pattern, _FLAGS)
    for pattern in (
        r"(?:我)?不是[^，,。]{1,8}[，,]\s*(?:而)?是",
        r"\bnot the [\w ]{2,20}?\s*(?:[-–—,]+|but)\s*(?=the )",
        (
            r"\b(?:rather than|instead of)\s+(?:(?:at|in|on|over)\s+)?the (?:top|middle|bottom|beginning"
            r"|start|end|cent(?:er|re)|(?:first|second|third|last)(?: one| clip)?(?=\W*$))"
        ),
        r"\s*,?\b(?:instead of|rather than|not) \d+(?:\.\d+)?\s?(?:s|secs?|seconds)?(?=\W*$|[,.;])",
        (
            r",? (?:and |but )?not (?:(?:on|in|over|for) )?(?:the )?(?:others?(?: \w+)?|rest|other \w+"
            r"|anywhere else)(?=\W*$)"
        ),
        (
            r", (?:(?:and|but) )?not (?:(?:dark|bright|loud|quiet|soft|fast|slow|bigg|small|warm|cool)er"
            r"|fad\w+|slid\w+)(?=\W*$)"
        ),
        r"^\W*not (?:the )?\w+,\s*(?=(?:\w+ ){0,2}\w+\W*$)|^不要[^，,。]{1,4}[，,](?=[^，,。]{1,4}$)",
        r"^\W*(?:画中画|picture[- ]in[- ]picture|pip)\s*[:：](?=\s*(?:[大主]画面|底图|背景|main|big))",
        r"(?:^|(?<=[,.;!]))\s*(?:just |only )?\b(?:two|three|four|five|a few|[2-6]) (?:\w+ )?things\s*[:：]",
        r"(?:麻烦|帮我|请)*(?:改|做)?[两三四五几2-6][件个]?(?:事|点|处|地方)(?:要?改)?\s*[:：]",
        r"^\W*(?:it['’]?s|this is) for [^,.;:]*[:,.;](?=\s*\w)",
        r"\bso (?:that )?(?:I|we|you|people|they|he|she) (?:can|could|have|get|will|know)\b[^,.;]*",
        r"[,，]?(?:这样|好让|方便)?我(?:后面|之后|待会儿?|等下|回头|再)要?[^，。,;；]{2,10}(?=$|[，。,;；])",
        r",?\s*\bwithout (?:removing|deleting|losing)(?: out)? any\w*(?: else)?",
        r"\b(?:I think |I guess )?(?:it|that)(?:['’]d| would) (?:\w+ )?(?:work|be|look) \w+ if\b",
    )
)
"""What says what is not meant, or only counts what follows."""
_NUMBERED: Final = re.compile(
    r"(?<=[:：；;。]\s)\d[.、](?=\s?\D)|(?<=[a-z] )\d\.\s(?=[a-z])|(?:^"
    r"|(?<=[:：；;。，,]))[一二三四五六][、，,:：]"
    r"|(?:^|(?<=\s))\(?\d{1,2}\)\s|(?:^|(?<=\n))\d{1,2}[.、]\s"
)
_KIND_ZH: Final = "(?:音乐|配乐|标题|片名|字幕|旁白|配音|水印|画中画|环境音)"
_PAIR: Final = re.compile(
    rf"(?P<a>{_THING})(?P<and>\s*(?:\band\b|和|跟|与|、)\s*)(?={_THING})"
    rf"|(?:(?<=^)|(?<=[把将，。]))(?P<kind>{_KIND_ZH})(?P<and_kind>[和跟与、])(?=(?:{_KIND_ZH}|{_THING}(?:那?[段个])?)[都全也])",
    _FLAGS,
)
_NEXT: Final = (
    r"(?:\s*(?:[,，、]\s*)?(?:\b(?:and |& )?(?:then|finally|lastly|followed by|and)\b|然后|接着|最后|再|和"
    r"|[,，、])"
    r"\s*(?:是|放|the )?\s*)"
)
_LISTED: Final = re.compile(
    rf"{_THING}(?: first|吧)?(?:(?:{_NEXT}|\s*(?:>|->|→)\s*){_THING}){{2,}}(?=\s*(?:[.,;，。；!！]|last\b"
    rf"|垫底|最后|$))"
    rf"|^{_THING}\s*,?\s*(?:\b(?:and )?then\b|->|→|然后)\s*{_THING}(?=\W*$)"
    rf"|{_THING} first{_NEXT}{_THING}(?=\s*(?:[.,;，。；!！]|last\b|$))",
    _FLAGS,
)
"""Clips in an order: city, sunset and forest."""
_FIRST: Final = re.compile(
    rf"^\W*(?:first(?:ly)?,?|(?:start|open|begin) with)(?=\s+{_THING}{_NEXT}{_THING})", _FLAGS
)
_FIRST_ZH: Final = re.compile(
    rf"先(?P<a>放?(?:是)?{_THING})(?P<and>[,，]?(?:再|然后|接着|后)(?:是|放)?)(?={_THING})"
)
_NEXT_TIME: Final = (
    r"(?<=[\ds秒])\s*(?:,\s*(?:and )?|、|，|\band\b|和)\s*(?=(?:at )?第?\d+(?:\.\d+)?(?:\s*(?:s\b|secs?\b"
    r"|seconds?\b|秒)|\W*$|\s*(?:,|、|，|and\b|和)\s*\d))"
)
_CUTS: Final = re.compile(
    r"\b(?:split|blade|cuts?|razor|slice|divide|splice)\b(?:[^;.!?]|\.(?=\w))*|(?:[切剪断刀]|分割)[^；。;]*"
    r"|(?:第?\d+秒[、，和]){1,}第?\d+秒[^；。;，]*[切剪断刀割]",
    _FLAGS,
)
"""Times at which a clip is cut are one list."""
_FROM_TO: Final = (
    r"(开始(?:显示|出现)?|\b(?:start|begin|appear|show|come)s?(?: it| in| up| the \w+)? (?:at"
    r"|from) (?:second )?"
    r"[\d:.]+ ?(?:s|secs?|seconds?)?)(\s*(?:[,，]|and\b)+(?:\s*(?:stay|last|remain|hold|stand)s?(?: on"
    r"| up| there)?"
    r"(?= (?:un)?till?\b)|一直)?\s*)(?=到|(?:un)?till? |(?:and )?(?:stop|end|finish|disappear|vanish|leave"
    r"|go(?:es)? away))"
)
_NOT_THAT: Final = (
    r"[,，]?\s*\b(?:but )?(?:not|leave|keep) (?:the |my )(?:titles?|text|captions?|subtitles?|music"
    r"|soundtrack|sound)\b"
    r"(?=\W*$|[,.;])"
)
"""What of another kind stays as it is: "remove the music but not the title"."""
_BUT_NOT: Final = (
    r",?\s*\b(?:but not(?! too| so| very)|except(?: for)?|apart from|other than|minus)\b(?=\s+\w)"
)
_ALL_BUT: Final = re.compile(
    r"(?P<all>\b(?:all|each|every\w*|both|whole)\b(?:[^.;]|\.\d)*?),?\s*\b(?:just |only |but )?(?:not"
    r"|leave out|(?<=but )leave)"
    rf"(?= (?:the |my )?(?:first|second|third|fourth|last|final|middle|clip|scene|{ANY_SCENE})\b)"
    r"|(?P<all_zh>[全整每各都]|所有)(?P<done_zh>[^;。；]*?)[,，]?\s*(?:但是?|不过|可是?|只有|就)?"
    rf"(?P<what>(?:最后|倒数)?第?[一二三四五\d]?[段个](?:片段|镜头|视频)?|(?:{ANY_SCENE})(?:那[段个])?)"
    r"(?:就?不用了?|不要|除外|保持不变|不变|别动|不需要|例外)(?=\W*$|[,，。;；])",
    _FLAGS,
)
"""As in "brighten everything, not the last one", 全部提亮，最后一段不用: what all is meant without."""
_TOO_LONG_BY: Final = re.compile(
    r"(?<![变拉加延增])(?:太?长|多)了(?=\s*[\d.一二两三四五六七八九十半]+秒钟?\W*$)"
)
"""As in 第一段长了两秒: so much is to go."""
_MISNAMED: Final = re.compile(
    r"(标题|片名|字幕?)(?:[写打]?错了?|不对)[，,。\s]*(?:应该|要|得)(?:是|叫|写成?)\s*"
    r"|\b(?=there['’]?s a typo in|\w+ (?:is (?:wrong|misspel)|has a typo))(?:there['’]?s a typo in the )?"
    r"(title|caption|text)(?: is (?:wrong|misspel\w+)| has a typo)?[,.;]*"
    r" (?:it )?(?:should (?:say|read|be)|(?:it['’]s|must be)(?= [A-Z\ue000])) ",
    _FLAGS,
)
"""As in 标题写错了，应该是夏天: other words are wanted."""
_TWO_PARTS: Final = r"(?<=秒)\s*[和跟与、]\s*(?=最?[前后开结末头尾])"
_BUT: Final = re.compile(r"(?<![擦删去移清解])(除了?[^，,。]{1,12})[，,]")
_KEPT_HEAD: Final = tuple(
    re.compile(pattern, _FLAGS)
    for pattern in (
        # What follows from it: "so dark you can't make out anything", "too small to read".
        (
            r"(?P<head>\b(?:so|too) \w+) (?:that )?(?:(?:I|we|you|one|nobody|no one|my \w+) (?:can|could)\b"
            r"|(?:for \w+ )?to (?:read|see|hear|watch|follow|notice|make out|sit through)\b)[^,.;]*"
        ),
        # What it is not to be: "open on the snow instead of the ocean".
        (
            r"(?P<head>\b(?:open|start|begin|end|finish|close)(?:s|ing)?(?: (?:it|the \w+))? (?:on"
            r"|with)\b[^,.;]*?)"
            rf"\s+(?:instead of|rather than|not) (?:with |on )?(?:the )?(?:{ANY_SCENE})(?=\W*$)"
        ),
    )
)
"""What is told beside what is asked for, after a head that stays."""
_BETWEEN: Final = re.compile(r"(\bbetween [\d:.]+(?: ?s(?:ec(?:ond)?s?)?)? )and(?= [\d:.])", _FLAGS)
_BOTH_ENDS: Final = re.compile(r"(掐头去尾|[首头](?:和|跟)?尾)[，,]")
_REPLACED: Final = re.compile(
    r"(\b(?:replace|swap out|substitute)\b(?:[^,.;\ue000]|\.(?=\w))*?\b)with(?= (?!\ue000))"
    r"|(\b(?:replace|swap|change) the word \ue000\d\ue001 )with(?= )",
    _FLAGS,
)
"""What takes the place of something is no clause of its own."""
_PAUSE: Final = re.compile(r"\.{2,}|…+")


def rephrase(text: str) -> str:
    """The text as long as before, without what it takes back; pairs of clips are not cut at their "and"."""
    text = write_units(text)
    for pattern in _BLANKED:
        text = pattern.sub(
            lambda found: ";".ljust(len(found[0])) if found.start() else " " * len(found[0]), text
        )
    for pattern in _KEPT_HEAD:
        text = pattern.sub(lambda found: found["head"].ljust(len(found[0])), text)
    text = _REPLACED.sub(lambda found: f"{found[1] or found[2]}by  ", text)
    text = _NUMBERED.sub(lambda found: ";".ljust(len(found[0])), text)
    text = _BUT.sub(lambda found: f"{found[1]} ", text)
    text = _BETWEEN.sub(lambda found: f"{found[1]}to ", text)
    text = _BOTH_ENDS.sub(lambda found: f"{found[1]} ", text)
    text = _PAUSE.sub(lambda found: ";".ljust(len(found[0])), text)
    text = re.sub(
        _NOT_THAT, lambda found: ";".ljust(len(found[0])) if found.start() else found[0], text, flags=_FLAGS
    )
    text = re.sub(_BUT_NOT, lambda found: "except".center(len(found[0])), text, flags=_FLAGS)
    text = _ALL_BUT.sub(_except, text)
    text = _MISNAMED.sub(
        lambda found: (f"{found[1]}改成" if found[1] else f"{found[2]} should say").ljust(len(found[0])), text
    )
    text = _TOO_LONG_BY.sub(lambda found: "缩短".ljust(len(found[0])), text)
    text = re.sub(_TWO_PARTS, lambda found: "&".center(len(found[0])), text, flags=_FLAGS)
    text = _CUTS.sub(lambda found: re.sub(_NEXT_TIME, lambda each: "&".center(len(each[0])), found[0]), text)
    text = re.sub(_FROM_TO, lambda found: f"{found[1]}{' ' * len(found[2])}", text, flags=_FLAGS)
    text = _FIRST.sub(lambda found: "order".ljust(len(found[0])), text)
    text = _FIRST_ZH.sub(lambda found: f"按{found['a']}{'&'.center(len(found['and']))}", text)
    text = _LISTED.sub(
        lambda found: re.sub(f"{_NEXT}|->|[>→]", lambda each: "&".center(len(each[0])), found[0]), text
    )
    return _PAIR.sub(
        lambda found: (found["a"] or found["kind"]) + "&".center(len(found["and"] or found["and_kind"])), text
    )


_OF: Final = re.compile(r"(?<![\w.])(\d+)(?: more)? of (?=(?:the )?[a-z])", _FLAGS)


_AND_LAST: Final = re.compile(r"(\bfirst \d+) and(?= (?:the )?last \d+ ?s)", _FLAGS)
"""As in "the first 2 and the last 3 seconds"."""
_AND_TO: Final = re.compile(
    r"(?P<to>\b(?P<by>to|by|at) \d+(?:\.\d+)?) and (?=[^,.;]*\b(?P=by) \d+(?:\.\d+)? ?s(?:ec(?:ond)?s?)?\b)",
    _FLAGS,
)
"""As in "the ocean to 3 and the snow to 4 seconds"."""
_EXCEPT_FOR: Final = re.compile(
    r",?\s*\b(?:except|apart from|but)(?: for)? (?P<what>(?:the )?[\w.]+(?: (?!which|that)[a-z]+)?)"
    r",? (?:which|that)(?: one)? (?:(?:should|must) )?(?:be|is|gets?|lasts?|has|shows?)(?: for)? (?=\d)",
    _FLAGS,
)
"""As in "4 s each except the last, which should be 8 s": how long the other one is."""


def write_units(text: str) -> str:
    """Lengths whose unit is left out, with it: "5 seconds of ocean, 5 of desert"; as long as before."""
    text = _AND_LAST.sub(r"\1s & ", text)
    text = _AND_TO.sub(lambda found: f"{found['to']}s,".ljust(len(found[0])), text)
    text = _EXCEPT_FOR.sub(lambda found: f", {found['what']} ".ljust(len(found[0])), text)
    return (
        _OF.sub(lambda found: f"{found[1]}s".ljust(len(found[0])), text)
        if re.search(r"seconds? of ", text, _FLAGS)
        else text
    )


def _except(found: re.Match[str]) -> str:
    if found["all"]:
        text = f"{found['all']} except"
    else:
        text = f"{found['all_zh']}{found['done_zh']} 除了{found['what']}"
    return text.ljust(len(found[0]))


_TAKEN_BACK: Final = re.compile(
    r"^(?P<said>.+?)[\s,，.。…!！;—-]*(?:"
    r"\b(?:(?:no|wait|sorry|actually|oops)[\s,.!]*)*I mean(?:t)?\b|\b(?:(?:no|wait|sorry|actually"
    r"|oops)[\s,.!]*)+(?:make (?:that|it))|(?:\b(?:no"
    r"|wait),? not that one,?)\s+"
    r"|[啊哎哦呃]*(?:不对|说错了|错了"
    r"|等等)[，,。\s]*(?:应该)?(?:我?是说?)?)(?P<mended>[^;,，。]+)(?P<rest>$|[;,，。].*)$",
    _FLAGS,
)
_MENDED: Final = (
    "clip", "length", "percent", "factor", "look", "color", "corner", "title_place", "mood", "transition",
    "ratio", "number"
)  # fmt: skip


def take_back(text: str) -> str:
    """As in "delete the first clip. No wait, I mean the third": what was meant in place of what was said."""
    found = _TAKEN_BACK.match(text)
    if not found:
        return text
    said, mended = found["said"], found["mended"]
    meant = tokenize(mended)
    is_plain = all(UNKNOWN not in token.meanings for token in meant)
    if not is_plain or not any(tag in token.meanings for token in meant for tag in _MENDED):
        return text
    for token in meant:
        tag = next((tag for tag in _MENDED if tag in token.meanings), None)
        if tag is None:
            continue
        before = [each for each in tokenize(said) if tag in each.meanings]
        if not before:
            return text
        said = f"{said[: before[-1].start]} {mended[token.start : token.stop]} {said[before[-1].stop :]}"
    return f"{said}{found['rest']}"


@cache
def _vocabulary() -> frozenset[str]:
    """The English words of the lexicon."""
    words = " ".join(re.sub(r"\\\w", " ", entry.pattern.pattern) for entry in LEXICON if entry.tag != FILLER)
    return frozenset(word for word in re.findall("[a-z]{5,}", words))


def mend_spelling(text: str) -> str:
    """The text with words that are one slip away from a known one in its place: betwen, sqaure."""
    for token in reversed(tokenize(text)):
        word = token.meanings.get(UNKNOWN, "")
        if re.fullmatch("[a-z]{5,}", word) and (known := _known_word(word)):
            text = f"{text[: token.start]}{known}{text[token.stop :]}"
    return text


def _known_word(word: str) -> str | None:
    near = {word[:i] + word[i + 1 :] for i in range(len(word))}
    near |= {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1)}
    near |= {
        word[:i] + letter + word[i:]
        for i in range(1, len(word) + 1)
        for letter in "abcdefghijklmnopqrstuvwxyz"
    }
    fitting = sorted(near & _vocabulary())
    return fitting[0] if len(fitting) == 1 and fitting[0][0] == word[0] and fitting[0] != f"{word}s" else None


def names_of_clips(text: str) -> list[str]:
    """The words of a text that name clips."""
    return [text[token.start : token.stop] for token in tokenize(text) if "clip" in token.meanings]


def name_rest(text: str, named: Sequence[str], *, is_gone: bool) -> str:
    """The text with what "the rest" is: all but the clips that were spoken of, or all where those are gone.

    Args:
        text: A clause.
        named: The clips that were spoken of before it.
        is_gone: Whether what was spoken of was taken away.
    """
    rest = next((token for token in tokenize(text) if "rest" in token.meanings), None)
    if rest is None or names_of_clips(text) or not (named or is_gone):
        return text
    is_english = text[rest.start : rest.stop].isascii()
    all_clips = "all clips" if is_english else "所有片段"
    if not is_gone:
        others = " & ".join(dict.fromkeys(named))
        all_clips = f"{all_clips} except {others}" if is_english else f"除{others}之外{all_clips}"
    return f"{text[: rest.start]} {all_clips} {text[rest.stop :]}"


_HOW_MUCH: Final = frozenset({"part", "span", "only", "length", "percent", "side", "position", "beside"})

_STAYING: Final = frozenset(
    {
        "all", "change", "each", "fade", "flip", "keep", "lasts", "not", "order", "other", "rest",
        "speed_noun", "volume",
    }
)  # fmt: skip


def stays(text: str) -> bool:
    """Whether a text only says that something is to be as it is: "leave the forest alone", 标题别动."""
    if not re.search(words.STAYS, text, _FLAGS):
        return False
    tokens = tokenize(re.sub(words.AS_IT_IS, "", text, flags=_FLAGS))
    if any(_HOW_MUCH & token.meanings.keys() for token in tokens):
        return False
    named = _STAYING | set(_SUBJECTS)
    return all(
        named & token.meanings.keys()
        or any(tag.endswith("_noun") for tag in token.meanings)
        or not token.matters
        or re.fullmatch(words.STAYING, str(token.meanings.get(UNKNOWN)), _FLAGS)
        for token in tokens
    )


_ASKS: Final = (
    r"\b(?:add|insert|put|keep|leave|remove|delete|drop|swap|move|only|replace|change|rename|split|cut"
    r"|trim)\b"
    r"|插|留|删|加|放(?![大慢])|换成|移到|去掉"
)


def is_order(text: str) -> bool:
    """Whether it says what is to be done, and not only what there is."""
    return re.search(_ASKS, text, _FLAGS) is not None


_SUBJECTS: Final = (
    "clip", "part", "span", "title", "subtitle", "music", "sound", "own_sound", "voice", "inset", "text",
    "ambience", "sound_of",
)  # fmt: skip

_TOLD: Final = frozenset(
    {
    "disliked", "mood", "not", "lasting", "speed", "too", "loud", "weakly", "size", "sized", "much",
    "slightly", "brightness", UNKNOWN
    }
)  # fmt: skip


def says_how_to_be(text: str) -> bool:
    """Whether a text says more of its subject than how it is by now: a place, a length, words."""
    return any(not (_TOLD | WEAK | set(_SUBJECTS)) & token.meanings.keys() for token in tokenize(text))


def says_value(text: str) -> bool:
    """Whether a text says how much or when, which may be what is to be done about what was said before it."""
    values = {"length", "part", "span", "at", "percent", "number", "until", "after", "factor", "color"}
    return any(values & token.meanings.keys() for token in tokenize(text))


_QUALITIES: Final = {
    "music": {"loud", "weakly", "volume", "sound"},
    "title": {"color", "size", "sized", "size_noun", "title_place"},
}


def says_quality_of(subject: str, text: str) -> bool:
    """Whether a text that names nothing else says how a subject is to be: music louder, a title larger."""
    kinds = {tag for token in tokenize(subject) for tag in token.meanings if tag in _QUALITIES}
    found = {tag for token in tokenize(text) for tag in token.meanings}
    is_other = found & (set(_SUBJECTS) - {"sound"})
    return not is_other and any(found & _QUALITIES[kind] for kind in kinds)


def subject_of(text: str) -> str:
    """The words of a text that name what it is about; what clips are spoken of beside a title is no more."""
    about = _about(text)
    is_title = bool(about) and "title" in about[0].meanings
    return " ".join(text[t.start : t.stop] for t in (about[:1] if is_title else about))


def _about(text: str) -> list[Token]:
    return [t for t in tokenize(text) if any(tag in t.meanings for tag in _SUBJECTS)]

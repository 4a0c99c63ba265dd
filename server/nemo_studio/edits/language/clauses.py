"""A message cut into clauses. Quoted words are set aside first, so that "and" in a title cuts nothing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

_QUOTED = re.compile(
    r"\"([^\"]+)\"|“([^”]+)”|‘([^’]+)’|「([^」]+)」|『([^』]+)』|《([^》]+)》|«([^»]+)»"
    r"|(?<!\w)'((?:[^']|(?<=\w)'(?=\w))+)'(?!\w)"
    r"|(?:(?<=[放加贴个])|(?<=\bemoji )|(?<=\bsticker )|(?<=\b(?:put"
    r"|add) ))([\u2600-\u27bf\U0001f300-\U0001faff\ufe0f\u200d]+)"
    r"(?=\s*(?:$|[,，.。]|(?:at|in|on|top|bottom|during|for|over)\b|[在放到]))"
)
_QUOTED_OR_CAPITALS = re.compile(
    _QUOTED.pattern + r"|(?<![\w#.-])([A-Z][A-Z']+(?: (?:[A-Z][A-Z']*|\d+)){1,7})(?![\w.%-])"
)
_ASIDE = re.compile("\ue000(\\d+)\ue001")
_CONNECTIVE = re.compile(
    "((?<=\ue001)(?=开头|结尾|片[头尾]|最后|末尾|第[一二三四五0-9]+[段个张秒])|"
    r"\s*(?:[，；。;\n！!、]+|[?？](?=\s+\S)|(?<=\s)w/(?=\s)|,(?!\d)|\.(?=\s|$)"
    r"|(?<!third )(?<!title )(?<!card )(?<!caption )(?<!text )\bwith"
    r"(?=\s+(?:(?:the |a )?(?:text|title|words?|caption) )?\ue000)|(?<!-)\b(?:and then"
    r"|(?:and )?after that(?! \w)|(?:and )?after that(?= \d| an? )|followed by|then|and|(?<!black )n"
    r"|plus|(?<!start )(?<!begin )(?<!open )(?<!end )(?<!finish )with(?!\s+\ue000)|also|but)\b(?!-)"
    r"|(?<=\s)\+(?=\s\d)|(?:→|->|=>)(?!\s*\ue000)|然后|接着|(?<=[^连面])接(?=\d|[一两二三四五六七八九十]+秒|[\u4e00-\u9fff]{1,6}\d+秒)|并且|同时"
    r"|(?<![别都也各面边前后间头尾角里中])加上(?!传|\s*\ue000)|配上(?!\ue000)|以及"
    r"|(?<!最后)(?<![面边头尾])再(?=[加把将让给来换放做生])|(?<=秒)加(?=[^了到上]{1,6}[\d一二两三四五六七八九十]+秒)|并"
    r"|(?<![柔温暖平缓饱度])和)\s*)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Clause:
    """One part of a message. Which of its words a command uses is counted by its tokens, in `Said`.

    Attributes:
        text: Its words, quoted ones set aside as marks, Chinese in simplified characters.
        quotes: All quotations of the message.
        message: All of the message, as `text` is.
    """

    text: str
    quotes: tuple[str, ...] = ()
    message: str = ""

    def sees(self, pattern: str) -> bool:
        """Whether its words match."""
        return self.search(pattern) is not None

    def search(self, pattern: str | re.Pattern[str]) -> re.Match[str] | None:
        """The first match."""
        return re.search(pattern, self.text, re.IGNORECASE if isinstance(pattern, str) else 0)

    @property
    def own_quotes(self) -> tuple[str, ...]:
        """The quotations that stand in it."""
        return tuple(self.quotes[int(found[1])] for found in _ASIDE.finditer(self.text))

    @property
    def has_quotes(self) -> bool:
        """Whether quotations stand in it."""
        return _ASIDE.search(self.text) is not None

    @property
    def written(self) -> str:
        """Its words with the quotations, in straight quotes."""
        return _ASIDE.sub(lambda found: f'"{self.quotes[int(found[1])]}"', self.text)

    @property
    def unquoted(self) -> "Clause":
        """Its words with spaces in place of the quotations."""
        return replace(self, text=_ASIDE.sub(lambda found: " " * len(found[0]), self.text))


@dataclass(frozen=True)
class Piece:
    """What stands between two connectives.

    Attributes:
        connective: What stands before it.
        text: Its words.
        start: Where they begin in the text that was cut.
        stop: Where they end.
    """

    connective: str
    text: str
    start: int
    stop: int


HOW = (
    r"(?:(?:much |a bit |slightly )?(?:bigger|smaller|larger|higher|lower|red|blue|green|white|yellow|black"
    r"|gold|pink|orange|purple|top|bottom|cent|middle|left|right|off|none|remove|its|their)\b|[大小红蓝绿白黄黑金粉]"
    r"(?:一|色|[,，]|$)|放|居中|去掉"
    r"|(?-i:keep|leave|lose|make|put|move|set|change|remove|drop|should|stay)\b)"
)
"""What is said of a title that is there: "title: bigger, blue"."""
_AFTER_COLON = re.compile(
    r"(?:\b(?:(?:sub)?titles?|subs?|captions?|credits|labels?|text|lower thirds?|name tags?|my name)\b"
    r"|\bwater-?marks?\b|字幕|配[字文](?!幕)|标题|標題|大字|[名地]名|名字|句话|行小?字|地点"
    r"|写[上着]?|名条|水印|浮水印)[^\"“「『《:：\n]{0,30}"
    rf"(?:(?<!\d)[:：]|[:：](?!\d)|(?:依次|分别)(?:是|为)[:：]?)(?!\s*{HOW})\s*"
    r"(?:my name (?:is )?)?(?P<said>[^\"“”「」『』《》:：\n]+?)"
    r"\s*(?=$|(?<=\s)(?:in|at|on) the (?:top|bottom|upper|lower|middle|cent|corner)"
    r"|[,，]\s*(?:\d|for\b|from\b|at\b|in\b|on\b|over\b|whole\b|top\b|bottom\b|cent|white|red|yellow|black"
    r"|blue|green"
    r"|and\b|then\b|fad|add\b|显示|持续|[一两三四五]秒|在|白|红|黄|居中|底|顶|第|前|最后)"
    r"|[,，.。;；]\s*[^,，.。;；\n]{0,24}?"
    r"(?:\b(?:(?:music|song|soundtrack)(?! by\b| ?[:：])|transitions?|\d+ ?s(?:ec(?:ond)?s?)?)\b"
    r"|(?:音乐|配乐)(?! ?[:：]| [\u4e00-\u9fff])|转场|滤镜|[\d一二两三四五六七八九十] ?秒))",
    re.IGNORECASE,
)
"""Words of a title that stand in no quotes; several are set apart by strokes."""
_AFTER_VERB = re.compile(
    r"(?:标题|標題|片名|题目|題目|名字|文字|[片字]头字|字幕|(?:[开開片][头頭]|[结結片]尾|最[后後])(?=[写寫]))(?:上|就|要|应该)*(?:[写寫]上?|叫做?|名为|名為)\s*"
    rf"(?!{HOW}|[着著得错錯的在了]|什[么麼]|\ue000)(?P<said>[^\s,，.。;；、!！?？:：\"“”「」《》\n]{{2,16}}?)"
    r"(?=\s*(?:$|[,，.。;；、!！\n]|放在|[显顯]示|持[续續]|[从從]|在[顶頂底中下上左右第片开開结結最]|用\S*色))"
    r"|\b(?:titled?(?: to)?|call(?:ed)? it|caption|heading|called|named|saying|says|reads?)\s+"
    r"(?-i:(?P<joined>[A-Z][\w'’]*(?: (?:[A-Z][\w'’]*|of|the|in))*(?: (?:and|&) (?:the )?[A-Z][\w'’]*)+"
    r"(?: [A-Z][\w'’]*)*))",
    re.IGNORECASE,
)
"""Words of a title behind a verb; English ones where "and" ties words in capitals."""
_APART = re.compile(r"\s*[/／|、]\s*")

_LISTED = re.compile(r"\s*[/／|、,，;；]\s*(?:and )?|(?<=\w) and ")
"""The same where each clip gets some."""
_BETWEEN = re.compile(r"\s*(?:[/／|、,，;；]\s*(?:and\b|[和与]|&)?|and|&|[和与跟])\s*")
"""What stands between words in quotes that are listed."""
_SHORT_LINES = (
    r"^(?:sub\w*|captions|labels|label the)[^:：]*[:：]\s*(?:[\w'’]+(?: [\w'’]+){0,2}(?:,| and) ?){2,}"
    r"[\w'’]+(?: [\w'’]+){0,2}\W*$"
    r"|^[字配][^:：]*[:：]\s*(?:[^,，]{1,6}[,，]\s*){2,}[^,，]{1,6}$"
)
"""Subtitles in no quotes, of a few words each."""
_WORD_FOR_WORD = re.compile(
    r"(?:标题|標題|字幕|文字)[里裡中上]面?的?(?P<a>[^\s，,。]{1,12}?)(?:改|换|換)[成为為](?P<b>[^\s，,。]{1,12})"
    r"|\b(?:replace|change|swap) the word (?P<c>[\w'’]+) (?:with|to|for|by|into) (?P<d>[\w'’]+)"
    r"|\b(?:replace|change|swap) (?P<e>[\w'’]+) (?:with|to|for|by|into) (?P<f>[\w'’]+)"
    r"(?= in the (?:title|caption))",
    re.IGNORECASE,
)
"""As in "replace the word trip with journey", 标题里的trip改成Tour."""
_LITERAL = re.compile(
    r"(?<![\w.@])@[A-Za-z][\w.]*\w(?![\w@])|(?<!\w)#(?![0-9a-fA-F]{6}\b)[A-Za-z]\w+|\b(?<=year )\d{4}\b"
    r"|(?<!\w)(?:\d{1,2}(?:st|nd|rd|th)? (?:Jan|Feb|Mar|Apr|May|Jun"
    r"|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* \d{4}|\d{1,2}[./]\d{1,2}[./]\d{4}|\d{4}[-/.]\d{1,2}[-/.]\d{1,2})(?!\w)"
    r"|\d{4}年\d{1,2}月(?:\d{1,2}[日号])?",
    re.ASCII,
)
"""A name on a network and a date are written as they stand."""


def put_quotes_back(text: str, message: str) -> str:
    """Words out of a text whose quotations were set aside, as the message itself wrote them."""
    written = [message[start:stop] for start, stop, _ in _find_quotes(message)]
    return _ASIDE.sub(lambda found: written[int(found[1])], text)


@lru_cache(maxsize=8)
def _find_quotes(message: str) -> Sequence[tuple[int, int, str]]:
    """Where quotations begin and end, and their words; each clause of a message asks for them."""
    found = [
        (each.start(), each.end(), next(group for group in each.groups() if group is not None).strip())
        for each in _quoted_in(message).finditer(message)
    ]
    if not found and (after := _AFTER_COLON.search(message)):
        at = after.start("said")
        is_each = re.search(r"\b(?:each|every|per)\b|[每各]", message[: after.start("said")], re.IGNORECASE)
        is_list = re.search(_SHORT_LINES, message[after.start() : after.end("said")], re.IGNORECASE)
        for part in (_LISTED if is_each or is_list else _APART).split(after["said"]):
            at = message.index(part, at)
            found.append((at, at + len(part), part.strip(" .。！!")))
    if not found and (words := _WORD_FOR_WORD.search(message)):
        return [(*words.span(group), words[group]) for group in words.re.groupindex if words[group]]
    if not found:
        found = [(*each.span(), each[0]) for each in _LITERAL.finditer(message)]
    if not found:
        groups = ((each, each.lastgroup or "") for each in _AFTER_VERB.finditer(message))
        found = [(*each.span(group), each[group]) for each, group in groups]
    return found


def set_quotes_aside(message: str) -> tuple[str, tuple[str, ...]]:
    """Replace each quotation by a mark; return the text and the quotations without their quotes."""
    text, at = "", 0
    quotes = _find_quotes(message)
    for number, (start, stop, _) in enumerate(quotes):
        before = message[at:start]
        text += f"{' ' if at and _BETWEEN.fullmatch(before) else before}\ue000{number}\ue001"
        at = stop
    return text + message[at:], tuple(words for _, _, words in quotes)


def _quoted_in(message: str) -> re.Pattern[str]:
    """In a message that is not in capitals as a whole, several words in capitals are quoted."""
    return _QUOTED_OR_CAPITALS if re.search("[a-z]{2}|[\u4e00-\u9fff]", message) else _QUOTED


_PLACE_FIRST = re.compile(
    r"(?:^|(?<=[.;!] ))(?:then |and |right )*(?:before|after|between|behind|in front of) "
    r"(?!that\b|this\b|it\b|\d)[^,.;]{1,40}(?:\.\w{3,4})?,(?= (?:please )?(?:add|insert|put|place|show)\b)"
    r"|(?:^|(?<=[；。]))在?[^，。；秒]{1,12}(?:[前后]面?|之[前后间]|中间)[，,](?=再?[加插放接来])",
    re.IGNORECASE,
)
"""Where something is to go, said before what: "between the forest and the city, add a sunset"."""


def split_pieces(text: str) -> list[Piece]:
    """Cut a text at its connectives."""
    pieces: list[Piece] = []
    connective, start = "", 0
    for index, part in enumerate(_CONNECTIVE.split(_PLACE_FIRST.sub(lambda p: "_" * len(p[0]), text))):
        words = part.strip()
        if index % 2:
            connective += part
        elif words:
            begin = start + part.index(words)
            stop = begin + len(words)
            pieces.append(Piece(connective, text[begin:stop], begin, stop))
            connective = ""
        start += len(part)
    return pieces

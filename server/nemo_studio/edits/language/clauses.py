"""A message cut into clauses. Quoted words are set aside first, so that "and" in a title cuts nothing."""

import re
from dataclasses import dataclass, field, replace
from typing import Final

_QUOTED = re.compile(
    r"\"([^\"]+)\"|“([^”]+)”|‘([^’]+)’|「([^」]+)」|『([^』]+)』|《([^》]+)》|«([^»]+)»"
    r"|(?<!\w)'([^']+)'(?!\w)"
)
_QUOTED_OR_CAPITALS = re.compile(
    _QUOTED.pattern + r"|(?<![\w#.-])([A-Z][A-Z']+(?: (?:[A-Z][A-Z']*|\d+)){1,7})(?![\w.%-])"
)
_ASIDE = re.compile("\ue000(\\d+)\ue001")
_CONNECTIVE = re.compile(
    r"(\s*(?:[，；。;\n！!、]+|[?？](?=\s+\S)|(?<=\s)w/(?=\s)|,(?!\d)|\.(?=\s|$)"
    r"|(?<!-)\b(?:and then|(?:and )?after that(?! \w)|(?:and )?after that(?= \d| an? )|followed by|then|and"
    r"|plus|with|also|but)\b(?!-)"
    r"|(?<=\s)\+(?=\s\d)|→|->|=>|然后|接着|(?<=[^连面])接(?=\d|[一两二三四五六七八九十]+秒)|并且|同时"
    r"|加上(?!传)|配上|以及"
    r"|再(?=[加把将让给来换放做生])|(?<=秒)加(?=[^了到上]{1,6}[\d一二两三四五六七八九十]+秒)|并|和)\s*)",
    re.IGNORECASE,
)

_WORD = re.compile("[A-Za-z\\d][\\w'’-]*|[\u4e00-\u9fff]+|[#\ue000%]")
WEIGHTLESS: Final = (
    r"\b(?:the|an?|some|this|that|these|those|my|your|our|its|their|his|her|it|them|me|us|I|we|you|he|she"
    r"|is|are|was|be|been|am|'s|'re|let['’]s|please|pl[sz]|thanks?|thank you"
    r"|can|could|would|will|should|shall|may|might|want|wants|need|needs|like|love|wish"
    r"|make|makes|set|put|give|gives|let|have|has|get|got|do|does|go|there|here|now|then|so|just|also|and|or"
    r"|of|in|on|at|for|with|as|which|who|what|while|when|really|actually|maybe|perhaps|somehow|kindly"
    r"|ok|okay|well|oh|hey|hi|hello|yes|right away|look|looks|feel|feels|bit|little|touch|kind|sort"
    r"|video|film|movie|clip|thing)(?:['’](?:s|d|m|re|ve|ll))?\b"
    r"|[在把将让给请帮我你它他她这那的地得了吧啊呢吗嘛呀哦哈着呗咯]|一下|帮忙|麻烦|希望|想要|我想|需要|可以"
    r"|能不能|可不可以"
    r"|能否|应该|里面?|一?[个段条首张种份句]|有|是|就|来|弄|做|使|和|与|并|然后|视频|影片|短片|画面"
)
"""Words that ask for nothing by themselves. What turns a meaning (not, too, by, all …) is none of them."""


@dataclass(frozen=True)
class Clause:
    """One part of a message, and which of its words a reader has used.

    A reader that looks for a word and finds it has used it. What nobody used is left over, and a clause with
    words left over that matter is not carried out.

    Attributes:
        text: Its words, quoted ones set aside as marks, Chinese in simplified characters.
        quotes: All quotations of the message.
        message: All of the message, as `text` is.
        used: For each character of `text` whether it was used.
    """

    text: str
    quotes: tuple[str, ...] = ()
    message: str = ""
    used: bytearray = field(default_factory=bytearray, compare=False, repr=False)

    def __post_init__(self) -> None:
        if len(self.used) != len(self.text):
            object.__setattr__(self, "used", bytearray(len(self.text)))

    def has(self, pattern: str) -> bool:
        """Whether its words match; they are used then."""
        return self.search(pattern) is not None

    def sees(self, pattern: str) -> bool:
        """Whether its words match, without using them."""
        return re.search(pattern, self.text, re.IGNORECASE) is not None

    def search(self, pattern: str | re.Pattern[str]) -> re.Match[str] | None:
        """The first match, whose words are used, but for groups that are called `gap`."""
        found = re.search(pattern, self.text, re.IGNORECASE if isinstance(pattern, str) else 0)
        if found:
            self._use(found)
        return found

    def find_all(self, pattern: str | re.Pattern[str]) -> list[re.Match[str]]:
        """All matches; their words are used."""
        found = list(re.finditer(pattern, self.text, re.IGNORECASE if isinstance(pattern, str) else 0))
        for each in found:
            self._use(each)
        return found

    def _use(self, found: re.Match[str]) -> None:
        gaps = [found.span(name) for name in found.re.groupindex if name.startswith("gap")]
        for at in range(*found.span()):
            if not any(start <= at < stop for start, stop in gaps):
                self.used[at] = True

    def fresh(self) -> "Clause":
        """The same words, none of them used."""
        return replace(self, used=bytearray())

    def without(self, pattern: str) -> "Clause":
        """The same clause with spaces in place of what matches; what is used of it is used of both."""
        blank = re.sub(pattern, lambda found: " " * len(found[0]), self.text, flags=re.IGNORECASE)
        return replace(self, text=blank)

    def cut(self, start: int, stop: int) -> "Clause":
        """The same clause with spaces before and after a part of it."""
        text = " " * start + self.text[start:stop] + " " * (len(self.text) - stop)
        return replace(self, text=text)

    @property
    def left_over(self) -> tuple[str, ...]:
        """Words that matter and that nobody used."""
        rest = "".join(
            " " if used else character for character, used in zip(self.text, self.used, strict=True)
        )
        return tuple(_WORD.findall(re.sub(WEIGHTLESS, " ", rest, flags=re.IGNORECASE)))

    @property
    def own_quotes(self) -> tuple[str, ...]:
        """The quotations that stand in it, which are used by that."""
        return tuple(self.quotes[int(found[1])] for found in self.find_all(_ASIDE))

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
        return self.without(_ASIDE.pattern)


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


_AFTER_COLON = re.compile(
    r"(?:\b(?:titles?|subtitles?|subs?|captions?|credits|label|text)\b|字幕|标题|標題|大字|名字)[^\"“「『《:：\n]{0,30}"
    r"(?:(?<!\d)[:：]|[:：](?!\d)|依次(?:是|为)|分别(?:是|为))\s*(?P<said>[^\"“”「」『』《》:：\n]+?)"
    r"\s*(?=$|[,，]\s*(?:\d|for\b|from\b|at\b|in\b|on\b|over\b|top\b|bottom\b|cent|white|red|yellow|black"
    r"|blue|green"
    r"|and\b|then\b|fad|add\b|显示|持续|在|白|红|黄|居中|底|顶|第|前|最后))",
    re.IGNORECASE,
)
"""Words of a title that stand in no quotes; several are set apart by strokes."""
_CUE = re.compile(
    r"(?<![\d:])\d[\d:.]*\s*(?:s|sec|秒)?\s*[-–~到至]\s*\d[\d:.]*\s*(?:s|secs?|seconds?|秒)[:：]?\s*"
    r"(?P<words>[^\s\d,，;；、\n][^,，;；、\n]*)"
)
_CUES = re.compile(rf"(?:\b(?:subtitles|captions|subs)\b|字幕)\s*[:：]\s*{_CUE.pattern}", re.IGNORECASE)
"""Subtitles in no quotes, each behind its time."""
_APART = re.compile(r"\s*[/／|、]\s*")


_LISTED = re.compile(r"\s*[/／|、,，]\s*")
"""The same where each clip gets some."""


def put_quotes_back(text: str, message: str) -> str:
    """Words out of a text whose quotations were set aside, as the message itself wrote them."""
    written = [message[start:stop] for start, stop, _ in _find_quotes(message)]
    return _ASIDE.sub(lambda found: written[int(found[1])], text)


def _find_quotes(message: str) -> list[tuple[int, int, str]]:
    """Where quotations begin and end, and their words."""
    found = [
        (each.start(), each.end(), next(group for group in each.groups() if group is not None).strip())
        for each in _quoted_in(message).finditer(message)
    ]
    if not found and _CUES.search(message):
        return [(cue.start("words"), cue.end("words"), cue["words"]) for cue in _CUE.finditer(message)]
    if not found and (after := _AFTER_COLON.search(message)):
        at = after.start("said")
        is_each = re.search(r"\b(?:each|every)\b|[每各]", after[0], re.IGNORECASE)
        for part in (_LISTED if is_each else _APART).split(after["said"]):
            at = message.index(part, at)
            found.append((at, at + len(part), part.strip(" .。！!")))
    return found


def set_quotes_aside(message: str) -> tuple[str, tuple[str, ...]]:
    """Replace each quotation by a mark; return the text and the quotations without their quotes."""
    text, at = "", 0
    quotes = _find_quotes(message)
    for number, (start, stop, _) in enumerate(quotes):
        text += (
            f"{' ' if at and _LISTED.fullmatch(message[at:start]) else message[at:start]}\ue000{number}\ue001"
        )
        at = stop
    return text + message[at:], tuple(words for _, _, words in quotes)


def _quoted_in(message: str) -> re.Pattern[str]:
    """In a message that is not in capitals as a whole, several words in capitals are quoted."""
    return _QUOTED_OR_CAPITALS if re.search("[a-z]{2}|[\u4e00-\u9fff]", message) else _QUOTED


def split_pieces(text: str) -> list[Piece]:
    """Cut a text at its connectives."""
    pieces: list[Piece] = []
    connective, start = "", 0
    for index, part in enumerate(_CONNECTIVE.split(text)):
        words = part.strip()
        if index % 2:
            connective += part
        elif words:
            begin = start + part.index(words)
            pieces.append(Piece(connective, words, begin, begin + len(words)))
            connective = ""
        start += len(part)
    return pieces

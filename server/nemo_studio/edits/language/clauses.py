"""A message cut into clauses. Quoted words are set aside first, so that "and" in a title cuts nothing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from nemo_studio.edits.language.tokens import read_patterns, read_table

_MEANT = [
    words
    for name in ("mood_words", "looks", "aspect_words", "scene_words")
    for words in read_table(name).values()
]
_WORDS = read_patterns("quotes", {"MEANT": "|".join(_MEANT)})
"""What a message quotes, with quotes and without, and where it is cut."""
HOW, TAIL, TAIL_ZH = (_WORDS[name] for name in ("HOW", "TAIL", "TAIL_ZH"))
_QUOTED = re.compile(_WORDS["QUOTED"])
_QUOTED_OR_CAPITALS = re.compile(_WORDS["QUOTED"] + _WORDS["CAPITALS"])
_LITERAL = re.compile(_WORDS["LITERAL"], re.ASCII)
_CONNECTIVE, _AFTER_COLON, _AFTER_VERB, _BETWEEN, _SHORT_LINES, _WORD_FOR_WORD, _PLACE_FIRST = (
    re.compile(_WORDS[name], re.IGNORECASE)
    for name in [
        "CONNECTIVE",
        "AFTER_COLON",
        "AFTER_VERB",
        "BETWEEN",
        "SHORT_LINES",
        "WORD_FOR_WORD",
        "PLACE_FIRST",
    ]
)
_ASIDE = re.compile("\ue000(\\d+)\ue001")
_APART = re.compile(r"\s*[/／|、]\s*")
_LISTED = re.compile(r"\s*[/／|、,，;；]\s*(?:and )?|(?<=\w) and ")
"""The same where each clip gets some."""


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


def put_quotes_back(text: str, message: str, *, is_read_again: bool = False) -> str:
    """Words out of a text whose quotations were set aside, as the message itself wrote them.

    Those that stand in no quotes get some where the words are to be read again, without what is around them.
    """
    written = [message[start:stop] for start, stop, _ in _find_quotes(message)]
    if is_read_again:
        written = [each if _QUOTED.fullmatch(each) else f"“{each}”" for each in written]
    listed = text.replace("\ue001 \ue000", "\ue001, \ue000")
    return _ASIDE.sub(lambda found: written[int(found[1])], listed)


@lru_cache(maxsize=8)
def _find_quotes(message: str) -> Sequence[tuple[int, int, str]]:
    """Where quotations begin and end, and their words; each clause of a message asks for them."""
    # In a message that is not in capitals as a whole, several words in capitals are quoted.
    quoted = _QUOTED_OR_CAPITALS if re.search("[a-z]{2}|[\u4e00-\u9fff]", message) else _QUOTED
    found = [
        (each.start(), each.end(), next(group for group in each.groups() if group is not None).strip())
        for each in quoted.finditer(message)
    ]
    for after in _AFTER_COLON.finditer(message) if not found else ():
        at = after.start("said")
        is_each = re.search(r"\b(?:each|every|per|titles|captions)\b|[每各]", message[:at], re.IGNORECASE)
        is_list = _SHORT_LINES.search(message[after.start() : after.end("said")])
        for part in (_LISTED if is_each or is_list else _APART).split(after["said"]):
            at = message.index(part, at)
            found.append((at, at + len(part.rstrip(" .。")), part.strip(" .。")))
    if not found and (words := _WORD_FOR_WORD.search(message)):
        return [(*words.span(group), words[group]) for group in words.re.groupindex if words[group]]
    if not found:
        groups = ((each, each.lastgroup or "") for each in _AFTER_VERB.finditer(message))
        found = [(*each.span(group), each[group]) for each, group in groups]
    return found or [(*each.span(), each[0]) for each in _LITERAL.finditer(message)]


def set_quotes_aside(message: str) -> tuple[str, tuple[str, ...]]:
    """Replace each quotation by a mark; return the text and the quotations without their quotes."""
    text, at = "", 0
    quotes = _find_quotes(message)
    for number, (start, stop, _) in enumerate(quotes):
        before = message[at:start]
        text += f"{' ' if at and _BETWEEN.fullmatch(before) else before}\ue000{number}\ue001"
        at = stop
    return text + message[at:], tuple(words for _, _, words in quotes)


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

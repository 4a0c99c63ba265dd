"""A message cut into clauses. Quoted words are set aside first, so that "and" in a title cuts nothing."""

import re
from dataclasses import dataclass

_QUOTED = re.compile(
    r"\"([^\"]+)\"|“([^”]+)”|‘([^’]+)’|「([^」]+)」|『([^』]+)』|《([^》]+)》|«([^»]+)»"
    r"|(?<!\w)'([^']+)'(?!\w)"
)
_QUOTED_OR_CAPITALS = re.compile(
    _QUOTED.pattern + r"|(?<![\w#.-])([A-Z][A-Z']+(?: (?:[A-Z][A-Z']*|\d+)){1,7})(?![\w.%-])"
)
_ASIDE = re.compile("\ue000(\\d+)\ue001")
_CONNECTIVE = re.compile(
    r"(\s*(?:[，；。;\n！!、]+|,(?!\d)|\.(?=\s|$)|(?<!-)\b(?:and then|followed by|then|and"
    r"|plus|with|also|but)\b(?!-)"
    r"|然后|接着|并且|同时|加上(?!传)|配上|以及|再|并|和)\s*)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Clause:
    """One part of a message.

    Attributes:
        text: Its words, quoted ones set aside as marks, Chinese in simplified characters.
        quotes: All quotations of the message.
        message: All of the message, as `text` is.
    """

    text: str
    quotes: tuple[str, ...] = ()
    message: str = ""

    def has(self, pattern: str) -> bool:
        """Whether its words match."""
        return re.search(pattern, self.text, re.IGNORECASE) is not None

    @property
    def own_quotes(self) -> tuple[str, ...]:
        """The quotations that stand in it."""
        return tuple(self.quotes[int(found[1])] for found in _ASIDE.finditer(self.text))

    @property
    def written(self) -> str:
        """Its words with the quotations, in straight quotes."""
        return _ASIDE.sub(lambda found: f'"{self.quotes[int(found[1])]}"', self.text)

    @property
    def unquoted(self) -> str:
        """Its words without the quotations."""
        return _ASIDE.sub(" ", self.text)


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


def put_quotes_back(text: str, message: str) -> str:
    """Words out of a text whose quotations were set aside, as the message itself wrote them."""
    written = [found[0] for found in _quoted_in(message).finditer(message)]
    return _ASIDE.sub(lambda found: written[int(found[1])], text)


def set_quotes_aside(message: str) -> tuple[str, tuple[str, ...]]:
    """Replace each quotation by a mark; return the text and the quotations without their quotes."""
    quotes: list[str] = []

    def mark(found: re.Match[str]) -> str:
        quotes.append(next(group for group in found.groups() if group is not None).strip())
        return f"\ue000{len(quotes) - 1}\ue001"

    return _quoted_in(message).sub(mark, message), tuple(quotes)


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

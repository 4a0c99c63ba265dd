"""Cuts a text into tokens: links, quotations, file names, shortcuts, numbers, words and single characters.

What must never be cut (a link, a number, a quoted text) is one token. Linear in the length of the text.
"""

import re
from functools import cache
from string import ascii_lowercase, ascii_uppercase
from typing import Literal, NamedTuple, cast

from nemo_video.language.tables import read_table
from nemo_video.wire.formats import EXPORT_FORMATS, UPLOAD_TYPES

Kind = Literal["link", "quote", "file", "key", "number", "word", "mark", "line", "symbol"]

_EXTENSIONS = "|".join(
    dict.fromkeys((*UPLOAD_TYPES, *EXPORT_FORMATS, *["srt", "heic", "avif", "pdf", "svg", "txt", "zip"]))
)
_PATTERN = rf"""
    (?P<link>  (?:https?://|www\.)[^\s<>"”’」』】）)*，。；！？、]{{1,2000}}(?<![.,;:!?]) )
  | (?P<quote> “[^”\n]{{1,300}}” | ‘[^'\n]{{1,100}}' | "[^"\n]{{1,300}}"
             | (?<!\w)'[^'\n]{{1,100}}'(?!\w) | `[^`\n]{{1,300}}`
             | 「[^」\n]{{1,300}}」 | 『[^』\n]{{1,300}}』 | 【[^】\n]{{1,300}}】 | 《[^》\n]{{1,300}}》 )
  | (?P<file>  (?: (?<![a-z0-9_~./\\-]) (?:[a-z]:)? [a-z0-9_~./\\-]{{0,200}} | (?<=[\u4e00-\u9fff]) )
               \.(?:{_EXTENSIONS})(?![a-z0-9]) )
  | (?P<key>   (?: (?:ctrl|control|cmd|command|shift|alt|option|⌘|⇧|⌥)[ ]?[+-]?[ ]? ){{1,3}}
               (?<=[+\- ⌘⇧⌥])[a-z0-9](?![a-z0-9]) )
  | (?P<number>\d+(?:[.,:/x×–-]\d+)*%? )
  | (?P<word>  [a-zà-ɏ]+\d*(?:'[a-z]+)? )
  | (?P<line>  \n )
  | (?P<mark>  [*~]{{1,3}} | _+ | \#{{1,6}}(?=\s) )
  | (?P<symbol>[^\s] )
"""


class Token(NamedTuple):
    """One token.

    `text` is folded for the look-up: lower case, simplified characters, straight apostrophes.
    """

    kind: Kind
    text: str
    start: int
    end: int


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(_PATTERN, re.VERBOSE)


@cache
def folding() -> dict[int, int]:
    """Return the table from traditional to simplified characters, and from upper to lower case."""
    table = read_table("folding.toml")
    folded = table["simplified"] + ascii_lowercase + "'"
    return str.maketrans(table["traditional"] + ascii_uppercase + "’", folded)


def tokenize(text: str) -> list[Token]:
    """Cut a text into tokens, in order, leaving out white space but not line ends."""
    matches = _pattern().finditer(text.translate(folding()))
    return [Token(cast(Kind, match.lastgroup), match.group(), *match.span()) for match in matches]

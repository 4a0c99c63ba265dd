"""Cuts a text into tokens: links, quotations, file names, shortcuts, numbers, words and single characters.

What must never be cut (a link, a number, a quoted text) is one token. Linear in the length of the text.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, cast

Kind = Literal["link", "quote", "file", "key", "number", "word", "mark", "line", "symbol"]

_PATTERN = r"""
    (?P<link>  (?:https?://|www\.)[^\s<>"”’」』】）)*]{1,2000} )
  | (?P<quote> “[^”\n]{1,300}” | ‘[^’\n]{1,100}’ | "[^"\n]{1,300}" | 「[^」\n]{1,300}」 | 『[^』\n]{1,300}』
             | 【[^】\n]{1,300}】 | 《[^》\n]{1,300}》 | `[^`\n]{1,300}` | (?<!\w)'[^'\n]{1,100}'(?!\w) )
  | (?P<file>  (?:[A-Za-z]:)?[A-Za-z0-9_~./\\-]{0,200}\.(?:mp4|mov|avi|webm|mkv|jpe?g|png|gif|webp|mp3|wav|m4a|aac|srt|heic|pdf|svg|txt|zip)(?![A-Za-z0-9]) )
  | (?P<key>   (?:(?:ctrl|control|cmd|command|shift|alt|option|⌘|⇧|⌥)[ ]?[+-]?[ ]?){1,3}(?:(?<=[+\- ⌘⇧⌥])[a-z0-9])(?![A-Za-z0-9]) )
  | (?P<number>\d+(?:[.,:/x×–-]\d+)*%? )
  | (?P<word>  [A-Za-zÀ-ɏ]+(?:['’][A-Za-z]+)? )
  | (?P<line>  \n )
  | (?P<mark>  [*~]{1,3} | _+ | \#{1,6}(?=\s) )
  | (?P<symbol>[^\s] )
"""


@dataclass(frozen=True, slots=True)
class Token:
    """One token; `text` is folded for the look-up (lower case, simplified characters, straight apostrophes)."""

    kind: Kind
    text: str
    start: int
    end: int


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(_PATTERN, re.VERBOSE | re.IGNORECASE)


@cache
def folding() -> dict[int, str]:
    """Return the table from traditional to simplified characters, and from upper to lower case."""
    table = tomllib.loads((files(__package__) / "phrases" / "folding.toml").read_text(encoding="utf-8"))
    upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ’"
    return str.maketrans(table["traditional"] + upper, table["simplified"] + upper[:-1].lower() + "'")


def tokenize(text: str) -> list[Token]:
    """Cut a text into tokens, in order, leaving out white space but not line ends."""
    folded = text.translate(folding())
    return [
        Token(cast(Kind, match.lastgroup), _spelling(cast(Kind, match.lastgroup), match.group()), *match.span())
        for match in _pattern().finditer(folded)
    ]


def _spelling(kind: Kind, text: str) -> str:
    return text.replace(" ", "") if kind == "key" else text

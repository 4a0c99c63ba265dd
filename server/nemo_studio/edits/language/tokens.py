"""A clause as the words that mean something in it, each with what it may mean."""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any, Final, NamedTuple, TypeVar, cast

T = TypeVar("T")


class Entry(NamedTuple):
    """Words and what they mean.

    Attributes:
        tag: The kind of meaning.
        value: The meaning.
        make: What makes it of the match instead; that may return None for none.
        pattern: The words.
    """

    tag: str
    value: Any
    make: Callable[[re.Match[str]], Any] | None
    pattern: re.Pattern[str]


@dataclass(frozen=True)
class Token:
    """Words of a clause; as one word may mean several things, each kind of meaning with its value."""

    start: int
    stop: int
    meanings: Mapping[str, Any]

    @property
    def matters(self) -> bool:
        """Whether a command has to use it; an article is no number, and "up" may be a part of its verb."""
        return not self.meanings.keys() <= (WEAK | _PARTICLES if FILLER in self.meanings else WEAK)


WEAK: Final = frozenset(
    {"add", "by", "camera_noun", "canvas_noun", "change", "color_noun", "enough", "filler", "full", "gradual",
     "it", "long_noun", "look_noun", "loud_noun", "meets", "move", "music_noun", "noun", "over",
     "parameter_noun", "picture", "size_noun", "speed_noun", "to"}
)  # fmt: skip
"""Kinds of words that say nothing more beside others; what turns a meaning (not, but, only, each) is none.

A word of which any other meaning is possible has to be used: "the end" may be a move, and may be a place.
"""
_PARTICLES: Final = frozenset({"number", "weakly", "more", "much", "starts"})
STRICT: Final = frozenset({"uploads", "not", "but", "only", "swap", "duplicate", "rest", "compare"})
"""Kinds of words that nothing else than themselves can mean where they may."""
UNKNOWN: Final = "unknown"
FILLER: Final = "filler"
_LEFT: Final = re.compile("[A-Za-z\\d][\\w'’-]*|[\u4e00-\u9fff]|[#%\ue000]")


def enter(tag: str, words: Mapping[Any, str] | str, value: object = True) -> list[Entry]:
    """Entries of one tag: a table from value to words, or the words of one value."""
    table = {value: words} if isinstance(words, str) else words
    return [Entry(tag, each, None, re.compile(pattern, re.IGNORECASE)) for each, pattern in table.items()]


def compute(tag: str, words: str, make: Callable[[re.Match[str]], object]) -> list[Entry]:
    """An entry whose value is made of the match; None where it means nothing."""
    return [Entry(tag, None, make, re.compile(words, re.IGNORECASE))]


Makers = Mapping[str, Callable[[re.Match[str]], object]]


def read_words(
    name: str, makers: Mapping[str, Makers] | None = None, patterns: Mapping[str, str] | None = None
) -> list[Entry]:
    """Entries of a file of words by their tag, or by tag and value, each line of words one alternative.

    Where a tag has several texts, the longest match of any of them counts.

    Args:
        name: Which file.
        makers: What makes a value of a match: by tag, or for any, and by the name that stands for the value.
        patterns: Parts of patterns beside those that the file names itself.
    """
    parts, made = read_patterns(name, patterns), makers or {}
    entries: list[Entry] = []
    for tag, valued in _read_lexicon(name).items():
        for value, texts in valued.items() if tag != "pattern" else ():
            make = made.get(tag, made.get("any", {})).get(str(value))
            for text in texts:
                pattern = re.compile(_expand(text, parts), re.IGNORECASE)
                entries.append(Entry(tag, None if make else _read_value(value), make, pattern))
    return entries


def read_patterns(name: str, patterns: Mapping[str, str] | None = None) -> dict[str, str]:
    """The parts of patterns that a file of words names, each of which may hold those before it."""
    parts = dict(patterns or {})
    for key, texts in _read_lexicon(name).get("pattern", {}).items():
        parts[str(key)] = _expand(texts[0], parts)
    return parts


def by_name(patterns: Mapping[str, T]) -> Callable[[str], T]:
    """What a module of words answers where one of its patterns is asked for by its name."""

    def find(name: str) -> T:
        if name in patterns:
            return patterns[name]
        raise AttributeError(name)

    return find


class Rewrite(NamedTuple):
    """Words that are written anew, as long as before.

    Attributes:
        found: What is looked for.
        within: Each of what is written anew in it; None for all of it.
        words: What is written; it may name groups of the match.
    """

    found: re.Pattern[str]
    within: re.Pattern[str] | None
    words: str

    def write(self, text: str) -> str:
        """The text with its words anew."""
        each = self.within
        return self.found.sub(lambda all_: each.sub(self._fill, all_[0]) if each else self._fill(all_), text)

    def _fill(self, found: re.Match[str]) -> str:
        words, length = found.expand(self.words), len(found[0])
        if words == ";" and not found.start():
            return " " * length  # nothing is before it that it could cut off
        return words.strip().center(length) if words.startswith(" ") else words.rstrip().ljust(length)


def read_rewrites(name: str, patterns: Mapping[str, str]) -> list[Rewrite]:
    """The rows of a file of words that write others anew, in the order in which they do."""
    parts = read_patterns(name, patterns)
    rows = cast("list[list[str]]", _read_lexicon(name)["rewrite"][True])
    compiled = [[re.compile(_expand(each, parts), re.IGNORECASE) for each in row[:-1]] for row in rows]
    return [Rewrite(p[0], p[1] if p[1:] else None, row[-1]) for p, row in zip(compiled, rows, strict=True)]


@cache
def _read_lexicon(name: str) -> dict[str, dict[str | bool, list[str]]]:
    """A file of words: by tag and by value, which is True where the file names none, its texts."""
    path = files("nemo_studio.edits.language").joinpath("lexicon", f"{name}.toml")
    tables: dict[str, str | list[str] | dict[str, str | list[str]]] = tomllib.loads(
        path.read_text(encoding="utf-8")
    )
    return {
        tag: {
            value: [texts] if isinstance(texts, str) else texts
            for value, texts in (words.items() if isinstance(words, dict) else ((True, words),))
        }
        for tag, words in tables.items()
    }


def _expand(text: str, parts: Mapping[str, str]) -> str:
    """A text of alternatives as one pattern; (?&NAME) in it stands for a part."""
    return re.sub(r"\(\?&(\w+)\)", lambda part: f"(?:{parts[part[1]]})", "|".join(text.strip().split("\n")))


def read_table(name: str) -> Mapping[Any, str]:
    """What the values of one kind are called: by value the words, as one pattern."""
    path = files("nemo_studio.edits.language").joinpath("tables.toml")
    table: dict[str, str] = tomllib.loads(path.read_text(encoding="utf-8"))[name]
    return {value: _expand(text, {}) for value, text in table.items()}


def _read_value(key: str | bool) -> str | float | bool:
    """A key of a table as the number that it is written as, or as it is."""
    if isinstance(key, str) and re.fullmatch(r"-?\d+(\.\d+)?", key):
        return float(key) if "." in key else int(key)
    return key


def find_tokens(text: str, lexicon: Iterable[Entry]) -> list[Token]:
    """The tokens of a text from left to right: where words overlap, the earlier and then the longer count.

    What a token cuts off is looked for again behind it: 慢慢推近 in 第一段镜头慢慢推近.
    """
    found = [each for entry in lexicon if (each := _find(entry, text, 0))]
    tokens: list[Token] = []
    at = 0
    while found:
        start, stop = min((each.span for each in found), key=lambda span: (span[0], -span[1]))
        meanings = {each.entry.tag: each.meaning for each in reversed(found) if each.span == (start, stop)}
        tokens += _find_unknown(text, at, start)
        if set(meanings) != {FILLER}:
            tokens.append(Token(start, stop, meanings))
        at = stop
        behind = (each if each.span[0] >= at else _find(each.entry, text, at) for each in found)
        found = [each for each in behind if each]
    return [*tokens, *_find_unknown(text, at, len(text))]


class _Found(NamedTuple):
    """Where words of an entry stand, and what they mean there."""

    entry: Entry
    span: tuple[int, int]
    meaning: Any


def _find(entry: Entry, text: str, at: int) -> _Found | None:
    """The next words of an entry that mean something."""
    for match in entry.pattern.finditer(text, at):
        meaning = entry.make(match) if entry.make else entry.value
        if match.end() > match.start() and meaning is not None:
            return _Found(entry, match.span(), meaning)
    return None


def _find_unknown(text: str, start: int, stop: int) -> list[Token]:
    return [
        Token(start + m.start(), start + m.end(), {UNKNOWN: m[0]}) for m in _LEFT.finditer(text[start:stop])
    ]


@dataclass
class Said:
    """The tokens of a clause, and which of them a reader has used."""

    tokens: Sequence[Token]
    used: set[int] = field(default_factory=set[int])

    def has(self, *tags: str) -> bool:
        """Whether any of these kinds of meaning is there; all such words are used then."""
        return bool([self.every(tag) for tag in tags if self.sees(tag)])

    def sees(self, *tags: str) -> bool:
        """The same without using them."""
        return any(tag in token.meanings for token in self.tokens for tag in tags)

    def skip(self, tags: str) -> None:
        """Use all words of these kinds, which say nothing more here; strict ones only by their own name."""
        named = set(tags.split())
        self.used.update(
            index
            for index, token in enumerate(self.tokens)
            if named & token.meanings.keys() and (STRICT & token.meanings.keys()) <= named
        )

    def use(self, span: tuple[int, int]) -> None:
        """Use all words within a part of the text."""
        self.used.update(i for i, t in enumerate(self.tokens) if span[0] <= t.start and t.stop <= span[1])

    def every(self, tag: str) -> list[Any]:
        """All meanings of a kind, in their order; their words are used."""
        found = [index for index, token in enumerate(self.tokens) if tag in token.meanings]
        self.used.update(found)
        return [self.tokens[index].meanings[tag] for index in found]

    def one(self, tag: str) -> Any:
        """The meaning of a kind, None where there is none; of two that differ the second stays unused."""
        for index, token in enumerate(self.tokens):
            if tag in token.meanings and index not in self.used:
                value = token.meanings[tag]
                self.used.update(
                    i
                    for i, each in enumerate(self.tokens)
                    if tag in each.meanings and each.meanings[tag] == value
                )
                return value
        return None

    def value(self, tag: str) -> Any:
        """As `one`, without using it."""
        unused = (each for index, each in enumerate(self.tokens) if index not in self.used)
        return next((each.meanings[tag] for each in unused if tag in each.meanings), None)

    @property
    def is_whole(self) -> bool:
        """Whether every word that matters was used."""
        return all(index in self.used or not token.matters for index, token in enumerate(self.tokens))

    @property
    def describes_scene(self) -> bool:
        """As in "ocean sunset": two scenes in one breath describe one, they are not two that are there."""
        return any(
            "scene" in first.meanings
            and "scene" in second.meanings
            and second.start - first.stop <= 1
            and (first.stop < second.start or "parameter" not in second.meanings)
            for first, second in pairwise(self.tokens)
        )

    def fresh(self) -> "Said":
        """The same, nothing used."""
        return Said(self.tokens)

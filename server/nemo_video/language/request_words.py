"""The words that requests are read by, in one language: lists and phrases of `phrases/requests.toml`."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import cast

from nemo_video.language.catalogue import read_table

_PART = re.compile(r"<(\w+)>")
_ENDINGS = {"'s": "", "ies": "y", "ied": "y", "ing": "", "ed": "", "es": "", "s": ""}
"""Endings of English, and what stood in their place; behind `ing` and `ed` an e may have gone as well."""

MIN_STEM = 3
"""Letters of the shortest word that has an ending: not `bed`, not `wing`."""

_NOTHING = "(?!)"

MIN_SIZE = {"en": 4, "zh": 6}
"""Words, or Chinese characters, of a clause in which some may be unknown."""
KNOWN_FOR_STRANGE = {"en": 6, "zh": 5}
"""Words, or Chinese characters, that a clause has for each that is unknown."""

KNOWN_FOR_ASIDE = 4
"""Words of an aside for each that is unknown: "my prompt was rubbish" is one."""


@dataclass(frozen=True)
class ToolWords:
    """What one tool is asked for with.

    Attributes:
        asks: Phrases that ask for it, whatever stands around them.
        hints: Phrases that ask for it beside one of its signs.
        signs: Words that make a request of a hint; None where a hint needs none.
        never: What a clause is not, whatever it holds.
        words: The words that may stand around a phrase.
    """

    asks: re.Pattern[str]
    hints: re.Pattern[str]
    signs: re.Pattern[str] | None
    never: re.Pattern[str]
    words: "Vocabulary"

    def find(self, clause: str) -> re.Match[str] | None:
        """Find the phrase that a clause asks for this tool with."""
        if self.never.fullmatch(clause) is not None:
            return None
        if found := self.asks.search(clause):
            return found
        return self.hints.search(clause) if self.signs is None or self.signs.search(clause) else None

    def count_strange(self, clause: str, found: re.Match[str]) -> int | None:
        """Count the unknown words around a phrase; None where the last is: the rest is about it."""
        readings = (f"{clause[: found.start()]} {clause[found.end() :]}".strip(), clause)
        counts = [len(self.words.strange(each)) for each in readings if self.words.knows_last(each)]
        return min(counts, default=None)


class Vocabulary:
    """A closed set of words."""

    def __init__(self, words: str, language: str) -> None:
        """Take words with spaces between them."""
        self._words = frozenset(words.split())
        self._is_spaced = language == "en"
        self._longest = max(map(len, self._words))

    def strange(self, clause: str) -> list[str]:
        """Return the words, or the Chinese characters, of a clause that are not known."""
        return [word for word in self._split(clause) if not self._knows(word)]

    def knows_last(self, clause: str) -> bool:
        """Tell whether the last word is known: it is what the rest is about."""
        words = self._split(clause)
        return not words or self._knows(words[-1])

    def _split(self, clause: str) -> list[str]:
        """Split a clause into words; in Chinese the longest first, and what begins none stands alone."""
        if self._is_spaced:
            return clause.split()
        words: list[str] = []
        at = 0
        while at < len(clause):
            ends = range(min(len(clause), at + self._longest), at, -1)
            end = next((end for end in ends if clause[at:end] in self._words), at + 1)
            words.append(clause[at:end])
            at = end
        return [word for word in words if word != " "]

    def _knows(self, word: str) -> bool:
        stems = _stems(word) if self._is_spaced else (word,)
        return any(each in self._words for each in stems) or any(map(str.isdigit, word))


def _stems(word: str) -> Iterator[str]:
    """Yield a word as it stands, and without the endings of English."""
    yield word
    for ending, before in _ENDINGS.items():
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= MIN_STEM:
            yield from (f"{stem}{before}", f"{stem}e")
            if stem[-1] == stem[-2]:
                yield stem[:-1]


class RequestWords:
    """All lists of one language."""

    def __init__(self, language: str) -> None:
        """Compile the lists of `en` or `zh`."""
        table = read_table("requests.toml")[language]
        self._language = language
        self._groups = cast(Mapping[str, str], table["groups"])
        self._slots: dict[str, str] = {}
        for name, pattern in cast(Mapping[str, str], table["slots"]).items():
            self._slots[name] = self._fill(pattern)
        self._neutral = cast(str, table["neutral"])
        self.wish = self._compile(cast(list[str], table["wish"]))
        self.named = re.compile("|".join(cast(list[str], table["named"])))
        self.neutral = Vocabulary(self._neutral, language)
        self.unclear = frozenset(cast(list[str], table["unclear"]))
        self.chat = self._compile(cast(list[str], table["chat"]))
        self.against = self._compile(cast(list[str], table["against"]))
        self.order = self._compile(cast(list[str], table["order"]))
        self.film = self._compile(cast(list[str], table["film"]))
        self.reason = re.compile("|".join(cast(list[str], table["reason"])))
        self.people = self._compile(cast(list[str], table["people"]))
        tools = cast(Mapping[str, Mapping[str, object]], table["tools"])
        self.tools = {name: self._tool(lists) for name, lists in tools.items()}

    def says_something(self, clause: str) -> bool:
        """Tell whether a clause beside a request is more than thanks, an excuse or a reason.

        Those are about whoever speaks or hears, or about "it"; "the wolf runs" is a scene.
        """
        strange = len(self.neutral.strange(clause))
        if not strange or self.film.search(clause) or self.wish.search(clause):
            return bool(strange)
        if self.reason.fullmatch(clause):
            return False
        return self.people.search(clause) is None or strange * KNOWN_FOR_ASIDE > self._size(clause)

    def asks_otherwise(self, clauses: Iterable[str]) -> bool:
        """Tell whether a clause is for the chat, or refuses what is asked for beside it."""
        return any(self.chat.search(clause) or self.against.search(clause) for clause in clauses)

    def is_label(self, words: str) -> bool:
        """Tell whether words before a colon say what the rest is ("text on screen:"), and ask for nothing."""
        return bool(self.neutral.strange(words)) and not self.name_tool(words)

    def name_tool(self, clause: str, *, may_hold_names: bool = True) -> str:
        """Find the tool with a phrase in a clause, and the fewest words around it that it does not know."""
        found: list[tuple[int, bool, int, str]] = []
        for name, tool in self.tools.items():
            if (phrase := tool.find(clause)) and (strange := tool.count_strange(clause, phrase)) is not None:
                is_hint = phrase.re is tool.hints
                # English says first what is wanted, Chinese last; there the order of the tools decides.
                at = phrase.start() if self._language == "en" and not is_hint else 0
                found.append((strange, is_hint, at, name))
        strange, is_hint, _, name = min(found, key=itemgetter(0, 1, 2), default=(0, False, 0, ""))
        if strange and (is_hint or not may_hold_names or not self._may_hold(strange, clause)):
            return ""
        return name

    def _may_hold(self, strange: int, clause: str) -> bool:
        """Tell whether so many unknown words of a clause are names or trifles, and not a film's."""
        size = self._size(clause)
        known = strange * KNOWN_FOR_STRANGE[self._language]
        return size >= max(MIN_SIZE[self._language], known) and self.film.search(clause) is None

    def _size(self, clause: str) -> int:
        return len(clause) if self._language == "zh" else len(clause.split())

    def _tool(self, lists: Mapping[str, object]) -> ToolWords:
        words = _PART.sub(lambda found: self._groups[found[1]], cast(str, lists["words"]))
        asks, hints, signs, never = (
            cast(list[str], lists.get(kind, [])) for kind in ("asks", "hints", "signs", "never")
        )
        return ToolWords(
            self._compile(asks),
            self._compile(hints),
            self._compile(signs) if signs else None,
            re.compile("|".join(map(self._fill, never or [_NOTHING]))),
            Vocabulary(f"{self._neutral} {words}", self._language),
        )

    def _compile(self, patterns: list[str]) -> re.Pattern[str]:
        before, after = (r"(?<![\w'-])", r"(?![\w'-])") if self._language == "en" else ("", "")
        return re.compile(f"{before}(?:{'|'.join(map(self._fill, patterns or [_NOTHING]))}){after}")

    def _fill(self, pattern: str) -> str:
        return _PART.sub(
            lambda found: f"(?:{self._slots[found[1]]})" if found[1] in self._slots else found[0], pattern
        )


@cache
def words_of_requests(language: str) -> RequestWords:
    """Return the words of `en` or `zh`."""
    return RequestWords(language)

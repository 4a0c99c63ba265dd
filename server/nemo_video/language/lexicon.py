"""The phrases that carry meaning for us, read once from the TOML files beside the code.

A phrase is a run of tokens; its tags are the names of the lists that it stands in. Knows no sentences.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, cast

from nemo_video.language.tables import read_table
from nemo_video.language.tokens import Token, tokenize

BRACES = re.compile(r"\{([^{}]*)\}")
PHRASE_FILES = ("en.toml", "zh.toml")
NO_TAGS: frozenset[str] = frozenset()
OWN = "screen.vague"
"""What is vague alone is not so in a longer phrase: a `square`, but a `square with an arrow`."""
COUNTABLE = ("screen.icon", "screen.control", "screen.place")
GUARD = frozenset(["blockers.words"])
"""The tag of phrases that mean nothing to us and keep their tokens from meaning something."""


@dataclass(slots=True)
class _Node:
    children: dict[str, "_Node"] = field(default_factory=dict[str, "_Node"])
    tags: frozenset[str] = NO_TAGS


class Lexicon:
    """A trie of phrases over tokens; a look-up takes the longest phrase at each place."""

    def __init__(self, phrases: Iterable[tuple[str, str]]) -> None:
        """Build the trie from pairs of (phrase, tag)."""
        self._root = _Node()
        for phrase, tag in phrases:
            self._add(phrase, tag)
            if tag in COUNTABLE and phrase.replace(" ", "").isalpha() and phrase.isascii():
                self._add(f"{phrase}s", tag)

    def _add(self, phrase: str, tag: str) -> None:
        node = self._root
        for token in tokenize(phrase):
            node = node.children.setdefault(token.text, _Node())
        node.tags |= {tag}

    def inherit(self, tags: str, heirs: Callable[[frozenset[str]], bool]) -> None:
        """Pass tags on from shorter phrases to the longer ones that begin or end with them.

        Args:
            tags: What the passed tags contain (`screen.`: a `volume slider` is a `slider`).
            heirs: Tells from a phrase's own tags whether it inherits.
        """
        for tokens, node in list(self._walk(self._root, ())):
            if len(tokens) > 1 and node.tags - GUARD and heirs(node.tags):
                cuts = range(1, len(tokens))
                parts = [self._find(part) for cut in cuts for part in (tokens[:cut], tokens[cut:])]
                node.tags |= {tag for part in parts for tag in part if tags in tag and tag != OWN}

    def _walk(self, node: _Node, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], _Node]]:
        for text, child in node.children.items():
            yield (*path, text), child
            yield from self._walk(child, (*path, text))

    def _find(self, path: Sequence[str]) -> frozenset[str]:
        node: _Node | None = self._root
        for text in path:
            node = node.children.get(text) if node else None
        return node.tags if node else NO_TAGS

    def begins_with(self, token: Token) -> bool:
        """Tell whether any phrase begins with this token."""
        return token.text in self._root.children

    def longest(
        self, tokens: Sequence[Token], start: int, stop: int | None = None
    ) -> tuple[int, frozenset[str]]:
        """Return where the longest phrase at `start` ends, and its tags; no phrase ends after one token."""
        node: _Node | None = self._root
        best, tags = start + 1, NO_TAGS
        for index in range(start, len(tokens) if stop is None else stop):
            node = node.children.get(tokens[index].text)
            if node is None:
                break
            if node.tags:
                best, tags = index + 1, node.tags
        return best, tags


def tagged_phrases(table: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    """Yield (phrase, tag) for every list of a table; `[tools.export]` becomes `export.names`."""
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from tagged_phrases(cast(Mapping[str, Any], value), key)
        else:
            yield from ((phrase, f"{above}.{key}") for pattern in value for phrase in spell_out(pattern))


def spell_out(pattern: str) -> Iterator[str]:
    """Yield every phrase that a pattern stands for: `a {quick|soft} tap` is two of them."""
    if found := BRACES.search(pattern):
        for choice in found[1].split("|"):
            yield from spell_out(f"{pattern[: found.start()]}{choice}{pattern[found.end() :]}")
    else:
        yield pattern


@cache
def load_lexicon() -> Lexicon:
    """Return the phrases about screens of all languages in one lexicon."""
    lexicon = Lexicon(pair for name in PHRASE_FILES for pair in tagged_phrases(read_table(name)))
    lexicon.inherit("screen.", lambda _: True)
    lexicon.inherit(".names", _shows_nameless_thing)
    return lexicon


def _shows_nameless_thing(tags: frozenset[str]) -> bool:
    is_thing = not tags.isdisjoint(("screen.icon", "screen.control")) and "screen.landmark" not in tags
    return is_thing and not any(tag.endswith(".names") for tag in tags)

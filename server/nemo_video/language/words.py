"""Reads a text as words: the longest known phrase at each place, with its tags."""

from collections.abc import Sequence
from typing import NamedTuple

from nemo_video.language.lexicon import GUARD, NO_TAGS, Lexicon, load_lexicon
from nemo_video.language.tokens import Kind, Token, tokenize

QUOTE_EDGE = 1
PATH_MARKS = frozenset("→>›»➜")


class Word(NamedTuple):
    """A phrase of the lexicon or a single token.

    Attributes:
        kind: Kind of its first token.
        text: The tokens' folded text, joined by one space.
        start: Offset of the first character in the source.
        end: Offset after the last character.
        tags: Lists of the lexicon that the phrase stands in.
        inner: For a quotation, the words inside.
    """

    kind: Kind
    text: str
    start: int
    end: int
    tags: frozenset[str]
    inner: tuple["Word", ...] = ()

    def has(self, *tags: str) -> bool:
        """Tell whether the word stands in any of these lists."""
        return not self.tags.isdisjoint(tags)


def read_words(text: str) -> list[Word]:
    """Read a text as words; markup is left out, hyphens inside a phrase too."""
    return read_words_with(text, load_lexicon())


def read_words_with(text: str, lexicon: Lexicon) -> list[Word]:
    """Read a text as words of a given lexicon."""
    tokens = [token for token in tokenize(text) if token.kind != "mark"]
    return _phrases([token for i, token in enumerate(tokens) if not _is_hyphen(tokens, i)], text, lexicon)


def _is_hyphen(tokens: Sequence[Token], i: int) -> bool:
    return (
        tokens[i].text == "-"
        and 0 < i < len(tokens) - 1
        and tokens[i - 1].end == tokens[i].start
        and tokens[i + 1].start == tokens[i].end
        and tokens[i - 1].kind == tokens[i + 1].kind == "word"
    )


def _phrases(tokens: Sequence[Token], text: str, lexicon: Lexicon) -> list[Word]:
    words: list[Word] = []
    i = 0
    while i < len(tokens):
        first = tokens[i]
        if first.kind == "quote":
            words.append(_quotation(first, text, lexicon))
            i += 1
            continue
        if not lexicon.begins_with(first):
            words.append(Word(first.kind, first.text, first.start, first.end, NO_TAGS))
            i += 1
            continue
        end, tags = _longest_fair(lexicon, tokens, i)
        spelled = " ".join(token.text for token in tokens[i:end])
        words.append(Word(first.kind, spelled, first.start, tokens[end - 1].end, tags))
        i = end
    return words


def _longest_fair(lexicon: Lexicon, tokens: Sequence[Token], i: int) -> tuple[int, frozenset[str]]:
    """Take the longest phrase, but leave its last character to a longer word there: 按|下载, not 按下|载."""
    end, tags = lexicon.longest(tokens, i)
    if end < len(tokens) and end - i > 1 and tokens[end].text in PATH_MARKS:
        shorter, own = lexicon.longest(tokens, i, end - 1)
        return (shorter, own) if own else (end, tags)
    if end - i == 2 and not tokens[i].text.isascii() and tags != GUARD:
        beyond, _ = lexicon.longest(tokens, i + 1)
        shorter, own = lexicon.longest(tokens, i, i + 1)
        is_next_whole = end < len(tokens) and lexicon.longest(tokens, end)[0] - end >= 2
        if beyond - (i + 1) >= 2 and own and not is_next_whole:
            return shorter, own
    return end, tags


def _quotation(token: Token, text: str, lexicon: Lexicon) -> Word:
    inside = text[token.start + QUOTE_EDGE : token.end - QUOTE_EDGE]
    return Word("quote", token.text, token.start, token.end, NO_TAGS, tuple(read_words_with(inside, lexicon)))

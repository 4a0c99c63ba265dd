"""Slips of the pen: words that are one letter away from a known one."""

import re
from functools import cache
from string import ascii_lowercase
from typing import Final

from nemo_studio.edits.language.tokens import FILLER, UNKNOWN
from nemo_studio.edits.lexicon import LEXICON, tokenize


@cache
def _vocabulary() -> frozenset[str]:
    """The English words of the lexicon."""
    words = " ".join(re.sub(r"\\\w", " ", entry.pattern.pattern) for entry in LEXICON if entry.tag != FILLER)
    return frozenset(word for word in re.findall("[a-z]{5,}", words))


def mend_spelling(text: str, *, is_careful: bool = False) -> str:
    """The text with words that are one slip away from a known one in its place: betwen, sqaure.

    Args:
        text: What was written.
        is_careful: Whether it may tell of anything, so that a word which could be meant stays as it is.
    """
    for token in reversed(tokenize(text)):
        word = token.meanings.get(UNKNOWN, "")
        known = _known_word(word) if re.fullmatch("[a-z]{5,}", word) else None
        if known and not (is_careful and _may_be_meant(word, known)):
            text = f"{text[: token.start]}{known}{text[token.stop :]}"
    return text


_WORDS_OF_THEIR_OWN: Final = frozenset(
    {"angel", "casual", "dairy", "dessert", "flies", "quite", "sliver", "trial", "untied"}
)
"""Two letters or one beside a known word, and no slip: "a bird flies" is no file."""


def _may_be_meant(word: str, known: str) -> bool:
    """Whether it may be a word of its own: "sleep" is not sleepy, and "stairs" are no stars."""
    if len(word) == len(known) or word in _WORDS_OF_THEIR_OWN:
        return word in _WORDS_OF_THEIR_OWN
    more, less = sorted((word, known), key=len, reverse=True)
    at = next((i for i, letter in enumerate(less) if letter != more[i]), len(less))
    return at == len(less) or (word == more and more[at] != more[at - 1]) or len(word) < 6


def _known_word(word: str) -> str | None:
    near = {word[:i] + word[i + 1 :] for i in range(len(word))}
    near |= {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1)}
    near |= {word[:i] + letter + word[i:] for i in range(1, len(word) + 1) for letter in ascii_lowercase}
    fitting = sorted(near & _vocabulary())
    return fitting[0] if len(fitting) == 1 and fitting[0][0] == word[0] and fitting[0] != f"{word}s" else None

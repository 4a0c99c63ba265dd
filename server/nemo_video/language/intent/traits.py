"""Says what can be seen of a request, as short strings that the learned weights are keyed by.

Which lists of phrases its words stand in, in which order, and the words themselves. Knows no weights and
decides nothing; whoever adds a trait learns the weights anew (`tests/language/learn_requests.py`).
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from nemo_video.language.words import Word

LONGEST_VIEW = 40
"""Words of a request that are looked at; a bound, so that time stays linear."""
HEAD = 2
NAMED = frozenset(["quote", "file", "link", "number", "key"])
MOST_UNKNOWN, LONGEST = 4, 8
UNKNOWN = ("unknown",)

Marks = Sequence[tuple[str, ...]]


def is_han(text: str) -> bool:
    """Tell whether a text begins with a Chinese character."""
    return "\u3400" <= text[0] <= "\u9fff"


def describe_request(words: Sequence[Word], prompt: str) -> list[str]:
    """Return the traits that tell which tool a request asks for; none where it has no words."""
    seen = [word for word in words if word.kind != "symbol" or word.tags or is_han(word.text)][:LONGEST_VIEW]
    if not seen:
        return []
    marks = [_marks_of(word) for word in seen]
    return sorted({*_of_words(seen, marks), *_of_order(seen, marks), *_of_whole(seen, marks, prompt)})


def _marks_of(word: Word) -> tuple[str, ...]:
    if word.kind in NAMED:
        return (word.kind,)
    return tuple(sorted(word.tags)) or UNKNOWN


def _of_words(words: Sequence[Word], marks: Marks) -> Iterator[str]:
    for place, (word, own) in enumerate(zip(words, marks, strict=True)):
        heads = ["", f"{place} "] if place < HEAD else [""]
        yield from (f"{head}{mark}" for head in heads for mark in own)
        if word.kind not in NAMED:
            yield from (f"{head}“{word.text}" for head in heads)


def _of_order(words: Sequence[Word], marks: Marks) -> Iterator[str]:
    yield from (f"{one} > {other}" for ones, others in pairwise(marks) for one in ones for other in others)
    yield from (f"“{one.text}“{other.text}" for one, other in pairwise(words))
    yield from (f"{mark} $" for mark in (marks[-1] if marks else ()))


def _of_whole(words: Sequence[Word], marks: Marks, prompt: str) -> Iterator[str]:
    """How much of it is explained by the lists: one word of an idea for the film makes it chat."""
    script = "zh" if any(is_han(word.text) for word in words) else "en"
    unknown = marks.count(UNKNOWN)
    yield "request"
    yield f"{script} unknown {min(unknown, MOST_UNKNOWN)}"
    yield f"{script} length {min(len(words) // 2, LONGEST)}"
    yield f"asks {prompt.rstrip()[-1:] in '?？'}"
    if not unknown:
        yield from (f"all known, {mark}" for own in marks for mark in own)
    yield from (f"‘{one}{other}" for one, other in pairwise(prompt[:200]) if is_han(one) and is_han(other))

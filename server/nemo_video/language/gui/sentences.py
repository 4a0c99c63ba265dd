"""Cuts a reply into lines, sentences and segments (clauses and what stands between commas).

Knows the connectives of both languages but not what handling is: a segment too many does no harm, since
neighbours that both stay are put out again as they were.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from nemo_video.language.gui.tags import LEADING, VERBS
from nemo_video.language.words import Word

TERMINATORS = frozenset(".!?。！？…")
SEPARATORS = frozenset(",;:，；：—–()（）|")
OPENING, CLOSING = frozenset("(（"), frozenset(")）")
_STEP = r"""
    (?:\*\*)?
    (?: step\s*(?:\d{1,2}|one|two|three|four|five|six|[a-f])\b
      | 步[骤驟]\s*(?:[一二三四五六七八九十\d]{1,2}|[a-f])
      | 第[一二三四五六七八九十\d]{1,2}步 )
    \s*(?:\*\*)?\s*[:：.,，、—–-]*\s*(?:\*\*)?
  | [①-⑳]\s*
  | \d\ufe0f?\u20e3\s*
  | [(（]?\d{1,2}[)）]\s*
  | \d{1,2}[.、]\s*(?=[^\d\s])
"""
LONGEST_LEAD = 8
"""Words that a clause may begin with before its verb; a bound, so that time stays linear."""
LONGEST_FACT, LONGEST_NEST = 40, 60
POINTING = frozenset("👉👆👇➡☝👈⬆⬇⬅↗▶")
STEPPING = frozenset("👉☝👇➡")


@cache
def _step() -> re.Pattern[str]:
    return re.compile(_STEP, re.VERBOSE | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of one sentence.

    Attributes:
        words: Its words, without the separators around.
        start: Offset in the source.
        end: Offset after the last character, separator not counted.
        opener: The separator before it, empty at the start of a sentence or before a connective.
        nest: 0 outside parentheses, else the number of the parenthesis.
    """

    words: tuple[Word, ...]
    start: int
    end: int
    opener: str
    nest: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence with its segments.

    Attributes:
        segments: Its segments, in order.
        start: Offset in the source.
        end: Offset after the closing mark and the symbols that follow it.
        mark: The closing mark; empty where there is none.
        is_step: It is an item of a list, or numbered.
    """

    segments: tuple[Segment, ...]
    start: int
    end: int
    mark: str
    is_step: bool = False

    @property
    def words(self) -> list[Word]:
        """All words of its segments."""
        return [word for segment in self.segments for word in segment.words]

    @property
    def asks(self) -> bool:
        """Tell whether it is a question."""
        return self.mark in ("?", "？")


APPLAUSE = "✅✨⭐❤☑✔⚡"
_FIRST_EMOJI = 0x1F300
"""Below are the symbols that stand on buttons, such as a plus or an arrow."""


def cut_sentences(words: Sequence[Word], text: str) -> Iterator[Sentence]:
    """Cut the words of one line into sentences."""
    first = 0
    i = 0
    while i < len(words):
        if i > first and _starts_step(words, i, text):
            yield _sentence(words[first:i], text, _before_marks(words[i].start, text))
            first = i
        if not _ends_sentence(words, i, text):
            i += 1
            continue
        while i + 1 < len(words) and (words[i + 1].text in TERMINATORS or _trails(words[i + 1])):
            i += 1
        i += 1
        yield _sentence(
            words[first:i], text, _before_marks(words[i].start, text) if i < len(words) else len(text)
        )
        first = i
    if first < len(words):
        yield _sentence(words[first:], text, len(text))


def _starts_step(words: Sequence[Word], i: int, text: str) -> bool:
    word = words[i]
    if word.text in STEPPING:
        return i + 1 < len(words)
    if word.text[:1] not in "s步第①②③④⑤⑥⑦⑧⑨⑩123456789(（" or not _step().match(text, word.start):
        return False
    if word.kind != "number" or "\u20e3" in text[word.start : word.start + 3]:
        return True
    is_parenthesis = text[word.end] in ")）"
    before = words[i - 1].text if i else ":"
    return not _is_nested(words, i) and (is_parenthesis or before in SEPARATORS or before in TERMINATORS)


def _ends_sentence(words: Sequence[Word], i: int, text: str) -> bool:
    word = words[i]
    if word.kind == "quote" and word.inner and word.inner[-1].text in TERMINATORS:
        return i + 1 < len(words) and _is_gap(words, i, text) and text[words[i + 1].start].isupper()
    if _trails(word):
        return _closes_as_picture(words, i, text)
    if word.text not in TERMINATORS or _is_nested(words, i):
        return False
    if i + 1 == len(words) or word.text not in (".", "…"):
        return True
    if word.text == "…":
        beginning = text[words[i + 1].start]
        return not beginning.islower() and beginning not in SEPARATORS
    return _is_gap(words, i, text) and not (i and words[i - 1].has("word.abbreviation"))


def _closes_as_picture(words: Sequence[Word], i: int, text: str) -> bool:
    """Tell whether an emoji stands in the place of a full stop: a space and a new beginning follow."""
    if i == 0 or i + 1 == len(words) or text[words[i].end : words[i].end + 1] != " ":
        return False
    if words[i].text[0] not in APPLAUSE and ord(words[i].text[0]) < _FIRST_EMOJI:
        return False
    beginning = text[words[i + 1].start]
    return beginning.isupper() or "\u4e00" <= beginning <= "\u9fff"


def _is_gap(words: Sequence[Word], i: int, text: str) -> bool:
    after = words[i].end
    return text[after : after + 1] in " \t*_" or not text[after : after + 1].isascii()


def _is_nested(words: Sequence[Word], i: int) -> bool:
    for word in reversed(words[max(0, i - LONGEST_NEST) : i]):
        if word.text in CLOSING:
            return False
        if word.text in OPENING:
            return any(later.text in CLOSING for later in words[i + 1 : i + LONGEST_NEST])
    return False


def _trails(word: Word) -> bool:
    """Tell whether a word is a symbol (an emoji) that belongs to the sentence before it."""
    is_picture = (
        word.kind == "symbol" and ord(word.text[0]) > 0x2190 and not "\u2e80" <= word.text[0] <= "\uffef"
    )
    return (is_picture and word.text not in POINTING and not "①" <= word.text <= "⑳") or word.text in (
        "”",
        "’",
        "\ufe0f",
    )


def _sentence(words: Sequence[Word], text: str, end: int) -> Sentence:
    body = list(words)
    while body and (body[-1].text in TERMINATORS or _trails(body[-1])) and body[-1].text != "”":
        body.pop()
    mark_start = body[-1].end if body else words[0].start
    mark = next((word.text for word in words if word.start >= mark_start and word.text in TERMINATORS), "")
    is_step = bool(body) and _starts_step(body, 0, text)
    step = _step().match(text, body[0].start) if is_step else None
    if step:
        body = [word for word in body if word.start >= step.end()]
    return Sentence(tuple(_cut_segments(body)), _before_marks(words[0].start, text), end, mark, is_step)


def _before_marks(start: int, text: str) -> int:
    """Return where the markup before a word begins (`**Trailer** is ...`)."""
    while start and text[start - 1] in "*_~":
        start -= 1
    return start


def _cut_segments(words: Sequence[Word]) -> Iterator[Segment]:
    current: list[Word] = []
    opener, nest, parenthesis = "", 0, 0
    for i, word in enumerate(words):
        if word.text in SEPARATORS and not (word.text == ":" and _is_ratio(words, i)):
            if current:
                yield _segment(current, opener, nest)
                opener = ""
            if word.text in OPENING:
                parenthesis += 1
            nest = parenthesis if word.text in OPENING else 0 if word.text in CLOSING else nest
            opener, current = (opener + word.text)[-2:], []
            continue
        if current and _starts_clause(words, i, current):
            yield _segment(current, opener, nest)
            opener, current = "", []
        current.append(word)
    if current:
        yield _segment(current, opener, nest)


def _is_ratio(words: Sequence[Word], i: int) -> bool:
    return (
        0 < i < len(words) - 1
        and words[i - 1].kind == "number"
        and words[i + 1].kind == "number"
        and words[i + 1].start == words[i].end
    )


def _segment(words: Sequence[Word], opener: str, nest: int) -> Segment:
    return Segment(tuple(words), words[0].start, words[-1].end, opener, nest)


def _starts_clause(words: Sequence[Word], i: int, current: Sequence[Word]) -> bool:
    word = words[i]
    if word.has("frame.perceive"):
        return _tells_perceived(words, i)
    if word.has("word.late") and i + 1 < len(words) and words[i + 1].has("frame.address", "frame.modal"):
        return True
    if not word.has("frame.connective", "frame.lead", "frame.modal"):
        return False
    after = i + 1
    while after < min(len(words), i + LONGEST_LEAD) and words[after].has(*LEADING):
        after += 1
    if after >= len(words):
        return False
    if all(
        previous.has(*LEADING, "frame.condition", "frame.preposition") for previous in current[:LONGEST_LEAD]
    ):
        return False
    if word.text.isascii():
        return _starts_english_clause(words, i, after, current)
    return words[after].has("verbs.strong") and not word.has("frame.modal") and word.text != "一 下"


def _starts_english_clause(words: Sequence[Word], i: int, after: int, current: Sequence[Word]) -> bool:
    if words[after].has(*VERBS, "verbs.follow") and words[after - 1].text != "to":
        is_after_wish = current[0].has("frame.condition") or (
            current[0].has("frame.connective", "frame.lead")
            and any(w.has("frame.condition") for w in current[:3])
        )
        return words[i].has("frame.connective") or (
            (is_after_wish or words[i].has("word.courtesy")) and words[i].has("frame.modal", "frame.lead")
        )
    if not words[i].has("frame.connective"):
        return False
    if i + 1 < len(words) and words[i + 1].has("frame.modal"):
        return True
    if words[i + 1].text == "can be" or words[after].has("frame.subject", "frame.address", "word.again"):
        return True
    return words[after].has("word.article") and (
        any(w.has("frame.finite") for w in words[after + 1 : after + 6])
        or any(w.has("screen.control", "screen.certain") for w in words[after + 1 : after + 4])
    )


def _tells_perceived(words: Sequence[Word], i: int) -> bool:
    """Tell whether `you'll see ...` opens what is seen, and does not point at it (`see what is where`)."""
    after = words[i + 1 : i + LONGEST_FACT]
    if not after or after[0].has("word.asked", "frame.pronoun", "word.asking"):
        return False
    is_purpose = words[i].text.startswith(("to ", "and see", "shows", "reveals"))
    return _states_fact(after) if is_purpose and not words[i].text.endswith("that") else True


def _states_fact(words: Sequence[Word]) -> bool:
    """Tell whether what is perceived is told right here, or only pointed at (`see what is where`)."""
    if not words or words[0].has("word.asked"):
        return False
    told = words[: next((i for i, word in enumerate(words) if word.text in TERMINATORS), len(words))]
    return any(word.kind in ("number", "quote", "file") for word in told) and (
        not words[0].text.isascii() or any(word.has("frame.finite") for word in told)
    )

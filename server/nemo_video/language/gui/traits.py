"""Says what can be seen of a segment, as short strings that the learned weights are keyed by.

What stands in the segment, how it begins and ends, and what its neighbours are about. Knows no weights, and
decides nothing; whoever adds a trait learns the weights anew (`tests/language/learn_replies.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise

from nemo_video.language.gui.sentences import Segment, Sentence
from nemo_video.language.gui.tags import HINTS, LEADING, NAMES, VERBS
from nemo_video.language.words import Word

LONGEST_VIEW = 40
"""Words of a segment that are looked at; a bound, so that time stays linear."""
LONGEST_HEAD = 3
TELLING_KINDS = frozenset(["quote", "number", "file", "link", "key"])
ABOUT = frozenset([*NAMES, *HINTS])
AFTER = frozenset([*ABOUT, "bias.generate", "bias.state", "bias.upload"])
THINGS = frozenset(["screen.control", "screen.place"])


@dataclass(frozen=True)
class Place:
    """One segment among its neighbours.

    Attributes:
        sentences: All sentences of the reply.
        row: Index of the sentence.
        column: Index of the segment in it.
        text: The source, for capital letters.
    """

    sentences: Sequence[Sentence]
    row: int
    column: int
    text: str

    @property
    def sentence(self) -> Sentence:
        """The sentence that the segment stands in."""
        return self.sentences[self.row]

    @property
    def segment(self) -> Segment:
        """The segment itself."""
        return self.sentence.segments[self.column]

    @cached_property
    def words(self) -> Sequence[Word]:
        """Its words, as many as are looked at."""
        return self.segment.words[:LONGEST_VIEW]

    def beside(self, step: int) -> Sequence[Word]:
        """Return the words of the segment before (-1) or after (1) it; a parenthesis is passed over."""
        segments = self.sentence.segments
        column = self.column + step
        while 0 <= column < len(segments) and segments[column].nest not in (0, self.segment.nest):
            column += step
        return segments[column].words[:LONGEST_VIEW] if 0 <= column < len(segments) else ()

    @property
    def wish(self) -> Sequence[Word]:
        """The words of a wish in the form of a question (`Too dark?`) right before the sentence."""
        before = self.sentences[self.row - 1] if self.row else None
        if not before or not before.asks or not before.segments or _asks_really(before):
            return ()
        return before.segments[-1].words[:LONGEST_VIEW]

    @property
    def answer(self) -> Sequence[Word]:
        """The first words behind the sentence, where it is a wish (`Too dark?`)."""
        if not self.sentence.asks or self.row + 1 == len(self.sentences) or _asks_really(self.sentence):
            return ()
        after = self.sentences[self.row + 1].segments
        return after[0].words[:LONGEST_HEAD] if after else ()


@cache
def _marks(tags: frozenset[str], kind: str) -> tuple[str, ...]:
    """Return what a word is: its lists, and its kind where that tells something."""
    return (*sorted(tags), kind) if kind in TELLING_KINDS else tuple(sorted(tags))


@cache
def _label(label: str, marks: tuple[str, ...]) -> tuple[str, ...]:
    """Put a label before each of some marks."""
    return tuple(f"{label} {mark}" for mark in marks)


def _join_all(joint: str, ones: tuple[str, ...], others: tuple[str, ...]) -> list[str]:
    return [f"{one}{joint}{other}" for one in ones for other in others]


def marks_of(word: Word) -> tuple[str, ...]:
    """Return the lists that a word stands in, and its kind where that tells something."""
    return _marks(word.tags, word.kind)


@cache
def _classes(tags: frozenset[str], kind: str, *, is_named: bool) -> tuple[str, ...]:
    """Return the marks of a word more coarsely: that it is some tool's name, not which tool's."""
    kinds = [kind] if kind in TELLING_KINDS else []
    names = ("name" if tag in NAMES else "hint" if tag in HINTS else tag for tag in tags)
    return tuple(sorted({*kinds, *names, *(["named"] if is_named else [])})) or ("other",)


def _classes_of(word: Word) -> tuple[str, ...]:
    return _classes(word.tags, word.kind, is_named=any(part.has(*NAMES) for part in word.inner))


def describe_segment(place: Place) -> list[str]:
    """Return the traits that tell handling of the screen from what is said about the film."""
    words = place.words
    start = _skip_lead(words)
    return [
        *_describe_words(words, place.text),
        *_describe_head(words, start),
        *_describe_pairs(words, start),
        *_describe_position(place),
        *_describe_neighbours(place),
    ]


def _skip_lead(words: Sequence[Word]) -> int:
    """Return where `please`, `you can` and the like end; a verb ends them too."""
    start = 0
    while start < len(words) - 1 and words[start].has(*LEADING) and not words[start].has(*VERBS):
        start += 1
    return start


def _describe_words(words: Sequence[Word], text: str) -> list[str]:
    traits: list[str] = []
    before = "^"
    for word in words:
        traits += (word.text, f"{before}_{word.text}", *_label("has", marks_of(word)))
        for part in word.inner:
            traits += (f"quotes {part.text}", *_label("quotes", marks_of(part)))
        before = word.text
    return traits + ["capital" for word in words[1:] if text[word.start].isupper()]


def _describe_head(words: Sequence[Word], start: int) -> list[str]:
    traits = [f"lead {word.text}" for word in words[:start]]
    for i, word in enumerate(words[start : start + LONGEST_HEAD]):
        traits += (f"head{i} {word.text}", *_label(f"head{i}", marks_of(word) or ("other",)))
    return [*traits, f"tail {words[-1].text}", *_label("tail", marks_of(words[-1]))]


def _describe_pairs(words: Sequence[Word], start: int) -> list[str]:
    """What stands next to what; what the first word is and what is named behind it."""
    classes = [_classes_of(word) for word in words]
    traits = [trait for pair in pairwise([("^",), *classes]) for trait in _join_all("+", *pair)]
    behind = frozenset[str]().union(*classes[start + 1 :])
    traits += [f"{one}..{other}" for one in (*classes[start], "any") for other in behind or ("end",)]
    return traits


def _describe_position(place: Place) -> list[str]:
    segment, sentence = place.segment, place.sentence
    facts = {
        "nested": bool(segment.nest),
        "step": sentence.is_step,
        "last": place.column == len(sentence.segments) - 1,
        "chinese": not place.words[0].text.isascii(),
        "after wish": bool(place.wish),
        "real question": sentence.asks and _asks_really(sentence),
    }
    return [
        "always",
        f"opener {segment.opener}",
        f"mark {sentence.mark}",
        f"column {min(place.column, 2)}",
        f"length {min(len(segment.words) // 4, 5)}",
        *(fact for fact, holds in facts.items() if holds),
    ]


def _asks_really(sentence: Sentence) -> bool:
    """Tell a question that wants an answer (`Which do you prefer?`) from a wish (`Too dark?`)."""
    if sentence.words[0].text.isascii():
        return any(segment.words[0].has("word.asking") for segment in sentence.segments)
    return any(word.has("word.asking") for word in sentence.words[:LONGEST_VIEW])


def _describe_neighbours(place: Place) -> list[str]:
    traits = [mark for word in place.answer for mark in _label("answer", marks_of(word))]
    for step, side in ((-1, "before"), (1, "after")):
        beside = place.beside(step)
        for word in beside:
            traits += _label(side, marks_of(word))
        for word in beside[:1]:
            traits += (f"{side} head {word.text}", *_label(f"{side} head", marks_of(word)))
    return traits


def describe_aim(place: Place) -> list[str]:
    """Return the traits that tell what a handling of the screen is after."""
    words = [part for word in place.words for part in word.inner or (word,)]
    verb = next((word for word in words if word.has(*VERBS)), None)
    return [
        *_describe_aimed_words(words),
        *_describe_names(words),
        *_describe_purpose(words),
        *(_describe_verb(verb, words) if verb else ()),
        *_describe_company(place),
    ]


def _describe_aimed_words(words: Sequence[Word]) -> list[str]:
    traits = ["always"]
    before = "^"
    for word in words:
        traits += (word.text, f"{before}_{word.text}", *_label("has", marks_of(word)))
        before = word.text
    return traits + [trait for word in words[:2] for trait in _label("head", marks_of(word))]


def _describe_names(words: Sequence[Word]) -> list[str]:
    first = next((i for i, word in enumerate(words) if word.has(*NAMES)), len(words))
    return [
        f"{'first' if i == first else 'later'} {tag}"
        for i, word in enumerate(words)
        for tag in word.tags
        if tag.endswith(".names")
    ]


def _describe_purpose(words: Sequence[Word]) -> list[str]:
    """`... to shorten it` tells more than the same words before."""
    start = next((i for i, word in enumerate(words) if i and word.has("word.purpose")), len(words))
    return [trait for word in words[start + 1 :] for trait in _label("for", (word.text, *marks_of(word)))]


def _describe_verb(verb: Word, words: Sequence[Word]) -> list[str]:
    ways = [verb.text, *(tag for tag in verb.tags if tag.startswith("bias"))]
    things = [tag for word in words for tag in word.tags if tag in ABOUT or tag in THINGS]
    return [f"verb {verb.text}", *_join_all("..", tuple(ways), tuple(things))]


def _describe_company(place: Place) -> list[str]:
    """What the segments beside are about, and the question to the reader before."""
    traits = [f"segments {min(len(place.sentence.segments), 3)}"]
    traits += ["step"] if place.sentence.is_step else []
    traits += ["last"] if place.column == len(place.sentence.segments) - 1 else []
    for words, side in ((place.beside(-1), "before"), (place.beside(1), "after"), (place.wish, "wish")):
        parts = (part for word in words for part in word.inner or (word,))
        traits += [f"{side} {tag}" for part in parts for tag in part.tags if tag in AFTER]
    return traits

"""Tells handling of the screen from what is said about the film, one segment at a time.

A segment is handling only when it speaks to the reader (an imperative, "you can ...", "by opening ...", or a noun of
the screen that does something for the reader) and its object is the screen. What a person in the film does, and what
was done to the film, is content.
"""

from collections.abc import Sequence
from enum import Enum, auto

from nemo_video.language.gui.sentences import Segment
from nemo_video.language.words import PATH_MARKS, Word

LEADING = ("frame.lead", "frame.modal", "frame.connective")
SCREEN = ("screen.control", "screen.place", "screen.icon", "screen.where", "screen.landmark")
NAMES = ("export.names", "credits.names", "state.names", "upload.names", "generate.names", "state.places", "none.names")
HINTS = ("export.hints", "credits.hints", "state.hints", "upload.hints", "generate.hints")
DETERMINERS = frozenset(["the", "your", "it", "its", "this", "that", "a", "an", "them", "these", "those", "to", "from", "via", "in", "at", "on", "with", "when", "whenever", "once", "now", "again", "as", "all", "any", "both", "each", "every", "one", "my", "more", "here", "below", "above", "another", "either", "whichever", "twice", "anything", "into", "onto", "under", "over", "through", "by", "or", "and", "if", "for", "back"])
NOUN_THRESHOLD = 3.0
PRONOUNS = frozenset(["me", "us", "我", "我 们"])


class Kind(Enum):
    """What a segment is."""

    CONTENT = auto()
    HANDLING = auto()
    FOLLOW = auto()
    """An imperative that is handling only beside handling (`type your text`)."""
    CONDITION = auto()
    """A wish or purpose that says nothing of its own (`if you like it`)."""
    FRAGMENT = auto()
    """Only a place or a name on the screen (`in the top right corner`)."""


def classify(segment: Segment, text: str, is_narrated: bool, is_invited: bool) -> Kind:
    """Say what a segment is.

    Args:
        segment: The segment.
        text: The source, for capital letters.
        is_narrated: The segment before it in the sentence tells what somebody in the film does.
        is_invited: A question to the reader stands right before it.
    """
    words = segment.words
    start = _skip(words, LEADING)
    if start == len(words):
        return Kind.FOLLOW if any(word.has("verbs.follow", "frame.lead") for word in words) else Kind.CONTENT
    if _is_fragment(words[start:]):
        return Kind.FRAGMENT
    verb = find_imperative(words, text)
    if verb is not None:
        kind = _judge_imperative(words, verb, text, is_narrated)
        if kind is not Kind.CONTENT:
            return kind
    if _is_handled_by_gerund(words, text) or _is_handled_condition(words, text):
        return Kind.HANDLING
    if score_noun(words, text, is_invited) >= NOUN_THRESHOLD:
        return Kind.HANDLING
    return Kind.CONDITION if _is_condition(words, start) else Kind.CONTENT


def _skip(words: Sequence[Word], tags: Sequence[str], start: int = 0) -> int:
    while start < len(words) and (words[start].has(*tags) or _is_picture(words[start])) and not _is_verb_now(words, start):
        start += 1
    return start


def _is_verb_now(words: Sequence[Word], i: int) -> bool:
    return words[i].has("verbs.strong", "verbs.weak", "verbs.tool")


def _is_picture(word: Word) -> bool:
    return word.kind == "symbol" and not word.tags and not word.text.isascii() and not "\u2e80" <= word.text[0] <= "\u9fff"


def _is_fragment(words: Sequence[Word]) -> bool:
    if _is_verb_now(words, 0):
        return False
    content = [word for word in words if word.text not in DETERMINERS and word.text not in ("的", "那", "个", "of", "里", "中", "上") and not word.has("frame.preposition")]
    return bool(content) and all(word.has(*SCREEN) or word.kind == "key" for word in content) and len(content) <= 5


def find_imperative(words: Sequence[Word], text: str) -> int | None:
    """Return the index of the verb that is told to the reader, or None."""
    is_latin = all(word.text.isascii() for word in words[:3])
    return _find_english_imperative(words, text) if is_latin else _find_chinese_imperative(words)


def _find_english_imperative(words: Sequence[Word], text: str) -> int | None:
    i = _skip(words, LEADING)
    if i < len(words) and words[i].has("screen.where", "screen.landmark") and i + 1 < len(words):
        i = _skip(words, LEADING, i + 1)
    if i >= len(words):
        return None
    word = words[i]
    if word.has("verbs.strong", "verbs.weak", "verbs.follow"):
        return i
    return i if word.has("verbs.tool") and (i + 1 == len(words) or _takes_object(words[i + 1], text)) else None


def _takes_object(word: Word, text: str) -> bool:
    return word.text.split()[0] in DETERMINERS or word.kind in ("quote", "key") or text[word.start].isupper() or word.has(*SCREEN)


def _find_chinese_imperative(words: Sequence[Word]) -> int | None:
    is_bound = False
    for i, word in enumerate(words):
        if word.has("verbs.strong", "verbs.weak", "verbs.tool") and not word.has("frame.preposition"):
            return i
        if word.has("frame.condition", "frame.preposition"):
            is_bound = True
        if word.has("frame.person", "frame.narrate") or not (is_bound or _explains_itself(word)):
            break
    start = _skip(words, LEADING)
    return start if start < len(words) and words[start].has("verbs.follow") else None


def _explains_itself(word: Word) -> bool:
    """Tell whether a word may stand before a Chinese imperative without being its subject."""
    return (
        word.has(*LEADING, "frame.address", *SCREEN)
        or word.kind in ("quote", "key")
        or word.text in ("的", "上", "里", "中", "那", "个", "一", "这", "处")
        or _is_picture(word)
    )


def _judge_imperative(words: Sequence[Word], verb: int, text: str, is_narrated: bool) -> Kind:
    rest = words[verb + 1 :]
    around = [*words[:verb], *rest]
    if rest and rest[0].text in PRONOUNS:
        return Kind.CONTENT
    if rest and rest[0].text in ("了", "着", "过"):
        return Kind.CONTENT
    evidence = weigh_screen(around, text) - 1.5 * _count(around, "frame.narrate")
    if is_narrated and evidence < 3 and not _count(words[:verb], "frame.address", "frame.modal"):
        return Kind.CONTENT
    if words[verb].has("verbs.strong"):
        if evidence >= 1 or any(word.has(*HINTS) for word in around):
            return Kind.HANDLING
        is_english = words[verb].text.isascii()
        return Kind.HANDLING if is_english and (not rest or _takes_object(rest[0], text)) else Kind.CONTENT
    if words[verb].has("verbs.tool") and (words[verb].text.isascii() or verb or evidence >= 1 or _is_urged(rest)):
        return Kind.HANDLING
    if words[verb].has("verbs.tool") or (not words[verb].text.isascii() and _count(around, "frame.narrate") and not verb):
        return Kind.CONTENT
    is_moved = any(tag.startswith("bias.") and tag != "bias.state" for tag in words[verb].tags)
    is_on_screen = any(word.has("screen.icon", "screen.control") for word in rest[:6] or around)
    return Kind.HANDLING if evidence >= 2 or (is_moved and is_on_screen) else Kind.FOLLOW


def _is_urged(rest: Sequence[Word]) -> bool:
    return not rest or any(word.has("verbs.follow", "state.hints") for word in rest)


def is_residue(segment: Segment) -> bool:
    """Tell whether a segment behind handling only adds to it: `(or Cmd+E on a Mac)`."""
    words = segment.words
    says_something = any(word.kind in ("number", "quote", "link", "file") or word.has("frame.finite", "frame.subject", "frame.perceive") for word in words)
    return not says_something and len(words) <= 6 and (segment.nest > 0 or words[0].text in ("or", "或", "或者"))


def weigh_screen(words: Sequence[Word], text: str) -> float:
    """Weigh how much of a screen stands in some words."""
    weight = 0.0
    for i, word in enumerate(words):
        if word.has("screen.control", "screen.landmark") or word.kind == "key" or word.text in PATH_MARKS:
            weight += 2
        elif word.has("screen.place"):
            weight += 2
        elif word.kind == "quote":
            weight += 2 if any(inner.has(*NAMES) for inner in word.inner) else 1
        elif word.has(*NAMES) and (i == 0 or text[word.start].isupper()):
            weight += 2
        elif word.has("screen.icon", "screen.where") or word.has(*NAMES):
            weight += 1
        elif i and word.kind == "word" and text[word.start].isupper() and word.text != "i":
            weight += 1
    return weight


def _is_handled_by_gerund(words: Sequence[Word], text: str) -> bool:
    for i, word in enumerate(words):
        if word.has("verbs.gerund", "verbs.touch"):
            is_told = i == _skip(words, LEADING) or words[i - 1].text in ("by", "via", "through", "after", "when", "while", "with", "for", "to", "worth", "try", "from", "upon", "on", "before", "of")
            is_story = any(w.has("frame.narrate") for w in words[:i])
            return is_told and not is_story and weigh_screen(words[i + 1 :], text) + _count(words, "frame.address") >= 1
    return False


def _is_handled_condition(words: Sequence[Word], text: str) -> bool:
    """Tell whether a condition is itself the handling: `once you've clicked Export`."""
    i = _skip(words, ("frame.lead", "frame.connective"))
    if i >= len(words) or not words[i].has("frame.condition"):
        return False
    for j in range(i + 1, min(i + 6, len(words))):
        if words[j].has("verbs.strong", "verbs.participle", "verbs.weak", "verbs.tool") and any(w.has("frame.address", "frame.modal") for w in words[i:j]):
            return weigh_screen(words[j + 1 :], text) >= 2
    return False


def _count(words: Sequence[Word], *tags: str) -> int:
    return sum(word.has(*tags) for word in words)


def _is_condition(words: Sequence[Word], start: int) -> bool:
    if words[start].has("frame.cause"):
        return False
    if any(word.kind == "number" for word in words) and not words[0].text.isascii() and not words[0].has("frame.explicit") :
        return words[-1].text in ("的 话", "时", "后")
    is_opened = words[start].has("frame.condition") or any(word.has("frame.condition") for word in words[:start])
    is_closed = words[-1].text in ("的 话", "时", "后", "就")
    return is_opened or is_closed


def score_noun(words: Sequence[Word], text: str, is_invited: bool) -> float:
    """Score a segment without a verb of handling: `the button in the upper right gives you the film`."""
    thing = max((_weigh_thing(word) for word in words), default=0.0)
    if not thing:
        return 0.0
    score = thing + (1.5 if is_invited else 0.0)
    score += 2.0 if _count(words, "screen.landmark") else 1.0 if _count(words, "screen.where") else 0.0
    score += 1.0 if any(word.has("frame.address") or "您" in word.text or "你" in word.text for word in words) else 0.0
    score += 1.0 if words[_skip(words, ("frame.lead", "frame.connective"))  % len(words)].has("frame.modal") else 0.0
    score += 1.0 if _agrees(words) else 0.0
    score += 1.5 if _is_instrument(words) else 0.0
    score += 1.0 if _count(words, "frame.function") else 0.0
    score += 1.5 if _count(words, "verbs.touch") else 0.0
    score -= 1.5 * _count(words, "frame.narrate")
    score -= 1.5 if any(word.kind == "number" for word in words) else 0.0
    return score


def _agrees(words: Sequence[Word]) -> bool:
    """Tell whether a picture of a tool stands beside what that tool does (`the curved arrow takes back ...`)."""
    for tool in ("export", "credits", "state", "upload", "generate"):
        shown = any(word.has(f"{tool}.names", f"{tool}.places") and word.has(*SCREEN) for word in words)
        if shown and any(word.has(f"{tool}.hints", f"{tool}.names") and not word.has(*SCREEN) for word in words):
            return True
    return False


INSTRUMENT = frozenset(["with", "using", "via", "through", "用", "通 过", "借 助", "利 用", "使 用"])


def _is_instrument(words: Sequence[Word]) -> bool:
    return any(
        word.text in INSTRUMENT and any(later.has("screen.control", "screen.icon") for later in words[i + 1 : i + 10])
        for i, word in enumerate(words)
    )


def _weigh_thing(word: Word) -> float:
    if word.has("screen.control"):
        return 1.5
    if word.has("screen.icon", "screen.place"):
        return 1.0
    return 0.0

"""Finds the verb that is told to the reader, and judges whether it handles the screen.

English: the verb stands at the head, after words of courtesy. Chinese: nothing before it may be its subject.
"""

from collections.abc import Sequence

from nemo_video.language.gui.evidence import (
    count,
    count_story,
    has_hint,
    has_number,
    is_picture,
    skip,
    weigh_screen,
)
from nemo_video.language.gui.kinds import Kind
from nemo_video.language.gui.tags import HINTS, LEADING, NAMES, SCREEN, VERBS
from nemo_video.language.words import Word

OPENERS = frozenset(
    [
        "the",
        "your",
        "a",
        "an",
        "to",
        "in",
        "on",
        "at",
        "from",
        "every",
        "all",
        "each",
        "any",
        "both",
        "this",
        "that",
        "these",
        "those",
        "its",
        "it",
        "my",
        "one",
    ]
)
"""Words that an object or a place may open with inside a longer phrase."""
SHORT_NAME = 5
STORY_MARGIN = 4.0
"""Evidence that an imperative needs behind a clause about somebody in the film."""


def find_imperative(words: Sequence[Word], text: str) -> int | None:
    """Return the index of the verb that is told to the reader, or None."""
    is_english = all(word.text.isascii() for word in words[:3])
    return _find_english(words, text) if is_english else _find_chinese(words)


def _find_english(words: Sequence[Word], text: str) -> int | None:
    i = skip(words)
    if i < len(words) - 1 and words[i].has("screen.where", "screen.landmark"):
        i = skip(words, start=i + 1)
    if i == len(words):
        return None
    if words[i].has("verbs.strong", "verbs.weak", "verbs.follow"):
        return i
    takes_object = i + 1 == len(words) or _takes_object(words[i + 1], text)
    return i if words[i].has("verbs.tool") and takes_object else None


def _takes_object(word: Word, text: str) -> bool:
    is_determined = word.has("word.determiner") or word.text.split()[0] in OPENERS
    return is_determined or word.kind in ("quote", "key") or text[word.start].isupper() or word.has(*SCREEN)


def _find_chinese(words: Sequence[Word]) -> int | None:
    verb = _find_without_subject(words, 0)
    urged = next((i for i, word in enumerate(words) if i and word.has("word.urge")), 0)
    is_wish = bool(count(words[:2], "frame.condition"))
    if verb is None and urged and (is_wish or not count(words[:urged], "frame.person", "word.teller")):
        verb = _find_without_subject(words, urged)
    if verb is not None:
        return verb
    start = skip(words)
    return start if start < len(words) and words[start].has("verbs.follow") else None


def _find_without_subject(words: Sequence[Word], start: int) -> int | None:
    is_bound = words[-1].has("verbs.follow") and words[start].has("upload.media", "generate.hints")
    for i, word in enumerate(words[start:], start):
        if word.has(*VERBS) and not word.has("frame.preposition") and not _begins_unknown_word(words, i):
            return i
        is_bound = is_bound or word.has("frame.condition", "frame.preposition")
        is_subject = word.has("frame.person") or (word.has("frame.narrate") and not is_bound)
        if is_subject or not (is_bound or _is_no_subject(word) or word.has("word.urge")):
            return None
    return None


def _begins_unknown_word(words: Sequence[Word], i: int) -> bool:
    """Tell whether a one-character verb is only the head of a word that we do not know (`收` in `收银台`)."""
    after = words[i + 1] if i + 1 < len(words) else None
    is_short = len(words[i].text) == 1 and not words[i].has("verbs.strong")
    is_unknown = is_short and after is not None and after.kind == "symbol" and not after.tags
    return is_unknown and not count(words[i + 1 : i + 5], *SCREEN)


def _is_no_subject(word: Word) -> bool:
    is_frame = word.has(*LEADING, *SCREEN, "frame.address", "word.particle") or word.text == "的"
    is_frame = is_frame or word.text[0] in "从在把将用"
    return is_frame or word.kind in ("quote", "key") or is_picture(word)


def judge_imperative(
    words: Sequence[Word], verb: int, text: str, *, is_narrated: bool, is_nested: bool, is_joined: bool
) -> Kind:
    """Judge the segment whose verb was found.

    Args:
        words: The segment.
        verb: Index of its verb.
        text: The source.
        is_narrated: The clause before it tells what somebody in the film does.
        is_nested: The segment stands in parentheses.
        is_joined: Only a comma stands between it and content, as in `he bends down, lifts the lid`.
    """
    rest = words[verb + 1 :]
    if rest and rest[0].has("word.asker", "word.aspect"):
        return Kind.CONTENT
    if not words[verb].has("verbs.strong") and words[verb - 1 if verb else 0].text == "you":
        return Kind.CONTENT
    around = [*rest, *words[:verb]]
    told = [*words[:verb], *_object_of(rest)]
    story = 0.0 if words[0].has("frame.preposition") else 1.5 * count_story(told, "frame.narrate")
    evidence = weigh_screen(around, text) - story
    if is_narrated and evidence < STORY_MARGIN and not count(words[:verb], "frame.address", "frame.modal"):
        return Kind.CONTENT
    if words[verb].has("word.noun_too") and rest and evidence < 2 and not _is_object(rest[0], text):
        return Kind.CONTENT
    if words[verb].has("verbs.strong"):
        return _judge_strong(words, verb, text, evidence)
    if words[verb].has("verbs.tool"):
        return _judge_tool_verb(words, verb, evidence)
    return _judge_weak(words, verb, evidence, is_nested=is_nested, is_joined=is_joined)


def _object_of(rest: Sequence[Word]) -> Sequence[Word]:
    """Return what stands before the next verb: what the first one is done to."""
    return rest[
        : next((i for i, word in enumerate(rest) if i and word.has("verbs.strong", "verbs.weak")), len(rest))
    ]


def _is_object(word: Word, text: str) -> bool:
    return (
        _takes_object(word, text)
        or word.kind in ("symbol", "number")
        or word.has(*NAMES, *LEADING, "generate.hints")
    )


def _judge_strong(words: Sequence[Word], verb: int, text: str, evidence: float) -> Kind:
    rest = words[verb + 1 :]
    is_english = words[verb].text.isascii()
    if len(words) == 1 and is_english:
        return Kind.FOLLOW
    if evidence >= 1 or has_hint([*rest, *words[:verb]]):
        return Kind.HANDLING
    if is_english:
        return Kind.HANDLING if not rest or _takes_object(rest[0], text) else Kind.CONTENT
    if (
        len(words[verb].text) == 1
        and 0 < len(rest) <= SHORT_NAME
        and not verb
        and not count(rest, "frame.address", "frame.finite")
    ):
        return Kind.FOLLOW
    is_long = " " in words[verb].text
    return Kind.HANDLING if is_long and evidence >= 0 and not count(words, "frame.person") else Kind.CONTENT


def _judge_tool_verb(words: Sequence[Word], verb: int, evidence: float) -> Kind:
    rest = words[verb + 1 :]
    if words[verb].text.isascii():
        return Kind.HANDLING
    if has_number(rest) and not count(rest, *SCREEN):
        return Kind.CONTENT
    is_urged = not rest or bool(count(rest, "verbs.follow", "state.hints"))
    if verb or evidence >= 1 or is_urged:
        return Kind.HANDLING
    names_its_object = words[verb].has(*NAMES) and len(words[verb].text.split()) > len("预览")
    is_about_tool = rest[0].has(*NAMES, *HINTS) or names_its_object
    return Kind.FOLLOW if is_about_tool and not count(rest, "frame.finite") else Kind.CONTENT


def _judge_weak(
    words: Sequence[Word], verb: int, evidence: float, *, is_nested: bool, is_joined: bool
) -> Kind:
    rest = words[verb + 1 :]
    if not words[verb].text.isascii() and not verb and count_story(_object_of(rest), "frame.narrate"):
        return Kind.CONTENT
    if is_nested and words[verb].has("bias.generate") and rest and rest[0].text in ("it", "them", "可 以"):
        return Kind.HANDLING
    moves = words[verb].has("bias.generate", "bias.upload")
    if words[verb].has("bias.upload") and count(words[:verb], "upload.media") and count(rest, "verbs.follow"):
        return Kind.HANDLING
    if (
        moves
        and count([*rest[:4], *words[:verb]], "screen.object")
        and not is_joined
        and (verb or not has_number(rest))
    ):
        return Kind.HANDLING
    is_on_screen = bool(count(rest[:6] or words[:verb], "screen.icon", "screen.control"))
    if is_joined and not count(rest, "screen.control", "screen.certain"):
        return Kind.FOLLOW
    is_named = moves and words[verb].text.isascii() and bool(count(rest, *NAMES)) and evidence >= 1
    return Kind.HANDLING if evidence >= 2 or is_named or (moves and is_on_screen) else Kind.FOLLOW

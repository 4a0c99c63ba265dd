"""Weighs how much of a screen, and of its reader, stands in some words.

The weights were set by hand on labelled sentences. Knows nothing of sentences and of what becomes of them.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise, zip_longest

from nemo_video.language.gui.tags import HINTS, LEADING, NAMES, SCREEN, TOOLS, VERBS
from nemo_video.language.words import PATH_MARKS, Word

THINGS = ("screen.icon", "screen.place")
READER = frozenset(["you", "your", "you're", "you'll", "you've", "您", "你"])
NOUN_THRESHOLD = 3.0
"""Evidence that makes handling of words without a verb of handling."""


def count(words: Sequence[Word], *tags: str) -> int:
    """Count the words that stand in any of these lists."""
    found = 0
    for word in words:
        if word.tags and not word.tags.isdisjoint(tags):
            found += 1
    return found


def skip(words: Sequence[Word], tags: Sequence[str] = LEADING, start: int = 0) -> int:
    """Return where the words of these lists, and pictures, end; a verb ends them too."""
    while start < len(words) and (words[start].has(*tags) or is_picture(words[start])):
        if words[start].has(*VERBS):
            break
        start += 1
    return start


def is_picture(word: Word) -> bool:
    """Tell whether a word is an emoji or another picture."""
    is_plain = word.kind == "symbol" and not word.tags and not word.text.isascii()
    return is_plain and not "\u2e80" <= word.text[0] <= "\u9fff"


def count_story(words: Sequence[Word], *tags: str) -> int:
    """Count the words of the film, but not where they name a part of the screen (`Scenes tab`)."""
    pairs = zip_longest(words, words[1:])
    return sum(
        word.has(*tags) and not (after and after.has("screen.control", "screen.certain"))
        for word, after in pairs
    )


def is_addressed(words: Sequence[Word]) -> bool:
    """Tell whether the reader is spoken to."""
    return any(word.has("frame.address") or not READER.isdisjoint(word.text.split()) for word in words)


def has_number(words: Sequence[Word]) -> bool:
    """Tell whether a number stands among the words: a fact of the film more often than not."""
    return any(word.kind == "number" for word in words)


def weigh_screen(words: Sequence[Word], text: str) -> float:
    """Weigh the things of a screen; words in the source's capitals are names of controls."""
    return sum(_weigh_word(word, i, text) for i, word in enumerate(words))


def _weigh_word(word: Word, i: int, text: str) -> float:
    is_capital = text[word.start].isupper()
    if (
        word.has("screen.control", "screen.landmark", "screen.place")
        or word.kind == "key"
        or word.text in PATH_MARKS
    ):
        return 2.0
    if word.kind == "quote":
        return 2.0 if any(inner.has(*NAMES) for inner in word.inner) else 1.0
    if word.has(*NAMES):
        return 2.0 if i == 0 or is_capital else 1.0
    if word.has("screen.icon", "screen.where"):
        return 1.0
    return 1.0 if i and word.kind == "word" and is_capital and not word.tags else 0.0


def score_noun(words: Sequence[Word], *, is_invited: bool) -> float:
    """Score words without a verb of handling: `the button in the upper right gives you the film`."""
    if not count(words, *SCREEN, "screen.certain", *NAMES) and not _has_menu_path(words):
        return 0.0
    thing = _weigh_thing(words)
    is_kept_there = bool(count(words, "frame.store") and count(words, "screen.where", "screen.landmark"))
    if not thing and not is_kept_there:
        return 0.0
    is_told_by_us = words[skip(words) % len(words)].has("word.teller")
    story = 1.5 * (count_story(words, "frame.narrate", "frame.person") + is_told_by_us)
    return thing + 1.5 * is_invited + sum(weight for weight, holds in FEATURES if holds(words)) - story


def _weigh_thing(words: Sequence[Word]) -> float:
    if _has_menu_path(words):
        return 3.0
    if count(words, "screen.certain"):
        return 2.0
    is_vague = all(word.has("screen.vague") for word in words if word.has("screen.control", *THINGS))
    if is_vague and count(words, "screen.control", *THINGS):
        return 0.75
    if count(words, "screen.control"):
        return 1.5
    is_placed_name = len(words) > 1 and words[0].has(*NAMES) and words[1].has("word.is")
    if count(words, *THINGS) or (is_placed_name and count(words, "screen.where", "screen.landmark")):
        return 1.0
    return 0.0


def _has_menu_path(words: Sequence[Word]) -> bool:
    return any(
        word.text in PATH_MARKS
        and any(near.has(*NAMES, *SCREEN) for near in (*words[max(0, i - 2) : i], *words[i + 1 : i + 3]))
        for i, word in enumerate(words)
    )


def _is_at_landmark(words: Sequence[Word]) -> bool:
    """`beside your name`, `under the text field`, `next to "Edge"`."""
    if count(words, "screen.landmark"):
        return True
    return any(
        (word.has("word.beside") or (word.text == "to" and i and words[i - 1].text == "next"))
        and any(
            near.has("screen.control", "screen.place") or near.kind == "quote"
            for near in words[i + 1 : i + 4]
        )
        for i, word in enumerate(words)
    )


def _is_only_at_place(words: Sequence[Word]) -> bool:
    return bool(count(words, "screen.where")) and not _is_at_landmark(words)


def _is_at_place_in_film(words: Sequence[Word]) -> bool:
    """`at the top of the tower`."""
    return any(
        place.has("screen.where")
        and of.text == "of"
        and not any(
            near.has(*SCREEN, "word.asked", "word.determiner") and near.text != "the"
            for near in words[i + 2 : i + 5]
        )
        for i, (place, of) in enumerate(pairwise(words[:-1]))
    )


def _is_offered(words: Sequence[Word]) -> bool:
    """`you can ...` at the head."""
    return words[skip(words, ("frame.lead", "frame.connective")) % len(words)].has("frame.modal")


def _is_possible(words: Sequence[Word]) -> bool:
    return bool(count(words, "frame.modal")) and not _is_offered(words)


def _is_small(words: Sequence[Word]) -> bool:
    """`the little clock`, `小时钟`."""
    return any(
        (word.text.startswith("小 ") and word.has("screen.icon"))
        or (
            word.has("frame.diminutive")
            and any(later.has("screen.icon", "screen.control") for later in words[i + 1 : i + 4])
        )
        for i, word in enumerate(words)
    )


def _agrees(words: Sequence[Word]) -> bool:
    """`the curved arrow takes back ...`: a picture of a tool beside what that tool does."""
    for tool in TOOLS:
        names, hints = f"{tool}.names", f"{tool}.hints"
        shown = any(word.has(names, f"{tool}.places") and word.has(*SCREEN) for word in words)
        if shown and any(word.has(hints, names) and not word.has(*SCREEN) for word in words):
            return True
    return False


def _is_behind(words: Sequence[Word]) -> bool:
    """`behind the little clock`, `小时钟后面`."""
    return any(
        (
            word.text == "behind"
            and any(near.has("screen.icon", "screen.control") for near in words[i + 1 : i + 5])
        )
        or (
            word.has("screen.icon", "screen.control")
            and words[i + 1 : i + 2]
            and words[i + 1].text in ("后 面", "背 后", "里 头")
        )
        for i, word in enumerate(words)
    )


def _is_stored(words: Sequence[Word]) -> bool:
    """`lives in the column on the right`, `is tucked away behind the clock`."""
    return bool(count(words, "frame.store")) and (
        _is_behind(words) or bool(count(words, "screen.where", "screen.landmark"))
    )


def _is_instrument(words: Sequence[Word]) -> bool:
    """`with the faders`."""
    return any(
        word.has("word.instrument")
        and any(later.has("screen.control", "screen.icon") for later in words[i + 1 : i + 10])
        for i, word in enumerate(words)
    )


def _is_named_control(words: Sequence[Word]) -> bool:
    """`the Export button`, or two things of a screen side by side."""
    if count(words, "screen.control", "screen.icon", "screen.place") > 1:
        return True
    if any(word.has("screen.certain") and word.has(*NAMES) and " " in word.text for word in words):
        return True
    return any(
        name.has(*NAMES) and thing.has("screen.control", "screen.certain") for name, thing in pairwise(words)
    )


def quotes_film(words: Sequence[Word]) -> bool:
    """`the bubble says "Hi!"`; a quotation that is or marks a control is none of the film."""
    for i, word in enumerate(words):
        is_beside = any(near.has("word.beside") or near.text == "to" for near in words[max(0, i - 1) : i])
        is_label = is_beside or bool(count(words[i + 1 : i + 5], *SCREEN))
        if word.kind == "quote" and not is_label and not any(inner.has(*NAMES) for inner in word.inner):
            return True
    return False


FEATURES: tuple[tuple[float, Callable[[Sequence[Word]], bool]], ...] = (
    (2.0, _is_at_landmark),
    (1.0, _is_only_at_place),
    (-2.0, _is_at_place_in_film),
    (1.0, is_addressed),
    (1.0, _is_offered),
    (0.5, _is_possible),
    (1.0, _is_stored),
    (1.0, lambda words: bool(count(words, "frame.function"))),
    (0.5, lambda words: bool(count(words[1:], "frame.pronoun"))),
    (0.5, _is_small),
    (1.0, _agrees),
    (1.0, _is_behind),
    (1.5, _is_instrument),
    (1.5, lambda words: bool(count(words, "verbs.touch"))),
    (1.0, _is_named_control),
    (-1.5, has_number),
    (-1.5, quotes_film),
)
"""What speaks for a noun of the screen, and against it."""


def has_hint(words: Sequence[Word]) -> bool:
    """Tell whether any purpose of a tool is named."""
    return bool(count(words, *HINTS))

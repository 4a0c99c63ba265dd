"""Tells handling of the screen from what is said about the film, one segment at a time.

A segment is handling only when it speaks to the reader (an imperative, "you can ...", "by opening ...", or a
noun of the screen that does something for the reader) and its object is the screen. What a person in the film
does, and what was done to the film, is content.
"""

from collections.abc import Sequence
from itertools import pairwise

from nemo_video.language.gui.evidence import (
    NOUN_THRESHOLD,
    count,
    has_number,
    is_addressed,
    quotes_film,
    score_noun,
    skip,
    weigh_screen,
)
from nemo_video.language.gui.imperatives import find_imperative, judge_imperative
from nemo_video.language.gui.kinds import Kind
from nemo_video.language.gui.sentences import Segment, Sentence, states_fact
from nemo_video.language.gui.tags import LEADING, SCREEN, VERBS
from nemo_video.language.words import Word

URGING = ("word.urge", "frame.condition", "frame.address", "frame.modal")
STORY_PENALTY = 1.5
COMPANY_THRESHOLD = 2.0
"""Evidence for a segment beside handling (see `NOUN_THRESHOLD`)."""
LONGEST_RESIDUE, LONGEST_TAIL, LONGEST_FRAGMENT, LONGEST_CONSEQUENCE = 6, 4, 5, 10
LONGEST_WISH = 8
POINTERS = frozenset(["what", "which", "how", "where", "whether"])
RESULTS = frozenset("让把将就能会它都全")
"""Characters that open what a Chinese handling is good for."""


def classify_sentence(sentence: Sentence, text: str, *, is_invited: bool) -> list[Kind]:
    """Say what each segment of a sentence is.

    Args:
        sentence: The sentence.
        text: The source, for capital letters.
        is_invited: A question to the reader stands right before the sentence.
    """
    kinds: list[Kind] = []
    is_narrated, is_story, is_wished = False, False, is_invited
    for segment in sentence.segments:
        goes_on = segment.opener in (",", "，", "")
        is_led = count(segment.words, *URGING) or segment.words[0].has(*LEADING)
        is_bare = segment.opener in (",", "，") and not is_led
        kind = _classify(
            segment,
            text,
            is_narrated=is_narrated and goes_on,
            is_story=is_story and not segment.opener,
            is_invited=is_wished,
            is_joined=is_bare and bool(kinds) and kinds[-1] is Kind.CONTENT,
        )
        is_story = kind is Kind.CONTENT and bool(count(segment.words, "frame.narrate"))
        is_narrated = kind is Kind.CONTENT and (is_narrated or _tells_of_somebody(segment.words))
        is_wished = is_wished or kind is Kind.CONDITION
        kinds.append(kind)
    if Kind.HANDLING not in kinds and len(kinds) > 1 and _is_all_screen(sentence, is_invited=is_invited):
        return [Kind.HANDLING] * len(kinds)
    if all(kind is Kind.FOLLOW for kind in kinds) and any(word.text == "点" for word in sentence.words[:2]):
        return [Kind.HANDLING] * len(kinds)
    return _settle_neighbours(sentence, kinds)


def wishes(sentence: Sentence) -> bool:
    """Tell whether a sentence is a short question that only leads to handling (`Too much?`)."""
    words = sentence.words
    is_short = sentence.asks and len(sentence.segments) == 1 and len(words) <= LONGEST_WISH
    is_real = (
        bool(words) and words[0].has("word.asking")
        if words and words[0].text.isascii()
        else count(words, "word.asking")
    )
    return is_short and not is_real and not has_number(words) and not quotes_film(words)


def _settle_neighbours(sentence: Sentence, kinds: list[Kind]) -> list[Kind]:
    """Read the segments again in the light of those beside them."""
    segments = sentence.segments
    for i, (segment, after) in enumerate(pairwise(segments)):
        if kinds[i] is Kind.CONTENT and _leads_to(segment, after):
            kinds[i] = Kind.CONDITION
        if kinds[i] is Kind.FRAGMENT and after.words[0].has("frame.perceive"):
            kinds[i] = Kind.HANDLING
    if Kind.HANDLING not in kinds:
        return kinds
    for i, segment in enumerate(segments):
        is_behind = i > 0 and kinds[i - 1] is Kind.HANDLING
        is_between = is_behind and kinds[i + 1 : i + 2] in ([Kind.HANDLING], [Kind.FOLLOW])
        is_added = is_behind and kinds[i] is Kind.CONTENT and _is_residue(segment)
        is_step = is_between and kinds[i] is Kind.CONTENT and _is_unknown_imperative(segment.words)
        if is_added or is_step or _is_company(segment):
            kinds[i] = Kind.HANDLING
    return kinds


def _leads_to(segment: Segment, after: Segment) -> bool:
    """`听着没问题` before `就点导出`."""
    is_joined = after.words[0].text == "就" and not after.opener
    return is_joined and not has_number(segment.words) and not quotes_film(segment.words)


def _classify(
    segment: Segment, text: str, *, is_narrated: bool, is_story: bool, is_invited: bool, is_joined: bool
) -> Kind:
    words = segment.words
    start = skip(words)
    if start == len(words):
        return Kind.FOLLOW if count(words, "verbs.follow", "frame.lead") else Kind.CONTENT
    if _is_fragment(words[start:]) or _is_list_number(words):
        return Kind.FRAGMENT
    if (
        words[start].has("frame.perceive")
        and start + 1 < len(words)
        and not _tells_perceived(words[start + 1 :])
    ):
        return Kind.CONDITION
    verb = find_imperative(words, text)
    kind = Kind.CONTENT
    if verb is not None:
        kind = judge_imperative(
            words, verb, text, is_narrated=is_narrated, is_nested=segment.nest > 0, is_joined=is_joined
        )
    if kind is Kind.HANDLING or _is_handled_by_gerund(words, text) or _is_handled_condition(words, text):
        return Kind.HANDLING
    if score_noun(words, is_invited=is_invited) >= NOUN_THRESHOLD + STORY_PENALTY * (is_narrated or is_story):
        return Kind.HANDLING
    if kind is Kind.FOLLOW or _is_perception(words):
        return Kind.FOLLOW
    return Kind.CONDITION if _is_condition(words, start) else Kind.CONTENT


def _is_list_number(words: Sequence[Word]) -> bool:
    """`1`, as in `... 1. tap Save, 2. tap Done`."""
    return (
        len(words) == 1 and words[0].kind == "number" and words[0].text.isdigit() and len(words[0].text) == 1
    )


def _tells_perceived(words: Sequence[Word]) -> bool:
    """Tell whether what is seen is told (`that it is 7 s long`), not pointed at (`what is left`)."""
    is_pointed_at = words[0].text.split()[0] in POINTERS or words[0].has("frame.pronoun")
    return not is_pointed_at or states_fact(words)


def _is_perception(words: Sequence[Word]) -> bool:
    """`as you'll see`, `you'll see them`: nothing is told."""
    rest = [word for word in words if not word.has("frame.lead", "frame.cause", "frame.connective")]
    return (
        bool(rest) and rest[0].has("frame.perceive") and all(word.has("frame.pronoun") for word in rest[1:])
    )


def _is_unknown_imperative(words: Sequence[Word]) -> bool:
    """`correct the typos`, `pay`, `购买积分包`: it may be a step between steps."""
    if len(words) == 1:
        return words[0].kind == "word"
    verb, *rest = words[skip(words) :] or words
    is_english = verb.kind == "word" and not verb.tags and bool(rest) and rest[0].has("word.article")
    return is_english and not has_number(words) and not count(words, "frame.finite")


def _is_fragment(words: Sequence[Word]) -> bool:
    """`in the top right corner`."""
    if words[0].has(*VERBS):
        return False
    named = [word for word in words if not word.has("word.determiner", "word.filler", "frame.preposition")]
    is_screen = all(word.has(*SCREEN) or word.kind == "key" for word in named)
    return bool(named) and is_screen and len(named) <= LONGEST_FRAGMENT


def _is_handled_by_gerund(words: Sequence[Word], text: str) -> bool:
    """`by opening the Scenes panel`, `one twist of the knob`."""
    i = next((i for i, word in enumerate(words) if word.has("verbs.gerund", "verbs.touch")), None)
    if i is None or not (i == skip(words, LEADING) or words[i - 1].has("word.means")):
        return False
    is_story = count(words[:i], "frame.narrate", "frame.person", "word.teller") and not words[0].has(
        "frame.modal"
    )
    is_alone = i + 1 == len(words) and words[i - 1].text == "by"
    evidence = weigh_screen(words[i + 1 :], text) + is_addressed(words)
    return not is_story and (is_alone or evidence >= 1)


def _is_handled_condition(words: Sequence[Word], text: str) -> bool:
    """`once you've clicked Export`."""
    i = skip(words, ("frame.lead", "frame.connective"))
    if i == len(words) or not words[i].has("frame.condition"):
        return False
    for j in range(i + 1, min(i + 6, len(words))):
        is_told = is_addressed(words[i:j]) or bool(count(words[i:j], "frame.modal"))
        if is_told and words[j].has(*VERBS, "verbs.participle"):
            return weigh_screen(words[j + 1 :], text) >= 1
    return False


def _is_condition(words: Sequence[Word], start: int) -> bool:
    if words[start].has("frame.cause"):
        return False
    if has_number(words):
        return words[-1].has("word.wished") or words[start].has("word.explicit")
    return bool(count(words[: start + 1], "frame.condition")) or words[-1].has("word.closing")


def _tells_of_somebody(words: Sequence[Word]) -> bool:
    """Tell whether somebody in the film acts: a person whom we know, or in Chinese any subject of a verb."""
    if count(words[:4], "frame.person"):
        return True
    if words[0].text.isascii() or has_number(words) or count(words, "word.teller", "frame.finite", *LEADING):
        return False
    verb = next((i for i, word in enumerate(words) if word.has(*VERBS)), 0)
    is_quoting = any(word.kind == "quote" for word in words)
    return verb > 0 and not is_quoting and all(not word.tags for word in words[:verb])


def _is_all_screen(sentence: Sentence, *, is_invited: bool) -> bool:
    """Tell whether a sentence is about the screen as a whole, though none of its segments says so alone."""
    words = sentence.words
    if (
        has_number(words)
        or quotes_film(words)
        or count(words, "frame.person", "frame.narrate", "word.teller")
    ):
        return False
    return score_noun(words, is_invited=is_invited) >= NOUN_THRESHOLD + 0.5


def _is_consequence(segment: Segment) -> bool:
    """`..., and it clears`, `……，短片就会上线`: what the handling is good for."""
    words = segment.words
    tells = count(words, "frame.person", "word.teller") or words[0].has("frame.perceive", "frame.narrate")
    if tells or len(words) > LONGEST_CONSEQUENCE:
        return False
    if words[0].text.isascii():
        first = " ".join(word.text for word in words[:2])
        return (
            segment.opener != ";"
            and len(words) <= LONGEST_TAIL + 1
            and first.startswith(("and it", "and they", "and that's"))
        )
    is_result = words[0].text[0] in RESULTS or bool(count(words, "word.consequence", "frame.function"))
    return segment.opener == "，" and is_result


def _is_company(segment: Segment) -> bool:
    """Tell whether a segment, in a sentence that handles the screen, is about the screen too."""
    return (
        not _tells_of_film(segment.words) and score_noun(segment.words, is_invited=False) >= COMPANY_THRESHOLD
    )


def _tells_of_film(words: Sequence[Word]) -> bool:
    is_story = count(words, "frame.person", "frame.narrate", "word.teller")
    return bool(is_story) or has_number(words) or quotes_film(words)


def _is_residue(segment: Segment) -> bool:
    """Tell whether a segment behind handling only adds to it: `(or Cmd+E on a Mac)`."""
    words = segment.words
    is_quoting = any(word.kind in ("number", "quote", "link", "file") for word in words)
    if not is_quoting and _is_consequence(segment):
        return True
    if is_quoting or count(words, "frame.finite", "frame.subject", "frame.perceive", "frame.person"):
        return False
    if segment.nest or words[0].has("word.either"):
        return len(words) <= LONGEST_RESIDUE
    is_tail = segment.opener == "," and words[0].has("frame.function", "verbs.follow")
    return is_tail and len(words) <= LONGEST_TAIL

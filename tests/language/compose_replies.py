"""Composes labelled replies of labelled parts, so that every fact is learned beside every kind of handling.

A fact and a handling that were labelled apart stand in one sentence or in two, in either order, and handlings
follow each other as steps.
"""

from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

Label = dict[str, Any]
SEED = 5
COUNT = 40
"""Composed replies for each pattern."""
LONGEST_PART = 90
INLINE = {
    "en": (
        "{fact}, so {handling}.", "{fact}; {handling}.", "{fact} ({handling}).", "{handling_}; {fact}.",
        "{fact}, and you can {handling}.", "{fact} – {handling}.", "{handling_}: {fact}.",
        "{fact}. {handling_}.", "{fact}, but if you like {handling}.", "{handling_}. {fact}.",
    ),
    "zh": (
        "{fact}，{handling}。", "{fact}；{handling}。", "{fact}（{handling}）。", "{handling}；{fact}。",
        "{fact}，可以{handling}。", "{fact}，请{handling}。", "{handling}：{fact}。", "{fact}。{handling}。",
        "{fact}，喜欢的话{handling}。", "{handling}。{fact}。",
    ),
}  # fmt: skip
BEFORE = {"en": "{fact}\n{handling_}.", "zh": "{fact}\n{handling}。"}
STEPS = {
    "en": ("First {0}, then {1}.", "{0_}, {1}, and {2}.", "1. {0_}\n2. {1_}\n3. {2_}", "{0_} and {1}."),
    "zh": ("先{0}，再{1}。", "{0}，{1}，最后{2}。", "1. {0}\n2. {1}\n3. {2}", "{0}，再{1}。"),
}


def compose_replies(labels: Sequence[Label]) -> Iterator[Label]:
    """Yield replies composed of the parts of others; the same parts always give the same replies."""
    random = Random(SEED)
    for language in ("en", "zh"):
        own = [label for label in labels if label["lang"] == language]
        facts = [
            fact for label in own for fact in label["keep"] if label["drop"] and len(fact) < LONGEST_PART
        ]
        handlings = [label for label in own if _is_one_order(label)]
        for pattern in INLINE[language]:
            for _ in range(COUNT):
                yield _join(pattern, random.choice(facts), [random.choice(handlings)], language)
        wholes = [label["text"] for label in own if label["kind"] == "hard_negative"]
        for whole in random.sample(wholes, 4 * COUNT):
            yield _join(BEFORE[language], whole, [random.choice(handlings)], language)
        for pattern in STEPS[language]:
            for _ in range(COUNT):
                yield _join(pattern, "", random.sample(handlings, 3), language)


def _is_one_order(label: Label) -> bool:
    """Tell whether a reply is one short imperative, which can be put into another sentence."""
    text = label["text"].rstrip(".。")
    is_short = len(text) < LONGEST_PART and len(label["tools"]) == 1 and not label["keep"] and label["drop"]
    return bool(is_short) and not any(mark in text for mark in ",.;:?!，。；：？！\n")


def _join(pattern: str, fact: str, orders: Sequence[Label], language: str) -> Label:
    texts = [order["text"].rstrip(".。") for order in orders]
    lower = [text[0].lower() + text[1:] for text in texts]
    used = [i for i in range(len(orders)) if f"{{{i}" in pattern] or [0]
    text = pattern.replace("{handling_}", texts[0]).replace("{handling}", lower[0]).replace("{fact}", fact)
    for i in used:
        text = text.replace(f"{{{i}_}}", texts[i]).replace(f"{{{i}}}", lower[i])
    drop = [lower[i] if lower[i] in text else texts[i] for i in used]
    tools = list(dict.fromkeys(orders[i]["tools"][0] for i in used))
    return {"lang": language, "text": text, "tools": tools, "keep": [fact] if fact else [], "drop": drop}

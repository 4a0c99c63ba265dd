"""Sentences of ours that are made of several, and the language of a call. The words stand in `language`."""

from typing import TYPE_CHECKING

from nemo_video.engine.facts import Concern, Progress
from nemo_video.language import Language, detect_language, join_sentences, say

if TYPE_CHECKING:
    from nemo_video.client import ModelCosts

__all__ = [
    "choose_language",
    "join_sentences",
    "say",
    "say_concern",
    "say_cost_estimate",
    "say_model_costs",
    "say_still_working",
]


def say_concern(concern: Concern, language: Language) -> str:
    """What speaks against the cost of a turn."""
    return say(concern.kind, language, **concern.values)


def say_cost_estimate(price: float | None, language: Language) -> str:
    """What a real model is thought to take for the clips of a turn."""
    return say("cost_untold", language) if price is None else say("cost_estimate", language, price=price)


def say_model_costs(costs: "ModelCosts", language: Language) -> str:
    """What a real model has cost today, what it may cost, and what its prices are."""
    spent = say("model_spent", language, model=costs.model, spent=costs.spent_today)
    cap = say("model_cap", language, cap=costs.cap) if costs.cap is not None else ""
    price = costs.price_per_second
    told = say("model_price", language, price=price) if price is not None else say("cost_untold", language)
    return join_sentences([each for each in (spent, cap, told) if each], language)


def say_still_working(progress: Progress, age_s: float, language: Language) -> str:
    """That a long job goes on: what it does, for how long already, and how far it is."""
    unit, count = ("minutes", age_s / 60) if age_s >= 60 else ("seconds", age_s)
    duration = say(unit, language, count=round(count))
    stage = say(f"stage {progress.stage}", language)
    return say("still_working", language, stage=stage, duration=duration, percent=progress.percent)


def choose_language(words: str, set_language: str | None, other: Language | None = None) -> Language:
    """The language of our own sentences.

    Args:
        words: Of the caller: without a setting, theirs is the language.
        set_language: NEMO_LANG.
        other: Where neither tells; that of the project.
    """
    detected = detect_language(words)
    if set_language == "en":
        return "en"
    if set_language == "zh":
        return "zh-Hant" if detected == "zh-Hant" else "zh-Hans"
    return detected or other or "en"

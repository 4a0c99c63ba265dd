"""Our own sentences, in the caller's language. The words are data, in `sentences.toml`."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from nemo_video.engine.facts import Concern, Progress
from nemo_video.language import Language, detect_language


@cache
def _sentences() -> Mapping[str, Mapping[Language, str]]:
    import tomllib  # only an answer needs it, the list of tools does not

    return tomllib.loads(files("nemo_video.engine").joinpath("sentences.toml").read_text(encoding="utf-8"))


def say(key: str, language: Language, **values: object) -> str:
    """The sentence of that name in a language, with its values filled in."""
    return _sentences()[key][language].format(**values)


def join_sentences(sentences: tuple[str, ...], language: Language) -> str:
    """Sentences one after another, each closed by its full stop."""
    stop, between = (".", " ") if language == "en" else ("。", "")
    return between.join(s if s.endswith((".", "。", "!", "?")) else f"{s}{stop}" for s in sentences)


def say_concern(concern: Concern, language: Language) -> str:
    """What speaks against the cost of a turn."""
    return say(concern.kind, language, **concern.values)


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

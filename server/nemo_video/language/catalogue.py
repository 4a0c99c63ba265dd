"""All sentences and errors of ours in the languages of our callers: data, in `phrases`.

English and Chinese stand side by side; traditional Chinese is made from the simplified one.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, cast

from nemo_video.language.languages import Language, to_taiwan

FOLDER = Path(__file__).parent / "phrases"


MAX_CHARACTERS = 2_000
"""A longer message is not one of ours alone."""


@cache
def read_table(name: str) -> Mapping[str, Any]:
    """Read one TOML file of this room, once."""
    import tomllib  # only a reply or a request needs it, the start of the server does not

    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


@cache
def _template(key: str, language: Language) -> str:
    sentence = cast(Mapping[str, str], read_table("sentences.toml")[key])
    match language:
        case "en":
            return sentence["en"]
        case _:
            return in_chinese(sentence["zh"], language)


def in_chinese(sentence: str, language: Language) -> str:
    """Return a sentence of ours, written in simplified Chinese, in the Chinese of the caller."""
    if language != "zh-Hant":
        return sentence
    converted = to_taiwan(sentence)
    for word, ours in cast(Mapping[str, str], read_table("sentences.toml")["taiwan"]).items():
        converted = converted.replace(word, ours)
    return converted


def say(key: str, language: Language, **values: object) -> str:
    """Return the sentence of that name in a language, with its values filled in."""
    return _template(key, language).format(**values)


def join_sentences(sentences: Sequence[str], language: Language) -> str:
    """Put sentences one after another, each closed by its full stop."""
    stop, between = (".", " ") if language == "en" else ("。", "")
    return between.join(s if s.endswith((".", "。", "!", "?")) else f"{s}{stop}" for s in sentences)


def say_error(english: str, language: Language) -> str:
    """Return a message or an advice of an error in a language."""
    if language == "en" or len(english) > MAX_CHARACTERS:
        return english
    for template, chinese in _templates():
        if found := template.fullmatch(english):
            values = [say_error(value, language) for value in found.groups()]
            return in_chinese(chinese, language).format(*values)
    return english


@cache
def _templates() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Compile the entries, first those that say the most themselves."""
    pairs = cast(dict[str, str], read_table("errors.toml")).items()
    ordered = sorted(pairs, key=lambda pair: (pair[0].count("{}"), -len(pair[0])))
    return tuple(
        (re.compile(re.escape(english).replace(r"\{\}", "(.*?)"), re.DOTALL), chinese)
        for english, chinese in ordered
    )

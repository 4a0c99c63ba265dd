"""All sentences of ours, in the languages of our callers: data, in `phrases/sentences.toml`.

English and Chinese stand side by side; traditional Chinese is made from the simplified one.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import cast

from nemo_video.language.chinese import to_taiwan
from nemo_video.language.languages import Language
from nemo_video.language.tables import read_table


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

"""Our own sentences: the same ones in each language, each of them used."""

import re
import tomllib
from pathlib import Path
from string import Formatter

import pytest

import nemo_video
from nemo_video.language import Language, say

SERVER = Path(nemo_video.__file__).parent
SENTENCES = tomllib.loads((SERVER / "language/phrases/sentences.toml").read_text(encoding="utf-8"))
KEYS = [key for key in SENTENCES if key != "taiwan"]


def names_in(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


@pytest.mark.parametrize("key", KEYS)
def test_a_sentence_stands_in_both_languages_with_the_same_names(key: str) -> None:
    sentence = SENTENCES[key]
    assert sentence.keys() == {"en", "zh"}
    assert names_in(sentence["en"]) == names_in(sentence["zh"])


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "The offline studio is free: nothing is charged."),
        ("zh-Hans", "离线工作室免费，不扣积分。"),
        ("zh-Hant", "離線工作室免費，不扣點數。"),
    ],
)
def test_traditional_chinese_has_its_own_characters_and_words(language: Language, said: str) -> None:
    assert say("credits_studio", language) == said


def test_every_sentence_is_said_somewhere() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in SERVER.rglob("*.py"))
    named = set(re.findall(r"[\"']([\w ]+)[\"']", code))
    composed = re.findall(r'f"([\w ]+?)\{', code)
    unused = [key for key in KEYS if key not in named and not any(key.startswith(stem) for stem in composed)]
    assert unused == []

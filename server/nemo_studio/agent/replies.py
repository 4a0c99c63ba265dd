"""What the studio says, in English and Chinese; the sentences of a subject lie with its edits."""

import re
from collections.abc import Sequence
from functools import cache
from types import MappingProxyType
from typing import Final, Literal

from nemo_studio.agent.suggestions import is_beyond_edits
from nemo_studio.edits.facts import Facts
from nemo_studio.edits.language.characters import simplify
from nemo_studio.edits.registry import Command, Sentence, remark, word, wording_of
from nemo_studio.scenes import SCENES
from nemo_studio.sound import AMBIENCES, MOODS

Language = Literal["en", "zh", "zh-Hant"]

_OR: Final = Sentence(" or ", "，还是 ")
_AND: Final = Sentence(", ", "、")
_BETWEEN: Final = Sentence(" ", "")
NEEDS_EXAMPLE: Final = frozenset(
    {"not_for_kind", "no_such_number", "no_such_name", "not_neighbours", "same_clip"}
)
"""Refusals that say by themselves no way on."""
_QUOTED: Final = re.compile(
    r"""[「『“"].*?[」』”"]|(?<!\w)['‘].+?['’](?!\w)|[\w-]+\.(?:jpe?g|png|gif|webp|mp4|mov|mp3|wav)\b"""
)


def language_of(message: str, usual: str) -> Language:
    """Which of our languages answers a message: its own, or the usual one where it shows none."""
    plain = _QUOTED.sub("", message)  # what is to be written, or a file, is of any language
    plain = plain if re.search(r"[^\W\d_]", plain) else message
    is_japanese = re.search("[\u3040-\u30ff]", plain)  # by its kana
    words, characters = (len(re.findall(each, plain)) for each in ("[A-Za-z]{2,}", "[\u4e00-\u9fff]"))
    is_usual = usual.lower().startswith("zh") and not words
    if not is_usual and (is_japanese or characters < max(words, 1)):
        return "en"
    is_traditional = simplify(message) != message or re.match("zh-(hant|tw|hk)", usual, re.IGNORECASE)
    return "zh-Hant" if is_traditional else "zh"


def say(language: Language, sentence: Sentence, **facts: str) -> str:
    """A sentence in a language."""
    written = sentence.en if language == "en" else sentence.zh
    return (_write_traditional(written) if language == "zh-Hant" else written).format(**facts)


@cache
def _write_traditional(sentence: str) -> str:
    import opencc  # its tables are large, and few need them

    return str(opencc.OpenCC("s2twp").convert(sentence)).translate(str.maketrans("“”", "「」"))  # pyright: ignore[reportUnknownArgumentType, reportUnknownMemberType] - it has no types


def say_done(language: Language, command: type[Command], facts: Facts) -> str:
    """A command was carried out; nothing where a note says it better."""
    return say(language, wording_of(command).done, **_in_words(language, facts))


def say_remark(language: Language, key: str, facts: Facts = MappingProxyType({})) -> str:
    """Why something was not done, or what there is to know of how it was done, or of a turn."""
    return say(language, remark(key), **_in_words(language, facts))


def say_not_done(language: Language, parts: Sequence[str]) -> list[str]:
    """What was not understood, and of what was the things for which there is no edit."""
    said: dict[str, list[str]] = {"beyond_edits": [], "not_understood": []}
    for part in parts:
        said["beyond_edits" if is_beyond_edits(part) else "not_understood"].append(_quote(language, part))
    return [
        say_remark(language, key, {"parts": _listed(language, each)}) for key, each in said.items() if each
    ]


def example_of(language: Language, command: type[Command]) -> str:
    """Words that give such a command."""
    return say(language, wording_of(command).example)


def say_example(language: Language, command: type[Command] | None) -> str:
    """That such words work."""
    return say_remark(language, "what_works", {"example": example_of(language, command)}) if command else ""


def ask_which(language: Language, kinds: tuple[str, ...], names: tuple[str, ...]) -> str:
    """Which of several things is meant."""
    kind = kinds[0] if len(set(kinds)) == 1 else "any"
    choices = [f"{number}. {name}" for number, name in enumerate(names, 1)]
    listed = f"{say(language, _AND).join(choices[:-1])}{say(language, _OR)}{choices[-1]}"
    return say_remark(language, "which", {"kind": kind, "choices": listed})


def join(language: Language, sentences: Sequence[str], usual: str) -> str:
    """Sentences as one reply, each once; where there are none, the usual one by its key."""
    text = say(language, _BETWEEN).join(dict.fromkeys(filter(None, sentences)))
    return text or say_remark(language, usual)


def _in_words(language: Language, facts: Facts) -> dict[str, str]:
    """Facts as people write them: numbers without needless digits, kinds, moods and looks by their names."""
    said = {k: f"{round(v, 2):g}" if isinstance(v, float) else str(v) for k, v in facts.items()}
    if measured := said.get("quality") or _AXES.get(said.get("axis", "")):
        said["level"] = said.get(measured, "")
    for key, value in said.items():
        said[key] = "/".join(_word(language, key, each) for each in value.split("/"))
    said["fades"] = _fades(language, facts)
    if "what" in said:
        said["are"] = "are" if said["what"].count('"') > 2 else "is"
        said["lasting"] = _word(
            language, "lasting", "together" if said.get("count", "1") != "1" else said["are"]
        )
        said["of"] = f" for {said['what']}" if said["what"] else ""
    for key in {"what", "bare", "clips", "titles", "music", "sounds"} & said.keys():
        said[key] = _NAME.sub(lambda found: _name(language, *found.groups()), said[key])
    said["done_to"] = say(language, _DONE_TO, what=said["what"]) if said.get("what") else ""
    if sound := AMBIENCES.get(said.get("sound", "")):
        said["ambience"] = say(language, Sentence(sound.title_en, sound.title_zh))
    said["moods"] = _listed(language, [_word(language, "mood", mood) for mood in MOODS])
    places = [scene for scene in SCENES.values() if scene.name != "abstract"]
    titles = [say(language, Sentence(each.title_en.lower(), each.title_zh)) for each in places]
    said["scenes"] = _listed(language, titles)
    return said


def _fades(language: Language, facts: Facts) -> str:
    """Those that there are, with their lengths; none where both are taken away."""
    named = {"fade_in_ms": Sentence("fade in", "淡入"), "fade_out_ms": Sentence("fade out", "淡出")}
    unit = say(language, Sentence(" s", " 秒"))
    there = [
        f"{say(language, name)} {length:g}{unit}"
        for key, name in named.items()
        if isinstance(length := facts.get(key), float) and length
    ]
    joined = say(language, Sentence(", ", "，")).join(there)
    return joined or say(language, Sentence("no fade", "没有淡入淡出"))


def _word(language: Language, key: str, value: str) -> str:
    known = word("look" if key == "left_out" else key, value)
    return say(language, known) if known else value


_DONE_TO: Final = Sentence(": what was done to {what}", "对{what}的改动")
_AXES: Final = {"horizontal": "mirror", "vertical": "flip"}
_NAME: Final = re.compile(r'"([^"]*)"(?: \(([^)]*) s\))?(, |)')
_TIME: Final = Sentence(" ({seconds} s)", "（{seconds} 秒）")
_SOUNDS: Final = [Sentence(each.title_en, each.title_zh) for each in (*MOODS.values(), *AMBIENCES.values())]


def _name(language: Language, name: str, seconds: str | None, separator: str) -> str:
    """A name in quotes, with its time or length; a sound by what it is called in the language."""
    name = next((say(language, each) for each in _SOUNDS if name in each), name)
    time = say(language, _TIME, seconds=seconds) if seconds else ""
    return _quote(language, name) + time + (separator and say(language, _AND))


def _quote(language: Language, words: str) -> str:
    opening, closing = {"en": '""', "zh": "“”", "zh-Hant": "「」"}[language]
    return f"{opening}{words}{closing}"


def _listed(language: Language, names: Sequence[str]) -> str:
    if language != "en":
        return "、".join(names)
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"

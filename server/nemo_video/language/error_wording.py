"""Errors and advice in the caller's language.

They are written in English where they are raised, in rooms below this one; their Chinese is found by the
English, as in a catalogue of gettext. What stands in no entry stays English: no message is lost.
"""

import re
from functools import cache
from typing import cast

from nemo_video.language.catalogue import in_chinese
from nemo_video.language.languages import Language
from nemo_video.language.tables import read_table

MAX_CHARACTERS = 2_000
"""A longer message is not one of ours alone."""


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

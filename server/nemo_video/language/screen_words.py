"""The words of a screen in one language: lists and patterns of `phrases/handling.toml`, compiled."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, cast

from nemo_video.language.catalogue import read_table
from nemo_video.language.languages import has_chinese, to_mainland, to_simplified

_NOT_IN_BRACKETS = re.compile(r"\|(?![^()\[\]]*[)\]])")
"""A bar between two words of a list, and not one inside a word's own pattern.

In that pattern no bracket may open after a bar."""


class ScreenWords:
    """What one language says about a screen."""

    def __init__(self, language: str) -> None:
        """Take the lists of a language: `en` or `zh`."""
        table = cast(Mapping[str, Any], read_table("handling.toml")[language])
        self.language = language
        self.is_spaced = language == "en"
        self.names = tuple(cast(Mapping[str, str], table["names"]))
        self.purposes = tuple(cast(Mapping[str, str], table["purposes"]))
        self.goals = tuple(cast(Mapping[str, str], table["goals"]))
        self.deeds = tuple(cast(Mapping[str, str], table["deeds"]))
        self.edits = cast(Mapping[str, str], table["edits"])
        self._wording = cast(Mapping[str, str], table["wording"])
        self._lists = {name: _longest_first(words) for name, words in table.items() if isinstance(words, str)}
        self._lists["gesture"] = _longest_first(f"{table['strong']}|{table['weak']}")
        self._lists |= {f"name {tool}": _longest_first(words) for tool, words in table["names"].items()}
        self._lists["name"] = "|".join(table["names"].values())
        self._lists |= {f"deed {tool}": words for tool, words in table["deeds"].items()}
        self._lists |= {f"purpose {tool}": words for tool, words in table["purposes"].items()}
        patterns = {**cast(Mapping[str, str], table["patterns"])}
        patterns |= {f"goal {tool}": words for tool, words in table["goals"].items()}
        labelled = patterns.pop("labelled")
        patterns |= {f"labelled {tool}": labelled.replace("<name>", f"<name {tool}>") for tool in self.names}
        self._lists |= {name: _insert(pattern, self._lists) for name, pattern in patterns.items()}
        self._lists["untold"] = "|".join(self._lists[name] for name in ("veto", "person", "past"))
        self._compiled: dict[tuple[str, str], re.Pattern[str]] = {}

    def say(self, key: str, **values: str) -> str:
        """Say an edit in words."""
        return self._wording[key].format(**values)

    def search(self, name: str, text: str) -> re.Match[str] | None:
        """Find a word of a list anywhere in a text, as a whole word."""
        return self._find(name, "word").search(text)

    def find_all(self, name: str, text: str) -> list[re.Match[str]]:
        """Find all words of a list in a text."""
        return list(self._find(name, "word").finditer(text))

    def match(self, name: str, text: str, start: int = 0) -> re.Match[str] | None:
        """Find a word of a list at a place in a text."""
        return self._find(name, "start").match(text, start)

    def is_one(self, name: str, text: str) -> bool:
        """Tell whether a text is one of the words of a list."""
        return self._find(name, "whole").fullmatch(text) is not None

    def pattern(self, name: str) -> re.Pattern[str]:
        """Return a pattern as it stands in the file, with the lists that it names (`<control>`) filled in."""
        return self._find(name, "whole")

    def _find(self, name: str, how: str) -> re.Pattern[str]:
        if (name, how) not in self._compiled:
            words = self._lists[name]
            edges = {"word": (r"(?<![\w-])(?:", r")(?![\w-])"), "start": ("(?:", r")\b"), "whole": ("", "")}
            before, after = edges[how] if self.is_spaced or how == "whole" else ("(?:", ")")
            self._compiled[name, how] = re.compile(f"{before}{words}{after}", re.IGNORECASE)
        return self._compiled[name, how]


def _longest_first(words: str) -> str:
    """Put a word before a shorter one that it begins with."""
    return "|".join(sorted(_NOT_IN_BRACKETS.split(words), key=len, reverse=True))


def _insert(pattern: str, lists: Mapping[str, str]) -> str:
    return re.sub(r"(?<!P)<([a-z_ ]+)>", lambda found: f"(?:{lists[found[1]]})", pattern)


@cache
def words_of(language: str) -> ScreenWords:
    """Return the words of a language."""
    return ScreenWords(language)


@cache
def _gestures() -> re.Pattern[str]:
    english, chinese = (read_table("handling.toml")[language] for language in ("en", "zh"))
    kinds = ("strong", "weak", "told_at", "place", "control")
    here = "|".join(chinese[kind] for kind in (*kinds, "corner"))
    return re.compile(
        rf"\b(?:{'|'.join(english[kind] for kind in kinds)}|{english['patterns']['gerund']})\b"
        rf"|{here}",
        re.IGNORECASE,
    )


def names_gesture(text: str) -> bool:
    """Tell whether a text names a gesture or a part of a screen; a quick look before the slow one.

    A text in traditional characters is looked at as it is said in simplified ones, in either words.
    """
    find = _gestures().search
    is_named = find(text) or (has_chinese(text) and (find(to_mainland(text)) or find(to_simplified(text))))
    return bool(is_named)

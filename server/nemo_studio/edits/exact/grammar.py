"""Sentences of exact edits to data. The words of each language are a table of templates beside this file.

A message is taken for exact edits only when every line is one of the sentences from its first character to
its last; names and texts are JSON strings, so that nothing in them is taken for a sentence's own words.
"""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal, get_args

from nemo_studio.edits.language.characters import simplify
from nemo_video.wire.platforms import PLATFORMS

Value = str | float | bool
ItemKind = Literal["clip", "sound", "title"]
_ITEM_KINDS: Final[tuple[ItemKind, ...]] = get_args(ItemKind)

_NUMBER: Final = r"-?\d+(?:\.\d{1,3})?"
_QUOTED: Final = r'"(?:[^"\\]|\\.)*"'
_SLOT: Final = re.compile(r"\{(\w+)\}")
_WORDS: Final = frozenset({"text", "look", "mood", "media", "name"})
"""Slots that hold free words."""
_PLAIN: Final[Mapping[str, str]] = {
    "color": "#[0-9A-F]{6}",
    "aspect_ratio": r"\d+:\d+",
    "resolution": r"\w+",
    "number": r"\d+",
}
"""Slots that hold a value as it is."""
_TOLD: Final = frozenset({"start_s", "end_s", "lasts_s", "count"})
"""Slots whose figures only tell what the others say already."""
_PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "fade": ("in_s", "out_s"),
    "change": ("text", "from_s", "to_s", "place", "size", "color", "animation"),
    "title": ("place", "size", "color", "animation"),
    "music": ("percent",),
    "place_inset": ("width", "opacity", "margin"),
    "place_watermark": ("width", "opacity", "margin"),
    "look": ("look", "brightness", "contrast", "saturation"),
    "frame": ("fit", "zoom", "rotate", "mirror", "flip"),
    "canvas": ("platform", "aspect_ratio", "resolution", "fps"),
}
"""What a sentence consists of, or what may follow it, in this order."""


@dataclass(frozen=True)
class Item:
    """What an edit is about: its kind and its number on the list of items before the message."""

    kind: ItemKind
    number: int
    name: str | None = None


@dataclass(frozen=True)
class ExactEdit:
    """One sentence.

    Attributes:
        op: Which edit.
        fields: Its values; times in seconds, words unquoted.
        item: What it is about.
        cues: Of subtitles: start and end in seconds, and words.
        variant: Which of an op's sentences; for example `sound`, where a sound is placed.
    """

    op: str
    fields: Mapping[str, Any] = field(default_factory=dict[str, Any])
    item: Item | None = None
    cues: tuple[tuple[float, float, str], ...] = ()
    variant: str = ""


def read_edits(message: str) -> tuple[ExactEdit, ...] | None:
    """The exact edits of a message; None when any of its lines is none."""
    for language in ("en", "zh"):
        grammar = _grammar_of(language)
        edits = [grammar.read(line) for line in message.strip().split("\n")]
        if all(edits):
            return tuple(edit for edit in edits if edit)
    return None


class _Grammar:
    """The sentences of one language, and how its words are written elsewhere."""

    def __init__(self, language: str) -> None:
        path = files("nemo_studio.edits.exact").joinpath("sentences.toml")
        tables: dict[str, dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))
        taiwan, values = tables.pop("taiwan"), tables.pop("value")
        self._values = {
            name: {key: values[language].get(name, {}).get(key, key.replace("_", " ")) for key in keys}
            for name, keys in values["zh"].items()
        }
        self._values["platform"] = {name: platform.title for name, platform in PLATFORMS.items()}
        self._elsewhere: Mapping[str, str] = taiwan if language == "zh" else {}
        words = {table: {key: said[language] for key, said in tables[table].items()} for table in tables}
        self._words: Mapping[str, Mapping[str, str]] = words
        between = re.escape(words["between"]["cues"])
        self._cue = re.compile(f"{self._pattern(words['part']['cue'])}(?:{between})?")
        self._sentences = {key: re.compile(self._pattern(s, key)) for key, s in words["edit"].items()}

    def read(self, line: str) -> ExactEdit | None:
        """One line as an edit; None when it is none."""
        line = self._write_plainly(line)
        for key, sentence in self._sentences.items():
            if found := sentence.fullmatch(line):
                return self._edit(key, found)
        return None

    def _write_plainly(self, line: str) -> str:
        """Traditional characters and the words of Taiwan as the table writes them; what is quoted stays."""
        if not self._elsewhere:
            return line
        parts = re.split(f"({_QUOTED})", line)
        for index in range(0, len(parts), 2):
            parts[index] = simplify(parts[index])
            for theirs, ours in self._elsewhere.items():
                parts[index] = parts[index].replace(theirs, ours)
        return "".join(parts)

    def _pattern(self, template: str, key: str = "") -> str:
        """A template as a pattern; a slot that comes twice holds the same both times."""
        pattern, at = "", 0
        for slot in _SLOT.finditer(template):
            before, name = template[at : slot.start()], slot[1]
            pattern += re.escape(before)
            is_there = f"(?P<{name}>" in pattern
            pattern += f"(?P={name})" if is_there else self._slot(name, key, before)
            at = slot.end()
        return pattern + re.escape(template[at:])

    def _slot(self, name: str, key: str, before: str) -> str:
        words, part = self._words, self._words["part"]
        match name:
            case "item":
                return self._pattern(words["item"]["item"])
            case "item_kind":
                return f"(?P<item_kind>{_any_of(words['item'][kind] for kind in _ITEM_KINDS)})"
            case "called" | "before":
                return f"(?:{self._pattern(words['item'][name])})?"
            case "film":
                return _any_of(words["film"].values())
            case "parts" | "more":
                return self._parts(key, before if name == "parts" else None)
            case "cues":
                return "(?P<cues>.*)"
            case "from" | "to" if key == "music":
                edge = re.escape(part["start" if name == "from" else "end"])
                return f"(?:{edge}|{self._part('seconds', f'{name}_s')})"
            case "at":
                return f"(?:{re.escape(part['at_end'])}|{self._part('at', 'at_s')})"
            case _:
                return self._value(name) if name in _TOLD else f"(?P<{name}>{self._value(name)})"

    def _value(self, name: str) -> str:
        if name in self._values:
            return _any_of(self._values[name].values())
        return _QUOTED if name in _WORDS else _PLAIN.get(name, _NUMBER)

    def _part(self, part: str, name: str) -> str:
        return self._pattern(self._words["part"][part].replace("{value}", f"{{{name}}}"))

    def _parts(self, key: str, before: str | None) -> str:
        """One after the other in their order, each once or not at all; the first right behind `before`."""
        between = re.escape(self._words["between"]["fade" if key == "fade" else "parts"])
        lead = between if before is None else f"(?:{between}|(?<={re.escape(before)}))"
        parts = "".join(f"(?:{lead}{self._part(name, name)})?" for name in _PARTS[key])
        return parts if before is None else f"(?!{between}){parts}"

    def _edit(self, key: str, found: re.Match[str]) -> ExactEdit | None:
        said = {name: words for name, words in found.groupdict().items() if words is not None}
        item, cues = self._take_item(said), said.pop("cues", "")
        op, _, variant = key.partition("_")
        values = {name: self._read_value(name, words) for name, words in said.items()}
        if "{parts}" in self._words["edit"][key] and not values:
            return None
        if variant == "none":
            values["kind"] = "none"
        if "width" in values:
            values["percent"] = values.pop("width")
        return ExactEdit(op, values, item, tuple(self._read_cues(cues)), variant)

    def _take_item(self, said: dict[str, str]) -> Item | None:
        if "item_kind" not in said:
            return None
        kinds: Mapping[str, ItemKind] = {self._words["item"][kind]: kind for kind in _ITEM_KINDS}
        kind, name = kinds[said.pop("item_kind")], said.pop("name", None)
        return Item(kind, int(said.pop("number")), json.loads(name) if name else None)

    def _read_value(self, name: str, said: str) -> Value:
        if name in self._values:
            known = next(key for key, words in self._values[name].items() if words == said)
            return known == "true" if known in ("true", "false") else known
        if name in _WORDS:
            return json.loads(said)
        return said if name in _PLAIN else float(said)

    def _read_cues(self, said: str) -> Iterator[tuple[float, float, str]]:
        for cue in self._cue.finditer(said):
            yield float(cue["from_s"]), float(cue["to_s"]), json.loads(cue["text"])


def _any_of(words: Iterator[str] | Any) -> str:
    return f"(?:{'|'.join(re.escape(each) for each in words)})"


_grammar_of = cache(_Grammar)

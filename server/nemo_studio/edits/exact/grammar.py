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
from typing import Any, Final, Literal

Value = str | float | bool
ItemKind = Literal["clip", "sound", "title"]

_KINDS: Final[tuple[ItemKind, ...]] = ("clip", "sound", "title")
LANGUAGES: Final = ("en", "zh-Hans", "zh-Hant")
_NUMBER: Final = r"-?\d+(?:\.\d{1,3})?"
_QUOTED: Final = r'"(?:[^"\\]|\\.)*"'
_SLOT: Final = re.compile(r"\{(\w+)\}")
_WORDS: Final = frozenset({"text", "look", "mood", "media"})
"""Slots that hold free words."""
_PLAIN: Final[Mapping[str, str]] = {"color": "#[0-9A-F]{6}", "aspect_ratio": r"\d+:\d+", "resolution": r"\w+"}
"""Slots that hold a value as it is."""
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
    fields: Mapping[str, Value] = field(default_factory=dict[str, Value])
    item: Item | None = None
    cues: tuple[tuple[float, float, str], ...] = ()
    variant: str = ""


def read_edits(message: str) -> tuple[ExactEdit, ...] | None:
    """The exact edits of a message; None when any of its lines is none."""
    for language in LANGUAGES:
        grammar = _read_grammar(language)
        edits = [grammar.read(line) for line in message.strip().split("\n")]
        if all(edits):
            return tuple(edit for edit in edits if edit)
    return None


@cache
def _read_grammar(language: str) -> "_Grammar":
    path = files("nemo_studio.edits.exact").joinpath(f"{language}.toml")
    return _Grammar(tomllib.loads(path.read_text(encoding="utf-8")))


class _Grammar:
    """The sentences of one language."""

    def __init__(self, words: Mapping[str, Mapping[str, Any]]) -> None:
        self._words = words
        self._item = _any_of(self._template(words["item"][each]) for each in ("named", "unnamed"))
        self._cue = re.compile(self._template(words["part"]["cue"]))
        self._sentences = {key: re.compile(self._template(s, key)) for key, s in words["edit"].items()}

    def read(self, line: str) -> ExactEdit | None:
        """One line as an edit; None when it is none."""
        for key, sentence in self._sentences.items():
            if found := sentence.fullmatch(line):
                return self._edit(key, found)
        return None

    def _template(self, template: str, key: str = "") -> str:
        """A template as a pattern; a slot that comes twice holds the same both times."""
        pattern, at, seen = "", 0, set[str]()
        for slot in _SLOT.finditer(template):
            pattern += re.escape(template[at : slot.start()])
            pattern += f"(?P={slot[1]})" if slot[1] in seen else self._slot(slot[1], key)
            seen.add(slot[1])
            at = slot.end()
        return pattern + re.escape(template[at:])

    def _slot(self, name: str, key: str) -> str:
        words = self._words
        match name:
            case "item":
                return f"(?P<item>{re.sub(r'[?]P<[a-z_]+>', '?:', self._item)})"
            case "kind" if not key:
                return f"(?P<kind>{_any_of(re.escape(words['item'][k]) for k in _KINDS)})"
            case "before":
                return f"(?:{re.escape(words['item']['before'])})?"
            case "film":
                return _any_of(re.escape(each) for each in words["film"].values())
            case "name":
                return f"(?P<name>{_QUOTED})"
            case "parts" | "more":
                return f"(?P<{name}>{self._parts(key, is_more=name == 'more')})"
            case "cues":
                return "(?P<cues>.*)"
            case "from" | "to" if key == "music":
                edge = re.escape(words["part"]["start" if name == "from" else "end"])
                return f"(?P<{name}>{edge}|{_without_names(self._part('seconds', _NUMBER))})"
            case "at":
                time = self._part("at", f"(?P<at_s>{_NUMBER})")
                return _any_of((re.escape(words["part"]["at_end"]), time))
            case _:
                return f"(?P<{name}>{self._value(name)})"

    def _value(self, name: str) -> str:
        if name in self._words["value"]:
            return _any_of(re.escape(each) for each in self._words["value"][name].values())
        return _QUOTED if name in _WORDS else _PLAIN.get(name, _NUMBER)

    def _part(self, name: str, value: str) -> str:
        """The pattern of a part whose value has this pattern."""
        template = self._words["part"][name]
        pieces = [re.escape(piece) for piece in template.split("{value}")]
        film = _any_of(re.escape(each) for each in self._words["film"].values())
        return value.join(pieces).replace(re.escape("{film}"), film)

    def _parts(self, key: str, *, is_more: bool) -> str:
        """One after the other in their order, each once or not at all."""
        between = re.escape(self._words["between"]["fade" if key == "fade" else "parts"])
        parts = [_without_names(self._part(name, self._value(name))) for name in _PARTS.get(key, ())]
        if is_more:
            return "".join(f"(?:{between}{part})?" for part in parts)
        return _any_of(
            part + "".join(f"(?:{between}{later})?" for later in parts[index + 1 :])
            for index, part in enumerate(parts)
        )

    def _edit(self, key: str, found: re.Match[str]) -> ExactEdit:
        groups = {name: said for name, said in found.groupdict().items() if said is not None}
        op, _, variant = key.partition("_")
        values: dict[str, Value] = {}
        for name in ("parts", "more"):
            values |= self._read_parts(key, groups.pop(name, ""))
        for name, edge in (("from", "start"), ("to", "end")) if op == "music" else ():
            said = groups.pop(name, self._words["part"][edge])
            if said != self._words["part"][edge]:
                values[f"{name}_s"] = float(re.findall(_NUMBER, said)[0])
        item, cues = groups.pop("item", None), groups.pop("cues", "")
        for name in ("lasts_s", "count"):
            groups.pop(name, None)
        values |= {name: self._read_value(name, said) for name, said in groups.items()}
        if variant == "none":
            values["kind"] = "none"
        if op == "place" and "width" in values:
            values["percent"] = values.pop("width")
        read_item = self._read_item(item) if item else None
        return ExactEdit(op, values, read_item, tuple(self._read_cues(cues)), variant)

    def _read_parts(self, key: str, said: str) -> dict[str, Value]:
        """The values of parts, each found where the one before it ends."""
        between = self._words["between"]["fade" if key == "fade" else "parts"]
        values: dict[str, Value] = {}
        said = said.removeprefix(between)
        for name in _PARTS.get(key, ()):
            pattern = self._part(name, f"(?P<value>{self._value(name)})")
            if found := re.match(rf"{pattern}(?:{re.escape(between)}|$)", said):
                values[name] = self._read_value(name, found["value"])
                said = said[found.end() :]
        return values

    def _read_value(self, name: str, said: str) -> Value:
        if name in self._words["value"]:
            known = next(key for key, words in self._words["value"][name].items() if words == said)
            return known == "true" if known in ("true", "false") else known
        if name in _WORDS:
            return json.loads(said)
        return said if name in _PLAIN else float(said)

    def _read_item(self, said: str) -> Item:
        found = next(
            match
            for each in ("named", "unnamed")
            if (match := re.fullmatch(self._template(self._words["item"][each]), said))
        )
        kinds: Mapping[str, ItemKind] = {self._words["item"][kind]: kind for kind in _KINDS}
        name = found.groupdict().get("name")
        return Item(kinds[found["kind"]], int(found["number"]), json.loads(name) if name else None)

    def _read_cues(self, said: str) -> Iterator[tuple[float, float, str]]:
        at, between = 0, self._words["between"]["cues"]
        while found := self._cue.match(said, at):
            yield float(found["from_s"]), float(found["to_s"]), json.loads(found["text"])
            at = found.end() + len(between)


def _any_of(patterns: Iterator[str] | tuple[str, ...]) -> str:
    return f"(?:{'|'.join(patterns)})"


def _without_names(pattern: str) -> str:
    """A pattern without its groups' names, so that it can stand beside others."""
    return re.sub(r"\?P<\w+>", "?:", pattern)

"""Exact edits as sentences for the backend: one edit, one line, nothing left to guess.

The words are data, a file for each language in `edits/`; docs/edit-sentences.md is the specification, from
which a backend can read them back. Names and texts stand as JSON strings, so that whatever they hold,
quotation marks, line breaks or the sentences' own words, they end where they end.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal

from nemo_video.language.languages import Language

FieldValue = str | float | bool

_STYLE: Final = ("text", "from_s", "to_s", "place", "size", "color", "animation")
_PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "fade": ("in_s", "out_s"),
    "change": _STYLE,
    "look": ("look", "brightness", "contrast", "saturation"),
    "frame": ("fit", "zoom", "rotate", "mirror", "flip"),
    "canvas": ("platform", "aspect_ratio", "resolution", "fps"),
}
"""The edits that consist of parts, and their order."""

_MORE: Final[Mapping[str, tuple[str, ...]]] = {
    "title": ("place", "size", "color", "animation"),
    "music": ("percent",),
    "place": ("width", "opacity", "margin"),
}
"""What may follow a sentence, in this order."""

_QUOTED: Final = frozenset({"text", "look", "mood", "media", "name"})
"""The fields with free words; `look` and `mood` are the backend's to know."""

_LINE_ENDS: Final = re.compile("[\x7f-\x9f\u2028\u2029]")
"""What JSON leaves as it is and some readers of lines take for an end."""


@dataclass(frozen=True)
class NamedItem:
    """What an edit is about, as its sentence names it; times in seconds, before the edits."""

    kind: Literal["clip", "sound", "title"]
    number: int
    name: str | None
    start_s: float
    end_s: float


@dataclass(frozen=True)
class ExactEdit:
    """One edit, ready to be said.

    Attributes:
        op: Which.
        fields: Its values by the names of the contract; those that it does not have are left out.
        item: What it is about.
        cues: Of subtitles: start and end in seconds, and words.
        variant: Which of an op's sentences; for example `sound`, where a sound is placed.
    """

    op: str
    fields: Mapping[str, FieldValue]
    item: NamedItem | None = None
    cues: tuple[tuple[float, float, str], ...] = ()
    variant: str = ""


def say_edits(edits: tuple[ExactEdit, ...], language: Language) -> str:
    """The message for a list of edits: their sentences in their order, one a line.

    From the second line on the sentences say that an item is named as it was before all of them, and that
    times of the film are those that it has by then.
    """
    return "\n".join(
        _Line(edit, _read_words(language), is_first=not index).say() for index, edit in enumerate(edits)
    )


def quote(text: str) -> str:
    """A text as a JSON string on one line."""
    return _LINE_ENDS.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False))


def say_number(value: float) -> str:
    """A number with at most three decimals, without idle zeros: `2.5`, `-0.1`, `90`."""
    said = f"{value:.3f}".rstrip("0").rstrip(".")
    return "0" if said == "-0" else said


@cache
def _read_words(language: Language) -> Mapping[str, Mapping[str, Any]]:
    import tomllib  # only an edit needs it, the list of tools does not

    path = files("nemo_video.language").joinpath("edits", f"{language}.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


@dataclass(frozen=True)
class _Line:
    """One sentence in the making."""

    edit: ExactEdit
    words: Mapping[str, Mapping[str, Any]]
    is_first: bool

    def say(self) -> str:
        op, fields = self.edit.op, self.edit.fields
        key = f"{op}_{self.edit.variant}" if self.edit.variant else op
        return self.words["edit"][key].format(
            **{name: self._value(name, value) for name, value in fields.items() if name != "kind"},
            **self._made(),
        )

    def _made(self) -> dict[str, str]:
        """What a sentence holds beside the fields as they are."""
        op, fields = self.edit.op, self.edit.fields
        made = {"item": self._item(), "film": self._film, "cues": self._cues(), "at": self._at()}
        made["count"] = str(len(self.edit.cues))
        if op in ("trim", "cut"):
            made["lasts_s"] = say_number(float(fields["to_s"]) - float(fields["from_s"]))
        if "kind" in fields and not self.edit.variant:
            made["kind"] = self._value("kind", fields["kind"])
        if op == "music":
            made["from"], made["to"] = self._moment("from_s", "start"), self._moment("to_s", "end")
        made["parts"] = self.words["between"]["fade" if op == "fade" else "parts"].join(
            self._parts(_PARTS.get(op, ()), fields)
        )
        made["more"] = self._more(op)
        return made

    def _item(self) -> str:
        item, words = self.edit.item, self.words["item"]
        if item is None:
            return ""
        return words["unnamed" if item.name is None else "named"].format(
            kind=words[item.kind],
            number=item.number,
            name=quote(item.name or ""),
            start_s=say_number(item.start_s),
            end_s=say_number(item.end_s),
            before="" if self.is_first else words["before"],
        )

    @property
    def _film(self) -> str:
        return self.words["film"]["first" if self.is_first else "later"]

    def _parts(self, names: tuple[str, ...], fields: Mapping[str, FieldValue]) -> list[str]:
        return [
            self.words["part"][name].format(value=self._value(name, fields[name]))
            for name in names
            if name in fields
        ]

    def _more(self, op: str) -> str:
        fields = dict(self.edit.fields)
        if op == "place" and "percent" in fields:
            fields["width"] = fields.pop("percent")
        parts = self._parts(_MORE.get(op, ()), fields)
        return "".join(f"{self.words['between']['parts']}{part}" for part in parts)

    def _cues(self) -> str:
        said = [
            self.words["part"]["cue"].format(
                from_s=say_number(start_s), to_s=say_number(end_s), text=quote(text)
            )
            for start_s, end_s, text in self.edit.cues
        ]
        return self.words["between"]["cues"].join(said)

    def _at(self) -> str:
        at_s, words = self.edit.fields.get("at_s"), self.words["part"]
        if at_s is None:
            return words["at_end"]
        return words["at"].format(value=say_number(float(at_s)), film=self._film)

    def _moment(self, name: str, otherwise: str) -> str:
        value, words = self.edit.fields.get(name), self.words["part"]
        return words[otherwise] if value is None else words["seconds"].format(value=say_number(float(value)))

    def _value(self, name: str, value: FieldValue) -> str:
        if name in self.words["value"]:
            return self.words["value"][name][str(value).lower()]
        if isinstance(value, str):
            return quote(value) if name in _QUOTED else value
        return say_number(value)

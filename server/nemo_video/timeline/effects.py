"""What is done to a segment beside its name, place and volume: speed, look, fades and the like, in words.

Like the rest of a draft, no document names these keys. Several likely spellings are read; what is not known
here is still noticed as a trait.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, cast

_Object = Mapping[str, Any]

_MOST_CHARACTERS: Final = 40
_MOST_NUMBER: Final = 1e9
_MOST_SECONDS: Final = 60
"""A fade or a transition of more than a minute is none: such a number is in milliseconds."""
_NUMBER: Final = re.compile(r"\s*([+-]?\d+(?:\.\d+)?)\s*(?:x|×|%|s|°|deg)?\s*", re.IGNORECASE)
"""A number that was written as text, with its unit."""


@dataclass(frozen=True)
class Effect:
    """One thing that is done to a segment.

    Attributes:
        name: Which, such as `speed`.
        value: How, in words or figures, such as `2x`; empty where the name says it all.
        is_style: Whether it is how a text is written, or what a scene is like, rather than an effect on it.
        number: The figure of the value: a factor, seconds, degrees; of a transition its seconds.
    """

    name: str
    value: str
    is_style: bool = False
    number: float | None = None


@dataclass(frozen=True)
class ReadEffects:
    """What was read.

    Attributes:
        effects: What is done to the segment.
        usual: The names of effects that are told to be as usual.
        keys: Those of the segment and its metadata that told all this.
    """

    effects: tuple[Effect, ...]
    usual: tuple[str, ...]
    keys: frozenset[str]


@dataclass(frozen=True)
class _Reader:
    """How one effect is read.

    Attributes:
        keys: Where its value may stand, the likeliest first.
        usual: The value that is no effect; the others are of its type.
        say: The value in words.
        measure: The value in the unit of its words, from the key that holds it.
        parts: Where in an object its value may stand.
        is_style: As in the effect.
    """

    keys: tuple[str, ...]
    usual: float | str | bool
    say: Callable[[Any], str]
    measure: Callable[[str, float], float] = lambda _key, number: number
    parts: tuple[str, ...] = ("value",)
    is_style: bool = False


def read_effects(*places: _Object) -> ReadEffects:
    """All effects that a segment tells of, in its metadata or itself; rubbish tells of none.

    Args:
        places: Where to look, the first that tells of an effect wins.
    """
    found = _Found()
    told = {name for place in places for key in place for name in _NAMES_OF.get(key, ())}
    if told:
        for name, reader in _READERS.items():
            if name in told:
                found.read(name, reader, places)
    for place in places:
        found.read_scene(place)
    return ReadEffects(tuple(found.effects), tuple(found.usual), frozenset(found.keys))


@dataclass
class _Found:
    effects: list[Effect] = field(default_factory=list[Effect])
    usual: list[str] = field(default_factory=list[str])
    keys: set[str] = field(default_factory=set[str])

    def read(self, name: str, reader: _Reader, places: Iterable[_Object]) -> None:
        found = next(((key, place) for place in places for key in reader.keys if key in place), None)
        if found is None:
            return
        key, place = found
        value = _plain(place[key], reader)
        if value is None:
            return
        self.keys.add(key)
        if not isinstance(value, bool | str):
            value = reader.measure(key, value)
        if value == reader.usual:
            self.usual.append(name)
        else:
            number = None if isinstance(value, bool | str) else value
            self._add(name, reader, reader.say(value), number, place)

    def _add(self, name: str, reader: _Reader, words: str, number: float | None, place: _Object) -> None:
        if name in _SIZES:
            number = self._read_size(name, place)
            size = _SIZES[name].say(number) if number else ""
            words = f"{words} {size}".rstrip()
        self.effects.append(Effect(name, words, reader.is_style, number))

    def _read_size(self, name: str, place: _Object) -> float | None:
        """How long a transition is, or how wide a picture in the picture: beside it, or in its own object."""
        size = _SIZES[name]
        nested = [_object(place.get(key)) for key in _READERS[name].keys]
        for where in (place, *nested):
            for key in size.keys:
                number = _number(where.get(key))
                if number is not None:
                    self.keys.add(key)
                    return size.measure(key, number)
        return None

    def read_scene(self, place: _Object) -> None:
        """What a generated scene is like."""
        scene = _object(place.get("parameters"))
        if not scene:
            return
        told = [(name, value) for name in _OF_SCENES if isinstance(value := scene.get(name), str) and value]
        self.effects += [Effect(name, _words(value), is_style=True) for name, value in told]
        if told and len(told) == len(scene):
            self.keys.add("parameters")


def _plain(value: object, reader: _Reader) -> float | str | bool | None:
    """A value of the reader's type; an object may hold it under a name of its own."""
    if inner := _object(value):
        value = next((inner[part] for part in reader.parts if part in inner), None)
    if isinstance(reader.usual, bool):
        return bool(value) if isinstance(value, bool) or value in (0, 1) else None
    if isinstance(reader.usual, str):
        return value if isinstance(value, str) else None
    return _number(value)


def _number(value: object) -> float | None:
    """A number of a size that an effect can have, also one written as text; JSON may hold any."""
    if isinstance(value, str) and (found := _NUMBER.fullmatch(value)):
        value = float(found[1])
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if abs(value) <= _MOST_NUMBER else None


def _object(value: object) -> _Object:
    return cast("_Object", value) if isinstance(value, dict) else {}


def _in_seconds(key: str, number: float) -> float:
    """What is not called milliseconds is taken for seconds, unless it is too large for them."""
    is_ms = key.lower().endswith("ms") or abs(number) > _MOST_SECONDS
    return number / 1000 if is_ms else number


def _as_share(_key: str, number: float) -> float:
    """From -1 to 1; what goes beyond is in percent."""
    return number / 100 if abs(number) > 1 else number


def _times(value: float) -> str:
    return f"{value:g}x"


def _percent(value: float) -> str:
    return f"{round(100 * value)}%"


def _signed(value: float) -> str:
    return f"{round(100 * value):+d}%"


def _degrees(value: float) -> str:
    return f"{value:g}°"


def _seconds(value: float) -> str:
    return f"{value:g}s"


def _words(value: str) -> str:
    readable = value.encode("utf-8", "replace").decode().replace("_", " ")
    return " ".join(readable.split())[:_MOST_CHARACTERS]


def _nothing(_value: object) -> str:
    return ""


_NAMED: Final = ("type", "name", "kind", "id", "value")
_USUAL_MARGIN: Final = 0.04
"""Of a picture in the picture, as a share of the film's shorter side."""
_MEASURED: Final = ("value", "intensity", "amount", "duration_ms", "durationMs", "duration")
_READERS: Final[Mapping[str, _Reader]] = MappingProxyType(
    {
        "picture in picture": _Reader(("corner", "pip", "pip_position"), "", _words, parts=_NAMED),
        "watermark": _Reader(("watermark", "is_watermark", "isWatermark"), False, _nothing),
        "opacity": _Reader(("opacity", "alpha"), 1, _percent, _as_share),
        "margin": _Reader(("margin",), _USUAL_MARGIN, _percent, _as_share),
        "transition": _Reader(
            ("transition", "transition_in", "transitionIn", "trans", "transition_type", "transitionType"),
            "",
            _words,
            parts=_NAMED,
        ),
        "speed": _Reader(
            ("speed", "playback_rate", "playbackRate", "speed_rate", "play_speed", "rate"), 1, _times
        ),
        "reversed": _Reader(
            ("reverse", "reversed", "is_reverse", "isReverse", "is_reversed"), False, _nothing
        ),
        "look": _Reader(("look", "filter", "filter_name", "filterName", "lut"), "", _words, parts=_NAMED),
        "brightness": _Reader(("brightness",), 0, _signed, _as_share, _MEASURED),
        "contrast": _Reader(("contrast",), 0, _signed, _as_share, _MEASURED),
        "saturation": _Reader(("saturation",), 0, _signed, _as_share, _MEASURED),
        "zoom": _Reader(("zoom", "scale"), 1, _times, parts=("value", "x")),
        "fit": _Reader(("fit", "object_fit", "objectFit", "fill_mode", "fillMode"), "", _words, parts=_NAMED),
        "rotation": _Reader(("rotate", "rotation", "angle"), 0, _degrees),
        "mirrored": _Reader(("mirror", "mirrored", "flip_h", "flipH", "flip_horizontal"), False, _nothing),
        "flipped": _Reader(("flip", "flipped", "flip_v", "flipV", "flip_vertical"), False, _nothing),
        "fade in": _Reader(
            ("fade_in_ms", "fadeInMs", "fade_in", "fadeIn", "fade_in_duration", "fadeInDuration"),
            0,
            _seconds,
            _in_seconds,
            _MEASURED,
        ),
        "fade out": _Reader(
            ("fade_out_ms", "fadeOutMs", "fade_out", "fadeOut", "fade_out_duration", "fadeOutDuration"),
            0,
            _seconds,
            _in_seconds,
            _MEASURED,
        ),
        "ducked under speech": _Reader(("duck", "ducking"), False, _nothing),
        "place": _Reader(("place", "position"), "center", _words, parts=_NAMED, is_style=True),
        "size": _Reader(("size",), 1, _percent, is_style=True),
        "color": _Reader(("color", "font_color", "fontColor"), "#FFFFFF", _words, is_style=True),
        "animation": _Reader(("animation",), "fade", _words, parts=_NAMED, is_style=True),
    }
)
_SIZES: Final[Mapping[str, _Reader]] = MappingProxyType(
    {
        "transition": _Reader(
            ("transition_ms", "transitionMs", "transition_duration", "duration_ms", "durationMs", "duration"),
            0,
            _seconds,
            _in_seconds,
        ),
        "picture in picture": _Reader(("width", "pip_width"), 0, _percent, _as_share),
    }
)
"""How large an effect is that has a kind: told beside it."""
_NAMES_OF: Final[Mapping[str, Sequence[str]]] = MappingProxyType(
    {
        key: [name for name, other in _READERS.items() if key in other.keys]
        for reader in _READERS.values()
        for key in reader.keys
    }
)
"""Which effects a key may tell of: a segment has a few of all these keys, mostly none."""
EFFECT_KEYS: Final = frozenset(
    {key for readers in (_READERS, _SIZES) for reader in readers.values() for key in reader.keys}
) - {"duration", "angle", "rate"}
"""Where effects may stand, without names that mean other things as well."""
_OF_SCENES: Final = ("time_of_day", "weather", "season", "mood", "camera")

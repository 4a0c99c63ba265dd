"""What is done to a segment beside its name, place and volume: speed, look, fades and the like, in words.

Like the rest of a draft, no document names these keys; what is not known here is still noticed as a trait.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, cast

_Object = Mapping[str, Any]

_MOST_CHARACTERS: Final = 40
_MOST_NUMBER: Final = 1e9


@dataclass(frozen=True)
class Effect:
    """One thing that is done to a segment.

    Attributes:
        name: Which, such as `speed`.
        value: How, in words or figures, such as `2x`; empty where the name says it all.
        is_style: Whether it is how a text is written, or what a scene is like, rather than an effect on it.
    """

    name: str
    value: str
    is_style: bool = False


@dataclass(frozen=True)
class _Reader:
    """How one effect is read: from which keys, what is no effect, and how the value is said."""

    keys: tuple[str, ...]
    usual: object
    say: Callable[[Any, _Object], str]
    is_style: bool = False


def read_effects(metadata: _Object) -> tuple[Effect, ...]:
    """All effects that the metadata of a segment tells of; rubbish tells of none."""
    found = [effect for name, reader in _READERS.items() if (effect := _read(name, reader, metadata))]
    parameters = metadata.get("parameters")
    wishes: _Object = cast("_Object", parameters) if isinstance(parameters, Mapping) else {}
    told = [(name, value) for name in _WISHES if isinstance(value := wishes.get(name), str) and value]
    return (*found, *(Effect(name, _words(value, wishes), is_style=True) for name, value in told))


def _read(name: str, reader: _Reader, metadata: _Object) -> Effect | None:
    value = next((metadata[key] for key in reader.keys if key in metadata), reader.usual)
    is_alike = _is_number(value) if _is_number(reader.usual) else isinstance(value, type(reader.usual))
    if is_alike:
        return None if value == reader.usual else Effect(name, reader.say(value, metadata), reader.is_style)
    return None


def _is_number(value: object) -> bool:
    """Whether it is a number of a size that an effect can have; JSON may hold any."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= _MOST_NUMBER


def _times(value: float, _metadata: _Object) -> str:
    return f"{value:g}x"


def _percent(value: float, _metadata: _Object) -> str:
    return f"{round(100 * value)}%"


def _signed(value: float, _metadata: _Object) -> str:
    return f"{round(100 * value):+d}%"


def _degrees(value: float, _metadata: _Object) -> str:
    return f"{value:g}°"


def _seconds(value: float, _metadata: _Object) -> str:
    return f"{value / 1000:g}s"


def _words(value: str, _metadata: _Object) -> str:
    readable = value.encode("utf-8", "replace").decode().replace("_", " ")
    return " ".join(readable.split())[:_MOST_CHARACTERS]


def _nothing(_value: object, _metadata: _Object) -> str:
    return ""


def _transition(value: str, metadata: _Object) -> str:
    length = metadata.get("transition_ms")
    detail = f" {length / 1000:g}s" if _is_number(length) and length else ""
    return _words(value, metadata) + detail


def _inset(value: str, metadata: _Object) -> str:
    width = metadata.get("width")
    detail = f" {_percent(width, metadata)}" if _is_number(width) and width else ""
    return _words(value, metadata) + detail


_READERS: Final[Mapping[str, _Reader]] = MappingProxyType(
    {
        "picture in picture": _Reader(("corner",), "", _inset),
        "transition": _Reader(("transition",), "", _transition),
        "speed": _Reader(("speed", "playback_rate", "playbackRate"), 1, _times),
        "reversed": _Reader(("reverse", "reversed"), False, _nothing),
        "look": _Reader(("look",), "", _words),
        "brightness": _Reader(("brightness",), 0, _signed),
        "contrast": _Reader(("contrast",), 0, _signed),
        "saturation": _Reader(("saturation",), 0, _signed),
        "zoom": _Reader(("zoom",), 1, _times),
        "fit": _Reader(("fit",), "", _words),
        "rotation": _Reader(("rotate", "rotation"), 0, _degrees),
        "mirrored": _Reader(("mirror",), False, _nothing),
        "flipped": _Reader(("flip",), False, _nothing),
        "fade in": _Reader(("fade_in_ms", "fadeInMs"), 0, _seconds),
        "fade out": _Reader(("fade_out_ms", "fadeOutMs"), 0, _seconds),
        "ducked under speech": _Reader(("duck",), False, _nothing),
        "place": _Reader(("place",), "center", _words, is_style=True),
        "size": _Reader(("size",), 1, _percent, is_style=True),
        "color": _Reader(("color",), "#FFFFFF", _words, is_style=True),
        "animation": _Reader(("animation",), "fade", _words, is_style=True),
    }
)
_WISHES: Final = ("time_of_day", "weather", "season", "mood", "camera")

"""What a draft may ask of the renderer: values of the right kind, within bounds, not too many at a time.

A draft comes back from a client, so it may hold anything. What the renderer was not made for is refused
before a worker begins, and not found by it half way.
"""

import math
import types
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from itertools import chain
from operator import itemgetter
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints

from nemo_studio.render.composition import Caption, Clip, Composition, Sound
from nemo_video.errors import BackendRefusal

MAX_SEGMENTS: Final = 6000
"""As many subtitles as an upload may hold, and a thousand segments beside them."""

MAX_ENVELOPE_PARTS: Final = 10_000

MAX_AT_ONCE: Final = 100
"""Each that shows or sounds at the same time is open in the renderer, with a decoder of its own."""

_MAX_MS: Final = 1e12
"""How long a film may be is checked elsewhere, with words of its own."""

_TIME: Final = (0.0, _MAX_MS)
_RANGES: Final[Mapping[str, tuple[float, float]]] = {
    "start_ms": _TIME,
    "duration_ms": (1.0, _MAX_MS),
    "source_start_ms": _TIME,
    "source_duration_ms": _TIME,
    "fade_in_ms": _TIME,
    "fade_out_ms": _TIME,
    "seed": (0.0, 2.0**63),
    "speed": (0.0, 100.0),
    "volume": (0.0, 10.0),
    "brightness": (-4.0, 4.0),
    "contrast": (-4.0, 4.0),
    "saturation": (-4.0, 4.0),
    "zoom": (0.0, 100.0),
    "focus": (0.0, 1.0),
}
"""Field → its least and its largest value; wider than what any edit makes. Others are finite."""

_LARGEST: Final = 1e9
_SMALL_PICTURE: Final = (0.01, 1.0)


def check_composition(film: Composition) -> None:
    """Raises BackendRefusal (400) for what the renderer was not made for, and says which it is."""
    _check_count(film)
    for segment in chain(film.clips, film.sounds, film.captions):
        _check_fields(segment)
    for clip in film.clips:
        if clip.picture_in_picture:
            _check_number("width", clip.picture_in_picture.size, _SMALL_PICTURE)
    for kind in (film.clips, film.sounds, film.captions):
        _check_at_once(kind)


def _check_count(film: Composition) -> None:
    points = sum(len(sound.envelope) for sound in film.sounds)
    parts = len(film.clips) + len(film.sounds) + len(film.captions)
    if parts > MAX_SEGMENTS or points > MAX_ENVELOPE_PARTS:
        raise _refusal(
            f"The draft has {parts:,} segments and {points:,} parts of volume; the studio renders "
            f"at most {MAX_SEGMENTS:,} and {MAX_ENVELOPE_PARTS:,}."
        )


def _check_at_once(segments: Iterable[Clip | Sound | Caption]) -> None:
    """Counts up where one starts and down where one ends; ends come first at the same time."""
    spans = [(segment.start_ms, segment.start_ms + segment.duration_ms) for segment in segments]
    steps = sorted(chain(((start, 1) for start, _ in spans), ((end, -1) for _, end in spans)), key=_in_time)
    showing = 0
    for _, step in steps:
        showing += step
        if showing > MAX_AT_ONCE:
            raise _refusal(
                f"The draft has more than {MAX_AT_ONCE} segments of one kind at the same time; the studio "
                "renders no more."
            )


_in_time = itemgetter(0, 1)


@cache
def _hints(kind: type) -> Mapping[str, Any]:
    return get_type_hints(kind)


def _check_fields(value: Any) -> None:
    kind: type = value.__class__
    for field in fields(kind):
        _check(field.name, getattr(value, field.name), _hints(kind)[field.name])


def _check(name: str, value: Any, hint: Any) -> None:
    """Hold a value against the annotation of its field, and a number also against its range."""
    origin = get_origin(hint)
    if origin is Literal:
        if not isinstance(value, str) or value not in get_args(hint):
            raise _no(name, value)
    elif origin in (types.UnionType, Union):
        if value is not None:
            _check(name, value, next(each for each in get_args(hint) if each is not types.NoneType))
    elif origin is tuple:
        _check_tuple(name, value, get_args(hint))
    elif hint is int and isinstance(value, float):  # -0.0 is in every range, and numpy takes none as a seed
        raise _no(name, value)
    elif hint in (int, float):
        _check_number(name, value, _RANGES.get(name, (-_LARGEST, _LARGEST)))
    elif is_dataclass(hint):
        _check_fields(value)
    elif not isinstance(value, origin or hint):
        raise _no(name, value)


def _check_tuple(name: str, value: Any, hints: tuple[Any, ...]) -> None:
    hints = (hints[0],) * len(value) if hints[-1] is Ellipsis else hints
    for part, hint in zip(value, hints, strict=True):
        _check(name, part, hint)


def _check_number(name: str, value: Any, bounds: tuple[float, float]) -> None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not (is_number and math.isfinite(value) and bounds[0] <= value <= bounds[1]):
        raise _no(name, value)


def _no(name: str, value: Any) -> BackendRefusal:
    return _refusal(f"The draft cannot be read: {name} is {value!r:.60}.", "Send the draft untouched.")


def _refusal(message: str, advice: str = "Remove some, then export again.") -> BackendRefusal:
    return BackendRefusal(400, message=message, advice=advice)

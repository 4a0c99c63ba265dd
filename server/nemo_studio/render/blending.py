"""One picture over another: fades to black, transitions, a picture in the picture and what is clear in it."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nemo_studio.frames.picture import Bytes, Picture
from nemo_studio.render.composition import TransitionKind

_BLACK_PLANES: Final = (16, 128, 128)
_WHOLE: Final = 256


def darken(picture: Picture, light: float) -> None:
    """Bring a picture towards black in place; 1 leaves it alone, 0 is black."""
    if light >= 1:
        return
    for plane, black in zip(picture.planes, _BLACK_PLANES, strict=True):
        _blend(plane, np.uint8(black), round(_WHOLE * (1 - light)))


def mix(kind: TransitionKind, below: Picture, above: Picture, progress: float) -> None:
    """Draw into `below`, the clip that goes, how `above` takes over; `progress` runs from 0 to 1."""
    _MIXES[kind](below, above, progress * progress * (3 - 2 * progress))


def _crossfade(below: Picture, above: Picture, progress: float) -> None:
    for under, over in zip(below.planes, above.planes, strict=True):
        _blend(under, over, round(_WHOLE * progress))


def _dip_to_black(below: Picture, above: Picture, progress: float) -> None:
    if progress < 0.5:
        darken(below, 1 - 2 * progress)
        return
    _copy(below, above)
    darken(below, 2 * progress - 1)


def _wipe(below: Picture, above: Picture, progress: float) -> None:
    """From left to right."""
    edge = round(above.u.shape[1] * progress)
    for index, (under, over) in enumerate(zip(below.planes, above.planes, strict=True)):
        reach = edge * 2 if index == 0 else edge
        under[:, :reach] = over[:, :reach]


def _slide(below: Picture, above: Picture, progress: float) -> None:
    """The new clip comes in from the right and pushes the other out."""
    edge = round(above.u.shape[1] * progress)
    if not edge:
        return
    for index, (under, over) in enumerate(zip(below.planes, above.planes, strict=True)):
        reach = edge * 2 if index == 0 else edge
        under[:, :-reach] = under[:, reach:].copy()
        under[:, -reach:] = over[:, :reach]


_MIXES: Final[Mapping[TransitionKind, Callable[[Picture, Picture, float], None]]] = MappingProxyType(
    {"crossfade": _crossfade, "dip_to_black": _dip_to_black, "wipe": _wipe, "slide": _slide}
)


def _blend(below: Bytes, above: Bytes | np.uint8, weight: int) -> None:
    mixed = below.astype(np.uint16) * (_WHOLE - weight) + np.multiply(above, weight, dtype=np.uint16)
    below[:] = mixed >> 8


def _copy(below: Picture, above: Picture) -> None:
    for under, over in zip(below.planes, above.planes, strict=True):
        under[:] = over


def lay_inside(picture: Picture, inner: Picture, x: int, y: int) -> None:
    """Copy a smaller picture into a larger one, its corner at even `x`, `y`."""
    for index, (below, above) in enumerate(zip(picture.planes, inner.planes, strict=True)):
        step = 1 if index == 0 else 2
        rows, columns = above.shape
        below[y // step : y // step + rows, x // step : x // step + columns] = above


_BLACK, _WHITE, _GREY = 16, 235, 128

Cover = NDArray[np.float32]
"""How much of what lies below is covered, 0 to 1 a pixel, shape (height, width)."""


def take_off_black(on_black: Picture, on_white: Picture) -> Cover:
    """Give a picture on black its full colours, in place, and return what it covers.

    Args:
        on_black: The picture on black; afterwards without the black in its half clear parts.
        on_white: The same picture on white.
    """
    shine = on_white.y.astype(np.float32) - on_black.y
    cover = np.clip(1 - shine / np.float32(_WHITE - _BLACK), 0, 1).astype(np.float32)
    for index, plane in enumerate(on_black.planes):
        ground, share = (_BLACK, cover) if index == 0 else (_GREY, cover[::2, ::2])
        full = ground + (plane - np.float32(ground)) / np.maximum(share, 0.05)
        plane[:] = np.clip(full, 0, 255)
    return cover


def lay_clear(below: Picture, above: Picture, cover: Cover, x: int, y: int) -> None:
    """Lay a picture with clear parts over a larger one, its corner at even `x`, `y`."""
    for index, (ground, plane) in enumerate(zip(below.planes, above.planes, strict=True)):
        step, share = (1, cover) if index == 0 else (2, cover[::2, ::2])
        rows, columns = plane.shape
        part = ground[y // step : y // step + rows, x // step : x // step + columns]
        part[:] = part + (plane - part.astype(np.float32)) * share

"""One picture over another: fades into black, transitions between two shots, and a picture in the picture."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import numpy as np

from nemo_studio.render.composition import TransitionKind
from nemo_studio.scenes.picture import Bytes, Picture

_BLACK: Final = (16, 128, 128)
_WHOLE: Final = 256


def darken(picture: Picture, light: float) -> None:
    """Bring a picture towards black in place; 1 leaves it alone, 0 is black."""
    if light >= 1:
        return
    for plane, black in zip(picture.planes, _BLACK, strict=True):
        _blend(plane, np.uint8(black), round(_WHOLE * (1 - light)))


def mix(kind: TransitionKind, below: Picture, above: Picture, progress: float) -> None:
    """Draw into `below`, the shot that goes, how `above` takes over; `progress` runs from 0 to 1."""
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
    """The new shot comes in from the right and pushes the other out."""
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

"""The colours of a clip: looks, brightness, contrast, saturation, as tables over the planes of a picture."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final

import numpy as np

from nemo_studio.frames.picture import Bytes, Floats, Picture
from nemo_studio.render.composition import Grade, Look

_BLACK: Final = 16
_LUMA_RANGE: Final = 219
_NEUTRAL: Final = 128


@dataclass(frozen=True)
class _Recipe:
    """What a look does.

    Attributes:
        saturation: Factor of the colours' distance from grey.
        contrast: Factor of the brightness' distance from the middle.
        floor: How far black is lifted, 0 to 1.
        blue: Added to the blue difference, in steps of 8 bits.
        red: Added to the red difference, in steps of 8 bits.
    """

    saturation: float = 1
    contrast: float = 1
    floor: float = 0
    blue: float = 0
    red: float = 0


_LOOKS: Final[Mapping[Look, _Recipe]] = MappingProxyType(
    {
        "none": _Recipe(),
        "warm": _Recipe(saturation=1.05, blue=-12, red=9),
        "cool": _Recipe(saturation=0.95, blue=12, red=-9),
        "black_and_white": _Recipe(saturation=0, contrast=1.06),
        "vintage": _Recipe(saturation=0.55, contrast=0.86, floor=0.07, blue=-11, red=7),
        "vivid": _Recipe(saturation=1.45, contrast=1.12),
        "cinematic": _Recipe(saturation=0.85, contrast=1.18, blue=4, red=-5),
    }
)


def apply_grade(picture: Picture, grade: Grade) -> None:
    """Grade a picture in place; without a grade it is left alone."""
    if grade != Grade():
        for plane, table in zip(picture.planes, _tables(grade), strict=True):
            plane[:] = table[plane]


@cache
def _tables(grade: Grade) -> tuple[Bytes, Bytes, Bytes]:
    """For each plane what becomes of each of its 256 values."""
    recipe = _LOOKS[grade.look]
    values = np.arange(256, dtype=np.float32)
    contrast = recipe.contrast * 2**grade.contrast
    light = ((values - _BLACK) / _LUMA_RANGE - 0.5) * contrast + 0.5 + 0.5 * grade.brightness
    light = recipe.floor + np.clip(light, 0, 1) * (1 - recipe.floor)
    saturation = recipe.saturation * max(1 + grade.saturation, 0)
    blue, red = (
        (values - _NEUTRAL) * saturation + _NEUTRAL + shift * (saturation > 0)
        for shift in (recipe.blue, recipe.red)
    )
    return _as_bytes(light * _LUMA_RANGE + _BLACK), _as_bytes(blue), _as_bytes(red)


def _as_bytes(values: Floats) -> Bytes:
    return np.clip(np.round(values), _BLACK, 240).astype(np.uint8)

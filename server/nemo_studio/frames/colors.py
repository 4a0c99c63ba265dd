"""Light as film sees it: exposures that add up without ever clipping hard.

Scenes describe colours as they should look (0..1), turn them into exposure, add suns, lamps and glows there,
and develop the sum at the end. A glow over a coloured sky then turns to its own white, as in a photograph.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from nemo_studio.frames.picture import Floats

Stops = Sequence[tuple[float, str]]
"""Colours at positions, in rising order, for `ramp` to read between."""


_SCALE: Final = np.array([219, 224, 224], np.float32)


_OFFSET: Final = np.array([16, 128, 128], np.float32)


_RGB_TO_YUV: Final = _SCALE * np.array(
    [[0.2126, -0.114572, 0.5], [0.7152, -0.385428, -0.454153], [0.0722, 0.5, -0.045847]], np.float32
)


_PIXELS_AT_ONCE: Final = 8192
"""So many stay in the processor's cache with what is made of them."""


def convert_to_planes(rgb: Floats) -> Floats:
    """Turn RGB in 0..1, shape (..., 3), into planes Y, U, V in 8-bit limited range, not rounded: (3, ...).

    In blocks: OpenBLAS shares a product as tall as a picture out to its threads where it has several, and on
    busy cores their waiting for each other takes sixty times as long.
    """
    pixels = rgb.reshape(-1, 3)
    planes = np.empty((3, len(pixels)), np.float32)
    for start in range(0, len(pixels), _PIXELS_AT_ONCE):
        part = slice(start, start + _PIXELS_AT_ONCE)
        np.matmul(_RGB_TO_YUV.T, np.ascontiguousarray(pixels[part].T, np.float32), out=planes[:, part])
        planes[:, part] += _OFFSET[:, None]
    return planes.reshape(3, *rgb.shape[:-1])


def convert_to_yuv(rgb: Floats) -> Floats:
    """The same with the three levels as the last axis: (..., 3)."""
    return np.moveaxis(convert_to_planes(rgb), 0, -1)


def parse_color(color: str) -> tuple[int, int, int]:
    """Read `#RRGGBB` or `#RGB`; anything else is white."""
    digits = color.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    try:
        red, green, blue = bytes.fromhex(digits)
    except ValueError:
        return 255, 255, 255
    return red, green, blue


def ramp(stops: Stops, at: Floats) -> Floats:
    """Read colours at positions `at` from (position, colour) stops; the result has a further axis of 3."""
    positions = [position for position, _ in stops]
    colors = np.array([parse_color(color) for _, color in stops], np.float32) / 255
    channels = [np.interp(at, positions, colors[:, channel]) for channel in range(3)]
    return np.stack(channels, -1).astype(np.float32)


_BRIGHTEST = 0.995


def expose(color: Floats) -> Floats:
    """Exposure whose development looks like `color` (0..1)."""
    return -np.log1p(-np.minimum(color, _BRIGHTEST))


def develop(exposure: Floats) -> Floats:
    """The picture (0..1) of an exposure (0 and more)."""
    picture = np.negative(exposure)
    np.expm1(picture, out=picture)
    return np.negative(picture, out=picture)


def smoothstep(low: float, high: float, value: Floats) -> Floats:
    """Rise smoothly from 0 at `low` to 1 at `high`; `low` may be the larger one."""
    t = np.clip((value - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)


def ease(share: float) -> float:
    """Rise smoothly from 0 at 0 to 1 at 1, for a single number."""
    t = min(max(share, 0.0), 1.0)
    return t * t * (3 - 2 * t)

"""Small lights that are added to a picture: lamps, stars, sparks, snow. They may stand between pixels."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from nemo_studio.frames.colors import convert_to_yuv, parse_color
from nemo_studio.frames.context import RenderContext
from nemo_studio.frames.picture import Bytes, Floats, Picture
from nemo_studio.frames.window import WHOLE, Window

_PHASES: Final = 4
_WHOLE_PULL: Final = 1 << 7
_LARGE: Final = 48
"""From this radius on, in pixels, a glow is so soft that whole pixels are fine enough."""


@dataclass(frozen=True)
class Sprite:
    """A round light, drawn once for each part of a pixel it may be shifted by.

    `light` holds brightness to add, (phases, phases, rows, columns); `tint` and `pull` say, at half the size,
    which colour it has and how strongly.
    """

    light: Floats
    pull: Floats
    tint: tuple[float, float]


def glow_sprite(radius: float, color: str, *, stretch: float = 1.0, brightness: float = 1.0) -> Sprite:
    """A bright core in a soft glow, `radius` pixels to where it ends; `stretch` makes it wider."""
    rgb = np.array(parse_color(color), np.float32) / 255
    y, u, v = convert_to_yuv(rgb)
    rows, columns = (int(np.ceil(radius * scale / 2)) * 4 + 2 for scale in (1.0, stretch))
    phases = _PHASES if radius < _LARGE else 1
    offsets = [index / phases for index in range(phases)]
    light = np.stack(
        [
            np.stack([_glow(rows, columns, radius, stretch, (right, down)) for right in offsets])
            for down in offsets
        ]
    )
    half = _glow(rows, columns, radius, stretch, (0.5, 0.5))
    pull = (half[0::2, 0::2] + half[1::2, 1::2]) / 2
    strength = (float(y) - 16) * brightness
    return Sprite(light * strength, np.minimum(pull * 1.6, 1), (float(u), float(v)))


def _glow(rows: int, columns: int, radius: float, stretch: float, shift: tuple[float, float]) -> Floats:
    x = (np.arange(columns, dtype=np.float32) - columns / 2 + 0.5 - shift[0]) / stretch
    y = np.arange(rows, dtype=np.float32) - rows / 2 + 0.5 - shift[1]
    distance = np.hypot(x[None, :], y[:, None]) / radius
    return np.clip(np.exp(-((distance / 0.22) ** 2)) + 0.42 * np.exp(-distance * 3.2) - 0.015, 0, 1)


def lay_sprite(picture: Picture, sprite: Sprite, x: float, y: float, strength: float) -> None:
    """Add a sprite with its middle at `x`, `y` in pixels."""
    if strength < 0.02:
        return
    rows, columns = sprite.light.shape[2:]
    left, top = x - columns / 2, y - rows / 2
    column, row = int(np.floor(left)), int(np.floor(top))
    phases = len(sprite.light)
    phase = int((top - row) * phases), int((left - column) * phases)
    _add(picture.y, sprite.light[phase], column, row, strength)
    _pull(picture, sprite, column // 2, row // 2, strength)


def halve_light(sprite: Sprite) -> Sprite:
    """The same light for `gather_sprite`, which adds it to a plane of half the size."""
    return replace(sprite, light=np.ascontiguousarray(sprite.light[..., 0::2, 0::2]))


def gather_sprite(
    glow: Floats, picture: Picture, sprite: Sprite, x: float, y: float, strength: float
) -> None:
    """Add the light of a large sprite to a plane of half the size, and its colour to a picture."""
    light = sprite.light[0, 0]
    column, row = int(x - light.shape[1]) // 2, int(y - light.shape[0]) // 2
    if found := _overlap(glow, light.shape, column, row):
        there, here = found
        glow[there] += light[here] * np.float32(strength)
    _pull(picture, sprite, column, row, strength)


def _overlap(
    plane: Bytes | Floats, shape: tuple[int, ...], x: int, y: int
) -> tuple[tuple[slice, slice], tuple[slice, slice]] | None:
    top, bottom = max(y, 0), min(y + shape[0], plane.shape[0])
    left, right = max(x, 0), min(x + shape[1], plane.shape[1])
    if top >= bottom or left >= right:
        return None
    return (slice(top, bottom), slice(left, right)), (slice(top - y, bottom - y), slice(left - x, right - x))


def _add(plane: Bytes, light: Floats, x: int, y: int, strength: float) -> None:
    if found := _overlap(plane, light.shape, x, y):
        there, here = found
        plane[there] = np.minimum(plane[there] + light[here] * np.float32(strength), 235)


def _pull(picture: Picture, sprite: Sprite, x: int, y: int, strength: float) -> None:
    if found := _overlap(picture.u, sprite.pull.shape, x, y):
        there, here = found
        pull = sprite.pull[here] * np.float32(strength)
        tint(picture, there, np.minimum(pull, 1, out=pull), sprite.tint)


def tint(picture: Picture, box: tuple[slice, slice], pull: Floats, levels: tuple[float, float]) -> None:
    """Bring a part of both planes of colour towards these levels, the more the nearer `pull` is to 1."""
    # In whole numbers of 16 bits, which takes half the time of floats: a product of these has room in them.
    pulls = (pull * np.float32(_WHOLE_PULL)).astype(np.int16)
    for plane, level in zip((picture.u, picture.v), levels, strict=True):
        part = plane[box]
        change = np.int16(round(level)) - part
        change *= pulls
        change += _WHOLE_PULL // 2
        change >>= 7
        change += part
        part[:] = change


def add_points(plane: Bytes, x: Floats, y: Floats, brightness: Floats) -> None:
    """Add many points of light of about one pixel, each shared by the four pixels around it."""
    column, row = np.floor(x).astype(np.int64), np.floor(y).astype(np.int64)
    across, down = x - column, y - row
    inside = (column >= 0) & (row >= 0) & (column < plane.shape[1] - 1) & (row < plane.shape[0] - 1)
    column, row, across, down, brightness = (part[inside] for part in (column, row, across, down, brightness))
    for right in (0, 1):
        for below in (0, 1):
            share = np.abs(1 - right - across) * np.abs(1 - below - down) * brightness
            there = row + below, column + right
            plane[there] = np.minimum(plane[there] + share, 235)


def twinkle(at_s: float, rate_hz: float, phase: float) -> float:
    """A smooth rise and fall between 0 and 1."""
    return float(0.5 + 0.5 * np.sin(2 * np.pi * (rate_hz * at_s + phase)))


class Stars:
    """Stars that stand still; there are fewer and weaker ones near the horizon."""

    def __init__(
        self, context: RenderContext, horizon: int, *, hidden: Floats | None = None, density: float = 1.0
    ) -> None:
        """Scatter them.

        Args:
            context: Where they stand.
            horizon: First row without stars.
            hidden: How much of the sky is covered, 0..1, on a grid of any size that spans the context.
            density: 1 is a clear night far from any town.
        """
        random = context.random(62)
        self._size = context.width, context.height
        count = round(800 * density * context.width * horizon / context.unit**2)
        across, down, faint, rate = random.random((count, 4)).T  # star by star: one more leaves the others be
        self._x = across * context.width
        self._y = down**1.2 * horizon
        light = np.clip(-50 * np.log1p(-faint), 6, 190) * min(context.unit / 1080 + 0.25, 1)
        self._light = light * np.clip(1.25 * (1 - self._y / horizon), 0, 1)
        if hidden is not None:
            rows, columns = hidden.shape
            row = (self._y * rows / context.height).astype(int)
            column = (self._x * columns / context.width).astype(int)
            self._light *= 1 - hidden[row, column]
        self._rates = 0.5 + 2.5 * rate

    def lay_over(self, picture: Picture, at_s: float, window: Window = WHOLE) -> None:
        """Add them to a picture that shows what the window does."""
        flicker = 0.78 + 0.22 * np.sin(at_s * self._rates + self._rates * 9)
        rows, columns = picture.y.shape
        x = (self._x / self._size[0] - window.left) / window.size[0] * columns
        y = (self._y / self._size[1] - window.top) / window.size[1] * rows
        add_points(picture.y, x, y, self._light * flicker)

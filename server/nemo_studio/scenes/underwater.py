"""Under water: beams that fall from the moving surface, a school of fish, and bubbles on their way up."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import av
import numpy as np
from PIL import Image, ImageDraw

from nemo_studio.frames.colors import Stops, develop, expose, parse_color, ramp, smoothstep
from nemo_studio.frames.context import RenderContext
from nemo_studio.frames.enlarging import Enlarger
from nemo_studio.frames.layers import Layer, bake_layer, lay
from nemo_studio.frames.picture import Floats, Picture, open_picture
from nemo_studio.scenes.noise import cover_below, make_tile, ridge, sample
from nemo_studio.scenes.parameters import Conditions
from nemo_studio.scenes.sprites import add_points, glow_sprite, lay_sprite

_GRAIN: Final = 4
_WATERS: Final[Mapping[str, Stops]] = MappingProxyType(
    {
        "dawn": ((0.0, "#FFE4C0"), (0.12, "#B4C8B8"), (0.38, "#4E88A0"), (0.72, "#1E4A72"), (1.0, "#0A1C3E")),
        "day": ((0.0, "#9FF0E4"), (0.12, "#49C6D0"), (0.38, "#147FA8"), (0.72, "#0A3F70"), (1.0, "#04163A")),
        "dusk": ((0.0, "#FFB080"), (0.12, "#C07890"), (0.38, "#584A88"), (0.72, "#26265E"), (1.0, "#0C0E30")),
        "night": (
            (0.0, "#5C88B0"),
            (0.12, "#2C5484"),
            (0.38, "#12305C"),
            (0.72, "#081A3A"),
            (1.0, "#030A1E"),
        ),
    }
)
_SUNLIGHT: Final[Mapping[str, tuple[float, float, float]]] = MappingProxyType(
    {
        "dawn": (0.95, 0.88, 0.66),
        "day": (0.75, 1.0, 0.90),
        "dusk": (1.0, 0.56, 0.38),
        "night": (0.28, 0.42, 0.58),
    }
)
_ROCKS: Final = ("#0C4A72", "#072C4C", "#031427")
_FISH: Final = 54
_FISH_OPACITY: Final = 0.85
_BUBBLES: Final = 70


class Underwater:
    """The whole view."""

    def __init__(self, context: RenderContext) -> None:
        """Set up light, rocks, fish and bubbles."""
        self._context = context
        self._time = Conditions.of(context).time
        self._sunlight = np.array(_SUNLIGHT[self._time], np.float32)
        rows, columns = -(-context.height // _GRAIN), -(-context.width // _GRAIN)
        down = (np.arange(rows, dtype=np.float32)[:, None] + 0.5) / rows
        self._x = np.repeat(
            (np.arange(columns, dtype=np.float32)[None, :] + 0.5) * _GRAIN / context.unit, rows, 0
        )
        self._y = np.repeat(down * context.height / context.unit, columns, 1)
        random = context.random(1)
        self._sun = context.width / context.unit * random.uniform(0.35, 0.65)
        self._tile = make_tile(512, context.seed + 121, slope=1.5, lowest=4)
        far = np.hypot((self._x - self._sun) * 0.8, self._y + 0.05)
        water = expose(
            ramp(_WATERS[self._time], np.clip(down * 0.95 + 0.06 * np.abs(self._x - self._sun), 0, 1))
        )
        self._water = (water + (0.9 * np.exp(-far / 0.24))[..., None] * self._sunlight).astype(np.float32)
        self._angle = np.arctan2(self._x - self._sun, self._y + 0.45)
        self._depth = np.exp(-self._y / 0.62) * np.exp(-(((self._x - self._sun) / 0.9) ** 2))
        self._surface = smoothstep(0.16, 0.0, self._y)
        self._near = slice(0, int(np.count_nonzero(self._surface[:, 0])))
        self._enlarger = Enlarger(context.width, context.height)
        self._rocks = self._build_rocks(random)
        self._prepare_fish(random)
        self._bubble = [
            glow_sprite(context.unit * size, "#C8FFF6", brightness=0.7) for size in (0.006, 0.009, 0.013)
        ]
        self._bubble_from = random.uniform(0, 1, (4, _BUBBLES))
        self._motes = random.uniform(0, 1, (3, round(420 * context.breadth)))

    def frame_at(self, at_s: float) -> av.VideoFrame:
        """Draw one frame."""
        frame = self._enlarger.enlarge(develop(self._shine(at_s)))
        picture = open_picture(frame)
        self._draw_motes(picture, at_s)
        self._draw_fish(picture, at_s)
        lay(picture, self._rocks, 0, self._context.height - self._rocks.size[1])
        self._draw_bubbles(picture, at_s)
        return frame

    def _shine(self, at_s: float) -> Floats:
        row = np.full((1, 1), 3.0, np.float32)
        broad = sample(self._tile, self._angle * 75 + at_s * 1.3, row + at_s * 2.6)
        fine = sample(self._tile, self._angle * 190 - at_s * 1.7, row * 9 + at_s * 4.1)
        beams = smoothstep(0.42, 0.86, 0.62 * broad + 0.38 * fine) * self._depth
        light = (1.05 * beams)[..., None] * self._sunlight
        light += self._water
        light[self._near] += (0.85 * self._ripple(at_s))[..., None] * self._sunlight
        return light

    def _ripple(self, at_s: float) -> Floats:
        """The moving surface from below, in those rows that are near it."""
        height = 1 / (self._y[self._near] + 0.07)
        u, v = (self._x[self._near] - self._sun) * height * 34, height[:, :1] * 30
        first = np.abs(2 * sample(self._tile, u + at_s * 9, v + at_s * 7) - 1)
        second = np.abs(2 * sample(self._tile, u * 1.3 - at_s * 8, v * 1.3 + at_s * 5) - 1)
        return np.clip(1 - 1.7 * np.minimum(first, second), 0, 1) ** 3 * self._surface[self._near]

    def _build_rocks(self, random: np.random.Generator) -> Layer:
        context = self._context
        rows = round(context.unit * 0.30 / 2) * 2
        x = np.arange(context.width, dtype=np.float32) / context.unit
        rgb = np.zeros((rows, context.width, 3), np.float32)
        coverage = np.zeros((rows, context.width), np.float32)
        deep = ramp(_WATERS[self._time], np.full(1, 0.72))[0] / ramp(_WATERS["day"], np.full(1, 0.72))[0]
        for depth, color in enumerate(_ROCKS):
            shape = ridge(x + depth * 9, random, scale=0.55 - 0.1 * depth, roughness=0.55)
            line = rows * (0.40 + 0.22 * depth) - rows * 0.30 * shape
            cover = cover_below(line.astype(np.float32), rows)
            stone = np.array(parse_color(color), np.float32) / 255 * deep
            rgb += (stone - rgb) * cover[..., None]
            coverage = np.maximum(coverage, cover)
        return bake_layer(rgb, coverage)

    def _prepare_fish(self, random: np.random.Generator) -> None:
        sizes = (0.016, 0.021, 0.027)
        self._fish: list[list[Layer]] = [
            [_bake_fish(self._context.unit * size, wag) for wag in range(8)] for size in sizes
        ]
        self._fish_place = random.normal(0, 1, (2, _FISH)) * np.array([[0.20], [0.075]])
        self._fish_kind = random.integers(0, len(sizes), _FISH)
        self._fish_phase = random.uniform(0, 6.28, _FISH)

    def _draw_fish(self, picture: Picture, at_s: float) -> None:
        context = self._context
        wide, high = context.width / context.unit, context.height / context.unit
        lead = (at_s * 0.060 + 0.35 * wide) % (wide + 1.2) - 0.6
        middle = high * (0.52 + 0.06 * np.sin(at_s * 0.13))
        for index in range(_FISH):
            phase = self._fish_phase[index]
            x = lead + self._fish_place[0, index] + 0.02 * np.sin(at_s * 0.7 + phase)
            y = middle + self._fish_place[1, index] + 0.015 * np.sin(at_s * 0.9 + phase * 2 + x * 3)
            wag = int((at_s * 2.2 + phase) * 8 / 6.28 * 3) % 8
            layer = self._fish[int(self._fish_kind[index])][wag]
            lay(picture, layer, int(x * context.unit / 2) * 2, int(y * context.unit / 2) * 2)

    def _draw_motes(self, picture: Picture, at_s: float) -> None:
        drift = self._motes[0] + 0.006 * at_s + 0.01 * np.sin(at_s * 0.4 + self._motes[2] * 6.28)
        sink = self._motes[1] + 0.004 * at_s * (0.5 + self._motes[2])
        add_points(
            picture.y,
            drift % 1 * self._context.width,
            sink % 1 * self._context.height,
            14 + 34 * self._motes[2],
        )

    def _draw_bubbles(self, picture: Picture, at_s: float) -> None:
        context = self._context
        for index in range(_BUBBLES):
            x, start, speed, size = self._bubble_from[:, index]
            column = round(x * 5) / 5 + 0.03 * (x * 37 % 1)
            rise = (start + at_s * (0.05 + 0.05 * speed)) % 1.1
            sway = 0.010 * np.sin(at_s * 3 + start * 40)
            y = (1.05 - rise) * context.height
            lay_sprite(
                picture, self._bubble[int(size * 2.99)], column * context.width + sway * context.unit, y, 0.75
            )


def _bake_fish(length: float, wag: int) -> Layer:
    """A slim silhouette, swimming to the right, its tail at one of eight places."""
    scale, turn = 4, np.sin(wag / 8 * 2 * np.pi)
    width, height = (int(length * 2.2) // 2 + 1) * 2, (int(length * 1.2) // 2 + 1) * 2
    mask = Image.new("L", (width * scale, height * scale))
    draw = ImageDraw.Draw(mask)
    middle_x, middle_y, size = width * scale * 0.55, height * scale / 2, length * scale
    draw.ellipse(
        (middle_x - size * 0.7, middle_y - size * 0.20, middle_x + size * 0.7, middle_y + size * 0.20),
        fill=255,
    )
    tail = middle_x - size * 0.62
    tip = size * 0.20 * turn
    draw.polygon(
        [
            (tail, middle_y),
            (tail - size * 0.36, middle_y - size * 0.24 + tip),
            (tail - size * 0.26, middle_y + tip),
            (tail - size * 0.36, middle_y + size * 0.24 + tip),
        ],
        fill=255,
    )
    draw.polygon(
        [
            (middle_x - size * 0.1, middle_y - size * 0.18),
            (middle_x - size * 0.32, middle_y - size * 0.36),
            (middle_x - size * 0.38, middle_y - size * 0.15),
        ],
        fill=255,
    )
    coverage = np.asarray(mask.resize((width, height), Image.Resampling.BOX), np.float32) / 255
    shade = np.linspace(0.30, 0.10, height, dtype=np.float32)[:, None, None]
    return bake_layer(
        shade * np.array([0.35, 0.75, 1.0], np.float32) + np.zeros((height, width, 3), np.float32),
        coverage * _FISH_OPACITY,
    )
